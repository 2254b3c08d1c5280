"""Brings agent, custom metrics, simulation and digital humans at Bluejay to what the code and scenarios say.

Sends only what differs from what was sent last. Objects of other names are never touched; a digital human
whose scenario is gone leaves the simulation and stays in the account.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from engine.extraction import Record
from engine.settings import Settings
from qa.bluejay import remembered
from qa.bluejay.brief import Brief
from qa.bluejay.client import Client, Refused, part, parts
from qa.bluejay.humans import TAG, Human
from qa.bluejay.measures import MEASURES
from qa.bluejay.remembered import Kept

SIMULATION = "front desk, goal adherence"
CONCURRENT = 5
MINUTES = 8
"""The longest call of the shipped scenarios takes under five."""
SECRETS = frozenset({"sip_password"})
NOT_FOUND = 404
HIDDEN = "…"


class Connection(StrEnum):
    """How Bluejay reaches the agent."""

    SIP = "SIP"
    PHONE = "PHONE"
    TEXT = "HTTP_WEBHOOK"

    @property
    def links(self) -> bool:
        """Whether tool calls and what was heard can be linked to its calls."""
        return self is not Connection.PHONE


class Sent(Record, frozen=True):
    """One thing that was sent, or would be."""

    what: str
    """Kind and name."""
    verb: str
    """`create`, `update`, `remove` or `keep`."""
    payload: Mapping[str, Any] = {}


class Push:
    """One account brought up to date; with no client it only says what it would send."""

    def __init__(self, client: Client | None, kept: remembered.Remembered, file: Path | None = None) -> None:
        """`file`: where ids are kept, written after every object that was made."""
        self._client = client
        self._kept = kept
        self._file = file
        self.sent: list[Sent] = []

    async def everything(self, agent: Mapping[str, Any], humans: Sequence[Human]) -> dict[str, str]:
        """Bring all up to date; the Bluejay ids by kind and name. Raises `BluejayError`."""
        agent_id = await self._agent(agent)
        metrics = await self._metrics(agent_id)
        simulation = await self._simulation(agent_id, metrics)
        await self._humans(simulation, [one for one in humans if not one.why_not])
        return {what: kept.id for what, kept in self._kept.objects.items()}

    # ------------------------------------------------------------ each kind

    async def _agent(self, payload: Mapping[str, Any]) -> str:
        async def make(client: Client) -> str:
            return part(await client.post("/add-agent", payload), "agent_id")

        async def change(client: Client, known: str) -> None:
            await client.put("/update-agent-by-external-id", payload)

        async def find(client: Client) -> str:
            external = payload["external_agent_id"]
            try:
                found = await client.get(f"/agent-by-external-id/{external}")
            except Refused as error:
                if error.status == NOT_FOUND:
                    return ""
                raise
            return part(found, "id")

        return await self._bring("agent", payload, find, make, change)

    async def _metrics(self, agent_id: str) -> list[str]:
        listed: dict[str, str] = {}

        async def everyone(client: Client) -> dict[str, str]:
            if not listed:
                found = await client.get(f"/custom-metrics-by-agent/{agent_id}")
                listed.update({str(one.get("name")): part(one, "id") for one in parts(found, "metrics")})
            return listed

        ids = []
        for measure in MEASURES:
            payload = {**measure, "agent_ids": [_number(agent_id)]}

            async def make(client: Client, payload: Mapping[str, Any] = payload) -> str:
                return part(await client.post("/create-custom-metric", payload), "id")

            async def change(client: Client, known: str, payload: Mapping[str, Any] = payload) -> None:
                await client.put(f"/update-custom-metric/{known}", payload)

            async def find(client: Client, name: str = str(measure["name"])) -> str:
                return (await everyone(client)).get(name, "")

            ids.append(await self._bring(f"metric {measure['name']}", payload, find, make, change))
        return ids

    async def _simulation(self, agent_id: str, metrics: Sequence[str]) -> str:
        payload = {
            "agent_id": agent_id,
            "name": SIMULATION,
            "max_concurrent": CONCURRENT,
            "max_call_duration": MINUTES,
            "max_call_duration_units": "minutes",
            "hangup_on_transfer": True,
            "selected_custom_metrics": list(metrics),
        }

        async def make(client: Client) -> str:
            return part(await client.post("/create-simulation", payload), "simulation_id")

        async def change(client: Client, known: str) -> None:
            await client.put(f"/simulation/{known}", {k: v for k, v in payload.items() if k != "agent_id"})

        async def find(client: Client) -> str:
            found = await client.get(f"/get-simulations-by-agent/{agent_id}")
            named = (one for one in parts(found, "simulations") if one.get("name") == SIMULATION)
            return next((part(one, "id") for one in named), "")

        return await self._bring("simulation", payload, find, make, change)

    async def _humans(self, simulation: str, humans: Sequence[Human]) -> None:
        listed: dict[str, str] = {}
        if self._client is not None and any(f"human {h.scenario}" not in self._kept.objects for h in humans):
            found = await self._client.get(f"/digital-humans-by-simulation/{simulation}")
            tags = ((str(one.get("tag") or ""), one) for one in parts(found, "digital_humans"))
            listed = {tag: part(one, "id") for tag, one in tags if tag.startswith(TAG)}
        for one in humans:
            payload = one.payload

            async def make(client: Client, payload: Mapping[str, Any] = payload) -> str:
                body = {"simulation_ids": [_number(simulation)], "digital_human": payload}
                return part(await client.post("/create-digital-human", body), "digital_human", "id")

            async def change(client: Client, known: str, payload: Mapping[str, Any] = payload) -> None:
                await client.put(f"/update-digital-human/{known}", payload)

            async def find(client: Client, tag: str = str(payload["tag"])) -> str:
                return listed.get(tag, "")

            await self._bring(f"human {one.scenario}", payload, find, make, change)
        await self._leave(simulation, {f"human {one.scenario}" for one in humans})

    async def _leave(self, simulation: str, present: set[str]) -> None:
        """Take the digital humans out whose scenarios are gone."""
        gone = [what for what in self._kept.objects if what.startswith("human ") and what not in present]
        if not gone:
            return
        self.sent += [Sent(what=what, verb="remove") for what in gone]
        if self._client is not None:
            ids = [_number(self._kept.objects[what].id) for what in gone]
            body = {"digital_human_ids": ids}
            await self._client.post(f"/simulation/{simulation}/remove-digital-humans", body)
            for what in gone:
                del self._kept.objects[what]
            self._write()

    # ------------------------------------------------------------ one object

    async def _bring(
        self,
        what: str,
        payload: Mapping[str, Any],
        find: Callable[[Client], Awaitable[str]],
        make: Callable[[Client], Awaitable[str]],
        change: Callable[[Client, str], Awaitable[None]],
    ) -> str:
        """Make an object, change it, or leave it as it is; its id. It is looked for before it is made."""
        digest, known = remembered.digest(payload), self._kept.objects.get(what)
        if known is not None and known.digest == digest:
            self._note(what, "keep", payload)
            return known.id
        if self._client is None:
            self._note(what, "update" if known else "create", payload)
            return known.id if known else "0"
        found = known.id if known else await find(self._client)
        if found:
            try:
                await change(self._client, found)
            except Refused as error:
                if error.status != NOT_FOUND:
                    raise
                found = ""  # somebody deleted it there
        verb = "update" if found else "create"
        found = found or await make(self._client)
        self._kept.objects[what] = Kept(id=found, digest=digest)
        self._write()
        self._note(what, verb, payload)
        return found

    def _write(self) -> None:
        if self._file is not None:
            remembered.save(self._file, self._kept)

    def _note(self, what: str, verb: str, payload: Mapping[str, Any]) -> None:
        shown = {name: HIDDEN if name in SECRETS and value else value for name, value in payload.items()}
        self.sent.append(Sent(what=what, verb=verb, payload=shown))


def agent_of(settings: Settings, written: Brief, connection: Connection) -> dict[str, Any]:
    """The agent as it is sent to Bluejay."""
    payload: dict[str, Any] = {
        "name": f"Atlas Front Desk, {connection.name.lower()}",
        "external_agent_id": external_id(settings, connection),
        "type": "INBOUND",
        "mode": "TEXT" if connection is Connection.TEXT else "VOICE",
        "connection_type": connection.value,
        "system_prompt": written.system_prompt,
        "knowledge_base": written.knowledge_base,
        "goals": list(written.goals),
        "redact_pii": True,
    }
    if connection is Connection.SIP:
        payload["sip_uri"] = settings.bluejay_sip_uri
        payload["sip_username"] = settings.bluejay_sip_username
        payload["sip_password"] = settings.bluejay_sip_password
    elif connection is Connection.PHONE:
        payload["phone_number"] = settings.twilio_phone_number
    else:
        payload["http_webhook"] = f"{settings.base_url}/bluejay/text"
    return payload


def external_id(settings: Settings, connection: Connection) -> str:
    """Our name for the agent; one of each connection, as Bluejay's agents have one each."""
    suffix = {Connection.SIP: "", Connection.PHONE: "-phone", Connection.TEXT: "-text"}[connection]
    return settings.bluejay_agent + suffix


def missing(settings: Settings, connection: Connection) -> list[str]:
    """The settings without which nothing can be pushed."""
    needed = {
        Connection.SIP: ("bluejay_sip_uri", "bluejay_sip_username", "bluejay_sip_password"),
        Connection.PHONE: ("twilio_phone_number",),
        Connection.TEXT: ("public_url",),
    }[connection]
    return [name.upper() for name in ("bluejay_api_key", *needed) if not getattr(settings, name)]


def ids_of(kept: remembered.Remembered, scenarios: Iterable[str]) -> dict[str, str]:
    """Digital human id → scenario, of those that were pushed."""
    found = {name: kept.objects.get(f"human {name}") for name in scenarios}
    return {one.id: name for name, one in found.items() if one is not None}


def _number(known: str) -> int | str:
    return int(known) if known.isdecimal() else known
