"""What a store calls things reaches every sentence that is printed or kept."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog.models import Brand, Category
from rules.models import Placement, Segment
from rules.names import names_of
from rules.services import RuleFields, changes_of, ensure_draft, publish, save_rule
from tests.conftest import StudioDoor
from woorec.holder import SNAPSHOTS

STUDIO = "/studio/leather/"
BOARD = f"{STUDIO}placements/home/"
SENTENCE = "Add 5 points where brand is Aurelia, for New visitors"
AURELIA = {"points": 5, "condition": {"fact": "brand", "op": "is", "value": "aurelia"}}
FIELDS = RuleFields("boost", "", AURELIA, "Mia", "Spring.", scope={"segments": ["new"]})


@pytest.fixture
def visitors(home_page: Placement) -> Segment:
    condition = {"fact": "signed_in", "op": "is", "value": False}
    return Segment.objects.create(
        store=home_page.store, code="new", name="New visitors", condition=condition, owner="Mia", reason="Try."
    )


def test_all_names_of_a_store_are_read_at_once(
    home_page: Placement, visitors: Segment, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        names = names_of(home_page.store_id)
    assert names.say("brand", "aurelia") == "Aurelia"
    assert names.say("materials", "steel-low") == "Steel, tested"
    assert names.say("avoidable", "nickel:X") == "Nickel, class X"
    assert [names.say(each, code) for each, code in (("tiers", "gold"), ("region", "us"), ("segments", "new"))] == [
        "Gold", "United States", "New visitors",
    ]  # fmt: skip
    assert names.currencies == ("€", "$")


def test_two_categories_of_one_name_go_by_their_paths(home_page: Placement) -> None:
    store = home_page.store
    belts = store.categories.get(code="belts")
    Category.objects.create(store=store, code="mens-totes", name="Totes", parent=belts, path="Belts > Totes")
    names = names_of(store.pk)
    assert names.say("category", "totes") == "Bags > Totes"
    assert names.say("category", "wallets") == "Wallets"


def test_a_rule_without_a_name_is_called_what_it_says(visitors: Segment, home_page: Placement, mia: User) -> None:
    draft = ensure_draft(home_page, by=mia)
    assert save_rule(draft, FIELDS, by=mia).label == "Add 5 points where brand is Aurelia"
    assert changes_of(draft) == (f"Added: {SENTENCE}.",)


def _says(client: Client, page: str) -> bool:
    return SENTENCE in client.get(page).content.decode()


def test_every_page_says_names(
    visitors: Segment, home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    draft = ensure_draft(home_page, by=mia)
    row = save_rule(draft, FIELDS, by=mia)
    page = studio(petra)
    drafted = (BOARD, f"{BOARD}publish/", f"{BOARD}rules/{row.key}/", f"{STUDIO}audit/")
    assert [each for each in drafted if not _says(page, each)] == []
    assert SENTENCE in b"".join(page.get(f"{STUDIO}audit/csv/")).decode()

    publish(draft, by=petra)
    SNAPSHOTS.refresh(home_page.store)
    live = (BOARD, f"{STUDIO}rules/", f"{BOARD}versions/")
    assert [each for each in live if not _says(page, each)] == []


def test_a_brand_that_is_called_otherwise_is_said_otherwise(
    visitors: Segment, home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    save_rule(ensure_draft(home_page, by=mia), FIELDS, by=mia)
    Brand.objects.filter(code="aurelia").update(name="Casa Aurelia")
    assert "Add 5 points where brand is Casa Aurelia, for New visitors" in studio(mia).get(BOARD).content.decode()


def test_a_segment_that_is_gone_keeps_its_code(
    visitors: Segment, home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    save_rule(ensure_draft(home_page, by=mia), FIELDS, by=mia)
    visitors.delete()
    assert "Add 5 points where brand is Aurelia, for segment new." in studio(mia).get(BOARD).content.decode()
