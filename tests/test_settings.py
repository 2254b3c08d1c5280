"""Settings: read once, checked all at once, frozen."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.settings import Settings, SettingsError, parse_dotenv, read_settings


def problems(**env: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as error:
        read_settings(env)
    return error.value.problems


def test_nothing_has_to_be_set() -> None:
    """A newcomer's server listens on this machine, with a database file of its own."""
    settings = read_settings({})
    assert settings == Settings()
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.database_url.startswith("sqlite:///var/") and settings.tokens == ()


def test_values_are_converted() -> None:
    """Numbers, switches and times are what they stand for; an empty value is no value."""
    settings = read_settings(
        {
            "PORT": "8123",
            "DEMO_CLINIC": "1",
            "CLINIC_NOW": "2027-03-01T09:00",
            "VOICE_DEBOUNCE": "0.25",
            "VOICE_INTERRUPT_SENSITIVITY": "low",
            "CLINIC_NAME": "",
        }
    )
    assert (settings.port, settings.demo_clinic, settings.voice.voice_debounce) == (8123, True, 0.25)
    assert settings.voice.voice_interrupt_sensitivity == "low" and settings.clinic_name == ""
    assert settings.clinic_now == datetime(2027, 3, 1, 14, tzinfo=UTC)


def test_a_time_with_an_offset_keeps_it() -> None:
    """Only a time without one is the clinic's."""
    now = read_settings({"CLINIC_NOW": "2027-03-01T09:00:00+01:00"}).clinic_now
    assert now is not None and now.utcoffset() == timedelta(hours=1)


def test_every_problem_is_listed_at_once() -> None:
    """One start shows all there is to repair, each with the name of its variable."""
    found = problems(
        PORT="eighty",
        PUBLIC_URL="phone.example.net",
        VOICE_DEBOUNCE="soon",
        VOICE_TTS_PROVIDER="Acme",
        CLINIC_TIMEZONE="Mars/Olympus",
        CLINIC_NOW="later",
        DEMO_CLINIC="perhaps",
        FRONT_DESK_NUMBER="911",
        TWILIO_ACCOUNT_SID="SK1",
        TWILIO_AUTH_TOKEN_SECONDARY="old",
        VOICE_SPEECH_TIMEOUT_MS="100",
    )
    assert {problem.split()[0] for problem in found} == {
        "PORT",
        "PUBLIC_URL",
        "VOICE_DEBOUNCE",
        "VOICE_TTS_PROVIDER",
        "CLINIC_TIMEZONE",
        "CLINIC_NOW",
        "DEMO_CLINIC",
        "FRONT_DESK_NUMBER",
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN_SECONDARY",
        "VOICE_SPEECH_TIMEOUT_MS",
    }
    assert len(found) == 11


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("https://phone.example.net/", "https://phone.example.net"),
        ("https://phone.example.net:443", "https://phone.example.net"),
        ("https://phone.example.net:8443/clinic/", "https://phone.example.net:8443/clinic"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
    ],
)
def test_the_public_address_is_written_one_way(given: str, used: str) -> None:
    """Signatures are over an address without a default port or a closing slash."""
    assert read_settings({"PUBLIC_URL": given}).base_url == used


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    """Quotes, comments and `export` of the usual `.env` file are understood."""
    file = tmp_path / ".env"
    file.write_text(
        "# a comment\n\nexport CLINIC_NAME='Harbor # Clinic'\nPORT=9000 # the port\n"
        'ANTHROPIC_API_KEY="a key"\nnot a setting\nLOG_LEVEL=\n'
    )
    assert dict(parse_dotenv(file)) == {
        "CLINIC_NAME": "Harbor # Clinic",
        "PORT": "9000",
        "ANTHROPIC_API_KEY": "a key",
        "LOG_LEVEL": "",
    }
    settings = read_settings({"PORT": "9001"}, file)
    assert (settings.port, settings.clinic_name, settings.log_level) == (9001, "Harbor # Clinic", "INFO")


def test_secrets_are_not_shown() -> None:
    """A settings object that gets into a log line or an error says only where the server is."""
    settings = read_settings({"TWILIO_AUTH_TOKEN": "hush", "ANTHROPIC_API_KEY": "hush"})
    assert "hush" not in repr(settings) and "hush" not in f"{settings}"
