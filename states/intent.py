"""Intent: what the caller wants done, first or next."""

from engine.guards import is_known_well_enough
from engine.steps import Ask, Fire, Step, View, line
from engine.vocabulary import Answer, Asked, Trigger


def decide(view: View) -> Step:
    """Go to the errand that is known, or ask for one; a no to "anything else?" is a goodbye."""
    call = view.call
    if call.errand is not None:
        if not is_known_well_enough(call):
            return Fire(trigger=Trigger.STEP_UP)
        return Fire(trigger=Trigger.ERRAND_CHOSEN)
    if call.errands or call.asked is Asked.ANYTHING_ELSE:
        return anything_else(view)
    return Ask(asked=Asked.INTENT, line=line("ask_intent"))


def anything_else(view: View) -> Step:
    """Ask whether there is anything else, or take the answer; wherever nothing is under way."""
    answer = view.frame.answer if view.call.asked is Asked.ANYTHING_ELSE else None
    if answer is Answer.NO:
        return Fire(trigger=Trigger.GOODBYE, say=(line("goodbye"),))
    if answer is Answer.YES:
        return Ask(asked=Asked.INTENT, line=line("what_else"))
    return Ask(asked=Asked.ANYTHING_ELSE, line=line("anything_else"))
