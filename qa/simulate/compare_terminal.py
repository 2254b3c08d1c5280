"""A comparison as text."""

from collections.abc import Iterator

from qa.simulate.compare import Comparison
from qa.simulate.report_terminal import WIDE, decision


def text(found: Comparison) -> str:
    """What flipped, what changed, what came and went, the decision."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Comparison) -> Iterator[str]:
    yield f"{len(found.flips)} calls flipped." if found.flips else "No call flipped."
    for flip in found.flips:
        yield f"  {flip.was} → {flip.now}  {flip.name}"
        if flip.why:
            yield f"    {flip.why}"[:WIDE]
    for worse, head in ((True, "Worse:"), (False, "Better or neither:")):
        changes = [change for change in found.changes if change.worse is worse]
        if changes:
            yield head
        width = max((len(change.label) for change in changes), default=0)
        for change in changes:
            line = f"{change.noise:.0%}" if change.noise else "clean"
            yield f"  {line:<5} {change.label:<{width}}  {change.was} → {change.now}"
    if found.added:
        yield f"New scenarios: {', '.join(found.added)}"
    if found.removed:
        yield f"Scenarios that are gone: {', '.join(found.removed)}"
    yield ""
    yield from decision(found.decision)
