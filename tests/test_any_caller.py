"""Whatever an extractor returns, mixed with all that can happen on a line: no harm is done."""

import os
import re
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from engine.extraction import AppointmentHint, Extraction, PatientName, Request, Slots, When
from engine.heard import Connected, Gone, Heard, Keyed, Played, Reconnected, Silence, Utterance
from engine.memory import Call, copy, encode
from engine.record import Rulebook, TurnRecord
from engine.screen.outcome import Outcome, Screening, Urgency
from engine.speech.wordings import Speech
from engine.steps import Use
from engine.table import Driver
from engine.turn import turn
from engine.vocabulary import Answer, Asked, Intent, Language, Repair, State, Topic, VisitType, Wish
from tests.paper_clinic import CLINIC, NOW, PaperTools
from tools.interface import CHANGES, Failed, Level, LookUpAppointments, Taken, ToolRequest

CALLS = int(os.environ.get("GENERATED_CALLS", "300"))
"""How many calls to make up; the gate makes ten thousand, a nightly run may make more."""
MOST_TURNS = 30
SILENCES = 12
"""Silences in a row after which every call must be over or with a person."""


class WordScreen:
    """A screen that hears what the test wants it to hear."""

    version = "test"
    signed_off = True

    def read(
        self, text: str, *, lang: Language = Language.EN, previous: str = "", before: tuple[str, ...] = ()
    ) -> Screening:
        if text == "help":
            return Screening(
                outcome=Outcome.ESCALATE, level=Urgency.EMERGENCY, category="cardiac", action="dial_911"
            )
        if text == "hmm":
            return Screening(
                outcome=Outcome.ASK,
                level=Urgency.URGENT,
                category="urgent_general",
                action="nurse_now",
                question_en="Is it bad right now?",
                question_es="¿Es fuerte ahora mismo?",
            )
        return Screening(outcome=Outcome.CLEAR)


BOOK = Rulebook(clinic=CLINIC, screen=WordScreen(), speech=Speech.load(), driver=Driver())

# ---------------------------------------------------------------- anything that can be heard

NAMES = st.sampled_from(
    [
        PatientName(given="Tyrome", family="Williams"),
        PatientName(given="Emma", family="Johnson"),
        PatientName(given="Tyrome"),
        PatientName(given="<b>Nobody</b>", family="{given}"),
    ]
)
DAYS = st.dates(date(2026, 2, 20), date(2026, 3, 20))
TIMES = st.sampled_from([time(9), time(10), time(14), time(23)])
WHENS = st.builds(
    lambda day, at, early: When(start=day, end=day, time_from=at, time_to=at, earliest=early),
    st.none() | DAYS,
    st.none() | TIMES,
    st.booleans(),
)
PROVIDERS = st.sampled_from(["Dr. Maya Chen", "Dr. Wei Chan", ("Dr. Maya Chen", "Dr. Wei Chan"), "Dr. Who"])
SLOTS = st.builds(
    Slots,
    patient_name=st.none() | NAMES,
    date_of_birth=st.none() | st.sampled_from([date(1988, 4, 17), date(2019, 5, 20), date(1970, 1, 1)]),
    phone=st.none() | st.sampled_from(["+12125550101", "+12125550110", "+19175550000"]),
    on_behalf_of=st.none() | st.sampled_from(["daughter", "mother"]),
    provider=st.none() | PROVIDERS,
    specialty=st.none() | st.sampled_from(["Family Medicine", "Orthopedics", "Astrology"]),
    visit_type=st.none() | st.sampled_from(VisitType),
    reason=st.none() | st.sampled_from(["a rash", "follow up", "{reason}"]),
    when=st.none() | WHENS,
    appointment=st.none()
    | st.builds(AppointmentHint, provider=st.none() | PROVIDERS, when=st.none() | WHENS),
    choice=st.none() | st.sampled_from([0, 1, 2, 7, "none"]),
    language=st.none() | st.sampled_from(Language),
)
FRAMES = st.builds(
    Extraction,
    intent=st.none() | st.sampled_from(Intent),
    answer=st.none() | st.sampled_from(Answer),
    slots=SLOTS,
    wish=st.none() | st.sampled_from(Wish),
    repair=st.none() | st.sampled_from(Repair),
    topic=st.none() | st.sampled_from(Topic),
    symptoms=st.sampled_from([(), (), (), ("help",), ("hmm",), ("nothing",)]),
)
PLAYED = st.builds(Played, complete=st.booleans(), text=st.sampled_from(["", "I have", "Thanks, Tyrome."]))
HEARD: st.SearchStrategy[Heard] = st.one_of(
    st.builds(
        Utterance, text=st.sampled_from(["words"] * 12 + ["help", "hmm", "", "\u202e\x00{x}"]), played=PLAYED
    ),
    st.builds(Utterance, text=st.just("words")),
    st.builds(
        Keyed, digits=st.sampled_from(["1", "2", "0", "04171988", "2125550101", "*", "99"]), played=PLAYED
    ),
    st.sampled_from([Silence(), Reconnected(), Gone()]),
)
MISHAP = st.sampled_from(
    ["", "", "", "", "taken", "find_openings", "schedule", "look_up_patient", "send_sms"]
)
PLAIN = Utterance(text="words")
PATIENT = {
    Asked.INTENT: Extraction(intent=Intent.SCHEDULE),
    Asked.PATIENT_NAME: Extraction(slots=Slots(patient_name=PatientName(given="Tyrome", family="Williams"))),
    Asked.DATE_OF_BIRTH: Extraction(slots=Slots(date_of_birth=date(1988, 4, 17))),
    Asked.PHONE: Extraction(slots=Slots(phone="+12125550101")),
    Asked.REASON: Extraction(slots=Slots(visit_type=VisitType.FOLLOW_UP)),
    Asked.PROVIDER: Extraction(slots=Slots(provider="Dr. Maya Chen")),
    Asked.WHEN: Extraction(slots=Slots(when=When(earliest=True))),
    Asked.CHOICE: Extraction(slots=Slots(choice=0), answer=Answer.YES),
    Asked.APPOINTMENT: Extraction(slots=Slots(choice=0)),
    Asked.CONFIRMATION: Extraction(answer=Answer.YES),
    Asked.SYMPTOM: Extraction(answer=Answer.NO),
    Asked.ON_BEHALF_OF: Extraction(answer=Answer.YES),
}
"""What somebody says who just wants the call to get on."""
NEXT = (Intent.CANCEL, Intent.RESCHEDULE, Intent.LOOK_UP, Intent.SCHEDULE)


def helpful(call: Call) -> Extraction:
    """A frame that answers what was asked; after an errand, another one."""
    if call.asked is Asked.ANYTHING_ELSE or (call.asked is Asked.INTENT and call.turn % 2):
        return Extraction(intent=NEXT[call.turn % len(NEXT)])
    return PATIENT.get(call.asked or Asked.INTENT, Extraction())


GETS_ON = st.tuples(st.just(PLAIN), st.none(), st.sampled_from(["", "", "", "taken", "send_sms"]))
STEP = st.one_of(GETS_ON, GETS_ON, GETS_ON, st.tuples(HEARD, st.none() | FRAMES, MISHAP))
"""Mostly somebody who gets on with it, so that the adversary strikes deep inside the machine."""


DAY = re.compile(
    r"\w+day, \w+ \d+(?:st|nd|rd|th) at [\d:]+ in the \w+|(?:lunes|martes|miércoles|jueves|viernes)"
    r" \w+ de \w+ a las? [\w ]+? de la \w+"
)
DOCTOR = re.compile(r"Dr\. \w+ \w+")
ROSTER = {provider.name for provider in CLINIC.providers}


def spoken_facts(result: object) -> Iterator[str]:
    """Every start in a tool's result, as either language reads it aloud."""
    found = getattr(result, "openings", None) or getattr(result, "bookings", None) or ()
    for one in (*found, *filter(None, [getattr(result, "booking", None)])):
        for lang in Language:
            local = CLINIC.local(one.start)
            yield f"{BOOK.speech.form(lang, 'day', local)} {BOOK.speech.form(lang, 'at', local)}"


class Line:
    """A call under test: takes turns, keeps the rules, remembers everything for the replay."""

    def __init__(self) -> None:
        self.call = Call(call_sid="CA1", started_at=NOW)
        self.tools = PaperTools()
        self.log: list[tuple[Heard, list[Any], list[Any]]] = []
        self.known: set[str] = set()
        """Every day that a tool has named, as it is spoken."""

    def take(self, heard: Heard, said: Extraction | None = None, mishap: str = "") -> TurnRecord:
        self.tools.failing = {mishap} - {"", "taken"}
        self.tools.taken_next = mishap == "taken"
        before, frame = copy(self.call), said or helpful(self.call)
        answers: list[Any] = []
        running = turn(self.call, heard, BOOK, NOW + timedelta(seconds=self.call.turn))
        try:
            need = next(running)
            while True:
                if isinstance(need, Request):
                    answers.append(frame)
                else:
                    self.tool_rules(before, need)
                    answers.append(self.tools.use(need.request))
                need = running.send(answers[-1])
        except StopIteration as stop:
            record: TurnRecord = stop.value
        self.turn_rules(before, heard, record)
        self.log.append((heard, answers, record.transitions))
        return record

    def tool_rules(self, before: Call, need: Use) -> None:
        request: ToolRequest = need.request
        if isinstance(request, CHANGES):
            assert self.call.state is State.ACT, "something changes outside act"
            agreed = before.errand.read_back if before.errand else None
            assert agreed is not None and before.asked is Asked.CONFIRMATION, "acted with no read-back"
            assert self.call.played.complete, "acted on a read-back that was cut off"
            assert getattr(request, "patient_id", agreed.patient_id) == agreed.patient_id
            if type(request).__name__ != "SendSms":
                values = (getattr(request, "provider_id", None), getattr(request, "start", None))
                assert values == (agreed.provider_id, agreed.start), "acted on values that were not read"
        if isinstance(request, LookUpAppointments):
            assert self.call.person.level >= Level.L2, "a record was read below its level"

    def fact_rules(self, record: TurnRecord) -> None:
        """Every day and time that is spoken came out of a tool's result, and every doctor from the clinic."""
        for used in record.tools:
            self.known |= set(spoken_facts(used.result))
        said = " ".join(piece.text for piece in record.reply.pieces)
        for day in DAY.findall(said):
            assert day in self.known, f"{day!r} came from nowhere"
        for doctor in DOCTOR.findall(said):
            assert doctor in ROSTER, f"{doctor!r} works nowhere"

    def turn_rules(self, before: Call, heard: Heard, record: TurnRecord) -> None:
        call = self.call
        if isinstance(heard, Utterance) and heard.text == "help":
            assert call.state is State.ESCALATE
            assert record.reply.pieces
        if record.screening is not None and record.screening.outcome is Outcome.ESCALATE:
            assert call.state is State.ESCALATE, "a symptom that a model named was passed over"
        self.fact_rules(record)
        for moved in record.transitions:
            assert moved.taken or moved.guards, "refused with no reason"
        if not isinstance(heard, Gone) and before.state is not State.ENDED:
            assert record.reply.pieces or isinstance(heard, Connected), "nothing was said"
        assert copy(call) == call, "the snapshot loses something"
        said = " ".join(piece.text for piece in record.reply.pieces)
        assert "None" not in said
        if call.person.level < Level.L2:
            assert "10 in the morning with Dr. Maya Chen on Thursday, March 5th" not in said
        assert not any(isinstance(t.result, Failed) and t.rows_changed for t in record.tools)
        assert not any(isinstance(t.result, Taken) and call.state is State.INTENT for t in record.tools)


@settings(
    max_examples=CALLS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    derandomize=True,
)
@given(steps=st.lists(STEP, min_size=6, max_size=MOST_TURNS))
def test_no_call_does_harm_and_every_log_replays(steps: list[tuple[Heard, Extraction | None, str]]) -> None:
    """Changes only in act, on a played read-back, at the right level; silence ends it; the log replays."""
    line = Line()
    line.take(Connected())
    for heard, said, mishap in steps:
        line.take(heard, said, mishap)
    for _ in range(SILENCES):
        if line.call.ending is not None or line.call.state is State.ENDED:
            break
        line.take(Silence())
    assert line.call.ending is not None or line.call.state is State.ENDED, "silence does not end the call"
    check_replay(line)


def check_replay(line: Line) -> None:
    """The same log gives the same transitions and the same memory."""
    call = Call(call_sid="CA1", started_at=NOW)
    for heard, answers, transitions in line.log:
        running = turn(call, heard, BOOK, NOW + timedelta(seconds=call.turn))
        left = iter(answers)
        try:
            next(running)
            while True:
                running.send(next(left))
        except StopIteration as stop:
            assert stop.value.transitions == transitions
    assert encode(call) == encode(line.call)
