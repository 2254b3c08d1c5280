"""Texts: queued with what they tell, sent once by the outbox, and never claimed to be more than they are."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from engine.vocabulary import Language, Reason
from tests.clinic_books import DATABASES, NOW, DemoBooks, new_books
from tools.interface import Escalate, Escalated, Failed, SendSms, SmsQueued, SmsRefused
from tools.sms import Delivery, Outcome, StoredTexts, Text
from tools.sql.outbox import ATTEMPTS, Outbox, record_opt_in, record_opt_out, record_status


@pytest.fixture(params=DATABASES)
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DemoBooks]:
    opened = new_books(request.param, tmp_path)
    yield opened
    asyncio.run(opened.close())


class ScriptedSender:
    """A sender that answers as told, and remembers what it was given."""

    def __init__(self, *answers: Delivery, found: Delivery | None = None) -> None:
        self.answers = list(answers)
        self.found = found
        self.sent: list[Text] = []
        self.searches: list[frozenset[str]] = []

    async def send(self, text: Text) -> Delivery:
        self.sent.append(text)
        if not self.answers:
            raise ConnectionResetError
        return self.answers.pop(0)

    async def find(self, text: Text, known: frozenset[str]) -> Delivery | None:
        self.searches.append(known)
        return self.found


HANDED_OVER = Delivery(outcome=Outcome.HANDED_OVER, sid="SM1")
LATER = Delivery(outcome=Outcome.LATER, error="20429")
UNSURE = Delivery(outcome=Outcome.UNSURE, error="ReadTimeout")


def text_to(
    books: DemoBooks, *, key: str = "sms", phone: str = "0111", body: str = "See you Thursday."
) -> SendSms:
    return SendSms(key=key, patient_id=books.patient(phone), body=body, now=NOW)


def queue(books: DemoBooks, **more: str) -> int:
    result = books.use(text_to(books, **more), sends_texts=True)
    assert isinstance(result, SmsQueued)
    return result.id


def state(books: DemoBooks, number: int = 1) -> tuple[str, str | None, int, str | None]:
    (row,) = books.rows(
        "SELECT status, provider_sid, attempts, error FROM Messages WHERE id = :id", id=number
    )
    return row["status"], row["provider_sid"], row["attempts"], row["error"]


def flush(books: DemoBooks, sender: ScriptedSender | StoredTexts, minutes: float = 0) -> int:
    outbox = Outbox(jitter=lambda: 0.5)
    return asyncio.run(outbox.flush(books.store, sender, NOW + timedelta(minutes=minutes)))


# ---------------------------------------------------------------- queueing


def test_without_an_account_a_text_is_stored_and_said_to_be(books: DemoBooks) -> None:
    """Nothing is claimed to be on its way that is not."""
    assert books.use(text_to(books)) == SmsQueued(id=1, stored_only=True)
    (row,) = books.rows("SELECT to_phone, body, status FROM Messages")
    assert tuple(row.values()) == ("+12125550111", "See you Thursday.", "stored")
    assert flush(books, ScriptedSender()) == 0


def test_with_an_account_a_text_is_queued(books: DemoBooks) -> None:
    """It goes to the number on file, once for each key."""
    request = text_to(books)
    first = books.use(request, sends_texts=True)
    assert first == SmsQueued(id=1, stored_only=False)
    assert books.use(request, sends_texts=True) == first
    assert len(books.rows("SELECT id FROM Messages")) == 1


@pytest.mark.parametrize("phone", [None, "", "none", "12"])
def test_no_number_no_text(books: DemoBooks, phone: str | None) -> None:
    """A patient without a telephone number on file is not texted."""
    request = text_to(books)
    books.run("UPDATE Patients SET phone = :phone", phone=phone)
    assert books.use(request) == SmsRefused(why="no_number")


def test_an_opt_out_is_honoured(books: DemoBooks) -> None:
    """A number that opted out is not texted, until it opts in again."""
    books.store.transact_now(lambda c: record_opt_out(c, "+12125550111", NOW, how="sms"))
    books.store.transact_now(lambda c: record_opt_out(c, "+12125550111", NOW, how="sms"))
    assert books.use(text_to(books)) == SmsRefused(why="opted_out")
    books.store.transact_now(lambda c: record_opt_in(c, "+12125550111"))
    assert isinstance(books.use(text_to(books)), SmsQueued)


def test_a_text_to_nobody_fails(books: DemoBooks) -> None:
    """An unknown patient is the program's fault."""
    assert books.use(SendSms(key="k", patient_id=99, body="", now=NOW)) == Failed(
        tool="send_sms", why="unknown patient id"
    )


# ---------------------------------------------------------------- the outbox


def test_a_queued_text_is_sent_once(books: DemoBooks) -> None:
    """It is handed over with its number and words, and not again."""
    queue(books)
    sender = ScriptedSender(HANDED_OVER)
    assert flush(books, sender) == 1
    assert state(books) == ("sending", "SM1", 1, None)
    assert flush(books, sender, minutes=600) == 0
    assert [(text.to, text.body) for text in sender.sent] == [("+12125550111", "See you Thursday.")]


def test_a_text_that_surely_failed_is_sent_again_later(books: DemoBooks) -> None:
    """It waits longer each time, and is given up after the last attempt, where staff can see it."""
    queue(books)
    sender = ScriptedSender(*[LATER] * ATTEMPTS)
    assert flush(books, sender) == 1
    assert state(books) == ("queued", None, 1, "20429")
    assert flush(books, sender, minutes=0.4) == 0
    for minutes in (0.5, 2.5, 10.5, 42.5):
        assert flush(books, sender, minutes=minutes) == 1
    assert state(books) == ("failed", None, ATTEMPTS, "20429")
    assert flush(books, sender, minutes=9999) == 0
    assert sender.searches == []


def test_a_text_that_may_have_been_sent_is_looked_for_first(books: DemoBooks) -> None:
    """After a timeout the provider is asked; what it has is not sent twice."""
    queue(books)
    sender = ScriptedSender(UNSURE, found=HANDED_OVER)
    flush(books, sender)
    assert state(books) == ("sending", None, 1, "ReadTimeout")
    flush(books, sender, minutes=1)
    assert state(books) == ("sending", "SM1", 2, None)
    assert len(sender.sent) == 1


def test_a_text_that_was_not_found_is_sent_again(books: DemoBooks) -> None:
    """After a timeout that sent nothing the text goes out; what went to this number before is not it."""
    queue(books, key="before")
    flush(books, ScriptedSender(Delivery(outcome=Outcome.HANDED_OVER, sid="SM0")))
    queue(books)
    sender = ScriptedSender(UNSURE, HANDED_OVER)
    flush(books, sender)
    flush(books, sender, minutes=1)
    assert state(books, 2) == ("sending", "SM1", 2, None)
    assert sender.searches == [frozenset({"SM0"})]


def test_waiting_before_a_retry_is_spread_and_bounded(books: DemoBooks) -> None:
    """Texts that failed together aren't tried together, and no wait is more than half again its due."""
    for n in range(3):
        queue(books, key=str(n))
    spread = iter((0.0, 0.5, 1.0))
    outbox = Outbox(jitter=lambda: next(spread))
    asyncio.run(outbox.flush(books.store, ScriptedSender(*[LATER] * 3), NOW))
    due = [str(row["next_at"])[11:19] for row in books.rows("SELECT next_at FROM Messages ORDER BY next_at")]
    assert due == ["15:15:15", "15:15:30", "15:15:45"]


class OneSlowSender:
    """A network that answers for the first text and not yet for the second; what was sent is delivered."""

    def __init__(self, books: DemoBooks) -> None:
        self.books = books
        self.moved = False

    async def send(self, text: Text) -> Delivery:
        if text.to.endswith("0111"):
            return HANDED_OVER
        async with asyncio.timeout(30):
            while not self.moved:
                self.moved = await self.books.store.transact(
                    lambda c: record_status(c, "SM1", "delivered", NOW)
                )
        return LATER

    async def find(self, text: Text, known: frozenset[str]) -> Delivery | None:
        return None


def test_a_callback_need_not_wait_for_the_other_texts(books: DemoBooks) -> None:
    """A text's id is kept as soon as it is known, so that no callback about it comes too early."""
    queue(books, key="a")
    queue(books, key="b", phone="0105")
    asyncio.run(Outbox(jitter=lambda: 0.5).flush(books.store, OneSlowSender(books), NOW))
    assert (state(books, 1)[0], state(books, 2)[0]) == ("delivered", "queued")


def test_a_text_that_can_never_be_sent_is_given_up_at_once(books: DemoBooks) -> None:
    """A number that can't be texted is not tried again; the row says why."""
    queue(books)
    assert flush(books, ScriptedSender(Delivery(outcome=Outcome.IMPOSSIBLE, error="21614"))) == 1
    assert state(books) == ("failed", None, 1, "21614")
    assert flush(books, ScriptedSender(), minutes=9999) == 0


def test_a_search_that_fails_sends_nothing(books: DemoBooks) -> None:
    """While nobody can say whether it was sent it is not sent again, and at the end it is given up."""
    queue(books)
    sender = ScriptedSender(UNSURE, found=UNSURE)
    for minutes in (0, 1, 5, 20, 80, 9999):
        flush(books, sender, minutes=minutes)
    assert len(sender.sent) == 1 and len(sender.searches) == ATTEMPTS - 1
    assert state(books) == ("failed", None, ATTEMPTS, "ReadTimeout")


class ForgetfulNetwork:
    """A network that takes every text and whose answers are lost, again and again."""

    def __init__(self) -> None:
        self.taken: list[Text] = []

    async def send(self, text: Text) -> Delivery:
        self.taken.append(text)
        return UNSURE

    async def find(self, text: Text, known: frozenset[str]) -> Delivery | None:
        sids = [f"SM{n}" for n, taken in enumerate(self.taken) if taken.body == text.body]
        found = next((sid for sid in sids if sid not in known), None)
        return Delivery(outcome=Outcome.HANDED_OVER, sid=found) if found else None


def test_one_confirmation_although_everything_is_retried(books: DemoBooks) -> None:
    """The turn is run again, answers are lost, workers die and others take over: one text."""
    for _ in range(3):
        queue(books, key="CA1:book:sms")
    network = ForgetfulNetwork()

    def dies(connection: Connection) -> None:
        connection.execute(text("UPDATE Messages SET status = 'sending', provider_sid = NULL"))

    for minutes in (0, 3, 20, 80):

        async def together(minutes: float = minutes) -> None:
            at = NOW + timedelta(minutes=minutes)
            await asyncio.gather(*(Outbox().flush(books.store, network, at) for _ in range(3)))

        asyncio.run(together())
        if minutes == 3:
            books.store.transact_now(dies)
    assert len(network.taken) == 1
    assert state(books)[:2] == ("sending", "SM0")
    assert books.store.transact_now(lambda c: record_status(c, "SM0", "delivered", NOW))
    flush(books, ScriptedSender(), minutes=9999)
    assert state(books)[0] == "delivered"


class OneGotThrough:
    """A network that has taken one of two texts alike; each search is answered after others have begun."""

    def __init__(self) -> None:
        self.taken = ["SM1"]
        self.sent = 0

    async def send(self, text: Text) -> Delivery:
        self.sent += 1
        self.taken.append(f"SM{len(self.taken) + 1}")
        return Delivery(outcome=Outcome.HANDED_OVER, sid=self.taken[-1])

    async def find(self, text: Text, known: frozenset[str]) -> Delivery | None:
        await asyncio.sleep(0)
        left = [sid for sid in self.taken if sid not in known]
        return Delivery(outcome=Outcome.HANDED_OVER, sid=left[0]) if left else None


def test_of_two_texts_alike_each_finds_its_own(books: DemoBooks) -> None:
    """Two confirmations in the same words, both perhaps sent: the one that went out is found once."""
    for key in ("one", "two"):
        queue(books, key=key)
    assert flush(books, ScriptedSender(UNSURE, UNSURE)) == 2
    network = OneGotThrough()
    outbox = Outbox(jitter=lambda: 0.5)
    assert asyncio.run(outbox.flush(books.store, network, NOW + timedelta(hours=1))) == 2
    assert network.sent == 1
    assert {state(books, 1)[1], state(books, 2)[1]} == {"SM1", "SM2"}


def test_a_worker_that_died_loses_no_text(books: DemoBooks) -> None:
    """A text that a dead process had taken is looked for, then sent, by the next."""
    queue(books)
    books.run("UPDATE Messages SET status = 'sending', attempts = 1, next_at = '2026-03-03T15:17:00Z'")
    sender = ScriptedSender(HANDED_OVER)
    assert flush(books, sender) == 0
    assert flush(books, sender, minutes=2) == 1
    assert state(books) == ("sending", "SM1", 2, None)
    assert sender.searches == [frozenset()]


def test_a_sender_that_breaks_holds_up_no_other_text(books: DemoBooks) -> None:
    """A fault in one sending leaves that text for later and sends the rest."""
    queue(books, key="a")
    queue(books, key="b", phone="0105")
    assert flush(books, ScriptedSender(HANDED_OVER)) == 2
    assert sorted(state(books, n)[3] or "" for n in (1, 2)) == ["", "ConnectionResetError"]


def test_several_workers_send_each_text_once(books: DemoBooks) -> None:
    """Workers in several processes share the queue."""
    for n in range(12):
        queue(books, key=str(n))
    senders = [
        ScriptedSender(*(Delivery(outcome=Outcome.HANDED_OVER, sid=f"SM{n}-{i}") for i in range(12)))
        for n in range(4)
    ]

    async def together() -> list[int]:
        return await asyncio.gather(*(Outbox().flush(books.store, sender, NOW) for sender in senders))

    assert sum(asyncio.run(together())) == 12
    assert sum(len(sender.sent) for sender in senders) == 12


def test_an_opt_out_after_queueing_is_honoured(books: DemoBooks) -> None:
    """A text that waits when its number opts out is not sent."""
    queue(books)
    books.store.transact_now(lambda c: record_opt_out(c, "+12125550111", NOW, how="sms"))
    sender = ScriptedSender(HANDED_OVER)
    assert flush(books, sender) == 0
    assert state(books) == ("refused", None, 0, "opted_out")


def test_an_opt_out_at_the_provider_is_remembered(books: DemoBooks) -> None:
    """Where the provider knows of an opt-out, the clinic does from then on."""
    queue(books)
    flush(books, ScriptedSender(Delivery(outcome=Outcome.OPTED_OUT, error="21610")))
    assert state(books) == ("refused", None, 1, "21610")
    assert books.use(text_to(books, key="next")) == SmsRefused(why="opted_out")


def test_the_stored_sender_stores(books: DemoBooks) -> None:
    """Queued texts of a clinic that lost its account stay, as stored."""
    queue(books)
    assert flush(books, StoredTexts()) == 1
    assert state(books) == ("stored", None, 1, None)


@pytest.mark.parametrize(
    ("callbacks", "final"),
    [
        (["queued", "sending", "sent", "delivered"], "delivered"),
        (["delivered", "sent", "sending"], "delivered"),
        (["sent", "sent", "undelivered", "sent"], "undelivered"),
        (["delivered", "failed"], "delivered"),
        (["read"], "delivered"),
        (["sent", "nonsense"], "sent"),
    ],
)
def test_the_highest_status_stays(books: DemoBooks, callbacks: list[str], final: str) -> None:
    """Callbacks come late, twice and out of order."""
    queue(books)
    flush(books, ScriptedSender(HANDED_OVER))
    for status in callbacks:
        books.store.transact_now(lambda c, status=status: record_status(c, "SM1", status, NOW))  # type: ignore[misc]
    assert state(books)[0] == final


def test_a_status_of_an_unknown_text_changes_nothing(books: DemoBooks) -> None:
    """Somebody else's message is not ours."""
    assert not books.store.transact_now(lambda c: record_status(c, "SM9", "sent", NOW))


# ---------------------------------------------------------------- the staff's list


def test_a_hand_off_is_on_the_list_once(books: DemoBooks) -> None:
    """The call, why and where it stood; the same key makes one entry."""
    request = Escalate(
        key="CA1-1",
        call_sid="CA1",
        reason=Reason.URGENT,
        state="identify",
        lang=Language.EN,
        now=NOW,
        caller="+12125550199",
        category="chest_pain",
    )
    assert books.use(request) == Escalated(id=1)
    assert books.use(request) == Escalated(id=1)
    (row,) = books.rows("SELECT call_sid, reason, state, category, lang, caller, status FROM HandOffs")
    assert tuple(row.values()) == ("CA1", "urgent", "identify", "chest_pain", "en", "+12125550199", "open")
