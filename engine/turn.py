"""One turn of a call: heard, screened, extracted, decided, fired, said. No I/O, no clock, no await.

`turn` is a generator: it yields a `Request` for the extractor or a `Use` of a tool, and is sent what they
answer. The server, a test, a replay and a model check drive this same function.
"""

from collections.abc import Generator
from datetime import datetime

import msgspec

from engine.aftermath import AFTER, learn, settle_booking
from engine.clinic import Clinic
from engine.extraction import Extraction, Record, Request
from engine.guards import MISSES_TO_PERSON, TOTAL_MISSES_TO_PERSON
from engine.heard import Connected, Gone, Heard, Keyed, Reconnected, Reply, Silence, Utterance
from engine.intake import take_in
from engine.keys import read_keys
from engine.memory import Call
from engine.repair import Mend, Pattern, mend, noticed
from engine.saying import HOLD_PATIENCE, Mouth, ending, patience, symptom_question, trim_to_heard
from engine.screen.outcome import Outcome, Screen, Screening, Urgency
from engine.speech.wordings import Speech
from engine.steps import Ask, Finish, Fire, Step, Use, View, line
from engine.table import Driver, Transition
from engine.vocabulary import Answer, Asked, Intent, Language, Reason, Repair, State, Trigger
from states import STATES
from tools.interface import Escalate, Failed, SendSms, ToolRequest, ToolResult

STEPS = 20
"""Decisions in one turn; more means that two states send the call back and forth."""
LINES_KEPT = 3
NEW_PROBLEM = "new_problem"
READ_AS = {Asked.ON_BEHALF_OF: Asked.CONFIRMATION}
"""Our own question for a parent or guardian takes a yes or a no; extractors know it by its kind."""
BEYOND_HELP = (State.ESCALATE, State.ENDED)

Need = Request | Use
Got = Extraction | ToolResult
Running = Generator[Need, Got, None]


class TurnStuck(RuntimeError):
    """The states never came to a question: a fault of the program."""


class Rulebook(msgspec.Struct, frozen=True):
    """What is the same for every call of this process."""

    clinic: Clinic
    screen: Screen
    speech: Speech
    driver: Driver


class ToolUse(Record, frozen=True):
    """One use of a tool and what it answered."""

    request: ToolRequest
    result: ToolResult
    rows_changed: int = 0


class TurnRecord(msgspec.Struct):
    """Everything one turn did, for the log."""

    reply: Reply = Reply()
    state_before: State = State.IDENTIFY
    transitions: list[Transition] = []
    tools: list[ToolUse] = []
    screening: Screening | None = None
    list_version: str = ""
    symptom_answer: str | None = None
    """How the screen's open question was answered: `no`, or what else it was taken for."""
    extraction: Extraction | None = None
    pattern: Pattern | None = None


def turn(call: Call, heard: Heard, book: Rulebook, now: datetime) -> Generator[Need, Got, TurnRecord]:
    """Take one turn; `call` is changed in place, `now` is aware."""
    call.turn += 1
    call.person.failed_now = False
    taken = Turn(call, book, now)
    yield from taken.hear(heard)
    return taken.record


class Turn:
    """One turn under way."""

    def __init__(self, call: Call, book: Rulebook, now: datetime) -> None:
        self.call = call
        self.book = book
        self.now = now
        self.record = TurnRecord(state_before=call.state, list_version=book.screen.version)
        self.mouth = Mouth(call, book.speech)
        self.frame = Extraction()
        self.refused: Trigger | None = None
        self.spoke = False
        self.missed = False

    # ------------------------------------------------------------ what is heard

    def hear(self, heard: Heard) -> Running:
        """Dispatch on what came over the line."""
        match heard:
            case Connected():
                self._connect(heard)
            case Reconnected():
                self._reconnect()
            case Gone():
                self._fire(Fire(trigger=Trigger.HUNG_UP))
                self.record.reply = Reply(lang=self.call.lang)
            case Silence():
                yield from self._silence()
            case Keyed():
                trim_to_heard(self.call, heard.played)
                asked = READ_AS.get(self.call.asked, self.call.asked) if self.call.asked else None
                self.frame = read_keys(heard.digits, asked, len(self.call.options))
                yield from self._understood(Screening(outcome=Outcome.CLEAR))
            case Utterance():
                trim_to_heard(self.call, heard.played)
                yield from self._utterance(heard.text.strip())

    def _connect(self, heard: Connected) -> None:
        """The greeting has asked how to help; from here on the caller speaks."""
        call = self.call
        call.caller, call.attested, call.channel = heard.caller, heard.attested, heard.channel
        self._fire(Fire(trigger=Trigger.ASK))
        call.asked, call.patience = Asked.INTENT, patience(call)
        call.question = self.book.speech.say(call.lang, "ask_intent", {})
        self.record.reply = self.mouth.reply()

    def _reconnect(self) -> None:
        """One short bridge, then everything that may not have been heard."""
        last = self.call.last
        self.mouth.say(line("bridge"))
        self.mouth.pieces.extend(last)
        if not last:
            self.call.asked = self.call.asked or Asked.INTENT
            self.mouth.say_text(self.call.question or self.book.speech.say(self.call.lang, "ask_intent", {}))
        self.record.reply = self.mouth.reply()
        self.call.last = last

    def _silence(self) -> Running:
        call = self.call
        self.record.pattern = Pattern.SILENCE
        call.counters.silences += 1
        if call.symptom is not None:
            self.record.symptom_answer = "silence"
            yield from self._urgent(call.symptom)
            return
        if call.state in BEYOND_HELP:
            yield from self._decide()
            return
        self.spoke = True
        if self._fire(Fire(trigger=Trigger.NO_INPUT, say=(line("no_input"),), reason=Reason.NO_INPUT)):
            yield from self._decide()
            return
        self.mouth.say(line("still_there"), again=call.counters.silences - 1)
        yield from self._decide()

    def _utterance(self, text: str) -> Running:
        call = self.call
        call.counters.silences = 0
        screening = self.book.screen.read(
            text, lang=call.lang, previous=call.question, before=call.heard_lines
        )
        call.heard_lines = (*call.heard_lines, text)[-LINES_KEPT:]
        self.record.screening = screening
        known = call.state is State.ESCALATE and not _is_worse(screening, call.urgency)
        if screening.outcome is Outcome.ESCALATE and not known:
            yield from self._urgent(screening)
            return
        if text:
            got = yield self._request(text)
            assert isinstance(got, Extraction)
            self.frame = self.record.extraction = got
        yield from self._understood(screening)

    def _request(self, text: str) -> Request:
        call = self.call
        return Request(
            text=text,
            now=self.book.clinic.local(self.now),
            roster=self.book.clinic.roster,
            state=call.state,
            asked=READ_AS.get(call.asked, call.asked) if call.asked else None,
            agent=call.question,
            options=call.options,
            lang=call.lang,
        )

    # ------------------------------------------------------------ what is urgent

    def _urgent(self, screening: Screening) -> Running:
        """Leave everything else: say the script, hand over."""
        call = self.call
        emergency = screening.level is Urgency.EMERGENCY
        call.urgency, call.symptom = screening, None
        call.escalated, call.ending, call.emergency_asked = False, None, 0
        reason = Reason.EMERGENCY if emergency else Reason.URGENT
        self._fire(Fire(trigger=Trigger.URGENT, reason=reason))
        yield from self._decide()

    def _symptom_answered(self, screening: Screening) -> bool:
        """Whether the screen's open question got a clear no."""
        open_question, said_no = self.call.symptom, self.frame.answer is Answer.NO
        assert open_question is not None
        same = screening.outcome is Outcome.ASK and screening.category == open_question.category
        self.record.symptom_answer = "no" if said_no and not same else "not a clear no"
        if not said_no or same:
            return False
        self.call.symptom = None
        if self.call.errand is not None:
            self.call.errand.screened = True
        return True

    def _must_ask(self, screening: Screening) -> bool:
        new = screening.category is not None and screening.category not in self.call.asked_symptoms
        return screening.outcome is Outcome.ASK and new and self.call.state not in BEYOND_HELP

    def _ask_symptom(self, screening: Screening) -> None:
        """One yes/no question that names the symptom, at most once per category per call."""
        call = self.call
        call.symptom = screening
        call.asked_symptoms = (*call.asked_symptoms, screening.category or "")
        self._fire(Fire(trigger=Trigger.ASK))
        self.mouth.say_text(symptom_question(screening, call.lang))
        call.asked, call.options, call.option_words = Asked.SYMPTOM, (), ()
        call.question = self.mouth.pieces[-1].text
        self._reply()

    # ------------------------------------------------------------ what is understood

    def _understood(self, screening: Screening) -> Running:
        """The frame is there: open symptom question, language, repair, and only then an answer."""
        call, frame = self.call, self.frame
        call.counters.silences = 0
        repeats = frame.intent is Intent.REPEAT or frame.repair is Repair.WHAT
        if call.symptom is not None and not repeats and not self._symptom_answered(screening):
            yield from self._urgent(call.symptom)
            return
        if frame.slots.language is not None and frame.slots.language is not call.lang:
            self._switch(frame.slots.language)
        mending = None if call.state in BEYOND_HELP else mend(call, frame, self.book.clinic)
        if mending is not None and not self._must_ask(screening):
            yield from self._mend(mending)
            return
        before = _progress(call)
        take_in(call, frame, self.book.clinic)
        if call.errand is not None:
            settle_booking(call.errand, self.book.clinic)
        if self._must_ask(screening):
            self._ask_symptom(screening)
            return
        self.record.pattern = self.record.pattern or noticed(call, frame)
        self.missed = _progress(call) == before and not self._answers()
        yield from self._decide()

    def _answers(self) -> bool:
        """Whether the frame answers a question that leaves no slot behind, or switches the language."""
        closed = (Asked.CONFIRMATION, Asked.ANYTHING_ELSE, Asked.SYMPTOM)
        return (self.call.asked in closed and self.frame.answer is not None) or self.spoke

    def _switch(self, language: Language) -> None:
        self.call.lang = language
        self.record.pattern = Pattern.LANGUAGE
        self.mouth.say(line("language_switched"))
        self.spoke = True

    def _mend(self, mending: Mend) -> Running:
        call = self.call
        self.record.pattern = mending.pattern
        self.spoke = True
        if mending.fire is not None:
            self._fire(mending.fire)
            yield from self._decide()
            return
        if mending.again:
            self._fire(Fire(trigger=Trigger.ASK))
            self.mouth.pieces.extend(call.last or ())
            if not call.last:
                self.mouth.say_text(call.question)
            self._reply()
            return
        if mending.pattern is Pattern.OFF_TOPIC:
            call.counters.off_topic += 1
        self.mouth.say(*mending.say, again=max(0, call.counters.off_topic - 1))
        if mending.wait:
            last = call.last
            self._fire(Fire(trigger=Trigger.ASK))
            self._reply()
            call.last = last
            call.patience = HOLD_PATIENCE[min(call.counters.holds, 1)]
            call.counters.holds += 1
            self.record.reply = msgspec.structs.replace(self.record.reply, patience=call.patience)
            return
        yield from self._decide()

    # ------------------------------------------------------------ what is decided

    def _decide(self) -> Running:
        """Let the state decide until it asks or ends."""
        for _ in range(STEPS):
            step = STATES[self.call.state](self._view())
            if self.missed and isinstance(step, Ask):
                step = self._miss(step)
            if isinstance(step, Use):
                yield from self._use(step)
            elif isinstance(step, Fire):
                self._fire(step)
            else:
                self._close(step)
                return
        raise TurnStuck(f"{self.call.state} after {STEPS} steps")

    def _view(self) -> View:
        return View(
            call=self.call,
            clinic=self.book.clinic,
            now=self.now,
            speech=self.book.speech,
            frame=self.frame,
            refused=self.refused,
        )

    def _miss(self, step: Ask) -> Step:
        """Nothing was learnt: say so, offer the keys the second time, a person the third."""
        counters = self.call.counters
        self.missed = False
        self.record.pattern = Pattern.NOT_UNDERSTOOD
        counters.misses += 1
        counters.total_misses += 1
        if counters.misses >= MISSES_TO_PERSON or counters.total_misses >= TOTAL_MISSES_TO_PERSON:
            say = (line("not_understood"),)
            return Fire(trigger=Trigger.GIVE_UP, say=say, reason=Reason.NOT_UNDERSTOOD)
        self.spoke = True
        again = counters.misses - 1
        self.mouth.say(line("sorry"), again=again)
        if counters.misses > 1:
            help_ = f"keys_{step.asked.value}"
            self.mouth.say(line(help_ if self.book.speech.has(help_) else "keys_person"))
        return step

    def _use(self, step: Use) -> Running:
        got = yield step
        assert not isinstance(got, Extraction)
        self.record.tools.append(ToolUse(request=step.request, result=got))
        if not isinstance(got, Failed):
            self.call.counters.tool_failures = 0
            learn(self.call, step, got, self.book.clinic)
        elif isinstance(step.request, Escalate):
            self.call.escalated = True  # nothing may stand between the caller and a person
        elif isinstance(step.request, SendSms) and self.call.errand is not None:
            self.call.errand.texted = False  # the visit stands; only the text is missing
        else:
            self._failed()

    def _failed(self) -> None:
        """A failed tool is tried once more, then a person takes over."""
        self.record.pattern = Pattern.TOOL_FAILED
        self.call.counters.tool_failures += 1
        if self.call.counters.tool_failures > 1:
            say = (line("tool_failed"),)
            self._fire(Fire(trigger=Trigger.TOOL_FAILED, say=say, reason=Reason.TOOL_FAILED))

    def _fire(self, step: Fire) -> bool:
        call, reason = self.call, step.reason.value if step.reason else ""
        source = call.state
        attempt = self.book.driver.fire(call, step.trigger, reason)
        self.record.transitions.append(attempt)
        if not attempt.taken:
            self.refused = step.trigger
            return False
        self.refused = None
        if step.trigger in AFTER:
            AFTER[step.trigger](call)
        if call.state is not source:
            # what was answered counts once, in the state that asked
            self.frame, self.missed = Extraction(), False
            call.counters.asked_again = 0
        if call.state in BEYOND_HELP and source is not call.state:
            call.reason, call.left = step.reason or call.reason, source
        elif step.trigger is Trigger.URGENT:
            call.reason = step.reason
        if step.say:
            self.mouth.say(*step.say)
        return True

    # ------------------------------------------------------------ what is said

    def _close(self, step: Ask | Finish) -> None:
        call = self.call
        if isinstance(step, Finish):
            self.mouth.say(*step.say)
            call.ending = ending(call)
            call.asked, call.options, call.option_words = None, (), ()
            self._reply()
            return
        counters = call.counters
        same = call.asked is step.asked
        counters.asked_again = counters.asked_again + 1 if same else 0
        if not same:
            counters.misses = 0
        self._fire(Fire(trigger=Trigger.ASK))
        if step.asked is Asked.SYMPTOM:
            self._open_new_problem(step)
        if call.state is State.ESCALATE:
            call.emergency_asked += 1
        self.mouth.ask(step, again=counters.asked_again)
        self._reply()

    def _open_new_problem(self, step: Ask) -> None:
        """The question that every new problem gets counts as one of the screen's."""
        speech, key = self.book.speech, step.line.key
        self.call.symptom = Screening(
            outcome=Outcome.ASK,
            level=Urgency.URGENT,
            category=NEW_PROBLEM,
            action="nurse_now",
            rule=NEW_PROBLEM,
            question_en=speech.say(Language.EN, key, {}),
            question_es=speech.say(Language.ES, key, {}),
        )

    def _reply(self) -> None:
        self.call.patience = patience(self.call)
        self.record.reply = self.mouth.reply()


def _is_worse(new: Screening, known: Screening | None) -> bool:
    """Whether a second hit changes what has to be said: the first one does, and another emergency."""
    return known is None or (new.level is Urgency.EMERGENCY and new.action != known.action)


def _progress(call: Call) -> bytes:
    """Everything that an answer may change, to tell an utterance that got the call no further."""
    known = (call.person, call.errand, call.pending, call.lang, call.options)
    return msgspec.json.encode(known)
