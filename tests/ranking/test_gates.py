"""What a new model has to show before it may serve."""

import numpy as np
import pytest

from ranking.champion_check import compare_lists, compare_losses
from ranking.dataset import Impressions
from ranking.gates import Gate, Trial, drift, judge, refusal

FINE = Trial(
    asked=40,
    avoiders=3,
    sellable=12,
    reached=9,
    reached_before=9,
    scores=(0.05,) * 60 + (0.06,) * 60,
    scores_before=(0.05,) * 60 + (0.06,) * 60,
    overlap=0.8,
    slowness=1.1,
)


def figures(*, calibration: float | None = 1.02, **order: float) -> dict:
    found = {"challenger": 0.62, "champion": 0.61, "low": -0.01, "high": 0.03, "lists": 900} | order
    return {
        "rankers": {"logistic": {"pctr": {"calibration": calibration}}},
        "against_champion": {"logistic": found},
    }


def surprised(head: str = "pctr", **found: float) -> dict:
    """Figures in which both models foretell an event, by default equally well."""
    known = {"challenger": 0.1, "champion": 0.1, "low": -0.001, "high": 0.001, "rows": 27_000, "positives": 700}
    told = figures()
    told["against_champion"]["logistic"]["losses"] = {head: known | found}
    return told


def of(gates: list[Gate], code: str) -> Gate:
    return next(gate for gate in gates if gate.code == code)


def changed(**values: object) -> Trial:
    return Trial(**{name: getattr(FINE, name) for name in Trial.__dataclass_fields__} | values)  # type: ignore[arg-type]


def test_a_model_as_good_as_the_champion_passes_every_check() -> None:
    gates = judge(figures(), FINE, has_champion=True)
    assert {gate.code for gate in gates} == {
        "order.logistic", "honesty", "allergy", "lists", "reach", "drift", "speed",
    }  # fmt: skip
    assert {gate.state for gate in gates} == {"passed"}
    assert refusal(gates) == ""


@pytest.mark.parametrize(
    ("order", "state", "hard"),
    [
        ({"challenger": 0.60, "champion": 0.61, "low": -0.03, "high": 0.01}, "passed", False),
        ({"challenger": 0.60, "champion": 0.61, "low": -0.02, "high": -0.002}, "failed", False),
        ({"challenger": 0.55, "champion": 0.61, "low": -0.08, "high": -0.04}, "failed", True),
        ({"challenger": 0.66, "champion": 0.61, "low": 0.03, "high": 0.07}, "passed", False),
    ],
)
def test_only_what_is_worse_beyond_luck_counts(order: dict, state: str, hard: bool) -> None:
    gate = of(judge(figures(**order), FINE, has_champion=True), "order.logistic")
    assert (gate.state, gate.hard) == (state, hard)


@pytest.mark.parametrize(("head", "events"), [("pctr", "clicks"), ("pctcvr", "purchases")])
@pytest.mark.parametrize(
    ("found", "state", "hard"),
    [
        ({"challenger": 0.1019, "low": -0.009, "high": 0.001}, "passed", False),
        ({"challenger": 0.1019, "low": -0.006, "high": -0.002}, "failed", False),
        ({"challenger": 0.1021, "low": -0.009, "high": -0.003}, "failed", True),
        ({"challenger": 0.09, "low": 0.004, "high": 0.016}, "passed", False),
    ],
)
def test_a_model_that_is_more_surprised_beyond_luck_is_told_so(
    head: str, events: str, found: dict, state: str, hard: bool
) -> None:
    gates = judge(surprised(head, **found), FINE, has_champion=True)
    gate = of(gates, f"{events}.logistic")
    assert (gate.state, gate.hard) == (state, hard)
    assert f"700 {events} in 27,000 unseen" in gate.words
    assert gate.label == f"Logistic regression: foretells {events} as well as the champion"
    assert bool(refusal(gates)) == hard


@pytest.mark.parametrize(
    ("trial", "code", "state", "hard"),
    [
        ({"unsafe": ("Nora, avoids nickel is shown Brass Clutch on home",)}, "allergy", "failed", True),
        ({"avoiders": 0}, "allergy", "unsure", False),
        ({"lost": 2}, "lists", "failed", True),
        ({"shorter": 2}, "lists", "failed", False),
        ({"reached": 7}, "reach", "failed", False),
        ({"reached": 4}, "reach", "failed", True),
        ({"scores": (0.4,) * 120}, "drift", "failed", False),
        ({"scores": (0.4,) * 3}, "drift", "unsure", False),
        ({"slowness": 5.0}, "speed", "failed", False),
        ({"slowness": 12.0}, "speed", "failed", True),
    ],
)
def test_each_check_of_the_lists(trial: dict, code: str, state: str, hard: bool) -> None:
    gate = of(judge(figures(), changed(**trial), has_champion=True), code)
    assert (gate.state, gate.hard) == (state, hard)


def test_a_nickel_product_shown_to_nora_refuses_the_model_in_words() -> None:
    trial = changed(unsafe=("Nora, avoids nickel is shown Brass Clutch on home",))
    assert "Nora, avoids nickel is shown Brass Clutch" in refusal(judge(figures(), trial, has_champion=True))


def test_what_could_not_be_measured_is_an_open_question_and_refuses_nothing() -> None:
    gates = judge({}, None, has_champion=True)
    assert {gate.code: gate.state for gate in gates} == {"order": "unsure", "honesty": "unsure", "trial": "unsure"}
    assert refusal(gates) == ""


def test_a_first_model_has_no_champion_to_be_compared_with() -> None:
    gates = judge(figures(), changed(reached_before=None, slowness=None), has_champion=False)
    assert {gate.code for gate in gates} == {"honesty", "allergy", "lists", "reach"}


@pytest.mark.parametrize(
    ("calibration", "state"), [(1.3, "passed"), (1.6, "failed"), (0.4, "failed"), (None, "unsure")]
)
def test_a_ranker_that_overrates_clicks_is_told_so(calibration: float | None, state: str) -> None:
    assert of(judge(figures(calibration=calibration), FINE, has_champion=True), "honesty").state == state


def test_scores_that_stay_do_not_drift_and_scores_that_move_do() -> None:
    rng = np.random.default_rng(3)
    before = rng.beta(2, 30, size=2000).tolist()
    same, moved = drift(before, rng.beta(2, 30, size=2000).tolist()), drift(before, rng.beta(4, 30, size=2000).tolist())
    assert same is not None
    assert moved is not None
    assert same < 0.05 < 0.25 < moved


def impressions(*, lists: int) -> Impressions:
    """Lists of four whose first product was clicked."""
    size = 4 * lists
    clicked = np.tile([True, False, False, False], lists)
    return Impressions(
        list_id=np.repeat(np.arange(lists), 4),
        product=np.zeros(size, np.int32),
        position=np.tile(np.arange(1, 5), lists).astype(np.int16),
        at=np.zeros(size),
        customer=np.zeros(size, np.int64),
        session=np.zeros(size, np.int64),
        region=np.zeros(size, np.int16),
        tier=np.zeros(size, np.int16),
        clicked=clicked,
        bought=clicked,
        propensity=np.ones(size, np.float32),
    )


def test_two_rankers_are_compared_by_how_surprised_they_are() -> None:
    """Every third first product is left alone; one ranker knows which, the other takes all for alike."""
    shown = impressions(lists=90)
    clicked = shown.clicked & (shown.list_id % 3 != 0)
    knows = np.where(clicked, 0.9, 0.1).astype(np.float32)
    found = compare_losses(clicked, shown, ours=knows, theirs=np.full(360, 0.3, np.float32))
    assert (found["rows"], found["positives"]) == (360, 60)
    assert found["challenger"] < found["champion"]
    assert 0 < found["low"] <= found["champion"] - found["challenger"] <= found["high"]


def test_a_ranker_is_not_blamed_for_promising_for_the_first_position() -> None:
    """Twice the chances everywhere are the same chances, once both are brought to what happened at each position."""
    shown = impressions(lists=200)
    chances = np.random.default_rng(1).uniform(0.1, 0.4, 800).astype(np.float32)
    found = compare_losses(shown.clicked, shown, ours=2 * chances, theirs=chances)
    assert found["challenger"] == pytest.approx(found["champion"], abs=0.002)


def test_two_rankers_are_compared_list_by_list() -> None:
    lists = np.repeat(np.arange(100), 4)
    clicked = np.tile([True, False, False, False], 100)
    right, wrong = np.tile([4.0, 3, 2, 1], 100).astype(np.float32), np.tile([1.0, 2, 3, 4], 100).astype(np.float32)
    found = compare_lists(clicked, lists, ours=right, theirs=wrong)
    assert (found["challenger"], found["champion"], found["lists"], found["clicks"]) == (1.0, 0.0, 100, 100)
    assert found["low"] == found["high"] == 1.0
    alike = compare_lists(clicked, lists, ours=right, theirs=right)
    assert alike["low"] == alike["high"] == 0.0
