"""The dashboard, the alert rules and the page on monitoring speak of figures that exist, and of all of them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prometheus_client import REGISTRY

import events.metrics  # noqa: F401  (registers what it counts)
import woorec.metrics  # noqa: F401
from woorec.scrape import FIGURES

DOCS = Path(__file__).resolve().parent.parent / "docs"
FOLDER = DOCS / "monitoring"
NAME = re.compile(r"\bwoorec_[a-z_]+")
LABEL = re.compile(r"\b(?:by|on) \(([a-z_, ]+)\)|\{([^}]*)\}")
OF_PROMETHEUS = {"le", "instance", "job"}


def figures() -> dict[str, set[str]]:
    """Every figure as Prometheus stores it, with its labels."""
    ours = [metric for metric in REGISTRY._collector_to_names if getattr(metric, "_name", "").startswith("woorec_")]
    found = {name: set(labels) for name, (_, labels) in FIGURES.items()}
    for metric in ours:
        suffixes = {"counter": ["_total"], "gauge": [""], "histogram": ["_bucket", "_sum", "_count"]}[metric._type]
        found |= {metric._name + suffix: set(metric._labelnames) for suffix in suffixes}
    return found


def page_names() -> set[str]:
    """What the page on monitoring has to name: a histogram by its name alone."""
    return {re.sub(r"_(bucket|sum|count)$", "", name) for name in figures()}


def dashboard() -> dict:
    return json.loads((FOLDER / "grafana-dashboard.json").read_text())


def alerts() -> list[dict]:
    groups = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in alerts())
    yield from (target["expr"] for panel in dashboard()["panels"] for target in panel.get("targets", []))


def labels_in(expression: str) -> set[str]:
    found = set()
    for grouped, matched in LABEL.findall(expression):
        found |= {name.strip() for name in grouped.split(",") if name.strip()}
        found |= set(re.findall(r"([a-z_]+)\s*(?:=~|!=|=|!~)", matched))
    return found - OF_PROMETHEUS


def test_every_figure_in_the_dashboard_and_the_alerts_exists() -> None:
    named = {name for expression in expressions() for name in NAME.findall(expression)}
    assert "woorec_list_stage_seconds_bucket" in named
    assert sorted(named - set(figures())) == []


def test_every_figure_is_watched_by_a_panel_or_an_alert() -> None:
    named = {re.sub(r"_(bucket|sum|count)$", "", name) for text in expressions() for name in NAME.findall(text)}
    assert sorted(page_names() - named) == []


@pytest.mark.parametrize("expression", list(expressions()))
def test_an_expression_asks_for_labels_that_one_of_its_figures_has(expression: str) -> None:
    known = set().union(*(figures()[name] for name in NAME.findall(expression)), OF_PROMETHEUS)
    assert labels_in(expression) <= known


def test_every_figure_is_on_the_page_with_its_labels_and_none_is_invented() -> None:
    rows = re.findall(r"^\| `(woorec_[a-z_]+)` \| ([^|]*) \|", (DOCS / "monitoring.md").read_text(), re.MULTILINE)
    written = {name: set(re.findall(r"`([a-z]+)`", labels)) for name, labels in rows}
    labels = {re.sub(r"_(bucket|sum|count)$", "", name): found for name, found in figures().items()}
    assert written == labels


def test_no_figure_has_a_label_that_could_be_a_person_or_a_product() -> None:
    allowed = {
        "store",
        "placement",
        "warehouse",
        "route",
        "status",
        "stage",
        "fallback",
        "kind",
        "state",
        "queue",
        "part",
    }
    assert set().union(*figures().values()) == allowed


def test_no_alert_waits_for_a_count_of_zero_since_what_never_happened_has_no_count() -> None:
    """A server that starts anew knows no series of what has not happened yet: `unless` finds that, `== 0` does not."""
    waiting = re.compile(r"\b(?:rate|increase)\([^()]*\)\)*\s*(?:==|<)")
    assert waiting.search('sum by (store) (rate(woorec_events_total{state="stored"}[1h])) == 0')
    assert [rule["alert"] for rule in alerts() if waiting.search(rule["expr"])] == []


def test_a_shop_that_tells_nothing_is_told_of_also_after_a_restart() -> None:
    (silent,) = (rule["expr"] for rule in alerts() if rule["alert"] == "WooRecNoEvents")
    shown, _, told = silent.partition(" unless ")
    assert NAME.findall(shown) == ["woorec_lists_total"]
    assert NAME.findall(told) == ["woorec_events_total"]
    assert told.rstrip().endswith("> 0")


def test_every_alert_says_what_is_wrong_and_what_to_do() -> None:
    assert len(alerts()) > 15
    for rule in alerts():
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert all(len(rule["annotations"][name]) > 20 for name in ("summary", "what_to_do"))
        told = set(re.findall(r"\$labels\.([a-z]+)", json.dumps(rule["annotations"])))
        assert told <= labels_in(rule["expr"]) | {"instance"}


def test_the_dashboard_lets_one_choose_the_prometheus_and_overlaps_nothing() -> None:
    found = dashboard()
    assert found["templating"]["list"][0]["type"] == "datasource"
    panels = found["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert {json.dumps(p["datasource"]) for p in panels if p["type"] != "row"} == {
        json.dumps({"type": "prometheus", "uid": "${datasource}"})
    }
    places = [
        (x, y)
        for grid in (panel["gridPos"] for panel in panels)
        for x in range(grid["x"], grid["x"] + grid["w"])
        for y in range(grid["y"], grid["y"] + grid["h"])
    ]
    assert len(places) == len(set(places))
    assert max(x for x, _ in places) < 24
