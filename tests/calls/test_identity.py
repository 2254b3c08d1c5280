"""Calls about who is calling: levels, no enumeration, three attempts."""

from pathlib import Path

from tests.calls.story import TYROME, clinic_line


async def test_the_same_name_is_told_apart_by_the_birthday(tmp_path: Path) -> None:
    """Two Maria Garcias: the date of birth decides."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: what appointments do I have
            caller: Maria Garcia
            caller: July 30th 1992
            caller: 212 555 0104
            agent:  don't see any upcoming visits
            """
        )


async def test_the_same_sound_and_birthday_is_told_apart_by_the_phone(tmp_path: Path) -> None:
    """John Smith and Jon Smyth: a sound-alike leads to a question, never to a pick."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: I'd like to book a follow-up
            caller: John Smith
            caller: January 1st, 1960
            agent:  phone number
            caller: 212 555 0105
            agent:  Thanks, John.
            """
        )


async def test_a_record_and_no_record_sound_the_same(tmp_path: Path) -> None:
    """No word tells a stranger whether somebody is a patient here."""
    async with clinic_line(tmp_path) as line:
        replies = []
        for name in ("Tyrome Williams", "Walter Novak"):
            call = await line.call()
            heard = []
            for words in ("cancel my appointment", name, "April 17th, 1989", "212 555 0101"):
                await call.play(f"caller: {words}")
                heard.append(call.reply)
            replies.append(heard)
            await call.caller.hang_up()
        assert replies[0] == replies[1]
        assert "wasn't able to find a match" in replies[0][-1]


async def test_three_failed_attempts_lead_to_a_person(tmp_path: Path) -> None:
    """Nobody may guess for ever."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play("caller: cancel my appointment")
        for _ in range(3):
            await call.play(
                """
                caller: Tyrome Williams
                caller: April 18th, 1988
                caller: 212 555 0101
                """
            )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "not-identified"
        assert "Williams" not in str(hand_off)


async def test_a_wrong_phone_number_is_no_match_at_all(tmp_path: Path) -> None:
    """Name and birthday fit, the number does not: nothing is read out, and nobody learns which failed."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: when is my appointment",
            TYROME,
            """
            caller: 917 555 0123
            agent:  wasn't able to find a match with those details
            agent:  first and last name
            """,
        )
        assert "look_up_appointments" not in await call.tools()


async def test_ann_does_not_find_joanne(tmp_path: Path) -> None:
    """A part of a name is not the name."""
    async with clinic_line(tmp_path) as line:
        await line.office.rows(
            "INSERT INTO Patients (name, date_of_birth, phone)"
            " VALUES ('Joanne Miller', '1970-05-05', '+12125550190') RETURNING id"
        )
        call = await line.call()
        await call.play(
            """
            caller: I want to book a visit
            caller: Ann Miller
            caller: May 5th 1970
            agent:  phone number
            caller: 917 555 0123
            agent:  wasn't able to find a match
            """
        )


async def test_an_adults_visits_are_not_told_to_somebody_else(tmp_path: Path) -> None:
    """Booking for an adult discloses nothing; reading out does."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: I want to cancel my husband's appointment
            caller: Tyrome Williams
            caller: April 17th, 1988
            caller: 212 555 0101
            agent:  privacy
            """
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "proxy"
        assert "look_up_appointments" not in await call.tools()


async def test_a_child_alone_goes_to_a_person(tmp_path: Path) -> None:
    """Under 18 a parent or guardian books."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: I want to make an appointment
            caller: Emma Johnson
            caller: May 20, 2019
            agent:  parent or guardian?
            caller: no
            agent:  parent or guardian has to book
            """
        )
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "proxy"


async def test_a_number_the_network_vouches_for_counts_as_the_phone_on_file(tmp_path: Path) -> None:
    """With full attestation nobody is asked for the number they call from."""
    async with clinic_line(tmp_path) as line:
        caller = await line.office.call("+12125550101", attested=True)
        await caller.says("when is my appointment", "Tyrome Williams", "April 17th, 1988")
        assert "Thursday, March 5th" in caller.heard
