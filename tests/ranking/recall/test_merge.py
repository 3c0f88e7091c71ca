import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from ranking.recall.base import NOTHING, Recalled
from ranking.recall.merge import merge


def recalled(*rows: int) -> Recalled:
    return Recalled(rows=np.array(rows, dtype=np.int32), scores=np.arange(len(rows), 0, -1, dtype=np.float32))


ALONE = np.full(100, -1, dtype=np.int32)


def merged(channels: dict[str, Recalled], quotas: dict[str, float], *, limit: int, groups=ALONE) -> list[int]:
    return merge(channels, quotas=quotas, item_groups=groups, limit=limit).rows.tolist()


def test_shares_are_respected_from_the_first_place_on() -> None:
    channels = {"hot": recalled(*range(10)), "graph": recalled(*range(20, 30))}
    assert merged(channels, {"hot": 1, "graph": 3}, limit=8) == [20, 21, 0, 22, 23, 24, 1, 25]


def test_an_empty_channel_leaves_its_share_to_the_others() -> None:
    channels = {"hot": recalled(1, 2, 3), "graph": NOTHING}
    assert merged(channels, {"hot": 1, "graph": 5}, limit=3) == [1, 2, 3]


def test_a_channel_that_runs_out_leaves_the_rest_to_the_others() -> None:
    channels = {"hot": recalled(1, 2, 3, 4), "graph": recalled(9)}
    assert merged(channels, {"hot": 1, "graph": 1}, limit=5) == [1, 9, 2, 3, 4]


def test_a_product_found_twice_is_placed_once_and_keeps_both_ranks() -> None:
    result = merge(
        {"hot": recalled(7, 8), "graph": recalled(9, 7)}, quotas={"hot": 1, "graph": 1}, item_groups=ALONE, limit=5
    )
    assert result.rows.tolist() == [7, 9, 8]
    assert result.sources == ({"hot": 1, "graph": 2}, {"graph": 1}, {"hot": 2})


def test_what_several_channels_rank_well_comes_before_what_one_does() -> None:
    channels = {"hot": recalled(1, 2, 3), "graph": recalled(4, 3, 5), "vector": recalled(6, 3, 7)}
    assert merged(channels, {"hot": 1, "graph": 1, "vector": 1}, limit=4) == [3, 4, 6, 1]


def test_agreement_never_takes_a_channels_share() -> None:
    """Hot and vector agree on everything; half of every four products are still graph's alone."""
    channels = {"hot": recalled(*range(9)), "vector": recalled(*range(9)), "graph": recalled(*range(20, 29))}
    places = merged(channels, {"graph": 2, "hot": 1, "vector": 1}, limit=8)
    assert [sum(row >= 20 for row in places[:count]) for count in (4, 8)] == [2, 4]


def test_one_colour_stands_for_its_item_group() -> None:
    groups = ALONE.copy()
    groups[[3, 4]] = 0
    assert merged({"hot": recalled(3, 4, 5)}, {"hot": 1}, limit=5, groups=groups) == [3, 5]


def test_a_channel_without_a_quota_adds_nothing_but_its_rank_is_told() -> None:
    result = merge(
        {"hot": recalled(1), "graph": recalled(2, 1)}, quotas={"hot": 1, "graph": 0}, item_groups=ALONE, limit=5
    )
    assert result.rows.tolist() == [1]
    assert result.sources == ({"hot": 1, "graph": 2},)


def test_nothing_found_merges_to_nothing() -> None:
    assert merged({"hot": NOTHING}, {"hot": 1}, limit=5) == []


LISTS = some.lists(some.integers(0, 30), unique=True, max_size=15)


@given(
    lists=some.dictionaries(some.sampled_from(["hot", "vector", "graph"]), LISTS, min_size=1),
    quotas=some.dictionaries(some.sampled_from(["hot", "vector", "graph"]), some.integers(0, 5)),
    limit=some.integers(0, 40),
    groups=some.lists(some.integers(-1, 6), min_size=31, max_size=31),
)
def test_a_merge_is_always_a_fair_set(lists, quotas, limit, groups) -> None:
    channels = {name: recalled(*found) for name, found in lists.items()}
    item_groups = np.array(groups, dtype=np.int32)
    result = merge(channels, quotas=quotas, item_groups=item_groups, limit=limit)
    rows = result.rows.tolist()
    used = {row for name, found in lists.items() if quotas.get(name, 0) > 0 for row in found}
    families = [groups[row] if groups[row] >= 0 else -1 - row for row in rows]
    everyone = {groups[row] if groups[row] >= 0 else -1 - row for row in used}
    assert set(rows) <= used
    assert len(set(families)) == len(rows) == min(limit, len(everyone))
    assert rows == merge(channels, quotas=quotas, item_groups=item_groups, limit=limit).rows.tolist()
    assert all(
        lists[name][rank - 1] == row
        for row, told in zip(rows, result.sources, strict=True)
        for name, rank in told.items()
    )


@pytest.mark.parametrize("limit", [1, 3, 6])
def test_a_shorter_merge_is_the_start_of_a_longer_one(limit: int) -> None:
    channels = {"hot": recalled(1, 2, 3, 4), "graph": recalled(4, 3, 9, 8), "vector": recalled(2, 9, 5)}
    quotas = {"hot": 1, "graph": 2, "vector": 2}
    assert merged(channels, quotas, limit=limit) == merged(channels, quotas, limit=20)[:limit]
