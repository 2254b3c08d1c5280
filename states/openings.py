"""Which opening: with whom, when, and which of the two or three that are offered."""

from datetime import timedelta
from typing import Any

from engine.clinic import Provider
from engine.extraction import Option, When
from engine.memory import Errand, Search
from engine.offers import NOON, apart, candidates, pick
from engine.steps import Ask, Fire, Line, Step, Use, View, line
from engine.vocabulary import Asked, Intent, Reason, Trigger, VisitType, Wish
from engine.wishes import names
from states.bookings import facts as booking_facts
from states.identify import ADULT
from tools.interface import FindOpenings, Opening

CONSTRAINT_AFTER = 2
"""Plain refusals after which the agent asks what would suit instead of offering more."""
PERSON_AFTER = 4
WIDEST = 3
NEAR = timedelta(days=4)
"""Around the days that were wished, where they have nothing; over a weekend and a holiday."""
MOST_NAMED = 3
"""Doctors of one question: nobody keeps more in mind."""
ORDINALS = ("first", "second", "third")
DEFAULT_MINUTES = 30


def decide(view: View, errand: Errand) -> Step:
    """Ask with whom and when, look, and offer."""
    providers = _eligible(view, errand)
    if isinstance(providers, Ask):
        return providers
    if errand.when is None:
        return _ask_when(view, errand)
    wish = Search(providers=tuple(p.id for p in providers), minutes=_minutes(view, errand), when=errand.when)
    if not _is_for(errand.search, wish):
        return _find(view, errand, wish)
    assert errand.search is not None
    if errand.refusals >= PERSON_AFTER:
        return Fire(trigger=Trigger.GIVE_UP, say=(line("nothing_suits"),), reason=Reason.NO_OPENING)
    if errand.refusals == CONSTRAINT_AFTER and errand.offered:
        return Ask(asked=Asked.WHEN, line=line("ask_constraint"))
    if errand.offered and errand.wish is None:
        return _offer(view, errand.offered)
    fresh = candidates(view.clinic, errand)
    if fresh:
        offers = pick(view.clinic, apart(fresh, errand, view.call.call_sid))
        return _offer(view, offers, say=_preface(view, errand))
    if errand.search.widened < WIDEST:
        wish.widened = errand.search.widened + 1
        return _find(view, errand, wish)
    return _nothing_left(view, errand)


# ---------------------------------------------------------------- with whom


def _eligible(view: View, errand: Errand) -> tuple[Provider, ...] | Ask:
    """The providers that will do, or the question that settles it."""
    clinic = view.clinic
    if errand.settled and errand.wish is not Wish.OTHER_PROVIDER:
        return tuple(p for p in clinic.providers if p.id in errand.settled)
    if errand.unknown_provider:
        return Ask(asked=Asked.PROVIDER, say=(line("unknown_provider"),), line=line("ask_provider"))
    named = [p for p in clinic.providers if p.name in names(errand.provider)]
    if len(named) > 1 and errand.specialty:
        named = [p for p in named if p.specialty == errand.specialty] or named
    if len(named) > 1:
        return _ask_which_provider(named)
    if not named and errand.specialty:
        named = [p for p in clinic.providers if p.specialty == errand.specialty]
    if not named and errand.wish is Wish.OTHER_PROVIDER and errand.offered:
        named = _same_specialty(view, errand.offered[0].provider)
    if not named and errand.booking is not None:
        named = _like_booking(view, errand)
    if not named and (errand.any_provider or (errand.when is not None and errand.when.earliest)):
        named = _generalists(view)
    if not named:
        return Ask(asked=Asked.PROVIDER, line=line("ask_provider"))
    fitting = [p for p in named if p.min_age <= view.patient_age <= p.max_age]
    if not fitting:
        say = (line("wrong_age", provider=named[0].name),)
        return Ask(asked=Asked.PROVIDER, say=say, line=line("ask_provider"))
    return _others(errand, fitting)


def _like_booking(view: View, errand: Errand) -> list[Provider]:
    """To move a visit: its own provider, or anyone of the same specialty if another was wished."""
    assert errand.booking is not None
    alike = _same_specialty(view, errand.booking.provider)
    if errand.any_provider:
        return alike
    return [p for p in alike if p.name == errand.booking.provider]


def _same_specialty(view: View, name: str) -> list[Provider]:
    own = view.clinic.provider(name)
    return [p for p in view.clinic.providers if own is not None and p.specialty == own.specialty]


def _generalists(view: View) -> list[Provider]:
    wanted = "Pediatrics" if view.patient_age < ADULT else "Family Medicine"
    return [p for p in view.clinic.providers if p.specialty == wanted] or list(view.clinic.providers)


def _others(errand: Errand, fitting: list[Provider]) -> tuple[Provider, ...]:
    """Without the providers just offered, where another was wished and there is one."""
    if errand.wish is Wish.OTHER_PROVIDER:
        offered = {o.provider_id for o in errand.offered}
        fitting = [p for p in fitting if p.id not in offered] or fitting
    return tuple(fitting)


def _ask_which_provider(named: list[Provider]) -> Ask:
    if len(named) == 2:
        first, second = ({"provider": p.name, "specialty": p.specialty} for p in named)
        question = line("which_of_two_providers", first=first, second=second)
    else:
        key = "which_provider" if len(named) <= MOST_NAMED else "which_of_many_providers"
        question = line(key, providers=[p.name for p in named[:MOST_NAMED]])
    return Ask(asked=Asked.PROVIDER, line=question, clarifies=True)


# ---------------------------------------------------------------- when


def _ask_when(view: View, errand: Errand) -> Ask:
    if errand.booking is None:
        return Ask(asked=Asked.WHEN, line=line("ask_when"))
    return Ask(asked=Asked.WHEN, line=line("ask_new_time", **booking_facts(view, errand.booking)))


def _minutes(view: View, errand: Errand) -> int:
    if errand.booking is not None:
        return errand.booking.minutes
    return view.clinic.durations.get(errand.visit_type or VisitType.FOLLOW_UP, DEFAULT_MINUTES)


def _is_for(search: Search | None, wish: Search) -> bool:
    if search is None:
        return False
    return (search.providers, search.minutes, search.when) == (wish.providers, wish.minutes, wish.when)


def _find(view: View, errand: Errand, wish: Search) -> Use:
    when = (wish.when, _days_only(wish.when), _days_around(wish.when), When())[wish.widened]
    patient = view.call.person.patient
    assert patient is not None
    request = FindOpenings(
        providers=wish.providers,
        minutes=wish.minutes,
        after=view.now + timedelta(minutes=view.clinic.lead_minutes),
        when=when,
        patient_id=patient.patient_id,
        ignoring=errand.booking.id if errand.booking and errand.intent is Intent.RESCHEDULE else None,
    )
    return Use(request=request, search=wish)


def _days_only(when: When) -> When:
    return When(start=when.start, end=when.end, weekdays=when.weekdays)


def _days_around(when: When) -> When:
    if when.start is None or when.end is None:
        return When()
    return When(start=when.start - NEAR, end=when.end + NEAR)


# ---------------------------------------------------------------- offering


def _offer(view: View, offers: tuple[Opening, ...], say: tuple[Line, ...] = ()) -> Ask:
    clinic = view.clinic
    options = tuple(Option(provider=o.provider, start=clinic.local(o.start)) for o in offers)
    keys = ORDINALS[: len(offers)]
    facts: dict[str, Any] = {
        key: {"provider": o.provider, "start": o.start} for key, o in zip(keys, options, strict=True)
    }
    return Ask(
        asked=Asked.CHOICE,
        say=say,
        line=Line(
            key=f"offer_{len(options)}{_shape(options)}",
            facts={**facts, "provider": options[0].provider, "last": options[-1].start},
        ),
        options=options,
        option_facts=keys,
        offers=offers,
    )


def _shape(options: tuple[Option, ...]) -> str:
    """Which wording names what the options share once instead of with each of them."""
    if len(options) == 1 or len({o.provider for o in options}) > 1:
        return ""
    if len({o.start.date() for o in options}) > 1:
        return "_same_provider"
    return "_same_half" if len({o.start.hour < NOON for o in options}) == 1 else "_same_day"


def _preface(view: View, errand: Errand) -> tuple[Line, ...]:
    """What to say before offers that are not quite what was wished."""
    search = errand.search
    offered = {o.provider_id for o in errand.offered}
    if errand.wish is Wish.OTHER_PROVIDER and search is not None and set(search.providers) <= offered:
        return (line("only_provider", provider=errand.offered[0].provider),)
    if search is None or not search.widened or (errand.offered and errand.wish is not None):
        return ()
    day = search.when.start
    if day is not None and day == search.when.end and _is_closed(view, errand):
        return (line("closed_then"),)
    return (line("nothing_then"),)


def _is_closed(view: View, errand: Errand) -> bool:
    assert errand.search is not None and errand.search.when.start is not None
    day = errand.search.when.start
    return day in view.clinic.closures or all(s.weekday != day.weekday() for s in view.clinic.hours)


def _nothing_left(view: View, errand: Errand) -> Step:
    """Nothing fresh is left to offer: say the last offers again, or give the call to a person."""
    if errand.offered:
        key = {Wish.EARLIER: "nothing_earlier", Wish.LATER: "nothing_later"}.get(
            errand.wish or Wish.MORE, "nothing_else"
        )
        return _offer(view, errand.offered, say=(line(key),))
    return Fire(trigger=Trigger.GIVE_UP, say=(line("nothing_suits"),), reason=Reason.NO_OPENING)
