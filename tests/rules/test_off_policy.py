"""Estimates from logged chances: right on average, honest about their width, silent where the log cannot answer."""

import csv
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings

from rules.off_policy import (
    LEAST_ESS,
    Compared,
    compared,
    effective_sample_size,
    estimate,
    ips,
    overlap,
    snips,
    too_few,
)

CLICKS = {"usual": 0.10, "draft": 0.25}  # of the second place, by what stands there


def logged(lists: int, *, share: float, seed: int) -> tuple[Compared, np.ndarray, np.ndarray]:
    """Two places: the first never changes, the second holds the draft's product in a share of the lists."""
    rng = np.random.default_rng(seed)
    as_drafted = rng.random(lists) < share
    rewards = np.zeros((lists, 2))
    rewards[:, 0] = rng.random(lists) < 0.2
    rewards[:, 1] = rng.random(lists) < np.where(as_drafted, CLICKS["draft"], CLICKS["usual"])
    weights = np.column_stack([np.ones(lists), np.where(as_drafted, 1 / share, 0.0)])
    full = np.ones((lists, 2), dtype=np.bool_)
    return Compared(full, weights, full), rewards, rewards.sum(axis=1)


def test_a_weighted_mean_is_what_it_is_on_paper() -> None:
    weights, rewards = np.array([2.0, 0.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0, 1.0])
    assert ips(weights, rewards) == pytest.approx(3 / 4)
    assert snips(weights, rewards) == pytest.approx(3 / 4)
    assert snips(weights * 3, rewards) == pytest.approx(3 / 4)
    assert effective_sample_size(weights) == pytest.approx(16 / 6)
    assert effective_sample_size(np.ones(7)) == pytest.approx(7)


def test_the_same_list_is_worth_what_was_measured() -> None:
    _, rewards, served = logged(1000, share=0.5, seed=1)
    same = Compared(*(np.ones((1000, 2), dtype=kind) for kind in (np.bool_, np.float64, np.bool_)))
    found = estimate(same, rewards, served=served, seed=0)
    assert found.value == pytest.approx(served.mean())
    assert (found.difference, found.difference_low, found.difference_high) == pytest.approx((0, 0, 0), abs=1e-12)
    assert overlap(same).failures() == []


def test_a_tenth_of_open_lists_tells_what_all_of_them_would_do() -> None:
    of, rewards, served = logged(40_000, share=0.1, seed=2)
    found = estimate(of, rewards, served=served, seed=0)
    truth = 0.2 + CLICKS["draft"]
    assert found.low < truth < found.high
    assert found.difference_low > 0
    assert overlap(of).failures() == []


def test_the_same_log_gives_the_same_interval() -> None:
    of, rewards, served = logged(1000, share=0.5, seed=3)
    assert estimate(of, rewards, served=served, seed=7) == estimate(of, rewards, served=served, seed=7)


def test_a_list_that_is_shorter_counts_for_the_places_it_has() -> None:
    of = compared([([1.0, 1.0], [True, True]), ([1.0], [True])])
    assert of.present.tolist() == [[True, True], [True, False]]
    found = estimate(of, np.array([[1.0, 1.0], [0.0, 0.0]]), served=np.array([2.0, 0.0]), seed=0)
    assert found.value == pytest.approx(0.5 + 0.5 * 1.0)


@pytest.mark.parametrize(
    ("weights", "supported", "said"),
    [
        (np.ones((399, 1)), 1.0, "count as 399"),
        (np.full((1000, 1), 0.8), 1.0, "mean weight is 0.80"),
        (np.vstack([np.full((999, 1), 0.9), [[100.0]]]), 1.0, "One list makes up 10%"),
        (np.ones((1000, 1)), 0.9, "90.0% could have come out"),
    ],
)
def test_each_limit_says_its_figure(weights: np.ndarray, supported: float, said: str) -> None:
    support = np.arange(len(weights))[:, None] < supported * len(weights)
    failures = overlap(Compared(np.ones(weights.shape, dtype=np.bool_), weights, support)).failures()
    assert any(said in failure for failure in failures)


def test_the_worst_place_decides() -> None:
    of, _, _ = logged(3000, share=0.1, seed=4)
    assert overlap(of).ess < LEAST_ESS < effective_sample_size(of.weights[:, 0])


def test_nothing_to_compare_is_no_overlap() -> None:
    assert len(overlap(compared([])).failures()) == 4


def test_three_orders_are_no_evidence() -> None:
    of = Compared(*(np.ones((500, 1), dtype=kind) for kind in (np.bool_, np.float64, np.bool_)))
    rewards = np.zeros((500, 1))
    rewards[:3] = 1
    assert "Only 3" in too_few(of, rewards)
    assert too_few(of, np.ones((500, 1))) == ""


@pytest.mark.slow
def test_intervals_hold_the_truth_about_as_often_as_they_claim() -> None:
    truth, held, tries = 0.2 + CLICKS["draft"], 0, 200
    for seed in range(tries):
        of, rewards, served = logged(4000, share=0.1, seed=10_000 + seed)
        found = estimate(of, rewards, served=served, seed=seed)
        held += found.low <= truth <= found.high
    assert 0.91 <= held / tries <= 0.98


@pytest.mark.slow
def test_without_a_change_a_difference_is_claimed_about_as_rarely_as_promised() -> None:
    claimed, tries = 0, 200
    for seed in range(tries):
        rng = np.random.default_rng(50_000 + seed)
        of, _, _ = logged(4000, share=0.1, seed=90_000 + seed)
        rewards = (rng.random((4000, 2)) < 0.15).astype(float)
        found = estimate(of, rewards, served=rewards.sum(axis=1), seed=seed)
        claimed += not found.difference_low <= 0 <= found.difference_high
    assert 0.015 <= claimed / tries <= 0.09


# The value of the uniform policy from the Bernoulli-TS logs, 10,000 impressions each: IPS, SNIPS, ESS.
GOLDEN = {"men": (0.00301, 0.00319, 656), "women": (0.00744, 0.00237, 2)}


@pytest.mark.parametrize("campaign", GOLDEN)
def test_the_open_bandit_sample_gives_the_figures_that_others_get(campaign: str) -> None:
    """Estimates of obp's IPW and SNIPW on the Open Bandit sample, which is not ours to ship."""
    path = Path(settings.DATA_DIR or "nowhere") / f"open_bandit_zozotown/bts/{campaign}/{campaign}.csv"
    if not path.is_file():
        pytest.skip("WOOREC_DATA_DIR names no folder with the Open Bandit sample.")
    with path.open() as lines:
        rows = [(int(r["item_id"]), int(r["click"]), float(r["propensity_score"])) for r in csv.DictReader(lines)]
    items, clicks, chances = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    weights = 1 / len(set(items)) / chances
    found = (ips(weights, clicks), snips(weights, clicks), effective_sample_size(weights))
    assert found[:2] == pytest.approx(GOLDEN[campaign][:2], abs=0.000005)
    assert round(found[2]) == GOLDEN[campaign][2]
