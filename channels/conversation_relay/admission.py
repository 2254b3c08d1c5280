"""Whether a setup frame may open its session, and how that session begins."""

from typing import NamedTuple

from channels.clock import Clock
from channels.conversation_relay.action import AGAIN
from channels.conversation_relay.frames import Setup
from channels.conversation_relay.replays import NO_REPLAYS, Replays
from channels.conversation_relay.signature import Gate
from channels.desk import Desk
from engine.settings import Voice


class Admission(NamedTuple):
    """How a session begins."""

    is_new: bool
    """Whether the call is being greeted; otherwise it goes on."""
    replays: Replays = NO_REPLAYS


async def admit(gate: Gate, desk: Desk, voice: Voice, setup: Setup, clock: Clock) -> Admission | None:
    """Decide about a setup; None where it has no good ticket, or its call is over. Raises as the desk does.

    Where Twilio reconnects by itself it sends the ticket of long ago: good for a call that is under way.
    """
    reconnects, now = voice.voice_application_reconnect, clock.epoch()
    if not gate.lets_call_in(setup, now, expires=not reconnects):
        return None
    status = await desk.status(setup.call_sid)
    if status is None:
        is_new = not setup.custom_parameters.get(AGAIN)
        return Admission(is_new) if gate.lets_call_in(setup, now) else None
    if status.is_over:
        return None
    if not reconnects:
        return Admission(is_new=False)
    return Admission(False, Replays(await desk.lately(setup.call_sid), clock.now()))
