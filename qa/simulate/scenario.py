"""A simulated call before it is made: who calls, what they want, how they react, what must be true then.

The file format is described in docs/simulated-callers.md; these records are what a file is read into.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from engine.extraction import Record
from engine.vocabulary import Language, Reason, VisitType
from qa.simulate.records import Party

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=ZoneInfo("America/New_York"))
"""A Monday morning; the clinic's clock unless a scenario says otherwise."""
STRANGER = "+19175550199"
"""A number on no file, which a scenario calls from unless it says otherwise."""
DESK = "+12125550100"


class Meanwhile(StrEnum):
    """What happens behind the caller's back before an act."""

    TAKE_OFFER = "take_offer"
    """Somebody else books every time that is on offer or read back."""
    DROP = "drop"
    """The socket dies, and Twilio asks where the call goes on."""


class Act(Record, frozen=True):
    """One thing a caller does when it is their turn."""

    say: tuple[str, ...] = ()
    """Phrasings, of which the seed draws one; ` / ` in one is a pause that ends a prompt."""
    pick: int | str | None = None
    """An offer: its number, `none`, or words that it must contain."""
    agrees: bool | None = None
    """A plain yes or no; beside `say` or `keys`, what those mean."""
    keys: str = ""
    """Keys, or `born` or `phone` for those of the fact."""
    silent: bool = False
    cough: bool = False
    """A noise that cuts the agent off and is no word."""
    hang_up: bool = False
    after_words: int | None = None
    """Over the agent, once so many words of the reply were heard; otherwise after its end."""
    pause: float | None = None
    """Seconds before it; drawn by the seed where none are given."""
    meanwhile: Meanwhile | None = None
    insists: bool = False
    """Said again whenever the agent goes on about something else."""
    when: tuple[str, ...] = ()
    """Only where the reply has one of these wordings or words in it; the next act of the list otherwise."""
    unless: tuple[str, ...] = ()
    """Only while none of these wordings was heard in the call; the next act of the list otherwise."""
    until: tuple[str, ...] = ()
    """Wordings that are an answer to it. Where the line made other words of it, and something else is
    answered, it is said again."""


Rule = tuple[Act, ...]
"""What to do at the first asking, the second …; the last one stands for all that follow."""


class Once(Record, frozen=True):
    """Something done once, instead of the answer, at one of several moments; the seed draws which."""

    at: tuple[str, ...]
    """Questions, or `opening`."""
    act: Act


class Facts(Record, frozen=True):
    """What the caller truly knows about the patient. What is missing they do not know."""

    given: str = ""
    family: str = ""
    born: date | None = None
    phone: str = ""


class Wants(Record, frozen=True):
    """What the caller came for, in their own words; answers are made of it where no rule says otherwise."""

    reason: str = ""
    provider: str = ""
    when: str = ""
    visit: str = ""
    """Which of the booked visits."""
    severe: bool | None = None
    """Whether it is severe, getting worse or for today; the caller is asked about a new problem."""
    guardian: bool | None = None
    must_hear: tuple[str, ...] = ()
    """Words that a read-back must have before the caller says yes to it."""


class Visit(Record, frozen=True):
    """A row of `Appointments` that must have been made, or cancelled."""

    patient: str
    provider: str = ""
    start: str = ""
    """`agreed`, a date and time, or a placeholder of a day and a time: `{workday:3} 10:00`."""
    type: VisitType | None = None
    moved: bool = False
    """Whether it replaces another one."""


class Use(Record, frozen=True):
    """A tool that must have been used, with what it must have been asked."""

    tool: str
    where: Mapping[str, Any] = {}


class Clean(Record, frozen=True):
    """The way a call must go where every word is heard: a misheard one may rightly go another."""

    path: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    not_said: tuple[str, ...] = ()
    no_tools: tuple[str, ...] = ()


class Expect(Record, frozen=True):
    """What must be true at the end. Visits, hand-offs and texts that are not listed must not have come."""

    booked: tuple[Visit, ...] = ()
    cancelled: tuple[Visit, ...] = ()
    texts: int | None = None
    """Without a number: one for each visit booked, moved or cancelled."""
    hand_off: Reason | None = None
    rings: bool | None = None
    """Whether the desk's telephone is rung at the end."""
    ends: Party = Party.AGENT
    tools: tuple[Use, ...] = ()
    """In this order; others may stand between them."""
    no_tools: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    """Triggers taken and states entered, in this order; others may stand between them."""
    refused: tuple[str, ...] = ()
    """`trigger guard`: a transition that must have been refused by that guard."""
    patterns: tuple[str, ...] = ()
    """Repair patterns that the log must name."""
    said: tuple[str, ...] = ()
    """Wordings by name, or words."""
    not_said: tuple[str, ...] = ()
    lang: Language | None = None
    """The language of the agent's last words."""
    clean: Clean = Clean()
    """Checked besides where the line was clean."""

    def on(self, noise: float) -> "Expect":
        """What must be true on a line of that word-error rate."""
        if noise > 0:
            return self
        clean = self.clean
        return replace(
            self,
            path=clean.path or self.path,
            patterns=self.patterns + clean.patterns,
            said=self.said + clean.said,
            not_said=self.not_said + clean.not_said,
            no_tools=self.no_tools + clean.no_tools,
        )


class Scenario(Record, frozen=True):
    """One simulated call."""

    id: str
    title: str
    tags: tuple[str, ...]
    lang: Language = Language.EN
    """What the caller speaks where no rule says what to say."""
    speaks: tuple[Language, ...] = ()
    """Further languages, spoken when the agent speaks them."""
    now: datetime = NOW
    number: str = STRANGER
    attested: bool = False
    """Whether the network vouches for the number."""
    desk: str = DESK
    """The front desk's number; empty: nobody can be rung."""
    failing: Mapping[str, int] = {}
    """Tool → how many uses of it fail."""
    facts: Facts = Facts()
    wants: Wants = Wants()
    opening: Rule = ()
    answers: Mapping[str, Rule] = {}
    """Question, or name of a wording heard → what to do."""
    once: tuple[Once, ...] = ()
    expect: Expect = Expect()
    source: str = ""
    """The file it was read from."""
