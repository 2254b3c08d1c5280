"""Ended: the goodbye is said, and nothing more unless the caller wants something while it is."""

from engine.steps import Finish, Step, View


def decide(view: View) -> Step:
    """End the agent's part; the words were said by the trigger that led here."""
    return Finish()
