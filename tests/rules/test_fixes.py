"""What is tried for rules that cannot hold together, in which order. No database."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.engine.rule import Rule, Severity
from rules.engine.ruleset import RuleSet
from rules.fixes import Change, Fix, cheapest, ladders
from rules.kinds import RULE_KINDS

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUSE = {"fact": "brand_kind", "op": "is", "value": "house"}


def rule(kind: str, severity: Severity = "taste", **params: object) -> Rule:
    body = RULE_KINDS[kind].from_params(params)
    return Rule(kind, body, severity=severity, label=kind.title(), starts_at=NOON, ends_at=NOON + timedelta(days=9))


def tried(one: Rule, kind: str, *, length: int = 12) -> list[list[Change]]:
    return [list(each) for each in ladders([one.rule_id], RuleSet((one,)), length=length) if each[0].kind == kind]


def test_a_scatter_gets_a_wider_limit_or_a_narrower_window_one_step_at_a_time() -> None:
    wider, narrower = tried(rule("scatter", fact="category", limit=1, window=4), "limit")
    assert [each.action["params"]["limit"] for each in wider if each.action] == [2, 3]
    assert [each.action["params"]["window"] for each in narrower if each.action] == [3, 2]


def test_a_slot_releases_its_last_place_first_and_the_whole_rule_last() -> None:
    (released,) = tried(rule("slot", positions=[2, 5, 7], condition=HOUSE), "release")
    assert [each.words for each in released] == [
        "Release place 7 of “Slot”",
        "Release places 5 and 7 of “Slot”",
        "Release “Slot”",
    ]
    assert released[-1].action == {"enabled": False}


def test_a_campaign_is_asked_for_one_product_of_the_page_less() -> None:
    campaign = rule("campaign", "contract", condition=HOUSE, impressions=1000, share_limit=0.25)
    (quota,) = tried(campaign, "quota")
    assert [each.action["params"]["share_limit"] for each in quota if each.action] == [0.1667, 0.0833]


def test_only_a_contract_can_become_a_matter_of_taste() -> None:
    assert tried(rule("slot", "contract", positions=[2], condition=HOUSE), "severity")
    assert not tried(rule("slot", "taste", positions=[2], condition=HOUSE), "severity")


def test_products_are_added_to_a_pool_and_to_what_is_spread_never_to_a_plain_cap() -> None:
    assert len(tried(rule("slot", positions=[2], condition=HOUSE), "products", length=6)[0]) == 6
    (spread,) = tried(rule("scatter", fact="category", limit=1, window=4), "products")
    assert spread[0].words == "Add 1 product, each of another category, that these shoppers may be shown"
    assert not tried(rule("cap", limit=1, condition=HOUSE), "products")


@pytest.mark.parametrize(
    ("found", "best"),
    [([(1, 4, 5), (3, 5, 5)], 3), ([(2, 5, 5), (1, 5, 5)], 1), ([(1, 3, 5), (2, 4, 5)], 2)],
)
def test_the_smallest_change_that_mends_every_list_is_told(found: list[tuple[int, int, int]], best: int) -> None:
    fixes = [Fix(Change("limit", "a", "", RuleSet(), size), held, of) for size, held, of in found]
    assert [each.change.size for each in cheapest(fixes)] == [best]
