"""A link and an export at a whole server, with its own door: who gets in, and what the audit log says."""

import json
import re
from pathlib import Path

from qa.access import audit
from tests.console_house import ConsoleHouse, make_calls
from tests.console_visitor import CONSOLE, Somebody
from tests.office import Office
from tests.wire import served


async def test_a_stranger_opens_what_a_link_was_made_for_and_nothing_else(tmp_path: Path) -> None:
    """Outside links need no account, others do; exports need a session; every step is a row of the chain."""
    office = await Office.open(tmp_path)
    sid = (await make_calls(office, "urgent"))["urgent"]
    await (await ConsoleHouse.of(office, office.now)).index()
    url, why = f"sqlite:///{tmp_path / 'clinic.db'}", "the vendor asks about it"
    async with served(None, None, **CONSOLE, DATABASE_URL=url) as wire:
        admin, stranger = await Somebody.first(wire, office.store), Somebody(wire)
        paths = {}
        for audience in ("outside", "signed-in"):
            made = await admin.post(
                f"/qa/calls/{sid}/links", turn="3", audience=audience, lasts="day", why=why
            )
            found = re.search(r'value="(/qa/shared/[\w-]+)"', made.text)
            assert found is not None, made.text
            paths[audience] = found[1]
        assert "One call" in (await stranger.get(paths["outside"])).text
        refused = await stranger.get(paths["signed-in"])
        assert refused.headers["location"] == f"/qa/sign-in?next={paths['signed-in']}"
        assert (await admin.get(paths["signed-in"])).headers["location"] == f"/qa/calls/{sid}?turn=3"
        assert (await stranger.post("/qa/export", form="whole")).status_code == 401
        exported = await admin.post("/qa/export", form="whole")
        assert json.loads(exported.text)["call"]["call_sid"] == sid
        assert (await stranger.get(f"/qa/calls/{sid}/evidence.zip")).status_code == 303
        for somebody in (admin, stranger):
            await somebody.close()
    told = await office.rows(
        "SELECT who, detail FROM QaAudit WHERE action IN ('link', 'export') ORDER BY seq"
    )
    assert [it["who"] for it in told] == ["ada", "ada", "a link of ada", "ada", "ada", "ada"]
    assert told[-1]["detail"] == "whole, 1 calls" and all("/qa/shared" not in it["detail"] for it in told)
    assert (await office.store.read(audit.verify)).fault == ""
    await office.close()
