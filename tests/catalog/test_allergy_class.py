"""The class of each allergen, as a table: what the record proves and nothing more."""

from datetime import date

import pytest

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.materials import (
    MaterialFacts,
    Part,
    allergy_class,
    facts_from_row,
    judge,
    product_allergy_classes,
    product_verdicts,
)

TODAY = date(2026, 9, 1)
STERLING = (("Ag", 92.5, 93.2), ("Cu", 6.7, 7.5), ("Ni", 0.0, 0.02))
STEEL = (("Fe", 62.0, 69.0), ("Cr", 16.5, 18.5), ("Ni", 10.0, 13.0))
TRADE_SILVER = (("Ag", 92.5, 93.5), ("Cu", 5.0, 7.5))


def release(value: float, *, tested_on: date = date(2026, 3, 14), **fields: object) -> EvidenceRow:
    return EvidenceRow("nickel", "release", value, "EN 1811:2023", tested_on, **fields)


def content(allergen: str, value: float, *, tested_on: date = date(2026, 3, 14), **fields: object) -> EvidenceRow:
    return EvidenceRow(allergen, "content", value, "ISO 17072-1:2019", tested_on, **fields)


@pytest.mark.parametrize(
    ("value", "below", "contact", "grade"),
    [
        (0.10, False, "post", "B"),
        (0.11, False, "post", "C"),
        (0.19, False, "post", "C"),
        (0.20, False, "post", "X"),
        (0.20, True, "post", "C"),
        (0.20, False, "prolonged", "B"),
        (0.25, False, "prolonged", "B"),
        (0.26, False, "prolonged", "C"),
        (0.50, False, "prolonged", "C"),
        (0.51, False, "prolonged", "X"),
        (0.50, False, "incidental", "C"),
    ],
)
def test_nickel_release_is_graded_by_the_limit_for_its_contact(value, below, contact, grade):
    evidence = (release(value, below=below),)
    assert allergy_class("nickel", alloy=STEEL, evidence=evidence, contact=contact, on=TODAY) == grade


@pytest.mark.parametrize(
    ("alloy", "coating", "grade"),
    [
        (STERLING, (), "A"),
        (STERLING, ((1, "rhodium", 0.3, "galvanic"),), "A"),
        (STERLING, ((1, "nickel", 3.0, "galvanic"), (2, "rhodium", 0.2, "galvanic")), "D"),
        (STERLING, ((1, "hard gold (nickel)", 0.5, "galvanic"),), "D"),
        (STERLING, ((1, "a bath nobody knows", 0.5, "galvanic"),), "D"),
        (TRADE_SILVER, (), "D"),
        ((("Ag", 92.5, 93.0), ("Cu", 7.46, 7.5)), (), "A"),
        (STEEL, (), "D"),
        ((), (), "D"),
    ],
)
def test_without_a_figure_only_a_trace_in_every_layer_is_class_a(alloy, coating, grade):
    assert allergy_class("nickel", alloy=alloy, coating=coating, contact="prolonged", on=TODAY) == grade


def test_a_failed_test_outweighs_a_clean_certificate():
    assert allergy_class("nickel", alloy=STERLING, evidence=(release(0.9),), contact="prolonged", on=TODAY) == "X"


def test_a_measured_content_outweighs_the_certificate():
    evidence = (content("nickel", 20_000),)
    assert allergy_class("nickel", alloy=STERLING, evidence=evidence, contact="prolonged", on=TODAY) == "D"


@pytest.mark.parametrize(
    ("evidence", "grade"),
    [
        ((release(0.1, tested_on=date(2024, 1, 1), expires_on=date(2025, 1, 1)),), "D"),
        ((release(0.1, tested_on=date(2023, 8, 1)),), "D"),
        ((release(0.1, tested_on=date(2023, 10, 1)),), "B"),
        ((release(0.1, tested_on=date(2026, 12, 1)),), "D"),
        ((release(0.9, tested_on=date(2020, 1, 1)),), "X"),
        ((release(0.9, tested_on=date(2020, 1, 1)), release(0.1)), "B"),
        ((release(0.1), release(0.4, tested_on=date(2025, 1, 1))), "C"),
    ],
)
def test_figures_age_and_the_worst_valid_one_counts(evidence, grade):
    assert allergy_class("nickel", alloy=STEEL, evidence=evidence, contact="prolonged", on=TODAY) == grade


@pytest.mark.parametrize(
    ("tannage", "value", "below", "grade"),
    [
        ("chrome_free", 0.5, True, "A"),
        ("vegetable", 1.5, False, "A"),
        ("vegetable", 2.0, False, "C"),
        ("chrome", 0.5, False, "B"),
        ("chrome", 3.0, True, "C"),
        ("chrome", 3.0, False, "X"),
    ],
)
def test_leather_is_graded_for_chromium_by_its_chromium_vi_figure(tannage, value, below, grade):
    hide = MaterialFacts("hide", "leather", tannage=tannage, evidence=(content("chromium", value, below=below),))
    assert judge(hide, allergen="chromium", contact="prolonged", on=TODAY).grade == grade


@pytest.mark.parametrize(("undated", "grade"), [(None, "D"), (0.4, "D"), (3.5, "X")])
def test_a_chromium_vi_field_without_a_date_can_only_fail_a_leather(undated, grade):
    hide = MaterialFacts("hide", "leather", tannage="vegetable", chromium_vi_mg_kg=undated)
    assert judge(hide, allergen="chromium", contact="prolonged", on=TODAY).grade == grade


@pytest.mark.parametrize("family", ["leather", "textile", "pearl", "gem"])
def test_what_has_no_alloy_is_class_a_for_nickel_only_by_a_figure(family):
    tested = MaterialFacts("m", family, evidence=(content("nickel", 1.2),))
    assert judge(tested, allergen="nickel", contact="prolonged", on=TODAY).grade == "A"
    assert judge(MaterialFacts("m", family), allergen="nickel", contact="prolonged", on=TODAY).grade == "D"


@pytest.mark.parametrize(("allergen", "grade"), [("copper", "X"), ("cobalt", "D"), ("lead", "D"), ("nickel", "A")])
def test_where_the_law_sets_no_limit_the_composition_decides(allergen, grade):
    assert allergy_class(allergen, alloy=STERLING, contact="prolonged", on=TODAY) == grade


def test_the_nickel_under_an_enamel_counts():
    brass = MaterialRow("brass", "Brass", "metal", "#b5934a", alloy=(("Cu", 60.0, 63.0), ("Zn", 37.0, 40.0)))
    silver = MaterialRow("silver", "Sterling", "metal", "#c0c0c0", alloy=STERLING)
    glass = (content("nickel", 10.0),)
    classes = {}
    for base in ("brass", "silver", "missing"):
        row = MaterialRow("enamel", "Blue Enamel", "enamel", "#1f3f91", enamel={"base_metal": base}, evidence=glass)
        facts = facts_from_row(row, materials={"brass": brass, "silver": silver})
        classes[base] = judge(facts, allergen="nickel", contact="prolonged", on=TODAY).grade
    assert classes == {"brass": "D", "silver": "A", "missing": "D"}


def test_the_worst_part_on_the_skin_decides_and_brief_contact_does_not():
    silver = MaterialFacts("silver", "metal", alloy=STERLING)
    steel = MaterialFacts("steel", "metal", alloy=STEEL, evidence=(release(0.15),))
    zamak = MaterialFacts("zamak", "metal")
    worn = [Part(silver, "prolonged", "front"), Part(steel, "post", "post"), Part(zamak, "incidental", "box")]
    verdict = product_verdicts(worn, on=TODAY)["nickel"]
    assert (verdict.grade, verdict.part) == ("C", "post")


def test_a_product_whose_feed_names_no_skin_contact_is_judged_over_all_its_parts():
    silver = Part(MaterialFacts("silver", "metal", alloy=STERLING), "incidental", "front")
    zamak = Part(MaterialFacts("zamak", "metal"), "incidental", "clasp")
    assert product_allergy_classes([silver], on=TODAY)["nickel"] == "A"
    assert product_allergy_classes([silver, zamak], on=TODAY)["nickel"] == "D"


def test_a_product_without_parts_is_unknown():
    assert set(product_allergy_classes([], on=TODAY).values()) == {"D"}


def test_the_sentence_gives_the_number_the_method_and_the_date():
    steel = MaterialFacts("steel", "metal", alloy=STEEL, evidence=(release(0.08),))
    verdict = judge(steel, allergen="nickel", contact="post", on=TODAY)
    assert verdict.sentence == "nickel release 0.08 µg/cm²/week, EN 1811:2023, 2026-03-14"


@pytest.mark.parametrize("evidence", [(), (release(0.05, below=True),), (release(0.9),)])
def test_no_sentence_promises_what_nobody_can_know(evidence):
    for alloy in (STERLING, STEEL, ()):
        material = MaterialFacts("m", "metal", alloy=alloy, evidence=evidence)
        sentence = judge(material, allergen="nickel", contact="prolonged", on=TODAY).sentence.lower()
        assert sentence
        assert not any(word in sentence for word in ("safe", "hypoallergenic", "free"))
