"""Cloth: what a mill's data sheet says of it comes in by a feed, and decides how it looks and what shoppers read."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from catalog.feeds.rows import MaterialRow
from catalog.looks.derive import look_of
from catalog.looks.grains import GRAINS
from catalog.materials import facts_from_row
from catalog.materials.compliance import faults
from catalog.models import Store
from catalog.queries import published_materials
from catalog.textiles import WEAVES
from catalog.trade_units import trade_units
from tests.catalog.test_material_imports import applied, checked, uploaded

HEADER = "material,name,family,colour_hex,textile_weave,textile_mass_gsm,textile_drape_percent,fibres"
TWILL = "silk-twill,Silk Twill,textile,#8c2f39,twill,69.4,24,silk:100"
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: LazySettings) -> None:
    settings.HOME, settings.IMPORTS = tmp_path, tmp_path / "imports"


def cloth(weave: str = "twill", *, name: str = "Cloth", fibre: str = "silk", **spec: object) -> MaterialRow:
    return MaterialRow("c", name, "textile", "#8c2f39", textile={"weave": weave, **spec}, fibres=((fibre, 100.0),))


def faults_of(row: MaterialRow) -> list[str]:
    return [fault.sentence for fault in faults(facts_from_row(row, materials={}), on=TODAY)]


def test_a_table_brings_a_cloth_with_its_fibres(leather: Store) -> None:
    found = applied(uploaded(leather, HEADER, TWILL, "tweed,Tweed,textile,#6b5b45,twill,400,70,wool:80|silk:20"))

    assert found.counts == {"materials_new": 2}
    row = published_materials(leather)["tweed"]
    assert row.fibres == (("wool", 80.0), ("silk", 20.0))
    assert dict(trade_units(row))["Fibres"] == "80 % wool, 20 % silk"
    assert dict(trade_units(row))["Mass"] == "400 g/m² (ISO 3801)"


def test_the_same_cloth_again_changes_nothing_whatever_the_order_of_its_fibres(leather: Store) -> None:
    applied(uploaded(leather, HEADER, "tweed,Tweed,textile,#6b5b45,twill,400,70,wool:80|silk:20"))

    again = applied(uploaded(leather, HEADER, "tweed,Tweed,textile,#6b5b45,twill,400,70,silk:20|wool:80"))

    assert again.counts == {"materials_unchanged": 1}


@pytest.mark.parametrize(
    ("row", "reason", "remedy"),
    [
        (TWILL.replace("silk:100", "silk:70|cotton:20"), "The fibres add up to 90 %, not to 100.", "silk:70|cashmere"),
        (TWILL.replace("silk:100", "silk:50|silk:50"), "Silk comes twice.", "each fibre once"),
        (TWILL.replace("silk:100", "nylon:100"), "This word is not known here.", "polyamide"),
        (TWILL.replace("silk:100", "100 % silk"), "lacks a part", "fibre:percent"),
        (TWILL.replace(",twill,", ",tartan,"), "This word is not known here.", "jacquard"),
        (TWILL.replace(",24,", ",240,"), "It is out of range.", "Write 0 to 100."),
    ],
)
def test_a_data_sheet_that_cannot_be_is_refused_in_words(leather: Store, row: str, reason: str, remedy: str) -> None:
    error = checked(uploaded(leather, HEADER, row)).row_errors.get()

    assert reason in error.reason
    assert remedy in error.remedy


def test_a_cloth_that_becomes_a_leather_leaves_its_fibres(leather: Store) -> None:
    applied(uploaded(leather, HEADER, TWILL))
    applied(uploaded(leather, "material,family", "silk-twill,other"))

    row = published_materials(leather)["silk-twill"]
    assert (row.textile, row.fibres) == (None, ())


def test_a_cloth_goes_live_by_hand_with_weave_and_fibres_alone() -> None:
    assert faults_of(cloth()) == []
    assert faults_of(replace(cloth(), fibres=())) == [
        "A textile needs its weave, and its fibres with the percent of each."
    ]
    assert faults_of(replace(cloth(), fibres=(("silk", 60.0),))) == ["The fibres add up to 60 %, not to 100."]


@pytest.mark.parametrize(
    ("name", "fibre", "is_told"),
    [
        ("Silk Twill", "silk", False),
        ("Silk Twill", "polyester", True),
        ("Silky Twill", "polyester", False),
        ("Camel Twill", "wool", False),
        ("Cashmere Wool", "cashmere", False),
        ("Alpaca Wool Blend", "alpaca", False),
        ("Camel Hair Wool", "camel", False),
        ("Wool-free Felt", "polyester", False),
        ("Silk-free, all Silk", "polyester", True),
    ],
)
def test_the_name_of_a_fibre_is_earned(name: str, fibre: str, is_told: bool) -> None:
    told = faults_of(cloth(name=name, fibre=fibre))
    assert bool(told) == is_told
    assert not told or told == [
        "“Silk”: a cloth bears the name of a fibre that is in it; the record says 100 % polyester."
    ]


def test_wool_is_not_earned_by_silk_nor_cashmere_by_wool() -> None:
    assert faults_of(cloth(name="Wool Twill", fibre="silk"))
    assert faults_of(cloth(name="Cashmere Wool", fibre="wool"))


@pytest.mark.parametrize("weave", WEAVES)
def test_every_weave_has_a_look(weave: str) -> None:
    assert look_of(cloth(weave)).surface.recipe in GRAINS


def test_threads_of_the_data_sheet_are_drawn_to_scale() -> None:
    coarse, fine = (look_of(cloth(threads_per_cm=count)).surface for count in (10, 40))
    assert (coarse.grain_mm, fine.grain_mm) == (1.0, 0.25)


def test_a_fluid_cloth_hangs_softer_than_a_crisp_one() -> None:
    fluid, crisp = (look_of(cloth(drape_percent=drape)).sheet for drape in (20, 85))
    assert fluid is not None
    assert crisp is not None
    assert fluid.softness_mm > 3 * crisp.softness_mm


def test_silk_satin_shines_along_its_threads_and_brushed_wool_does_not() -> None:
    assert look_of(cloth("satin")).anisotropy is not None
    brushed = look_of(cloth("twill", fibre="wool", nap_length_mm=0.8))
    assert brushed.anisotropy is None
    assert brushed.surface.recipe == "suede"
