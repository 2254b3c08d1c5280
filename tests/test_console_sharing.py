"""What leaves the console: links that end, exports that are harmless, packets that prove themselves."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from starlette.requests import Request

from qa.access.accounts import hashed
from qa.access.rights import Right, Visitor
from qa.console import search
from qa.console.filters import Filters
from qa.console.sharing import exports, links
from qa.console.sharing.exports import Form
from qa.console.sharing.links import MOST_OPENED, Audience
from tests.clinic_books import fresh_url
from tests.console_house import CSRF, ConsoleHouse, Door, form, make_calls
from tests.office import BUILD, NOW, Office
from tests.test_privacy import leaks, people

pytestmark = pytest.mark.asyncio(loop_scope="module")
CALLS = ("booking", "repaired", "urgent", "silent", "spanish")
SID = "CA" + "2".rjust(32, "0")
NOBODY = None
GUIDE = Path(__file__).parent.parent / "docs" / "console-numbers.md"


class Wall:
    """The real time of a test."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def filled(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ConsoleHouse]:
    office = await Office.open(tmp_path_factory.mktemp("sharing"))
    await make_calls(office, *CALLS)
    opened = await ConsoleHouse.of(office, NOW + timedelta(hours=2))
    await opened.index()
    yield opened
    await office.close()


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def house(filled: ConsoleHouse, wall: Wall) -> ConsoleHouse:
    filled.door.notes.clear()
    filled.door.visitor_now = Door().visitor_now
    filled.console = filled.console._replace(wall=wall)
    return filled


def may(house: ConsoleHouse, *rights: Right) -> None:
    """Let somebody with these rights stand at the door."""
    house.door.visitor_now = Visitor(name="vera", rights=frozenset(rights), csrf=CSRF)


async def get(house: ConsoleHouse, path: str) -> httpx.Response:
    async with house.client() as http:
        return await http.get(path)


async def post(house: ConsoleHouse, path: str, **fields: str) -> httpx.Response:
    async with house.client() as http:
        return await http.post(path, data=form(**fields))


async def link_to(house: ConsoleHouse, audience: Audience = Audience.OUTSIDE, **fields: str) -> str:
    """The path of a new link."""
    given = {"turn": "7", "audience": audience.value, "lasts": "day", "why": "the vendor asks about it"}
    answer = await post(house, f"/qa/calls/{SID}/links", **(given | fields))
    found = re.search(r'value="(/qa/shared/[\w-]+)"', answer.text)
    assert answer.status_code == 200 and found is not None, answer.text
    return found[1]


def read(html: str) -> str:
    """A page without its tags: `li` is a name, too."""
    return re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.DOTALL)


async def test_a_link_for_outside_shows_one_call_redacted_and_leads_nowhere(house: ConsoleHouse) -> None:
    """Nobody is signed in: no name, date or number is on the page, and nothing to follow; steps are noted."""
    path = await link_to(house)
    house.door.visitor_now = NOBODY
    answer = await get(house, path)
    assert answer.status_code == 200 and 'id="t7" class="at"' in answer.text
    assert "refused by was read back" in answer.text and leaks(read(answer.text), people()) == []
    assert (
        "<a " not in answer.text.replace('<a class="skip" href="#main">', "") and "<form" not in answer.text
    )
    assert answer.headers["referrer-policy"] == "no-referrer" and "noindex" in answer.headers["x-robots-tag"]
    assert [it[:2] for it in house.door.notes] == [("link", SID), ("link", SID)]
    assert "made, turn 7, outside" in house.door.notes[0][2] and "opened, turn 7" in house.door.notes[1][2]
    assert all(path.rpartition("/")[2] not in note for it in house.door.notes for note in it)


async def test_a_link_for_people_with_an_account_asks_for_it(house: ConsoleHouse) -> None:
    """It is what a link is unless somebody says otherwise; signed in, it leads to the call's own page."""
    path = await link_to(house, Audience.SIGNED_IN)
    house.door.visitor_now = NOBODY
    assert (await get(house, path)).headers["location"] == f"/qa/sign-in?next={path}"
    may(house, Right.READ)
    assert (await get(house, path)).headers["location"] == f"/qa/calls/{SID}?turn=7"
    page = (await get(house, f"/qa/calls/{SID}")).text
    assert "Make a link" not in page
    house.door.visitor_now = Door().visitor_now
    page = (await get(house, f"/qa/calls/{SID}")).text
    assert page.index('value="signed-in"') < page.index('value="outside"')


async def test_a_link_ends(house: ConsoleHouse, wall: Wall) -> None:
    """When its time is over, when it is revoked, after its last opening; with the same words each time."""
    over, revoked, used = [await link_to(house, lasts="hour") for _ in range(3)]
    listed = (await get(house, "/qa/links")).text
    newest = re.findall(r'name="link" value="(\w+)"', listed)
    hashes = {path: hashed(path.rpartition("/")[2]) for path in (over, revoked, used)}
    assert set(hashes.values()) <= set(newest) and all(path not in listed for path in hashes)
    may(house, Right.READ, Right.REVIEW)
    await post(house, "/qa/links/revoke", link=hashes[revoked])
    assert (await get(house, revoked)).status_code == 200  # somebody else's
    house.door.visitor_now = Door().visitor_now
    await post(house, "/qa/links/revoke", link=hashes[revoked])
    token = used.rpartition("/")[2]
    for _ in range(MOST_OPENED):
        assert await house.store.transact(lambda c: links.open_once(c, token, wall.now))
    assert not await house.store.transact(lambda c: links.open_once(c, token, wall.now))
    assert (await get(house, over)).status_code == 200
    wall.now += timedelta(hours=1)
    answers = [await get(house, path) for path in (over, revoked, used, "/qa/shared/" + "x" * 43)]
    assert {it.status_code for it in answers} == {404} and len({read(it.text) for it in answers}) == 1


@pytest.mark.parametrize("bad", [{"why": "no"}, {"audience": "everybody"}, {"lasts": "for ever"}])
async def test_a_link_needs_a_reason_and_an_end(house: ConsoleHouse, bad: dict[str, str]) -> None:
    """Otherwise none is made, and nothing is noted."""
    given = {"turn": "7", "audience": "outside", "lasts": "day", "why": "the vendor asks about it"}
    answer = await post(house, f"/qa/calls/{SID}/links", **(given | bad))
    assert answer.status_code == 422 and house.door.notes == []


async def test_only_reviewers_let_anything_out(house: ConsoleHouse) -> None:
    """Links, exports and packets are theirs."""
    may(house, Right.READ)
    answers = [
        await post(house, f"/qa/calls/{SID}/links", why="because I want to"),
        await post(house, "/qa/export", form="csv"),
        await post(house, "/qa/evidence"),
        await get(house, "/qa/links"),
        await get(house, f"/qa/calls/{SID}/evidence.zip"),
    ]
    assert [it.status_code for it in answers] == [403] * 5
    assert "Export" not in (await get(house, "/qa/")).text


async def test_a_table_has_the_documented_columns_and_the_calls_of_the_filter(house: ConsoleHouse) -> None:
    """Redacted, a row a call, and noted before and after."""
    answer = await post(house, "/qa/export", form="csv", refused="was_read_back")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [it["call_sid"] for it in rows] == [SID] and tuple(rows[0]) == tuple(exports.COLUMNS)
    assert rows[0]["refused_by"] == "was_read_back" and rows[0]["checks"] == "pass"
    assert rows[0]["caller_ends_in"] == "99" and leaks(answer.text, people()) == []
    assert "attachment" in answer.headers["content-disposition"]
    assert [it[2] for it in house.door.notes] == ["csv begun, refused", "csv, 1 calls"]


async def test_every_column_is_documented() -> None:
    """In the order of the table."""
    named = re.findall(r"^\| `(\w+)` \|", GUIDE.read_text("utf-8").partition("| column |")[2], re.M)
    assert tuple(named) == tuple(exports.COLUMNS)


async def test_whole_calls_are_redacted_lines(house: ConsoleHouse) -> None:
    """Each has its turns, transitions and tools, and no patient of the clinic in it."""
    answer = await post(house, "/qa/export", form="whole")
    calls = [json.loads(line) for line in answer.text.splitlines()]
    assert len(calls) == len(CALLS) and all(it["redacted"] and it["transitions"] for it in calls)
    assert leaks(answer.text, people()) == []


async def test_an_export_that_is_cut_off_says_so(house: ConsoleHouse) -> None:
    """In its last line and in the audit log."""
    planned = await house.store.read(lambda c: search.plan(c, Filters(), (0, None)))
    who = Visitor(name="rosa", rights=frozenset(), csrf="")
    for form_, last in ((Form.LINES, '{"cut_off_after": 2}'), (Form.TABLE, "cut off after 2 calls: narrow")):
        request = Request({"type": "http", "headers": []})
        pieces = [it async for it in exports.stream(house.console, request, who, planned, form_, 2)]
        lines = "".join(pieces).splitlines()
        assert last in lines[-1] and len(lines) == (3 if form_ is Form.LINES else 4)
        assert house.door.notes[-1][2] == f"{form_.value}, 2 calls, cut off"


async def test_no_cell_is_a_formula() -> None:
    """Whatever a reviewer's tag begins with."""
    line = next(
        csv.reader([exports.row(["=1+1", "+1", "-1", "@x", "\t=1", " =1", "plain", ["=a", "b"], None])])
    )
    assert line == ["'=1+1", "'+1", "'-1", "'@x", "'\t=1", "' =1", "plain", "'=a|b", ""]


async def test_a_packet_holds_all_of_a_call_and_proves_itself(house: ConsoleHouse) -> None:
    """Redacted, with guards, rows, both verdicts and every file's hash; the audit log has the manifest's."""
    booked = "CA" + "1".rjust(32, "0")
    await post(house, f"/qa/calls/{booked}/verdict", verdict="fail")
    house.door.notes.clear()
    answer = await get(house, f"/qa/calls/{booked}/evidence.zip")
    packet = zipfile.ZipFile(io.BytesIO(answer.content))
    files = {name: packet.read(name) for name in packet.namelist()}
    manifest = json.loads(files["manifest.json"])
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256(files[name]).hexdigest() == digest
        assert leaks(read(files[name].decode()), people()) == [], name
    assert house.door.notes[-1][2] == f"evidence, sha256 {hashlib.sha256(files['manifest.json']).hexdigest()}"
    data = json.loads(files["evidence.json"])
    assert data["call"]["call_sid"] == booked and data["rows_changed"]["schedule"] == 1
    assert data["final"]["outcome"] == "schedule" and data["redaction"]["status"] == "redacted"
    assert any(it["guards"] for it in data["transitions"]) and data["verdicts"]["checks_alone"] == "pass"
    assert {it["name"] for it in data["verdicts"]["checks"]} >= {"agreed", "handed_over"}
    assert b"<script" not in files["evidence.html"] and b"http" not in files["evidence.html"]


async def test_the_calls_of_a_filter_each_have_a_packet(house: ConsoleHouse) -> None:
    """In one file, and each is noted by itself."""
    answer = await post(house, "/qa/evidence", outcome="handed_over")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert names == [f"evidence-{target}.zip" for _, target, _ in house.door.notes] and len(names) == 1
    none = await post(house, "/qa/evidence", urgent="never")
    assert zipfile.ZipFile(io.BytesIO(none.content)).namelist() == []


async def test_a_packet_names_what_was_refused(house: ConsoleHouse) -> None:
    """By turn, trigger and guard."""
    answer = await get(house, f"/qa/calls/{SID}/evidence.zip")
    data = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("evidence.json"))
    assert [(it["turn"], it["trigger"], it["guard"]) for it in data["refused"]] == [
        (7, "confirmed", "was_read_back")
    ]
    assert (await get(house, "/qa/calls/CA0/evidence.zip")).status_code == 404


@pytest.mark.postgres
async def test_everything_works_on_postgresql(tmp_path: Path) -> None:
    """Numbers, a link's whole life, an export and a packet, on the other database."""
    office = await Office.open(tmp_path, database=fresh_url("postgresql", tmp_path))
    await make_calls(office, "booking", "repaired")
    house = await ConsoleHouse.of(office, NOW + timedelta(hours=2))
    await house.index()
    for query in ("", "than=before", "lang=en", f"build={BUILD}"):
        page = await get(house, f"/qa/numbers?{query}")
        assert page.status_code == 200 and "Errands done" in page.text
    path = await link_to(house)
    assert (await get(house, path)).status_code == 200
    await post(house, "/qa/links/revoke", link=hashed(path.rpartition("/")[2]))
    assert (await get(house, path)).status_code == 404
    for form_ in Form:
        assert SID in (await post(house, "/qa/export", form=form_.value)).text
    packet = (await get(house, f"/qa/calls/{SID}/evidence.zip")).content
    assert "evidence.json" in zipfile.ZipFile(io.BytesIO(packet)).namelist()
    await office.close()
