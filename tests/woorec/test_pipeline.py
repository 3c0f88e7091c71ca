"""One request through the whole pipeline, without the web around it."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from catalog.feeds.rows import PriceRow, StockRow
from catalog.models import AllergenEvidence, Store
from catalog.services import CatalogueError, load_store
from catalog.stock import apply_stock
from events.privacy import UnreadableAvoidances, open_avoidances, pseudonym, seal_avoidances
from rules.models import Placement
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.conftest import NOON
from tests.factories import PRODUCTS, small_shop
from woorec.answers import Answer, Request
from woorec.holder import SNAPSHOTS
from woorec.live import DatabaseLive
from woorec.pipeline import recommend

SCATTER = RuleFields(
    kind="scatter",
    label="Two in a row",
    params={"fact": "category", "limit": 2, "window": 3},
    owner="Mia",
    reason="Variety",
)


def put_live(placement: Placement, *rules: RuleFields) -> None:
    draft = ensure_draft(placement, by=None)
    for fields in rules:
        save_rule(draft, fields, by=None)
    publish(draft, by=None)


def ask(store: Store, *, number: int = 1, explore: bool = False, **wish: object) -> Answer:
    request = Request(request_id=UUID(int=number), placement="home", at=NOON, explore=explore, **wish)
    return recommend(request, SNAPSHOTS.refresh(store), DatabaseLive(store))


def skus(answer: Answer) -> list[str]:
    return [item.sku for item in answer.items]


def essence(answer: Answer) -> Answer:
    return replace(answer, stages_ms={}, request=replace(answer.request, request_id=UUID(int=0)))


def test_the_same_request_gets_the_same_page_with_the_same_reasons(leather: Store) -> None:
    assert essence(ask(leather)) == essence(ask(leather))


def test_a_neutral_boost_changes_nothing(leather: Store, home_page: Placement) -> None:
    before = skus(ask(leather))
    everything = {"all": [{"fact": "price", "op": "at_least", "value": 0}]}
    neutral = RuleFields(
        kind="boost", label="Nothing", params={"points": 0, "condition": everything}, owner="Mia", reason="Try"
    )
    put_live(home_page, neutral)
    assert skus(ask(leather)) == before


def test_no_more_than_two_of_a_category_stand_in_a_row(leather: Store, home_page: Placement) -> None:
    put_live(home_page, SCATTER)
    categories = [item.category_path for item in ask(leather).items]
    assert all(len(set(categories[start : start + 3])) > 1 for start in range(len(categories) - 2))


def test_exploration_swaps_one_pair_about_every_other_time_and_says_so(leather: Store, home_page: Placement) -> None:
    Placement.objects.update(exploration_share=0.5)
    put_live(home_page, SCATTER)
    usual = skus(ask(leather))
    pages = [ask(leather, number=number, explore=True) for number in range(1, 121)]
    explored = [page for page in pages if page.explored]
    assert 35 < len(explored) < 85
    swapped = [page for page in explored if skus(page) != usual]
    assert 0.3 < len(swapped) / len(explored) < 0.7
    for page in explored:
        pair = [item.position for item in page.items if item.ladder.explored]
        assert pair == [pair[0], pair[0] + 1]
        assert sorted(skus(page)) == sorted(usual)
        categories = [item.category_path for item in page.items]
        assert all(len(set(categories[start : start + 3])) > 1 for start in range(len(categories) - 2))
    assert all(skus(page) == usual for page in pages if not page.explored)


def test_a_propensity_is_the_share_of_requests_with_that_product_at_that_position(
    leather: Store, home_page: Placement
) -> None:
    Placement.objects.update(exploration_share=0.5)
    params = {"positions": [2], "skus": ["BELT-3"], "exploration_share": 0.4}
    put_live(home_page, SCATTER, RuleFields(kind="slot", label="Pin", params=params, owner="Mia", reason="Learn"))
    pages = [ask(leather, number=number, explore=True) for number in range(1, 601)]
    seen = Counter((item.position, item.product_id) for page in pages for item in page.items)
    chances = {(item.position, item.product_id): item.propensity for page in pages for item in page.items}
    for key, chance in chances.items():
        assert abs(seen[key] / len(pages) - chance) < 5 * (chance * (1 - chance) / len(pages)) ** 0.5 + 1e-9
    for page in pages:
        at = [dict.fromkeys([item.product_id], item.propensity) for item in page.items]
        for position, product_id, chance in page.alternatives:
            at[position - 1][product_id] = chance
            assert chances.get((position, product_id), chance) == pytest.approx(chance, abs=1e-5)
        assert all(sum(chances_here.values()) == pytest.approx(1, abs=1e-4) for chances_here in at)


def test_a_slot_that_nothing_fills_is_certain_whatever_is_drawn(leather: Store, home_page: Placement) -> None:
    params = {"positions": [1], "skus": ["SOLD-OUT-EVERYWHERE"], "exploration_share": 0.5}
    put_live(home_page, RuleFields(kind="slot", label="Pin", params=params, owner="Mia", reason="Learn"))
    pages = [ask(leather, number=number, explore=True) for number in range(1, 11)]
    assert {item.propensity for page in pages for item in page.items} == {1.0}
    assert all(page.alternatives == () for page in pages)


def test_a_preview_never_explores(leather: Store) -> None:
    Placement.objects.update(exploration_share=0.5)
    assert not any(ask(leather, number=number).explored for number in range(1, 30))


def test_evidence_that_expired_no_longer_protects_nora(leather: Store) -> None:
    shown = skus(ask(leather, avoids=frozenset({"nickel"}), excluded=_all_but("BELT-1", leather)))
    assert shown == ["BELT-1"]
    AllergenEvidence.objects.update(expires_on=timezone.now().date() - timedelta(days=1))
    SNAPSHOTS.clear()
    assert skus(ask(leather, avoids=frozenset({"nickel"}), excluded=_all_but("BELT-1", leather))) == []


def test_a_new_product_is_found_without_training(leather: Store) -> None:
    ask(leather)
    new = replace(PRODUCTS[0], sku="NEW-1", item_group="NEW-1", name="New Tote", launched_on=NOON.date())
    price = PriceRow("NEW-1", "eu", "guest", Decimal(300))
    load_store(replace(small_shop(), products=(new,), stock=(), prices=(price,)))
    assert "NEW-1" in skus(ask(leather, excluded=_all_but("NEW-1", leather)))


def test_a_product_is_shown_from_the_day_of_its_launch(leather: Store) -> None:
    leather.products.filter(sku="TOTE-1").update(launched_on=NOON.date() + timedelta(days=1))
    others = _all_but("TOTE-1", leather)
    assert skus(ask(leather, excluded=others)) == []
    leather.products.filter(sku="TOTE-1").update(launched_on=NOON.date())
    assert skus(ask(leather, excluded=others)) == ["TOTE-1"]


def test_one_page_shows_one_variant_of_a_style(leather: Store) -> None:
    leather.products.filter(category__code="totes").update(item_group="TOTE")
    load_store(replace(small_shop(), products=(), stock=(), prices=()))
    wallets = frozenset(leather.products.filter(category__code="wallets").values_list("pk", flat=True))
    assert sum(sku.startswith("TOTE") for sku in skus(ask(leather, excluded=wallets))) == 1


def test_a_feed_that_names_an_unknown_category_changes_nothing(leather: Store) -> None:
    broken = replace(PRODUCTS[0], category="hats", name="Renamed")
    with pytest.raises(CatalogueError, match="hats"):
        load_store(replace(small_shop(), products=(broken,)))
    assert not leather.products.filter(name="Renamed").exists()


def test_a_product_that_sells_out_is_gone_from_the_next_list(leather: Store) -> None:
    assert "WALLET-1" in skus(ask(leather))
    rows = [StockRow("WALLET-1", warehouse, 0) for warehouse in ("florence", "newark")]
    apply_stock(leather, rows, now=NOON)
    assert "WALLET-1" not in skus(ask(leather))


def test_the_shops_own_customer_id_cannot_be_read_back() -> None:
    name = pseudonym(store_code="leather", external_id="10027")
    assert "10027" not in name
    assert name == pseudonym(store_code="leather", external_id="10027")
    assert name != pseudonym(store_code="jewel", external_id="10027")


def test_avoidances_open_only_with_their_key(settings) -> None:
    sealed = seal_avoidances(["nickel", "cobalt"])
    assert open_avoidances(sealed) == {"nickel", "cobalt"}
    settings.AVOIDANCE_KEY = "x" * 43 + "="
    with pytest.raises(UnreadableAvoidances):
        open_avoidances(sealed)


def test_unreadable_avoidances_refuse_the_list_instead_of_guessing(leather: Store, backend, settings) -> None:
    from events.customers import ensure_customer
    from events.models import Avoidance, Customer

    customer = Customer.objects.get(pk=ensure_customer(leather, external_id="nora"))
    Avoidance.objects.create(customer=customer, sealed=b"not a token", consented_at=NOON)
    wish = {"placement": "home", "customer": "nora"}
    assert backend.post("/api/v1/recommendations", wish, format="json").status_code == 503


def _all_but(sku: str, store: Store) -> frozenset[int]:
    return frozenset(store.products.exclude(sku=sku).values_list("pk", flat=True))


def test_request_ids_seed_the_dice_differently() -> None:
    seeds = {Request(request_id=uuid4(), placement="home", at=NOON).random_seed for _ in range(50)}
    assert len(seeds) == 50


def test_a_pinned_product_takes_its_slot_even_if_recall_never_thought_of_it(
    leather: Store, home_page: Placement
) -> None:
    Placement.objects.update(candidates=10, recall_mix={"vector": 1})
    pin = RuleFields(
        kind="slot", label="Pin", params={"positions": [1], "skus": ["BELT-3"]}, owner="Mia", reason="Campaign"
    )
    put_live(home_page, pin)
    answer = ask(leather)
    assert skus(answer)[0] == "BELT-3"
    assert answer.relaxed == ()
    assert dict(answer.items[0].ladder.channels) == {"pool": 1}


def test_a_slot_left_open_by_its_exploration_share_is_logged_with_its_odds(
    leather: Store, home_page: Placement
) -> None:
    params = {"positions": [1], "skus": ["BELT-3"], "exploration_share": 0.5}
    put_live(home_page, RuleFields(kind="slot", label="Pin", params=params, owner="Mia", reason="Learn"))
    pages = [ask(leather, number=number, explore=True) for number in range(1, 81)]
    held = [page for page in pages if skus(page)[0] == "BELT-3"]
    assert 0.3 < len(held) / len(pages) < 0.7
    assert all(page.items[0].propensity == 0.5 for page in pages)
    assert all(page.explored for page in pages if page not in held)
    other = ask(leather, number=1, explore=True)
    assert [(place, chance) for place, _, chance in other.alternatives if place == 1] == [(1, 0.5)]


def test_a_snapshot_too_old_to_know_expired_reports_shows_nothing_to_who_avoids(
    leather: Store, storefront, monkeypatch
) -> None:
    ask(leather)
    monkeypatch.setattr("woorec.scene.EVIDENCE_HOLDS", timedelta(seconds=-1))
    wish = {"placement": "home", "avoid": ["nickel"]}
    assert storefront.post("/api/v1/recommendations", wish, format="json").status_code == 503
    assert storefront.post("/api/v1/recommendations", {"placement": "home"}, format="json").status_code == 200


def test_another_colour_of_the_seed_is_no_recommendation(leather: Store) -> None:
    leather.products.filter(sku__in=["TOTE-1", "TOTE-2"]).update(item_group="TOTE")
    load_store(replace(small_shop(), products=(), stock=(), prices=()))
    seed = leather.products.get(sku="TOTE-1")
    shown = skus(ask(leather, seeds=(seed.pk,), excluded=_all_but("TOTE-2", leather)))
    assert shown == []


def test_a_members_price_lowers_the_margin_and_not_the_cost(leather: Store) -> None:
    only_tote = frozenset(leather.products.exclude(sku="TOTE-1").values_list("pk", flat=True))
    cost = float(leather.products.get(sku="TOTE-1").cost)
    regular, gold = (ask(leather, tier=tier, excluded=only_tote).items[0] for tier in ("regular", "gold"))
    assert gold.price < regular.price
    assert (regular.margin, gold.margin) == (pytest.approx(regular.price - cost), pytest.approx(gold.price - cost))


def test_a_slot_for_good_margins_reckons_with_what_the_member_pays(leather: Store, home_page: Placement) -> None:
    rate = {"fact": "margin_rate", "op": "at_least", "value": 0.4}
    params = {"positions": [1], "condition": rate}
    slot = RuleFields(kind="slot", label="Good margin", params=params, owner="Mia", reason="Margin")
    put_live(home_page, slot)
    only_tote = frozenset(leather.products.exclude(sku="TOTE-1").values_list("pk", flat=True))
    leather.tiers.get(code="gold").tier_prices.filter(product__sku="TOTE-1").update(amount=Decimal("200.00"))
    assert not ask(leather, excluded=only_tote).relaxed
    assert ask(leather, tier="gold", excluded=only_tote).relaxed


def test_a_channel_that_breaks_is_named_and_the_others_answer(leather: Store, monkeypatch) -> None:
    Placement.objects.update(recall_mix={"hot": 1, "vector": 1})
    snapshot = SNAPSHOTS.refresh(leather)
    whole = snapshot.model.recall

    def broken(channel: str, *args: object, **kwargs: object) -> object:
        if channel == "vector":
            raise RuntimeError("the index is gone")
        return whole(channel, *args, **kwargs)

    monkeypatch.setattr(snapshot.model, "recall", broken)
    page = ask(leather)
    assert "recall_vector_failed" in page.fallback
    assert len(page.items) == 6


def test_without_any_channel_the_page_is_full_all_the_same(leather: Store, monkeypatch) -> None:
    def broken(*args: object, **kwargs: object) -> object:
        raise RuntimeError("every index is gone")

    monkeypatch.setattr(SNAPSHOTS.refresh(leather).model, "recall", broken)
    page = ask(leather)
    assert {"recall_hot_failed", "wider_recall"} <= set(page.fallback)
    assert len(page.items) == 6


def test_a_ranker_that_breaks_leaves_the_order_of_recall(leather: Store, monkeypatch) -> None:
    model = SNAPSHOTS.refresh(leather).model
    monkeypatch.setattr(model, "_rankers", {"logistic": None})
    page = ask(leather)
    assert "ranker_logistic_failed" in page.fallback
    assert len(page.items) == 6
