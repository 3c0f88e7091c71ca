"""Which categories hold alternatives to each other, read from a shop's own tree."""

from dataclasses import replace

import numpy as np
import pytest

from ranking.dataset import Catalogue
from ranking.recall.kinds import ALTERNATIVE, alternative_links
from tests.ranking.leather_shop import catalogue


def shop(*paths: str, named: bool = True) -> tuple[Catalogue, dict[str, int]]:
    """Return a shop with these categories and all above them, and their numbers by path."""
    every = sorted({" > ".join(path.split(" > ")[:depth]) for path in paths for depth in range(1, 9)})
    number = {path: place for place, path in enumerate(every)}
    parents = [number.get(path.rpartition(" > ")[0], -1) for path in every]
    made = replace(
        catalogue(()),
        category_parents=np.array(parents, dtype=np.int32),
        category_codes=tuple(every),
        category_names=tuple(path.rpartition(" > ")[2] for path in every) if named else None,
    )
    return made, number


def are_alternatives(one: str, other: str, *paths: str, named: bool = True) -> bool:
    made, number = shop(one, other, *paths, named=named)
    found = alternative_links(made)[number[one], number[other]]
    assert found in (np.float32(ALTERNATIVE), 1)
    return bool(found < 1)


THINGS = ("Bags > Satchels", "Belts > Wide", "Belts > Slim")
DEPARTMENTS = ("Women > Bags > Totes", "Women > Shoes", "Men > Bags > Totes", "Men > Shoes")


@pytest.mark.parametrize(
    ("one", "other", "tree", "expected"),
    [
        ("Bags > Totes", "Bags > Hobos", THINGS, True),
        ("Bags > Totes", "Bags", THINGS, True),
        ("Bags > Totes", "Belts > Wide", THINGS, False),
        ("Bags", "Gloves", THINGS, False),
        ("Shop > Bags", "Shop > Gloves", (), False),
        ("Shop > Bags > Totes", "Shop > Bags > Hobos", ("Shop > Gloves",), True),
        ("Women > Bags > Totes", "Women > Bags > Hobos", DEPARTMENTS, True),
        ("Women > Bags > Totes", "Women > Shoes > Boots", DEPARTMENTS, False),
        ("Women > Bags", "Women > Shoes", DEPARTMENTS, False),
        ("Women > Bags", "Men > Bags", DEPARTMENTS, False),
    ],
)
def test_children_of_one_parent_are_kinds_of_one_thing_unless_it_only_sorts_the_shop(
    one: str, other: str, tree: tuple[str, ...], expected: bool
) -> None:
    """Women and Men both have bags and shoes, so they are departments and no things; a single root is none either."""
    assert are_alternatives(one, other, *tree) is expected


def test_one_name_in_two_places_does_not_make_a_department() -> None:
    """Travel has pouches as well; bags are kinds of bag all the same."""
    paths = (
        "Bags > Pouches",
        "Bags > Hobos",
        "Bags > Clutches",
        "Travel > Pouches",
        "Travel > Weekenders",
        "Travel > Wash",
    )
    assert are_alternatives("Bags > Totes", "Bags > Hobos", *paths)


METALS = tuple(f"{good} > {metal}" for good in ("Rings", "Earrings") for metal in ("Gold", "Silver"))
NEWS = tuple(f"{good} > {news}" for good in ("Bags", "Shoes", "Gloves", "Belts") for news in ("New in", "Sale"))


@pytest.mark.parametrize(
    ("one", "other", "tree"),
    [
        ("Rings > Gold", "Rings > Silver", METALS),
        ("Shop > Rings > Gold", "Shop > Rings > Silver", tuple(f"Shop > {path}" for path in METALS)),
        ("Rings > Gold", "Rings > Signet", (*METALS, "Necklaces > Gold", "Earrings > Hoops")),
        ("Bags > Totes", "Bags > Hobos", (*NEWS, "Shoes > Boots")),
        ("Bags > Totes", "Bags > New in", (*NEWS, "Sale > Bags", "Sale > Shoes", "Bags > Clutches", "Bags > Pouches")),
    ],
)
def test_names_of_metals_or_news_under_several_things_make_no_departments(
    one: str, other: str, tree: tuple[str, ...]
) -> None:
    """A silver ring does not go with a gold one because there are gold earrings as well."""
    assert are_alternatives(one, other, *tree)


def test_what_stands_under_sale_is_no_kind_of_sale() -> None:
    assert not are_alternatives("Sale > Bags", "Sale > Shoes", "Bags > Totes", "Shoes > Boots", *NEWS)


SMALL = "Women > Bags > Totes > Small"


@pytest.mark.parametrize("other", ["Totes", "Totes > Large", "Hobos", "Hobos > Small", ""])
def test_kinds_of_kinds_are_alternatives_as_well(other: str) -> None:
    path = "Women > Bags" + (f" > {other}" if other else "")
    assert are_alternatives(SMALL, path, *DEPARTMENTS)
    assert not are_alternatives(SMALL, "Women > Shoes > Boots", *DEPARTMENTS)
    assert not are_alternatives(SMALL, "Women", *DEPARTMENTS)


def test_what_departments_stand_under_sorts_the_shop_as_they_do() -> None:
    tree = (*(f"Adults > {path}" for path in DEPARTMENTS), "Kids > Toys", "Kids > Books")
    assert not are_alternatives("Adults > Women > Bags", "Adults > Women > Shoes", *tree)
    assert are_alternatives("Adults > Women > Bags > Totes", "Adults > Women > Bags > Hobos", *tree)


def test_a_loop_in_the_tree_ends() -> None:
    made = replace(
        catalogue(()),
        category_parents=np.array([1, 0], np.int32),
        category_codes=("one", "other"),
        category_names=("One", "Other"),
    )
    assert alternative_links(made).shape == (3, 3)


WEAR = ("Bags", "Shoes")
WOMEN = tuple(f"Women > {good}" for good in (*WEAR, "Dresses", "Skirts", "Jewelry"))
MEN = tuple(f"Men > {good}" for good in (*WEAR, "Suits", "Ties", "Shirts"))
ONE_TREE = ("Shop > Bags > Totes", "Shop > Bags > Hobos", "Shop > Shoes > Boots")


@pytest.mark.parametrize(
    ("one", "other", "tree", "expected"),
    [
        ("Women > Bags", "Women > Dresses", (*WOMEN, *MEN), False),
        ("Men > Suits", "Men > Ties", (*WOMEN, *MEN, "Uncategorized"), False),
        (
            "Women > Bags",
            "Women > Shoes",
            (*(f"Women > {good}" for good in WEAR), *MEN, "Men > Bags > Briefcases"),
            False,
        ),
        ("Shop > Bags", "Shop > Shoes", (*ONE_TREE, "Uncategorized"), False),
        ("Shop > Bags > Totes", "Shop > Bags > Hobos", (*ONE_TREE, "Uncategorized"), True),
        ("Bags > Totes", "Bags > Hobos", ("Accessories",), True),
    ],
)
def test_an_ordinary_shop_has_departments_and_may_have_a_stray_category(
    one: str, other: str, tree: tuple[str, ...], expected: bool
) -> None:
    """Women and Men share two names of five each. What belongs nowhere makes no bag of a whole shop."""
    assert are_alternatives(one, other, *tree) is expected


def test_without_names_a_department_is_taken_for_a_thing() -> None:
    assert are_alternatives("Women > Bags", "Women > Shoes", "Men > Bags", "Men > Shoes", named=False)


def test_a_product_without_a_category_is_an_alternative_to_nothing() -> None:
    made, _ = shop("Bags > Totes", "Bags > Hobos")
    assert (alternative_links(made)[-1] == 1).all()


def test_a_shop_without_categories_has_no_kinds() -> None:
    made = replace(catalogue(()), category_parents=np.zeros(0, np.int32), category_codes=(), category_names=())
    assert alternative_links(made).tolist() == [[1.0]]
