"""How much processor time traffic control takes, over shops, candidates and published rules, and what its order costs.

Times are of the processor and not of the clock, taken turn by turn. Rules are compiled beforehand, as they are in a web
process.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from rules.compiled import Compiled, KnownJudgements
from rules.engine.page import Page
from rules.engine.rerank import rerank
from rules.engine.ruleset import RuleSet
from woorec.engine_optimum import Loss, loss_against_optimum
from woorec.engine_shops import CONTEXT, SIZE, Shop, ruleset, shop
from woorec.snapshot import facts_of_the_request

CANDIDATES = (50, 150, 500, 1500, 5000)
PUBLISHED = (10, 100, 1000)
USUAL = 500
# From shops of many even sorts to shops in which nearly everything is alike and rules can hardly hold.
SKEWS = {"even": 0.5, "uneven": 1.5, "crowded": 2.5, "hopeless": 3.5}
Solve = Callable[[], Page]


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of the processor for one page, over many shops; `searched` is the share of pages that took a search,
    `bounded` the share on which the search reached its limit."""

    p50: float
    p99: float
    most: float
    searched: float
    bounded: float


@dataclass(frozen=True, slots=True)
class Result:
    """Times of the usual shops, by how alike products are, by candidates, by published rules; and the loss."""

    usual: Times
    pure: Times
    by_shop: Mapping[str, Times]
    by_candidates: Mapping[int, Times]
    by_published: Mapping[int, Times]
    loss: Loss | None


def measure(*, shops: int, rounds: int) -> Result:
    """This will time `shops` usual shops, and fewer of the others; each time is the least of the rounds."""
    few, rules = max(1, shops // 10), ruleset()
    subjects: dict[tuple[str, object], list[Solve]] = {
        ("usual", ""): [_compiled(shop(USUAL, seed=seed), rules) for seed in range(shops)],
        ("pure", ""): [_pure(shop(USUAL, seed=seed), rules) for seed in range(shops)],
    }
    for name, skew in SKEWS.items():  # some take a thousand times as long as the usual ones
        subjects["shop", name] = [
            _compiled(shop(USUAL, seed=seed, skew=skew), rules) for seed in range(max(1, few // 10))
        ]
    for count in CANDIDATES:
        subjects["candidates", count] = [_compiled(shop(count, seed=seed, skew=1), rules) for seed in range(few)]
    for count in PUBLISHED:
        many = ruleset(published=count)
        subjects["published", count] = [_compiled(shop(USUAL, seed=seed, skew=1), many) for seed in range(few)]
    times = _times(subjects, rounds=rounds)
    return Result(
        usual=times["usual", ""],
        pure=times["pure", ""],
        by_shop={name: times["shop", name] for name in SKEWS},
        by_candidates={count: times["candidates", count] for count in CANDIDATES},
        by_published={count: times["published", count] for count in PUBLISHED},
        loss=loss_against_optimum(shops=few),
    )


def _compiled(made: Shop, rules: RuleSet) -> Solve:
    compiled, rows = Compiled(made.facts), np.arange(len(made.facts), dtype=np.int32)
    unknown = facts_of_the_request(same_day=True)

    def solve() -> Page:
        known = KnownJudgements(compiled, made.candidates, rows=rows, unknown=unknown)
        return rerank(made.candidates, rules, size=SIZE, context=CONTEXT, judgements=known, explain=False)

    return solve


def _pure(made: Shop, rules: RuleSet) -> Solve:
    return lambda: rerank(made.candidates, rules, size=SIZE, context=CONTEXT, explain=False)


def _times(subjects: Mapping[tuple[str, object], Sequence[Solve]], *, rounds: int) -> dict[tuple[str, object], Times]:
    taken = {name: np.full((rounds, len(solves)), np.inf) for name, solves in subjects.items()}
    pages = {name: [solve() for solve in solves] for name, solves in subjects.items()}  # and compile
    for turn in range(rounds):
        for name, solves in subjects.items():
            for number, solve in enumerate(solves):
                started = time.process_time()
                solve()
                taken[name][turn, number] = (time.process_time() - started) * 1000
    return {name: _summed_up(taken[name].min(axis=0), pages[name]) for name in subjects}


def _summed_up(taken: Sequence[float], pages: Sequence[Page]) -> Times:
    return Times(
        p50=float(np.percentile(taken, 50)),
        p99=float(np.percentile(taken, 99)),
        most=float(np.max(taken)),
        searched=float(np.mean([page.nodes > 0 for page in pages])),
        bounded=float(np.mean([page.bounded for page in pages])),
    )


def describe(result: Result) -> list[str]:
    """This will say in lines what was measured."""
    lines = [
        _line(f"{USUAL} candidates into {SIZE} positions", result.usual),
        _line("the same, every rule asked", result.pure),
        *(_line(f"{name} shops", times) for name, times in result.by_shop.items()),
        *(_line(f"{count} candidates", times) for count, times in result.by_candidates.items()),
        *(_line(f"{count} rules published", times) for count, times in result.by_published.items()),
    ]
    return [
        *lines,
        "no comparison with the optimum: install ortools" if result.loss is None else result.loss.describe(),
    ]


def _line(name: str, times: Times) -> str:
    shares = f"searched {100 * times.searched:5.1f} %   bounded {100 * times.bounded:5.1f} %"
    return f"{name:<34} p50 {times.p50:7.2f} ms   p99 {times.p99:8.2f} ms   most {times.most:8.2f} ms   {shares}"


def as_json(result: Result) -> str:
    return json.dumps(asdict(result), indent=2)
