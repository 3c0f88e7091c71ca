from dataclasses import replace

import numpy as np

from ranking.recall.attributes import attributes_of, categories_of, fit_price_edges, price_bands
from ranking.recall.base import Names, align, history_weights, moment_ranks
from tests.ranking.leather_shop import NAMES, catalogue, row


def numbers(shop, product: int, names: Names | None = None) -> set[int]:
    table = attributes_of(align(names or Names.of(shop), shop), price_edges=np.array([60.0], dtype=np.float32))
    return set(table.indices[table.indptr[product] : table.indptr[product + 1]].tolist())


def test_a_product_carries_its_category_all_above_it_brand_token_and_band() -> None:
    assert numbers(catalogue(), row("suede tote")) == {0, 1, 5, 8, 9}


def test_attributes_keep_their_numbers_when_the_catalogue_renumbers_them() -> None:
    shop = catalogue()
    names = replace(Names.of(shop), token_names=("suede", "unheard of", "pebbled"))
    assert numbers(shop, row("suede tote"), names) == {0, 1, 5, 6, 9}
    assert numbers(shop, row("smooth tote"), names) == {0, 1, 5, 9}


def test_a_loop_in_the_category_tree_ends() -> None:
    shop = replace(catalogue(), category_parents=np.array([1, 0, 0, 0, 0], dtype=np.int32))
    assert {0, 1} <= numbers(shop, row("suede tote"))


def test_a_product_is_in_its_category_and_in_all_above_it_once_each() -> None:
    shop = replace(catalogue(), category_parents=np.array([1, 0, 0, 0, 0], dtype=np.int32))
    assert categories_of(shop).of(row("suede tote")).tolist() == [0, 1]
    assert categories_of(catalogue()).of(row("suede belt")).tolist() == [0, 3]


def test_a_product_without_a_category_is_in_none() -> None:
    shop = replace(catalogue(), categories=np.full(len(NAMES), -1, dtype=np.int32))
    assert len(categories_of(shop).of(0)) == 0


def test_a_total_is_the_sum_over_a_products_attributes() -> None:
    shop = catalogue()
    table = attributes_of(align(Names.of(shop), shop), price_edges=np.zeros(0, dtype=np.float32))
    values = np.arange(table.count, dtype=np.float32)
    assert table.total(values)[row("suede tote")] == 0 + 1 + 5 + 8 + 9
    assert table.total(np.stack([values, values], axis=1)).shape == (len(NAMES), 2)


def test_a_product_without_a_price_has_no_band() -> None:
    prices = np.array([np.nan, 1.0, 5.0], dtype=np.float32)
    assert price_bands(prices, edges=fit_price_edges(prices))[0] == -1


def test_a_basket_is_one_moment() -> None:
    ages = np.array([0, 1, 1, 4, 2, 2], dtype=np.float32)
    assert moment_ranks(ages, indptr=np.array([0, 4, 4, 6])).tolist() == [0, 1, 1, 2, 0, 0]


def test_a_history_without_events_weighs_nothing() -> None:
    nobody = history_weights(np.zeros(0, np.int8), np.zeros(0, np.float32), indptr=np.array([0, 0]), half_life=1.0)
    assert len(nobody) == 0
