"""A finished call as people read it: who said what when, the way it took, and what was wrong with it."""

from collections.abc import Iterator

from qa.simulate.records import FinishedCall


def verdict(call: FinishedCall) -> str:
    """The call's name, what became of it, its transcript and every check that failed."""
    how = "void" if call.void else "passed" if call.passed else "failed"
    head = f"{how}: {call.scenario}, repeat {call.repeat}, seed {call.seed}: {call.title}"
    return "\n".join((head, *(f"  {line}" for line in (*transcript(call), *wrong(call)))))


def transcript(call: FinishedCall) -> list[str]:
    """One line for everything that was said, pressed or cut off, in order."""
    said = [
        *((reply.at, 0, f"agent   {reply.text}") for reply in call.replies),
        *((cut.at, 1, f"  [cut off by {cut.how} after: {cut.heard!r}]") for cut in call.interruptions),
        *((line.at, 2, f"caller  {_line(line.said, line.heard)}") for line in call.lines),
        *((key.at, 3, f"key     {key.key}") for key in call.keys),
    ]
    lines = [f"{at:7.1f}  {text}" for at, _, text in sorted(said)]
    return [*lines, f"{call.seconds:7.1f}  ended by {call.ended_by}"]


def wrong(call: FinishedCall) -> Iterator[str]:
    """Why the call is void, or what it did not do."""
    if call.void:
        yield f"VOID  {call.void}"
    for check in call.checks:
        if not check.passed:
            yield f"WRONG {check.name}: expected {check.expected}; got {check.got}"
            if check.step:
                yield f"      at {check.step}"
    taken = [row["trigger"] for row in call.history.get("transitions", ()) if row["taken"]]
    if taken and not call.passed:
        yield f"PATH  {' > '.join(trigger for trigger in taken if trigger != 'ask')}"


def _line(said: str, heard: tuple[str, ...]) -> str:
    if not heard:
        return f"{said} [not heard]"
    return said if " ".join(heard) == said else f"{said} [heard: {' | '.join(heard)}]"
