from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.dataset import DAY
from ranking.recall.base import Names, align
from ranking.recall.lane import Lane, first_open, interleave
from ranking.recall.serving import Serving
from tests.ranking.leather_shop import NAMES, NOW, catalogue, row

EVERYTHING = np.ones(len(NAMES), dtype=np.bool_)
ARRIVALS = ("suede tote", "suede wallet", "suede belt")


def lane(*, serving: Serving | None = None, launched: float = NOW / DAY - 3) -> Lane:
    """Return the lane of a shop whose suede goods (but the pouch) are new."""
    days = np.full(len(NAMES), 19_000.0, dtype=np.float32)
    days[[row(name) for name in ARRIVALS]] = launched
    shop = replace(catalogue(), launched_days=days)
    return Lane(align(Names.of(shop), shop, serving=serving or Serving()))


@pytest.mark.parametrize(
    ("every", "expected"),
    [(2, [0, 8, 1, 9, 2, 3]), (3, [0, 1, 8, 2, 3, 9]), (0, [0, 1, 2, 3, 4])],
)
def test_the_lane_takes_each_nth_place(every: int, expected: list[int]) -> None:
    main, arrivals = np.arange(5, dtype=np.int32), np.array([8, 9], dtype=np.int32)
    assert interleave(main, arrivals, every=every, k=6).tolist() == expected


def test_a_new_arrival_that_is_popular_keeps_its_better_place() -> None:
    main, arrivals = np.array([5, 6, 7], np.int32), np.array([5, 9], np.int32)
    assert interleave(main, arrivals, every=3, k=4).tolist() == [5, 6, 9, 7]


@given(share=st.floats(0.01, 0.5), popular=st.permutations(range(40)), new=st.permutations(range(40)))
def test_no_start_of_a_list_gives_the_lane_more_than_its_share(share: float, popular: list, new: list) -> None:
    main = np.array([row for row in popular if row >= 20], dtype=np.int32)
    arrivals = np.array([row for row in new if row < 20], dtype=np.int32)
    placed = interleave(main, arrivals, every=Serving(new_share=share).new_every, k=25)
    for end in range(1, len(placed) + 1):
        assert np.count_nonzero(placed[:end] < 20) <= end * share + 1e-9


@pytest.mark.parametrize(("share", "every"), [(0.0, 0), (0.1, 10), (0.2, 5), (0.3, 4), (0.5, 2)])
def test_a_share_is_kept_from_below(share: float, every: int) -> None:
    assert Serving(new_share=share).new_every == every


def test_a_lane_for_more_than_half_is_refused() -> None:
    with pytest.raises(ValueError, match=r"between 0 and 0\.5"):
        Serving(new_share=0.6)


@given(
    launched=st.lists(st.one_of(st.integers(19_960, 20_005), st.just(np.nan)), min_size=12, max_size=12),
    unknown=st.integers(0, 12),
    passing=st.lists(st.booleans(), min_size=12, max_size=12),
    turn=st.integers(0, 400),
    k=st.integers(0, 14),
)
def test_the_lane_is_what_looking_at_every_product_finds(
    launched: list, unknown: int, passing: list, turn: int, k: int
) -> None:
    shop = replace(catalogue(), launched_days=np.array(launched, dtype=np.float32))
    trained = replace(Names.of(shop), product_ids=shop.product_ids[unknown:])
    opened, at = Lane(align(trained, shop)), NOW + turn * Serving().new_turn
    days = np.nan_to_num(shop.launched_days, nan=-np.inf)
    now = at / DAY
    fresh = [each for each in range(12) if days[each] <= now and (each < unknown or days[each] >= now - 30)]
    fresh.sort(key=lambda each: (-days[each], -shop.product_ids[each]))
    first = int(at // Serving().new_turn) % max(len(fresh), 1)
    expected = [each for each in fresh[first:] + fresh[:first] if passing[each]][:k]
    assert opened.rows(np.array(passing), at=at, k=k).tolist() == expected


@given(size=st.integers(0, 200), k=st.integers(0, 20), share=st.floats(0, 1))
def test_the_first_open_ones_are_found_however_far_down_they_stand(size: int, k: int, share: float) -> None:
    random = np.random.default_rng(size)
    order, open_rows = random.permutation(size).astype(np.int32), random.random(size) < share
    assert first_open(order, open_rows, k=k).tolist() == order[open_rows[order]][:k].tolist()


def test_each_new_arrival_leads_the_lane_once_a_round() -> None:
    turns = [lane().rows(EVERYTHING, at=NOW + turn * Serving().new_turn, k=1)[0] for turn in range(6)]
    assert sorted(turns[:3]) == sorted(row(name) for name in ARRIVALS)
    assert turns[:3] == turns[3:]


def test_within_a_turn_everybody_sees_the_same_arrival() -> None:
    start = NOW // 600 * 600
    assert {int(lane().rows(EVERYTHING, at=start + seconds, k=1)[0]) for seconds in (0, 1, 599)} == {
        int(lane().rows(EVERYTHING, at=start, k=1)[0])
    }


def test_what_may_not_be_shown_gives_its_turn_away() -> None:
    closed = EVERYTHING.copy()
    closed[row("suede wallet")] = False
    found = lane().rows(closed, at=NOW, k=3)
    assert sorted(found.tolist()) == sorted([row("suede tote"), row("suede belt")])


@pytest.mark.parametrize("launched", [NOW / DAY - 31, NOW / DAY + 2])
def test_what_is_older_or_not_for_sale_yet_has_no_place_in_the_lane(launched: float) -> None:
    assert len(lane(launched=launched).rows(EVERYTHING, at=NOW, k=3)) == 0


def test_the_days_of_a_new_arrival_are_a_choice_of_the_shop() -> None:
    patient = lane(launched=NOW / DAY - 31, serving=Serving(new_days=60))
    assert len(patient.rows(EVERYTHING, at=NOW, k=3)) == 3


def test_a_product_that_no_training_has_seen_is_a_new_arrival() -> None:
    names = Names.of(catalogue())
    grown = Lane(align(names, catalogue((*NAMES, "suede pouch"), launched=None)))
    assert grown.rows(np.ones(len(NAMES) + 1, dtype=np.bool_), at=NOW, k=3).tolist() == [len(NAMES)]
