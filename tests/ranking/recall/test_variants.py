import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from ranking.recall.base import NO_ROWS
from ranking.recall.variants import Variants

SHOP = np.array([1, -1, 0, 1, 0, -1, 1], dtype=np.int32)
VARIANTS = Variants.of(SHOP)
EVERYTHING = np.ones(len(SHOP), dtype=bool)


def others(*rows: int, allowed: np.ndarray = EVERYTHING, limit: int = 10) -> list[int]:
    return VARIANTS.others(np.array(rows, dtype=np.int32), allowed=allowed, limit=limit).tolist()


def test_the_other_colours_of_the_best_placed_style_come_first() -> None:
    assert others(3, 2) == [0, 6, 4]
    assert others(2, 3) == [4, 0, 6]


def test_a_product_without_a_group_has_no_variants() -> None:
    assert others(1, 5) == []


def test_what_is_not_allowed_stays_out() -> None:
    assert others(3, allowed=np.arange(len(SHOP)) != 0) == [6]


def test_no_more_than_the_limit_come_back() -> None:
    assert others(3, 2, limit=2) == [0, 6]


def test_a_family_holds_the_product_itself() -> None:
    assert VARIANTS.families(np.array([6, 0], dtype=np.int32)).tolist() == [0, 3, 6]


def test_a_shop_without_products_has_no_variants() -> None:
    nothing = Variants.of(NO_ROWS)
    assert len(nothing.others(NO_ROWS, allowed=np.zeros(0, dtype=bool), limit=5)) == 0


@given(
    groups=some.lists(some.integers(-1, 8), min_size=1, max_size=60),
    data=some.data(),
    limit=some.integers(0, 30),
)
def test_variants_are_those_that_looking_through_the_catalogue_finds(groups, data, limit) -> None:
    rows = data.draw(some.lists(some.integers(0, len(groups) - 1), unique=True, max_size=20))
    allowed = np.array(data.draw(some.lists(some.booleans(), min_size=len(groups), max_size=len(groups))))
    places = {group: place for place, group in reversed(list(enumerate(groups[row] for row in rows))) if group >= 0}
    open_rows = [row for row in range(len(groups)) if allowed[row] and row not in rows and groups[row] in places]
    expected = sorted(open_rows, key=lambda row: (places[groups[row]], row))[:limit]
    variants = Variants.of(np.array(groups, dtype=np.int32))
    assert variants.others(np.array(rows, dtype=np.int32), allowed=allowed, limit=limit).tolist() == expected
