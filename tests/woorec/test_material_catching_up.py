"""A feed overtakes Mia's draft: up to date, it has her changes and everything that the feed said beside them."""

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.material_catching_up import caught_up
from catalog.material_versions import keep_materials, save_draft
from catalog.materials import facts_from_row, judge
from catalog.models import Store
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


def feed(store: Store, row: MaterialRow) -> None:
    keep_materials(store, [row], now=timezone.now())


def nickel_class(store: Store, code: str = "silver") -> str:
    rows = published_materials(store)
    facts = facts_from_row(rows[code], materials=rows)
    return judge(facts, allergen="nickel", contact="prolonged", on=timezone.localdate()).grade


def merged(*, hers: dict[str, Any], feeds: dict[str, Any], was: MaterialRow = SILVER) -> Any:
    return caught_up(replace(was, **hers), live=replace(was, **feeds), base=was)


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
    assert "The draft has what is live: Alloy." in page
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
    assert "The draft has what is live: Alloy; Nickel, EN 1811:2023, 2026-03-02." in page


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


def test_of_two_readings_of_one_report_the_live_one_stands() -> None:
    found = merged(hers={"evidence": (REPORT,)}, feeds={"evidence": (replace(REPORT, value=0.9),)})
    assert [each.value for each in found.row.evidence] == [0.9]
    assert found.overruled == ("Nickel, EN 1811:2023, 2026-03-02",)


def test_a_figure_that_mia_took_out_stays_out_unless_the_feed_brings_others() -> None:
    tested = replace(SILVER, evidence=(REPORT,))
    assert merged(hers={"evidence": ()}, feeds={"name": "S"}, was=tested).row.evidence == ()
    again = merged(hers={"evidence": ()}, feeds={"evidence": (REPORT, FAILED)}, was=tested)
    assert set(again.row.evidence) == {REPORT, FAILED}
    assert again.overruled == ("Nickel, EN 1811:2023, 2026-03-02",)


def test_a_report_entered_for_one_alloy_proves_nothing_of_the_feeds_other_one() -> None:
    found = merged(hers={"evidence": (REPORT,)}, feeds={"alloy": WITH_NICKEL})
    assert (found.row.alloy, found.row.evidence) == (WITH_NICKEL, ())
    assert found.overruled == ("Nickel, EN 1811:2023, 2026-03-02",)


def test_the_feeds_tannage_and_the_worse_chromium_stand_where_both_changed_them() -> None:
    spec = {"tannage": "chrome", "softness_mm": 3.0, "chromium_vi_mg_kg": None}
    calf = MaterialRow("calf", "Calf", "leather", "#8a4b24", leather=spec)
    hers = {"leather": {**spec, "tannage": "vegetable", "chromium_vi_mg_kg": 4.0, "softness_mm": 5.0}}
    feeds = {"leather": {**spec, "tannage": "combination", "chromium_vi_mg_kg": 1.0}}

    found = merged(hers=hers, feeds=feeds, was=calf)

    assert found.row.leather == {"tannage": "combination", "softness_mm": 5.0, "chromium_vi_mg_kg": 4.0}
    assert found.overruled == ("Tannage",)


def test_layers_numbered_otherwise_are_no_change_of_hers() -> None:
    plated = replace(SILVER, coating=((3, "rhodium", 0.2, ""),))
    found = merged(hers={"coating": ((1, "rhodium", 0.2, ""),)}, feeds={"coating": ()}, was=plated)
    assert (found.row.coating, found.overruled) == ((), ())
