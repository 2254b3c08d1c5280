"""While a model reads, the caller hears a few words that claim nothing; never in an emergency."""

import asyncio
from pathlib import Path

import pytest

from channels.clock import JumpingClock
from engine.extraction import Extraction, Request
from engine.heard import Piece, Utterance
from engine.speech.wordings import Speech
from engine.vocabulary import Language
from tests.messages_api import KEY, Slow, messages_api
from tests.office import Office
from tests.scripted_desk import ScriptedDesk, say
from tests.wire import served

WISH = "whenever it suits you really, I have all the time in the world"


class Thinking:
    """An extractor that has been asked, and does not answer until it is let."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.let = asyncio.Event()

    async def extract(self, request: Request) -> Extraction:
        self.asked.set()
        await self.let.wait()
        self.asked.clear()
        self.let.clear()
        return Extraction()


async def fillers(office: Office, model: Thinking, call_sid: str, *lines: str) -> list[Piece | None]:
    """What the desk has to say while each line is being read."""
    said = []
    for words in lines:
        turn = asyncio.create_task(office.desk.hear(call_sid, Utterance(text=words)))
        waiting = asyncio.create_task(model.asked.wait())
        await asyncio.wait((turn, waiting), return_when=asyncio.FIRST_COMPLETED)
        said.append(office.desk.filler(call_sid))
        waiting.cancel()
        model.let.set()
        await turn
    return said


async def test_a_filler_is_never_said_twice_in_a_row(tmp_path: Path) -> None:
    """Every slow turn of a call has other words than the one before."""
    model = Thinking()
    office = await Office.open(tmp_path, extractor=model)
    caller = await office.call()
    said = [piece.text for piece in await fillers(office, model, caller.call_sid, WISH, WISH, WISH) if piece]
    assert said == ["One moment.", "Just a second.", "One moment."]
    await office.close()


async def test_there_is_no_filler_but_while_a_model_reads(tmp_path: Path) -> None:
    """Before, between and after, and for a call that nobody knows, there is nothing to bridge."""
    model = Thinking()
    office = await Office.open(tmp_path, extractor=model)
    caller = await office.call()
    assert office.desk.filler(caller.call_sid) is None and office.desk.filler("CA0") is None
    await fillers(office, model, caller.call_sid, WISH)
    assert office.desk.filler(caller.call_sid) is None
    await office.close()


async def test_nothing_stands_before_the_words_of_an_emergency(tmp_path: Path) -> None:
    """The urgent utterance waits for no model; what is said after it gets no filler either."""
    model = Thinking()
    office = await Office.open(tmp_path, extractor=model)
    caller = await office.call()
    lines = ("I have crushing chest pain and I can't breathe", "I don't know, I'm all on my own here")
    assert await fillers(office, model, caller.call_sid, *lines) == [None, None]
    assert (await caller.memory()).state == "escalate"
    await office.close()


@pytest.mark.parametrize("lang", list(Language))
def test_fillers_claim_nothing(lang: Language) -> None:
    """Short, no promise that anything is being done or has worked."""
    speech = Speech.load()
    for key in ("filler", "filler_again"):
        said = speech.say(lang, key, {})
        assert len(said.split()) <= 3
        assert not any(word in said.lower() for word in ("book", "check", "found", "done", "agend", "list"))


async def test_on_the_line_the_filler_comes_at_the_soft_limit() -> None:
    """Nothing before it, the words at it, and the reply in the same cycle."""
    desk, clock = ScriptedDesk(say("Which day?")), JumpingClock()
    desk.fillers.append(Piece(text="One moment."))
    async with served(desk, clock, MODEL_SOFT_LIMIT="0.7") as wire:
        caller = await wire.dial()
        desk.gate = asyncio.Event()
        await caller.say(WISH)
        await caller.silence(0.6)
        assert await caller.says_nothing()
        await caller.silence(0.2)
        frame = await caller.next_frame("text")
        assert (frame["token"], frame["last"]) == ("One moment. ", False)
        desk.gate.set()
        assert await caller.hear() == "Which day?"


async def test_on_the_line_a_desk_may_have_nothing_to_say() -> None:
    """Then a slow turn is silent until its reply."""
    desk, clock = ScriptedDesk(say("Which day?")), JumpingClock()
    async with served(desk, clock) as wire:
        caller = await wire.dial()
        desk.gate = asyncio.Event()
        await caller.say(WISH)
        await caller.silence(2)
        assert await caller.says_nothing()
        desk.gate.set()
        assert await caller.hear() == "Which day?"


async def test_the_whole_way_from_the_line_to_a_model_that_never_answers(tmp_path: Path) -> None:
    """A real server bridges the wait, gives the model up, and goes on by rules, in one cycle of speech."""
    async with messages_api() as api:
        api.answers = [Slow()]
        settings = {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'clinic.db'}",
            "DEMO_CLINIC": "1",
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_BASE_URL": api.url,
            "MODEL_SOFT_LIMIT": "0.1",
            "MODEL_HARD_LIMIT": "0.4",
        }
        async with served(None, None, **settings) as wire:
            caller = await wire.dial()
            await caller.say("I'd like to come in and see somebody some time soon I suppose")
            heard = await caller.hear()
    assert heard.startswith("One moment. ") and "first and last name" in heard
    assert len(api.requests) == 1
