"""Every promise about every list, on random shops and against a judge that tries all arrangements."""

import os

import pytest

from tests.rules.engine.invariants import INVARIANTS
from tests.rules.engine.lists import random_case

LISTS = 10_000
BLOCK = 500
MANY = int(os.environ.get("WOOREC_LISTS", 1_000_000))
SHARDS = int(os.environ.get("WOOREC_SHARDS", 1))
SHARD = int(os.environ.get("WOOREC_SHARD", 0))


def check(seed: int) -> None:
    case = random_case(seed)
    for invariant in INVARIANTS:
        try:
            invariant(case)
        except AssertionError as error:
            raise AssertionError(f"{invariant.__name__} does not hold for random_case({seed})") from error


@pytest.mark.parametrize("start", range(0, LISTS, BLOCK))
def test_ten_thousand_lists_keep_every_promise(start: int) -> None:
    for seed in range(start, start + BLOCK):
        check(seed)


@pytest.mark.slow
def test_a_million_lists_keep_every_promise(capsys: pytest.CaptureFixture[str]) -> None:
    """WOOREC_SHARD of WOOREC_SHARDS takes every so-manieth list, WOOREC_LISTS says how many there are in all."""
    for done, seed in enumerate(range(LISTS + SHARD, LISTS + MANY, SHARDS), start=1):
        check(seed)
        if done % 10_000 == 0:
            with capsys.disabled():
                print(f" {done} lists", flush=True)
