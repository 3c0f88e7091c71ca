"""Every channel passes these before its own stories."""

from dataclasses import replace

import numpy as np
import pytest

from ranking.artifacts import Model
from ranking.dataset import PURCHASE, TrainingData
from ranking.recall import RECALLS, UNTAUGHT
from ranking.recall.base import Names, Recalled, ShopperState, align
from ranking.scoring import ServingModel, assemble
from tests.ranking.leather_shop import NAMES, catalogue, row, rows, shopper

EVERY = pytest.mark.parametrize("channel", sorted(RECALLS))
BUYER = shopper("pebbled tote", "pebbled wallet", "suede belt", kind=PURCHASE)
IN_FRONT = replace(BUYER, seeds=rows("pebbled pouch"))  # of a product, without which nothing feels like it


def buyer(channel: str) -> ShopperState:
    return IN_FRONT if channel == "feel" else BUYER


def ask(serving: ServingModel, channel: str, who=None, *, allowed=None, k: int = 8) -> Recalled:
    return serving.recall(channel, who or buyer(channel), allowed=allowed, k=k)


@EVERY
def test_a_channel_finds_something_for_a_known_shopper(serving: ServingModel, channel: str) -> None:
    assert len(ask(serving, channel)) > 0


@EVERY
def test_the_best_comes_first_and_nothing_comes_twice(serving: ServingModel, channel: str) -> None:
    found = ask(serving, channel)
    assert (np.diff(found.scores) <= 0).all()
    assert len(set(found.rows.tolist())) == len(found.rows) == len(found.scores)
    assert found.rows.dtype == np.int32
    assert found.scores.dtype == np.float32


@EVERY
def test_at_most_k_products_come_back(serving: ServingModel, channel: str) -> None:
    assert len(ask(serving, channel, k=1)) == 1
    assert len(ask(serving, channel, k=0)) == 0
    assert len(ask(serving, channel, k=10_000)) <= len(NAMES)


@EVERY
def test_a_shorter_list_is_the_start_of_a_longer_one(serving: ServingModel, channel: str) -> None:
    assert ask(serving, channel, k=2).rows.tolist() == ask(serving, channel, k=6).rows.tolist()[:2]


@EVERY
def test_only_allowed_products_come_back(serving: ServingModel, channel: str) -> None:
    everything = set(ask(serving, channel, k=12).rows.tolist())
    allowed = np.zeros(len(NAMES), dtype=bool)
    allowed[list(everything)[::2]] = True
    found = ask(serving, channel, allowed=allowed, k=12)
    assert set(found.rows.tolist()) == set(np.flatnonzero(allowed).tolist())


@EVERY
def test_nothing_allowed_finds_nothing(serving: ServingModel, channel: str) -> None:
    assert len(ask(serving, channel, allowed=np.zeros(len(NAMES), dtype=bool))) == 0


@EVERY
def test_the_allowed_mask_is_left_as_it_was(serving: ServingModel, channel: str) -> None:
    allowed = np.ones(len(NAMES), dtype=bool)
    ask(serving, channel, replace(BUYER, seeds=np.array([2], dtype=np.int32)), allowed=allowed)
    assert allowed.all()


@EVERY
def test_seeds_and_cart_are_never_recommended_back(serving: ServingModel, channel: str) -> None:
    who = shopper("smooth tote", "pebbled tote", kind=PURCHASE, seeds=["pebbled tote"], cart=["pebbled belt"])
    found = ask(serving, channel, who, k=12)
    assert not {row("pebbled tote"), row("pebbled belt")} & set(found.rows.tolist())


@EVERY
def test_asking_twice_gives_the_same_answer(serving: ServingModel, channel: str) -> None:
    first, second = ask(serving, channel), ask(serving, channel)
    assert first.rows.tolist() == second.rows.tolist()
    assert first.scores.tolist() == second.scores.tolist()


@EVERY
def test_a_stranger_is_answered_without_an_error(serving: ServingModel, channel: str) -> None:
    found = ask(serving, channel, shopper(region="atlantis", tier="emperor"))
    assert bool(len(found)) == (channel == "hot")


@EVERY
def test_an_unknown_region_and_tier_fall_back_to_the_default(serving: ServingModel, channel: str) -> None:
    nowhere = ask(serving, channel, replace(buyer(channel), region=None, tier=None))
    unheard = ask(serving, channel, replace(buyer(channel), region="atlantis", tier="emperor"))
    assert nowhere.rows.tolist() == unheard.rows.tolist()


@EVERY
def test_a_shop_without_events_still_trains_and_answers(first_day: Model, data: TrainingData, channel: str) -> None:
    found = ask(assemble(first_day, data.catalogue), channel, shopper("pebbled tote", seeds=["suede tote"]))
    assert np.isfinite(found.scores).all()


@EVERY
def test_products_are_recognised_by_id_when_the_catalogue_shifts(model: Model, channel: str) -> None:
    """A product with a lower id appears, so every row moves by one; the answers must move along."""
    before = ask(assemble(model, catalogue()), channel, k=len(NAMES))
    shifted = assemble(model, catalogue(("suede pouch", *NAMES), first_id=100))
    who = buyer(channel)
    moved = replace(who, history_rows=who.history_rows + 1, seeds=who.seeds + 1)
    newcomer_closed = np.ones(len(NAMES) + 1, dtype=bool)
    newcomer_closed[0] = False
    after = ask(shifted, channel, moved, allowed=newcomer_closed, k=len(NAMES))
    assert after.rows[0] - 1 == before.rows[0]
    assert set(after.rows - 1) == set(before.rows)  # one more of suede makes all suede tell a little less


@EVERY
def test_a_product_that_left_the_catalogue_is_no_longer_found(model: Model, channel: str) -> None:
    smaller = assemble(model, catalogue(NAMES[:8]))
    seeds = ["pebbled pouch"] if channel == "feel" else []
    found = ask(smaller, channel, shopper("pebbled tote", "smooth belt", kind=PURCHASE, seeds=seeds), k=12)
    assert len(found) > 0
    assert found.rows.max() < 8


@EVERY
def test_a_channel_goes_by_the_name_it_is_listed_under(model: Model, data: TrainingData, channel: str) -> None:
    part = {**UNTAUGHT, **model.channels}[channel]
    loaded = RECALLS[channel].load(part, align(Names.of(data.catalogue), data.catalogue))
    assert loaded.name == channel
