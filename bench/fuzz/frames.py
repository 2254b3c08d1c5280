"""Hostile frames: broken, wrong, huge, deep, endless, out of order, and words that get nobody anywhere."""

import json
import random
from collections.abc import Callable
from typing import Any

from bench.fuzz.words import MARKS, WORDS

Make = Callable[[], str]
Raw = str | bytes
"""A text frame, or a binary one."""

BIG = 64 * 1024
LANGS = ("en-US", "es-US", "xx", "")
TYPES = ("setup", "prompt", "dtmf", "interrupt", "info", "error")
NUMBERS = (
    "1e999",
    "-1e999",
    "9" * 5000,
    "-0",
    "1e-9999",
    "0.1",
    "18446744073709551616",
    "NaN",
    "Infinity",
    "01",
)


def frame(kind: str, **fields: Any) -> str:
    """A frame of this type."""
    return json.dumps({"type": kind, **fields}, ensure_ascii=False)


def prompt(words: str, *, last: bool = True, lang: str = "en-US") -> str:
    """Words of the caller."""
    return frame("prompt", voicePrompt=words, lang=lang, last=last)


def well_formed(rng: random.Random) -> str:
    """A frame that reads, wherever in a call it comes."""
    number = rng.choice((-1, 0, 10**9, 0.5, 2**62, "x" * 50))
    return rng.choice(
        (
            lambda: prompt(
                rng.choice(WORDS), last=rng.random() < 0.7, lang=rng.choice(("en-US", "xx", "", "es-US"))
            ),
            lambda: prompt(" ".join(rng.choices(WORDS, k=3))),
            lambda: frame(
                "dtmf", digit=rng.choice((*"0123456789*#", "", "12", "A", "٣", "\u0000", "9" * 500))
            ),
            lambda: frame(
                "interrupt",
                utteranceUntilInterrupt=rng.choice(("", "How", "x" * 9000, *MARKS)),
                durationUntilInterruptMs=number,
            ),
            lambda: frame(
                "info",
                name=rng.choice(("agentSpeaking", "clientSpeaking", "tokensPlayed", "roundTripDelayMs", "")),
                value=rng.choice(("on", "off", "", "x" * 5000, 7, None, {"a": [1]}, *MARKS)),
            ),
            lambda: frame("error", description="Invalid message received: " + rng.choice(WORDS)),
            lambda: frame(
                "setup", callSid="CA" + "f" * 32, sessionId="VX2", customParameters={"ticket": "1.2"}
            ),
        )
    )()


def spoken(rng: random.Random) -> Raw:
    """Final words or a key, which the engine answers."""
    if rng.random() < 0.15:
        return frame("dtmf", digit=rng.choice("0123456789*#"))
    return prompt(" ".join(rng.choices(WORDS, k=rng.choice((1, 1, 2)))), lang=rng.choice(LANGS))


def truncated(rng: random.Random) -> Raw:
    """The beginning of a frame; what is wrong with it may come before its end is missed."""
    whole = rng.choice((well_formed(rng), '{"type":"dtmf","digit":5,"a":[1,2', '{"type":"zzz","a":{"b":'))
    return whole[: rng.randrange(len(whole))]


def mistyped(rng: random.Random) -> Raw:
    """Every field of the wrong type, or of none."""
    value = rng.choice(("null", "true", "[]", "{}", '""', "[[1]]", rng.choice(NUMBERS)))
    field = rng.choice(
        ("voicePrompt", "lang", "last", "digit", "callSid", "customParameters", "name", "value", "type")
    )
    tail = rng.choice(("}", "}}", "", ",", '} {"type":"dtmf","digit":"1"}'))
    return f'{{"type":"{rng.choice(TYPES)}","{field}":{value}{tail}'


def deep(rng: random.Random) -> Raw:
    """Nested beyond what a parser's stack may hold."""
    depth = rng.choice((50, 900, 1100, 5000, 10_000, 30_000))
    opening, closing = rng.choice((("[", "]"), ('{"a":', "}")))
    nest = opening * depth + "1" + closing * rng.choice((depth, 0, depth // 2))
    return f'{{"type":"{rng.choice((*TYPES, "zzz"))}","{rng.choice(("value", "x", "name"))}":{nest}}}'[:BIG]


def unicode(rng: random.Random) -> Raw:
    """Escapes of half a character, and characters that few have seen."""
    return rng.choice(
        (
            '{"type":"prompt","voicePrompt":"\\ud800","last":true}',
            '{"type":"prompt","voicePrompt":"\\udc00\\ud800 yes","last":true}',
            '{"type":"dtmf","digit":"\\u0000"}',
            '{"type":"prompt","voicePrompt":"\\u00","last":true}',
            "\ufeff" + frame("dtmf", digit="1"),
            prompt("".join(chr(rng.randrange(0x20, 0xD7FF)) for _ in range(200))),
            prompt("".join(chr(rng.randrange(0x10000, 0x10FFFF)) for _ in range(200))),
        )
    )


def doubled(rng: random.Random) -> Raw:
    """The same key again and again."""
    name, value = rng.choice(("type", "digit", "voicePrompt", "last")), rng.choice((*TYPES, 1, True))
    keys = [f'"{name}":{json.dumps(value)}']
    return "{" + ",".join(['"type":"prompt"', *keys, '"type":"dtmf"', '"digit":"1"', '"digit":"0"']) + "}"


def unknown(rng: random.Random) -> Raw:
    """A type that nobody knows, no object at all, or no text at all."""
    odd: tuple[Raw, ...] = ("[]", "7", '"setup"', "null", "", b"", bytes(range(256)), rng.randbytes(3000))
    return rng.choice((frame("connected", x=1), frame("media", payload="A" * 4000), frame("", a=1), *odd))


def large(rng: random.Random) -> Raw:
    """As much as a frame may hold."""
    filler = rng.choice((".", "a ", "9 ", "é", "\u200b", "<", "' ", "March ", "my name is "))
    return prompt((filler * BIG)[: BIG // len(filler.encode()) // 2 - 200])


GENTLE: tuple[tuple[int, Callable[[random.Random], Raw]], ...] = (
    (50, well_formed),
    (10, truncated),
    (12, mistyped),
    (4, deep),
    (6, unicode),
    (5, doubled),
    (6, unknown),
    (1, large),
)
"""Kinds of frames after which the socket stays open, with how often each comes."""


def hostile(rng: random.Random) -> Raw:
    """One frame of any kind that does not end the session."""
    make = rng.choices([make for _, make in GENTLE], [weight for weight, _ in GENTLE])[0]
    return make(rng)


def last_word(rng: random.Random) -> Raw:
    """A frame that ends the session: larger than is read."""
    return prompt("x" * rng.choice((BIG, BIG + 1, 4 * BIG)))


def flood(rng: random.Random, length: int) -> list[Raw]:
    """The same again and again: keys, partial prompts, interrupts, events, or words without end."""
    ways: tuple[Make, ...] = (
        lambda: frame("dtmf", digit=rng.choice("0123456789*")),
        lambda: prompt("I would like " * 20, last=False),
        lambda: frame("interrupt", utteranceUntilInterrupt="How", durationUntilInterruptMs=-1),
        lambda: frame("info", name="tokensPlayed", value="How can I help?"),
        lambda: frame("info", name="clientSpeaking", value="on"),
        lambda: prompt("and then, um, and"),
    )
    make = rng.choice(ways)
    return [make() for _ in range(length)]
