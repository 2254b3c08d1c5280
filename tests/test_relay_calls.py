"""Whole calls to the real front desk through the emulator of Twilio's side, which complains of nothing.

The emulator stands beside the project, in `../shared/relay-peer`; without it these tests are skipped.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.office import Office
from tests.test_relay_peer import FOLDER, PUBLIC, SETTINGS, TOKEN, relay_peer
from tests.wire import served

__all__ = ["relay_peer"]

pytestmark = pytest.mark.skipif(
    not (FOLDER / "relay_peer.py").is_file(), reason="no emulator in ../shared/relay-peer beside the project"
)

TYROME = "+12125550101"
VOICE = {"VOICE_DEBOUNCE": "0.15", "VOICE_DEBOUNCE_SLOW": "0.3"}


class Clinic:
    """The demo clinic, and a telephone to call it from."""

    def __init__(self, office: Office, peer: Any) -> None:
        self.office = office
        self.peer = peer

    async def call(self, *lines: str) -> Any:
        """Call, and say each line when the agent has finished."""
        call = await self.peer.dial()
        await call.hear()
        for words in lines:
            await call.say(words)
            call.reply = await call.hear()
        return call


@pytest.fixture
async def clinic(tmp_path: Path, relay_peer: Any) -> AsyncIterator[Clinic]:
    """Speech is thirty times faster than on the telephone; the server's own timers are not."""
    office = await Office.open(tmp_path)
    async with (
        served(office.desk, **SETTINGS, **VOICE) as wire,
        relay_peer.Peer(f"http://{wire.address}", TOKEN, PUBLIC, speed=30) as peer,
    ):
        yield Clinic(office, peer)
    await office.close()


BOOKING = (
    "I need a follow-up with Dr. Maya Chen tomorrow at 2 pm.",
    "Tyrome Williams.",
    "April 17th, 1988.",
)


async def test_a_booking(clinic: Clinic) -> None:
    """From the greeting to the goodbye, with a row in Appointments."""
    call = await clinic.call(*BOOKING)
    assert "Should I book it?" in call.reply
    await call.say("Yes, please.")
    assert "You're booked" in await call.hear()
    await call.say("No, that's all. Thank you.")
    assert "Goodbye" in await call.hear()
    outcome = await call.finished()
    assert (outcome.kind, call.complaints) == ("hangup", [])
    assert ("Dr. Maya Chen", "2026-03-03 14:00", "booked") in await clinic.office.bookings(TYROME)


async def test_keys_for_a_cancellation(clinic: Clinic) -> None:
    """Birthday, number and yes on the keypad."""
    call = await clinic.call("I want to cancel my appointment.", "Tyrome Williams.")
    await call.press("04171988")
    assert "phone number" in await call.hear()
    await call.press("2125550101")
    assert "Should I cancel it?" in await call.hear()
    await call.press("1")
    assert "is cancelled" in await call.hear()
    await call.hang_up()
    assert call.complaints == []
    assert [b[2] for b in await clinic.office.bookings(TYROME)] == ["cancelled"]


async def test_an_emergency_reaches_the_desk(clinic: Clinic) -> None:
    """911 is spoken to its end, then the front desk is dialled."""
    call = await clinic.call("I have crushing chest pain.")
    assert "dial 9-1-1" in call.reply and call.reply.endswith("Can you call 9-1-1 right now?")
    await call.say("No, I can't.")
    outcome = await call.finished()
    assert (outcome.kind, call.complaints) == ("dial", [])
    assert call.handoff["reasonCode"] == "emergency"


async def test_a_person_asked_for_while_the_agent_speaks(clinic: Clinic) -> None:
    """A barge-in is heard, and the desk is dialled."""
    call = await clinic.call()
    await call.say("I'd like to book a visit.")
    await call.hear_voice()
    await call.say("Let me talk to a person.")
    outcome = await call.finished()
    assert (outcome.kind, call.complaints) == ("dial", [])
    assert call.handoff["reasonCode"] == "caller-asked"


async def test_a_lost_socket_comes_back_to_the_same_question(clinic: Clinic) -> None:
    """No greeting the second time, and the read-back is heard again in full."""
    call = await clinic.call(*BOOKING)
    await call.drop()
    again = await call.hear()
    assert "cut off" in again and "Should I book it?" in again and "911" not in again
    await call.say("Yes.")
    assert "You're booked" in await call.hear()
    await call.hang_up()
    assert call.complaints == [] and len(call.sessions) == 2


async def test_one_sentence_in_several_prompts_is_one_turn(clinic: Clinic) -> None:
    """A pause in the middle of a sentence starts no reply."""
    call = await clinic.call()
    await call.say("I need a follow-up / with Dr. Maya Chen / tomorrow at 2 pm.", split="/")
    assert "first and last name" in await call.hear()
    await call.say("Tyrome Williams.")
    await call.hear()
    await call.say("April 17th, 1988.")
    assert "Tuesday, March 3rd at 2 in the afternoon" in await call.hear()
    await call.hang_up()
    assert call.complaints == []


async def test_a_call_in_spanish(clinic: Clinic) -> None:
    """The language message is sent, and the words follow."""
    call = await clinic.call("Español, por favor.")
    assert "español" in call.reply
    await call.say("Quiero cancelar mi cita.", lang="es-US")
    assert "nombre y apellido" in await call.hear()
    await call.hang_up()
    assert call.complaints == []
