"""What a caller makes of the agent's words: a closed set of questions, recognised from the wordings alone.

The caller hears words and nothing else: neither the state nor what the engine says it asked.
"""

import re
import string
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from engine.extraction import Record
from engine.screen.redlist import read_list
from engine.speech.wordings import Speech
from engine.vocabulary import Language


class Question(StrEnum):
    """Everything an agent may want of a caller."""

    INTENT = "intent"
    NAME = "name"
    FAMILY = "family"
    GIVEN = "given"
    SPELLED = "spelled"
    BIRTH = "birth"
    PHONE = "phone"
    GUARDIAN = "guardian"
    REASON = "reason"
    NEW_PROBLEM = "new_problem"
    PROVIDER = "provider"
    WHICH_PROVIDER = "which_provider"
    WHEN = "when"
    NEW_TIME = "new_time"
    CONSTRAINT = "constraint"
    WHAT_TO_CHANGE = "what_to_change"
    IS_IT_THIS = "is_it_this"
    WHICH_VISIT = "which_visit"
    OFFER = "offer"
    READ_BACK = "read_back"
    ANYTHING_ELSE = "anything_else"
    SYMPTOM = "symptom"
    CALL_911 = "call_911"
    STILL_THERE = "still_there"
    TAKE_YOUR_TIME = "take_your_time"


Q = Question
ASKED_BY: Mapping[str, Question] = {
    "greeting": Q.INTENT, "ask_intent": Q.INTENT, "what_else": Q.INTENT,
    "ask_name": Q.NAME, "ask_name_for_errand": Q.NAME, "ask_name_of_patient": Q.NAME,
    "ask_family_name": Q.FAMILY, "ask_given_name": Q.GIVEN, "ask_name_spelled": Q.SPELLED,
    "ask_name_spelled_of_patient": Q.SPELLED,
    "ask_birth": Q.BIRTH, "ask_birth_of_patient": Q.BIRTH, "ask_birth_by_key": Q.BIRTH,
    "ask_birth_of_patient_by_key": Q.BIRTH,
    "ask_phone": Q.PHONE, "ask_phone_of_patient": Q.PHONE, "ask_phone_by_key": Q.PHONE,
    "ask_phone_of_patient_by_key": Q.PHONE, "ask_guardian": Q.GUARDIAN,
    "ask_reason": Q.REASON, "ask_new_problem": Q.NEW_PROBLEM,
    "ask_provider": Q.PROVIDER,
    "which_of_two_providers": Q.WHICH_PROVIDER, "which_provider": Q.WHICH_PROVIDER,
    "which_of_many_providers": Q.WHICH_PROVIDER,
    "ask_when": Q.WHEN, "ask_new_time": Q.NEW_TIME, "ask_constraint": Q.CONSTRAINT,
    "what_to_change": Q.WHAT_TO_CHANGE, "is_it_this": Q.IS_IT_THIS,
    "which_of_2": Q.WHICH_VISIT, "which_of_3": Q.WHICH_VISIT,
    "offer_1": Q.OFFER, "offer_2": Q.OFFER, "offer_2_same_provider": Q.OFFER, "offer_2_same_day": Q.OFFER,
    "offer_2_same_half": Q.OFFER, "offer_3": Q.OFFER, "offer_3_same_provider": Q.OFFER,
    "offer_3_same_day": Q.OFFER, "offer_3_same_half": Q.OFFER,
    "read_back_schedule": Q.READ_BACK, "read_back_reschedule": Q.READ_BACK, "read_back_cancel": Q.READ_BACK,
    "read_back_schedule_for": Q.READ_BACK, "read_back_reschedule_for": Q.READ_BACK,
    "read_back_cancel_for": Q.READ_BACK,
    "anything_else": Q.ANYTHING_ELSE, "can_you_call_911": Q.CALL_911,
    "still_there": Q.STILL_THERE, "take_your_time": Q.TAKE_YOUR_TIME,
}  # fmt: skip
"""Which wording asks what; every other wording only tells."""
CLOSING = frozenset({
    "goodbye", "no_input", "not_understood", "out_of_scope", "not_identified", "minor_alone", "proxy",
    "nothing_suits", "tool_failed", "person_open", "person_closed", "connecting", "script_crisis",
    "script_poison", "script_urgent", "please_call_911", "emergency_refusal", "line_trouble",
    "hand_off_closed",
})  # fmt: skip
"""Wordings after which the agent has nothing more to ask."""

SYMPTOM = "symptom"
"""The urgent screen's own questions, which are in its list and not among the wordings."""
OPTIONS = ("first", "second", "third")
_TIME = {
    Language.EN: r"(?:noon|\d{1,2}(?::\d\d)? in the (?:morning|afternoon|evening))",
    Language.ES: r"las? [a-záéíóúñ ]+?(?:del mediodía|de la (?:mañana|tarde|noche))",
}
_BARE = {Language.EN: r"\d{1,2}(?::\d\d)?", Language.ES: r"las? [a-záéíóúñ ]+?"}
_HALF = {
    Language.EN: r"in the (?:morning|afternoon|evening)",
    Language.ES: r"de la (?:mañana|tarde|noche)",
}
_AT = {Language.EN: r"at ", Language.ES: r"a "}
_PROVIDER = r"Dr\. [^.,?¿]+?"


class Heard(Record, frozen=True):
    """What a caller understood of one stretch of speech."""

    question: Question | None
    """The last thing that was asked; None where nothing was."""
    cues: tuple[str, ...]
    """Every wording recognised, in the order heard."""
    options: tuple[str, ...]
    """What was on offer, as it was said."""
    asking: str
    """The words of the question."""
    closes: bool
    """Whether the agent has said its last."""


class Ear:
    """Knows every sentence of one or all languages by heart, and no facts."""

    def __init__(self, speech: Speech, symptoms: Mapping[Language, frozenset[str]]) -> None:
        self._patterns = {lang: list(_patterns(speech, lang)) for lang in Language}
        self._symptoms = symptoms
        self._made_out: dict[tuple[str, Language | None], Heard] = {}

    @classmethod
    def load(cls) -> "Ear":
        """An ear for the wordings and symptom questions that ship with the program."""
        rules = read_list().categories.values()
        return cls(
            Speech.load(),
            {
                Language.EN: frozenset(rule.question_en for rule in rules),
                Language.ES: frozenset(rule.question_es for rule in rules),
            },
        )

    def hear(self, text: str, lang: Language | None = None) -> Heard:
        """Make out what was said; in either language where none is given."""
        known = self._made_out.get((text, lang))
        if known is None:
            known = self._made_out[text, lang] = self._make_out(text, lang)
        return known

    def _make_out(self, text: str, lang: Language | None) -> Heard:
        found: list[tuple[int, int, str, re.Match[str] | None]] = [
            (match.start(), match.end(), key, match)
            for one in ((lang,) if lang else Language)
            for key, pattern in self._patterns[one]
            for match in [_last(pattern, text)]
            if match is not None
        ]
        symptoms = (words for questions in self._symptoms.values() for words in questions if words in text)
        found.extend((text.rfind(words), text.rfind(words) + len(words), SYMPTOM, None) for words in symptoms)
        found.sort(key=lambda one: (one[1], one[1] - one[0]))
        asking = [one for one in found if one[2] in ASKED_BY or one[2] == SYMPTOM]
        closes = bool(found) and any(one[2] in CLOSING for one in found)
        last = asking[-1] if asking else None
        if last is not None and closes and any(one[2] in CLOSING and one[1] > last[1] for one in found):
            last = None
        in_order = tuple(dict.fromkeys(key for _, _, key, _ in sorted(found, key=lambda one: one[0])))
        return Heard(
            question=None if last is None else ASKED_BY.get(last[2], Question.SYMPTOM),
            cues=in_order,
            options=() if last is None or last[3] is None else tuple(_options(last[3])),
            asking="" if last is None else text[last[0] : last[1]],
            closes=closes and last is None,
        )


def _last(pattern: "re.Pattern[str]", text: str) -> "re.Match[str] | None":
    return next(reversed(list(pattern.finditer(text))), None)


def _options(match: "re.Match[str]") -> Iterator[str]:
    """The first, second and third of what is on offer; what is said once holds for all."""
    groups = {name: said for name, said in match.groupdict().items() if said}
    shared = " ".join(said for name, said in groups.items() if name.rstrip("_") in ("provider", "last"))
    shared += " " + groups.get("first", "") if "first_" in groups else ""
    for name in OPTIONS:
        own = groups.get(f"{name}_") or groups.get(name)
        if own:
            yield f"{own} {shared}".strip()


def _patterns(speech: Speech, lang: Language) -> Iterator[tuple[str, "re.Pattern[str]"]]:
    file = speech.file(lang)
    for key, wordings in file["say"].items():
        if key.startswith("sms_"):
            continue
        for wording in [wordings] if isinstance(wordings, str) else wordings:
            yield key, re.compile(_Shape(file, lang).of(wording))


class _Shape:
    """A wording as a pattern: facts become whatever may be said in their place."""

    def __init__(self, file: Mapping[str, Any], lang: Language) -> None:
        self._file = file
        self._lang = lang
        self._names: set[str] = set()

    def of(self, wording: str) -> str:
        parts = []
        for literal, field, spec, _ in string.Formatter().parse(wording):
            parts.append(re.escape(literal))
            if field is not None:
                parts.append(f"(?P<{self._name(field)}>{self._fact(field, spec or '')})")
        return "".join(parts)

    def _name(self, field: str) -> str:
        name = re.sub(r"\W.*", "", field)
        while name in self._names:
            name += "_"
        self._names.add(name)
        return name

    def _fact(self, field: str, spec: str) -> str:
        lang, words = self._lang, self._file["words"]
        number = r"\d{1,2}(?:st|nd|rd|th)" if lang is Language.EN else r"[a-záéíóúñ ]+?"
        days = {
            "weekday": "|".join(words["weekdays"]),
            "month": "|".join(words["months"]),
            "ordinal": number,
            "number": number,
            "year": r"\d{4}" if lang is Language.EN else r"[a-záéíóúñ ]+",
        }
        match spec:
            case "day" | "born":
                form = self._file["forms"][spec]
                return "".join(
                    re.escape(literal) + (f"(?:{days[name]})" if name else "")
                    for literal, name, _, _ in string.Formatter().parse(form)
                )
            case "time":
                return _TIME[lang]
            case "at":
                return f"(?:{_AT[lang]}{_TIME[lang]})"
            case "bare":
                return _BARE[lang]
            case "half":
                return _HALF[lang]
            case "opening" | "slot" | "date" | "clock" | "hour":
                return self._form(spec)
        if field.endswith(("provider", "[provider]")):
            return _PROVIDER
        return r".+?"

    def _form(self, name: str) -> str:
        parts = []
        for literal, field, spec, _ in string.Formatter().parse(self._file["forms"][name]):
            parts.append(re.escape(literal))
            if field is not None:
                parts.append(self._fact(field, spec or ""))
        return "(?:" + "".join(parts) + ")"
