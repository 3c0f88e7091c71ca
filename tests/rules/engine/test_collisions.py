"""Two rules collide exactly when one shopper, on one page, at one moment, can be inside both."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine import Context
from rules.engine.collisions import ONE_IN_VIEW, collisions_of, slot_collisions
from rules.engine.rule import Rule
from rules.engine.scope import NAMES
from rules.kinds import load_rule

START = datetime(2026, 3, 1, tzinfo=UTC)
DAYS = [START + timedelta(days=number) for number in range(4)]
CODES = {
    "tiers": ["gold", "silver"],
    "regions": ["eu", "asia"],
    "categories": ["totes", "belts"],
    "segments": ["new"],
    "seeds": ["TOTE-1", "BELT-1"],
}


def slot(rule_id: str, *, positions=(4,), scope=None, starts_at=None, ends_at=None, enabled=True, owner="Mia") -> Rule:
    return load_rule(
        {
            "rule_id": rule_id, "kind": "slot", "label": rule_id, "owner": owner, "reason": "Agreed.",
            "params": {"positions": list(positions), "skus": ["TOTE-1"]}, "scope": scope or {}, "enabled": enabled,
            "starts_at": starts_at and starts_at.isoformat(), "ends_at": ends_at and ends_at.isoformat(),
        }
    )  # fmt: skip


def pages() -> list[Context]:
    """Every shopper on every page about one product, at every moment of four days, in every segment or in none."""
    moments = [START - timedelta(days=1), *DAYS, *(day + timedelta(hours=1) for day in DAYS)]
    products = ["TOTE-1", "BELT-1", "OTHER"]
    who = product(["gold", "silver", "other"], ["eu", "asia", "other"], ["totes", "belts", "other"], products, moments)
    return [
        Context(
            at=at, tier=tier, region=region, categories=frozenset({category}), seeds=frozenset({seed}),
            segments=frozenset({"new"}),
        )
        for tier, region, category, seed, at in who
    ]  # fmt: skip


PAGES = pages()


@st.composite
def slots(draw: st.DrawFn, rule_id: str) -> Rule:
    scope = {
        name: draw(st.lists(st.sampled_from(codes), unique=True))
        for name, codes in CODES.items()
        if draw(st.booleans())
    }
    starts, ends = draw(st.sampled_from([None, *DAYS[:2]])), draw(st.sampled_from([None, *DAYS[2:]]))
    positions = draw(st.sets(st.sampled_from([3, 4]), min_size=1))
    return slot(rule_id, positions=positions, scope=scope, starts_at=starts, ends_at=ends, enabled=draw(st.booleans()))


@given(first=slots("a"), second=slots("b"))
def test_rules_collide_exactly_when_one_page_about_one_product_can_want_both(first: Rule, second: Rule) -> None:
    meet = any(first.applies(page) and second.applies(page) for page in PAGES)
    shared = {*first.body.positions} & {*second.body.positions} if meet else set()

    found = slot_collisions([first, second], one_in_view=True)

    assert {each.position for each in found} == shared
    assert found == collisions_of(second, [first], one_in_view=True)


def test_categories_keep_rules_apart_only_where_one_product_is_in_view() -> None:
    totes, belts = slot("a", scope={"categories": ["totes"]}), slot("b", scope={"categories": ["belts"]})

    assert slot_collisions([totes, belts], one_in_view=True) == ()
    (found,) = slot_collisions([totes, belts])
    assert found.meeting == "for category belts and totes"


def test_segments_never_keep_rules_apart() -> None:
    first, second = (
        slot("a", scope={"segments": ["new"]}),
        slot("b", scope={"segments": ["loyal"]}),
    )

    (found,) = slot_collisions([first, second], one_in_view=True)

    assert found.meeting == "for shoppers who are in both segments"


def test_a_narrow_rule_meets_the_one_for_everybody_and_the_sentence_says_where_and_when() -> None:
    everybody = slot("House", ends_at=DAYS[3])
    gold = slot("Partner", scope={"tiers": ["gold"], "regions": ["eu"]}, starts_at=DAYS[1], owner="Petra")

    (found,) = slot_collisions([everybody, gold])

    assert found.describe() == (
        "Slot 4 is taken twice: by House (Mia) and by Partner (Petra); both are on for tier gold and region eu "
        "from 2 March 2026 00:00 UTC until 4 March 2026 00:00 UTC"
    )


@pytest.mark.parametrize("enabled", [True, False])
def test_a_rule_that_is_switched_off_holds_nothing(enabled: bool) -> None:
    assert bool(slot_collisions([slot("a"), slot("b", enabled=enabled)])) is enabled


def test_every_name_of_a_scope_keeps_rules_apart_or_is_known_not_to() -> None:
    assert {*NAMES} == {*ONE_IN_VIEW, "segments"}


def test_a_pin_a_slot_and_a_campaign_with_positions_meet_on_a_position() -> None:
    pin = load_rule({"rule_id": "p", "kind": "pin", "label": "Pin", "params": {"position": 4, "sku": "TOTE-1"}})
    promise = {"condition": {"fact": "brand_kind", "op": "is", "value": "partner"}, "impressions": 100}
    dates = {"starts_at": START.isoformat(), "ends_at": DAYS[3].isoformat()}
    partner = load_rule(
        {"rule_id": "c", "kind": "campaign", "label": "Partner", "params": promise | {"positions": [4]}} | dates
    )
    anywhere = load_rule({"rule_id": "e", "kind": "campaign", "label": "Anywhere", "params": promise} | dates)

    found = slot_collisions([slot("a"), pin, partner, anywhere])

    assert [each.rule_ids for each in found] == [("a", "p"), ("a", "c"), ("p", "c")]
