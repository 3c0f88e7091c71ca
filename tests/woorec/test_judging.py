"""Lists come from arrays that are compiled when a version goes live; they say what asking each rule would say."""

import random
from collections import Counter
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest

from catalog.live_facts import LiveColumns
from catalog.models import Product, StockLevel, Store, TierPrice
from catalog.services import touch_catalogue
from events.queries import Shopper
from rules.compiled import KnownJudgements
from rules.engine.candidate import Candidate
from rules.engine.eligibility import REASONS, reject_reason
from rules.engine.facts import FACTS
from rules.engine.judgements import Asking
from rules.models import Placement
from rules.services import RuleFields
from tests.conftest import NOON
from tests.woorec.test_pipeline import ask, essence, put_live
from woorec import pipeline
from woorec.answers import Request
from woorec.candidate_facts import NOW
from woorec.candidates import Recall
from woorec.holder import SNAPSHOTS
from woorec.judging import judgements
from woorec.live import DatabaseLive
from woorec.pipeline import recommend
from woorec.scene import Scene
from woorec.snapshot import Snapshot, facts_of_the_request

HOUSE = {"fact": "brand_kind", "op": "is", "value": "house"}
RULES = (
    ("boost", {"points": 8, "condition": HOUSE}),
    ("boost", {"by": {"fact": "days_since_launch", "from": 60, "to": 0, "points": 5}}),
    ("boost", {"by": {"fact": "margin_rate", "from": 0, "to": 1, "points": 9}}),
    ("bury", {"points": 6, "condition": {"fact": "days_of_cover", "op": "at_most", "value": 30}}),
    ("eligibility", {"condition": {"all": [{"fact": "stock", "op": "at_most", "value": 1}, HOUSE]}}),
    ("slot", {"positions": [2], "condition": {"fact": "price", "op": "at_most", "value": 500}}),
    ("scatter", {"fact": "materials", "limit": 2, "window": 4}),
    ("cap", {"limit": 3, "fact": "category"}),
    ("cap", {"limit": 2, "condition": {"fact": "price", "op": "at_least", "value": 400}}),
)


@pytest.fixture
def ruled(leather: Store, home_page: Placement) -> Store:
    put_live(
        home_page,
        *(RuleFields(kind=kind, label=kind, params=params, owner="Mia", reason="Try") for kind, params in RULES),
    )
    return leather


def wishes(store: Store) -> list[dict[str, object]]:
    chance = random.Random(7)
    products = list(store.products.values_list("pk", flat=True).order_by("sku"))
    regions = [None, *store.regions.values_list("code", flat=True).order_by("code")]
    tiers = [None, *store.tiers.values_list("code", flat=True).order_by("code")]
    return [
        {
            "region": chance.choice(regions),
            "tier": chance.choice(tiers),
            "seeds": tuple(chance.sample(products, chance.randrange(2))),
            "avoids": frozenset(chance.sample(["nickel", "chromium"], chance.randrange(2))),
            "limit": chance.randrange(1, 13),
        }
        for _ in range(60)
    ]


@pytest.mark.parametrize("days", [0, 3])
def test_a_list_from_arrays_is_the_list_that_asking_gives(
    ruled: Store, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    at = SNAPSHOTS.refresh(ruled).loaded_at + timedelta(days=days)
    monkeypatch.setattr("tests.woorec.test_pipeline.NOON", at)
    wished = wishes(ruled)
    fast = [essence(ask(ruled, number=number, **wish)) for number, wish in enumerate(wished)]
    monkeypatch.setattr(pipeline, "judgements", lambda candidates, *_: Asking(candidates))
    assert fast == [essence(ask(ruled, number=number, **wish)) for number, wish in enumerate(wished)]


def test_who_is_not_suspected_is_fit_and_who_is_suspected_is_not(ruled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of each reason: hidden, sold out, without a price, bought, left out, not sold there, not proven."""
    Placement.objects.update(exclude_bought=True)
    put_in_doubt(ruled)
    suspected: Counter[str] = Counter()

    def look(candidates: list[Candidate], live: LiveColumns, scene: Scene, snapshot: Snapshot) -> KnownJudgements:
        known = judgements(candidates, live, scene, snapshot)
        suspects = set(known.suspects(scene.context))
        for place, candidate in enumerate(candidates):
            reason = reject_reason(candidate, context=scene.context)
            is_looked_at = reason is not None or bool(scene.context.avoids)  # for who avoids something, every one
            assert is_looked_at == (place in suspects)
            suspected[reason[0] if reason else "fit"] += 1
        return known

    monkeypatch.setattr(pipeline, "judgements", look)
    monkeypatch.setattr(pipeline, "recall", everything)
    left_out = frozenset({Product.objects.get(sku="WALLET-1").pk})
    for number, wish in enumerate(wishes(ruled)):
        request = Request(request_id=UUID(int=number), placement="home", at=NOON, excluded=left_out, **wish)
        recommend(request, SNAPSHOTS.refresh(ruled), BoughtABelt(ruled))
    assert suspected.keys() == {"fit", *REASONS}


class BoughtABelt(DatabaseLive):
    def shopper(self, request: Request, *, orders: bool = False) -> Shopper:
        return Shopper(avoids=request.avoids, bought=frozenset({Product.objects.get(sku="BELT-1").pk}))


def everything(*_: object, **__: object) -> Recall:
    rows = np.arange(Product.objects.count(), dtype=np.int32)
    return Recall(rows, tuple({} for _ in rows), ())


def put_in_doubt(store: Store) -> None:
    Product.objects.filter(sku="TOTE-1").update(visible=False)
    StockLevel.objects.filter(product__sku="TOTE-2").update(quantity=0)
    StockLevel.objects.filter(product__sku="TOTE-3").delete()
    TierPrice.objects.filter(product__sku="TOTE-4", region__code="us").delete()
    Product.objects.get(sku="CLUTCH-1").not_sold_in.set(store.regions.filter(code="eu"))
    touch_catalogue(store)


@pytest.mark.parametrize("days", [0, 3])
def test_the_catalogue_vouches_for_every_other_fact(ruled: Store, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    seen = []
    monkeypatch.setattr(pipeline, "judgements", lambda candidates, *_: seen.extend(candidates))
    snapshot = SNAPSHOTS.refresh(ruled)
    at = snapshot.loaded_at + timedelta(days=days)
    monkeypatch.setattr("tests.woorec.test_pipeline.NOON", at)
    for number, wish in enumerate(wishes(ruled)[:20]):
        ask(ruled, number=number, **wish)
    asked = facts_of_the_request(same_day=days == 0) | {"regular_price", "price_reason"}
    assert seen
    for candidate in seen:
        static = snapshot.static[snapshot.row_of[candidate.product_id]]
        assert {name: candidate.facts[name] for name in candidate.facts.keys() - asked} == {
            name: static[name] for name in static.keys() - asked
        }


def test_what_a_list_lays_out_anew_is_what_rules_are_asked_about_anew(ruled: Store) -> None:
    """A fact of the moment that arrays were to answer for would be that of another moment."""
    assert NOW.keys() - {"regular_price", "price_reason"} == facts_of_the_request(same_day=False)
    assert not {"regular_price", "price_reason"} & FACTS.keys()  # no rule may ask about them


def test_a_new_version_is_compiled_before_it_serves(ruled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = SNAPSHOTS.refresh(ruled)
    monkeypatch.setattr(type(snapshot.compiled), "_ask", None)
    monkeypatch.setattr("tests.woorec.test_pipeline.NOON", snapshot.loaded_at)
    assert ask(ruled).items
