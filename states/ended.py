"""Ended: nothing is said any more."""

from engine.steps import Finish, Step, View


def decide(view: View) -> Step:
    """End the agent's part; the words were said by the trigger that led here."""
    return Finish()
