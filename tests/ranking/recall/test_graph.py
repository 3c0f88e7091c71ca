from dataclasses import replace

import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.dataset import RETURN, VIEW, TrainingData
from ranking.recall.base import Names, Part, align
from ranking.recall.graph import Graph
from ranking.recall.graph_training import GraphConfig, fit
from ranking.recall.serving import Serving
from ranking.scoring import ServingModel, assemble
from tests.ranking.leather_shop import NAMES, catalogue, empty_shop, leather_of, row, rows, shopper
from tests.ranking.recall.test_hot import events


@pytest.mark.parametrize("leather", ["pebbled", "smooth", "suede"])
def test_neighbours_in_the_graph_share_the_leather(serving: ServingModel, leather: str) -> None:
    found = serving.recall("graph", shopper(seeds=[f"{leather} tote"]), k=3)
    assert {leather_of(product) for product in found.rows} == {leather}


def test_the_newest_event_speaks_loudest(serving: ServingModel) -> None:
    assert leather_of(serving.recall("graph", shopper("suede belt", "smooth belt"), k=1).rows[0]) == "suede"


def test_a_new_product_stands_where_its_attributes_stand(model: Model) -> None:
    shop = catalogue((*NAMES, "smooth tote", "suede tote"))
    new = np.arange(len(shop)) >= len(NAMES)
    found = assemble(model, shop).recall("graph", shopper("suede belt", "suede pouch"), allowed=new, k=2)
    assert found.rows[0] == len(NAMES) + 1


def test_a_product_is_not_its_own_neighbour(model: Model) -> None:
    neighbours = np.asarray(model.channels["graph"].arrays["neighbours"])
    assert not (neighbours == np.arange(len(neighbours))[:, None]).any()


def test_the_best_of_the_sum_is_found_although_the_index_knows_one_half(data: TrainingData) -> None:
    """Whatever k, the scores are those of the exhaustive list, but for the index's half precision."""
    alignment = align(Names.of(data.catalogue), data.catalogue)
    graph = Graph.load(fit(data, config=GraphConfig(dimension=4, smooth_weight=0.01), seed=0), alignment)
    who = shopper("pebbled tote", "suede belt")
    everything = graph.recall(who, allowed=None, k=len(NAMES)).scores
    for k in range(1, len(NAMES)):
        assert graph.recall(who, allowed=None, k=k).scores == pytest.approx(everything[:k], abs=1e-3)


def large_graph(*, products: int, exact: int) -> tuple[Graph, np.random.Generator]:
    """Return a made-up graph in which everybody has forty neighbours, a few of them close."""
    random, shop = np.random.default_rng(3), catalogue(NAMES * (products // len(NAMES)))
    vectors = random.normal(size=(3, len(shop), 8)).astype(np.float32)
    neighbours = random.integers(0, len(shop), size=(len(shop), 40)).astype(np.int32)
    arrays = {"sources": vectors[0], "targets": vectors[1], "neighbours": neighbours}
    arrays |= {"scores": 3 * random.exponential(size=neighbours.shape).astype(np.float32) ** 2}
    arrays |= {f"attribute_{name}": np.zeros((30, 8), np.float32) for name in ("sources", "targets")}
    arrays |= {"attribute_weights": np.zeros(30, np.float32), "price_edges": np.zeros(0, np.float32)}
    alignment = align(Names.of(shop), shop, serving=Serving(exact_products=exact))
    names = alignment.names
    count = len(names.category_codes) + len(names.brand_codes) + len(names.token_names) + 1
    arrays |= {name: values[:count] for name, values in arrays.items() if name.startswith("attribute")}
    return Graph.load(Part(arrays=arrays, facts={"memory": "short"}), alignment), random


@pytest.mark.parametrize("exact", [100_000, 100], ids=["compared", "cells"])
@pytest.mark.parametrize("passing", [1.0, 0.9, 0.5, 0.05])
def test_the_best_sums_are_found_among_thousands_of_neighbours_without_working_all_out(
    exact: int, passing: float
) -> None:
    graph, random = large_graph(products=6_000, exact=exact)
    for _ in range(10):
        history = random.choice(6_000, size=60, replace=False).astype(np.int32)
        who = replace(shopper(seeds=["pebbled tote"]), history_rows=history, history_kinds=np.zeros(60, np.int8))
        who = replace(who, history_ages=np.sort(random.exponential(30, 60)).astype(np.float32))
        allowed = random.random(6_000) < passing
        everything = graph.recall(who, allowed=allowed, k=6_000)
        found = graph.recall(who, allowed=allowed, k=50)
        assert allowed[found.rows].all()
        assert found.scores == pytest.approx(everything.scores[:50], rel=1e-4)
        assert found.rows.tolist() == everything.rows[:50].tolist()


def test_fitting_twice_gives_the_same_vectors(data: TrainingData) -> None:
    first, second = (fit(data, config=GraphConfig(dimension=4), seed=0) for _ in range(2))
    assert all(np.array_equal(first.arrays[name], second.arrays[name]) for name in first.arrays)


def crossing_shop() -> TrainingData:
    """Return a shop in which who looks at the pebbled tote looks at the suede pouch, and nobody at the suede belt."""
    walks = [("pebbled tote", "suede pouch"), ("smooth tote", "smooth wallet"), ("smooth belt", "smooth pouch")]
    happened = [(name, VIEW, 40 - number / 10, 0) for number in range(300) for name in walks[number % 3]]
    table = events(*happened)
    return replace(empty_shop(), interactions=replace(table, session=np.arange(len(table), dtype=np.int64) // 2))


def nearest_to(seed: str, *, allowed: np.ndarray | None = None) -> str:
    data = crossing_shop()
    part = fit(data, config=GraphConfig(dimension=4), seed=0)
    graph = Graph.load(part, align(Names.of(data.catalogue), data.catalogue))
    return NAMES[graph.recall(shopper(seeds=[seed]), allowed=allowed, k=1).rows[0]]


def test_pebbled_totes_sit_near_suede_pouches_when_shoppers_say_so() -> None:
    assert nearest_to("pebbled tote") == "suede pouch"


def test_a_product_without_a_look_is_found_by_its_material() -> None:
    """Nobody has looked at a pebbled wallet or a suede belt; who looks at the suede pouch is nearer to the suede."""
    untouched = np.zeros(len(NAMES), dtype=bool)
    untouched[rows("pebbled wallet", "suede belt")] = True
    assert nearest_to("suede pouch", allowed=untouched) == "suede belt"


def test_a_return_pushes_away_what_lies_near_it() -> None:
    data = crossing_shop()
    part = fit(data, config=GraphConfig(dimension=4), seed=0)
    graph = Graph.load(part, align(Names.of(data.catalogue), data.catalogue))
    found = graph.recall(shopper("smooth belt", "pebbled tote"), allowed=None, k=12)
    sent_back = replace(shopper("smooth belt", "pebbled tote"), history_kinds=np.array([VIEW, RETURN], dtype=np.int8))
    worse = graph.recall(sent_back, allowed=None, k=12)
    pouch = row("suede pouch")
    assert worse.scores[worse.rows == pouch].sum() < 0 < found.scores[found.rows == pouch].sum()
