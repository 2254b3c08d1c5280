"""Pushing scenarios to Bluejay and running them there, against the stand-in over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from engine.clinic import Clinic
from engine.settings import Settings, read_settings
from engine.speech.wordings import Speech
from qa.bluejay import humans as telling
from qa.bluejay import remembered
from qa.bluejay.brief import brief
from qa.bluejay.client import Client, Refused, Unsure, open_client
from qa.bluejay.command import main
from qa.bluejay.follow import STUCK, Follower, is_void
from qa.bluejay.humans import Human
from qa.bluejay.job import conclude
from qa.bluejay.own_clinic import clinic_of
from qa.bluejay.pacing import Bucket
from qa.bluejay.payloads import Judged, Standing
from qa.bluejay.push import Connection, Push, agent_of
from qa.bluejay.scores import score
from qa.simulate.loading import load
from tests.bluejay_api import KEY, BluejayApi, bluejay_api, completed
from tests.bluejay_shapes import faults_of
from tests.test_bluejay_client import Pauses

SIP = {
    "BLUEJAY_SIP_URI": "sip:agent@clinic.sip.example.net",
    "BLUEJAY_SIP_USERNAME": "bluejay",
    "BLUEJAY_SIP_PASSWORD": "a password",
}
THREE = ("mumbles-once", "asks-what", "only-a-question")


@pytest.fixture
async def clinic() -> Clinic:
    return await clinic_of(read_settings({}), demo=True)


def humans(clinic: Clinic, *names: str) -> list[Human]:
    return telling.humans([one for one in load() if one.id in names], Speech.load(), clinic)


@asynccontextmanager
async def account() -> AsyncIterator[tuple[BluejayApi, Client, Settings]]:
    """A stand-in, and a client that never waits."""
    pauses = Pauses()
    async with bluejay_api() as api:
        settings = api.settings(**SIP)
        async with open_client(settings, Bucket(now=lambda: pauses.now, sleep=pauses.sleep)) as client:
            yield api, client, settings


async def push(client: Client, settings: Settings, clinic: Clinic, file: Path, told: Sequence[Human]) -> Push:
    kept = remembered.load(file, "account")
    pushed = Push(client, kept, file)
    await pushed.everything(agent_of(settings, brief(clinic), Connection.SIP), told)
    return pushed


# ---------------------------------------------------------------- push


async def test_everything_is_made_once_and_then_left_alone(tmp_path: Path, clinic: Clinic) -> None:
    """The second push sends nothing; its ids are remembered."""
    file = tmp_path / "ids.json"
    async with account() as (api, client, settings):
        await push(client, settings, clinic, file, humans(clinic, *THREE))
        assert [api.count(f"POST /{what}") for what in ("add-agent", "create-simulation")] == [1, 1]
        assert api.count("POST /create-digital-human") == 3
        made = api.bodies("POST /create-digital-human")[0]
        simulation = next(name.split()[1] for name in api.objects if name.startswith("simulation"))
        assert made["simulation_ids"] == [int(simulation)]
        chosen = api.bodies("POST /create-simulation")[0]["selected_custom_metrics"]
        assert len(chosen) == api.count("POST /create-custom-metric") == 5
        before = len(api.requests)
        again = await push(client, settings, clinic, file, humans(clinic, *THREE))
        assert len(api.requests) == before and {sent.verb for sent in again.sent} == {"keep"}


async def test_only_what_has_changed_is_sent(tmp_path: Path, clinic: Clinic) -> None:
    """A digital human whose scenario is gone leaves the simulation."""
    file = tmp_path / "ids.json"
    async with account() as (api, client, settings):
        await push(client, settings, clinic, file, humans(clinic, *THREE))
        told = humans(clinic, *THREE[:2])
        told[0].payload["voice_speed"] = "fast"
        changed = await push(client, settings, clinic, file, told)
        verbs = {sent.what: sent.verb for sent in changed.sent if sent.verb != "keep"}
        assert sorted(verbs.values()) == ["remove", "update"] and verbs["human only-a-question"] == "remove"
        assert api.count("PUT /update-digital-human") == 1
        assert api.count("POST /simulation/remove-digital-humans") == 1


async def test_a_lost_file_makes_nothing_twice(tmp_path: Path, clinic: Clinic) -> None:
    """Everything is found again: by external id, name and tag."""
    async with account() as (api, client, settings):
        await push(client, settings, clinic, tmp_path / "a.json", humans(clinic, *THREE))
        made = len(api.objects)
        again = await push(client, settings, clinic, tmp_path / "b.json", humans(clinic, *THREE))
        assert len(api.objects) == made and {sent.verb for sent in again.sent} == {"update"}


async def test_what_was_deleted_there_is_made_anew(tmp_path: Path, clinic: Clinic) -> None:
    """A remembered id that is unknown there is no error."""
    file = tmp_path / "ids.json"
    async with account() as (api, client, settings):
        await push(client, settings, clinic, file, humans(clinic, THREE[0]))
        gone = next(name for name in api.objects if name.startswith("human"))
        del api.objects[gone]
        told = humans(clinic, THREE[0])
        told[0].payload["tag"] += "-changed"
        await push(client, settings, clinic, file, told)
        assert api.count("POST /create-digital-human") == 2


async def test_a_push_that_was_cut_short_goes_on_where_it_was(tmp_path: Path, clinic: Clinic) -> None:
    """What was made before the fault is not made again."""
    file = tmp_path / "ids.json"
    async with account() as (api, client, settings):
        api.fail("POST /create-simulation", 500)
        with pytest.raises(Unsure):
            await push(client, settings, clinic, file, humans(clinic, THREE[0]))
        await push(client, settings, clinic, file, humans(clinic, THREE[0]))
        assert api.count("POST /add-agent") == 1 and api.count("POST /create-custom-metric") == 5


def test_a_dry_run_sends_nothing_and_shows_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It needs no account, either."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BLUEJAY_SIP_PASSWORD", "a password")
    assert main(["--demo", "push", "--dry-run", "--scenario", THREE[0]]) == 0
    shown = capsys.readouterr().out
    assert "create agent" in shown and "create human mumbles-once" in shown and "a password" not in shown


@pytest.mark.parametrize("connection", Connection)
async def test_the_agent_is_as_documented_over_every_connection(
    clinic: Clinic, connection: Connection
) -> None:
    """With what Bluejay needs to reach it, and its own redaction switched on."""
    settings = read_settings(
        {"PUBLIC_URL": "https://phone.example.net", "TWILIO_PHONE_NUMBER": "+12125550100"} | SIP
    )
    agent = agent_of(settings, brief(clinic), connection)
    assert faults_of("POST /add-agent", agent) == [] and agent["redact_pii"] is True
    reached = {"SIP": "sip_uri", "PHONE": "phone_number", "HTTP_WEBHOOK": "http_webhook"}[connection.value]
    assert agent[reached]


async def test_an_answer_of_another_shape_is_told_in_words(tmp_path: Path, clinic: Clinic) -> None:
    """Whatever Bluejay changes, nobody reads a traceback."""
    async with account() as (api, client, settings):
        api.odd["POST /add-agent"] = ["created"]
        with pytest.raises(Refused, match="no agent_id"):
            await push(client, settings, clinic, tmp_path / "ids.json", [])


def test_settings_that_are_missing_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of them at once, and the status is 2."""
    monkeypatch.chdir(tmp_path)
    assert main(["--demo", "push"]) == 2
    told = capsys.readouterr().err
    assert "BLUEJAY_API_KEY is not set" in told and "BLUEJAY_SIP_URI is not set" in told


# ---------------------------------------------------------------- run


async def follow(api: BluejayApi, client: Client, *scripts: list[Any], limit: float = 1500) -> list[Judged]:
    """What a run of these digital humans comes to, by the scripts of their results."""
    pauses = Pauses()
    for number, script in enumerate(scripts, 1):
        api.scripts[str(number)] = script
    follower = Follower(client, limit=limit, now=lambda: pauses.now, sleep=pauses.sleep)
    queued = await follower.call("9", [str(number) for number in range(1, len(scripts) + 1)])
    return await follower.once_more("9", await follower.results(queued))


async def test_a_run_is_followed_to_its_end() -> None:
    """Through every stage, whatever the order."""
    stages = ["QUEUED", "DISPATCHED", "RUNNING", "EVALUATING"]
    async with account() as (api, client, _):
        found = await follow(
            api, client, [*stages, completed(goal_success=True)], [completed(goal_success=False)]
        )
    assert [one.goal for one in found] == [True, False]
    assert all(one.run_id for one in found)


async def test_a_call_that_was_not_answered_is_made_once_more() -> None:
    """Once: a second failure of the line is void."""
    no_answer = {"status": "NO_ANSWER"}
    async with account() as (api, client, _):
        found = await follow(
            api, client, [no_answer, completed(goal_success=True)], [no_answer], [{"status": "NO_CONNECTION"}]
        )
        assert api.count("POST /queue-simulation-run") == 2
        assert api.bodies("POST /queue-simulation-run")[1]["digital_human_ids"] == ["1", "2"]
    assert [one.goal for one in found] == [True, None, None]
    assert [is_void(one) for one in found] == [False, True, True]


async def test_a_stage_that_lasts_too_long_ends_the_wait() -> None:
    """A call that never begins is given up, and the ones that were scored count."""
    async with account() as (api, client, _):
        found = await follow(api, client, ["QUEUED"], [completed(goal_success=True)])
    assert [one.status for one in found] == [STUCK, "COMPLETED"] and "QUEUED" in found[0].error
    assert is_void(found[0])


async def test_calls_that_wait_for_the_lines_of_others_are_not_late() -> None:
    """While one call is on, the next may be queued for as long as that lasts."""
    long = ["RUNNING"] * 30
    async with account() as (api, client, _):
        found = await follow(
            api,
            client,
            [*long, completed(goal_success=True)],
            [*["QUEUED"] * 31, completed(goal_success=True)],
        )
    assert [one.status for one in found] == ["COMPLETED", "COMPLETED"]


async def test_a_run_that_takes_for_ever_is_given_up() -> None:
    """A status that nobody documented ends with the limit."""
    async with account() as (api, client, _):
        found = await follow(api, client, ["RUNNING"], limit=100)
    assert [one.status for one in found] == [STUCK]


async def test_the_command_pushes_runs_and_stores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From nothing to the table; the status says whether a release may go out."""
    monkeypatch.chdir(tmp_path)
    async with bluejay_api() as api:
        env = {"BLUEJAY_API_KEY": KEY, "BLUEJAY_API_URL": api.url, **SIP}
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        arguments = ["--demo", "run", "--repeats", "1", "--rate", "1000", "--scenario", "only-a-question"]
        assert await asyncio.to_thread(main, arguments) == 0
        shown = capsys.readouterr()
        assert "scenarios that hold                100.0%" in shown.out and "no data" in shown.out
        assert "not stored" in shown.err
        failing = next(name.split()[1] for name in api.objects if name.startswith("human"))
        api.scripts[failing] = [completed(goal_success=False, goal_reasoning="It did not say when it opens.")]
        assert await asyncio.to_thread(main, arguments) == 1
        assert "It did not say when" in capsys.readouterr().out
        api.scripts[failing] = [{"status": "NO_CONNECTION", "result": {"error_code": "SIP_DIAL_FAILED"}}]
        assert await asyncio.to_thread(main, arguments) == 2
        assert "SIP_DIAL_FAILED" in capsys.readouterr().out


async def test_books_that_are_not_renewed_are_changed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second booking would find other books; with a command that renews them everything is repeated."""
    monkeypatch.chdir(tmp_path)
    async with bluejay_api() as api:
        for name, value in {"BLUEJAY_API_KEY": KEY, "BLUEJAY_API_URL": api.url, **SIP}.items():
            monkeypatch.setenv(name, value)
        chosen = [part for name in THREE for part in ("--scenario", name)]
        arguments = ["--demo", "run", "--repeats", "2", "--rate", "1000", *chosen]
        await asyncio.to_thread(main, arguments)
        queued = [len(body["digital_human_ids"]) for body in api.bodies("POST /queue-simulation-run")]
        assert queued == [2, 1] and "1 scenarios need a clinic" in capsys.readouterr().err
        await asyncio.to_thread(main, [*arguments, "--before-each", "echo renewed >> renewed.txt"])
        again = [len(body["digital_human_ids"]) for body in api.bodies("POST /queue-simulation-run")]
        assert again[2:] == [2, 1, 2, 1]
        assert (tmp_path / "renewed.txt").read_text() == "renewed\n" * 4
        assert await asyncio.to_thread(main, [*arguments, "--before-each", "exit 3"]) == 2
        api.fail("POST /queue-simulation-run", 502, taken=True)
        capsys.readouterr()
        assert await asyncio.to_thread(main, arguments) == 2
        assert "the table shows what was known" in capsys.readouterr().err


def test_a_scenario_of_which_nothing_is_known_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    """Void calls neither pass nor fail."""
    good = Judged(result_id="1", human_id="a", status="COMPLETED", goal=True)
    void = Judged(result_id="2", human_id="b", status="SYSTEM_ERROR")
    assert conclude(score([good], {}), Connection.SIP, 0.95) == 0
    assert conclude(score([good, void], {}), Connection.SIP, 0.95) == 2
    assert conclude(score([void], {}), Connection.SIP, 0.95) == 2
    assert "not known" in capsys.readouterr().out
    assert void.standing is Standing.VOID
