"""Reads the clinic's public facts and booking rules out of its database."""

from collections import defaultdict
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from sqlalchemy import RowMapping, text
from sqlalchemy.engine import Connection

from engine.clinic import Clinic, Provider, Session
from engine.stamps import day
from engine.vocabulary import VisitType
from tools.sql.holidays import us_federal_holidays

RULES = ("grid_minutes", "lead_minutes", "horizon_days")

_PROFILE = text("SELECT * FROM ClinicProfile WHERE id = 1")
_HOURS = text("SELECT weekday, opens, closes FROM ClinicHours ORDER BY weekday, opens")
_PROVIDERS = text("SELECT id, name, specialty, min_age, max_age FROM Providers WHERE active ORDER BY id")
_SESSIONS = text("SELECT provider_id, weekday, opens, closes FROM ProviderHours ORDER BY weekday, opens")
_CLOSURES = text("SELECT day, reason FROM Closures ORDER BY day")
_VISIT_TYPES = text("SELECT name, minutes FROM VisitTypes ORDER BY name")

HOLIDAY_YEARS = range(2020, 2051)
"""Wide enough that neither a long-lived server nor a replay of an old call runs out of holidays."""

NAME = "Atlas Healthcare Clinic"
TIMEZONE = "America/New_York"
HOURS = tuple(
    Session(weekday=weekday, start=start, end=end)
    for weekday in range(5)
    for start, end in ((time(8), time(12)), (time(13), time(17)))
)
"""Of a clinic whose database names none: weekdays 8 to 5, an hour for lunch."""
DURATIONS = {
    VisitType.FOLLOW_UP: 30,
    VisitType.SICK_VISIT: 30,
    VisitType.VACCINE: 30,
    VisitType.WELL_CHILD: 30,
    VisitType.NEW_PATIENT: 60,
    VisitType.PHYSICAL: 60,
}
"""Minutes. A well-child visit takes one opening: 20 minutes are usual, and the grid is 30."""


def read_clinic(connection: Connection, *, name: str = "", timezone: str = "", phone: str = "") -> Clinic:
    """Read the clinic; what is given overrides the database, which overrides the defaults.

    Raises `ValueError` when a zone, a day or an hour can't be understood.
    """
    profile = connection.execute(_PROFILE).mappings().first()
    clinic = Clinic(
        name=name or _of(profile, "name", NAME),
        timezone=timezone or _of(profile, "timezone", TIMEZONE),
        address=_of(profile, "address", ""),
        phone=phone or _of(profile, "phone", ""),
        providers=_providers(connection),
        hours=tuple(_session(row) for row in connection.execute(_HOURS).mappings()) or HOURS,
        closures=_closures(connection, _of(profile, "holidays", "us-federal")),
        durations=_durations(connection) or DURATIONS,
    )
    _check_zone(clinic.timezone)
    if profile is None:
        return clinic
    return msgspec.structs.replace(clinic, **{rule: int(profile[rule]) for rule in RULES})


def _of(profile: RowMapping | None, field: str, default: str) -> str:
    return str(profile[field]) if profile is not None else default


def _providers(connection: Connection) -> tuple[Provider, ...]:
    sessions: defaultdict[int, list[Session]] = defaultdict(list)
    for row in connection.execute(_SESSIONS).mappings():
        sessions[row["provider_id"]].append(_session(row))
    return tuple(
        Provider(
            id=row["id"],
            name=row["name"],
            specialty=row["specialty"],
            sessions=tuple(sessions[row["id"]]),
            min_age=row["min_age"],
            max_age=row["max_age"],
        )
        for row in connection.execute(_PROVIDERS).mappings()
    )


def _session(row: RowMapping) -> Session:
    return Session(
        weekday=row["weekday"],
        start=time.fromisoformat(row["opens"]),
        end=time.fromisoformat(row["closes"]),
    )


def _closures(connection: Connection, holidays: str) -> dict[date, str]:
    """The clinic's own closures, which may also rename a holiday."""
    own = {day(row["day"]): str(row["reason"]) for row in connection.execute(_CLOSURES).mappings()}
    federal = us_federal_holidays(HOLIDAY_YEARS) if holidays == "us-federal" else {}
    return {**federal, **own}


def _durations(connection: Connection) -> dict[VisitType, int]:
    """Kinds of visit that the agent doesn't book are left out."""
    rows = connection.execute(_VISIT_TYPES).mappings()
    known = VisitType.__members__.values()
    return {VisitType(row["name"]): int(row["minutes"]) for row in rows if row["name"] in known}


def _check_zone(timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, OSError):
        raise ValueError(f"CLINIC_TIMEZONE: expected an IANA name, got {timezone!r}") from None
