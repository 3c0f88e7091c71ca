"""What holds for the networks behind DeepFM and ESMM."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from ranking.rankers import network, network_training
from ranking.rankers.network import Bag, Shape, Side, add, finish, halve, start
from ranking.rankers.network_training import NetworkConfig, Table, TrainingDiverged, batches, fit, predict
from ranking.rankers.numbers import BINS, Numbers

QUICK = NetworkConfig(dimension=4, hidden=(8, 4), batch=128, epochs=3)


def made_up(count: int = 3_000, *, seed: int = 3) -> Table:
    """Return impressions whose click hangs on who meets what, and whose purchase hangs on a plain number as well."""
    random = np.random.default_rng(seed)
    who, what = random.integers(0, 2, count), random.integers(0, 2, count)
    wealth = random.normal(size=count).astype(np.float32)
    clicked = random.random(count) < np.where(who == what, 0.7, 0.1)
    bought = clicked & (random.random(count) < np.where(wealth > 0, 0.6, 0.1))
    product = Side(
        np.array([[0], [1]], np.int32),
        (Bag(np.array([[4], [5]], np.int32), np.ones((2, 1), "f4")),),
        np.zeros((2, 0), "f4"),
    )
    pair = Side((who + 2)[:, None].astype(np.int32), (), wealth[:, None])
    return Table({"product": product, "pair": pair}, {"product": what, "pair": None}, 6, clicked, bought)


def fitted(table: Table, **changes: object) -> network_training.Fitted:
    rows = np.arange(len(table))
    config = replace(QUICK, **changes)
    return fit(table, goal="entire space", learning=rows[:-600], judging=rows[-600:], config=config, seed=1)


def test_serving_computes_what_training_computed() -> None:
    """The same definition over numpy arrays and torch tensors, half by half."""
    table = made_up(50)
    shape = Shape(heads=2, dimension=4, hidden=(8, 4), with_machine=True)
    weights = start(shape, rows=6, sides=table.sides, rates=(0.3, 0.2), seed=5)
    weights = {name: values + np.float32(0.1) for name, values in weights.items()}
    tensors = {name: torch.from_numpy(values) for name, values in weights.items()}

    whole = add([halve(weights, name, network_training._rows(table, name, np.arange(50))) for name in table.sides])
    halves = [
        halve(
            tensors,
            name,
            network_training._tensors(network_training._rows(table, name, np.arange(50)), torch.device("cpu")),
        )
        for name in table.sides
    ]
    served = finish(weights, shape, whole)
    trained = finish(tensors, shape, add(halves))

    assert max(float(np.abs(a - b.numpy()).max()) for a, b in zip(served, trained, strict=True)) < 1e-5


def test_the_half_of_a_product_may_be_computed_once() -> None:
    """Halves of products taken by row are the halves of rows taken by product."""
    table = made_up(40)
    shape = Shape(heads=2, dimension=4, hidden=(8, 4), with_machine=True)
    weights = start(shape, rows=6, sides=table.sides, rates=(0.3, 0.2), seed=5)
    once = halve(weights, "product", table.sides["product"]).take(table.index["product"])
    each = halve(weights, "product", network_training._rows(table, "product", np.arange(40)))
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(once, each, strict=True))


def test_the_second_order_term_is_the_sum_over_all_pairs_of_fields() -> None:
    shape = Shape(heads=1, dimension=3, hidden=(2,), with_machine=True)
    side = Side(np.array([[0, 1, 2]], np.int32), (), np.zeros((1, 0), "f4"))
    weights = start(shape, rows=3, sides={"only": side}, rates=(0.5,), seed=2)
    vectors = weights[network.TABLE]
    by_hand = sum(float(vectors[a] @ vectors[b]) for a in range(3) for b in range(a + 1, 3))
    half = halve(weights, "only", side)
    flat = finish(weights, replace(shape, with_machine=False), half)[0]
    assert finish(weights, shape, half)[0][0] - flat[0] == pytest.approx(by_hand, abs=1e-6)


def test_it_learns_who_clicks_what_and_who_buys() -> None:
    table = made_up()
    losses = fitted(table, epochs=6).losses
    assert losses[-1] < 0.95  # below 1: better than knowing the base rates alone


def test_a_purchase_after_a_click_is_never_likelier_than_the_click() -> None:
    table = made_up()
    click, purchase = predict(fitted(table), table, np.arange(600))
    chance = 1 / (1 + np.exp(-click))
    assert (chance / (1 + np.exp(-purchase)) <= chance).all()


def test_the_same_seed_gives_the_same_weights() -> None:
    table = made_up(800)
    torch.set_num_threads(1)
    first, second = fitted(table), fitted(table)
    assert all(np.array_equal(first.weights[name], second.weights[name]) for name in first.weights)


def test_a_network_that_diverges_says_so_and_is_not_kept() -> None:
    table = made_up(800)
    with pytest.raises(TrainingDiverged, match="learning rate"):
        fitted(table, learning_rate=float("nan"))


def test_each_row_is_read_once_an_epoch() -> None:
    rows = np.arange(200_000)
    seen = np.concatenate(list(batches(rows, size=4_096, random=np.random.default_rng(0))))
    assert np.array_equal(np.sort(seen), rows)
    assert not np.array_equal(seen, rows)


def test_processes_read_different_rows_in_as_many_batches() -> None:
    """Otherwise one would wait for the other's gradients for ever."""
    rows = np.arange(150_001)
    parts = [list(batches(rows, size=4_096, random=np.random.default_rng(7), part=part, parts=2)) for part in (0, 1)]
    assert [len(batch) for batch in parts[0]] == [len(batch) for batch in parts[1]]
    assert not np.intersect1d(np.concatenate(parts[0]), np.concatenate(parts[1])).size


def test_a_count_that_is_mostly_nought_still_tells_few_from_many() -> None:
    counts = np.zeros((1_000, 1), np.float32)
    counts[::20, 0] = np.arange(1, 51)
    numbers = Numbers.fit(counts)
    few, many = numbers.bins(np.array([[2.0], [45.0]], np.float32))[:, 0]
    assert numbers.bins(np.zeros((1, 1), np.float32))[0, 0] < few < many <= BINS
    assert (
        numbers.standard(np.array([[45.0]], np.float32))[0, 0] > numbers.standard(np.array([[2.0]], np.float32))[0, 0]
    )


def test_an_unknown_number_stands_at_the_mean_and_in_a_bin_of_its_own() -> None:
    numbers = Numbers.fit(np.random.default_rng(0).normal(size=(500, 1)).astype(np.float32))
    unknown = np.array([[np.nan]], np.float32)
    assert numbers.standard(unknown)[0, 0] == 0
    assert numbers.bins(unknown)[0, 0] == 0


def test_a_number_that_never_varied_teaches_nothing() -> None:
    numbers = Numbers.fit(np.full((100, 1), 7.0, np.float32))
    assert numbers.standard(np.array([[9.0]], np.float32))[0, 0] == 0
    assert np.isfinite(numbers.arrays("x")["x.scales"]).all()
