"""What Bluejay answers, read in its variants, and what a run comes to."""

from typing import Any

import pytest

from qa.bluejay.payloads import Compared, Judged, Standing, judged, lasted, spoken
from qa.bluejay.push import Connection
from qa.bluejay.report import NO_DATA, NOT_LINKABLE, table
from qa.bluejay.scores import Numbers, Share, score, tool_is_right
from tests.bluejay_api import completed

TIMES = {"start_time": "2026-07-16T18:00:05Z", "end_time": "2026-07-16T18:02:10Z"}


@pytest.mark.parametrize("duration", [125, 125_000])
def test_the_length_of_a_call_comes_from_its_times(duration: int) -> None:
    """`duration` is milliseconds in one document and seconds in another."""
    assert lasted({"duration": duration, **TIMES}) == 125.0
    assert lasted({"duration": duration}) is None and lasted({"start_time": "soon", "end_time": 3}) is None


@pytest.mark.parametrize("who", ["speaker", "role"])
@pytest.mark.parametrize("what", ["utterance", "text", "content"])
def test_a_transcript_is_read_under_any_key(who: str, what: str) -> None:
    """Speakers are spelled in several ways, too."""
    entries = [{who: "agent", what: "Hello."}, {who: "USER", what: "Hi."}]
    assert spoken(entries) == [("AGENT", "Hello."), ("USER", "Hi.")]
    assert judged({"id": 1, "transcript": entries}).last_words == "USER: Hi."


def test_tool_calls_are_read_grouped_and_flat() -> None:
    """Groups from the API, a list from the webhook."""
    grouped = judged({"id": 1, "tool_calls": [{"name": "cancel", "expected": [{}], "actual": []}]})
    flat = judged(
        {"id": "1", "tool_calls": [{"name": "cancel", "start_offset_ms": 3, "parameters": {"a": 1}}]}
    )
    assert grouped.tools == (Compared(name="cancel", expected=({},)),)
    assert flat.tools is not None and flat.tools[0].actual[0]["parameters"] == {"a": 1}
    assert judged({"id": 1}).tools is None


def test_the_newest_evaluation_counts_and_a_person_overrules_it() -> None:
    """A call may be evaluated again; overrides come as a value, or with a reason."""
    old = {"created_at": "2026-07-16T18:00:00Z", "goal_success": False}
    new = {"created_at": "2026-07-17T18:00:00Z", "goal_success": True, "hallucination": True}
    assert judged({"id": 1, "evaluations": [new, old]}).goal is True
    human = {"human_hallucination": {"value": False, "reason_code": "tool-result", "note": ""}}
    assert judged({"id": 1, "evaluations": [old, new | human]}).hallucination is False
    assert judged({"id": 1, "evaluations": [new | {"human_goal": False}]}).goal is False


@pytest.mark.parametrize(
    "payload",
    [{}, {"id": None, "evaluations": [None, 3]}, {"status": 7, "tool_calls": [1], "evaluations": "x"},
     {"evaluations": [{"latency": [], "goal_success": "yes", "custom_metrics": {}}], "events": {}}],
)  # fmt: skip
def test_nonsense_is_missing_and_no_error(payload: dict[str, Any]) -> None:
    """What cannot be read is None, never a guess."""
    found = judged(payload)
    assert found.goal is None and found.latency.p50 is None and found.standing is Standing.UNDER_WAY


def test_latency_is_in_seconds_and_zero_is_no_measurement() -> None:
    """The schema fills in zeros; milliseconds are told from seconds by their size."""
    given = {"p50_agent_latency": 1.4, "p95_agent_latency": 2400, "max_agent_latency": 0}
    latency = judged({"id": 1, **completed(latency=given)}).latency
    assert (latency.p50, latency.p95, latency.p99, latency.most) == (1.4, 2.4, None, None)


def call(human: str, goal: bool | None, **more: Any) -> Judged:
    status = "COMPLETED" if goal is not None else "SYSTEM_ERROR"
    return Judged(result_id=human, human_id=human, status=status, goal=goal, **more)


@pytest.mark.parametrize(
    ("goals", "holds"),
    [((True, True, True), True), ((True, False, True), True), ((True, False, False), False),
     ((False,), False), ((True, False), True), ((False, False), False),
     ((None, False, False), False), ((None, None), None), ((None, True), True)],
)  # fmt: skip
def test_a_failure_counts_at_two_of_three(goals: tuple[bool | None, ...], holds: bool | None) -> None:
    """One judge's change of mind fails no scenario, and void calls are none of the three."""
    found = score([call("a", goal) for goal in goals], {"a": "one"})
    assert found.scenarios[0].holds is holds


def test_an_interval_is_honest_about_few_calls() -> None:
    """Five of five is not certain; Wilson's interval holds at both ends."""
    low, high = Share(part=5, whole=5).interval()
    assert 0.55 < low < 0.58 and high == 1.0
    low, high = Share(part=0, whole=20).interval()
    assert low == 0.0 and 0.15 < high < 0.17


def test_tools_are_compared_by_name_and_by_what_they_were_asked() -> None:
    """Each expected use needs one of its own; more parameters than expected are fine."""
    wanted = {"parameters": {"provider_id": 1}}
    used = {"parameters": {"provider_id": 1, "minutes": 30}}
    assert tool_is_right(Compared(name="schedule", expected=(wanted,), actual=(used,)))
    assert not tool_is_right(Compared(name="schedule", expected=(wanted, wanted), actual=(used,)))
    assert not tool_is_right(
        Compared(name="schedule", expected=({"parameters": {"minutes": 60}},), actual=(used,))
    )
    assert not tool_is_right(Compared(name="schedule", expected=({},)))


def test_custom_metrics_count_or_pass() -> None:
    """Words alone are left to be read; not applicable is no verdict."""

    def one(**values: str) -> Judged:
        listed = [{"name": n, "response_type": "x", "response_value": v} for n, v in values.items()]
        return judged({"id": 1, **completed(goal_success=True, custom_metrics=listed)})

    found = score([one(urgent="Pass", asked="2", note="fine"), one(urgent="fail", asked="0"),
                   one(urgent="not_applicable")], {})  # fmt: skip
    assert found.metrics["urgent"] == Share(part=1, whole=2)
    assert isinstance(found.metrics["asked"], Numbers) and found.metrics["asked"].total == 2
    assert "note" not in found.metrics


def test_no_data_is_not_zero_and_the_telephone_cannot_be_linked() -> None:
    """A blank would look like a nought."""
    found = score([call("a", True)], {"a": "one"})
    shown = dict(line.split("  ", 1) for line in table(found, Connection.SIP).splitlines() if "  " in line)
    assert shown["word-error rate"].strip() == NO_DATA and shown["pronunciation"].strip() == NO_DATA
    phone = table(found, Connection.PHONE)
    assert phone.count(NOT_LINKABLE) == 2


def test_percentiles_are_named_for_what_they_are() -> None:
    """The median is the median, and the longest call is shown beside P95."""

    def slow(p50: float) -> Judged:
        return judged({"id": 1, **completed(goal_success=True, latency={"p50_agent_latency": p50})})

    found = score([slow(p50) for p50 in (1.0, 2.0, 3.0, 9.0)], {})
    assert found.latency_p50 is not None
    assert (found.latency_p50.middle, found.latency_p50.most, found.latency_p50.n) == (2.0, 9.0, 4)
    assert found.latency_p95 is None
