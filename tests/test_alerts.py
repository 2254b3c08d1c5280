"""The alert rules and what is written about them, held to the metrics and to each other."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from channels.telemetry.meters import Meters
from channels.telemetry.metrics import Metrics

ROOT = Path(__file__).parent.parent
RULES = yaml.safe_load((ROOT / "deploy" / "alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_asks_for_what_is_shown(rule: dict[str, Any]) -> None:
    """Its series exist with the labels and values it names, and are there before anything has happened."""
    series, first = Meters().series, Metrics().exposition().decode()
    for name, matchers in re.findall(r"(front_desk_\w+)(?:\{([^}]*)\})?", rule["expr"]):
        assert name in series, name
        for label, _, values in re.findall(r"(\w+)(=~|!~|!=|=)\"([^\"]*)\"", matchers):
            assert label in series[name], (name, label)
            for value in values.split("|"):
                assert f'{label}="{value}"' in first, (name, label, value)


def test_every_alert_is_explained() -> None:
    """Whoever is woken finds the alert with the expression that woke them, and what to do."""
    explained = dict(re.findall(r"^\*\*(FrontDesk\w+)\*\*, [\w ]+: `(.+)`$", OPERATING, re.M))
    assert explained == {rule["alert"]: rule["expr"] for rule in RULES}
    assert OPERATING.count("*Do:*") == len(RULES)
    asleep = OPERATING.index("### These wait for the morning")
    for rule in RULES:
        wakes = OPERATING.index(f"**{rule['alert']}**") < asleep
        assert rule["labels"]["severity"] == ("page" if wakes else "ticket"), rule["alert"]
        assert rule["annotations"]["summary"] in " ".join(OPERATING.split())


def test_every_metric_is_explained() -> None:
    """An operator finds every number of /metrics in the table, and none that is not there."""
    table = OPERATING.split("| metric | what it counts |")[1].split("##")[0]
    named = set(re.findall(r"`(front_desk_\w+)`", table))
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in Meters().series}
    assert named == families
