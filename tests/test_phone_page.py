"""The phone page in a real browser: whole calls through the addresses and the socket that Twilio uses."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from tests.browser import IN_BROWSER
from tests.office import Office
from tests.phone_browser import DEAF, NATURAL, RECOGNISER, Phone, front_desk

pytestmark = IN_BROWSER
TYROME = ("Tyrome Williams", "April 17th, 1988")


@pytest_asyncio.fixture(loop_scope="session")
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    opened = await Office.open(tmp_path)
    yield opened
    await opened.close()


@pytest_asyncio.fixture(loop_scope="session")
async def address(office: Office) -> AsyncIterator[str]:
    async with front_desk(office) as served:
        yield served


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: BrowserContext, address: str) -> AsyncIterator[Phone]:
    """The page at the instant pace; at the end nothing may have gone wrong in the browser."""
    opened = await Phone.open(browser, address)
    yield opened
    await opened.close()
    assert opened.faults == [] and opened.elsewhere == []


# ---------------------------------------------------------------- a whole call


async def test_visit_is_moved_and_everything_is_shown(phone: Phone, office: Office) -> None:
    """From Call to goodbye: what was said, the way of the call, the row that changed and the text."""
    page = phone.page
    await phone.call()
    await phone.say("I need to move my appointment to next week, in the morning.", *TYROME)
    await phone.hears("Does either of those work?")
    await expect(phone.state).to_have_text("slot filling")
    await expect(page.locator("#slots")).to_contain_text("Mon, Mar 9 to Fri, Mar 13")
    await phone.say("The first one.")
    await expect(phone.state).to_have_text("confirm")
    await phone.say("Yes.")
    await expect(page.locator("#visits tr.booked .tag")).to_have_text("this call")
    await expect(page.locator("#visits tr.cancelled .tag")).to_have_text("this call")
    await expect(page.locator("#texts")).to_contain_text("no Twilio account")
    await expect(page.locator("#diagram .badge")).to_have_text(["1", "2", "3", "4", "5"])
    await phone.say("No.")
    await expect(phone.choice).to_contain_text("The line was hung up.")
    await expect(phone.state).to_have_text("ended")
    rows = await office.bookings("+12125550101")
    assert [status for *_, status in rows] == ["cancelled", "booked"]


async def test_frames_are_those_of_a_telephone(phone: Phone) -> None:
    """Every frame is one the server reads, in the order of the wire, and each clause is reported once."""
    await phone.call()
    await phone.say("I'd like to cancel my appointment.")
    await phone.quiet()
    assert phone.unreadable() == []
    assert phone.sent[0]["callSid"].startswith("CA") and phone.sent[0]["from"] == "+12125550101"
    kinds = phone.kinds()
    assert kinds[:4] == ["setup", "agentSpeaking on", "tokensPlayed", "agentSpeaking off"]
    prompt = kinds.index("prompt")
    assert kinds[prompt - 2 : prompt] == ["clientSpeaking on", "clientSpeaking off"]
    assert set(kinds[prompt + 2 : -1]) == {"tokensPlayed"} and kinds[-1] == "agentSpeaking off"
    played = "".join(frame["value"] for frame in phone.sent[prompt:] if frame.get("name") == "tokensPlayed")
    assert played == await phone.replies.last.text_content()


async def test_caller_hears_spanish_in_spanish(phone: Phone) -> None:
    """The line changes its language, for the voice, the words on the page and the next prompt."""
    await phone.play("Sofía Hernández")
    await phone.call()
    await phone.say("En español, por favor. Quiero hacer una cita.")
    await expect(phone.replies.last).to_have_attribute("lang", "es-US")
    await expect(phone.page.locator("#transcript .note").last).to_have_text("The line speaks Spanish now.")
    await phone.say("Sofía Hernández")
    assert [frame["lang"] for frame in phone.sent if frame["type"] == "prompt"] == ["en-US", "es-US"]


async def test_withheld_number_reaches_nobody(phone: Phone, office: Office) -> None:
    """A caller who withholds the number is a caller without one."""
    await phone.page.get_by_label("Withheld").check()
    await phone.call()
    await phone.say("I'd like to book a visit.")
    (row,) = await office.rows("SELECT caller FROM Calls")
    assert not row["caller"]


async def test_microphone_says_what_it_heard(browser: BrowserContext, address: str) -> None:
    """Where the browser recognises speech, each utterance is said on the line."""
    phone = await Phone.open(browser, address, script=RECOGNISER)
    await phone.call()
    await phone.press("Microphone")
    await phone.page.evaluate("window.utter('I would like to cancel my appointment.')")
    await phone.hears("name?")
    prompts = [frame["voicePrompt"] for frame in phone.sent if frame["type"] == "prompt"]
    assert prompts == ["I would like to cancel my appointment."]
    await phone.close()


async def test_no_microphone_where_speech_is_not_recognised(browser: BrowserContext, address: str) -> None:
    """Without recognition there is no button that would do nothing."""
    phone = await Phone.open(browser, address, script=DEAF)
    await phone.call()
    await expect(phone.page.locator("#mic")).to_be_hidden()
    await phone.close()


# ---------------------------------------------------------------- cutting in


async def test_words_cut_the_agent_off(browser: BrowserContext, address: str) -> None:
    """Enter while the agent speaks interrupts it: what was not heard is struck out, and not reported."""
    phone = await Phone.open(browser, address, pace=NATURAL)
    await phone.page.get_by_role("button", name="Call", exact=True).click()
    await expect(phone.replies.last).to_contain_text("emergency")
    await phone.say("I'd like to cancel my appointment.")
    kinds = phone.kinds()
    cut = kinds.index("interrupt")
    assert kinds[cut - 2 : cut + 4] == [
        *("clientSpeaking on", "tokensPlayed", "interrupt", "agentSpeaking off"),
        *("clientSpeaking off", "prompt"),
    ]
    heard = phone.sent[cut]["utteranceUntilInterrupt"]
    first = await phone.replies.first.text_content() or ""
    assert heard and first.startswith(heard) and len(heard) < len(first)
    await expect(phone.replies.first.locator("s")).to_contain_text("How can I help?")
    assert phone.faults == []
    await phone.close()


async def test_interrupt_button_is_a_cough(browser: BrowserContext, address: str) -> None:
    """It stops the agent without a word; the agent says the rest after all."""
    phone = await Phone.open(browser, address)
    await phone.call()
    await phone.pace(NATURAL)
    await phone.say("I'd like to book a visit.")
    await phone.press("Interrupt")
    await expect(phone.replies.locator("s")).to_have_count(1)
    await phone.pace(2)
    await phone.hears("name?")
    assert phone.kinds().count("prompt") == 1
    await phone.close()


async def test_read_back_is_heard_to_its_end(phone: Phone) -> None:
    """Where the agent can't be interrupted the words wait, are shown to wait, and are said then."""
    await phone.call()
    await phone.say("I need to cancel my appointment.", TYROME[0])
    await phone.pace(2)
    await phone.enter(TYROME[1])
    await phone.hears("Tyrome, that's your")
    await expect(phone.page.get_by_role("button", name="Interrupt")).to_be_disabled()
    await phone.enter("Yes.")
    await expect(phone.page.locator("#waiting")).to_contain_text("You will say: “Yes.”")
    await phone.hears("is cancelled")
    await expect(phone.page.locator("#waiting")).to_be_hidden()
    assert "interrupt" not in phone.kinds()


async def test_refused_transition_is_drawn_with_its_guard(phone: Phone) -> None:
    """A key pressed before the read-back was heard confirms nothing; the picture says which guard said no."""
    await phone.call()
    await phone.say("I need to cancel my appointment.", *TYROME)
    await phone.hears("Should I cancel it?")
    await phone.press("Keypad")
    await phone.pace(NATURAL)
    await phone.say("Can you repeat that?")
    await phone.press("1")
    await expect(phone.page.locator("#diagram .arrow.refused")).to_have_count(1)
    await expect(phone.page.locator("#diagram .refusal")).to_contain_text("was read back")
    await expect(phone.page.locator("#log .move.refused .verdict")).to_have_text("refused")


# ---------------------------------------------------------------- keys, silence, lost lines


async def test_keys_are_pressed_and_shown_together(phone: Phone) -> None:
    """Each key is a frame of its own, also from the keyboard, and the keys of one entry are one line."""
    await phone.call()
    await phone.say("I'd like to book a visit.", TYROME[0])
    await phone.press("Keypad")
    await phone.page.get_by_role("button", name="0", exact=True).focus()
    for key in "04171988":
        await phone.page.keyboard.press(key)
    await expect(phone.page.locator("#transcript .caller p").last).to_have_text("0 4 1 7 1 9 8 8")
    await expect(phone.page.locator("#slots")).to_contain_text("born April 17, 1988")
    assert [frame["digit"] for frame in phone.sent if frame["type"] == "dtmf"] == list("04171988")


async def test_agent_waits_when_asked_to(phone: Phone) -> None:
    """With "Wait for me" the caller is heard from the end of the agent's speech until they answer."""
    await phone.page.get_by_label("Wait for me").check()
    await phone.call()
    await phone.quiet()
    assert phone.kinds()[-2:] == ["agentSpeaking off", "clientSpeaking on"]
    await phone.page.get_by_label("Wait for me").uncheck()
    assert phone.kinds()[-1] == "clientSpeaking off"


async def test_line_that_is_cut_comes_back(phone: Phone) -> None:
    """The call goes on in the same state, without a second greeting, and remembers what was said."""
    await phone.call()
    await phone.say("I need to cancel my appointment.")
    await phone.press("Cut the line")
    await phone.hears("we were cut off for a moment")
    await phone.say(*TYROME)
    await phone.hears("Should I cancel it?")
    setups = [frame for frame in phone.sent if frame["type"] == "setup"]
    assert len({frame["callSid"] for frame in setups}) == 1
    assert [frame["callStatus"] for frame in setups] == ["RINGING", "IN_PROGRESS"]
    await expect(phone.page.get_by_text("If this is a medical emergency")).to_have_count(1)


async def test_caller_hangs_up(phone: Phone, office: Office) -> None:
    """Hanging up ends the call on both sides."""
    await phone.call()
    await phone.press("Hang up")
    await expect(phone.choice).to_contain_text("You hung up.")
    await expect(phone.state).to_have_text("ended")
    await phone.press("New call")
    await phone.call()


async def test_hand_off_is_told_in_words(phone: Phone, office: Office) -> None:
    """A person is rung, nobody answers, a message is left: each step says what a real line would do."""
    await phone.call()
    await phone.say("I want to talk to a person, please.")
    await expect(phone.choice).to_contain_text("connected to the front desk at (212) 555-0100")
    await expect(phone.state).to_have_text("escalate")
    await phone.press("Nobody answers")
    await expect(phone.choice).to_contain_text("You would now leave a message.")
    await phone.press("Leave a message")
    await expect(phone.choice).to_contain_text("The line was hung up.")
    await expect(phone.page.get_by_text("Your message was recorded.")).to_be_visible()


# ---------------------------------------------------------------- faults


async def test_server_that_is_gone_is_said_to_be_gone(browser: BrowserContext, address: str) -> None:
    """No answer to the call is told in words, with a way on; once it is back, the call comes back."""
    phone = await Phone.open(browser, address)
    await phone.page.route("**/incoming-call", lambda route: route.abort())
    await phone.press("Call")
    await expect(phone.status).to_have_text("No connection")
    await expect(phone.choice).to_contain_text("The server cannot be reached.")
    await phone.page.unroute("**/incoming-call")
    await phone.press("New call")
    await phone.call()
    await phone.page.route("**/action", lambda route: route.abort())
    await phone.press("Cut the line")
    await expect(phone.status).to_have_text("No connection")
    await phone.page.unroute("**/action")
    await phone.press("Bring the call back")
    await phone.hears("How can I help?")
    await expect(phone.status).to_have_text("On the line")
    await phone.close()


# ---------------------------------------------------------------- for everybody


async def test_call_is_made_by_keyboard_alone(phone: Phone) -> None:
    """Call, answer and hang up without a mouse; the words have the focus when it is the caller's turn."""
    page = phone.page
    await page.get_by_role("button", name="Call", exact=True).focus()
    await page.keyboard.press("Enter")
    await phone.hears("How can I help?")
    await expect(page.locator("#words")).to_be_focused()
    await page.keyboard.type("I'd like to book a visit.")
    await page.keyboard.press("Enter")
    await phone.hears("name?")
    await expect(page.locator("#words")).to_be_focused()
    while await page.evaluate("document.activeElement.id") != "hang-up":
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="New call")).to_be_focused()


@pytest.mark.parametrize("width", [390, 820, 1024, 1440])
async def test_page_fits_its_window(browser: BrowserContext, address: str, width: int) -> None:
    """Nothing sticks out sideways, before the call or in it, and the picture stays inside its card."""
    phone = await Phone.open(browser, address, width=width)
    sticks_out = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await phone.page.evaluate(sticks_out)
    await phone.call()
    await phone.say("I need to cancel my appointment.", *TYROME)
    await expect(phone.state).to_have_text("confirm")
    assert not await phone.page.evaluate(sticks_out)
    assert not await phone.page.evaluate("diagram.scrollWidth > diagram.clientWidth")
    await phone.close()


async def test_suggested_line_starts_a_call(phone: Phone) -> None:
    """Picking something to say calls the clinic and puts the words where they can be sent."""
    await phone.page.locator("#openers button", has_text="Look up").click()
    await phone.hears("How can I help?")
    await expect(phone.page.locator("#words")).to_have_value("Can you tell me when my next visit is?")
