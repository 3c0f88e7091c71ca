"""What rules may look at is laid out one product at a time, and is the same however it is asked for."""

from datetime import UTC, datetime

import pytest

from catalog.models import Store
from catalog.product_facts import catalogue_facts
from rules.engine.facts import FACTS
from woorec import static_facts
from woorec.candidate_facts import NOW
from woorec.holder import SNAPSHOTS
from woorec.snapshot import OF_THE_MOMENT
from woorec.static_facts import StaticFacts

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(leather: Store) -> StaticFacts:
    today = datetime.now(UTC).date()
    products = catalogue_facts(leather, today=today).products
    return StaticFacts(products, return_rates={products[0].product_id: 0.25}, today=today)


def test_every_fact_that_a_rule_may_look_at_has_its_place(leather: Store) -> None:
    static = SNAPSHOTS.refresh(leather).static
    assert static.names | NOW.keys() >= FACTS.keys()
    assert not static.names & OF_THE_MOMENT  # nobody knows them before a list is made
    assert static[0].keys() == static.names


def test_a_column_is_that_fact_of_each_product(facts: StaticFacts) -> None:
    assert len(facts) == 12
    for name in facts[0]:
        assert list(facts.column(name)) == [each[name] for each in facts]
    assert list(facts.column("return_rate"))[:2] == [0.25, None]
    assert set(facts.column("not a fact")) == {None}


def test_no_more_products_are_kept_than_were_asked_for_lately(
    facts: StaticFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static_facts, "MOST_KEPT", 3)
    laid_out = [dict(facts[row]) for row in range(len(facts))]
    assert laid_out == list(facts)
    assert facts[5] == laid_out[5]
    assert len(facts._kept) <= 3
