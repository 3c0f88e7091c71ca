"""Reports on returns and on position, as somebody reads them."""

import pytest
from django.template.loader import render_to_string

from ranking.artifacts import Model
from ranking.figures import figures_of
from ranking.reports import position_report, returns_report

RETURNS = {
    "rate": 0.184, "method": "logistic", "pieces": 2900, "returned": 533, "mature_days": 21.0, "fresh_lines": 310,
    "rows": 290, "auc": 0.71, "calibration": 1.04, "log_loss": 0.41, "usual_log_loss": 0.48,
}  # fmt: skip
POSITION = {
    "ratio": 0.86, "low": 0.79, "high": 0.94, "lists": 41_000, "swapped_clicks": 260,
    "by_position": [{"position": 1, "ratio": 0.7, "low": 0.6, "high": 0.82}, {"position": 2, "missing": "few"}],
}  # fmt: skip


def test_returns_are_told_in_a_sentence_with_the_figures_behind_it() -> None:
    report = returns_report({"returns": RETURNS})
    assert report.sentence.startswith("18 % of the pieces that were bought came back.")
    assert ("Old enough after", "21 days; 310 order lines are younger") in report.lines
    assert ("Surprise (log loss)", "0.41, against 0.48 of one rate for all") in report.lines


def test_position_is_told_with_its_interval_and_only_where_enough_is_known() -> None:
    report = position_report({"position": POSITION})
    assert report.sentence.endswith("gets 86 % of the clicks (95 % interval 79 % to 94 %).")
    assert [label for label, _ in report.lines if label.startswith("From place")] == ["From place 1 to 2"]


@pytest.mark.parametrize("name", ["returns", "position"])
def test_what_is_missing_is_said_on_the_page(name: str) -> None:
    report = {"returns": returns_report, "position": position_report}[name]({name: {"missing": "Nothing yet."}})
    assert "Nothing yet." in render_to_string(f"ranking/{name}.html", {"report": report})


def test_a_model_of_before_says_that_it_does_not_know() -> None:
    assert "trained before" in returns_report({}).sentence
    assert "trained before" in position_report({}).sentence


def test_what_a_training_writes_can_be_read_out(first_day: Model) -> None:
    assert returns_report(first_day.metrics).sentence == "No order is known yet."
    assert "Exploration makes some" in position_report(first_day.metrics).sentence
    assert not [
        figure.key for figure in figures_of(first_day.metrics) if figure.key.startswith(("returns", "position"))
    ]
