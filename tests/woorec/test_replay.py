"""Replaying a draft over the log: through the pages and the pipeline, as Mia, Petra and Vera do it."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from catalog.models import Product, Store
from events.avoidances import keep_avoidances
from events.customers import ensure_customer
from events.logged_lists import LoggedList, clicks_of, sampled_lists, traffic
from events.models import Customer, Interaction, RankedList
from events.queries import Deed
from events.services import log_ranked_list
from rules.cost import latest_costs
from rules.models import Placement, RuleSet, Study
from rules.queries import draft_of
from rules.services import RuleFields, ensure_draft, publish, save_rule
from rules.studies import request_study
from tests.conftest import StudioDoor
from woorec.answers import Request
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.logbook import ranked_list
from woorec.past_requests import PastLive, Pipeline
from woorec.pipeline import recommend
from woorec.studies import run_study

PAGE = "/studio/leather/placements/home/replay/"
HTMX = {"HTTP_HX_REQUEST": "true"}
WEEK = {"period": "7", "lists": "300"}
HOUSE = {"all": [{"fact": "brand_kind", "op": "is", "value": "house"}]}
PARTNER = {"all": [{"fact": "brand_kind", "op": "is", "value": "partner"}]}


def slot(position: int, condition: object) -> RuleFields:
    return RuleFields(
        kind="slot", label=f"Place {position}", params={"positions": [position], "condition": condition},
        owner="Mia", reason="Agreed.",
    )  # fmt: skip


def serve(store: Store, number: int, *, explore: bool = False, **wish: object) -> RankedList:
    """The storefront asks, a day ago, and the list is logged."""
    snapshot = SNAPSHOTS.refresh(store)
    at = timezone.now() - timedelta(days=1) + timedelta(minutes=number)
    request = Request(UUID(int=number), "home", at, explore=explore, **wish)
    row = ranked_list(recommend(request, snapshot, DatabaseLive(store)), snapshot, latency_ms=1.0)
    log_ranked_list(row)
    return row


@pytest.fixture
def served(leather: Store, home_page: Placement) -> list[RankedList]:
    """Slot 4 belongs to the house brand, and twenty visitors were served."""
    draft = ensure_draft(home_page, by=None)
    save_rule(draft, slot(4, HOUSE), by=None)
    publish(draft, by=None)
    return [serve(leather, number, session=f"visit-{number}") for number in range(1, 21)]


@pytest.fixture
def draft(served: list[RankedList], home_page: Placement, mia: User) -> RuleSet:
    """Mia gives slot 4 to a partner."""
    draft = ensure_draft(home_page, by=mia)
    key = draft.rules.get().key
    save_rule(draft, slot(4, PARTNER), key=key, by=None)
    return draft


def replayed(client: Client, **form: str) -> Study:
    answer = client.post(PAGE, WEEK | form)
    assert answer.status_code == 302
    study = Study.objects.filter(kind=Study.Kind.REPLAY).latest("pk")
    run_study(study.pk)
    study.refresh_from_db()
    return study


def test_mia_reads_what_her_draft_changes(studio: StudioDoor, mia: User, draft: RuleSet) -> None:
    door = studio(mia)
    study = replayed(door)
    assert study.state == Study.State.DONE, study.message
    result = study.result
    assert result["changed"] == {"lists": 20, "of": 20, "figure": "changed"}
    assert result["closeness"] == {"lists": 20, "same": 20, "shared": 1.0}
    kinds = {row["value"]: row for row in result["exposure"]["brand_kind"]}
    assert sum(row["live"] for row in kinds.values()) == pytest.approx(1)
    assert len(result["behind"][kinds["partner"]["figure"]]) == 20
    kept = {row["does"]: (row["lists"], row["live"], row["draft"]) for row in result["rules"]}
    assert list(kept.values()) == [(20, 0, 20), (20, 20, 0)]
    assert len(study.sample) == 20
    page = door.get(PAGE).content.decode()
    assert "20 of 20" in page
    assert "Not enough overlap, run a test" in page
    assert "model estimate, not measured" in page


def test_a_draft_that_changes_nothing_changes_no_list(
    studio: StudioDoor, mia: User, served: list[RankedList], home_page: Placement
) -> None:
    ensure_draft(home_page, by=mia)
    study = replayed(studio(mia))
    assert study.result["changed"]["lists"] == 0
    assert "what shoppers would have done" not in study.message


def test_the_lists_behind_a_figure_stand_side_by_side(studio: StudioDoor, mia: User, draft: RuleSet) -> None:
    door = studio(mia)
    study = replayed(door)
    page = door.get(f"{PAGE}{study.pk}/lists/?figure=brand_kind:partner").content.decode()
    assert "Lists with more or less of Partner brands" in page
    assert page.count("Visitor") == 20
    assert 'class="replay__moved' in page
    assert "no list to show" in door.get(f"{PAGE}{study.pk}/lists/?figure=nonsense").content.decode()


def test_the_changes_come_as_a_table_without_names(studio: StudioDoor, mia: User, draft: RuleSet) -> None:
    door = studio(mia)
    study = replayed(door)
    text = b"".join(door.get(f"{PAGE}{study.pk}/changes.csv").streaming_content).decode()
    rows = list(csv.DictReader(StringIO(text)))
    assert len(rows) == 20 * 6
    fourth = next(row for row in rows if row["list"] == "1" and row["place"] == "4")
    brands = {sku: Product.objects.get(sku=fourth[sku]).brand.kind for sku in ("live SKU", "draft SKU")}
    assert brands == {"live SKU": "house", "draft SKU": "partner"}
    assert "visit-1" not in text


def test_a_formula_in_a_name_stays_a_text(studio: StudioDoor, mia: User, leather: Store, draft: RuleSet) -> None:
    leather.products.update(name="=HYPERLINK(1)")
    leather.save()
    SNAPSHOTS.clear()
    door = studio(mia)
    study = replayed(door)
    text = b"".join(door.get(f"{PAGE}{study.pk}/changes.csv").streaming_content).decode()
    assert "'=HYPERLINK(1)" in text


def test_a_replay_is_the_same_whatever_somebody_avoids(
    studio: StudioDoor, mia: User, leather: Store, draft: RuleSet
) -> None:
    nora = Customer.objects.get(pk=ensure_customer(leather, external_id="nora"))
    serve(leather, 99, customer_id=nora.pk)
    before = replayed(studio(mia))
    keep_avoidances(nora, allergens=["nickel"], at=timezone.now(), source="test")

    after = replayed(studio(mia))

    period = {"since": "", "until": ""}
    assert after.result | period == before.result | period
    assert after.result["asked"] == 21
    assert "as if they avoided nothing" in studio(mia).get(PAGE).content.decode()


def test_customers_lists_open_only_for_who_may_see_customers(
    studio: StudioDoor, mia: User, vera: User, leather: Store, draft: RuleSet
) -> None:
    ada = Customer.objects.get(pk=ensure_customer(leather, external_id="ada"))
    serve(leather, 98, customer_id=ada.pk)
    study = replayed(studio(mia))
    url = f"{PAGE}{study.pk}/lists/?figure=changed"
    assert str(ada) in studio(mia).get(url).content.decode()
    vera.groups.get().permissions.remove(Permission.objects.get(codename="view_customer"))
    page = studio(vera).get(url).content.decode()
    assert str(ada) not in page
    assert "Some lists are kept from you" in page


def test_a_period_without_lists_says_so(studio: StudioDoor, mia: User, draft: RuleSet) -> None:
    RankedList.objects.all().delete()
    study = replayed(studio(mia))
    assert study.state == Study.State.FAILED
    assert "Choose a longer one" in studio(mia).get(PAGE).content.decode()


def test_vera_reads_and_does_not_start(studio: StudioDoor, mia: User, vera: User, draft: RuleSet) -> None:
    assert studio(vera).post(PAGE, WEEK).status_code == 403
    study = replayed(studio(mia))
    page = studio(vera).get(PAGE).content.decode()
    assert "What changes" in page
    assert "Replay the draft" not in page
    assert b"Nothing was replayed" not in studio(vera).get(f"{PAGE}?study={study.pk}").content


def test_it_shows_how_far_it_is_and_can_be_stopped(studio: StudioDoor, mia: User, draft: RuleSet) -> None:
    door = studio(mia)
    door.post(PAGE, WEEK)
    study = Study.objects.get(kind=Study.Kind.REPLAY)
    studies = PAGE.replace("replay/", f"studies/{study.pk}/")
    assert "Replay: waiting" in door.get(PAGE).content.decode()
    assert "Replay: waiting" in door.get(f"{studies}progress/", **HTMX).content.decode()
    again = door.post(PAGE, WEEK)
    assert again.status_code == 409
    assert "Wait for it to end" in again.content.decode()
    door.post(f"{studies}stop/")
    assert door.get(f"{studies}progress/", **HTMX)["HX-Redirect"] == PAGE
    assert "Replay: stopped" in door.get(PAGE).content.decode()


def test_a_draft_that_moved_on_marks_the_figures_as_old(studio: StudioDoor, mia: User, draft: RuleSet) -> None:
    door = studio(mia)
    replayed(door)
    old = "These are other rules than the draft holds now"
    assert old not in door.get(PAGE).content.decode()
    save_rule(draft, slot(2, HOUSE), by=None)
    assert old in door.get(PAGE).content.decode()


def test_a_draft_that_moves_on_before_it_begins_is_not_replayed(studio: StudioDoor, mia: User, draft: RuleSet) -> None:
    study = request_study(draft, Study.Kind.REPLAY, by=mia, params=_week())
    save_rule(draft, slot(2, HOUSE), by=None)
    run_study(study.pk)
    study.refresh_from_db()
    assert (study.state, study.result) == (Study.State.FAILED, {})


def test_without_a_draft_there_is_nothing_to_replay(studio: StudioDoor, mia: User, served: list[RankedList]) -> None:
    assert "There is no draft" in studio(mia).get(PAGE).content.decode()
    assert studio(mia).post(PAGE, WEEK).status_code == 409


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", "Choose a day."),
        ("2026-03-05", "2026-03-01", "not before the first"),
        ("2025-01-01", "2025-12-31", "at most 92 days"),
        ("2990-01-01", "2990-01-02", "still to come"),
        ("soon", "2026-03-01", "valid date"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused_at_its_field(
    studio: StudioDoor, mia: User, draft: RuleSet, first: str, last: str, said: str
) -> None:
    answer = studio(mia).post(PAGE, {"period": "dates", "first": first, "last": last, "lists": "300"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Study.objects.exists()


def test_another_placements_replay_is_not_found(studio: StudioDoor, mia: User, draft: RuleSet) -> None:
    study = replayed(studio(mia))
    other = PAGE.replace("/home/", "/cart/")
    assert studio(mia).get(f"{other}{study.pk}/lists/").status_code == 404
    assert studio(mia).get(f"{other}?study={study.pk}").status_code == 404


def test_what_a_shopper_did_afterwards_is_not_known_to_any_page(leather: Store, served: list[RankedList]) -> None:
    now, tote = timezone.now(), Product.objects.get(sku="TOTE-1")
    asked_at = now - timedelta(days=5)
    for days, kind in ((6, "view_item"), (4, "select_item")):
        Interaction.objects.create(
            store=leather, event_id=UUID(int=days), kind=kind, at=now - timedelta(days=days), session="s", product=tote
        )
    known = PastLive(SNAPSHOTS.refresh(leather), now=now).meet(_asked(asked_at))
    assert known.history == (Deed(tote.pk, "view_item", pytest.approx((now - timedelta(days=1)).timestamp())),)


def test_both_pages_see_the_same_stock(leather: Store, served: list[RankedList]) -> None:
    snapshot, now = SNAPSHOTS.refresh(leather), timezone.now()
    live = PastLive(snapshot, now=now)
    region, ids = snapshot.region("eu"), [Product.objects.get(sku="TOTE-1").pk]
    assert region is not None
    before = live.facts(ids, region=region, tier=None, at=now)
    Product.objects.filter(pk__in=ids).update(visible=False)
    assert live.facts(ids, region=region, tier=None, at=now) == before


def test_a_seed_comes_back_as_what_it_was(leather: Store, served: list[RankedList]) -> None:
    snapshot = SNAPSHOTS.refresh(leather)
    asked = _asked(timezone.now(), seed_ids=(7,), tier="gold", region="us", product_ids=(1, 2, 3))
    product = Pipeline(snapshot, snapshot.placements["product"], now=timezone.now()).request(asked)
    cart = Pipeline(snapshot, snapshot.placements["cart"], now=timezone.now()).request(asked)
    assert (product.seeds, product.cart, cart.seeds, cart.cart) == ((7,), (), (), (7,))
    assert (product.region, product.tier, product.limit, product.explore) == ("us", "gold", 3, False)


def test_a_sample_is_even_and_comes_out_the_same(leather: Store, served: list[RankedList]) -> None:
    period = {"placement": "home", "since": timezone.now() - timedelta(days=7), "until": timezone.now()}
    few = sampled_lists(leather, most=5, **period)
    assert few == sampled_lists(leather, most=5, **period)
    assert {each.request_id for each in few} < {row.request_id for row in served}
    assert [each.at for each in few] == sorted(each.at for each in few)


def test_clicks_are_counted_once_a_list_and_by_their_place(leather: Store, served: list[RankedList]) -> None:
    first = served[0]
    for number in (1, 2):
        Interaction.objects.create(
            store=leather, event_id=UUID(int=number), kind="select_item", at=first.at + timedelta(seconds=number),
            session=first.session, product_id=first.product_ids[1], request_id=first.request_id,
        )  # fmt: skip
    period = {"placement": "home", "since": timezone.now() - timedelta(days=7), "until": timezone.now()}
    found = traffic(leather, **period)
    assert (found.lists, found.shown, found.clicked) == (20, (20,) * 6, (0, 1, 0, 0, 0, 0))
    lists = sampled_lists(leather, most=100, **period)
    assert clicks_of(leather, lists) == {first.request_id: frozenset({first.product_ids[1]})}


def priced(study: Study, rule_id: str, **figures: object) -> None:
    cost = {
        "rule_id": rule_id, "name": "Place 4", "per_list": 0.1, "low": 0.05, "high": 0.2, "per_week": 89.4,
        "week_low": 40.0, "week_high": 138.0, "lists": 20, "changed": 7,
    }  # fmt: skip
    costs = study.result["costs"] | {"rules": [cost | figures]}
    Study.objects.filter(pk=study.pk).update(result=study.result | {"costs": costs})


def test_the_card_of_a_rule_says_what_it_costs_and_links_to_the_replay(
    studio: StudioDoor, mia: User, draft: RuleSet
) -> None:
    board = PAGE.removesuffix("replay/")
    assert "model estimate" not in studio(mia).get(board).content.decode()
    study = replayed(studio(mia))
    priced(study, str(draft.rules.get().key))
    page = studio(mia).get(board).content.decode()
    assert "Costs about €89 a week, model estimate" in page
    assert "€40 to €138 (95 % interval). 7 lists of 20 would look different" in page
    assert f"{PAGE}?study={study.pk}" in page


def test_a_cost_that_may_be_nothing_names_no_sum(studio: StudioDoor, mia: User, draft: RuleSet) -> None:
    priced(replayed(studio(mia)), str(draft.rules.get().key), low=-0.1, week_low=-12.0)
    page = studio(mia).get(PAGE.removesuffix("replay/")).content.decode()
    assert "No clear cost, model estimate" in page
    assert "Costs about" not in page


def test_a_draft_that_moved_on_has_no_cost(studio: StudioDoor, mia: User, draft: RuleSet) -> None:
    priced(replayed(studio(mia)), str(draft.rules.get().key))
    save_rule(draft, slot(2, HOUSE), by=mia)
    assert "model estimate" not in studio(mia).get(PAGE.removesuffix("replay/")).content.decode()


def test_a_board_can_say_what_a_rule_costs(studio: StudioDoor, mia: User, draft: RuleSet, home_page: Placement) -> None:
    assert latest_costs(draft).rules == {}
    study = replayed(studio(mia))
    cost = {
        "rule_id": "r", "name": "Place 4", "per_list": 0.1, "low": 0.05, "high": 0.2, "per_week": 10.0,
        "week_low": 5.0, "week_high": 20.0, "lists": 20, "changed": 20,
    }  # fmt: skip
    Study.objects.filter(pk=study.pk).update(result=study.result | {"costs": study.result["costs"] | {"rules": [cost]}})
    assert latest_costs(draft).rules["r"].per_week == 10.0
    assert "Place 4" in studio(mia).get(PAGE).content.decode()
    save_rule(draft, slot(2, HOUSE), by=None)
    moved_on = draft_of(home_page)
    assert moved_on is not None
    assert latest_costs(moved_on).rules == {}


def _asked(at: datetime, **about: object) -> LoggedList:
    usual: dict[str, object] = {
        "request_id": UUID(int=500), "at": at, "customer_id": None, "session": "s", "region": "eu", "tier": "guest",
        "seed_ids": (), "model": "", "explored": False, "short": False, "product_ids": (), "propensities": (),
    }  # fmt: skip
    return LoggedList(**(usual | about))  # type: ignore[arg-type]


def _week() -> dict[str, object]:
    now = datetime.now(UTC)
    return {"since": (now - timedelta(days=7)).isoformat(), "until": now.isoformat(), "lists": 300}
