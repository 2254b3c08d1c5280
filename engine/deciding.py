"""The second half of a turn: the state decides, triggers fire, tools are used, until there is a reply."""

from datetime import datetime

from engine.aftermath import AFTER, learn
from engine.extraction import Extraction
from engine.guards import CLARIFICATIONS_TO_PERSON, MISSES_TO_PERSON, TOTAL_MISSES_TO_PERSON
from engine.memory import Call
from engine.record import Rulebook, Running, ToolUse, TurnRecord
from engine.repair import Pattern
from engine.saying import Mouth, ending, patience
from engine.steps import Ask, Finish, Fire, Step, Use, View, line
from engine.urgency import new_problem
from engine.vocabulary import Asked, Reason, State, Trigger
from states import STATES
from tools.interface import Escalate, Failed, SendSms

STEPS = 20
"""Decisions in one turn; more means that two states send the call back and forth."""
BEYOND_HELP = (State.ESCALATE, State.ENDED)


class TurnStuck(RuntimeError):
    """The states never came to a question: a fault of the program."""


class Decider:
    """The workings of one turn: its call, what was understood, what has been said and done so far."""

    def __init__(self, call: Call, book: Rulebook, now: datetime) -> None:
        self.call = call
        self.book = book
        self.now = now
        self.record = TurnRecord(state_before=call.state, list_version=book.screen.version)
        self.mouth = Mouth(call, book.speech)
        self.frame = Extraction()
        """What the utterance said; what it answers counts once, in the state that asked."""
        self.refused: Trigger | None = None
        self.missed = False
        """The utterance got the call no further."""

    def decide(self) -> Running:
        """Let the state decide until it asks or ends."""
        for _ in range(STEPS):
            step = STATES[self.call.state](self._view())
            if self.missed and isinstance(step, Ask) and step.asked is self.call.asked:
                step = self._miss(step)
            if isinstance(step, Ask) and step.clarifies:
                step = self._clarify(step)
            if isinstance(step, Use):
                yield from self._use(step)
            elif isinstance(step, Fire):
                self.fire(step)
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
        again = counters.misses - 1
        self.mouth.say(line("sorry"), again=again)
        if counters.misses > 1:
            help_ = f"keys_{step.asked.value}"
            self.mouth.say(line(help_ if self.book.speech.has(help_) else "keys_person"))
        return step

    def _clarify(self, step: Ask) -> Step:
        """The caller's words fit several: ask which, and the third time in a row let a person sort it out.

        A question that is only put again, after a digression or a silence, counts as that.
        """
        if self.record.pattern not in (None, Pattern.SEVERAL_ANSWERS):
            return step
        self.record.pattern = Pattern.CLARIFICATION
        self.call.counters.clarifications += 1
        if self.call.counters.clarifications >= CLARIFICATIONS_TO_PERSON:
            say = (line("not_understood"),)
            return Fire(trigger=Trigger.GIVE_UP, say=say, reason=Reason.NOT_UNDERSTOOD)
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
            self.fire(Fire(trigger=Trigger.TOOL_FAILED, say=say, reason=Reason.TOOL_FAILED))

    def fire(self, step: Fire) -> bool:
        """Fire a trigger, log the attempt, and do what belongs to a taken one; whether it was taken."""
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
            if call.asked is not None:
                call.told = call.last if call.asked is Asked.ANYTHING_ELSE else ()
            call.asked, call.options, call.option_words = None, (), ()
            self.reply()
            return
        counters = call.counters
        same = call.asked is step.asked
        counters.asked_again = counters.asked_again + 1 if same else 0
        if not same:
            counters.misses = 0
        if not step.clarifies:
            counters.clarifications = 0
        self.fire(Fire(trigger=Trigger.ASK))
        if step.asked is Asked.SYMPTOM:
            self.call.symptom = new_problem(self.book.speech, step.line.key)
        if call.state is State.ESCALATE:
            call.emergency_asked += 1
        self.mouth.ask(step, again=counters.asked_again)
        self.reply()

    def reply(self) -> None:
        """Close the turn with what has been said."""
        self.call.patience = patience(self.call)
        self.record.reply = self.mouth.reply()
