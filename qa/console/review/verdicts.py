"""What people say of calls: verdicts, overrides of single checks, tags, notes; the checks' word stays."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.stamps import stamp_ms
from qa.console.review.checks import Finding, Found, History, judge


class Verdict(StrEnum):
    """What a person makes of a call or of a finding."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNCLEAR = "unclear"


class Why(StrEnum):
    """Why a finding is overridden."""

    CHECK_WRONG = "check-wrong"
    """The check misreads the call."""
    CALLER = "caller"
    """The caller's doing: no agent could have done better."""
    CLINIC = "clinic"
    """What the clinic wants, whatever the check says."""
    LINE = "line"
    """The line, Twilio or the recogniser."""
    SEEN_MORE = "seen-more"
    """Something is wrong that the check does not look at."""


MOST_TAGS = 12
LONGEST_TAG = 40
LONGEST_NOTE = 1_000

_STANDING = text("SELECT * FROM QaVerdicts WHERE call_sid = :call_sid ORDER BY id")
_GIVE = text(
    "INSERT INTO QaVerdicts (call_sid, finding, verdict, automatic, reason, who, at)"
    " VALUES (:call_sid, :finding, :verdict, :automatic, :reason, :who, :at)"
)
_TAGS = text("SELECT tag FROM QaTags WHERE call_sid = :call_sid ORDER BY tag")
_TAG = text(
    "INSERT INTO QaTags (call_sid, tag, who, at) VALUES (:call_sid, :tag, :who, :at) ON CONFLICT DO NOTHING"
)
_UNTAG = text("DELETE FROM QaTags WHERE call_sid = :call_sid AND tag = :tag")
_NOTES = text("SELECT note, who, at FROM QaNotes WHERE call_sid = :call_sid ORDER BY id")
_NOTE = text("INSERT INTO QaNotes (call_sid, note, who, at) VALUES (:call_sid, :note, :who, :at)")


class Given(Record, frozen=True):
    """One verdict as it was given."""

    call_sid: str
    finding: str
    verdict: str
    automatic: str
    reason: str
    who: str
    at: str


class Note(Record, frozen=True):
    """One note."""

    note: str
    who: str
    at: str


class Judged(Record, frozen=True):
    """One finding with what a person made of it."""

    finding: Finding
    override: Given | None = None

    @property
    def is_stale(self) -> bool:
        """Whether the check says something else now than what was overridden; then that counts no more."""
        return self.override is not None and self.override.automatic != self.finding.found

    @property
    def holds(self) -> bool:
        """Whether it counts as passed; a person's word goes before the check's."""
        if self.override is not None and not self.is_stale and self.override.verdict != Verdict.UNCLEAR:
            return self.override.verdict == Verdict.PASS
        return self.finding.found is not Found.FAILED


class Review(Record, frozen=True):
    """Everything that is judged of one call."""

    findings: tuple[Judged, ...]
    history: tuple[Given, ...]
    """Every verdict that was given, the oldest first."""
    tags: tuple[str, ...]
    notes: tuple[Note, ...] = ()

    @property
    def human(self) -> Given | None:
        """The verdict in force on the call itself."""
        return next((given for given in reversed(self.history) if not given.finding), None)

    @property
    def automatic(self) -> str:
        """What the checks make of it, overrides counted in: `pass` or `fail`."""
        return Verdict.PASS if all(it.holds for it in self.findings) else Verdict.FAIL

    @property
    def unaided(self) -> str:
        """What the checks alone make of it."""
        fails = any(it.finding.found is Found.FAILED for it in self.findings)
        return Verdict.FAIL if fails else Verdict.PASS

    @property
    def disagrees(self) -> bool:
        """Whether a person's verdict on the call is the opposite of what the checks alone say."""
        human = self.human
        return human is not None and human.verdict != Verdict.UNCLEAR and human.verdict != self.unaided


def read(connection: Connection, call_sid: str, history: History) -> Review:
    """Judge a call, and read what people have said of it; `history` as it is stored."""
    given = _given(connection, call_sid)
    where = {"call_sid": call_sid}
    return Review(
        findings=judged(judge(history), given),
        history=tuple(given),
        tags=tuple(connection.execute(_TAGS, where).scalars()),
        notes=tuple(Note(**row) for row in connection.execute(_NOTES, where).mappings()),
    )


def judged(findings: Sequence[Finding], given: Sequence[Given]) -> tuple[Judged, ...]:
    """Put the overrides in force beside the findings."""
    newest: Mapping[str, Given] = {it.finding: it for it in given}
    return tuple(Judged(finding=it, override=newest.get(it.name)) for it in findings)


def give(
    connection: Connection,
    call_sid: str,
    verdict: Verdict,
    *,
    automatic: str,
    who: str,
    at: datetime,
    finding: str = "",
    reason: str = "",
) -> None:
    """Add a verdict; `automatic` is what the checks say now, and stays beside it."""
    values = {"call_sid": call_sid, "verdict": verdict.value, "automatic": automatic}
    values |= {"finding": finding, "reason": reason, "who": who, "at": stamp_ms(at)}
    connection.execute(_GIVE, values)


def tag(connection: Connection, call_sid: str, name: str, who: str, at: datetime) -> bool:
    """Put a tag on a call; False where it has as many as it may."""
    if len(list(connection.execute(_TAGS, {"call_sid": call_sid}))) >= MOST_TAGS:
        return False
    connection.execute(_TAG, {"call_sid": call_sid, "tag": name, "who": who, "at": stamp_ms(at)})
    return True


def untag(connection: Connection, call_sid: str, name: str) -> None:
    """Take a tag off."""
    connection.execute(_UNTAG, {"call_sid": call_sid, "tag": name})


def note(connection: Connection, call_sid: str, words: str, who: str, at: datetime) -> None:
    """Add a note; the caller of this has taken out what is known of the patient."""
    connection.execute(_NOTE, {"call_sid": call_sid, "note": words, "who": who, "at": stamp_ms(at)})


def _given(connection: Connection, call_sid: str) -> list[Given]:
    rows = connection.execute(_STANDING, {"call_sid": call_sid}).mappings()
    return [Given(**{name: row[name] for name in Given.__struct_fields__}) for row in rows]
