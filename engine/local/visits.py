"""The kind of visit a caller wants and the reason they give for it."""

from engine.vocabulary import Asked, Language, VisitType


def read_visit_type(text: str, lang: Language) -> VisitType | None:
    """Name the kind of visit, only where it is said."""
    return None


def read_reason(text: str, *, asked: Asked | None, lang: Language) -> str | None:
    """Cut out what the caller gives as the reason for a visit."""
    return None


def is_new_problem(reason: str) -> bool:
    """Whether `reason` is a complaint that has not been seen yet, not a routine visit."""
    return False
