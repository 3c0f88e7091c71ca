"""What a replay counts, on pages whose right answer is obvious."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from events.logged_lists import LoggedList, Traffic
from rules.cost import costs, expected_margin, net_of_returns, why_no_costs
from rules.engine.rule import Rule
from rules.engine.ruleset import RuleSet
from rules.kinds import RULE_KINDS
from rules.replay import Judged, Pair, Reply, Seen, ask_again, priced_rules
from rules.replay_estimates import ALL_SIMULATED, _weights, estimates
from rules.replay_figures import Behind, Curve, closeness, curve_of, mechanical

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUSE = {"all": [{"fact": "brand_kind", "op": "is", "value": "house"}]}


def rule(name: str, kind: str = "boost", *, severity: str = "taste", **params: object) -> Rule:
    params = params or {"points": 5, "condition": HOUSE}
    return Rule(name, RULE_KINDS[kind].from_params(params), severity=severity, label=name)  # type: ignore[arg-type]


def seen(product_id: int, **facts: object) -> Seen:
    kind = "house" if product_id < 10 else "partner"
    values = dict.fromkeys(("brand", "category", "material_family", "margin_band"), "x") | {"brand_kind": kind}
    return Seen(product_id, values, **facts)  # type: ignore[arg-type]


def page(*ids: int, **about: object) -> Reply:
    return Reply(tuple(map(seen, ids)), **about)  # type: ignore[arg-type]


def logged(number: int, ids: Sequence[int] = (1, 2, 3), **about: object) -> LoggedList:
    usual: dict[str, object] = {
        "request_id": UUID(int=number), "at": NOON + timedelta(minutes=number), "customer_id": None, "session": "s",
        "region": "eu", "tier": "guest", "seed_ids": (), "model": "leather-1", "explored": False, "short": False,
        "product_ids": tuple(ids), "propensities": (1.0,) * len(ids),
    }  # fmt: skip
    return LoggedList(**(usual | about))  # type: ignore[arg-type]


def counted(*pairs: Pair, judged: Judged | None = None, curve: Curve | None = None) -> Mapping:
    return mechanical(pairs, judged=judged or Judged({}), curve=curve or Curve(), behind=Behind(pairs))


def test_the_same_pages_change_nothing() -> None:
    found = counted(Pair(logged(1), page(1, 2, 3), page(1, 2, 3)))
    assert found["changed"] == {"lists": 0, "of": 1, "figure": "changed"}
    assert found["moves"]["mean"] == found["moves"]["gone_per_list"] == 0
    assert found["entered"] == found["left"] == []


def test_moves_are_counted_of_those_that_stay() -> None:
    moves = counted(Pair(logged(1), page(1, 2, 3), page(3, 1, 11)))["moves"]
    assert moves["mean"] == pytest.approx((1 + 2) / 2)
    assert moves["gone_per_list"] == 1
    assert [bar["products"] for bar in moves["histogram"]] == [0, 1, 1, 0, 0]


def test_exposure_is_a_share_of_all_places_and_names_its_lists() -> None:
    pairs = [Pair(logged(1), page(1, 2), page(1, 11)), Pair(logged(2), page(1, 2), page(1, 2))]
    behind = Behind(pairs)
    kinds = {row["value"]: row for row in mechanical(pairs, judged=Judged({}), curve=Curve(), behind=behind)["exposure"]["brand_kind"]}  # fmt: skip  # noqa: E501
    assert (kinds["house"]["live"], kinds["house"]["draft"]) == (1.0, 0.75)
    assert (kinds["partner"]["live"], kinds["partner"]["draft"]) == (0.0, 0.25)
    assert behind.found["brand_kind:partner"] == [0]
    assert [number for number, _ in behind.lists()] == [0]


def test_a_place_counts_as_much_as_its_own_shoppers_click_it() -> None:
    curve = curve_of(Traffic(1000, shown=(1000, 1000), clicked=(400, 200)))
    assert (curve.at(1), curve.at(2), curve.at(3)) == (1.0, 0.5, 0.5)
    kinds = counted(Pair(logged(1), page(1, 11), page(11, 1)), curve=curve)["exposure"]["brand_kind"]
    assert {row["value"]: row["draft"] for row in kinds} == pytest.approx({"house": 1 / 3, "partner": 2 / 3})


@pytest.mark.parametrize("clicked", [(300, 100), (600, 9)])
def test_a_few_clicks_make_no_curve(clicked: tuple[int, ...]) -> None:
    assert curve_of(Traffic(1000, shown=(1000, 1000), clicked=clicked)).weights == ()


def test_stock_margin_and_trouble_are_counted_on_both_sides() -> None:
    live = Reply((seen(1, stock=2, cover=3.0, margin=10.0), seen(2, stock=50, cover=90.0, margin=20.0)))
    draft = Reply((seen(2, stock=50, cover=90.0, margin=20.0), seen(3)), relaxed=frozenset({"r"}), short=True)
    found = counted(Pair(logged(1), live, draft))
    assert (found["stock"]["low"]["live"], found["stock"]["low"]["draft"]) == (0.5, 0.0)
    assert (found["stock"]["cover"]["live"], found["stock"]["cover"]["draft"]) == (0.5, 0.0)
    assert (found["margin"]["live"]["mean"], found["margin"]["draft"]) == (15.0, {"mean": 20.0, "known": 0.5})
    assert (found["relaxed"]["live"], found["relaxed"]["draft"]) == (0, 1)
    assert (found["short"]["live"], found["short"]["draft"]) == (0, 1)


def test_a_rule_is_kept_where_it_applies() -> None:
    judged = Judged({"slot": rule("slot", "slot", positions=[1], condition=HOUSE)})
    applied, broken = frozenset({"slot"}), frozenset({"slot"})
    pairs = [
        Pair(logged(1), page(11, applied=applied, broken=broken), page(1, applied=applied)),
        Pair(logged(2), page(11), page(11)),
    ]
    (row,) = counted(*pairs, judged=judged)["rules"]
    assert (row["lists"], row["live"], row["draft"]) == (1, 0, 1)


def test_closeness_leaves_explored_lists_out() -> None:
    pairs = [
        Pair(logged(1, (1, 2)), page(1, 2), page(1, 2)),
        Pair(logged(2, (1, 3)), page(1, 2), page(1, 2)),
        Pair(logged(3, (2, 1), explored=True), page(1, 2), page(1, 2)),
    ]
    assert closeness(pairs) == {"lists": 2, "same": 1, "shared": 0.75}


def test_a_request_that_cannot_be_answered_is_counted() -> None:
    found = ask_again([logged(1)], ask=lambda *_, **__: None, live=RuleSet(()), draft=RuleSet(()))
    assert (found.pairs, found.failed) == ([], 1)


def test_a_rule_costs_what_the_list_without_it_would_bring_more() -> None:
    dear = Reply((seen(1, purchase=0.02, contribution=100.0), seen(2, purchase=0.01, contribution=50.0)))
    cheap = Reply((seen(3, purchase=0.01, contribution=100.0), seen(2, purchase=0.01, contribution=50.0)))
    assert expected_margin(dear, Curve((1.0, 0.5))) == pytest.approx(2.0 + 0.25)
    pairs = [Pair(logged(n), cheap, cheap, {"slot": dear, "idle": cheap}) for n in range(20)]
    slot, idle = costs(pairs, [rule("idle"), rule("slot")], curve=Curve(), lists_per_week=1000, seed=1)
    assert (slot.rule_id, idle.rule_id) == ("slot", "idle")
    assert slot.per_list == pytest.approx(1.0)
    assert (slot.per_week, slot.changed, slot.lists) == (pytest.approx(1000), 20, 20)
    assert (slot.low, slot.high) == pytest.approx((1.0, 1.0))
    assert slot.is_clear
    assert not idle.is_clear


def test_a_cost_says_whether_returns_are_taken_off() -> None:
    kept, foretold = (Reply((seen(1, purchase=0.1, contribution=9.0, returned=back),)) for back in (None, 0.1))
    assert not net_of_returns([Pair(logged(1), kept, kept)])
    assert net_of_returns([Pair(logged(1), foretold, foretold)])


def test_without_a_chance_or_a_cost_there_is_no_price() -> None:
    assert "chance of a purchase" in why_no_costs([Pair(logged(1), page(1), page(1))])
    bare = Reply((seen(1, purchase=0.1),))
    assert "known cost" in why_no_costs([Pair(logged(1), bare, bare)])


def test_safety_has_no_price_and_many_rules_share_the_pages() -> None:
    safe = rule("safe", "eligibility", severity="safety", condition=HOUSE)
    many = RuleSet((safe, *(rule(f"r{number}") for number in range(1000))))
    priced, lists = priced_rules(many, lists=1000, most_asks=3000)
    assert "safe" not in {each.rule_id for each in priced}
    assert (len(priced), lists) == (30, 100)
    assert priced_rules(RuleSet((rule("one"),)), lists=1000, most_asks=3000)[1] == 1000
    assert priced_rules(RuleSet((safe,)), lists=1000, most_asks=3000) == ((), 0)


def test_a_rule_that_does_not_apply_is_not_asked_about_again() -> None:
    asked: list[int] = []

    def ask(each: LoggedList, rules: RuleSet, *, judged: Judged | None = None) -> Reply | None:
        asked.append(len(rules.rules))
        return page(1, applied=frozenset({"here"}))

    draft = RuleSet((rule("here"), rule("elsewhere")))
    one = logged(1)
    found = ask_again(
        [one], ask=ask, live=draft, draft=draft, priced=draft.rules, priced_ids=frozenset({one.request_id})
    )
    assert asked == [2, 2, 1]
    assert set(found.pairs[0].without) == {"here", "elsewhere"}


def test_a_draft_is_weighed_by_the_chance_of_what_stood_there() -> None:
    one = logged(1, (1, 2, 3), propensities=(1.0, 0.25, 0.5), alternatives=((3, 11, 0.5),))
    assert _weights(Pair(one, page(1), page(1, 2, 11, 12))) == ([1.0, 4.0, 0.0, 0.0], [True, True, True, False])


def test_no_estimate_is_made_of_a_simulated_past(leather) -> None:
    one = logged(1, model="simulated-popularity-v1")
    assert estimates(leather, [Pair(one, page(1, 2, 3), page(1, 2, 3))], seed=1) == {"refused": [ALL_SIMULATED]}


def test_a_short_log_says_which_limits_it_misses(leather) -> None:
    refused = estimates(leather, [Pair(logged(1), page(1, 2, 3), page(1, 2, 11))], seed=1)["refused"]
    assert any("count as 0" in reason for reason in refused)
    assert any("66.7% could have come out" in reason for reason in refused)


def test_enough_overlap_and_too_few_clicks_still_give_no_figure(leather) -> None:
    found = estimates(leather, [Pair(logged(n), page(1, 2, 3), page(1, 2, 3)) for n in range(500)], seed=1)
    assert found["refused"] == []
    assert "Only 0 of them" in found["clicks"]["refused"]
