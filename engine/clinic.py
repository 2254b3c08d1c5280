"""What everybody may know about the clinic: name, hours, people, kinds of visit. No patient in it."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from engine.extraction import Record, RosterEntry
from engine.vocabulary import VisitType


class Session(Record, frozen=True):
    """A stretch of a weekday in which the clinic, or a provider, sees patients. Clinic-local."""

    weekday: int
    """Monday is 0."""
    start: time
    end: time


class Provider(Record, frozen=True):
    """One provider, as booked and as named aloud."""

    id: int
    name: str
    specialty: str
    sessions: tuple[Session, ...] = ()
    min_age: int = 0
    max_age: int = 150
    """Years, inclusive; a pediatrician's is 17."""


class Clinic(Record, frozen=True):
    """One clinic's public facts and booking rules; built from its database when the server starts."""

    name: str
    timezone: str
    address: str
    phone: str
    """E.164; the front desk."""
    providers: tuple[Provider, ...]
    hours: tuple[Session, ...]
    closures: dict[date, str] = {}
    """Whole days the clinic is closed, with the reason in English ("Thanksgiving Day")."""
    grid_minutes: int = 30
    durations: dict[VisitType, int] = {}
    """Minutes."""
    lead_minutes: int = 120
    """How far ahead of now the first opening may start."""
    horizon_days: int = 90

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def roster(self) -> tuple[RosterEntry, ...]:
        return tuple(RosterEntry(name=p.name, specialty=p.specialty) for p in self.providers)

    def local(self, at: datetime) -> datetime:
        """`at` (aware) on the clinic's own clock, naive."""
        return at.astimezone(self.zone).replace(tzinfo=None)

    def utc(self, local: datetime) -> datetime:
        """The moment a naive clinic-local time stands for, in UTC."""
        return local.replace(tzinfo=self.zone).astimezone(ZoneInfo("UTC"))

    def provider(self, name: str) -> Provider | None:
        """The provider of exactly this name."""
        return next((p for p in self.providers if p.name == name), None)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is at the desk at `at` (aware)."""
        local = self.local(at)
        if local.date() in self.closures:
            return False
        return any(s.weekday == local.weekday() and s.start <= local.time() < s.end for s in self.hours)
