"""A look follows from the record of a material, and from nothing else."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise, product

import pytest

from catalog.feeds.rows import MaterialRow
from catalog.looks import look as looks
from catalog.looks.derive import LOOKS, look_of
from catalog.looks.gloss import roughness_of
from catalog.looks.grains import GRAINS
from catalog.looks.metal import metal_colour, metal_tone
from catalog.looks.shapes import SHAPES, PicturedPart, shown
from catalog.materials.vocabulary import FAMILIES, FINISHES, GRAIN_LAYERS, GRAIN_PATTERNS, LAYER_METALS, SURFACES
from tests.catalog.looks import demo_materials, leather, metal

FIELDS = {
    *("schema", "digest", "family", "tile_mm", "colour", "metalness", "specular", "ior", "environment"),
    *("normal_scale", "macro", "nap", "sheen", "clearcoat", "anisotropy", "iridescence", "sheet", "pearl", "stitch"),
    *("edge", "fitting", "gem", "maps"),
}


def is_whole(row: MaterialRow) -> bool:
    """This will say whether a material's look has a recipe, every field, and a colour that light can have."""
    look = look_of(row)
    colours = look.as_json()["colour"]
    return look.surface.recipe in GRAINS and set(look.as_json()) == FIELDS and all(0 <= each <= 1.4 for each in colours)


@pytest.mark.parametrize(("layer", "pattern", "finish"), list(product(GRAIN_LAYERS, GRAIN_PATTERNS, FINISHES)))
def test_every_leather_that_the_vocabulary_can_say_has_a_look(layer: str, pattern: str, finish: str) -> None:
    assert is_whole(leather(grain_layer=layer, grain_pattern=pattern, finish=finish))


@pytest.mark.parametrize(("surface", "layer"), list(product(SURFACES, LAYER_METALS)))
def test_every_plated_surface_has_a_look(surface: str, layer: str) -> None:
    assert is_whole(metal("CuZn37", surface, layer))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_material_without_its_spec_still_has_a_look(family: str) -> None:
    assert family in LOOKS
    assert is_whole(MaterialRow("bare", "Bare", family, "#708090"))


def test_materials_of_the_demo_shops_share_a_look_only_with_their_like() -> None:
    rows = demo_materials()

    assert all(map(is_whole, rows))
    by_digest = defaultdict(set)
    for row in rows:
        by_digest[look_of(row).digest].add((row.family, (row.metal or {}).get("surface")))
    assert all(len(alike) == 1 for alike in by_digest.values())
    assert len(by_digest) > 80
    assert {look_of(row).surface.recipe for row in rows} == set(GRAINS)


def test_the_glossier_a_leather_the_less_rough_it_is_drawn() -> None:
    glosses = range(0, 101, 4)
    drawn = [look_of(leather(gloss=gloss)) for gloss in glosses]

    assert all(one > other for one, other in pairwise(map(roughness_of, glosses)))
    assert all(one.surface.roughness >= other.surface.roughness for one, other in pairwise(drawn))
    coats = [look.clearcoat.factor if look.clearcoat else 0 for look in drawn]
    assert coats == sorted(coats)


def test_suede_is_matt_has_a_nap_and_nothing_that_shines() -> None:
    look = look_of(leather(grain_layer="suede", grain_pattern="suede", nap_angle_deg=90, gloss=1))

    assert look.nap_angle == pytest.approx(1.5708, abs=1e-3)
    assert look.surface.roughness > 0.95
    assert look.clearcoat is None
    assert look_of(leather()).nap_angle is None


def test_the_outermost_layer_gives_a_plated_metal_its_colour() -> None:
    gold = metal_colour(metal("CuZn37", "polished", "nickel", "gold 18k 3N", colour="#d8b463"))

    assert gold == metal_colour(metal("AISI 316L", "polished", "gold 18k 3N", colour="#d8b463"))
    assert gold != metal_colour(metal("CuZn37", "polished", "nickel", colour="#b9b6ad"))


def test_silver_that_was_oxidised_keeps_the_colour_of_its_record() -> None:
    bright = metal_colour(metal("Sterling 925", "polished", colour="#c8c8c4"))
    dark = metal_colour(metal("Sterling 925", "brushed", colour="#5f5f62"))

    assert max(dark) < 0.4 < min(bright)


def test_brushed_lines_turn_with_the_direction_of_the_brush() -> None:
    across = metal("AISI 316L", "brushed")
    turned = MaterialRow("m", "Metal", "metal", "#c0c0c0", metal={**(across.metal or {}), "brush_direction_deg": 90})

    found = [look_of(row).anisotropy for row in (across, turned)]

    assert found[0] is not None
    assert found[1] is not None
    assert found[1].rotation - found[0].rotation == pytest.approx(1.5708, abs=1e-3)
    assert look_of(metal("AISI 316L", "polished")).anisotropy is None


@pytest.mark.parametrize(
    "stated", [{}, {"grain_size_mm": 0, "nap_angle_deg": 30}, {"grain_depth_mm": None}, {"thickness_mm": 1.40}]
)
def test_what_the_record_does_not_state_is_no_other_look(stated: Mapping[str, object]) -> None:
    assert look_of(leather(**stated)).digest == look_of(leather()).digest


@pytest.mark.parametrize(
    "row",
    [
        leather(colour="#8a4b25"),
        leather(gloss=9),
        leather(grain_size_mm=2.0),
        leather(finish="aniline"),
        leather(thickness_mm=1.5),
    ],
)
def test_whatever_shows_makes_another_digest(row: MaterialRow) -> None:
    assert look_of(row).digest != look_of(leather()).digest


def test_another_name_keeps_the_files_and_the_posters() -> None:
    assert look_of(leather("other calf")).digest == look_of(leather()).digest


def test_a_figure_in_the_wrong_unit_does_not_fill_the_memory() -> None:
    slipped = look_of(leather(grain_size_mm=2_200, thickness_mm=1_400))
    assert slipped.surface.tile_mm <= look_of(leather(grain_size_mm=20)).surface.tile_mm
    assert slipped.sheet is not None
    assert slipped.sheet.thickness_mm == 20


def test_new_recipes_make_new_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    before = look_of(leather()).digest
    monkeypatch.setattr(looks, "RECIPE_VERSION", looks.RECIPE_VERSION + 1)

    assert look_of(leather()).digest != before


def test_one_surface_serves_every_colour() -> None:
    assert look_of(leather(colour="#101010")).surface == look_of(leather(colour="#fafafa")).surface


@pytest.mark.parametrize(
    ("name", "gloss", "cut", "index"),
    [
        ("Cubic Zirconia", 90, "brilliant", 2.17),
        ("Burma Ruby", 95, "brilliant", 1.766),
        ("Black Onyx", 95, "cabochon", 1.76),
        ("Amethyst, tumbled", 40, "cabochon", 1.544),
        ("Coral Sapphire", 95, "brilliant", 1.766),
        ("Diamonds, pavé", 95, "brilliant", 2.417),
        ("Émeraude de Colombie", 95, "brilliant", 1.58),
        ("Saphir blau", 95, "brilliant", 1.766),
        ("Péridot", 95, "brilliant", 1.67),
        ("Zaffiro rosa", 95, "brilliant", 1.766),
        ("Topacio azul", 95, "brilliant", 1.62),
        ("Howlite", 95, "cabochon", 1.76),
        ("Sodalite", 95, "cabochon", 1.76),
        ("Amber", 95, "cabochon", 1.76),
        ("Türkis", 90, "cabochon", 1.76),
        ("Rubellan Stone", 95, "cabochon", 1.76),
        ("Onyx, emerald cut", 92, "cabochon", 1.76),
        ("Jade, emerald green", 92, "cabochon", 1.76),
        ("Agate sapphire blue", 92, "cabochon", 1.76),
        ("Ruby red coral", 92, "cabochon", 1.76),
        ("Tiger's eye quartz", 92, "cabochon", 1.76),
        ("Opal glass", 92, "cabochon", 1.76),
        ("Lapis brillant", 92, "cabochon", 1.76),
        ("Pierre de lune, taille émeraude", 92, "cabochon", 1.76),
        ("Hämatit, Diamantschliff Diamant", 92, "cabochon", 1.76),
        ("Cubic Zirconia, jade green", 92, "brilliant", 2.17),
        ("Turquoise Topaz", 92, "brilliant", 1.62),
        ("Amber Citrines, oval", 92, "brilliant", 1.544),
        ("Verre brillant", 92, "brilliant", 1.52),
    ],
)
def test_a_stone_is_faceted_where_light_passes_it(name: str, gloss: float, cut: str, index: float) -> None:
    look = look_of(MaterialRow("stone", name, "gem", "#8c2438", gloss_gu60=gloss)).as_json()

    assert (look["gem"]["cut"], look["ior"]) == (cut, index)


@pytest.mark.parametrize(
    ("category", "family", "shape"),
    [
        ("key-rings", "leather", "keyring"),
        ("backpacks", "leather", "backpack"),
        ("briefcases", "leather", "briefcase"),
        ("weekenders", "leather", "duffle"),
        ("travel-bags", "leather", "duffle"),
        ("shoulder-bags", "leather", "hobo"),
        ("gloves", "leather", "gloves"),
        ("signet-rings", "metal", "ring"),
        ("necklaces", "pearl", "pearls"),
        ("bracelets", "leather", "wrap"),
        ("anything", "metal", "ring"),
        ("studs", "gem", "stud-gold"),
    ],
)
def test_a_category_says_on_which_shape_its_products_are_shown(category: str, family: str, shape: str) -> None:
    assert shown(category, [PicturedPart(family, 100)]) == (0, shape)
    assert shape in SHAPES


def test_who_buys_pearls_in_rose_gold_sees_pearls_in_rose_gold() -> None:
    post, pearl = PicturedPart("metal", 60, "rose"), PicturedPart("pearl", 40)

    assert shown("studs", [post, pearl]) == (1, "stud-rose")
    assert shown("bangles", [post, pearl]) == (0, "bangle")
    assert shown("chokers", [post, pearl]) == (1, "pendant-rose")
    assert shown("chain-bracelets", [post, pearl]) == (0, "chain")
    assert shown("studs", [replace(post, share=90), replace(pearl, share=10)]) == (0, "stud")


def test_a_product_without_parts_is_shown_as_its_category() -> None:
    assert shown("totes", []) == (0, "tote")


@pytest.mark.parametrize(
    ("metal_row", "tone"),
    [
        (metal("AISI 316L"), "silver"),
        (metal("Gold 18k 3N", colour="#d9b25f"), "gold"),
        (metal("Gold 18k 5N", colour="#c98f72"), "rose"),
        (metal("White gold 18k"), "silver"),
        (metal("AISI 316L", colour="#17181a"), "dark"),
        (metal("Sterling 925", "polished", "gold 18k 5N", colour="#c98f72"), "rose"),
        (leather(), ""),
    ],
)
def test_settings_have_the_tone_of_their_metal(metal_row: MaterialRow, tone: str) -> None:
    assert metal_tone(metal_row) == tone
