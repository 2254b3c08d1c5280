"""Calls that book a visit."""

from pathlib import Path

from tests.calls.story import TYROME, clinic_line

TYROMES = "+12125550101"


async def test_a_plain_booking(tmp_path: Path) -> None:
    """One question a turn, two contrasting offers, a full read-back, and a row in Appointments."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            agent:  dial 9-1-1
            agent:  automated assistant
            agent:  may be recorded
            agent:  How can I help?
            caller: I'd like to book an appointment
            agent:  first and last name
            """,
            TYROME,
            """
            agent:  Thanks, Tyrome.
            agent:  What's the visit for?
            caller: It's a follow-up
            agent:  doctor in mind
            caller: Dr. Okafor
            agent:  What day and time
            caller: any time this week
            agent:  Dr. Samuel Okafor has
            agent:  Wednesday, March 4th
            caller: the second one
            agent:  follow-up visit with Dr. Samuel Okafor on
            agent:  Should I book it?
            caller: yes please
            agent:  You're booked
            agent:  photo ID
            agent:  anything else
            caller: no, that's all
            agent:  Goodbye
            """,
        )
        assert await call.ends() is None
        path = ["identified", "errand_chosen", "slots_filled", "confirmed", "done", "goodbye"]
        assert await call.path() == path
        booked = [b for b in await line.office.bookings(TYROMES) if b[0] == "Dr. Samuel Okafor"]
        assert len(booked) == 1 and booked[0][2] == "booked"
        assert await call.tools() == ["look_up_patient", "find_openings", "schedule", "send_sms"]


async def test_everything_in_the_first_breath(tmp_path: Path) -> None:
    """What was said out of order is not asked again."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: Hi, this is Tyrome Williams, I need a physical with Dr. Maya Chen next Tuesday at nine
            agent:  date of birth
            caller: 04/17/1988
            agent:  physical with Dr. Maya Chen on Tuesday, March 10th at 9 in the morning
            caller: yes
            agent:  You're booked
            """
        )
        assert ("Dr. Maya Chen", "2026-03-10 09:00", "booked") in await line.office.bookings(TYROMES)


async def test_as_soon_as_possible(tmp_path: Path) -> None:
    """The soonest fitting opening comes first, and nobody is asked for a doctor."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need a follow-up as soon as possible",
            TYROME,
            """
            agent:  Monday, March 2nd
            caller: the first one
            agent:  Monday, March 2nd
            agent:  Should I book it?
            caller: yes
            agent:  You're booked
            """,
        )


async def test_offers_can_be_turned_over(tmp_path: Path) -> None:
    """Earlier, later, another day and another doctor all work on what was offered."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like to book a follow-up with Dr. Maya Chen on Thursday",
            TYROME,
            """
            agent:  On Thursday, March 5th, Dr. Maya Chen has
            caller: do you have anything later
            agent:  Dr. Maya Chen
            agent does not say: trouble
            caller: another day please
            agent does not say: Thursday, March 5th
            caller: what about another doctor
            agent:  Dr. Samuel Okafor
            caller: anything Friday morning?
            agent:  Friday, March 6th
            caller: the first one
            agent:  Should I book it?
            caller: yes
            agent:  You're booked
            """,
        )


async def test_a_correction_changes_one_slot_and_reads_back_again(tmp_path: Path) -> None:
    """The doctor and the time stay when only the day is corrected."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm",
            TYROME,
            """
            agent:  with Dr. Maya Chen on Tuesday, March 3rd at 2 in the afternoon
            caller: no, make it Wednesday
            agent:  with Dr. Maya Chen on Wednesday, March 4th at 2 in the afternoon. Should I book it?
            caller: yes
            agent:  You're booked
            """,
        )
        assert "corrected" in await call.path()
        assert ("Dr. Maya Chen", "2026-03-04 14:00", "booked") in await line.office.bookings(TYROMES)
        assert ("Dr. Maya Chen", "2026-03-03 14:00", "booked") not in await line.office.bookings(TYROMES)


async def test_a_plain_no_books_nothing_and_asks_what_to_change(tmp_path: Path) -> None:
    """Only a yes books."""
    async with clinic_line(tmp_path) as line:
        before = await line.office.bookings(TYROMES)
        call = await line.call()
        await call.play(
            "caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm",
            TYROME,
            """
            agent:  Should I book it?
            caller: no
            agent:  What should I change
            caller: Friday at ten
            agent:  Friday, March 6th at 10 in the morning
            caller: no thanks, forget it, bye
            agent:  Goodbye
            """,
        )
        assert await line.office.bookings(TYROMES) == before


async def test_names_that_sound_alike_are_asked_about(tmp_path: Path) -> None:
    """Chen and Chan: the agent asks, it never picks."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like a follow-up with doctor chen",
            TYROME,
            """
            agent:  Dr. Maya Chen in family medicine, or Dr. Wei Chan in orthopedics
            caller: orthopedics
            agent:  What day
            caller: the earliest you have
            agent:  Dr. Wei Chan
            """,
        )


async def test_a_closed_day_is_said_to_be_closed(tmp_path: Path) -> None:
    """A holiday has no openings, and the nearest ones are offered."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like to book a follow-up with Dr. Maya Chen on Saturday morning",
            TYROME,
            """
            agent:  closed that day
            agent:  Dr. Maya Chen has
            """,
        )


async def test_times_near_a_closed_day_are_offered_however_far_off_it_is(tmp_path: Path) -> None:
    """Whoever asks for a Saturday in May is not offered a day in March."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like to book a follow-up with Dr. Maya Chen on May 9th",
            TYROME,
            """
            agent:  closed that day
            agent:  May 8th
            caller: the first one
            agent:  Should I book it?
            caller: yes
            agent:  You're booked
            """,
        )
        booked = [b[1] for b in await line.office.bookings(TYROMES) if b[0] == "Dr. Maya Chen"]
        assert any("2026-05-05" <= start <= "2026-05-13" for start in booked)


async def test_an_opening_that_is_lost_meanwhile_is_not_booked_twice(tmp_path: Path) -> None:
    """Somebody else books first: the caller is told and offered other times."""
    async with clinic_line(tmp_path) as line:
        slow, fast = await line.call(), await line.call()
        ask = "caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm"
        await slow.play(ask, TYROME, "agent: Should I book it?")
        await fast.play(
            ask,
            """
            caller: Daniel Kowalski
            caller: October 13, 1966
            agent:  Should I book it?
            caller: yes
            agent:  You're booked
            """,
        )
        await slow.play(
            """
            caller: yes
            agent:  just taken
            agent:  Dr. Maya Chen
            caller: the first one
            agent:  Should I book it?
            caller: yes
            agent:  You're booked
            """
        )
        assert "taken" in await slow.path()
        rows = await line.office.rows(
            "SELECT count(*) AS n FROM Appointments WHERE start_time = '2026-03-03T19:00:00Z'"
        )
        assert rows == [{"n": 1}]


async def test_the_same_patient_is_not_booked_twice_at_one_time(tmp_path: Path) -> None:
    """Tyrome is with Dr. Chen on Thursday at ten, so nobody else can have him then."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need a follow-up with Dr. Samuel Okafor on Thursday at 10",
            TYROME,
            "agent does not say: Thursday, March 5th at 10",
        )


async def test_two_errands_in_one_call(tmp_path: Path) -> None:
    """After one errand the caller names another, known already."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need a follow-up with Dr. Maya Chen tomorrow at 2 pm",
            TYROME,
            """
            caller: yes
            agent:  anything else
            caller: yes, I also want to book a physical with Dr. Okafor on Friday at 9
            agent:  physical with Dr. Samuel Okafor on Friday, March 6th at 9 in the morning
            agent does not say: date of birth
            caller: yes
            agent:  You're booked
            """,
        )
        assert len([b for b in await line.office.bookings(TYROMES) if b[2] == "booked"]) == 3


async def test_a_mother_books_for_her_child(tmp_path: Path) -> None:
    """The patient is identified by the patient's data; a parent may book for a minor."""
    async with clinic_line(tmp_path) as line:
        call = await line.call("+12125550110")
        await call.play(
            """
            caller: I want to make an appointment for my daughter
            agent:  the patient's first and last name
            caller: Emma Johnson
            agent:  Emma's date of birth
            caller: May 20, 2019
            agent:  Thank you. What's the visit for?
            caller: a well-child checkup
            caller: Dr. Ruiz
            caller: Wednesday at 9
            agent:  well-child visit for Emma, with Dr. Elena Ruiz on Wednesday, March 4th at 9
            caller: yes
            agent:  That's booked
            """
        )
        assert await line.office.bookings("+12125550110") == [
            ("Dr. Elena Ruiz", "2026-03-04 09:00", "booked")
        ]


async def test_a_doctor_who_does_not_work_here_is_not_booked(tmp_path: Path) -> None:
    """An unknown provider is said to be unknown, and anyone may be taken instead."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I'd like a follow-up with Dr. Jones",
            TYROME,
            """
            agent:  don't have a doctor by that name
            caller: anyone is fine
            agent:  What day
            caller: any time
            agent:  Does either of those work?
            """,
        )
        assert len(await line.office.bookings(TYROMES)) == 1


async def test_no_visit_at_night_or_in_the_past(tmp_path: Path) -> None:
    """A time outside the clinic's hours is not booked; the nearest that exists is offered."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: I need a follow-up with Dr. Maya Chen tomorrow at 10 pm",
            TYROME,
            """
            agent:  closest
            agent:  in the afternoon
            caller: today at 8 am
            agent does not say: Should I book it
            """,
        )
