"""The audit judges finished pages: it must see every fact a rule may look at, or it cries wolf."""

import pytest

from catalog.models import Store
from events.customers import ensure_customer
from events.models import Interaction, Order
from rules.models import Placement
from rules.services import RuleFields
from tests.conftest import NOON
from tests.woorec.test_campaign_counts import NOW, campaign, set_count
from tests.woorec.test_campaign_counts import put_live as campaign_live
from tests.woorec.test_pipeline import put_live
from woorec.audit import audit

NOTHING = {"fact": "brand", "op": "is", "value": "Nobody's"}


@pytest.fixture
def shopper(leather: Store) -> int:
    """Somebody with a past: they viewed and bought the pebbled tote."""
    customer, tote = ensure_customer(leather, external_id="10027"), leather.products.get(sku="TOTE-1")
    for kind in ("view_item", "purchase"):
        Interaction.objects.create(store=leather, kind=kind, at=NOON, customer_id=customer, product=tote, session="v-1")
    order = Order.objects.create(store=leather, number="A-1", customer_id=customer, at=NOON, currency="EUR")
    order.lines.create(product=tote, quantity=1, unit_price=420)
    return customer


def only(condition: dict[str, object]) -> RuleFields:
    """Never show what the condition does not hold for."""
    params = {"condition": {"not": {"all": [condition]}}}
    return RuleFields(kind="eligibility", label="Only these", params=params, owner="Mia", reason="Season")


@pytest.mark.parametrize(
    "condition",
    [
        {"fact": "days_since_launch", "op": "at_least", "value": -5000},
        {"fact": "channels", "op": "contains", "value": "hot"},
        {"fact": "material_match", "op": "at_least", "value": 0},
        {"fact": "bought", "op": "is", "value": True},
    ],
)
def test_a_page_that_keeps_a_rule_is_no_fault_whatever_the_rule_looks_at(
    leather: Store, home_page: Placement, shopper: int, condition: dict[str, object]
) -> None:
    put_live(home_page, only(condition))
    found = audit(leather, placement="home", customers=5, at=NOON)
    assert (found.lists, found.kept, found.faults) == (1, 1, [])


def test_a_list_that_gives_a_campaign_what_it_owes_counts_as_kept(
    leather: Store, home_page: Placement, shopper: int
) -> None:
    rule = campaign_live(home_page, campaign())
    set_count(leather, rule.key, delivered=0)
    found = audit(leather, placement="home", customers=5, at=NOW)
    assert (found.lists, found.kept, found.faults) == (1, 1, [])


def test_a_list_that_owes_more_than_the_shop_has_is_not_kept_and_says_which_campaign_gave_way(
    leather: Store, home_page: Placement, shopper: int
) -> None:
    rule = campaign_live(home_page, campaign(params={"condition": NOTHING}))
    set_count(leather, rule.key, delivered=0)
    found = audit(leather, placement="home", customers=5, at=NOW)
    assert (found.lists, found.kept, found.faults) == (1, 0, [])
    assert found.relaxed == {"Marchetti in spring": 1}
