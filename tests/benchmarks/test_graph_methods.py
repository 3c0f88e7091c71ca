"""The dozen products of the leather shop, in which who likes a leather keeps to it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy import sparse

from ranking.dataset import VIEW, TrainingData
from ranking.evaluation import Histories
from ranking.formats import read_split
from tests.benchmarks.graph_comparison import EMBEDDINGS, TRIED, compare
from tests.benchmarks.graph_embeddings import Vectors, product_graph, windows_of
from tests.benchmarks.graph_readings import Nearest, Reading, readers
from tests.benchmarks.light_gcn import Smoothing, gradient_of
from tests.ranking.leather_shop import LEATHERS, NAMES, empty_shop, leather_of, row, shopper, training_data
from tests.ranking.recall.test_hot import events

SMALL = {
    "ppmi-svd": {"dimension": 4},
    "fastrp": {"dimension": 64},
    "deepwalk": {"dimension": 8, "walks": 20, "learning_rate": 0.05, "epochs": 20, "every": 20},
    "lightgcn": {"dimension": 8, "batches": 4, "epochs": 20, "every": 20},
}


@pytest.fixture(scope="module")
def data() -> TrainingData:
    return training_data()


def read(vectors: Vectors, reading: Reading, data: TrainingData) -> Nearest:
    return readers(vectors, [reading], data)[reading]


def vectors_of(name: str, data: TrainingData, *, side: float, moments: int = 0) -> Vectors:
    graph = product_graph(data, side=side, moments=moments)
    *_, (_, vectors) = EMBEDDINGS[name](graph, settings=TRIED[name][0] | SMALL[name], seed=0)
    return vectors


@pytest.mark.parametrize(("side", "moments"), [(0.0, 0), (0.3, 0), (0.0, 2)])
@pytest.mark.parametrize("name", EMBEDDINGS)
def test_the_nearest_products_share_the_leather(name: str, side: float, moments: int, data: TrainingData) -> None:
    channel = read(vectors_of(name, data, side=side, moments=moments), Reading("short"), data)
    for leather in LEATHERS:
        found = channel.recall(shopper(seeds=[f"{leather} tote"]), allowed=None, k=3)
        assert {leather_of(product) for product in found.rows} == {leather}


def test_what_follows_closely_shares_more_windows() -> None:
    """Everybody looks at the pebbled tote, then the smooth belt, then the suede pouch, one a minute."""
    walk = enumerate(("pebbled tote", "smooth belt", "suede pouch"))
    seen = events(*((name, VIEW, 40 - minute / 1_440, 0) for minute, name in walk))
    windows = windows_of(replace(empty_shop(), interactions=replace(seen, session=np.zeros(3, np.int64))), moments=3)
    shared = (windows.T @ windows).toarray()[row("pebbled tote")]
    assert shared[row("smooth belt")] > shared[row("suede pouch")] > 0


def test_light_gcn_ranks_a_shoppers_leather_first_by_the_shoppers_own_vector(data: TrainingData) -> None:
    channel = read(vectors_of("lightgcn", data, side=0.3), Reading("own"), data)
    for customer, leather in enumerate(LEATHERS):
        found = channel.recall(Histories(data, limit=2_000).state(customer), allowed=None, k=4)
        assert {leather_of(product) for product in found.rows} == {leather}


def test_the_gradient_of_light_gcn_is_that_of_its_loss() -> None:
    rows = sparse.csr_matrix(np.random.default_rng(0).random((3, 4)) * [[1, 1, 0, 1], [0, 1, 1, 0], [1, 0, 1, 1]])
    smoothing, triples = Smoothing(rows, layers=2), torch.tensor([[0, 1, 1], [3, 4, 5], [5, 6, 6]])
    own = torch.randn(7, 2, generator=torch.Generator().manual_seed(0), requires_grad=True)
    who, liked, other = (smoothing(torch.eye(7)) @ own)[triples]
    loss = torch.nn.functional.softplus((who * (other - liked)).sum(dim=1)) + 0.05 * own[triples].pow(2).sum(dim=(0, 2))
    loss.mean().backward()
    assert torch.allclose(gradient_of(own.detach(), triples, smoothing, decay=0.1), own.grad, atol=1e-6)


def test_better_known_products_come_first_when_popularity_counts(data: TrainingData) -> None:
    alike = Vectors(np.ones((len(NAMES), 1), np.float32), np.ones((len(NAMES), 1), np.float32))
    found = read(alike, Reading("short", popularity=1.0), data).recall(shopper("suede belt"), allowed=None, k=6)
    assert {NAMES[row].split()[1] for row in found.rows} == {"tote", "wallet"}, "the goods that everybody bought"


def test_the_comparison_names_every_method_and_what_was_chosen(tmp_path: Path) -> None:
    lines = [f"{who} " + " ".join(str((who + step) % 6 + 1) for step in range(5)) for who in range(1, 31)]
    (tmp_path / "Shelves.txt").write_text("\n".join(lines))
    few = {"fastrp": {"dimension": 16}}
    told = compare(read_split("sequences", tmp_path), ["shared", "fastrp"], customers=20, changes=few, seed=0)
    assert "| method | HR@10 |" in told
    assert "| shared | 1.0000 |" in told, "one product is left, and it is the next on the shelf"
    assert '\nfastrp: {"dimension": 16' in told
