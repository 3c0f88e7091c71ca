"""What a shopper reads about allergens: the figure, or that there is none; never a promise."""

from dataclasses import replace
from datetime import date

import pytest

from catalog.materials import MaterialFacts, Part, facts_from_row, notices
from tests.factories import small_shop

ROWS = {row.code: row for row in small_shop().materials}
TODAY = date.today()


def part(material: str, contact: str) -> Part:
    return Part(facts_from_row(ROWS[material], materials=ROWS), contact)


def said(*parts: Part) -> list[tuple[str, str, str]]:
    return [(each.allergen, each.grade, each.text) for each in notices(parts, on=TODAY)]


def test_a_tested_buckle_shows_its_figure_with_method_and_date() -> None:
    ((allergen, grade, text),) = said(part("steel-low", "prolonged"))
    assert (allergen, grade) == ("nickel", "B")
    assert text.startswith("Nickel release 0.08 µg/cm²/week, EN 1811:2023, 20")


def test_an_untested_buckle_says_that_there_is_no_figure() -> None:
    assert said(part("steel-unknown", "prolonged")) == [("nickel", "D", "No nickel figure on record")]


def test_a_failing_buckle_says_that_it_is_above_the_limit() -> None:
    ((_, grade, text),) = said(part("steel-high", "prolonged"))
    assert grade == "X"
    assert text.endswith(", above the limit")


def test_leather_on_the_skin_is_about_chromium_and_a_bag_is_about_nothing() -> None:
    assert [allergen for allergen, *_ in said(part("pebbled", "prolonged"))] == ["chromium"]
    assert said(part("pebbled", "incidental"), part("steel-unknown", "incidental")) == []


def test_jewellery_touches_the_skin_whatever_its_record_says() -> None:
    assert [grade for _, grade, _ in said(part("steel-unknown", "incidental"))] == ["D"]


def test_a_metal_under_a_pearl_is_spoken_of_and_the_pearl_is_not() -> None:
    pearl = Part(MaterialFacts(code="akoya", family="pearl", pearl_kind="akoya"), "prolonged")
    assert [allergen for allergen, *_ in said(pearl, part("steel-low", "post"))] == ["nickel"]


@pytest.mark.parametrize("parts", [[], [Part(MaterialFacts(code="silk", family="textile"), "prolonged")]])
def test_where_nothing_can_leave_nothing_is_said(parts: list[Part]) -> None:
    assert said(*parts) == []


def test_no_notice_ever_promises_anything() -> None:
    words = " ".join(
        text for code in ROWS for contact in ("post", "prolonged") for *_, text in said(replace(part(code, contact)))
    ).lower()
    assert [word for word in ("safe", "hypoallergenic", "nickel-free") if word in words] == []
