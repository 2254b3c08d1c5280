"""What a caller keeps in mind during a call: what was said and heard, and what it is about now."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from msgspec.structs import replace

from qa.simulate.scenario import Act

NO_ERRAND = ("no", "nothing", "thank", "that's", "es todo", "nada", "gracias")
"""How an answer to "anything else?" begins that wants nothing."""

YES = re.compile(r"^(?:yes|yeah|sí)[,.]? ", re.I)


@dataclass
class Recall:
    """Changed by what was done and heard, read by whoever decides what to do next."""

    errand: Act
    """The words in which the caller put what is wanted now."""
    times: dict[str, int] = field(default_factory=dict)
    """How often each rule was followed."""
    said: Act | None = None
    """What was said last, where it was in the scenario's own words."""
    insists: Act | None = None
    heard: set[str] = field(default_factory=set)
    """Every wording heard in the call."""
    answered: set[str] = field(default_factory=set)
    """Those heard since the errand was put."""
    misheard: bool = False
    """Whether the line made other words of what was said last; a caller who is told so says it again."""
    misheard_ever: bool = False
    born_from_facts: bool = False
    """Whether the birthday that was said last is the true one."""
    wrong_doctor: bool = False
    wrong_kind: bool = False

    def hear(self, cues: Collection[str]) -> None:
        """Wordings were heard."""
        self.heard.update(cues)
        self.answered.update(cues)

    def count(self, rule: str) -> int:
        """How often a rule was followed."""
        return self.times.get(rule, 0)

    def put(self, act: Act) -> None:
        """The caller wants something else from here on."""
        errand = replace(act, say=tuple(_without_yes(phrase) for phrase in act.say))
        if errand != self.errand and not act.say[0].lower().startswith(NO_ERRAND):
            self.errand = errand
            self.answered.clear()


def _without_yes(phrase: str) -> str:
    """The wish itself: its "yes" answered "anything else?", and would be a yes to whatever is asked later."""
    wish = YES.sub("", phrase)
    return wish[:1].upper() + wish[1:]
