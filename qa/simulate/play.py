"""Plays one scenario to its end and writes down all that happened."""

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress

import httpx
from msgspec.structs import replace

from engine.extraction import Record
from engine.vocabulary import Language
from qa.simulate.caller import Mind, Move
from qa.simulate.checks import check_all
from qa.simulate.ear import Ear
from qa.simulate.noise import overhear
from qa.simulate.phrases import Manners, Phrasebook
from qa.simulate.records import FinishedCall, Line, Reply
from qa.simulate.scenario import Meanwhile, Scenario
from qa.simulate.score_expected import expected_tools, patients
from qa.simulate.sense import ScriptHole
from qa.simulate.stage import Stage, Theatre
from qa.simulate.telephone import Telephone
from qa.simulate.voice import CHARACTERS_A_SECOND, Spoken

LONGEST_WAIT = 90.0
"""Seconds of the call without a word from the agent, after which the caller hangs up."""
LONGEST_CALL = 60.0
"""Wall seconds after which a call without a time scale is given up as stuck."""
PAUSE = " / "


class Part(Record, frozen=True):
    """One call of a run."""

    scenario: Scenario
    seed: int
    repeat: int = 0
    noise: float = 0.0


class Company:
    """What all callers of a run share: how to hear and how to speak."""

    def __init__(self, theatre: Theatre, http: httpx.AsyncClient) -> None:
        self.theatre = theatre
        self.http = http
        self.ear = Ear.load()
        self.manners = Manners.load()

    async def play(self, part: Part) -> FinishedCall:
        """Make one call; nothing that goes wrong in it is raised."""
        began = time.perf_counter()
        scenario = part.scenario
        async with self.theatre.stage(scenario) as stage:
            _, rules = await self.theatre.book(scenario)
            book = Phrasebook(scenario, self.theatre.speech, rules.clinic)
            seed = f"{part.seed}:{scenario.id}:{part.repeat}"
            mind = Mind(scenario, self.ear, self.manners, book, seed)
            phone = Telephone(self.http, stage.base, stage.clock, stage.traffic, scenario.number)
            call = Conversation(part, stage, phone, mind, seed)
            before = await stage.rows()
            try:
                async with asyncio.timeout(LONGEST_CALL):
                    await call.hold()
            except TimeoutError:
                call.void = "the call got stuck"
            finally:
                await phone.abandon()
            finished = FinishedCall(
                scenario=scenario.id,
                title=scenario.title,
                tags=scenario.tags,
                lang=scenario.lang,
                seed=part.seed,
                repeat=part.repeat,
                noise=part.noise,
                call_sid=phone.call_sid,
                number=scenario.number,
                now=scenario.now.isoformat(),
                seconds=round(phone.tape.now, 2),
                wall_seconds=round(time.perf_counter() - began, 3),
                lines=tuple(call.lines),
                replies=tuple(self._reply(spoken, phone.tape.began) for spoken in phone.tape.replies),
                interruptions=tuple(phone.tape.interruptions),
                keys=tuple(phone.tape.keys),
                ended_by=phone.ended_by,
                hand_off=phone.tape.hand_off,
                expected_hand_off=scenario.expect.hand_off,
                twiml=phone.twiml,
                history=await stage.history(phone.call_sid),
                before=before,
                after=await stage.rows(),
                complaints=tuple(phone.tape.complaints),
                agreed=tuple(mind.agreed),
                patients=patients(scenario),
                expected_tools=expected_tools(scenario, book),
                void=call.void,
            )
            checks = check_all(scenario, finished, book, tuple(mind.agreed))
        return replace(finished, checks=checks)

    def _reply(self, spoken: Spoken, began: float) -> Reply:
        heard = self.ear.hear(spoken.words)
        return Reply(
            at=round(spoken.at, 2),
            text=spoken.words,
            played=spoken.heard,
            complete=spoken.complete,
            started=_since(began, spoken.started),
            stopped=_since(began, spoken.stopped),
            lang=spoken.marks[-1][2][:2] if spoken.marks else Language.EN,
            cues=heard.cues,
            question=heard.question or "",
        )


class Conversation:
    """One caller on one telephone."""

    def __init__(self, part: Part, stage: Stage, phone: Telephone, mind: Mind, seed: str) -> None:
        self.lines: list[Line] = []
        self.void = ""
        self._part, self._stage, self._phone, self._mind = part, stage, phone, mind
        self._noise = random.Random(f"{seed}:noise")
        self._answered = 0  # replies that the caller has reacted to
        self._waiting_since = 0
        self._worked = 0.0
        phone.tape.answered = self._first_token

    async def hold(self) -> None:
        """Talk until the call is over."""
        await self._phone.dial(self._part.scenario.attested)
        try:
            while not self._phone.over:
                move = await self._listen()
                if move is None:
                    break
                self._answered = len(self._phone.tape.replies)
                self._mind.did(move)
                await self._make(move)
        except ScriptHole as hole:
            self.void = str(hole)
            await self._phone.hang_up()
        await self._phone.finish()
        # who was handed over before its moment came has met with a fault of the agent, not of the script
        if (undone := self._mind.undone) and self._phone.tape.hand_off is None:
            self.void = self.void or f"there was no moment for what is to be done at {', '.join(undone)}"

    # ------------------------------------------------------------ listening

    async def _listen(self) -> Move | None:
        """Wait for the caller's turn; the move to make, None when the call is over."""
        phone = self._phone
        while True:
            if not await self._until(lambda: self._has_news or phone.over):
                return Move(answers="dead air", hang_up=True)
            if phone.over:
                return None
            move = self._mind.next(self._text())
            if move.after_words is not None:
                await self._hear_words(move.after_words)
                return move
            if not await self._until(lambda: phone.is_quiet or phone.over):
                return Move(answers="dead air", hang_up=True)
            heard = len(phone.tape.replies)
            if not phone.over:
                await self._stage.clock.sleep(move.pause)
            if phone.over:
                return None
            if len(phone.tape.replies) > heard or not phone.is_quiet:
                continue
            move = self._mind.next(self._text())
            if not move.waits:
                return move
            self._waiting_since = heard
            if not await self._until(lambda: len(phone.tape.replies) > self._waiting_since or phone.over):
                return Move(answers="dead air", hang_up=True)

    @property
    def _has_news(self) -> bool:
        replies = self._phone.tape.replies
        return len(replies) > self._answered and replies[-1].closed

    def _text(self) -> str:
        """What the agent has said since the caller's last act."""
        return " ".join(spoken.words for spoken in self._phone.tape.replies[self._answered :])

    async def _hear_words(self, count: int) -> None:
        """Wait until so many words of the latest reply were heard, or all of them."""
        phone, spoken = self._phone, self._phone.tape.replies[-1]
        await self._until(lambda: spoken.started is not None or phone.over)
        words = spoken.words.split()[:count]
        await self._stage.clock.sleep(len(" ".join(words)) / CHARACTERS_A_SECOND)

    async def _until(self, ready: Callable[[], bool]) -> bool:
        """Wait for something to be true; False after too long a time."""
        alarm = asyncio.create_task(self._stage.clock.sleep(LONGEST_WAIT))
        try:
            while not ready():
                news = asyncio.create_task(self._phone.news())
                await asyncio.wait((alarm, news), return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
                if alarm.done() and not ready():
                    return False
            return True
        finally:
            alarm.cancel()

    # ------------------------------------------------------------ acting

    async def _make(self, move: Move) -> None:
        phone = self._phone
        match move.meanwhile:
            case Meanwhile.TAKE_OFFER:
                if not await self._stage.take_offer(phone.call_sid):
                    raise ScriptHole("there was no offer that somebody else could take")
            case Meanwhile.DROP:
                await phone.drop()
                if phone.over:
                    return
                # The call is back and says again what may not have been heard; the act comes after it.
                self._answered = len(phone.tape.replies)
                await self._until(lambda: self._has_news or phone.over)
                await self._until(lambda: phone.is_quiet or phone.over)
                self._answered = len(phone.tape.replies)
        self._worked = self._stage.desk.worked
        if move.cough:
            await phone.cough()
        elif move.hang_up:
            await phone.hang_up()
            with suppress(asyncio.CancelledError):
                await phone.finish()
        elif move.keys:
            await phone.press(move.keys)
        elif move.said:
            await self._say(move)

    async def _say(self, move: Move) -> None:
        phone, lang, over = self._phone, move.lang, self._phone.is_speaking
        parts = move.said.split(PAUSE)
        heard = [overhear(part, lang=lang, rate=self._part.noise, rng=self._noise) for part in parts]
        number = len(self.lines)
        self.lines.append(
            Line(
                at=round(phone.tape.now, 2),
                said=" ".join(parts),
                heard=(),
                lang=lang,
                answers=move.answers,
                entities=move.entities,
                alignment=tuple(pair for one in heard for pair in one.alignment),
                over=over,
                insists=move.insists is not None,
                began=round(phone.tape.now, 2),
            )
        )
        reached = await phone.speak([prompt for one in heard for prompt in one.prompts], lang)
        self.lines[number] = replace(self.lines[number], at=round(phone.tape.now, 2), heard=reached)
        self._forget_what_was_cut()
        pairs = self.lines[number].alignment
        self._mind.misheard(any(true.lower() != other.lower() for true, other in pairs))

    def _forget_what_was_cut(self) -> None:
        """Nobody answers a reply that their own words have cut off; the answer to those is still to come."""
        replies = self._phone.tape.replies
        while self._answered < len(replies) and replies[self._answered].stopped is not None:
            if replies[self._answered].complete:
                break
            self._answered += 1

    def _first_token(self, waited: float) -> None:
        if self.lines and self.lines[-1].waited is None:
            worked = round(self._stage.desk.worked - self._worked, 4)
            self.lines[-1] = replace(self.lines[-1], waited=round(waited, 3), worked=worked)


def _since(began: float, at: float | None) -> float | None:
    return None if at is None else round(at - began, 2)
