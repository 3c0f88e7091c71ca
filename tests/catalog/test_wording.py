"""Which words a record earns, and which no record ever does."""

import pytest

from catalog.materials import MaterialFacts
from catalog.materials.wording import word_faults

STERLING = (("Ag", 92.5, 93.0), ("Cu", 7.0, 7.5))
BRASS = (("Cu", 60.0, 64.0), ("Zn", 36.0, 40.0))


def metal(*coating: tuple[int, str, float, str], alloy: tuple = STERLING) -> MaterialFacts:
    return MaterialFacts(code="m", family="metal", alloy=alloy, coating=coating)


def leather(**fields: object) -> MaterialFacts:
    values = {"code": "l", "family": "leather", "grain_layer": "full_grain", "thickness_mm": 1.4}
    return MaterialFacts(**{**values, **fields})  # type: ignore[arg-type]


def gold(um: float, metal_name: str = "gold 18k 3N") -> tuple[int, str, float, str]:
    return (1, metal_name, um, "galvanic")


@pytest.mark.parametrize(
    "text",
    [
        "Hypoallergenic hoops",
        "HYPO-ALLERGENIC",
        "hypo allergenic studs",
        "Anti-allergic chain",
        "hypoallergénique",
        "anallergico",
        "Skin-safe clasp",
        "Safe for the skin",
        "A safe choice",
    ],
)
def test_no_record_earns_a_promise_about_skin(text: str) -> None:
    perfect = MaterialFacts(code="ti", family="metal", alloy=(("Ti", 99.9, 100.0),))

    assert word_faults(text, material=perfect, nickel_class="A")


@pytest.mark.parametrize("text", ["Safety clasp", "Unsafe-looking biker jacket", "Titanium hoops"])
def test_a_harmless_word_is_left_alone(text: str) -> None:
    assert word_faults(text, material=metal(), nickel_class="A") == ()


@pytest.mark.parametrize(("grade", "earned"), [("A", True), ("B", False), ("C", False), ("D", False), ("X", False)])
def test_nickel_free_takes_the_composition_and_not_a_test(grade: str, earned: bool) -> None:
    assert (word_faults("Nickel-free hoops", material=metal(), nickel_class=grade) == ()) is earned


@pytest.mark.parametrize(
    ("material", "earned"),
    [
        (metal(gold(2.5)), True),
        (metal(gold(2.4)), False),
        (metal(gold(1.5), (2, "gold 24k", 1.0, "galvanic")), True),
        (metal(gold(3.0), alloy=BRASS), False),
        (metal((1, "rhodium", 3.0, "galvanic")), False),
        (metal(), False),
    ],
)
def test_vermeil_is_thick_gold_on_sterling(material: MaterialFacts, earned: bool) -> None:
    assert (word_faults("Gold vermeil ring", material=material) == ()) is earned


@pytest.mark.parametrize(
    ("material", "earned"),
    [
        (metal(gold(0.5), alloy=BRASS), True),
        (metal(gold(0.4), alloy=BRASS), False),
        (metal((1, "rhodium", 0.2, "galvanic")), True),
        (metal(), False),
    ],
)
def test_plated_takes_a_layer_and_of_gold_half_a_micrometre(material: MaterialFacts, earned: bool) -> None:
    assert (word_faults("Plated ring", material=material) == ()) is earned


@pytest.mark.parametrize(
    ("text", "material", "earned"),
    [
        ("Leather tote", leather(), True),
        ("Leather tote", leather(coating_um=150.0), True),
        ("Leather tote", leather(coating_um=151.0), False),
        ("Coated leather tote", leather(coating_um=151.0), True),
        ("Coated leather tote", leather(coating_um=500.0), False),
        ("Leather tote", leather(grain_layer="split"), False),
        ("Split leather tote", leather(grain_layer="split"), True),
        ("Suede leather clutch", leather(grain_layer="suede"), True),
        ("Leather tote", MaterialFacts(code="t", family="textile"), False),
        ("Full-grain leather tote", leather(grain_layer="corrected"), False),
        ("Full grain leather tote", leather(), True),
    ],
)
def test_leather_is_called_what_it_is(text: str, material: MaterialFacts, earned: bool) -> None:
    assert (word_faults(text, material=material) == ()) is earned


def test_a_fault_says_what_it_would_take_and_what_the_record_has() -> None:
    (fault,) = word_faults("Gold vermeil ring", material=metal(gold(1.2)))

    assert fault.sentence == "“vermeil”: gold of at least 10 karat, 2.5 µm thick; the record has 1.2 µm."
