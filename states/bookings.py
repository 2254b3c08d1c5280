"""Which of the patient's booked visits is meant."""

from typing import Any

from engine.extraction import Option
from engine.memory import Errand
from engine.steps import Ask, View, line
from engine.vocabulary import Asked
from engine.wishes import meant
from tools.interface import Booking

MOST_TOLD = 3
"""Visits read aloud in one breath."""


def ask_which(view: View, errand: Errand) -> Ask:
    """Name the visits that could be meant and ask for one."""
    found = meant(view.clinic, errand)
    say = () if found else (line("no_such_booking"),)
    choices = (found or errand.bookings or ())[:MOST_TOLD]
    options = tuple(Option(provider=b.provider, start=view.clinic.local(b.start)) for b in choices)
    if len(choices) == 1:
        return Ask(
            asked=Asked.APPOINTMENT,
            say=say,
            line=line("is_it_this", **facts(view, choices[0])),
            options=options,
            option_facts=("start",),
            bookings=choices,
        )
    keys = ("first", "second", "third")[: len(choices)]
    spoken = {key: facts(view, b) for key, b in zip(keys, choices, strict=True)}
    return Ask(
        asked=Asked.APPOINTMENT,
        say=say,
        line=line(f"which_of_{len(choices)}", **spoken),
        options=options,
        option_facts=keys,
        bookings=choices,
        clarifies=True,
    )


def facts(view: View, booking: Booking) -> dict[str, Any]:
    """What a sentence about a booked visit is filled with."""
    return {
        "provider": booking.provider,
        "start": view.clinic.local(booking.start),
        "visit": booking.visit_type,
    }
