"""One turn of a call: heard, screened, extracted, decided, fired, said. No I/O, no clock, no await.

`turn` is a generator: it yields a `Request` for the extractor or a `Use` of a tool, and is sent what they
answer. The server, a test, a replay and a model check drive this same function.
"""

from collections.abc import Generator
from datetime import datetime

import msgspec

from engine.aftermath import settle_booking
from engine.clinic import Clinic
from engine.deciding import BEYOND_HELP, Decider
from engine.extraction import Extraction, Request
from engine.farewell import wants_more
from engine.heard import Connected, Gone, Heard, Keyed, Reconnected, Reply, Silence, Utterance
from engine.intake import take_in
from engine.keys import read_keys
from engine.late import came_too_soon, take_late
from engine.memory import Call
from engine.record import Got, Need, Rulebook, Running, TurnRecord
from engine.repair import Mend, Pattern, mend, noticed
from engine.saying import HOLD_PATIENCE, patience, symptom_question, trim_to_heard
from engine.screen.outcome import Outcome, Screening, Urgency
from engine.steps import Fire, line
from engine.urgency import answered_no, must_ask, must_leave
from engine.vocabulary import Answer, Asked, Intent, Language, Reason, Repair, State, Trigger

LINES_KEPT = 3
READ_AS = {Asked.ON_BEHALF_OF: Asked.CONFIRMATION}
"""Our own question for a parent or guardian takes a yes or a no; extractors know it by its kind."""
CLEAR = Screening(outcome=Outcome.CLEAR)


def turn(call: Call, heard: Heard, book: Rulebook, now: datetime) -> Generator[Need, Got, TurnRecord]:
    """Take one turn; `call` is changed in place, `now` is aware."""
    call.turn += 1
    call.person.failed_now = False
    asked, taken = call.asked, Turn(Decider(call, book, now))
    yield from taken.hear(heard)
    call.answered = asked if taken.words else None
    return taken.do.record


class Turn:
    """The first half of a turn: what was heard, and what it means for the call."""

    def __init__(self, do: Decider) -> None:
        self.do = do
        self.call = do.call
        self.record = do.record
        self.speech = do.book.speech
        self.clinic: Clinic = do.book.clinic
        self.words = ""

    # ------------------------------------------------------------ what is heard

    def hear(self, heard: Heard) -> Running:
        """Dispatch on what came over the line."""
        match heard:
            case Connected():
                self._connect(heard)
            case Reconnected():
                self._reconnect()
            case Gone():
                self.do.fire(Fire(trigger=Trigger.HUNG_UP))
                self.record.reply = Reply(lang=self.call.lang)
            case Silence():
                yield from self._silence()
            case Keyed():
                trim_to_heard(self.call, heard.played)
                today = self.clinic.local(self.do.now).date()
                self.do.frame = read_keys(heard.digits, self._asked(), len(self.call.options), today=today)
                yield from self._understood(CLEAR)
            case Utterance():
                trim_to_heard(self.call, heard.played)
                yield from self._utterance(heard.text.strip())

    def _connect(self, heard: Connected) -> None:
        """The greeting has asked how to help; from here on the caller speaks."""
        call = self.call
        call.caller, call.attested, call.channel = heard.caller, heard.attested, heard.channel
        self.do.fire(Fire(trigger=Trigger.ASK))
        call.asked, call.patience = Asked.INTENT, patience(call)
        call.question = self.speech.say(call.lang, "ask_intent", {})
        self.record.reply = self.do.mouth.reply()

    def _reconnect(self) -> None:
        """One short bridge, then everything that may not have been heard."""
        call, last = self.call, self.call.last
        self.do.mouth.say(line("bridge"))
        self.do.mouth.pieces.extend(last)
        if not last:
            call.asked = call.asked or Asked.INTENT
            self.do.mouth.say_text(call.question or self.speech.say(call.lang, "ask_intent", {}))
        self.record.reply = self.do.mouth.reply()
        call.last = last

    def _silence(self) -> Running:
        call = self.call
        self.record.pattern = Pattern.SILENCE
        call.counters.silences += 1
        if call.symptom is not None:
            self.record.symptom_answer = "silence"
            yield from self._leave(call.symptom)
            return
        ended = Fire(trigger=Trigger.NO_INPUT, say=(line("no_input"),), reason=Reason.NO_INPUT)
        if call.state not in BEYOND_HELP and not self.do.fire(ended):
            self.do.mouth.say(line("still_there"), again=call.counters.silences - 1)
        yield from self.do.decide()

    def _utterance(self, text: str) -> Running:
        call, self.words = self.call, text
        screening = self.do.book.screen.read(
            text, lang=call.lang, previous=call.question, before=call.heard_lines
        )
        call.heard_lines = (*call.heard_lines, text)[-LINES_KEPT:]
        self.record.screening = screening
        if must_leave(call, screening):
            yield from self._leave(screening)
            return
        if text:
            got = yield self._request(text)
            assert isinstance(got, Extraction)
            self.do.frame = self.record.extraction = got
            screening = self.record.screening = self._raised(screening, got)
            if must_leave(call, screening):
                yield from self._leave(screening)
                return
        yield from self._understood(screening)

    def _raised(self, screening: Screening, frame: Extraction) -> Screening:
        """The list's reading of the symptoms a model named, where that is graver; never where it is less."""
        if not frame.symptoms or screening.outcome is Outcome.ESCALATE:
            return screening
        named = self.do.book.screen.read(". ".join(frame.symptoms), lang=self.call.lang)
        return named if named.outcome is not Outcome.CLEAR else screening

    def _asked(self) -> Asked | None:
        """What was asked, as an extractor knows it; the goodbye follows on "anything else?"."""
        if self.call.state is State.ENDED:
            return Asked.ANYTHING_ELSE
        asked = self.call.asked
        return READ_AS.get(asked, asked) if asked is not None else None

    def _request(self, text: str) -> Request:
        call = self.call
        return Request(
            text=text,
            now=self.clinic.local(self.do.now),
            roster=self.clinic.roster,
            state=call.state,
            asked=self._asked(),
            agent=call.question,
            options=call.options,
            lang=call.lang,
        )

    # ------------------------------------------------------------ what is urgent

    def _leave(self, screening: Screening) -> Running:
        """Leave everything else: say the script, hand over."""
        call = self.call
        call.counters.silences = 0
        call.urgency, call.symptom = screening, None
        call.escalated, call.ending, call.emergency_asked = False, None, 0
        emergency = screening.level is Urgency.EMERGENCY
        self.do.fire(Fire(trigger=Trigger.URGENT, reason=Reason.EMERGENCY if emergency else Reason.URGENT))
        yield from self.do.decide()

    def _ask_symptom(self, screening: Screening) -> None:
        """One yes/no question that names the symptom."""
        self.call.asked_symptoms = (*self.call.asked_symptoms, screening.category or "")
        self._put_symptom(screening)

    def _put_symptom(self, screening: Screening) -> None:
        call = self.call
        call.symptom = screening
        self.do.fire(Fire(trigger=Trigger.ASK))
        self.do.mouth.say_text(symptom_question(screening, call.lang))
        call.asked, call.options, call.option_words = Asked.SYMPTOM, (), ()
        call.question = self.do.mouth.pieces[-1].text
        self.do.reply()

    def _symptom_answered(self, screening: Screening) -> bool:
        """Take the answer to the open question; whether the call goes on."""
        call, frame = self.call, self.do.frame
        said_no = answered_no(call, frame, screening)
        self.record.symptom_answer = "no" if said_no else "not a clear no"
        if said_no:
            call.symptom = None
            if call.errand is not None:
                call.errand.screened = True
        return said_no

    # ------------------------------------------------------------ what is understood

    def _understood(self, screening: Screening) -> Running:
        """The frame is there: open symptom question, language, repair, and only then an answer."""
        call, frame = self.call, self.do.frame
        call.counters.silences = 0
        if call.symptom is not None and _wants_it_again(frame):
            self._put_symptom(call.symptom)
            return
        if call.symptom is not None and not self._symptom_answered(screening):
            yield from self._leave(call.symptom)
            return
        language = frame.slots.language or frame.spoken
        switched = language is not None and language is not call.lang
        if switched and language is not None:
            self._switch(language)
        if came_too_soon(call, frame, self.words):
            yield from self._mend(Mend(pattern=Pattern.REPEAT, again=True))
            return
        asks_for_it = switched and frame.slots.language is not None
        if call.state is State.ENDED and (asks_for_it or wants_more(call, frame, self.words, screening)):
            frame = self._take_back_goodbye()
        asks = must_ask(call, screening)
        mending = None if call.state in BEYOND_HELP or asks else mend(call, frame, self.clinic)
        if mending is not None:
            yield from self._mend(mending)
            return
        learnt = self._learn()
        if asks:
            self._ask_symptom(screening)
            return
        self.record.pattern = self.record.pattern or noticed(call, frame)
        closed = call.asked in (Asked.CONFIRMATION, Asked.ANYTHING_ELSE, Asked.SYMPTOM)
        missed = not (learnt or switched or (closed and frame.answer is not None))
        self.do.missed = missed and not self._is_late()
        yield from self.do.decide()

    def _take_back_goodbye(self) -> Extraction:
        """Go on with the call where the line is still there; what is left of the frame to be answered."""
        call, frame = self.call, self.do.frame
        if self.do.fire(Fire(trigger=Trigger.ONE_MORE_THING)):
            if _wants_it_again(frame) or frame.repair is Repair.SLOWER:
                # whatever is to be said again, the goodbye is not
                frame = Extraction(intent=Intent.REPEAT if call.told else None)
                call.last = call.told or call.last
            self.do.frame = msgspec.structs.replace(frame, answer=Answer.YES)
        return self.do.frame

    def _learn(self) -> bool:
        """Remember what the frame says; whether that was anything new."""
        before = _known(self.call)
        take_in(self.call, self.do.frame, self.clinic)
        if self.call.errand is not None:
            settle_booking(self.call.errand, self.clinic)
        return _known(self.call) != before

    def _is_late(self) -> bool:
        """Whether the last line went on with the one before it, and has been understood as such."""
        return bool(self.words) and take_late(self.call, self._request(self.words), self.clinic)

    def _switch(self, language: Language) -> None:
        self.call.lang = language
        self.record.pattern = Pattern.LANGUAGE
        self.do.mouth.say(line("language_switched"))

    # ------------------------------------------------------------ what is mended

    def _mend(self, mending: Mend) -> Running:
        call, mouth = self.call, self.do.mouth
        self.record.pattern = mending.pattern
        self.do.frame = Extraction(intent=self.do.frame.intent)  # it was about the talk, and answers nothing
        if mending.again:
            self.do.fire(Fire(trigger=Trigger.ASK))
            mouth.pieces.extend(call.last)
            if not call.last:
                mouth.say_text(call.question)
            self.do.reply()
            return
        if mending.pattern is Pattern.OFF_TOPIC:
            call.counters.off_topic += 1
        mouth.say(*mending.say, again=max(0, call.counters.off_topic - 1))
        if mending.wait:
            self._wait()
            return
        if mending.fire is not None:
            self.do.fire(mending.fire)
        yield from self.do.decide()

    def _wait(self) -> None:
        """Give the caller time; the question stays open, and is what "repeat that" repeats."""
        call, last = self.call, self.call.last
        self.do.fire(Fire(trigger=Trigger.ASK))
        self.do.reply()
        call.last = last
        call.patience = HOLD_PATIENCE[min(call.counters.holds, 1)]
        call.counters.holds += 1
        self.record.reply = msgspec.structs.replace(self.record.reply, patience=call.patience)


def _wants_it_again(frame: Extraction) -> bool:
    return frame.intent is Intent.REPEAT or frame.repair is Repair.WHAT


def _known(call: Call) -> bytes:
    """Everything that an answer may change, to tell an utterance that got the call no further."""
    return msgspec.json.encode((call.person, call.errand, call.pending, call.lang, call.options))
