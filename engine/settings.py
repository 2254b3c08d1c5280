"""What an operator may set: read once from the environment and a `.env` file, checked, and frozen."""

import math
import os
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from engine.address import split

Provider = Literal["Amazon", "Google", "ElevenLabs"]
Recogniser = Literal["Deepgram", "Google"]
Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]

DEFAULT_ZONE = "America/New_York"
OBSERVED = frozenset({"urgent", "handed-over", "refused", "failed"})
"""Kinds of calls that may be posted to Bluejay whatever the share."""
ROLES = ("viewer", "reviewer", "reveal", "admin")
"""The roles of the console's people."""


class Group(msgspec.Struct, frozen=True, kw_only=True, rename="upper"):
    """A set of settings; each field is the variable of the same name in capitals."""


class Voice(Group, frozen=True):
    """How the agent sounds, hears and waits. Times are in seconds where the name says nothing else."""

    voice_tts_provider: Provider = "Amazon"
    voice_en: str = "Joanna-Neural"
    voice_es: str = "Lupe-Neural"
    voice_transcription_provider: Recogniser = "Deepgram"
    voice_speech_model_en: str = "nova-3-general"
    voice_speech_model_es: str = "nova-3-general"
    voice_speech_timeout_ms: int = 1000
    """Silence that ends a turn at the recogniser, 600 to 5000."""
    voice_interrupt_sensitivity: Literal["low", "medium", "high"] = "medium"
    voice_greeting_interruptible: Literal["none", "dtmf", "speech", "any"] = "speech"
    voice_application_reconnect: bool = False
    voice_debounce: float = 0.5
    """Wait for more words after a final prompt that does not look complete."""
    voice_debounce_slow: float = 1.5
    """The same while a date of birth, a phone number or a spelled name is half said."""
    voice_debounce_ceiling: float = 10.0
    voice_turn_limit: float = 15.0
    """A turn that takes longer than this has failed."""


class Settings(Group, frozen=True):
    """Everything the server is started with; made by `read_settings`."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    """The address that Twilio calls, without a closing slash: `https://phone.example.net`."""
    database_url: str = "sqlite:///var/front_desk.db"
    database_wait: float = 30.0
    """How long a server that starts waits for a PostgreSQL that is not there yet."""
    log_level: Level = "INFO"
    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_auth_token_secondary: str = ""
    """Accepted as well while the token is being rotated."""
    twilio_phone_number: str = ""
    twilio_api_url: str = ""
    anthropic_api_key: str = ""
    anthropic_base_url: str = ""
    anthropic_model: str = "claude-haiku-5-5"
    model_soft_limit: float = 0.9
    """Seconds after which a caller who waits for the model hears a filler."""
    model_hard_limit: float = 2.5
    """Seconds after which the local extractor's reading is used."""
    model_breaker_failures: int = 5
    """Failures in a row after which the model is not asked for a while."""
    model_breaker_rest: float = 30.0
    """That while, in seconds; then one request tries whether the model is back."""
    bluejay_api_key: str = ""
    bluejay_api_url: str = ""
    bluejay_agent: str = "atlas-front-desk"
    """This agent's external id at Bluejay."""
    bluejay_webhook_key: str = ""
    """Signs what Bluejay posts to `/bluejay/webhook`; without it that address takes nothing."""
    bluejay_text_key: str = ""
    """Signs what it posts to `/bluejay/text`."""
    bluejay_caller: str = ""
    """The number that simulated patients call from; each scenario's own without it."""
    bluejay_sip_uri: str = ""
    bluejay_sip_username: str = ""
    bluejay_sip_password: str = ""
    bluejay_observe: float = 0.0
    """The share of finished calls that is posted to Bluejay, redacted; 0 is none."""
    bluejay_observe_always: str = ""
    """Calls that are posted whatever the share: some of `urgent, handed-over, refused, failed`."""
    otel_exporter_otlp_endpoint: str = ""
    """Where traces are sent; nowhere without it."""
    otel_exporter_otlp_headers: str = ""
    """`name=value,name=value`; may hold a key."""
    front_desk_number: str = ""
    """Where callers are handed to; without it a message is taken."""
    clinic_name: str = ""
    clinic_timezone: str = ""
    """Empty: as the clinic's database says; its default is New York."""
    clinic_now: datetime | None = None
    """Freezes the clinic's clock; always aware once it has been read."""
    demo_clinic: bool = False
    drain_seconds: float = 5.0
    """From SIGTERM, how long running calls go on here while new ones are turned away."""
    max_calls: int = 2000
    """Calls that one process takes at once; further ones are put through to the desk. 0 is no limit."""
    calls_per_number: int = 300
    """New calls from one number in a minute; further ones hear that the lines are busy. 0 is no limit."""
    refusals_per_address: int = 60
    """Refusals in a minute after which an address gets 429, and no more log lines. 0 is no limit."""
    qa_idle_minutes: int = 15
    """After so long without a page the console signs its reader out."""
    qa_session_hours: int = 12
    """After so long it does so anyway."""
    oidc_issuer: str = ""
    """The clinic's OpenID Connect provider, exactly as it names itself."""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_role_claim: str = "roles"
    oidc_roles: str = ""
    """Which group of that claim has which role: `qa-team=reviewer, it=admin`."""
    voice: Voice = Voice()

    @property
    def base_url(self) -> str:
        """The server's address as Twilio spells it, never taken from a request."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def tokens(self) -> tuple[str, ...]:
        """The auth tokens that a signature may be made with."""
        return tuple(t for t in (self.twilio_auth_token, self.twilio_auth_token_secondary) if t)

    def __repr__(self) -> str:
        return f"Settings({self.base_url})"


class SettingsError(Exception):
    """Some settings cannot be used; `problems` names every one of them."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_settings(env: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
    """Read the settings; the environment wins over the file, and an empty value counts as not set.

    Raises SettingsError with all problems at once.
    """
    try:
        found = dict(parse_dotenv(dotenv)) if dotenv is not None and dotenv.is_file() else {}
    except UnicodeDecodeError:
        raise SettingsError((f"{dotenv} must be text in UTF-8",)) from None
    found.update(os.environ if env is None else env)
    problems: list[str] = []
    values = _convert(Settings, found, problems)
    values["voice"] = Voice(**_convert(Voice, found, problems))
    settings = Settings(**values)
    problems += _faults(settings)
    if problems:
        raise SettingsError(tuple(problems))
    return msgspec.structs.replace(
        settings, public_url=_plain(settings.public_url), clinic_now=_aware(settings)
    )


def parse_dotenv(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the `NAME=value` lines of a `.env` file; quotes, `export` and comments are understood."""
    for line in path.read_text("utf-8").splitlines():
        name, is_set, value = line.strip().removeprefix("export ").partition("=")
        name, value = name.strip(), value.strip()
        if not is_set or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            continue
        quoted = re.match(r"""(['"])(.*?)\1""", value)
        yield name, quoted[2] if quoted else re.sub(r"\s+#.*", "", value)


def _convert(group: type[Group], found: Mapping[str, str], problems: list[str]) -> dict[str, Any]:
    values = {}
    for field in msgspec.structs.fields(group):
        text = found.get(field.encode_name, "").strip()
        if not text or field.name == "voice":
            continue
        try:
            values[field.name] = _value(text, field.type)
        except ValueError:
            problems.append(f"{field.encode_name} must be {_wanted(field.type)}")
    return values


def _value(text: str, kind: Any) -> Any:
    """`text` as a value of `kind`; raises ValueError, of which msgspec's ValidationError is one."""
    if kind == datetime | None:
        return datetime.fromisoformat(text)
    value = msgspec.convert(text, kind, strict=False)
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("no deadline can be reckoned with it")
    return value


def _wanted(kind: Any) -> str:
    words = {int: "a whole number", float: "a number of seconds", bool: "0 or 1"}
    choices = getattr(kind, "__args__", ())
    if choices and all(isinstance(choice, str) for choice in choices):
        return "one of " + ", ".join(choices)
    return words.get(kind, "a time such as 2027-03-01T09:00")


def _faults(s: Settings) -> Iterator[str]:
    """Everything that is well formed and still cannot work."""
    if not 0 < s.port < 65536:
        yield "PORT must be between 1 and 65535"
    for name in (
        "public_url",
        "twilio_api_url",
        "anthropic_base_url",
        "bluejay_api_url",
        "otel_exporter_otlp_endpoint",
    ):
        parts = split(getattr(s, name))
        if getattr(s, name) and (parts.scheme not in ("http", "https") or not parts.netloc):
            yield f"{name.upper()} must start with https:// (or http://) and name a host"
        elif name == "public_url" and (parts.query or parts.fragment):
            yield "PUBLIC_URL must have no query and no fragment"
    for name in ("twilio_phone_number", "front_desk_number", "bluejay_caller"):
        if getattr(s, name) and not re.fullmatch(r"\+[1-9]\d{6,14}", getattr(s, name)):
            yield f"{name.upper()} must be a number such as +12125550100"
    if s.otel_exporter_otlp_endpoint and not _has_otel():
        yield "OTEL_EXPORTER_OTLP_ENDPOINT needs the extra `otel` of this package"
    if s.twilio_account_sid and not s.twilio_account_sid.startswith("AC"):
        yield "TWILIO_ACCOUNT_SID must start with AC"
    if s.twilio_auth_token_secondary and not s.twilio_auth_token:
        yield "TWILIO_AUTH_TOKEN_SECONDARY needs TWILIO_AUTH_TOKEN"
    try:
        ZoneInfo(s.clinic_timezone or DEFAULT_ZONE)
    except (KeyError, ValueError, OSError):
        yield "CLINIC_TIMEZONE must be a zone such as America/New_York"
    if not 0 < s.model_hard_limit < s.voice.voice_turn_limit:
        yield "MODEL_HARD_LIMIT must be more than 0 and less than VOICE_TURN_LIMIT"
    for name in ("max_calls", "calls_per_number", "refusals_per_address"):
        if getattr(s, name) < 0:
            yield f"{name.upper()} must be 0 or more"
    for name in ("drain_seconds", "database_wait"):
        if getattr(s, name) < 0:
            yield f"{name.upper()} must be 0 or more"
    if s.model_soft_limit <= 0:
        yield "MODEL_SOFT_LIMIT must be more than 0"
    if s.model_breaker_failures < 1 or s.model_breaker_rest <= 0:
        yield "MODEL_BREAKER_FAILURES must be 1 or more and MODEL_BREAKER_REST more than 0"
    yield from _console_faults(s)
    yield from _bluejay_faults(s)
    if not 600 <= s.voice.voice_speech_timeout_ms <= 5000:
        yield "VOICE_SPEECH_TIMEOUT_MS must be between 600 and 5000"


def _console_faults(s: Settings) -> Iterator[str]:
    if s.qa_idle_minutes < 1 or s.qa_session_hours < 1:
        yield "QA_IDLE_MINUTES and QA_SESSION_HOURS must be 1 or more"
    issuer = split(s.oidc_issuer)
    local = issuer.hostname in ("127.0.0.1", "::1", "localhost")
    if s.oidc_issuer and (issuer.scheme != "https" and not (local and issuer.scheme == "http")):
        yield "OIDC_ISSUER must start with https:// and name a host"
    if s.oidc_issuer and not (s.oidc_client_id and s.oidc_roles):
        yield "OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_ROLES"
    pairs = [part.rpartition("=") for part in s.oidc_roles.split(",") if part.strip()]
    if any(not group.strip() or role.strip() not in ROLES for group, _, role in pairs):
        yield "OIDC_ROLES must be pairs such as qa-team=reviewer, the roles being " + ", ".join(ROLES)


def _bluejay_faults(s: Settings) -> Iterator[str]:
    always = {kind.strip() for kind in s.bluejay_observe_always.split(",")} - {""}
    if not 0 <= s.bluejay_observe <= 1:
        yield "BLUEJAY_OBSERVE must be a share between 0 and 1"
    if not always <= OBSERVED:
        yield "BLUEJAY_OBSERVE_ALWAYS must be some of " + ", ".join(sorted(OBSERVED))
    if (s.bluejay_observe or always) and not s.bluejay_api_key:
        yield "BLUEJAY_OBSERVE and BLUEJAY_OBSERVE_ALWAYS need BLUEJAY_API_KEY"


def _has_otel() -> bool:
    try:
        return find_spec("opentelemetry.exporter.otlp.proto.http") is not None
    except ModuleNotFoundError:
        return False


def _plain(url: str) -> str:
    """Without a closing slash and the default port, which the signature of a `wss://` URL may not hold."""
    parts = split(url.rstrip("/"))
    default = {"https": ":443", "http": ":80"}.get(parts.scheme, "")
    return parts._replace(netloc=parts.netloc.removesuffix(default)).geturl() if default else url


def _aware(settings: Settings) -> datetime | None:
    """The frozen clock with a zone; without one written it is the clinic's."""
    now = settings.clinic_now
    if now is None or now.tzinfo is not None:
        return now
    return now.replace(tzinfo=ZoneInfo(settings.clinic_timezone or DEFAULT_ZONE))
