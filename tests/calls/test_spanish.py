"""Calls in Spanish, from the first word or from the middle."""

from pathlib import Path

from tests.calls.story import clinic_line


async def test_a_whole_booking_in_spanish(tmp_path: Path) -> None:
    """Speech, dates and the recogniser's language follow the caller."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: español
            agent:  en español
            caller: quiero hacer una cita
            agent:  nombre y apellido
            caller: Sofía Hernández
            agent:  fecha de nacimiento
            caller: cinco de junio de mil novecientos setenta y dos
            agent:  Gracias, Sofía
            caller: una cita de seguimiento
            agent:  doctor
            caller: con la doctora Maya Chen
            agent:  Qué día
            caller: mañana a las dos de la tarde
            agent:  martes tres de marzo a las dos de la tarde
            agent:  ¿La agendo?
            caller: sí
            agent:  agendada
            caller: no, gracias
            agent:  Adiós
            """
        )
        switch = next(frame for frame in call.caller.frames if frame["type"] == "language")
        assert switch["ttsLanguage"].startswith("es") and switch["transcriptionLanguage"].startswith("es")
        booked = await line.office.bookings("+12125550109")
        assert booked == [("Dr. Maya Chen", "2026-03-03 14:00", "booked")]
        texts = await line.office.rows("SELECT body FROM Messages")
        assert "cita" in texts[0]["body"]


async def test_switching_in_the_middle_and_back(tmp_path: Path) -> None:
    """The open question is put again in the new language."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: I need to cancel my appointment
            agent:  first and last name
            caller: in Spanish please
            agent:  nombre y apellido
            caller: Tyrome Williams
            agent:  fecha de nacimiento
            caller: in English please
            agent:  date of birth
            """
        )


async def test_an_emergency_in_spanish(tmp_path: Path) -> None:
    """The words come in the caller's language."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            "caller: español", "caller: me duele mucho el pecho y no puedo respirar", "agent: 9-1-1"
        )
        assert "emergencia" in call.reply
        await call.play("caller: no", "agent: Por su seguridad")
        hand_off = await call.ends()
        assert hand_off is not None and hand_off["reasonCode"] == "emergency"


async def test_whoever_speaks_spanish_is_answered_in_spanish(tmp_path: Path) -> None:
    """Nobody has to ask for it; a Spanish name alone changes nothing."""
    async with clinic_line(tmp_path) as line:
        call = await line.call()
        await call.play(
            """
            caller: hola, quiero cancelar una cita
            agent:  nombre y apellido
            """
        )
        other = await line.call()
        await other.play("caller: I want to cancel", "caller: Maria Garcia", "agent: date of birth")
