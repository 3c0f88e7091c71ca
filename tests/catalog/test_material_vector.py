"""Vectors put like beside like, and chips use only words that figures have earned."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from catalog.demo import DEMO_STORES
from catalog.materials import (
    MATERIAL_AXES,
    MaterialFacts,
    facts_from_row,
    material_chips,
    material_vector,
    product_vector,
)


@pytest.fixture(scope="module")
def facts() -> dict[str, MaterialFacts]:
    rows = {}
    for shop in DEMO_STORES.values():
        rows |= {row.code: row for row in shop(seed=1, today=date(2026, 9, 1)).materials}
    return {code: facts_from_row(row, materials=rows) for code, row in rows.items()}


@pytest.mark.parametrize(
    ("material", "near", "far"),
    [
        ("pebbled-calf-black", "pebbled-goat-black", "saffiano-black"),
        ("pebbled-calf-black", "pebbled-goat-forest", "patent-calf-black"),
        ("suede-taupe", "nubuck-stone", "pebbled-calf-sand"),
        ("suede-taupe", "suede-moss", "patent-calf-black"),
        ("vachetta-honey", "bridle-tan", "nappa-blush"),
        ("silver-polished", "steel-polished", "suede-taupe"),
        ("silver-polished", "steel-polished", "steel-brushed"),
        ("gold-18k", "vermeil", "titanium-blasted"),
        ("pearl-akoya", "pearl-freshwater", "silver-polished"),
    ],
)
def test_a_material_is_nearer_to_what_feels_alike(facts, material, near, far):
    vectors = {code: material_vector(facts[code]) for code in (material, near, far)}
    assert vectors[material] @ vectors[near] > vectors[material] @ vectors[far] + 0.1


def test_polished_metals_are_near_and_suede_is_far(facts):
    silver, steel, suede = (
        material_vector(facts[code]) for code in ("silver-polished", "steel-polished", "suede-moss")
    )
    assert silver @ steel > 0.9
    assert silver @ suede < 0.2


def test_vectors_are_unit_float32_and_the_same_again(facts):
    for material in facts.values():
        vector = material_vector(material)
        assert vector.dtype == np.float32
        assert vector.shape == (len(MATERIAL_AXES),) == (24,)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
        assert np.array_equal(vector, material_vector(replace(material)))


def test_a_product_leans_to_its_largest_part(facts):
    hide, metal = material_vector(facts["suede-moss"]), material_vector(facts["brass-solid"])
    mixed = product_vector([(hide, 90), (metal, 10)])
    assert mixed @ hide > 0.9 > mixed @ metal
    assert not product_vector([]).any()


@pytest.mark.parametrize(
    ("code", "chips"),
    [
        ("pebbled-goat-black", ("Pebbled", "Full grain", "Soft hand", "Aniline")),
        ("suede-camel", ("Suede", "Soft hand", "Aniline")),
        ("vachetta-natural", ("Smooth", "Full grain", "Firm hand", "Vegetable tanned")),
        ("silver-polished", ("925 silver", "Polished")),
        ("vermeil", ("Gold vermeil", "925 silver", "Polished")),
        ("silver-gilt", ("Gilt", "925 silver", "Polished")),
        ("steel-gold", ("316L steel", "PVD coated", "Polished")),
        ("pearl-akoya", ("Akoya pearl", "Lustre AAA")),
        ("enamel-black", ("Opaque enamel", "Over 925 silver")),
        ("cotton-twill", ("Cotton Twill",)),
    ],
)
def test_chips_say_what_a_shopper_sees_and_feels(facts, code, chips):
    assert material_chips(facts[code]) == chips


@pytest.mark.parametrize(("microns", "word"), [(2.4, "Gold plated"), (2.5, "Gold vermeil")])
def test_vermeil_is_earned_by_microns(facts, microns, word):
    thin = replace(facts["vermeil"], coating=((1, "gold 18k 3N", microns, "galvanic"),))
    assert material_chips(thin)[0] == word
