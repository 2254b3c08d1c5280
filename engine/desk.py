"""The front desk: drives the turns of every call of this process with a real extractor and a real store."""

import asyncio
import logging
from collections.abc import Callable, Generator
from datetime import datetime, timedelta

import msgspec
from sqlalchemy.engine import Connection

from engine import journal
from engine.extraction import Extraction, Extractor, Request
from engine.heard import CallStatus, Ending, Gone, HandOff, Heard, Piece, Reconnected, Reply
from engine.journal import CallMovedOn
from engine.memory import Call, copy
from engine.observer import NOBODY, Observer, TurnTaken
from engine.patience import patiently
from engine.record import Got, Need, Rulebook, ToolUse, TurnRecord
from engine.screen.once import ReadOnce
from engine.stamps import whole_ms
from engine.steps import Use
from engine.stopwatch import Stopwatch
from engine.store import Store, StoreUnavailable
from engine.turn import turn
from engine.vocabulary import Language, Reason, State
from tools.interface import Escalate, Failed, KeepMessage, Tools

SILENT = timedelta(minutes=30)
"""Without a turn for so long a call has no socket here: a caller who says nothing is spoken to in seconds."""
LONGEST_CALL = timedelta(hours=24)
"""Twilio ends every call by then, so what still comes of it was captured and sent again."""

log = logging.getLogger(__name__)


class FrontDesk:
    """Takes turns for any number of calls; one at a time for each.

    A turn's words are returned only after its one transaction, with the log, the snapshot and whatever the
    turn booked, has been committed.
    """

    def __init__(
        self,
        store: Store,
        book: Rulebook,
        extractor: Extractor,
        tools: Callable[[Connection], Tools],
        now: Callable[[], datetime],
        committed: Callable[[], None] = lambda: None,
        observer: Observer = NOBODY,
        patience: float = 0.0,
    ) -> None:
        """`now` tells the time, aware; `committed` is called after every turn that may have queued a text.

        `patience` is how many seconds a turn may wait for a store that is away, as one that restarts.
        """
        self._store = store
        self._book = book
        self._extractor = extractor
        self._tools = tools
        self._now = now
        self._committed = committed
        self._observer = observer
        self._patience = patience
        self._calls: dict[str, Call] = {}
        self._heard_at: dict[str, datetime] = {}
        """Of every call in memory, the one that was silent longest first."""
        self._locks: dict[str, asyncio.Lock] = {}
        self._read_for: dict[str, Call] = {}
        self._fillers: dict[str, int] = {}
        self._given_up: dict[str, Ending] = {}

    # ------------------------------------------------------------ what a channel asks for

    async def hear(self, call_sid: str, heard: Heard) -> Reply:
        """Take one turn. Never raises: where the desk itself fails, the reply hands over to a person."""
        self._let_go_of_the_silent(call_sid)
        lock = self._locks.setdefault(call_sid, asyncio.Lock())
        async with lock:
            try:
                reply = await self._turn(call_sid, heard)
            except CallMovedOn:
                log.warning("another process has this call")
                self._observer.turn_failed("moved")
                self._calls.pop(call_sid, None)
                reply = Reply(elsewhere=True)
            except StoreUnavailable as error:
                log.error("the store is unavailable: %s", error)
                self._observer.turn_failed("store")
                return self._lost(call_sid)
            except Exception:
                log.exception("a turn failed")
                self._observer.turn_failed("fault")
                return self._lost(call_sid)
        if isinstance(heard, Gone) or reply.elsewhere:
            self._forget(call_sid)
        return reply

    async def status(self, call_sid: str) -> CallStatus | None:
        """Where a call stands, from the store if another process had it."""
        given_up = self._given_up.get(call_sid)
        # Another process may have taken turns since; but what was given up may be out of the store's reach.
        call = await self._load(call_sid) if given_up is None else self._calls.get(call_sid)
        if call is None and given_up is None:
            return None
        ending = given_up or (call.ending if call else None)
        if ending is not None:
            self._forget(call_sid)  # the agent's part is over; the store remembers
        return CallStatus(
            call_sid=call_sid,
            state=call.state if call else State.IDENTIFY,
            ending=ending,
            lang=call.lang if call else Language.EN,
            updated_at=self._now(),
            open_now=self._book.clinic.is_open(self._now()),
            is_over=call is not None and self._is_over(call),
        )

    async def lately(self, call_sid: str) -> tuple[Heard, ...]:
        """What the call's latest turns have heard, the oldest first."""
        return await self._store.transact(lambda connection: journal.lately(connection, call_sid))

    def _is_over(self, call: Call) -> bool:
        return call.state is State.ENDED or self._now() - call.started_at > LONGEST_CALL

    async def message_left(self, call_sid: str, recording: str, seconds: int) -> None:
        """Put a recorded message on the staff's list; the same recording is put there once."""
        call = self._calls.get(call_sid) or await self._load(call_sid)
        entry = Escalate(
            key=f"{call_sid}:message",
            call_sid=call_sid,
            reason=(call.reason if call else None) or Reason.CALLER_ASKED,
            state=(call.state if call else State.IDENTIFY).value,
            lang=call.lang if call else Language.EN,
            now=self._now(),
            caller=call.caller if call else "",
        )
        request = KeepMessage(entry=entry, recording=recording, seconds=seconds)
        kept = await self._store.transact(lambda connection: self._tools(connection).use(request))
        if isinstance(kept, Failed):
            log.error("a message could not be kept: %s", kept.why)

    def greeting(self) -> str:
        """The opening line of the telephone call."""
        return self._book.speech.say(Language.EN, "greeting", {"clinic": self._book.clinic.name})

    def hints(self) -> tuple[str, ...]:
        """The words a recogniser should expect: providers and specialties, no patient."""
        clinic = self._book.clinic
        return tuple(
            dict.fromkeys([p.name for p in clinic.providers] + [p.specialty for p in clinic.providers])
        )

    def filler(self, call_sid: str) -> Piece | None:
        """A few words, never those of the time before, while a model reads; None at any other time.

        They claim nothing. An urgent utterance never waits for a model, so nothing stands before its words.
        """
        call = self._read_for.get(call_sid)
        if call is None or call.urgency is not None or call.symptom is not None:
            return None
        self._fillers[call_sid] = again = self._fillers.get(call_sid, 0) + 1
        text = self._book.speech.say(call.lang, "filler" if again % 2 else "filler_again", {})
        return Piece(text=text, lang=call.lang)

    def phrase(self, key: str, lang: Language) -> str:
        """A sentence that is spoken outside a turn."""
        return self._book.speech.say(lang, key, {})

    # ------------------------------------------------------------ one turn

    async def _turn(self, call_sid: str, heard: Heard) -> Reply:
        watch, now = Stopwatch(), whole_ms(self._now())
        # A call that comes back may have been elsewhere meanwhile.
        call = None if isinstance(heard, Reconnected) else self._calls.get(call_sid)
        call = call or await self._load(call_sid)
        if call is None:
            call = Call(call_sid=call_sid, started_at=now)
        book = msgspec.structs.replace(self._book, screen=ReadOnce(self._book.screen))
        got = await self._extracted(call, heard, book, now, watch)

        def work(connection: Connection) -> tuple[Call, TurnRecord]:
            # from a fresh copy, so that a transaction that has to be run again starts where the turn did
            draft = copy(call)
            record = run(turn(draft, heard, book, now), got, watch.timed(self._tools(connection)))
            draft.version += 1
            journal.write(connection, draft, heard, record, now, watch.split, self._book.build)
            return draft, record

        with watch.stores():
            # where the answer to a commit was lost, the second try finds that the call has moved on
            after, record = await patiently(lambda: self._store.transact(work), self._patience)
        self._calls[call_sid] = after
        self._given_up.pop(call_sid, None)
        self._committed()
        self._tell(TurnTaken(heard, now, call, after, record, watch))
        return record.reply

    def _tell(self, taken: TurnTaken) -> None:
        self._observer.turn_taken(taken)
        ending = taken.after.ending
        if taken.is_last and ending is not None and ending.hand_off is not None:
            self._observer.handed_over(ending.hand_off.reason)

    async def _extracted(
        self, call: Call, heard: Heard, book: Rulebook, now: datetime, watch: Stopwatch
    ) -> Extraction | None:
        """What the extractor makes of the utterance, asked for by a dry run up to that point."""
        running = turn(copy(call), heard, book, now)
        try:
            need = next(running)
        except StopIteration:
            return None
        running.close()
        if not isinstance(need, Request):
            return None
        self._read_for[call.call_sid] = call
        try:
            with watch.reads():
                return await self._extractor.extract(need)
        finally:
            del self._read_for[call.call_sid]

    async def _load(self, call_sid: str) -> Call | None:
        def work(connection: Connection) -> Call | None:
            return journal.load(connection, call_sid)

        return await patiently(lambda: self._store.read(work), self._patience)

    def _let_go_of_the_silent(self, call_sid: str) -> None:
        """Forget the calls whose sockets died and of which nothing was heard since; the store remembers."""
        now = self._now()
        self._heard_at.pop(call_sid, None)
        self._heard_at[call_sid] = now
        while now - self._heard_at[oldest := next(iter(self._heard_at))] > SILENT:
            del self._heard_at[oldest]
            self._forget(oldest)

    def _forget(self, call_sid: str) -> None:
        lock = self._locks.get(call_sid)
        if lock is None or not lock.locked():
            self._calls.pop(call_sid, None)
            self._locks.pop(call_sid, None)
            self._heard_at.pop(call_sid, None)
            self._fillers.pop(call_sid, None)
            self._given_up.pop(call_sid, None)

    def _lost(self, call_sid: str) -> Reply:
        """The desk cannot go on: a person can. The call stays as its last turn left it."""
        call = self._calls.get(call_sid)
        lang = call.lang if call else Language.EN
        state = call.state if call else State.IDENTIFY
        piece = Piece(text=self._book.speech.say(lang, "tool_failed", {}), lang=lang)
        ending = Ending(hand_off=HandOff(reason=Reason.TOOL_FAILED, state=state, call_sid=call_sid))
        if call_sid not in self._given_up:
            self._observer.handed_over(Reason.TOOL_FAILED)
        self._given_up[call_sid] = ending
        return Reply(pieces=(piece,), lang=lang, ending=ending)


def run(running: Generator[Need, Got, TurnRecord], extraction: Extraction | None, tools: Tools) -> TurnRecord:
    """Drive a turn to its end with an extraction that is there already and tools that answer at once."""
    rows: list[int] = []
    got: Got | None = None
    try:
        need = next(running)
        while True:
            if isinstance(need, Use):
                got = tools.use(need.request)
                rows.append(tools.rows_changed)
            else:
                got = extraction or Extraction()
            need = running.send(got)
    except StopIteration as stop:
        record: TurnRecord = stop.value
    record.tools = [
        ToolUse(request=used.request, result=used.result, rows_changed=changed)
        for used, changed in zip(record.tools, rows, strict=True)
    ]
    return record
