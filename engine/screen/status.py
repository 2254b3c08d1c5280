"""How a hit may stand in what was said."""

from enum import StrEnum


class Status(StrEnum):
    """From what is happening now to what is denied; of a hit's several parts the later one counts."""

    PRESENT = "present"
    IDIOM = "idiom"
    """A figure of speech about a bill, a wait or a form."""
    NAMED = "named"
    """A condition's name, with nothing that says it is happening."""
    PAPER = "paper"
    """Talk about a bill, a form or a class."""
    MILD = "mild"
    """Said to be long-standing, usual or in no hurry."""
    PERHAPS = "perhaps"
    MAYBE_PAST = "maybe_past"
    MAYBE_NEGATED = "maybe_negated"
    RELATIVE = "relative"
    """A relative's, with no time said."""
    HYPOTHETICAL = "hypothetical"
    PAST = "past"
    FAMILY = "family"
    NEGATED = "negated"


WEAKNESS = {status: place for place, status in enumerate(Status)}
