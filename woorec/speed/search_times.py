"""How long the search among product vectors takes, and how much of the exact answer it finds, on made vectors."""

import resource
import time
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from ranking.recall.base import NO_ROWS, Floats, Mask
from ranking.recall.search import Index, product_index
from ranking.recall.serving import Serving
from woorec.speed.rounds import Run, measure

SIZES = (5_000, 50_000, 500_000, 5_000_000)
WIDTH, FOUND, QUERIES, OF_A_CLUSTER = 64, 200, 50, 220
PASSING = (0.5, 0.05, 0.01, 0.001)


def search(_make: object, *, most: int, rounds: int, requests: int, seed: int, **_options: object) -> Iterator[str]:
    """This will time the search among ever more vectors and compare what it finds with the exact answer."""
    yield f"Search among vectors of {WIDTH} numbers in clusters, the best {FOUND}, one thread."
    yield from (
        "",
        "| products | p50 ms | p99 ms | recall@200 | made in s | most memory so far MiB |",
        "|---" * 6 + "|",
    )
    for size in (each for each in SIZES if each <= most):
        vectors = made_vectors(size, seed=seed)
        began = time.perf_counter()
        index = product_index(vectors, serving=Serving())
        made_in = time.perf_counter() - began
        queries = asked(vectors, seed=seed)
        found = agreement(index, vectors, queries, allowed=None)
        measured = measure({"search": _asking(index, queries, None)}, rounds=rounds, requests=requests)
        most_memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        times = f"{measured.p50('search'):.2f} | {measured.p99('search'):.2f}"
        yield f"| {size:,} | {times} | {found:.3f} | {made_in:.1f} | {most_memory:.0f} |"
        del index, vectors


def filters(_make: object, *, most: int, rounds: int, requests: int, seed: int, **_options: object) -> Iterator[str]:
    """This will time the search while fewer and fewer products may pass, beside the unfiltered one."""
    yield "Share of the products that may pass, the best 200, in turns with the unfiltered search."
    yield from (
        "",
        "| products | may pass | p50 ms | / unfiltered | found of the exact eligible answer |",
        "|---" * 5 + "|",
    )
    for size in (each for each in SIZES[1:] if each <= most):
        vectors = made_vectors(size, seed=seed)
        index, queries, rng = (
            product_index(vectors, serving=Serving()),
            asked(vectors, seed=seed),
            np.random.default_rng(seed),
        )
        masks: dict[str, Mask | None] = {"all": None} | {
            f"{100 * share:g} %": rng.random(size) < share for share in PASSING
        }
        subjects = {name: _asking(index, queries, mask) for name, mask in masks.items()}
        measured = measure(subjects, rounds=rounds, requests=requests)
        for name, mask in masks.items():
            found, ratio = agreement(index, vectors, queries, allowed=mask), measured.ratio(name, to="all").median
            yield f"| {size:,} | {name} | {measured.p50(name):.2f} | {ratio:.2f} | {found:.3f} |"
        del index, vectors


def made_vectors(size: int, *, seed: int) -> Floats:
    """This will draw unit vectors (size, WIDTH) in clusters, as products of a kind lie together."""
    rng = np.random.default_rng([seed, size])
    centres = rng.standard_normal((max(1, size // OF_A_CLUSTER), WIDTH), dtype=np.float32)
    vectors = centres[rng.integers(len(centres), size=size)]
    vectors += 0.6 * rng.standard_normal((size, WIDTH), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def asked(vectors: Floats, *, seed: int) -> Floats:
    """This will draw what shoppers ask with: the mean of three products, half of them of one."""
    drawn = np.random.default_rng(seed).integers(len(vectors), size=(QUERIES, 3))
    drawn[::2] = drawn[::2, :1]
    mean: Floats = vectors[drawn].mean(axis=1)
    return mean


def agreement(index: Index, vectors: Floats, queries: Floats, *, allowed: Mask | None) -> float:
    """This will say what share of the exact answer among the eligible is found."""
    open_rows = np.arange(len(vectors)) if allowed is None else np.flatnonzero(allowed)
    wanted = min(FOUND, len(open_rows))
    eligible = vectors[open_rows]
    shared = []
    for query in queries:
        scores: NDArray[np.float32] = eligible @ query
        exact = open_rows[np.argpartition(-scores, wanted - 1)[:wanted]]
        shared.append(len(np.intersect1d(exact, _ask(index, query, allowed))) / wanted)
    return float(np.mean(shared))


def _asking(index: Index, queries: Floats, allowed: Mask | None) -> Run:
    turn = iter(range(10**9))
    return lambda: _ask(index, queries[next(turn) % len(queries)], allowed)


def _ask(index: Index, query: Floats, allowed: Mask | None) -> Sequence[int]:
    rows: Sequence[int] = index.search(query, allowed=allowed, excluded=NO_ROWS, k=FOUND).rows
    return rows
