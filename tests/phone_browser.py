"""A browser at the phone page of a running server, for tests.

page = await Phone.open(browser, server)
await page.call()
await page.say("I need to cancel my visit")
await page.hears("What's your first and last name?")
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from playwright.async_api import BrowserContext, Locator, Page, WebSocket, expect
from starlette.requests import Request

from channels.app import House, create_app, furnished
from channels.conversation_relay.frames import Why, read
from channels.loopback import is_direct
from engine.settings import read_settings
from qa.phone.routes import routes
from tests.office import NOW, Office
from tools.sql import read_clinic

NATURAL, INSTANT = 0, 3
DEAF = "window.SpeechRecognition = window.webkitSpeechRecognition = undefined;"
RECOGNISER = """
window.SpeechRecognition = class {
  start() { window.utter = (transcript) => {
    this.onspeechstart();
    this.onspeechend();
    this.onresult({ results: [Object.assign([{ transcript }], { isFinal: true })] });
  }; }
  stop() { this.onend(); }
  abort() { this.onend(); }
};
"""


async def _direct(request: Request) -> bool:
    return is_direct(request.scope)


@asynccontextmanager
async def front_desk(office: Office) -> AsyncIterator[str]:
    """Serve the office's desk and its phone page on a free port; the address of the page."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    chosen = {"PORT": str(port), "FRONT_DESK_NUMBER": "+12125550100", "VOICE_DEBOUNCE": "0"}
    app = create_app(read_settings(chosen), furnished(House(office.desk)))
    clinic = await office.store.transact(read_clinic)
    # in front: where the server has a phone page of its own, this one is meant
    app.router.routes[:0] = routes(office.store, clinic, _direct, True, now=lambda: NOW)
    config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=2)
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    await asyncio.wait((asyncio.ensure_future(server.up.wait()), serving), return_when="FIRST_COMPLETED")
    assert server.started, "the server did not start"
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    await serving


class _Server(uvicorn.Server):
    """Says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


class Phone:
    """The page, as the person in front of it uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        """Whatever the browser complained about."""
        self.elsewhere: list[str] = []
        """Requests to any other host."""
        self.sent: list[dict[str, Any]] = []
        """Every frame the page sent, over all sessions."""

    @classmethod
    async def open(
        cls,
        browser: BrowserContext,
        address: str,
        *,
        pace: int = INSTANT,
        width: int = 1440,
        script: str = "",
    ) -> "Phone":
        """Load the page. `width` may be a telephone's; `script` makes another browser of this one."""
        phone = cls(await browser.new_page())
        page = phone.page
        page.on("pageerror", lambda error: phone.faults.append(str(error)))
        page.on("console", lambda line: phone.faults.append(line.text) if line.type == "error" else None)
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((address, "data:")) else phone.elsewhere.append(request.url)
            ),
        )
        page.on("websocket", phone._listen)
        await page.set_viewport_size({"width": width, "height": 900})
        if script:
            await page.add_init_script(script)
        await page.goto(address)
        await expect(page.get_by_role("button", name="Call", exact=True)).to_be_enabled()
        await phone.pace(pace)
        return phone

    async def pace(self, pace: int) -> None:
        """Move the slider: `NATURAL` to `INSTANT`."""
        await self.page.locator("#pace").fill(str(pace))

    async def play(self, name: str) -> None:
        await self.page.locator("#people button", has_text=name).first.click()

    async def call(self) -> None:
        """Call, and listen until it is the caller's turn."""
        await self.page.get_by_role("button", name="Call", exact=True).click()
        await self.hears("How can I help?")

    async def say(self, *lines: str) -> None:
        """Type each line and press Enter, after the agent has answered the one before."""
        for words in lines:
            heard = await self.replies.count()
            await self.enter(words)
            await expect(self.replies.nth(heard)).to_be_visible()
        # a round trip, behind which every frame sent so far has been noted
        await self.page.evaluate("0")

    async def enter(self, words: str) -> None:
        """Type words and press Enter, whatever the agent is doing."""
        await self.page.locator("#words").fill(words)
        await self.page.locator("#words").press("Enter")

    async def hears(self, words: str) -> None:
        """Wait until the agent's latest reply holds these words."""
        await expect(self.replies.last).to_contain_text(words)

    async def quiet(self) -> None:
        """Wait until the agent has stopped."""
        await expect(self.page.locator("body.speaking")).to_have_count(0)

    async def press(self, name: str) -> None:
        """Press a button."""
        await self.page.get_by_role("button", name=name, exact=True).click()

    @property
    def replies(self) -> Locator:
        return self.page.locator("#transcript .agent p")

    @property
    def status(self) -> Locator:
        return self.page.locator("#status")

    @property
    def choice(self) -> Locator:
        return self.page.locator("#choice")

    @property
    def state(self) -> Locator:
        """The state that the picture shows as the present one."""
        return self.page.locator("#diagram .node.current text")

    def kinds(self) -> list[str]:
        """What was sent, in short: `setup`, `agentSpeaking on`, `tokensPlayed`, `prompt`, …"""
        return [_kind(frame) for frame in self.sent]

    def unreadable(self) -> list[dict[str, Any]]:
        """The frames sent that the server would not understand."""
        return [frame for frame in self.sent if isinstance(read(json.dumps(frame)), Why)]

    async def close(self) -> None:
        await self.page.close()

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self.sent.append(json.loads(frame)))


def _kind(frame: dict[str, Any]) -> str:
    if frame["type"] != "info":
        return str(frame["type"])
    return frame["name"] if frame["name"] == "tokensPlayed" else f"{frame['name']} {frame['value']}"
