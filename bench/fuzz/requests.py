"""Hostile requests, written byte by byte: every route and method, and all that a client could get wrong."""

import json
import random
from collections.abc import Callable, Sequence
from urllib.parse import quote, urlencode

from bench.fuzz.house import ACCOUNT, PUBLIC, sign
from bench.fuzz.judges import Asked
from bench.fuzz.wire import Sent
from bench.fuzz.words import WORDS

WEBHOOKS = ("/incoming-call", "/action", "/after-dial", "/after-message", "/sms", "/sms-status")
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW", "post")
FORWARDING = (
    "X-Forwarded-Host: phone.example.net",
    "X-Forwarded-For: 127.0.0.1, ::1",
    "X-Forwarded-Proto: https",
    "Forwarded: for=127.0.0.1;host=localhost;proto=https",
    "X-Real-IP: 127.0.0.1",
    "X-Original-URL: /action",
    "X-HTTP-Method-Override: POST",
    "Origin: http://[",
    "Origin: null",
    "Origin: https://[::1",
    "Cookie: " + "a=b; " * 500,
    "Authorization: Basic AAAA",
    "Expect: 100-continue",
    "Content-Encoding: gzip",
    "Accept: \x7f\xff",
)
HOSTS = (
    "127.0.0.1",
    "localhost",
    "phone.example.net",
    "[",
    "a:b:c]",
    "::1",
    "",
    "x" * 5000,
    "127.0.0.1:99999",
    "é",
)
TRAVERSALS = (
    "/../..",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//etc/passwd",
    "/..%5c..%5c",
    "/%00",
    "/.env",
    ";/a",
    "/\u00ff",
)
CONTENT_TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/json",
    "multipart/form-data; boundary=x",
    "text/xml",
    "",
)
SIDS = ("CA" + "a" * 32, "", "../../etc", "CA' OR 1=1 --", "x" * 65, "CA\u0000", "É" * 10)
VALUES = (
    *WORDS[:30],
    "completed",
    "failed",
    "ended",
    "64105",
    "9" * 5000,
    "-1",
    "1e9",
    "no-answer",
    "TN-Validation-Passed-A",
)
FIELDS = (
    *(
        "CallStatus",
        "SessionStatus",
        "ErrorCode",
        "HandoffData",
        "DialCallStatus",
        "RecordingSid",
        "From",
        "To",
    ),
    *("RecordingDuration", "Body", "OptOutType", "MessageStatus", "MessageSid", "StirVerstat", "SessionId"),
)
HARMLESS = ("+266696687", "anonymous", "72345", "client:x")
"""Callers whose texts opt nobody out."""
Fields = list[tuple[str, str]]


def head(method: str, target: str, headers: Sequence[str], *, host: str = "127.0.0.1") -> bytes:
    """The head of a request that closes its connection."""
    lines = [f"{method} {target} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape")


def posted(target: str, body: bytes, *headers: str, method: str = "POST", host: str = "127.0.0.1") -> bytes:
    """A whole request with a form."""
    kind = "Content-Type: application/x-www-form-urlencoded"
    return head(method, target, [kind, f"Content-Length: {len(body)}", *headers], host=host) + body


def form(rng: random.Random, sid: str | None = None) -> Fields:
    """Fields of a webhook that are wrong in themselves."""
    sid = f"CA{rng.getrandbits(128):032x}" if sid is None else sid
    known = [("CallSid", sid), ("MessageSid", sid), ("AccountSid", ACCOUNT), ("FromCity", "")]
    extra = [(rng.choice(FIELDS), rng.choice(VALUES)) for _ in range(rng.randrange(8))]
    return known + extra


def signed(rng: random.Random, routes: Sequence[str]) -> Sent:
    """A form that Twilio seems to have signed, full of nonsense; each is sent once more by the replayer."""
    path = rng.choice(WEBHOOKS)
    fields = [
        (n, v) for n, v in form(rng, rng.choice((None, None, None, *SIDS))) if n not in ("From", "OptOutType")
    ]
    fields += [("From", rng.choice(HARMLESS))]
    if rng.random() < 0.1:
        fields += [("Extra", str(n)) for n in range(rng.choice((10, 150, 300)))]
    signature = f"X-Twilio-Signature: {sign(PUBLIC + path, fields)}"
    noise = [line for line in rng.sample(FORWARDING, k=2) if line.isascii() and "Expect" not in line]
    asked = Asked(kind="signed", method="POST", path=path, signed=True)
    return Sent(asked, posted(path, urlencode(fields).encode(), signature, *noise))


def missigned(rng: random.Random, routes: Sequence[str]) -> Sent:
    """Signatures that are absent, of another token, address, account or body, or nonsense."""
    path, fields = rng.choice(WEBHOOKS), form(rng)
    other = [*fields, ("Extra", "1")]
    foreign = [(n, "AC" + "9" * 32 if n == "AccountSid" else v) for n, v in fields]
    made = rng.choice(
        (
            (None, fields),
            ("", fields),
            (sign(PUBLIC + path, fields, token="another"), fields),
            (sign(PUBLIC + path + "x", fields), fields),
            (sign("http://127.0.0.1" + path, fields), fields),
            (sign(PUBLIC + path, fields), other),
            (sign(PUBLIC + path, other), fields),
            (sign(PUBLIC + path, foreign), foreign),
            ("\x7f" * 30, fields),
            ("A" * 5000, fields),
            (sign(PUBLIC + path, [])[::-1], fields),
        )
    )
    headers = [] if made[0] is None else [f"X-Twilio-Signature: {made[0]}"]
    return Sent(
        Asked(kind="missigned", method="POST", path=path), posted(path, urlencode(made[1]).encode(), *headers)
    )


def misrouted(rng: random.Random, routes: Sequence[str]) -> Sent:
    """Any method on any route, with odd paths, hosts and headers."""
    method, path = rng.choice(METHODS), _fill(rng.choice((*routes, *WEBHOOKS)), rng)
    target = rng.choice(
        (path, path, path + rng.choice(TRAVERSALS), path + "?" + "a=1&" * 300, "http://evil" + path, "*")
    )
    target = quote(target, safe="/%?&=:*;.")
    body = urlencode(form(rng)).encode() if rng.random() < 0.5 else b""
    host = rng.choice(HOSTS)
    is_webhook = any(target.startswith(hook) for hook in WEBHOOKS)
    asked = Asked(kind="misrouted", method=method, path=target[:60], is_webhook=is_webhook)
    return Sent(asked, posted(target, body, *rng.sample(FORWARDING, k=3), method=method, host=host))


def misbodied(rng: random.Random, routes: Sequence[str]) -> Sent:
    """Bodies that are no form: too large, of another type, compressed, doubled, not what was announced."""
    path = rng.choice(WEBHOOKS)
    fields = form(rng)
    body = rng.choice(
        (
            b"",
            b"\xff\xfe" * 100,
            b"a" * 70_000,
            b"&" * 5000,
            b"%",
            b"%zz=%ud800&%00=%ff",
            "CallSid=é".encode(),
            json.dumps(dict(fields)).encode(),
            b"--x\r\nContent-Disposition: form-data; name=CallSid\r\n\r\nCA1\r\n--x--\r\n",
            b"\x1f\x8b\x08" + rng.randbytes(200),
            urlencode(fields * 100).encode(),
            b"CallSid=" + b"A" * 60_000,
            b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        )
    )
    kind = f"Content-Type: {rng.choice(CONTENT_TYPES)}"
    signature = f"X-Twilio-Signature: {sign(PUBLIC + path, fields)}"
    raw = head("POST", path, [kind, f"Content-Length: {len(body)}", signature]) + body
    return Sent(Asked(kind="misbodied", method="POST", path=path), raw)


def misframed(rng: random.Random, routes: Sequence[str]) -> Sent:
    """Lengths, chunks and lines that contradict themselves."""
    path = rng.choice((*WEBHOOKS, *routes))
    body = b"CallSid=CA1"
    chunked = "Transfer-Encoding: chunked"
    raw = rng.choice(
        (
            head("POST", path, ["Content-Length: -5"]) + body,
            head("POST", path, ["Content-Length: 5, 11"]) + body,
            head("POST", path, ["Content-Length: 5", "Content-Length: 11"]) + body,
            head("POST", path, ["Content-Length: " + "9" * 400]) + body,
            head("POST", path, ["Content-Length: 0x0b"]) + body,
            head("POST", path, ["Content-Length: 11", chunked]) + body,
            head("POST", path, [chunked]) + b"zz\r\n" + body + b"\r\n0\r\n\r\n",
            head("POST", path, [chunked]) + b"ffffffffffffffff\r\n" + body,
            head("POST", path, [chunked]) + b"b;" + b"x" * 20_000 + b"\r\n" + body + b"\r\n0\r\n\r\n",
            head("POST", path, [chunked]) + b"b\r\n" + body + b"\r\n0\r\n\r\n",
            head("POST", path, ["Transfer-Encoding: gzip, chunked"]) + body,
            head("POST", path, ["X-Long: " + "a" * 20_000]) + body,
            head("POST", path, [f"X-{n}: {n}" for n in range(3000)]) + body,
            head("POST", path, ["X-Twilio-Signature: a", "X-Twilio-Signature: b", "Content-Length: 11"])
            + body,
            head("GET", path, ["Bad Header: 1"]),
            head("GET", path, ["Name\x00: 1"]),
            head("GET", path, [" folded: 1"]),
            f"GET {path} HTTP/9.9\r\n\r\n".encode(),
            f"GET {path}\r\n\r\n".encode(),
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + rng.randbytes(100),
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            rng.randbytes(300) + b"\r\n\r\n",
            b"\r\n" * 10,
        )
    )
    is_webhook = path in WEBHOOKS
    return Sent(Asked(kind="misframed", method="POST", path=path, is_whole=False, is_webhook=is_webhook), raw)


def upgrade(rng: random.Random, routes: Sequence[str]) -> Sent:
    """Handshakes that are none, or that come to the wrong door."""
    path = rng.choice(("/conversation-relay", "/conversation-relay", *routes, *WEBHOOKS))
    lines = [
        "Upgrade: websocket",
        "Connection: Upgrade",
        rng.choice(("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Key: x", "X: y")),
        rng.choice(("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 99", "X: y")),
        rng.choice(
            (
                "Sec-WebSocket-Extensions: permessage-deflate; x=" + "9" * 500,
                "Sec-WebSocket-Protocol: \t,,",
                "X: y",
            )
        ),
        rng.choice((*FORWARDING[:12], "X-Twilio-Signature: " + "é" * 20)),
        rng.choice(("X-Twilio-Signature: forged", "X: y")),
    ]
    raw = "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {rng.choice(HOSTS)}", *lines, "", ""]).encode()
    return Sent(Asked(kind="upgrade", method="GET", path=path, is_webhook=path in WEBHOOKS), raw)


def leaving(rng: random.Random, routes: Sequence[str]) -> Sent:
    """A client that goes before it has said everything, or before it hears the answer."""
    path = rng.choice(WEBHOOKS)
    raw = posted(path, b"CallSid=CA1", "X-Twilio-Signature: a")
    cut = rng.choice(
        (raw[: rng.randrange(1, len(raw))], head("POST", path, ["Content-Length: 60000"]) + b"a")
    )
    return Sent(Asked(kind="leaving", method="POST", path=path, is_whole=False), cut, hangs_up=True)


KINDS: tuple[tuple[int, Callable[[random.Random, Sequence[str]], Sent]], ...] = (
    (25, missigned),
    (25, misrouted),
    (15, misbodied),
    (15, misframed),
    (10, upgrade),
    (10, leaving),
)
"""What nobody signed, with how often each kind comes."""


def hostile(rng: random.Random, routes: Sequence[str]) -> Sent:
    """One request of any kind that nobody signed."""
    return rng.choices([make for _, make in KINDS], [weight for weight, _ in KINDS])[0](rng, routes)


def _fill(path: str, rng: random.Random) -> str:
    """A route with its parameters, if it has any, filled in."""
    if "{" not in path:
        return path
    before, _, rest = path.partition("{")
    value = rng.choice(("x", "..", "%00", "CA" + "a" * 32, "é", "a" * 3000))
    return _fill(before + value + rest.partition("}")[2], rng)
