"""Segments: Mia makes one, rules follow it at the next request, and nothing about a shopper's health decides."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import MembershipTier, Store
from events.models import Customer, Interaction, Order, OrderLine, Return
from rules.audit_words import sentences
from rules.gate import CannotPublish
from rules.models import AuditEntry, Placement, RuleSet, Segment
from rules.queries import live_version
from rules.segments import SegmentFields, SegmentIsLive, delete_segment, save_segment
from rules.services import RuleFields, delete_rule, ensure_draft, publish, roll_back, save_rule
from tests.conftest import NOON, StudioDoor
from woorec.answers import Answer, Request
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend
from woorec.scene import UnreadableSafetyRule, set_scene
from woorec.segments import counting

LIST = "/studio/leather/segments/"
HTMX = {"HTTP_HX_REQUEST": "true"}
LOYAL = {"fact": "orders", "op": "at_least", "value": 2}
SUEDE = {"fact": "viewed_categories", "op": "contains", "value": "clutches"}


@pytest.fixture(autouse=True)
def _no_kept_counts() -> None:
    counting._kept.clear()


@pytest.fixture
def nora(leather: Store) -> Customer:
    return Customer.objects.create(store=leather, pseudonym="a" * 64, joined_at=NOON - timedelta(days=400))


def make(store: Store, code: str, condition: object) -> Segment:
    return save_segment(
        store,
        SegmentFields(code=code, name=code.title(), condition=condition, owner="Mia", reason="Try"),
        by=None,
    )


def rule_for(placement: Placement, *codes: str, severity: str = "taste") -> None:
    """No totes for the segment, on a page that is long enough to show them all."""
    Placement.objects.update(length=12)
    draft = ensure_draft(placement, by=None)
    totes = {"fact": "category", "op": "is", "value": "totes"}
    fields = RuleFields(
        kind="eligibility", label="No totes", params={"condition": totes}, owner="Mia", reason="They have one.",
        scope={"segments": list(codes)}, severity=severity,
    )  # fmt: skip
    save_rule(draft, fields, by=None)
    publish(draft, by=None)


def bought(customer: Customer, sku: str, *, days_ago: float, price: str = "100", currency: str = "EUR") -> OrderLine:
    order = Order.objects.create(
        store=customer.store,
        number=str(uuid4()),
        customer=customer,
        at=NOON - timedelta(days=days_ago),
        currency=currency,
    )
    return OrderLine.objects.create(
        order=order, product=customer.store.products.get(sku=sku), quantity=1, unit_price=Decimal(price)
    )


def did(store: Store, sku: str, kind: str, *, days_ago: float = 1, **who: object) -> None:
    Interaction.objects.create(
        store=store, product=store.products.get(sku=sku), kind=kind, at=NOON - timedelta(days=days_ago), **who
    )


def ask(store: Store, **wish: object) -> Answer:
    request = Request(request_id=UUID(int=1), placement="home", at=NOON, explore=False, **wish)
    return recommend(request, SNAPSHOTS.refresh(store), DatabaseLive(store))


def segments_of(store: Store, **wish: object) -> frozenset[str]:
    request = Request(request_id=UUID(int=1), placement="home", at=NOON, explore=False, **wish)
    return set_scene(request, SNAPSHOTS.refresh(store), DatabaseLive(store), placement=None).context.segments


def shows_totes(answer: Answer) -> bool:
    return any(item.sku.startswith("TOTE") for item in answer.items)


def test_a_rule_for_a_segment_is_on_for_its_shoppers_alone(home_page: Placement, nora: Customer) -> None:
    make(home_page.store, "loyal", LOYAL)
    rule_for(home_page, "loyal")
    bought(nora, "BELT-1", days_ago=10)
    assert shows_totes(ask(home_page.store, customer_id=nora.pk))
    bought(nora, "BELT-2", days_ago=20)
    assert not shows_totes(ask(home_page.store, customer_id=nora.pk))
    assert shows_totes(ask(home_page.store, session="a visitor"))


def test_orders_that_were_called_off_or_are_older_than_a_year_do_not_count(
    home_page: Placement, nora: Customer
) -> None:
    make(home_page.store, "loyal", LOYAL)
    rule_for(home_page, "loyal")
    bought(nora, "BELT-1", days_ago=10)
    bought(nora, "BELT-2", days_ago=366)
    called_off = bought(nora, "BELT-3", days_ago=5).order
    Order.objects.filter(pk=called_off.pk).update(cancelled_at=NOON - timedelta(days=1))
    assert segments_of(home_page.store, customer_id=nora.pk) == frozenset()


def test_spend_average_and_returns_are_those_of_the_region_s_currency(home_page: Placement, nora: Customer) -> None:
    store = home_page.store
    make(store, "spent", {"fact": "spend", "op": "is", "value": 300})
    make(store, "average", {"fact": "average_order", "op": "is", "value": 150})
    make(store, "back", {"fact": "return_share", "op": "is", "value": 0.25})
    make(store, "recent", {"fact": "days_since_order", "op": "at_most", "value": 3})
    rule_for(home_page, "spent", "average", "back", "recent")
    bought(nora, "BELT-1", days_ago=3, price="100")
    bought(nora, "BELT-2", days_ago=9, price="900", currency="USD")
    bought(nora, "BELT-3", days_ago=9, price="900", currency="USD")
    line = bought(nora, "TOTE-1", days_ago=30, price="200")
    Return.objects.create(line=line, at=NOON - timedelta(days=20), quantity=1)
    assert segments_of(store, customer_id=nora.pk) == {"spent", "average", "back", "recent"}


def test_a_visitor_is_in_a_segment_by_what_the_visit_shows(home_page: Placement) -> None:
    make(home_page.store, "clutches", SUEDE)
    rule_for(home_page, "clutches")
    assert segments_of(home_page.store, session="v-1") == frozenset()
    did(home_page.store, "CLUTCH-1", "select_item", session="v-1")
    assert segments_of(home_page.store, session="v-1") == {"clutches"}
    assert segments_of(home_page.store, session="v-1", personalise=False) == frozenset()


def test_who_is_asked_for_with_a_tier_counts_as_signed_in_as_its_made_up_member_does(home_page: Placement) -> None:
    store = home_page.store
    make(store, "members", {"fact": "signed_in", "op": "is", "value": True})
    rule_for(home_page, "members")
    assert segments_of(store, session="v-1") == frozenset()
    assert segments_of(store, session="v-1", tier="gold") == {"members"}


def test_who_switched_personal_lists_off_is_in_segments_of_tier_alone(home_page: Placement, nora: Customer) -> None:
    store = home_page.store
    make(store, "loyal", LOYAL)
    make(store, "gold", {"fact": "tier", "op": "is", "value": "gold"})
    rule_for(home_page, "loyal", "gold")
    bought(nora, "BELT-1", days_ago=10)
    bought(nora, "BELT-2", days_ago=20)
    gold = MembershipTier.objects.get(store=store, code="gold")
    Customer.objects.filter(pk=nora.pk).update(tier=gold)
    assert segments_of(store, customer_id=nora.pk) == {"loyal", "gold"}
    Customer.objects.filter(pk=nora.pk).update(personalise=False)
    assert segments_of(store, customer_id=nora.pk) == {"gold"}


def test_what_somebody_looks_at_most_is_their_taste(home_page: Placement) -> None:
    make(home_page.store, "leather", {"fact": "material_taste", "op": "contains", "value": "leather"})
    rule_for(home_page, "leather")
    for number in range(2):
        did(home_page.store, f"TOTE-{number + 1}", "view_item", session="v-1")
    assert segments_of(home_page.store, session="v-1") == frozenset()
    did(home_page.store, "BELT-1", "view_item", session="v-1")
    assert segments_of(home_page.store, session="v-1") == {"leather"}


def test_nobody_s_orders_are_read_unless_a_rule_s_segment_asks_and_it_stays_one_read(
    home_page: Placement, nora: Customer
) -> None:
    store = home_page.store
    make(store, "loyal", LOYAL)
    snapshot = SNAPSHOTS.refresh(store)
    request = Request(request_id=UUID(int=1), placement="home", at=NOON, customer_id=nora.pk)
    with CaptureQueriesContext(
        connection,
    ) as without:
        set_scene(request, snapshot, DatabaseLive(store), placement=None)
    rule_for(home_page, "loyal")
    snapshot = SNAPSHOTS.refresh(store)
    with CaptureQueriesContext(connection) as with_orders:
        set_scene(request, snapshot, DatabaseLive(store), placement=None)
    assert (len(without), len(with_orders)) == (1, 1)
    assert "events_return" not in without[0]["sql"]
    assert "events_return" in with_orders[0]["sql"]


def test_a_changed_segment_reaches_the_next_request(home_page: Placement, nora: Customer) -> None:
    row = make(home_page.store, "loyal", LOYAL)
    rule_for(home_page, "loyal")
    bought(nora, "BELT-1", days_ago=10)
    assert segments_of(home_page.store, customer_id=nora.pk) == frozenset()
    once = LOYAL | {"value": 1}
    save_segment(home_page.store, SegmentFields("Loyal", once, "Mia", "Try"), row=row, revision=row.revision, by=None)
    assert segments_of(home_page.store, customer_id=nora.pk) == {"loyal"}


def test_a_segment_that_is_not_known_is_named_in_the_answer(home_page: Placement) -> None:
    ghosts = make(home_page.store, "ghosts", LOYAL)
    rule_for(home_page, "ghosts")
    ghosts.delete()
    answer = ask(home_page.store)
    assert shows_totes(answer)
    assert "segment_ghosts_unknown" in answer.fallback


def test_a_segment_that_cannot_be_read_is_named_in_the_answer(home_page: Placement) -> None:
    row = make(home_page.store, "loyal", LOYAL)
    rule_for(home_page, "loyal")
    Segment.objects.filter(pk=row.pk).update(condition={"fact": "shoe_size", "op": "is", "value": 44})
    SNAPSHOTS.clear()
    assert "segment_loyal_unreadable" in ask(home_page.store).fallback


def test_a_safety_rule_for_an_unknown_segment_shows_no_list_rather_than_an_unsafe_one(home_page: Placement) -> None:
    ghosts = make(home_page.store, "ghosts", LOYAL)
    rule_for(home_page, "ghosts", severity="safety")
    ghosts.delete()
    with pytest.raises(UnreadableSafetyRule, match="No totes"):
        ask(home_page.store)


# ---- the pages


def sent(**changed: str) -> dict[str, str]:
    first = {
        "name": "Loyal in Europe", "owner": "Mia", "reason": "First look at new bags.", "condition-join": "all",
        "condition-0-fact": "orders", "condition-0-op": "at_least", "condition-0-value": "2",
    }  # fmt: skip
    return first | changed


def test_mia_makes_a_segment_and_sees_how_many_are_in_it(
    leather: Store, nora: Customer, mia: User, studio: StudioDoor
) -> None:
    door = studio(mia)
    assert "No segment yet" in door.get(LIST).content.decode()
    saved = door.post(f"{LIST}new/", sent(), follow=True)
    assert saved.status_code == 200
    row = Segment.objects.get()
    assert (row.code, row.condition, row.owner) == ("loyal-in-europe", LOYAL | {"value": 2.0}, "Mia")
    page = saved.content.decode()
    assert "Orders in a year at least 2." in page
    assert "Of 1 customer, all counted." in page


def test_every_write_to_a_segment_is_logged_with_who_and_what(leather: Store, mia: User, studio: StudioDoor) -> None:
    door = studio(mia)
    door.post(f"{LIST}new/", sent())
    door.post(f"{LIST}loyal-in-europe/", sent(revision="1", reason="Another one."))
    door.post(f"{LIST}loyal-in-europe/delete/")
    entries = list(AuditEntry.objects.order_by("id"))
    assert [entry.action for entry in entries] == ["segment.added", "segment.changed", "segment.deleted"]
    assert {entry.who for entry in entries} == {"Mia"}
    assert entries[1].before["reason"] == "First look at new bags."
    assert entries[1].after["reason"] == "Another one."
    assert entries[2].after is None
    assert [line for line in sentences(entries[0]) if line.startswith("Condition")] == [
        "Condition: orders in a year at least 2"
    ]


def test_the_count_follows_while_mia_types(leather: Store, nora: Customer, mia: User, studio: StudioDoor) -> None:
    said = sent(**{"condition-0-fact": "signed_in", "condition-0-op": "is", "condition-0-value": "true"})
    page = studio(mia).post(f"{LIST}count/", said).content.decode()
    assert re.search(r"<strong>1</strong> customer\b", page)
    assert not Segment.objects.exists()


def test_a_large_shop_is_counted_on_a_sample_and_the_page_says_so(
    leather: Store, monkeypatch: pytest.MonkeyPatch, vera: User, studio: StudioDoor
) -> None:
    monkeypatch.setattr(counting, "SAMPLE", 10)
    gold = MembershipTier.objects.get(store=leather, code="gold")
    Customer.objects.bulk_create(
        Customer(store=leather, pseudonym=f"{number:064x}", tier=gold if number % 2 else None) for number in range(40)
    )
    make(leather, "gold", {"fact": "tier", "op": "is", "value": "gold"})
    page = studio(vera).get(LIST).content.decode()
    assert "about 20" in page
    assert "5 of a sample of 10 out of 40 customers." in page


def test_nobody_in_the_sample_does_not_mean_nobody() -> None:
    assert counting.Count(0, 400, 20_000).about == (
        "0 of a sample of 400 out of 20,000 customers. Most likely fewer than 151 are in it."
    )


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"owner": ""}, "Say who answers for this segment."),
        ({"reason": ""}, "Say what this group is for"),
        ({"condition-0-fact": ""}, "Choose what to look at."),
        ({"condition-0-value": "many"}, "Write a number"),
        ({"condition-0-fact": "", "condition-0-value": ""}, "at least one line"),
    ],
)
def test_what_is_missing_is_said_at_the_field(
    leather: Store, mia: User, studio: StudioDoor, changed: dict[str, str], says: str
) -> None:
    answer = studio(mia).post(f"{LIST}new/", sent(**changed), **HTMX)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Segment.objects.exists()


def test_two_people_at_once_lose_nothing(leather: Store, mia: User, studio: StudioDoor) -> None:
    row, door = make(leather, "loyal", LOYAL), studio(mia)
    assert door.post(f"{LIST}loyal/", sent(revision="1", reason="Mine")).status_code == 302
    late = door.post(f"{LIST}loyal/", sent(revision="1", reason="Hers, typed with care"), **HTMX)
    assert late.status_code == 409
    assert "Hers, typed with care" in late.content.decode()
    row.refresh_from_db()
    assert (row.reason, row.revision) == ("Mine", 2)


def test_a_segment_that_rules_name_stays_and_the_rules_are_named(
    home_page: Placement, mia: User, studio: StudioDoor
) -> None:
    make(home_page.store, "loyal", LOYAL)
    rule_for(home_page, "loyal")
    refused = studio(mia).post(f"{LIST}loyal/delete/")
    assert refused.status_code == 409
    assert "“No totes” on Home (live)" in refused.content.decode()
    assert Segment.objects.filter(code="loyal").exists()


def test_a_segment_of_live_rules_is_changed_by_a_publisher(
    home_page: Placement, mia: User, petra: User, studio: StudioDoor
) -> None:
    row = make(home_page.store, "loyal", LOYAL)
    rule_for(home_page, "loyal")
    refused = studio(mia).post(f"{LIST}loyal/", sent(revision="1"))
    assert refused.status_code == 403
    assert "a publisher makes it" in refused.content.decode()
    assert studio(petra).post(f"{LIST}loyal/", sent(revision="1")).status_code == 302
    row.refresh_from_db()
    assert row.revision == 2


def test_vera_looks_and_changes_nothing(leather: Store, vera: User, studio: StudioDoor) -> None:
    make(leather, "loyal", LOYAL)
    door = studio(vera)
    assert "Your role may look at segments" in door.get(f"{LIST}loyal/").content.decode()
    assert door.post(f"{LIST}new/", sent()).status_code == 403
    assert door.post(f"{LIST}loyal/", sent(revision="1")).status_code == 403
    assert door.post(f"{LIST}loyal/delete/").status_code == 403


def test_a_rule_for_a_segment_that_is_gone_is_pointed_out_in_the_list(
    home_page: Placement, vera: User, studio: StudioDoor
) -> None:
    ghosts = make(home_page.store, "ghosts", LOYAL)
    rule_for(home_page, "ghosts")
    ghosts.delete()
    page = studio(vera).get(LIST).content.decode()
    assert "The segment “ghosts” is not known" in page


def test_the_rule_editor_offers_the_segments(home_page: Placement, mia: User, studio: StudioDoor) -> None:
    make(home_page.store, "loyal", LOYAL)
    page = studio(mia).get("/studio/leather/placements/home/rules/new/cap/").content.decode()
    assert re.search(r'name="segments" value="loyal"', page)


def test_a_draft_for_a_segment_that_is_gone_does_not_go_live(home_page: Placement, petra: User) -> None:
    ghosts = make(home_page.store, "ghosts", LOYAL)
    draft = ensure_draft(home_page, by=petra)
    cap = RuleFields("cap", "Few", {"limit": 2, "fact": "brand"}, "Mia", "Try", scope={"segments": ["ghosts"]})
    save_rule(draft, cap, by=None)
    ghosts.delete()

    with pytest.raises(CannotPublish, match="“Few” is for nobody.*“ghosts”, which was deleted"):
        publish(draft, by=petra)


def test_the_way_back_to_a_version_for_a_segment_that_is_gone_says_so_before(
    home_page: Placement, petra: User, studio: StudioDoor
) -> None:
    loyal = make(home_page.store, "loyal", LOYAL)
    rule_for(home_page, "loyal")
    draft = ensure_draft(home_page, by=petra)
    delete_rule(draft, key=draft.rules.get().key, by=petra)
    publish(draft, by=petra)
    delete_segment(loyal, by=petra)

    page = studio(petra).get("/studio/leather/placements/home/versions/1/restore/").content.decode()

    assert "“No totes” will be on for nobody. It is for the segment “loyal”, which was deleted." in page
    assert roll_back(RuleSet.objects.get(version=1), by=petra).action == "rollback"


def test_no_way_leads_back_to_a_version_that_could_keep_nobody_safe(home_page: Placement, petra: User) -> None:
    loyal = make(home_page.store, "loyal", LOYAL)
    rule_for(home_page, "loyal", severity="safety")
    draft = ensure_draft(home_page, by=petra)
    delete_rule(draft, key=draft.rules.get().key, by=petra)
    publish(draft, by=petra)
    delete_segment(loyal, by=petra)

    with pytest.raises(CannotPublish, match="no list could be shown"):
        roll_back(RuleSet.objects.get(version=1), by=petra)
    assert live_version(home_page) == draft


def test_no_one_person_changes_what_shoppers_see_through_a_segment_where_two_are_asked_for(
    home_page: Placement, petra: User, studio: StudioDoor
) -> None:
    row = make(home_page.store, "loyal", LOYAL)
    rule_for(home_page, "loyal")
    Store.objects.update(four_eyes=True)
    address = f"{LIST}{row.code}/"

    refused = studio(petra).post(address, sent(revision=str(row.revision)) | {"condition-0-value": "1"})

    assert refused.status_code == 403
    assert "asks for a second person" in refused.content.decode()
    assert Segment.objects.get().condition == row.condition


def test_the_service_itself_keeps_a_live_segment_from_mia(home_page: Placement, mia: User) -> None:
    row = make(home_page.store, "loyal", LOYAL)
    rule_for(home_page, "loyal")

    with pytest.raises(SegmentIsLive, match="a publisher makes it"):
        save_segment(home_page.store, SegmentFields("L", SUEDE, "Mia", "Try"), by=mia, row=row, revision=row.revision)
