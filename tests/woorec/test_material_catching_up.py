"""A feed overtakes Mia's draft: up to date, it has her changes and everything that the feed said beside them."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.material_catching_up import BEGINNING, caught_up
from catalog.material_figures import is_above_limit
from catalog.material_versions import SPECS as SPECS_OF
from catalog.material_versions import keep_materials, save_draft
from catalog.materials import facts_from_row, judge
from catalog.materials.allergy import GRADES
from catalog.materials.vocabulary import ALLERGENS
from catalog.models import Material, Store
from catalog.queries import published_materials
from tests.woorec.test_material_beginning import begun, draft_of
from tests.woorec.test_material_editor import open_page, post, published

PURE = (("Ag", 92.5, 92.6), ("Cu", 7.46, 7.5))
WITH_NICKEL = (("Ag", 92.5, 92.6), ("Ni", 1.0, 2.5), ("Cu", 5.0, 6.5))
SILVER = MaterialRow(
    "silver", "Sterling", "metal", "#c8c8c8", metal={"designation": "Sterling 925", "surface": "polished"}, alloy=PURE
)
REPORT = EvidenceRow("nickel", "release", 0.05, "EN 1811:2023", date(2026, 3, 2), report="R1")
FAILED = replace(REPORT, value=0.8, report="R2")
PASSED = replace(REPORT, value=0.04, report="R2")
R1 = "Nickel, EN 1811:2023, 2026-03-02: release 0.05 µg/cm²/week, report R1"
CORRECTED = replace(REPORT, value=0.9)
TODAY = date(2026, 11, 28)
WHITE_GOLD = (("Au", 75.0, 75.1), ("Ni", 15.0, 20.0), ("Cu", 4.9, 10.0))
RHODIUM = ((1, "rhodium", 0.2, "galvanic"),)
GILT = ((1, "gold 24k", 3.0, "galvanic"),)


def feed(store: Store, row: MaterialRow) -> None:
    keep_materials(store, [row], now=timezone.now())


def nickel_class(store: Store, code: str = "silver") -> str:
    rows = published_materials(store)
    facts = facts_from_row(rows[code], materials=rows)
    return judge(facts, allergen="nickel", contact="prolonged", on=timezone.localdate()).grade


def merged(*, hers: dict[str, Any], feeds: dict[str, Any], was: MaterialRow = SILVER) -> Any:
    return caught_up(replace(was, **hers), live=replace(was, **feeds), base=was, on=TODAY)


@pytest.fixture
def silver(leather: Store) -> Store:
    feed(leather, SILVER)
    return leather


def test_what_a_feed_said_of_the_alloy_is_not_taken_back_by_a_draft_that_changed_the_colour(
    silver: Store, studio, mia: User, petra: User
) -> None:
    assert nickel_class(silver) == "A"
    post(studio(mia), silver, "silver", **{"own-colour_name": "Moonlight"})
    feed(silver, replace(SILVER, alloy=WITH_NICKEL))
    assert nickel_class(silver) == "D"

    assert post(studio(mia), silver, "silver", action="catch-up").status_code == 302
    assert post(studio(petra), silver, "silver", action="publish").status_code == 302

    assert nickel_class(silver) == "D"
    assert published(silver, "silver").colour_name == "Moonlight"
    assert published(silver, "silver").version == 4


def test_a_nickel_layer_that_a_feed_added_stays(silver: Store, studio, mia: User, petra: User) -> None:
    post(studio(mia), silver, "silver", **{"own-colour_name": "Moonlight"})
    feed(silver, replace(SILVER, coating=((1, "nickel", 3.0, "galvanic"),)))

    post(studio(mia), silver, "silver", action="catch-up")
    post(studio(petra), silver, "silver", action="publish")

    assert [layer.metal for layer in published(silver, "silver").coating.all()] == ["nickel"]


def test_the_page_says_what_is_live_against_what_mia_entered(silver: Store, studio, mia: User) -> None:
    entered = {"alloy-1-min_percent": "7.4", "own-name": "Sterling, white"}
    post(studio(mia), silver, "silver", **entered)
    feed(silver, replace(SILVER, name="Sterling 2027", alloy=WITH_NICKEL))

    client = studio(mia)
    post(client, silver, "silver", action="catch-up")

    draft = draft_of(silver, "silver")
    assert draft.name == "Sterling, white"
    assert {part.element for part in draft.alloy.all()} == {"Ag", "Ni", "Cu"}
    page = open_page(client, silver, "silver")
    assert "You had entered: Alloy: Ag 92.5–92.6 %, Cu 7.4–7.5 %. If yours is right" in page
    assert re.search(r"<div class=\"toast toast--warning\" data-toast data-toast-stays>", page.split("<template")[0])


def test_a_draft_that_was_never_live_takes_what_the_feed_says_it_is_made_of(silver: Store, studio, mia: User) -> None:
    save_draft(silver, replace(SILVER, code="white", name="White Silver", colour_name="White", evidence=(REPORT,)))
    feed(silver, replace(SILVER, code="white", alloy=WITH_NICKEL, colour_name=""))

    client = studio(mia)
    post(client, silver, "white", action="catch-up")

    draft = draft_of(silver, "white")
    assert (draft.name, draft.colour_name) == ("White Silver", "White")
    assert {part.element for part in draft.alloy.all()} == {"Ag", "Ni", "Cu"}
    assert not draft.evidence.exists()  # her report is of another alloy
    page = open_page(client, silver, "white")
    assert f"You had entered: Alloy: Ag 92.5–92.6 %, Cu 7.46–7.5 %; {R1}." in page


def test_what_nobody_filled_in_of_a_record_begun_empty_is_as_the_feed_says(leather: Store, studio, mia: User) -> None:
    begun(studio(mia), leather, family="gem", name="Ruby", code="ruby", colour_hex="#8a8a8a", colour_name="Wine")
    feed(leather, MaterialRow("ruby", "Rubin", "gem", "#112233", colour_name="Red", gloss_gu60=92.0))

    post(studio(mia), leather, "ruby", action="catch-up")

    draft = draft_of(leather, "ruby")
    assert (draft.gloss_gu60, draft.colour_hex) == (92.0, "#112233")
    assert (draft.name, draft.colour_name) == ("Ruby", "Wine")


def test_what_a_record_says_before_anybody_filled_it_in_is_what_its_table_says() -> None:
    fields = [field for model in (Material, *SPECS_OF.values()) for field in model._meta.concrete_fields]
    told = {field.name: field.default for field in fields if isinstance(field.default, int | float)}
    said = {name: value for name, value in BEGINNING.items() if name != "colour_hex"}
    assert said == {name: value for name, value in told.items() if name != "version"}


def test_a_material_of_another_family_is_not_made_one_with_the_draft(leather: Store, studio, mia: User) -> None:
    begun(studio(mia), leather, family="gem", name="Silver", code="silver")
    feed(leather, SILVER)
    page = open_page(studio(mia), leather, "silver")
    assert "Bring the draft up to date" not in page
    assert '<th scope="row">Family</th><td>Metal</td><td>Gem</td>' in page

    for action in ("catch-up", "save"):
        answer = post(studio(mia), leather, "silver", action=action)
        assert answer.status_code == 422
        assert "Throw the draft away and begin from the live one." in unescape(answer.content.decode())
    assert draft_of(leather, "silver").version == 1


def test_what_one_of_them_changed_alone_counts() -> None:
    both = merged(hers={"gloss_gu60": 70.0, "alloy": WITH_NICKEL}, feeds={"colour_name": "White"}).row
    assert (both.gloss_gu60, both.alloy, both.colour_name) == (70.0, WITH_NICKEL, "White")


def test_a_report_that_mia_entered_stands_beside_the_one_of_the_feed() -> None:
    found = merged(hers={"evidence": (REPORT,)}, feeds={"evidence": (FAILED,)})
    assert set(found.row.evidence) == {REPORT, FAILED}
    assert not found.overruled


def test_of_two_readings_of_one_report_the_worse_one_stands() -> None:
    assert merged(hers={"evidence": (CORRECTED,)}, feeds={"evidence": (REPORT,)}).row.evidence == (CORRECTED,)

    found = merged(hers={"evidence": (REPORT,)}, feeds={"evidence": (replace(REPORT, value=0.9),)})
    assert [each.value for each in found.row.evidence] == [0.9]
    assert found.overruled == (R1,)


def test_a_figure_that_mia_took_out_stays_out_whatever_others_the_feed_brings() -> None:
    tested = replace(SILVER, alloy=WITH_NICKEL, evidence=(REPORT,))
    assert merged(hers={"evidence": ()}, feeds={"name": "S"}, was=tested).row.evidence == ()
    again = merged(hers={"evidence": ()}, feeds={"evidence": (REPORT, FAILED)}, was=tested)
    assert (again.row.evidence, again.overruled) == ((FAILED,), ())


def test_a_figure_that_mia_corrected_stays_corrected_beside_one_of_the_feed() -> None:
    tested = replace(SILVER, evidence=(REPORT,))
    found = merged(hers={"evidence": (CORRECTED,)}, feeds={"evidence": (REPORT, PASSED)}, was=tested)
    assert set(found.row.evidence) == {CORRECTED, PASSED}


def test_a_failed_figure_of_mia_stays_beside_a_plating_that_the_feed_added() -> None:
    failed = replace(REPORT, value=0.6)
    assert merged(hers={"evidence": (failed,)}, feeds={"coating": GILT}).row.evidence == (failed,)


@pytest.mark.parametrize("feeds", [{"evidence": (REPORT, PASSED)}, {"coating": GILT}])
def test_no_figure_of_the_old_alloy_proves_something_of_the_one_that_mia_entered(feeds: dict[str, Any]) -> None:
    tested = replace(SILVER, evidence=(REPORT,))
    found = merged(hers={"alloy": WHITE_GOLD, "evidence": ()}, feeds=feeds, was=tested)
    assert (found.row.alloy, found.row.evidence) == (WHITE_GOLD, ())
    assert R1 in found.left_out
    assert grades(found.row)["nickel"] == "D"


def test_the_page_names_a_live_figure_that_is_not_in_the_draft(silver: Store, studio, mia: User) -> None:
    save_draft(silver, replace(SILVER, alloy=WHITE_GOLD))
    feed(silver, replace(SILVER, evidence=(REPORT,)))

    client = studio(mia)
    post(client, silver, "silver", action="catch-up")

    assert not draft_of(silver, "silver").evidence.exists()
    assert f"not in the draft, because they may not hold for it: {R1}." in open_page(client, silver, "silver")


def test_a_failed_figure_of_the_feed_stays_beside_another_alloy() -> None:
    found = merged(hers={"alloy": WHITE_GOLD}, feeds={"evidence": (FAILED, replace(PASSED, report="R3"))})
    assert found.row.evidence == (FAILED,)


def test_chromium_measured_in_chrome_leather_says_nothing_of_the_vegetable_one_that_mia_entered() -> None:
    calf = MaterialRow("calf", "Calf", "leather", "#8a4b24", leather={"tannage": "chrome"})
    measured = EvidenceRow("chromium", "content", 0.5, "EN ISO 17075", date(2026, 3, 2))
    found = merged(hers={"leather": {"tannage": "vegetable"}}, feeds={"evidence": (measured,)}, was=calf)
    assert found.row.evidence == ()
    assert grades(found.row)["chromium"] == "D"


def test_two_halves_of_a_nickel_free_metal_are_not_put_together() -> None:
    nickel = replace(SILVER, alloy=WITH_NICKEL, coating=((1, "nickel", 3.0, ""),))
    found = merged(hers={"alloy": PURE}, feeds={"coating": RHODIUM}, was=nickel)
    assert (found.row.alloy, found.row.coating) == (WITH_NICKEL, RHODIUM)


ALLOYS = st.sampled_from([(), PURE, WITH_NICKEL, WHITE_GOLD])
GOLD_OVER_PALLADIUM = ((1, "palladium", 1.0, ""), (2, "gold 24k", 1.0, ""))
COATINGS = st.sampled_from([(), GILT, RHODIUM, ((1, "nickel", 3.0, ""),), GOLD_OVER_PALLADIUM])
READINGS = st.builds(
    EvidenceRow,
    allergen=st.sampled_from(["nickel", "copper", "lead", "chromium"]),
    measure=st.sampled_from(["release", "content"]),
    value=st.sampled_from([0.04, 0.3, 0.9, 4.0, 400.0, 800.0, 9000.0]),
    method=st.just("M"),
    tested_on=st.sampled_from([date(2020, 1, 1), date(2026, 1, 1), date(2026, 6, 1)]),
    report=st.sampled_from(["", "R1", "R2"]),
)
FIGURES = st.lists(READINGS, max_size=3, unique=True).map(tuple)
SPECS = st.fixed_dictionaries(
    {"tannage": st.sampled_from(["chrome", "vegetable"]), "chromium_vi_mg_kg": st.sampled_from([None, 1.0, 4.0])}
)
CALF = MaterialRow("calf", "Calf", "leather", "#8a4b24")
METALS = st.builds(replace, st.just(SILVER), alloy=ALLOYS, coating=COATINGS, evidence=FIGURES)
LEATHERS = st.builds(replace, st.just(CALF), leather=SPECS, evidence=FIGURES)


@st.composite
def versions(draw: st.DrawFn) -> tuple[MaterialRow, MaterialRow, MaterialRow]:
    """One that was live, and two that were made of it."""
    kind = draw(st.sampled_from([METALS, LEATHERS]))
    was = draw(kind)
    return was, changed(draw, kind, was), changed(draw, kind, was)


def changed(draw: st.DrawFn, kind: st.SearchStrategy[MaterialRow], was: MaterialRow) -> MaterialRow:
    other = draw(kind)
    kept = tuple(each for each in was.evidence if draw(st.booleans()))
    found = replace(other, evidence=tuple(dict.fromkeys((*kept, *other.evidence))))
    names = ("alloy", "coating", "leather", "evidence")
    return replace(was, **{name: getattr(found, name) for name in names if draw(st.booleans())})


@given(versions(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_nothing_is_proven_that_neither_of_the_two_proves(
    three: tuple[MaterialRow, MaterialRow, MaterialRow], began: bool
) -> None:
    was, draft, live = three
    found = caught_up(draft, live=live, base=was if began else None, on=TODAY).row
    for allergen, grade in grades(found).items():
        worse = max((grades(each)[allergen] for each in (draft, live)), key=GRADES.index)
        is_of_one = any(rests_on(each, found, allergen) for each in (draft, live))
        assert is_of_one or GRADES.index(grade) >= GRADES.index(worse)


def grades(row: MaterialRow) -> dict[str, str]:
    facts = facts_from_row(row, materials={})
    return {each: judge(facts, allergen=each, contact="prolonged", on=TODAY).grade for each in ALLERGENS}


def rests_on(one: MaterialRow, found: MaterialRow, allergen: str) -> bool:
    """All that a class rests on is of one version, or that and a failed figure."""
    mine, rest = ({each for each in row.evidence if each.allergen == allergen} for row in (one, found))
    made_of = (one.alloy, one.coating, tannage(one)) == (found.alloy, found.coating, tannage(found))
    return made_of and mine <= rest and all(is_above_limit(each, family=one.family) for each in rest - mine)


def tannage(row: MaterialRow) -> object:
    return (row.leather or {}).get("tannage")


def test_a_report_entered_for_one_alloy_proves_nothing_of_the_feeds_other_one() -> None:
    found = merged(hers={"evidence": (REPORT,)}, feeds={"alloy": WITH_NICKEL})
    assert (found.row.alloy, found.row.evidence) == (WITH_NICKEL, ())
    assert found.overruled == (R1,)


def test_the_feeds_tannage_and_the_worse_chromium_stand_where_both_changed_them() -> None:
    spec = {"tannage": "chrome", "softness_mm": 3.0, "chromium_vi_mg_kg": None}
    calf = MaterialRow("calf", "Calf", "leather", "#8a4b24", leather=spec)
    hers = {"leather": {**spec, "tannage": "vegetable", "chromium_vi_mg_kg": 4.0, "softness_mm": 5.0}}
    feeds = {"leather": {**spec, "tannage": "combination", "chromium_vi_mg_kg": 1.0}}

    found = merged(hers=hers, feeds=feeds, was=calf)

    assert found.row.leather == {"tannage": "combination", "softness_mm": 5.0, "chromium_vi_mg_kg": 4.0}
    assert found.overruled == ("Tannage: Vegetable tanned",)


def test_each_thing_that_mia_loses_is_named_so_that_it_can_be_entered_again() -> None:
    bound = replace(REPORT, below=True, laboratory="TÜV", report="", expires_on=date(2028, 1, 1))
    hers = {"alloy": WHITE_GOLD, "coating": GILT, "evidence": (bound,)}
    found = merged(hers=hers, feeds={"alloy": WITH_NICKEL, "coating": RHODIUM})
    assert found.overruled == (
        "Alloy: Au 75–75.1 %, Ni 15–20 %, Cu 4.9–10 %",
        "Plating: gold 24k 3 µm (galvanic)",
        "Nickel, EN 1811:2023, 2026-03-02: release < 0.05 µg/cm²/week, TÜV, expires 2028-01-01",
    )


def test_layers_numbered_otherwise_are_no_change_of_hers() -> None:
    plated = replace(SILVER, coating=((3, "rhodium", 0.2, ""),))
    found = merged(hers={"coating": ((1, "rhodium", 0.2, ""),)}, feeds={"coating": ()}, was=plated)
    assert (found.row.coating, found.overruled) == ((), ())
