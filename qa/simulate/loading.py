"""Scenario files read and checked: every problem of every file at once, with its line."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

from engine.repair import Pattern
from engine.speech.wordings import Speech
from engine.vocabulary import Language, State, Trigger
from qa.simulate.ear import Question
from qa.simulate.phrases import unknown_placeholders
from qa.simulate.scenario import Act, Clean, Expect, Facts, Once, Rule, Scenario, Use, Visit, Wants
from tools.interface import ToolRequest

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast one where it was built."""
FOLDER = Path(__file__).parent / "scenarios"
TOOLS = frozenset(str(request.__struct_config__.tag) for request in ToolRequest.__args__)
_PLAIN = ("id", "title", "tags", "lang", "speaks", "now", "number", "attested", "desk", "failing")
_PARTS: Mapping[str, type] = {"facts": Facts, "wants": Wants}
_LISTS: Mapping[str, type] = {"booked": Visit, "cancelled": Visit}
_FIELDS = {field.encode_name for field in msgspec.structs.fields(Scenario)} - {"source"}

Node = Any


class BadScenarios(Exception):
    """Scenarios that cannot be played; `problems` are lines for people, `file:line: what`."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load(paths: Iterable[Path] = ()) -> list[Scenario]:
    """Read scenario files, the shipped ones where none are named, in the order of their names.

    Raises `BadScenarios` with every problem of all of them.
    """
    files = sorted(paths) or sorted(FOLDER.glob("*.yaml"))
    readers = [_File(path) for path in files]
    problems = [problem for reader in readers for problem in reader.problems]
    scenarios = [scenario for reader in readers for scenario in reader.scenarios]
    seen: dict[str, str] = {}
    for scenario in scenarios:
        if scenario.id in seen:
            problems.append(f"{scenario.source}: {scenario.id} is in {seen[scenario.id]} already")
        seen[scenario.id] = scenario.source
    if not files:
        problems.append("no scenario files")
    if problems:
        raise BadScenarios(problems)
    return scenarios


class _File:
    """One file: a list of scenarios."""

    def __init__(self, path: Path) -> None:
        self.problems: list[str] = []
        self.scenarios: list[Scenario] = []
        self._path = path
        self._lines: dict[int, int] = {}
        self._maker = yaml.SafeLoader("")
        try:
            document = self._plain(yaml.compose(path.read_text("utf-8"), Loader=LOADER))
        except (OSError, UnicodeError, yaml.YAMLError) as error:
            mark = getattr(error, "problem_mark", None)
            self._note(mark.line + 1 if mark else 1, str(getattr(error, "problem", None) or error))
            return
        if not isinstance(document, list):
            self._note(1, "expected a list of scenarios")
            return
        for entry in document:
            self._scenario(entry)

    def _note(self, line: int, what: str) -> None:
        self.problems.append(f"{self._path.name}:{line}: {what}")

    def _at(self, value: Node, what: str) -> None:
        self._note(self._lines.get(id(value), 1), what)

    def _plain(self, node: yaml.Node | None) -> Node:
        """The node as plain data; where each list and mapping began is kept."""
        match node:
            case yaml.MappingNode():
                value: Node = {}
                for key, item in node.value:
                    name = str(self._plain(key))
                    if name in value:
                        self._note(key.start_mark.line + 1, f"{name} is there twice")
                    value[name] = self._plain(item)
            case yaml.SequenceNode():
                value = [self._plain(item) for item in node.value]
            case yaml.ScalarNode():
                return self._maker.construct_object(node, deep=True)
            case _:
                return None
        self._lines[id(value)] = node.start_mark.line + 1
        return value

    # ------------------------------------------------------------ one scenario

    def _scenario(self, entry: Node) -> None:
        if not isinstance(entry, dict):
            self._note(1, "a scenario is a mapping")
            return
        before = len(self.problems)
        for name in sorted(entry.keys() - _FIELDS):
            self._at(entry, f"{entry.get('id', '?')}: unknown field {name}")
        given: dict[str, Any] = {"source": self._path.name}
        for name in _PLAIN:
            if name in entry:
                given[name] = self._field(entry, name)
        for name, kind in _PARTS.items():
            if name in entry:
                given[name] = self._record(entry[name], kind, entry, name)
        if "opening" in entry:
            given["opening"] = self._rule(entry["opening"], entry, "opening")
        given["answers"] = dict(self._answers(entry))
        given["once"] = tuple(self._onces(entry))
        given["expect"] = self._expect(entry)
        for name in ("id", "title", "tags", "opening", "expect"):
            if name not in entry:
                self._at(entry, f"{entry.get('id', '?')}: {name} is missing")
        if len(self.problems) == before:
            self.scenarios.append(Scenario(**given))

    def _field(self, entry: Node, name: str) -> Any:
        kind = next(f.type for f in msgspec.structs.fields(Scenario) if f.name == name)
        try:
            return msgspec.convert(entry[name], kind)
        except msgspec.ValidationError as error:
            self._at(entry, f"{entry.get('id', '?')}: {name}: {error}")
            return None

    def _record(self, value: Node, kind: type, near: Node, where: str) -> Any:
        """A record field by field, so that every wrong one is named."""
        if not isinstance(value, dict):
            self._at(near, f"{where}: expected a mapping")
            return kind
        fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
        made: dict[str, Any] = {}
        for name, given in value.items():
            if name not in fields:
                self._at(value, f"{where}: unknown field {name}")
                continue
            listed = [given] if name in _ONE_OR_MORE and not isinstance(given, list) else given
            try:
                made[fields[name].name] = msgspec.convert(listed, fields[name].type)
            except msgspec.ValidationError as error:
                self._at(value, f"{where}.{name}: {error}")
            self._words(given, value, f"{where}.{name}")
        try:
            return kind(**made)
        except TypeError as error:
            self._at(value, f"{where}: {error}")
            return None

    def _words(self, value: Node, near: Node, where: str) -> None:
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str):
                for name in unknown_placeholders(text):
                    self._at(near, f"{where}: unknown placeholder {{{name}}}")

    # ------------------------------------------------------------ what the caller does

    def _act(self, value: Node, near: Node, where: str) -> Act:
        if isinstance(value, str):
            value, near = {"say": [value]}, near
            self._lines[id(value)] = self._lines.get(id(near), 1)
        act = self._record(value, Act, near, where)
        if isinstance(act, Act):
            agrees = act.agrees is not None and not (act.say or act.keys)
            does = (act.say, act.pick is not None, agrees, act.keys, act.silent, act.cough, act.hang_up)
            if sum(map(bool, does)) != 1:
                self._at(value, f"{where}: do one of say, pick, agrees, keys, silent, cough, hang_up")
            return act
        return Act(silent=True)

    def _rule(self, value: Node, near: Node, where: str) -> Rule:
        if not value:
            self._at(near, f"{where}: nothing to do")
        acts = value if isinstance(value, list) else [value]
        return tuple(self._act(act, near if not isinstance(value, list) else value, where) for act in acts)

    def _answers(self, entry: Node) -> Iterator[tuple[str, Rule]]:
        answers = entry.get("answers") or {}
        if not isinstance(answers, dict):
            self._at(entry, "answers: expected a mapping")
            return
        for name, value in answers.items():
            if name not in CUES:
                self._at(answers, f"answers.{name}: neither a question nor a wording")
            yield name, self._rule(value, answers, f"answers.{name}")

    def _onces(self, entry: Node) -> Iterator[Once]:
        onces = entry.get("once") or []
        for value in onces if isinstance(onces, list) else [onces]:
            if not (isinstance(value, dict) and value.keys() == {"at", "act"}):
                self._at(entry, "once: expected at and act")
                continue
            at = value["at"] if isinstance(value["at"], list) else [value["at"]]
            for name in at:
                if name not in CUES and name != "opening":
                    self._at(value, f"once.at: {name} is no question")
            yield Once(at=tuple(at), act=self._act(value["act"], value, "once.act"))

    # ------------------------------------------------------------ what must be true

    def _expect(self, entry: Node) -> Expect:
        value = entry.get("expect")
        if not isinstance(value, dict):
            return Expect()
        plain = {name: item for name, item in value.items() if name not in (*_LISTS, "tools", "clean")}
        self._lines[id(plain)] = self._lines.get(id(value), 1)
        expect = self._record(plain, Expect, entry, "expect")
        lists = {
            name: tuple(self._record(item, kind, value, f"expect.{name}") for item in value.get(name) or ())
            for name, kind in _LISTS.items()
        }
        lists["tools"] = tuple(self._use(item, value) for item in value.get("tools") or ())
        clean = self._record(value.get("clean") or {}, Clean, value, "expect.clean")
        if not (isinstance(expect, Expect) and isinstance(clean, Clean)):
            return Expect()
        for part, where in ((expect, "expect"), (clean, "expect.clean")):
            for name, known in _CLOSED.items():
                for one in getattr(part, name, ()):
                    if one not in known:
                        self._at(value, f"{where}.{name}: {one} is none of {', '.join(sorted(known))}")
        return msgspec.structs.replace(expect, **lists, clean=clean)

    def _use(self, value: Node, near: Node) -> Use:
        tool, where = next(iter(value.items())) if isinstance(value, dict) and value else (value, {})
        if tool not in TOOLS:
            self._at(near, f"expect.tools: {tool} is no tool")
        return Use(tool=str(tool), where=where or {})


_ONE_OR_MORE = frozenset(
    {"say", "unless", "until", "must_hear", "patterns", "said", "not_said", "refused", "no_tools"}
)
"""Fields of words that may stand alone instead of in a list."""
CUES = frozenset({question.value for question in Question} | set(Speech.load().file(Language.EN)["say"]))
"""Everything an answer may be keyed by: a question, or a wording that was heard."""
_CLOSED: Mapping[str, frozenset[str]] = {
    "patterns": frozenset(pattern.value for pattern in Pattern),
    "path": frozenset({*(trigger.value for trigger in Trigger), *(state.value for state in State)}),
    "no_tools": TOOLS,
}
