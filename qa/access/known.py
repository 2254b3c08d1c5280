"""What is known to be personal in one call: everything said, looked up or on file about its people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.engine import Connection

from engine.extraction import Record
from engine.local.words import cut, fold

SHORTEST = 2
"""Letters of a word that is looked for as part of a name."""
_NAME_KEYS = frozenset({"given", "family"})
_PHONE_KEYS = frozenset({"phone", "caller", "to_phone", "number"})
_PATIENTS = text(
    "SELECT name, given_name, family_name, date_of_birth, phone, email, address FROM Patients"
    " WHERE id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_CALLER = text("SELECT caller FROM Calls WHERE call_sid = :call_sid")


class Known(Record, frozen=True):
    """The personal values of one call, and the public ones that look like them."""

    names: frozenset[str] = frozenset()
    """Words of names, folded."""
    births: frozenset[date] = frozenset()
    phones: frozenset[str] = frozenset()
    """Digits alone."""
    texts: frozenset[str] = frozenset()
    """Mail and street addresses, folded."""
    providers: tuple[str, ...] = ()
    """The clinic's own doctors, as the clinic writes them; they are no secret."""
    public: frozenset[str] = frozenset({"911", "988", "18002221222"})
    """Digits of numbers that everybody may call."""


def known_of(
    history: Mapping[str, Sequence[Mapping[str, Any]]],
    patients: Iterable[Mapping[str, Any]] = (),
    *,
    providers: Iterable[str] = (),
    clinic_phone: str = "",
    caller: str | None = None,
) -> Known:
    """Collect what is personal from a call's `journal.history` and the `Patients` rows it names."""
    names, births, phones, texts = set[str](), set[date](), set[str](), set[str]()
    found = [*_values(history.get("turns", ())), *_values(history.get("tools", ()))]
    found += [(key, value) for row in patients for key, value in row.items()]
    for key, value in [*found, ("caller", caller)]:
        if not isinstance(value, str) or not value:
            continue
        if key in _NAME_KEYS or key in ("name", "given_name", "family_name"):
            names |= set(words_of(value))
        elif key == "date_of_birth":
            births |= {born for born in [_date(value)] if born is not None}
        elif key in _PHONE_KEYS:
            phones |= {digits for digits in [_digits(value)] if len(digits) > 3}
        elif key in ("email", "address"):
            texts.add(fold(value))
    public = Known().public | ({_digits(clinic_phone)} if clinic_phone else set())
    return Known(
        names=frozenset(names),
        births=frozenset(births),
        phones=frozenset(phones),
        texts=frozenset(texts),
        providers=tuple(providers),
        public=public,
    )


def read_known(
    connection: Connection,
    call_sid: str,
    history: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    providers: Iterable[str] = (),
    clinic_phone: str = "",
) -> Known:
    """Collect what is personal in a stored call; reads its caller and the patients that its tools named."""
    ids = sorted({value for key, value in _values(history.get("tools", ())) if key == "patient_id" and value})
    rows = [dict(row) for row in connection.execute(_PATIENTS, {"ids": ids}).mappings()] if ids else []
    caller = connection.execute(_CALLER, {"call_sid": call_sid}).scalar_one_or_none()
    return known_of(history, rows, providers=providers, clinic_phone=clinic_phone, caller=caller)


def words_of(name: str) -> Iterator[str]:
    """Every word of a name, folded, and the parts of a double one."""
    for token in cut(name):
        for part in {token.word, *token.word.split("-")}:
            if len(part) >= SHORTEST and part[0].isalpha():
                yield part


def _values(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every plain value of nested rows, with the key it stands under; a provider's `name` has none."""
    if isinstance(value, Mapping):
        if value.get("type") in ("look_up_provider", "provider_found"):
            return
        for name, inside in value.items():
            yield from _values(inside, str(name))
    elif isinstance(value, list | tuple):
        for inside in value:
            yield from _values(inside, key)
    else:
        yield key, value


def _digits(value: str) -> str:
    digits = "".join(c for c in value if c.isdecimal())
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None
