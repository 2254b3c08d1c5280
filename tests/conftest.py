"""What holds for every test of a session."""

import gc


def pytest_collection_finish() -> None:
    """Leave all that was imported out of the collector's rounds: it lives until the end anyway."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
