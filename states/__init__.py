"""One module per state: what it asks, and which event an answer causes. Pure."""

from collections.abc import Callable, Mapping

from engine.steps import Step, View
from engine.vocabulary import State
from states import act, confirm, ended, escalate, identify, intent, slot_filling

STATES: Mapping[State, Callable[[View], Step]] = {
    State.IDENTIFY: identify.decide,
    State.INTENT: intent.decide,
    State.SLOT_FILLING: slot_filling.decide,
    State.CONFIRM: confirm.decide,
    State.ACT: act.decide,
    State.ESCALATE: escalate.decide,
    State.ENDED: ended.decide,
}
