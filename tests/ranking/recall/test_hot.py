from dataclasses import replace

import numpy as np
import pytest

from ranking.dataset import DAY, PURCHASE, RETURN, VIEW, Interactions, TrainingData
from ranking.recall.base import Names, align
from ranking.recall.hot import Hot, HotConfig, fit, interleave
from tests.ranking.leather_shop import NAMES, NOW, catalogue, empty_shop, row, rows, shopper


def events(*happened: tuple[str, int, float, int]) -> Interactions:
    """Return events (product, kind, days ago, region) of visitors."""
    happened = tuple(sorted(happened, key=lambda event: -event[2]))
    size = len(happened)
    return Interactions(
        customer=np.full(size, -1, dtype=np.int64),
        session=np.arange(size, dtype=np.int64),
        product=np.array([row(event[0]) for event in happened], dtype=np.int32),
        kind=np.array([event[1] for event in happened], dtype=np.int8),
        at=np.array([NOW - event[2] * DAY for event in happened]),
        region=np.array([event[3] for event in happened], dtype=np.int16),
        tier=np.full(size, -1, dtype=np.int16),
        order=np.full(size, -1, dtype=np.int64),
    )


def hot(*happened: tuple[str, int, float, int], config: HotConfig | None = None, shop=None) -> Hot:
    data: TrainingData = replace(empty_shop(), interactions=events(*happened))
    part = fit(data, config=config or HotConfig(half_life=10))
    return Hot.load(part, align(Names.of(data.catalogue), shop or data.catalogue))


def first(channel: Hot, *, region: str | None = None) -> str:
    return NAMES[channel.recall(shopper(region=region), allowed=None, k=1).rows[0]]


def test_a_purchase_counts_for_more_than_a_view() -> None:
    assert first(hot(("suede belt", VIEW, 1, 0), ("suede tote", PURCHASE, 1, 0))) == "suede tote"


def test_what_was_hot_long_ago_has_cooled_down() -> None:
    assert first(hot(("suede belt", PURCHASE, 60, 0), ("suede tote", VIEW, 1, 0))) == "suede tote"


def test_a_returned_product_falls_behind_an_untouched_one() -> None:
    found = hot(("suede belt", VIEW, 1, 0), ("suede belt", RETURN, 1, 0)).recall(shopper(), allowed=None, k=12)
    assert found.rows[-1] == row("suede belt")


def test_each_region_has_its_own_favourites() -> None:
    german = [("pebbled tote", PURCHASE, 1, 0)] * 3
    american = [("suede tote", PURCHASE, 1, 1)] * 2
    channel = hot(*german, *american, config=HotConfig(region_prior=1.0))
    assert first(channel, region="de") == "pebbled tote"
    assert first(channel, region="us") == "suede tote"
    assert first(channel, region=None) == "pebbled tote"


def test_a_region_that_has_hardly_spoken_follows_everybody() -> None:
    everybody = [("pebbled tote", PURCHASE, 1, 0)] * 50
    channel = hot(*everybody, ("suede tote", VIEW, 1, 1), config=HotConfig(region_prior=200.0))
    assert first(channel, region="us") == "pebbled tote"


def test_a_product_nobody_knows_yet_gets_the_fifth_place() -> None:
    shop = catalogue((*NAMES, "suede pouch"))
    channel = hot(("suede belt", PURCHASE, 1, 0), shop=shop)
    assert channel.recall(shopper(), allowed=None, k=10).rows[4] == len(NAMES)


def test_a_recent_launch_gets_the_fifth_place_and_an_old_one_does_not() -> None:
    launched = np.full(len(NAMES), 19_000.0, dtype=np.float32)
    launched[row("suede pouch")] = NOW / DAY - 3
    busy = [(name, VIEW, 1.0, 0) for name in NAMES if name != "suede pouch"]
    found = hot(*busy, shop=replace(catalogue(), launched_days=launched)).recall(shopper(), allowed=None, k=10)
    assert found.rows[4] == row("suede pouch")
    old = hot(*busy).recall(shopper(), allowed=None, k=12)
    assert old.rows[-1] == row("suede pouch")


def test_a_closed_lane_lets_popularity_decide_alone() -> None:
    shop = catalogue((*NAMES, "suede pouch"))
    channel = hot(("suede belt", VIEW, 1, 0), config=HotConfig(new_every=0), shop=shop)
    assert channel.recall(shopper(), allowed=None, k=1).rows[0] == row("suede belt")


@pytest.mark.parametrize(
    ("every", "expected"),
    [(2, [0, 8, 1, 9, 2, 3]), (3, [0, 1, 8, 2, 3, 9]), (1, [8, 9, 0, 1, 2, 3]), (0, [0, 1, 2, 3])],
)
def test_the_lane_takes_each_nth_place(every: int, expected: list[int]) -> None:
    main, lane = np.arange(4, dtype=np.int32), np.array([8, 9], dtype=np.int32)
    assert interleave(main, lane, every=every).tolist() == expected


def test_a_product_in_both_lists_stands_in_the_lane_only() -> None:
    assert interleave(np.array([5, 6], np.int32), np.array([5], np.int32), every=2).tolist() == [6, 5]


def test_a_shop_without_events_shows_the_newest_first() -> None:
    launched = np.arange(len(NAMES), dtype=np.float32)
    part = fit(empty_shop(), config=HotConfig())
    shop = replace(catalogue(), launched_days=launched)
    found = Hot.load(part, align(Names.of(shop), shop)).recall(shopper(), allowed=None, k=2)
    assert found.rows.tolist() == rows("suede pouch", "suede belt").tolist()
