"""The few words that bridge a slow turn: when they are due, and the talk cycle that they leave open."""

from channels.conversation_relay.commands import Bridge, Command, Send
from channels.conversation_relay.frames import CLOSING, opening
from engine.heard import Heard, Piece, Utterance


class Filler:
    """Bridges a turn at most once. What it opens is closed by the reply, an interruption, or `close`."""

    def __init__(self, after: float | None) -> None:
        """`after` is in seconds from the beginning of a turn; None bridges nothing."""
        self._after = after
        self._is_open = False
        self.due_at: float | None = None

    def turn_begins(self, heard: Heard, now: float) -> None:
        """The desk has been told; who has spoken, and not only keyed or been silent, waits from now on."""
        waits = self._after is not None and isinstance(heard, Utterance)
        self.due_at = now + (self._after or 0.0) if waits else None

    def turn_ends(self) -> None:
        """There is a reply."""
        self.due_at = None

    def ask(self) -> list[Command]:
        """Find out what to say, if anything."""
        self.due_at = None
        return [Bridge()]

    def say(self, piece: Piece) -> list[Command]:
        """Say it; a reply may follow in the same cycle."""
        self._is_open = True
        return [Send(opening(piece))]

    def replied(self) -> None:
        """A reply has been sent, whose last frame closes the cycle."""
        self._is_open = False

    def close(self) -> list[Command]:
        """Close a cycle that no reply closes now: Twilio misses interruptions of the next one otherwise."""
        if not self._is_open:
            return []
        self._is_open = False
        return [Send(CLOSING)]
