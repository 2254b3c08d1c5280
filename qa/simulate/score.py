"""The score of one call and of a run: deterministic, from rows, journal and words; no model judges.

A void call counts for nothing but an urgent call that was missed. What was not measured is None, never zero.
"""

from collections.abc import Sequence
from tempfile import TemporaryDirectory

from engine.clinic import Clinic
from engine.database import open_to_write
from engine.extraction import Record
from engine.schema import apply_schema
from engine.screen.screen import RedFlagScreen
from engine.speech.wordings import Speech
from qa.simulate.records import FinishedCall, Row
from qa.simulate.scenario import NOW
from qa.simulate.score_barge import Barge, barge
from qa.simulate.score_coverage import Coverage, coverage
from qa.simulate.score_facts import Facts, Unfounded
from qa.simulate.score_hearing import entities, word_errors
from qa.simulate.score_numbers import Seconds, Share, seconds, share, sum_of
from qa.simulate.score_safety import Escalation, escalation, missed_urgent, wrong_bookings
from qa.simulate.score_tools import ToolScore, tool_score
from qa.simulate.score_turns import Redundant, redundancy
from tools.sql import load_demo, read_clinic

RESULTS = frozenset({"ends", "hand_off", "appointments", "messages", "agreed"})
"""The checks of what the caller got; the others are of how: tools, path, words."""


class CallScore(Record, frozen=True):
    """What is known of one call's quality."""

    passed: bool | None
    """Every check; None for a void call."""
    result: bool | None
    """The clinic's rows, texts, hand-off and end alone."""
    tools: ToolScore
    latency: tuple[float, ...]
    """Seconds from each utterance's last prompt to the first token of the reply."""
    barge: Barge
    redundant: tuple[Redundant, ...]
    unfounded: tuple[Unfounded, ...]
    """Spoken facts with no source."""
    words: Share
    """Wrong words of all that were said: the word-error rate."""
    entities: dict[str, Share]
    """Facts heard word for word, by kind."""
    wrong_bookings: tuple[str, ...]
    missed_urgent: bool


class RunScore(Record, frozen=True):
    """All calls of a run at one word-error rate."""

    noise: float
    calls: int
    void: int
    outcome: Share
    """Calls whose every check held: rows, tools, path, words."""
    results: Share
    """Calls whose rows, texts, hand-off and end were right."""
    repeats: int
    """The k of pass^k."""
    all_passed: Share
    """pass^k: scenarios whose every repeat passed, of those of which that is known."""
    tool_names: Share
    tool_calls: Share
    """Uses with the right arguments, of all that were expected or made unasked."""
    latency: Seconds | None
    desk: Seconds | None
    """What the desk took for a turn, without the wait for further words."""
    by_caller: int
    by_agent: int
    repeated: int
    """Sentences said again after an interruption though they had been heard."""
    redundant: Share
    """Questions for what was known, of all questions."""
    unfounded: Share
    """Calls in which a fact without a source was spoken, of all."""
    words: Share
    entities: dict[str, Share]
    entity_accuracy: Share
    escalation: Escalation
    wrong_bookings: tuple[str, ...]
    covered: Coverage
    covered_by_failed: Coverage
    """By the calls that failed, apart."""


class Scorer:
    """Scores calls against one clinic's facts."""

    def __init__(self, clinic: Clinic, speech: Speech, screen: RedFlagScreen) -> None:
        self._facts = Facts(clinic, speech)
        self._speech, self._screen = speech, screen
        self._zone = clinic.zone

    @classmethod
    def of_demo(cls) -> "Scorer":
        """A scorer for the demo clinic, in which simulated calls are made."""
        with TemporaryDirectory(prefix="score-") as folder:
            engine = open_to_write(f"sqlite:///{folder}/clinic.db")
            apply_schema(engine)
            with engine.begin() as connection:
                load_demo(connection, NOW)
                clinic = read_clinic(connection)
            engine.dispose()
        return cls(clinic, Speech.load(), RedFlagScreen.load())

    def call(self, call: FinishedCall) -> CallScore:
        """Score one call."""
        counted = not call.void
        results = all(check.passed for check in call.checks if check.name in RESULTS)
        return CallScore(
            passed=call.passed if counted else None,
            result=results if counted else None,
            tools=tool_score(call, self._zone),
            latency=tuple(
                round(line.waited + (line.worked or 0.0), 3)
                for line in call.lines
                if line.waited is not None and line.heard
            ),
            barge=barge(call),
            redundant=redundancy(call),
            unfounded=self._facts.unfounded(call),
            words=word_errors(call),
            entities=entities(call),
            wrong_bookings=wrong_bookings(call, self._speech, self._zone),
            missed_urgent=missed_urgent(call, self._screen),
        )

    def run(self, calls: Sequence[FinishedCall], scores: Sequence[CallScore]) -> list[RunScore]:
        """Score a run, each word-error rate on its own."""
        levels = sorted({call.noise for call in calls})
        pairs = list(zip(calls, scores, strict=True))
        return [self._level(noise, [pair for pair in pairs if pair[0].noise == noise]) for noise in levels]

    def _level(self, noise: float, pairs: Sequence[tuple[FinishedCall, CallScore]]) -> RunScore:
        made, counted = [call for call, _ in pairs], [pair for pair in pairs if not pair[0].void]
        calls, scores = [call for call, _ in counted], [score for _, score in counted]
        right = [score.tools.right for score in scores]
        kinds = sorted({kind for score in scores for kind in score.entities})
        by_kind = {kind: sum_of(s.entities[kind] for s in scores if kind in s.entities) for kind in kinds}
        return RunScore(
            noise=noise,
            calls=len(made),
            void=len(made) - len(calls),
            outcome=_share_of([bool(score.passed) for score in scores]),
            results=_share_of([bool(score.result) for score in scores]),
            repeats=1 + max((call.repeat for call in made), default=0),
            all_passed=_all_passed(made),
            tool_names=share(sum(s.tools.by_name for s in scores), sum(s.tools.expected for s in scores)),
            tool_calls=share(sum(good for good, _ in right), sum(of for _, of in right)),
            latency=seconds([took for score in scores for took in score.latency]),
            desk=seconds([row["took_ms"] / 1000 for call in calls for row in _timed(call)]),
            by_caller=sum(score.barge.by_caller for score in scores),
            by_agent=sum(score.barge.by_agent for score in scores),
            repeated=sum(len(cut.again) for score in scores for cut in score.barge.cuts),
            redundant=share(sum(len(score.redundant) for score in scores), sum(map(_questions, calls))),
            unfounded=_share_of([bool(score.unfounded) for score in scores]),
            words=sum_of(score.words for score in scores),
            entities=by_kind,
            entity_accuracy=sum_of(by_kind.values()),
            escalation=escalation(made, self._screen),
            wrong_bookings=tuple(
                f"{_name(call)}: {what}" for call, score in pairs for what in score.wrong_bookings
            ),
            covered=coverage([call for call in calls if call.passed]),
            covered_by_failed=coverage([call for call in calls if not call.passed]),
        )


def _share_of(held: Sequence[bool]) -> Share:
    return share(sum(held), len(held))


def _all_passed(calls: Sequence[FinishedCall]) -> Share:
    """Of the scenarios, those that passed every time; with a void repeat only a failure is known."""
    void = {call.scenario for call in calls if call.void}
    failed = {call.scenario for call in calls if not call.void and not call.passed}
    known = {call.scenario for call in calls} - (void - failed)
    return share(len(known - failed), len(known))


def _timed(call: FinishedCall) -> list[Row]:
    return [row for row in call.history.get("turns", []) if row.get("took_ms") is not None]


def _questions(call: FinishedCall) -> int:
    return sum(bool(row["asked"]) for row in call.history.get("turns", []))


def _name(call: FinishedCall) -> str:
    return f"{call.scenario} #{call.repeat} at {call.noise:.0%}"
