"""A whole run by text: the command, the server and a Bluejay whose digital humans are the local callers."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.speech.wordings import Speech
from qa.bluejay.command import main
from qa.bluejay.own_clinic import clinic_of
from qa.simulate.caller import Mind
from qa.simulate.ear import Ear
from qa.simulate.loading import load
from qa.simulate.phrases import Manners, Phrasebook
from qa.simulate.scenario import Scenario
from tests.bluejay_api import KEY, BluejayApi, bluejay_api, completed
from tests.test_bluejay_server import KEYS, TEXT_KEY, Front, front

NAMES = ("asks-what", "only-a-question", "chest-pain-at-once")


class Humans:
    """Bluejay's digital humans, each with the mind of its scenario."""

    def __init__(self, api: BluejayApi, it: Front, minds: Mapping[str, Mind]) -> None:
        self._api, self._front, self._minds = api, it, minds
        self._heard: dict[str, str] = {}
        self._sent = 0
        self.said: list[str] = []

    async def hears(self, body: Mapping[str, Any]) -> None:
        """Think about a message, and write back to our webhook, or end."""
        result = body["simulation_result_id"]
        if body.get("end_conversation"):
            self._end(result)
            return
        mind = self._minds[self._tag(result)]
        move = mind.next(body["message"])
        mind.did(move)
        ends = move.waits or move.hang_up
        self._sent += 1
        self.said.append(move.said)
        payload = {
            "simulation_result_id": result,
            "message": move.said,
            "message_id": f"m{self._sent}",
            "end_conversation": ends,
        }
        assert (await self._front.post("/bluejay/text", payload, TEXT_KEY)).status_code == 200
        if ends:
            self._end(result)

    def _tag(self, result: str) -> str:
        human = self._api.results[result]["digital_human_id"]
        return str(self._api.objects[f"human {human}"]["tag"]).partition(":")[2]

    def _end(self, result: str) -> None:
        human = str(self._api.results[result]["digital_human_id"])
        self._api.scripts[human] = [completed(goal_success=True)]


def scenarios() -> list[Scenario]:
    return [one for one in load() if one.id in NAMES]


async def test_the_local_callers_talk_through_bluejay_by_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the command to the books: a visit is booked, a question answered, an emergency handed over."""
    monkeypatch.chdir(tmp_path)
    async with bluejay_api() as api, front(tmp_path, api) as it:
        books = f"sqlite:///{tmp_path / 'clinic.db'}"
        env = {"BLUEJAY_API_KEY": KEY, "BLUEJAY_API_URL": api.url, "DATABASE_URL": books}
        env |= {"PUBLIC_URL": "https://phone.example.net"}
        for name, value in (env | KEYS).items():
            monkeypatch.setenv(name, value)
        clinic = await clinic_of(api.settings(), demo=True)
        speech, ear, manners = Speech.load(), Ear.load(), Manners.load()
        minds = {
            one.id: Mind(one, ear, manners, Phrasebook(one, speech, clinic), "a seed") for one in scenarios()
        }
        api.hears = Humans(api, it, minds).hears
        chosen = [part for name in NAMES for part in ("--scenario", name)]
        api.waits = True
        arguments = [
            "--demo",
            "run",
            "--connection",
            "text",
            "--repeats",
            "1",
            "--poll",
            "0.05",
            "--rate",
            "1000",
        ]
        status = await asyncio.to_thread(main, [*arguments, *chosen])
        shown = capsys.readouterr()
        assert status == 0, shown
        rows = await it.office.rows("SELECT channel, state, outcome, reason FROM Calls ORDER BY outcome")
        assert {row["channel"] for row in rows} == {"text"} and len(rows) == 3
        assert {row["outcome"] for row in rows} >= {"schedule", "handed_over"}
        assert {row["reason"] for row in rows if row["outcome"] == "handed_over"} == {"emergency"}
        assert "100.0%" in shown.out
        joined = "SELECT r.scenario, r.passed FROM BluejayResults r JOIN Calls c ON c.call_sid = r.call_sid"
        stored = {row["scenario"]: bool(row["passed"]) for row in await it.office.rows(joined)}
        assert stored == dict.fromkeys(NAMES, True)
