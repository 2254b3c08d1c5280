"""The list as a file: read, checked as a whole, and every problem named at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from engine.screen.lexicon import entries, groups
from engine.screen.outcome import Outcome, Urgency
from engine.screen.rules import Rule, parse_rule, unknown_groups
from engine.screen.status import Status

PACKAGED = Path(__file__).with_name("red_flags.yaml")
ACTIONS = {
    "dial_911": Urgency.EMERGENCY,
    "er_now": Urgency.EMERGENCY,
    "crisis_988": Urgency.EMERGENCY,
    "poison_control": Urgency.EMERGENCY,
    "nurse_now": Urgency.URGENT,
}
"""The scripts there are, and the level each belongs to."""
_CONTEXTS = """negation negation_after passes blockers not_negation answer_no answer_follow terminate past
past_before maybe_past maybe_past_before ongoing recent not_recent family relative relative_past hypothetical
hypothetical_before not_hypothetical perhaps now_speaking happening paper mild long_time idiom irritant"""
CONTEXTS = tuple(_CONTEXTS.split())
"""The kinds of context words the engine knows."""
STORY = ("people", "others", "errand", "small_talk", "questions")
STATUSES = tuple(status.value for status in Status if status is not Status.PRESENT)
CRISIS = "suicide_self_harm"
"""Wins over every other category, and is never cleared without its question."""
PLAIN = "plain_symptom"
"""The category of symptom words that nothing else explains."""
_RANGE = re.compile(r"(\d+(?:\.\d+)?) to (\d+(?:\.\d+)?)")
_KEYS = {"level", "action", "question_en", "question_es", "says", "names", "hints", "rules", "words"}
_TOP = {"version", "signed_off_by", "signed_off_on", "spelling", "numbers", "groups", "categories"} | {
    "story",
    "hidden",
    "context",
    "policy",
}


class RedFlagListError(Exception):
    """The list cannot be used; `problems` names everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Category:
    """One thing the screen looks for."""

    name: str
    rank: int
    """Place in the list; the first is the most pressing."""
    level: Urgency
    action: str
    question_en: str
    question_es: str
    says: tuple[str, ...]
    names: tuple[str, ...]
    hints: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class RedFlagList:
    """The whole list, checked."""

    version: str
    signed_off_by: str
    signed_off_on: str
    spelling: Mapping[str, str]
    numbers: Mapping[str, tuple[float, float]]
    groups: Mapping[str, tuple[str, ...]]
    categories: Mapping[str, Category]
    story: Mapping[str, tuple[str, ...]]
    """Words that tell an account of somebody from an errand."""
    hidden: tuple[str, ...]
    context: Mapping[str, tuple[str, ...]]
    policy: Mapping[str, Outcome]

    @property
    def signed_off(self) -> bool:
        """Whether a clinician has signed this version."""
        return bool(self.signed_off_by and self.signed_off_on)


def read_text(path: Path) -> str:
    """Read a list as it is written; raises `RedFlagListError`."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RedFlagListError([f"{path.name}: {error}"]) from error


def read_list(path: Path = PACKAGED) -> RedFlagList:
    """Read and check a list; raises `RedFlagListError` with every problem there is."""
    return parse_list(read_text(path), path.name)


def parse_list(text: str, name: str) -> RedFlagList:
    """Check the list that is written in the file of this name; raises as `read_list` does."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        raw = yaml.load(text, loader)  # noqa: S506 - either is a safe loader
    except yaml.YAMLError as error:
        raise RedFlagListError([f"{name}: {error}"]) from error
    return check_list(raw)


def check_list(raw: Any) -> RedFlagList:
    """Check a list that was read already; raises `RedFlagListError` with every problem there is."""
    if not isinstance(raw, dict):
        raise RedFlagListError(["expected a mapping at the top of the list"])
    problems = [f"{key}: no such part of the list" for key in sorted(set(raw) - _TOP, key=str)]
    problems += [
        f"{key}: expected text in quotes, got {raw.get(key)!r}"
        for key in ("version", "signed_off_by", "signed_off_on", "hidden")
        if not isinstance(raw.get(key), str)
    ]
    if isinstance(raw.get("version"), str) and not raw["version"].strip():
        problems.append("version: must not be empty")
    if bool(raw.get("signed_off_by")) != bool(raw.get("signed_off_on")):
        problems.append("signed_off_by, signed_off_on: fill in both, or neither")
    paragraphs = {key: _paragraphs(raw, key, problems) for key in ("groups", "context", "story")}
    spelling = _paragraphs(raw, "spelling", problems)
    numbers = _numbers(raw, problems)
    written = _groups({**paragraphs["groups"], **_own_words(raw, paragraphs["groups"], problems)}, problems)
    known = {*written, *numbers, *STORY}
    problems += [f"context.{kind}: missing" for kind in CONTEXTS if kind not in paragraphs["context"]]
    problems += [f"context.{kind}: no such kind" for kind in paragraphs["context"] if kind not in CONTEXTS]
    problems += [f"story.{kind}: missing" for kind in STORY if kind not in paragraphs["story"]]
    categories = _categories(raw, known, problems)
    policy = _policy(raw, problems)
    for kind, text in {**paragraphs["context"], **paragraphs["story"]}.items():
        problems += _unknown_names(kind, entries(text), known)
    if problems:
        raise RedFlagListError(problems)
    return RedFlagList(
        version=raw["version"],
        signed_off_by=raw["signed_off_by"],
        signed_off_on=raw["signed_off_on"],
        spelling=spelling,
        numbers=numbers,
        groups=written,
        categories=categories,
        story={kind: entries(text) for kind, text in paragraphs["story"].items()},
        hidden=entries(raw["hidden"]),
        context={kind: entries(text) for kind, text in paragraphs["context"].items()},
        policy=policy,
    )


def _paragraphs(raw: dict[str, Any], key: str, problems: list[str]) -> dict[str, str]:
    part = raw.get(key)
    if not isinstance(part, dict):
        problems.append(f"{key}: expected names and their words, got {type(part).__name__}")
        return {}
    for name, text in part.items():
        if not isinstance(name, str) or not isinstance(text, str) or not text.strip():
            problems.append(f"{key}.{name}: expected words, got {text!r}")
    return {k: v for k, v in part.items() if isinstance(k, str) and isinstance(v, str)}


def _numbers(raw: dict[str, Any], problems: list[str]) -> dict[str, tuple[float, float]]:
    out: dict[str, tuple[float, float]] = {}
    for name, text in _paragraphs(raw, "numbers", problems).items():
        read = _RANGE.fullmatch(text)
        if read is None or float(read[1]) > float(read[2]):
            problems.append(f"numbers.{name}: expected '38 to 42', got {text!r}")
        else:
            out[name] = (float(read[1]), float(read[2]))
    return out


def _groups(paragraphs: dict[str, str], problems: list[str]) -> dict[str, tuple[str, ...]]:
    written = groups(paragraphs)
    for name, words in written.items():
        if not words:
            problems.append(f"groups.{name}: no words")
    return written


def _own_words(raw: dict[str, Any], shared: dict[str, str], problems: list[str]) -> dict[str, str]:
    """The word groups that stand with a category; their names have to differ from all others."""
    part = raw.get("categories")
    out: dict[str, str] = {}
    for name, fields in part.items() if isinstance(part, dict) else ():
        if not isinstance(fields, dict) or "words" not in fields:
            continue
        for group, text in _paragraphs(fields, "words", problems).items():
            if group in shared or group in out:
                problems.append(f"{name}.words.{group}: the name is taken")
            out[group] = text
    return out


def _unknown_names(where: str, phrases: tuple[str, ...], known: set[str]) -> list[str]:
    named = [name for phrase in phrases for name in re.findall(r"@(\w+)", phrase)]
    return [f"{where}: no word group {name!r}" for name in named if name not in known]


def _categories(raw: dict[str, Any], known: set[str], problems: list[str]) -> dict[str, Category]:
    part = raw.get("categories")
    if not isinstance(part, dict):
        problems.append("categories: expected names and what belongs to them")
        return {}
    problems += [f"categories.{name}: missing" for name in (CRISIS, PLAIN) if name not in part]
    out: dict[str, Category] = {}
    for rank, (name, fields) in enumerate(part.items()):
        category = _category(str(name), rank, fields, known, problems)
        if category:
            out[category.name] = category
    return out


def _category(name: str, rank: int, fields: Any, known: set[str], problems: list[str]) -> Category | None:
    before = len(problems)
    if not isinstance(fields, dict):
        problems.append(f"{name}: expected level, action, questions and phrases")
        return None
    problems += [f"{name}.{key}: no such key" for key in sorted(set(fields) - _KEYS, key=str)]
    for key in ("question_en", "question_es"):
        if not isinstance(fields.get(key), str) or "?" not in fields[key]:
            problems.append(f"{name}.{key}: expected a question")
    level, action = fields.get("level"), fields.get("action")
    if level not in tuple(Urgency) or ACTIONS.get(str(action)) != level:
        problems.append(f"{name}: level {level!r} and action {action!r} do not go together")
    phrases = {key: entries(str(fields.get(key, ""))) for key in ("says", "names", "hints")}
    for key, listed in phrases.items():
        problems += _unknown_names(f"{name}.{key}", listed, known)
    rules = _rules(name, fields.get("rules", []), problems)
    problems += [f"{name}: {problem}" for problem in unknown_groups(rules, known)]
    if not any(phrases.values()) and not rules:
        problems.append(f"{name}: nothing to look for")
    if len(problems) > before:
        return None
    return Category(
        name=name,
        rank=rank,
        level=Urgency(fields["level"]),
        action=fields["action"],
        question_en=fields["question_en"],
        question_es=fields["question_es"],
        rules=tuple(rules),
        **phrases,
    )


def _rules(name: str, lines: Any, problems: list[str]) -> list[Rule]:
    if not isinstance(lines, list):
        problems.append(f"{name}.rules: expected a list of lines")
        return []
    out: list[Rule] = []
    for line in lines:
        try:
            out.append(parse_rule(str(line), name))
        except ValueError as error:
            problems.append(f"{name}: {error}")
    return out


def _policy(raw: dict[str, Any], problems: list[str]) -> dict[str, Outcome]:
    part = raw.get("policy")
    if not isinstance(part, dict):
        problems.append("policy: expected a status and its outcome")
        return {}
    problems += [
        f"policy.{status}: expected clear, ask or escalate, got {part.get(status)!r}"
        for status in STATUSES
        if part.get(status) not in tuple(Outcome)
    ]
    problems += [f"policy.{status}: no such status" for status in part if status not in STATUSES]
    return {status: Outcome(part[status]) for status in STATUSES if part.get(status) in tuple(Outcome)}
