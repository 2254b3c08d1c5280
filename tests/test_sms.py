"""Texts that come in and callbacks about those that went out, over signed HTTP, into a real database."""

import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import text

from channels.clock import JumpingClock
from channels.conversation_relay.signature import Form
from channels.ledger import MemoryLedger
from channels.sms import ANSWER_EVERY, HELP, START, STOP, NoTextRecords, Texts, keyword
from engine.heard import CallStatus
from engine.speech.wordings import Speech
from engine.store import Store, StoreUnavailable
from engine.vocabulary import Language
from tests.scripted_desk import ScriptedDesk
from tests.wire import Wire, served

PATIENT = "+12125550101"
SIGNED = {"TWILIO_AUTH_TOKEN": "a-token-of-this-test", "PUBLIC_URL": "https://phone.example.net"}
QUEUED = text(
    "INSERT INTO Messages (key, to_phone, body, status, provider_sid, attempts, next_at,"
    " created_at, updated_at)"
    " VALUES ('k', :phone, 'See you Thursday.', 'sending', 'SM1', 1, :now, :now, :now)"
)


class Clinic:
    """A served clinic and its database."""

    def __init__(self, wire: Wire, store: Store) -> None:
        self.wire = wire
        self.store = store

    async def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return await self.store.transact(lambda c: [tuple(row) for row in c.execute(text(sql))])

    async def receives(self, body: str, sender: str = PATIENT, **more: str) -> str:
        """The answer to a text from `sender`; empty for none."""
        form = {"MessageSid": "SM7", "From": sender, "To": "+12125550100", "Body": body, **more}
        answer = await self.wire.post("/sms", form)
        assert answer.status_code == 200, answer.text
        return words_of(answer.text)

    async def is_told(self, status: str, **more: str) -> int:
        """The HTTP status of a callback about the only text."""
        form: Mapping[str, str] = {"MessageSid": "SM1", "MessageStatus": status, **more}
        answer = await self.wire.post("/sms-status", form)
        return answer.status_code


def words_of(twiml: str) -> str:
    return ET.fromstring(twiml).findtext("Message", "")  # noqa: S314 - our own server wrote it


@asynccontextmanager
async def clinic(folder: Path) -> AsyncIterator[Clinic]:
    url = f"sqlite:///{folder / 'clinic.db'}"
    async with served(None, DATABASE_URL=url, DEMO_CLINIC="1", **SIGNED) as wire:
        store = Store.open(url)
        try:
            yield Clinic(wire, store)
        finally:
            await store.close()


# ---------------------------------------------------------------- callbacks


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        (["queued", "sent", "delivered"], "delivered"),
        (["delivered", "sent", "delivered", "queued"], "delivered"),
        (["sent", "undelivered", "undelivered", "sent"], "undelivered"),
    ],
)
async def test_callbacks_move_a_text_on(tmp_path: Path, told: list[str], ends: str) -> None:
    """In any order and any number the furthest status stays; every one is answered 204 without words."""
    async with clinic(tmp_path) as desk:
        now = "2026-03-03T15:15:00Z"
        await desk.store.transact(lambda c: c.execute(QUEUED, {"phone": PATIENT, "now": now}).rowcount)
        assert [await desk.is_told(status) for status in told] == [204] * len(told)
        assert await desk.rows("SELECT status FROM Messages") == [(ends,)]


async def test_a_callback_says_why_a_text_failed(tmp_path: Path) -> None:
    """The network's code is kept; words of theirs, which quote numbers, are not."""
    async with clinic(tmp_path) as desk:
        now = "2026-03-03T15:15:00Z"
        await desk.store.transact(lambda c: c.execute(QUEUED, {"phone": PATIENT, "now": now}).rowcount)
        await desk.is_told("failed", ErrorCode="30003", ErrorMessage="Unreachable +12125550101")
        assert await desk.rows("SELECT status, error FROM Messages") == [("failed", "30003")]


async def test_a_callback_about_nothing_of_ours_changes_nothing(tmp_path: Path) -> None:
    """An unknown message or status is taken note of politely; one without a message id is no callback."""
    async with clinic(tmp_path) as desk:
        assert await desk.is_told("sent", MessageSid="SM404") == 204
        assert await desk.is_told("zebra") == 204
        assert (await desk.wire.post("/sms-status", {"MessageStatus": "sent"})).status_code == 400


async def test_unsigned_texts_and_callbacks_are_refused(tmp_path: Path) -> None:
    """Nobody but Twilio can opt a patient out or call a text delivered."""
    async with clinic(tmp_path) as desk:
        forged = {"X-Twilio-Signature": "forged"}
        form = {"MessageSid": "SM1", "From": PATIENT, "Body": "STOP", "MessageStatus": "delivered"}
        for path in ("/sms", "/sms-status"):
            assert (await desk.wire.post(path, form, **forged)).status_code == 403
        assert await desk.rows("SELECT phone FROM OptOuts") == []


# ---------------------------------------------------------------- texts that come in


@pytest.mark.parametrize("body", ["STOP", "stop.", " Unsubscribe ", "CANCEL", "OptOut!", "Parar"])
async def test_stop_words_opt_out_and_are_not_answered(tmp_path: Path, body: str) -> None:
    """Twilio sends its own confirmation; ours would be a text to somebody who wants none."""
    async with clinic(tmp_path) as desk:
        assert [await desk.receives(body) for _ in range(2)] == ["", ""]
        assert await desk.rows("SELECT phone, how FROM OptOuts") == [(PATIENT, "sms")]


async def test_start_words_opt_in_again(tmp_path: Path) -> None:
    """And are not answered either; to a number that never opted out they do nothing."""
    async with clinic(tmp_path) as desk:
        await desk.receives("STOP")
        await desk.receives("stop", "+12125550105")
        for body in ("Start", "YES", "unstop"):
            assert await desk.receives(body) == ""
        assert await desk.rows("SELECT phone FROM OptOuts") == [("+12125550105",)]


async def test_anybody_else_is_told_once_how_to_reach_the_clinic(tmp_path: Path) -> None:
    """In their language, the same to patients and strangers; a machine that answers gets no second answer."""
    async with clinic(tmp_path) as desk:
        first = await desk.receives("Please cancel my appointment on Thursday")
        assert "Atlas Healthcare Clinic" in first and "Please call" in first
        assert await desk.receives("Hello?") == ""
        assert await desk.receives("Hello?", "+19175550177") == first
        assert "llame al" in await desk.receives("Hola, quiero cambiar mi cita", "+19175550178")
        assert await desk.rows("SELECT phone FROM OptOuts") == []


async def test_help_is_always_answered(tmp_path: Path) -> None:
    """As the carriers' rules want it, also in Spanish."""
    async with clinic(tmp_path) as desk:
        assert "Please call" in await desk.receives("HELP")
        assert "Please call" in await desk.receives("info")
        assert "llame al" in await desk.receives("Ayuda")


async def test_a_word_that_twilio_has_answered_is_not_answered_again() -> None:
    """With opt-outs worded in the account, `OptOutType` says what a text meant, whatever its words."""
    kept: list[tuple[str, str]] = []

    class Kept(NoTextRecords):
        async def opted_out(self, phone: str, key: str) -> None:
            kept.append(("out", phone))

        async def opted_in(self, phone: str, key: str) -> None:
            kept.append(("in", phone))

    texts = Texts(Kept(), lambda lang: "Call us.", JumpingClock(), MemoryLedger())
    for kind in ("STOP", "START", "HELP"):
        form = Form([("From", PATIENT), ("Body", "no more please"), ("OptOutType", kind)])
        assert words_of(await texts.inbound(form)) == ""
    assert kept == [("out", PATIENT), ("in", PATIENT)]


async def test_a_number_is_answered_again_the_next_day() -> None:
    """A short code, behind which there is never a person, is not answered at all."""
    clock = JumpingClock()
    texts = Texts(NoTextRecords(), lambda lang: "Call us.", clock, MemoryLedger())

    async def answer(sid: str, sender: str = PATIENT) -> str:
        form = Form([("MessageSid", sid), ("From", sender), ("Body", "Hello there")])
        return words_of(await texts.inbound(form))

    assert await answer("SM1") == "Call us."
    clock.jump(ANSWER_EVERY - 1)
    assert await answer("SM2") == ""
    clock.jump(2)
    assert await answer("SM3") == "Call us."
    assert await answer("SM4", "72345") == ""


class Breaking(ScriptedDesk):
    """A desk whose books are out of reach."""

    async def status(self, call_sid: str) -> CallStatus | None:
        raise StoreUnavailable("OperationalError no connection")


async def test_a_webhook_that_cannot_be_dealt_with_is_an_honest_503(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Twilio turns to the fallback address, and one line names the fault and nothing of the form."""
    async with served(Breaking()) as wire:
        with caplog.at_level(logging.ERROR):
            answer = await wire.post("/after-message", {"CallSid": "CA1"})
    assert answer.status_code == 503 and caplog.messages == ["webhook-failed"]


@pytest.mark.parametrize(
    ("body", "word"),
    [("STOP", "stop"), ("«Stop»!", "stop"), ("Stop by at nine?", ""), ("", ""), ("👍", ""), ("end\n", "end")],
)
def test_only_a_text_of_one_word_is_a_keyword(body: str, word: str) -> None:
    """As Twilio takes it: a sentence that begins with "stop" opts nobody out."""
    assert keyword(body) == word


@pytest.mark.parametrize("lang", list(Language))
def test_our_texts_invite_no_keyword_but_stop(lang: Language) -> None:
    """ "Reply CANCEL to cancel your visit" would opt the patient out, and "reply YES" in."""
    inviting = (STOP | START | HELP.keys()) - {"stop"}
    texts = {
        key: str(said) for key, said in Speech.load().file(lang)["say"].items() if key.startswith("sms_")
    }
    assert len(texts) >= 4
    for key, wording in texts.items():
        said = re.sub(r"\{[^}]*\}", "", wording)
        assert not inviting & set(re.findall(r"\w+", said.casefold())), key
