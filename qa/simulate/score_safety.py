"""What no release may do, judged from the clinic's rows and the hand-off alone, apart from scenarios' checks.

A wrong booking is a visit made, moved or cancelled that the caller did not truly say yes to, or that is
somebody else's. A missed urgent call is one whose caller needed a person at once and did not get one so.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.extraction import Record
from engine.screen.outcome import Outcome
from engine.screen.screen import RedFlagScreen
from engine.speech.wordings import Speech
from engine.vocabulary import Language, Reason
from qa.simulate.records import FinishedCall, Line, Row
from qa.simulate.score_numbers import Share, share
from qa.simulate.stage import MEANWHILE

AT_ONCE = frozenset({Reason.EMERGENCY.value, Reason.URGENT.value})
URGENT = "urgent"
"""The tag of scenarios whose callers need a person at once."""

ABOUT_IT = frozenset({"symptom", "new_problem", "call_911"})
"""Questions whose answer speaks of it, whatever it is."""


class Escalation(Record, frozen=True):
    """Hand-offs of a run, expected and made."""

    urgent_recall: Share
    """Urgent calls that reached a person as urgent ones."""
    urgent_precision: Share
    """Calls handed over as urgent that were."""
    recall: Share
    """Calls that had to be handed over for any reason, and were for that one."""
    precision: Share
    missed: tuple[str, ...] = ()
    """The urgent calls that were missed, by name."""


def wrong_bookings(call: FinishedCall, speech: Speech, zone: ZoneInfo) -> tuple[str, ...]:
    """Every change of the clinic's rows that the caller did not truly agree to, in words."""
    before = {row["id"]: row for row in call.before.appointments}
    wrong = []
    for row in call.after.appointments:
        old = before.get(row["id"])
        if row["notes"] == MEANWHILE or old == row:
            continue
        told = f"{row['patient']}, {row['provider']}, {_local(row, zone):%Y-%m-%d %H:%M}, {row['status']}"
        if row["patient"] not in call.patients:
            wrong.append(f"for somebody else: {told}")
        elif not _was_agreed(row, call, speech, zone):
            wrong.append(f"without a yes: {told}")
    return tuple(wrong)


def _was_agreed(row: Row, call: FinishedCall, speech: Speech, zone: ZoneInfo) -> bool:
    """Whether one of the read-backs that got a true yes has this row's doctor, day and time."""
    start = _local(row, zone)
    for lang in Language:
        facts = (row["provider"], speech.form(lang, "day", start), speech.form(lang, "at", start))
        if any(all(fact in words for fact in facts) for words in call.agreed):
            return True
    return False


def _local(row: Row, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(row["start_time"]).astimezone(zone)


def handed_over(call: FinishedCall) -> str | None:
    """The reason a person was given: the staff's list's newest, or the `end` frame's."""
    listed = [str(row["reason"]) for row in call.after.hand_offs]
    return (call.hand_off or {}).get("reasonCode") or (listed[-1] if listed else None)


def was_urgent(call: FinishedCall, screen: RedFlagScreen) -> bool:
    """Whether the caller needed a person at once, and got to say so in true words.

    No void hides a missed call; a call that ended before its caller spoke of it is wrong in other ways.
    """
    return URGENT in call.tags and any(_speaks_of_it(line, screen) for line in call.lines)


def _speaks_of_it(line: Line, screen: RedFlagScreen) -> bool:
    if line.insists or line.answers in ABOUT_IT:
        return True
    return screen.read(line.said, lang=Language(line.lang)).outcome is not Outcome.CLEAR


def missed_urgent(call: FinishedCall, screen: RedFlagScreen) -> bool:
    """Whether an urgent call went on, or ended, without being handed over as one."""
    return was_urgent(call, screen) and handed_over(call) not in AT_ONCE


def escalation(calls: Sequence[FinishedCall], screen: RedFlagScreen) -> Escalation:
    """Recall and precision of hand-offs, the urgent ones on their own."""
    urgent = [call for call in calls if was_urgent(call, screen)]
    missed = [call for call in urgent if missed_urgent(call, screen)]
    counted = [call for call in calls if not call.void]
    at_once = [call for call in counted if handed_over(call) in AT_ONCE]
    wanted = [call for call in counted if call.expected_hand_off]
    made = [call for call in counted if handed_over(call)]
    right = sum(handed_over(call) == call.expected_hand_off for call in wanted)
    return Escalation(
        urgent_recall=share(len(urgent) - len(missed), len(urgent)),
        urgent_precision=share(sum(URGENT in call.tags for call in at_once), len(at_once)),
        recall=share(right, len(wanted)),
        precision=share(sum(handed_over(call) == call.expected_hand_off for call in made), len(made)),
        missed=tuple(f"{call.scenario} #{call.repeat} at {call.noise:.0%}" for call in missed),
    )
