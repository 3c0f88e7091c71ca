from dataclasses import fields, replace

import numpy as np

from ranking.dataset import DAY, PURCHASE, RETURN, VIEW, Catalogue, Interactions, Tokens, TrainingData
from ranking.recall.base import Names, align
from ranking.recall.hot import Hot, HotConfig, fit
from ranking.recall.serving import Serving
from tests.ranking.leather_shop import KINDS_OF_GOODS, NAMES, NOW, catalogue, empty_shop, row, rows, shopper

EVENTS_ALONE = HotConfig(half_life=10, guess_prior=0.1)


def events(*happened: tuple[str, int, float, int], tier: int = -1) -> Interactions:
    """Return events (product, kind, days ago, region) of visitors, or of one tier."""
    happened = tuple(sorted(happened, key=lambda event: -event[2]))
    size = len(happened)
    return Interactions(
        customer=np.full(size, -1, dtype=np.int64),
        session=np.arange(size, dtype=np.int64),
        product=np.array([row(event[0]) for event in happened], dtype=np.int32),
        kind=np.array([event[1] for event in happened], dtype=np.int8),
        at=np.array([NOW - event[2] * DAY for event in happened]),
        region=np.array([event[3] for event in happened], dtype=np.int16),
        tier=np.full(size, tier, dtype=np.int16),
        order=np.full(size, -1, dtype=np.int64),
    )


def hot(
    *happened: tuple[str, int, float, int],
    config: HotConfig | None = None,
    shop: Catalogue | None = None,
    serving: Serving | None = None,
) -> Hot:
    return learned(events(*happened), config=config, shop=shop, serving=serving)


def learned(
    table: Interactions,
    *,
    config: HotConfig | None = None,
    shop: Catalogue | None = None,
    serving: Serving | None = None,
) -> Hot:
    data: TrainingData = replace(empty_shop(), interactions=table)
    part = fit(data, config=config or EVENTS_ALONE)
    aligned = align(Names.of(data.catalogue), shop or data.catalogue, serving=serving or Serving())
    return Hot.load(part, aligned)


def first(channel: Hot, **who: object) -> str:
    return names(channel, k=1, **who)[0]


def names(channel: Hot, *, k: int, **who: object) -> list[str]:
    asked = shopper(**{"region": None, "tier": None} | who)
    return [NAMES[found] for found in channel.recall(asked, allowed=None, k=k).rows]


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


def test_each_tier_has_its_own_favourites() -> None:
    members, gold = [("pebbled tote", PURCHASE, 1, -1)] * 30, [("suede tote", PURCHASE, 1, -1)] * 20
    table = [events(*members, tier=0), events(*gold, tier=1)]
    both = Interactions(
        **{each.name: np.concatenate([getattr(part, each.name) for part in table]) for each in fields(Interactions)}
    )
    channel = learned(both, config=HotConfig(tier_prior=10.0))
    assert first(channel, tier="member") == "pebbled tote"
    assert first(channel, tier="gold") == "suede tote"
    assert first(channel, tier=None) == "pebbled tote"


def test_a_tier_that_has_hardly_spoken_follows_its_region() -> None:
    american = [("suede tote", PURCHASE, 1, 1)] * 100
    german = [("pebbled tote", PURCHASE, 1, 0)] * 120
    channel = hot(*american, *german)
    assert first(channel, region="us", tier="gold") == "suede tote"


def test_on_a_product_page_its_category_comes_first_by_popularity() -> None:
    busy = [("suede wallet", VIEW, 1, 0)] * 60
    totes = [("suede tote", VIEW, 1, 0)] * 5 + [("smooth tote", VIEW, 1, 0)] * 3
    assert names(hot(*busy, *totes), k=3, seeds=["pebbled tote"]) == ["suede tote", "smooth tote", "suede wallet"]


def test_a_wider_category_comes_before_the_rest_of_the_shop() -> None:
    """Wallets and pouches are small leather goods; the seed is the only wallet that may stand here."""
    parents = np.array([-1, 0, 5, 0, 5, 0], dtype=np.int32)
    shop = replace(catalogue(), category_parents=parents, category_codes=("goods", *KINDS_OF_GOODS, "small"))
    channel = hot(*[("suede belt", VIEW, 1, 0)] * 5, ("suede pouch", VIEW, 1, 0), shop=shop)
    asked = replace(shopper(seeds=["suede wallet"]), tier=None)
    no_wallets = np.array(["wallet" not in name for name in NAMES])
    found = channel.recall(asked, allowed=no_wallets, k=1).rows
    assert [NAMES[each] for each in found] == ["suede pouch"]


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
    launched = np.full(len(NAMES), 19_000.0, dtype=np.float32)
    launched[row("suede pouch")] = NOW / DAY - 3
    busy = [(name, VIEW, 1.0, 0) for name in NAMES if name != "suede pouch"]
    channel = hot(*busy, shop=replace(catalogue(), launched_days=launched), serving=Serving(new_share=0))
    assert row("suede pouch") == channel.recall(shopper(), allowed=None, k=12).rows[-1]


def test_a_shop_without_events_shows_the_newest_first() -> None:
    launched = np.arange(len(NAMES), dtype=np.float32)
    part = fit(empty_shop(), config=HotConfig())
    shop = replace(catalogue(), launched_days=launched, prices=np.full(len(NAMES), 80.0, dtype=np.float32))
    found = Hot.load(part, align(Names.of(shop), shop)).recall(shopper(), allowed=None, k=2)
    assert found.rows.tolist() == rows("suede pouch", "suede belt").tolist()


def test_a_shop_without_events_believes_what_it_calls_its_bestsellers() -> None:
    tokens = Tokens(np.arange(len(NAMES) + 1, dtype=np.int64), np.zeros(len(NAMES), dtype=np.int32))
    tokens.indices[row("smooth belt")] = 1
    shop = replace(catalogue(), tokens=tokens, token_names=("tag:linen", "tag:Best-seller"))
    part = fit(replace(empty_shop(), catalogue=shop), config=HotConfig())
    channel = Hot.load(part, align(Names.of(shop), shop))
    assert first(channel) == "smooth belt"


def test_a_shop_without_events_prefers_what_many_warehouses_have() -> None:
    stocked = np.full(len(NAMES), 0.2, dtype=np.float32)
    stocked[row("smooth wallet")] = 1.0
    shop = replace(catalogue(), stocked=stocked, prices=np.full(len(NAMES), 80.0, dtype=np.float32))
    channel = Hot.load(fit(empty_shop(), config=HotConfig()), align(Names.of(shop), shop))
    assert first(channel) == "smooth wallet"


def test_what_shoppers_do_soon_outweighs_the_guess() -> None:
    launched = np.arange(len(NAMES), dtype=np.float32)
    shop = replace(catalogue(), launched_days=launched)
    assert first(hot(*[("pebbled tote", PURCHASE, 0, 0)] * 3, shop=shop, config=HotConfig())) == "pebbled tote"
