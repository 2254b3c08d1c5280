"""The load bench's callers: each can hold the call that the figures are made of."""

import random
from pathlib import Path

import pytest

from bench.load.caller import Caller
from bench.load.errands import Errand
from bench.load.people import fill, people
from tests.office import NOW, Office
from tests.wire import served

HASTE = 2000.0
"""How many times faster than people they speak, listen and think."""


@pytest.mark.parametrize("errand", Errand)
async def test_a_caller_of_the_load_does_the_errand(tmp_path: Path, errand: Errand) -> None:
    """Over the real socket, from the webhook to the goodbye; every answer has been waited for and timed."""
    office = await Office.open(tmp_path)
    (person,) = everybody = people(1)
    await office.store.transact(lambda connection: fill(connection, everybody, NOW))
    async with served(office.desk) as wire:
        measured = await Caller(wire.http, person, errand, random.Random(7), NOW.date(), HASTE).call()
    assert measured.fault == ""
    assert len(measured.waits) >= 2 and all(wait.seconds > 0 for wait in measured.waits)
    await office.close()
