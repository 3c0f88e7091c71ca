"""Rule sets as they are stored, published, compared and scheduled."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from rules.engine import Context, RuleError, RuleSet, diff, rerank, slot_collisions
from rules.kinds import load_rule, load_ruleset
from tests.rules.engine.shop import ANYONE, CATALOGUE, HOUSE, NOON, PARTNER, ids, rule, ruleset

SLOT_4 = rule("slot", {"positions": [4], "condition": PARTNER}, label="Slot 4", severity="contract")
FULL = {
    **SLOT_4,
    "scope": {"tiers": ["gold", "black"], "regions": ["FR"]},
    "starts_at": "2026-03-01T00:00:00+01:00",
    "ends_at": "2026-04-01T00:00:00+00:00",
    "enabled": False,
}


def test_a_rule_set_survives_storage():
    stored = ruleset(FULL, rule("boost", {"points": 5, "condition": HOUSE})).to_json()
    again = load_ruleset(json.loads(json.dumps(stored)))
    assert again.to_json() == stored
    assert again.ruleset_hash == stored["hash"]


def test_the_hash_follows_what_the_rules_say_and_nothing_else():
    base = ruleset(FULL)
    elsewhere = {
        **FULL,
        "starts_at": "2026-02-28T23:00:00+00:00",
        "scope": {"regions": ["FR"], "tiers": ["black", "gold"]},
    }
    assert ruleset(elsewhere).ruleset_hash == base.ruleset_hash
    assert ruleset({**FULL, "enabled": True}).ruleset_hash != base.ruleset_hash
    assert replace(base, version=9).ruleset_hash == base.ruleset_hash
    assert len(base.ruleset_hash) == 64


def test_the_hash_does_not_change_from_release_to_release():
    assert ruleset(FULL).ruleset_hash == "a5771e0d898ea85f9bb8c741eee5692f399a29f41d8ae0f5688b689007b52d97"


def test_whole_and_decimal_points_are_one_rule():
    one, other = (ruleset(rule("boost", {"points": points, "condition": HOUSE})) for points in (5, 5.0))
    assert one == other


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "python"}, "kind"),
        ({"kind": None}, "kind"),
        ({"severity": "urgent"}, "severity"),
        ({"rule_id": ""}, "rule_id"),
        ({"rule_id": 7}, "rule_id"),
        ({"params": None}, "params"),
        ({"scope": {"tiers": "gold"}}, "scope.tiers"),
        ({"scope": {"planets": ["mars"]}}, "scope.planets"),
        ({"scope": []}, "scope"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"starts_at": "2026-03-01T00:00:00"}, "starts_at"),
        ({"ends_at": "2026-02-01T00:00:00+00:00"}, "ends_at"),
        ({"enabled": "yes"}, "enabled"),
        ({"label": 5}, "label"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_field_of_a_rule_is_named(change, field):
    with pytest.raises(RuleError) as caught:
        load_rule({**FULL, **change})
    assert caught.value.field == field


@pytest.mark.parametrize(
    "data", [None, [], {"rules": 5}, {"rules": [], "version": "1"}, {"rule": []}, {"rules": [None]}]
)
def test_something_that_is_no_rule_set_is_refused(data):
    with pytest.raises(RuleError):
        load_ruleset(data)


def test_one_id_names_one_rule():
    with pytest.raises(RuleError, match="twice"):
        RuleSet((load_rule(SLOT_4), load_rule(SLOT_4)))


@pytest.mark.parametrize(
    ("change", "is_on"),
    [
        ({}, True),
        ({"enabled": False}, False),
        ({"starts_at": NOON.isoformat()}, True),
        ({"starts_at": (NOON + timedelta(seconds=1)).isoformat()}, False),
        ({"ends_at": NOON.isoformat()}, False),
        ({"ends_at": (NOON + timedelta(seconds=1)).isoformat()}, True),
        ({"scope": {"tiers": ["gold"]}}, True),
        ({"scope": {"tiers": ["silver"]}}, False),
        ({"scope": {"regions": ["US"]}}, False),
        ({"scope": {"segments": ["vip", "new"]}}, True),
        ({"scope": {"segments": ["new"]}}, False),
        ({"scope": {"categories": ["rings"], "tiers": ["gold"]}}, True),
        ({"scope": {"categories": ["rings"], "tiers": ["silver"]}}, False),
        ({"scope": {"tiers": []}}, True),
        ({"scope": {"seeds": ["TOTE-1", "TOTE-2"]}}, True),
        ({"scope": {"seeds": ["TOTE-2"]}}, False),
    ],
)
def test_a_rule_is_on_for_its_shoppers_and_its_time(change, is_on):
    gold = Context(
        at=NOON,
        tier="gold",
        region="FR",
        segments=frozenset({"vip"}),
        categories=frozenset({"rings", "belts"}),
        seeds=frozenset({"TOTE-1"}),
    )
    never = {**rule("eligibility", {"condition": HOUSE}), **change}
    page = rerank(CATALOGUE, ruleset(never), size=12, context=gold)
    assert (5 not in ids(page)) is is_on


def test_schedules_compare_moments_not_clocks():
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))
    rules = ruleset({**rule("eligibility", {"condition": HOUSE}), "starts_at": NOON.isoformat()})
    assert rules.active(replace(ANYONE, at=tokyo))
    assert not rules.active(replace(ANYONE, at=tokyo - timedelta(seconds=1)))


def test_the_description_says_for_whom_and_until_when():
    assert load_rule({**FULL, "rule_id": "a"}).describe() == (
        "Slot 4 reserved for products where brand is partner brand, for tiers black or gold and for region FR, "
        "from 1 March 2026 00:00 UTC+01:00 until 1 April 2026 00:00 UTC (switched off)."
    )


def numbered(*rules):
    return RuleSet(tuple(load_rule(each) for each in rules))


def test_a_diff_says_who_holds_slot_4_now():
    new = {**SLOT_4, "params": {"positions": [4], "condition": HOUSE}}
    assert diff(numbered(SLOT_4), numbered(new)) == (
        "Slot 4 now reserved for products where brand is house brand (was products where brand is partner brand)",
    )


def test_a_diff_of_equal_rule_sets_is_silent():
    assert diff(numbered(FULL), numbered(FULL)) == ()


def test_a_diff_says_every_change_in_a_plain_sentence():
    boost = rule("boost", {"points": 5, "condition": HOUSE}, label="Own brand")
    cap = rule("cap", {"limit": 2, "fact": "brand"}, label="Brands")
    old = numbered(SLOT_4, boost, cap)
    new = numbered(
        {**cap, "enabled": False, "severity": "contract", "reason": "", "scope": {"tiers": ["gold"]}},
        {**boost, "params": {"points": 8, "condition": HOUSE}, "ends_at": "2026-04-01T00:00:00+00:00"},
        rule("bury", {"points": 3, "condition": PARTNER}),
    )
    assert diff(old, new) == (
        "Removed: Slot 4 reserved for products where brand is partner brand.",
        "Switched off: Brands",
        "Brands: now for tier gold (was for everybody)",
        "Brands: severity now contract (was taste)",
        "Brands: reason now empty (was spring)",
        "Add 8 points where brand is house brand (was: Add 5 points where brand is house brand)",
        "Own brand: now until 1 April 2026 00:00 UTC (was always)",
        "Added: Take 3 points where brand is partner brand.",
        "New order: Brands, Own brand",
    )


def slots(first, second):
    return [load_rule({**SLOT_4, **first, "rule_id": "a"}), load_rule({**SLOT_4, **second, "rule_id": "b"})]


def test_two_rules_for_one_slot_are_reported_with_both_owners():
    rules = slots({"owner": "Mia", "label": "House"}, {"owner": "Petra", "label": "Partner"})
    (collision,) = slot_collisions(rules)
    assert (collision.position, collision.rule_ids, collision.owners) == (4, ("a", "b"), ("Mia", "Petra"))
    taken = "Slot 4 is taken twice: by House (Mia) and by Partner (Petra)"
    assert collision.describe() == f"{taken}; both are on for everybody"


@pytest.mark.parametrize(
    ("first", "second", "meets"),
    [
        ({}, {}, True),
        ({"params": {"positions": [3, 5], "condition": HOUSE}}, {}, False),
        ({"enabled": False}, {}, False),
        ({"scope": {"tiers": ["gold"]}}, {"scope": {"tiers": ["silver"]}}, False),
        ({"scope": {"tiers": ["gold"]}}, {"scope": {"tiers": ["silver", "gold"]}}, True),
        ({"scope": {"tiers": ["gold"]}}, {"scope": {"regions": ["FR"]}}, True),
        ({"scope": {"regions": ["US"]}}, {"scope": {"regions": ["FR"]}}, False),
        ({"scope": {"segments": ["vip"]}}, {"scope": {"segments": ["new"]}}, True),
        ({"scope": {"categories": ["rings"]}}, {"scope": {"categories": ["belts"]}}, True),
        ({"ends_at": "2026-03-01T00:00:00+00:00"}, {"starts_at": "2026-03-01T00:00:00+00:00"}, False),
        ({"ends_at": "2026-03-01T00:00:01+00:00"}, {"starts_at": "2026-03-01T00:00:00+00:00"}, True),
        ({"starts_at": "2026-03-01T00:00:00+00:00"}, {"ends_at": "2026-03-01T00:00:00+00:00"}, False),
    ],
)
def test_slots_collide_only_where_one_shopper_can_meet_both(first, second, meets):
    assert bool(slot_collisions(slots(first, second))) is meets


def test_a_published_moment_is_written_in_utc():
    stored = numbered(FULL).to_json()["rules"][0]
    assert stored["starts_at"] == "2026-02-28T23:00:00+00:00"
    assert datetime.fromisoformat(stored["starts_at"]) == load_rule(FULL).starts_at
