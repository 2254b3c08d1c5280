"""Whose clinic the commands speak of: the one in the database, or the demo clinic."""

from engine.clinic import Clinic
from engine.settings import Settings
from engine.store import Store, StoreUnavailable
from qa.simulate.scenario import NOW
from tools.sql import load_demo, read_clinic


async def clinic_of(settings: Settings, *, demo: bool = False) -> Clinic:
    """Read the clinic; the demo clinic where there is no database, or where it is asked for."""
    try:
        store = Store.open("sqlite://" if demo else settings.database_url, create=demo)
    except StoreUnavailable:
        return await clinic_of(settings, demo=True)
    try:
        if demo:
            await store.transact(lambda c: load_demo(c, NOW))
            return await store.transact(read_clinic)
        name, zone, phone = settings.clinic_name, settings.clinic_timezone, settings.front_desk_number
        return await store.transact(lambda c: read_clinic(c, name=name, timezone=zone, phone=phone))
    finally:
        await store.close()
