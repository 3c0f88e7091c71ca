"""Lists come from arrays that are compiled when a version goes live; they say what asking each rule would say."""

import random
from datetime import timedelta

import pytest

from catalog.models import Store
from rules.engine.judgements import Asking
from rules.models import Placement
from rules.services import RuleFields
from tests.woorec.test_pipeline import ask, essence, put_live
from woorec import pipeline
from woorec.holder import SNAPSHOTS
from woorec.snapshot import OF_THE_MOMENT, facts_of_the_request

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


def test_a_list_from_arrays_is_the_list_that_asking_gives(ruled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    wished = wishes(ruled)
    fast = [essence(ask(ruled, number=number, **wish)) for number, wish in enumerate(wished)]
    monkeypatch.setattr(pipeline, "judgements", lambda candidates, snapshot, *, at: Asking(candidates))
    assert fast == [essence(ask(ruled, number=number, **wish)) for number, wish in enumerate(wished)]


@pytest.mark.parametrize("days", [0, 3])
def test_the_catalogue_vouches_for_every_other_fact(ruled: Store, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    seen = []
    monkeypatch.setattr(pipeline, "judgements", lambda candidates, snapshot, *, at: seen.extend(candidates))
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


def test_nothing_is_known_beforehand_of_the_moment(ruled: Store) -> None:
    snapshot = SNAPSHOTS.refresh(ruled)
    assert {facts[name] for facts in snapshot.static for name in OF_THE_MOMENT} == {None}


def test_a_new_version_is_compiled_before_it_serves(ruled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = SNAPSHOTS.refresh(ruled)
    monkeypatch.setattr(type(snapshot.compiled), "_ask", None)
    monkeypatch.setattr("tests.woorec.test_pipeline.NOON", snapshot.loaded_at)
    assert ask(ruled).items
