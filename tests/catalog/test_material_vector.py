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
        ("cotton-canvas", "cotton-twill", "silk-satin"),
        ("silk-satin", "jacquard", "cotton-canvas"),
        ("cashmere", "silk-satin", "suede-taupe"),
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
        assert vector.shape == (len(MATERIAL_AXES),) == (29,)
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
        ("cotton-twill", ("Cotton twill", "100 % cotton", "190 g/m²")),
        ("silk-satin", ("Silk satin", "100 % silk", "Fluid drape", "19 momme")),
        ("cotton-canvas", ("Cotton canvas", "100 % cotton", "Crisp drape", "400 g/m²")),
        ("jacquard", ("Jacquard", "60 % viscose, 40 % cotton", "165 g/m²")),
        ("microsuede", ("Nonwoven", "80 % polyester, 20 % polyamide", "Brushed", "210 g/m²")),
    ],
)
def test_chips_say_what_a_shopper_sees_and_feels(facts, code, chips):
    assert material_chips(facts[code]) == chips


@pytest.mark.parametrize(("microns", "word"), [(2.4, "Gold plated"), (2.5, "Gold vermeil")])
def test_vermeil_is_earned_by_microns(facts, microns, word):
    thin = replace(facts["vermeil"], coating=((1, "gold 18k 3N", microns, "galvanic"),))
    assert material_chips(thin)[0] == word


def test_only_a_cloth_of_one_fibre_bears_its_name(facts):
    blend = replace(facts["silk-satin"], fibres=(("silk", 70.0), ("cotton", 30.0)))
    assert material_chips(blend) == ("Satin", "70 % silk, 30 % cotton", "Fluid drape", "82.5 g/m²")


def test_a_blend_is_never_cut_short_unsaid() -> None:
    three = (("cotton", 40.0), ("polyester", 40.0), ("elastane", 20.0))
    four = (("cotton", 40.0), ("polyester", 30.0), ("viscose", 20.0), ("elastane", 10.0))
    for fibres, chip in (
        (three, "40 % cotton, 40 % polyester, 20 % elastane"),
        (four, "40 % cotton, 30 % polyester, 20 % viscose, and others"),
    ):
        assert chip in material_chips(MaterialFacts(code="jersey", family="textile", weave="knit", fibres=fibres))


def test_a_cloth_that_nothing_is_known_of_keeps_its_name(facts):
    assert material_chips(MaterialFacts(code="plush", family="textile", name="Plush")) == ("Plush",)


def test_axes_of_cloth_are_empty_for_everything_else(facts):
    """Axes that only cloth has leave what lies between other materials as it was."""
    vectors = {code: material_vector(found) for code, found in facts.items() if found.family != "textile"}
    cloth_alone = [MATERIAL_AXES.index(name) for name in ("knitted", "cloth weight", "animal fibre", "plant fibre")]
    assert not any(vector[cloth_alone].any() for vector in vectors.values())
