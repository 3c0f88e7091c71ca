"""The rules, segments and rule tests that a shop starts with: those of the demo shops, and of the real retailer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.engine.conditions import Condition
from rules.engine.parsing import parse_condition
from rules.kept_tests import TestFields
from rules.rule_tests import AT_LEAST, NONE, Expectation
from rules.segments import SegmentFields
from rules.services import RuleFields

WEEK = timedelta(weeks=1)
NEW_VISITORS, GOLD_KEEPERS = "new-visitors", "gold-no-returns"
MOST_SHARE = 0.25  # of a page, for one partner


def _only(fact: str, op: str, value: object) -> dict[str, object]:
    return {"all": [{"fact": fact, "op": op, "value": value}]}


def _condition(fact: str, op: str, value: object) -> Condition:
    return parse_condition(_only(fact, op, value))


SLOT_4_HOUSE = RuleFields(
    kind="slot",
    label="House brand in slot 4",
    params={"positions": [4], "condition": _only("brand_kind", "is", "house")},
    severity="contract",
    owner="Petra",
    reason="House brands carry the margin; slot 4 is above the fold.",
)
SLOT_10_HOUSE = RuleFields(
    kind="slot",
    label="House brand in slot 10",
    params={"positions": [10], "condition": _only("brand_kind", "is", "house")},
    severity="contract",
    owner="Petra",
    reason="The private label has a second fixed place.",
)
SCATTER = RuleFields(
    kind="scatter",
    label="At most two of a category in a row",
    params={"fact": "category", "limit": 2, "window": 3},
    owner="Mia",
    reason="A page of one category looks like a search result.",
)
COLOURS = RuleFields(
    kind="scatter",
    label="One of four in another colour",
    params={"fact": "colour", "limit": 3, "window": 4},
    owner="Mia",
    reason="A grain feels the same in every colour, and four pieces of one colour look like one.",
)
COMPANIONS = RuleFields(
    kind="scatter",
    label="Four different kinds of piece in a row",
    params={"fact": "category", "limit": 1, "window": 4},
    owner="Mia",
    reason="Beside a tote, four wallets complete it no better than one.",
)
MARGIN = RuleFields(
    kind="boost",
    label="Favour good margins",
    params={"by": {"fact": "margin_rate", "from": 0.45, "to": 0.75, "points": 5}},
    owner="Petra",
    reason="Between two likely purchases the better margin comes first.",
)
RETAILER_RULES = {"home": (SLOT_4_HOUSE, SLOT_10_HOUSE, SCATTER)}

SEGMENTS = (
    SegmentFields(
        code=NEW_VISITORS,
        name="New visitors",
        condition={
            "all": [
                {"fact": "tier", "op": "is_missing"},
                {"fact": "views", "op": "at_most", "value": 3},
            ]
        },
        owner="Mia",
        reason="Whoever has barely looked around should first see what is ours.",
    ),
    SegmentFields(
        code=GOLD_KEEPERS,
        name="Gold, no returns",
        condition={
            "all": [
                {"fact": "tier", "op": "is", "value": "gold"},
                {"fact": "orders", "op": "at_least", "value": 1},
                {"fact": "return_share", "op": "at_most", "value": 0},
            ]
        },
        owner="Petra",
        reason="They keep what they buy, so new products go to them first.",
    ),
)

# Worse than class B, not known, or no evidence at all.
UNPROVEN = parse_condition(
    {
        "any": [
            {"fact": "avoidable", "op": "is_missing"},
            {"fact": "avoidable", "op": "not_in", "value": ["nickel:A", "nickel:B"]},
        ]
    }
)
NICKEL = Expectation(NONE, UNPROVEN, shopper="nora")
HOUSE = Expectation(AT_LEAST, _condition("brand_kind", "is", "house"), count=3)
DEMO_TESTS: Mapping[str, Sequence[TestFields]] = {
    "home": (
        TestFields("Nora sees nothing without proof of nickel class A or B", "Petra", 50, NICKEL),
        TestFields("Three house brands in every list", "Mia", 40, HOUSE),
    )
}


@dataclass(frozen=True, slots=True)
class Stock:
    """What the rules of one shop name: partner brands (code, name), SKUs, and lists a day on its home page."""

    running: tuple[str, str]
    planned: tuple[str, str]
    arrivals: Sequence[str]
    lists_per_day: float


def demo_rules(stock: Stock, *, now: datetime) -> Mapping[str, Sequence[RuleFields]]:
    """This will write the first rules of a demo shop, by placement."""
    home = (
        SLOT_4_HOUSE, _partner_slot(now), _arrivals(stock.arrivals, now=now), SCATTER, _deep_stock(now), MARGIN,
        _first_visit(now), _for_keepers(now), *_campaigns(stock, now=now),
    )  # fmt: skip
    product, cart = (SLOT_4_HOUSE, COMPANIONS, MARGIN), (COMPANIONS, MARGIN)
    return {"home": home, "product": product, "cart": cart, "thanks": (COMPANIONS,), "feel": (SCATTER, COLOURS)}


def _partner_slot(now: datetime) -> RuleFields:
    return RuleFields(
        kind="slot",
        label="Partner brand in slot 10",
        params={"positions": [10], "condition": _only("brand_kind", "is", "partner")},
        severity="contract",
        owner="Petra",
        reason="Partner agreement: one place on the home page, for a year.",
        ends_at=now + 52 * WEEK,
    )


def _arrivals(skus: Sequence[str], *, now: datetime) -> RuleFields:
    return RuleFields(
        kind="slot",
        label="New arrivals of the house in slots 7 and 11",
        params={"positions": [7, 11], "skus": list(skus), "fill": "listed"},
        owner="Mia",
        reason="The newest pieces of the house, in the order of the window display.",
        ends_at=now + 5 * WEEK,
    )


def _deep_stock(now: datetime) -> RuleFields:
    return RuleFields(
        kind="boost",
        label="Sell deep stock first",
        params={"by": {"fact": "days_of_cover", "from": 60, "to": 240, "points": 6}},
        owner="Mia",
        reason="Stock that would last for months ties up money.",
        ends_at=now + 8 * WEEK,
    )


def _first_visit(now: datetime) -> RuleFields:
    return RuleFields(
        kind="boost",
        label="The house first for new visitors",
        params={"condition": _only("brand_kind", "is", "house"), "points": 6},
        scope={"segments": [NEW_VISITORS]},
        owner="Mia",
        reason="A first visit should show what the house makes itself.",
        ends_at=now + 12 * WEEK,
    )


def _for_keepers(now: datetime) -> RuleFields:
    return RuleFields(
        kind="boost",
        label="New products for gold members without returns",
        params={"condition": _only("days_since_launch", "at_most", 90), "points": 5},
        scope={"segments": [GOLD_KEEPERS]},
        owner="Petra",
        reason="They keep what they buy.",
        ends_at=now + 12 * WEEK,
    )


def _campaigns(stock: Stock, *, now: datetime) -> Sequence[RuleFields]:
    """Half a place on each list is what a page of twelve can well keep."""
    promised = max(100, round(stock.lists_per_day * 28 * 0.5 / 100) * 100)
    return (
        _campaign(
            stock.running,
            promised,
            starts=now,
            reason="Agreed for four weeks. It counts from today: the simulated past was served without it.",
        ),
        _campaign(stock.planned, promised, starts=now + 2 * WEEK, reason="Agreed for four weeks, two weeks from now."),
    )


def _campaign(brand: tuple[str, str], promised: int, *, starts: datetime, reason: str) -> RuleFields:
    return RuleFields(
        kind="campaign",
        label=f"{brand[1]}, four weeks",
        params={"condition": _only("brand", "is", brand[0]), "impressions": promised, "share_limit": MOST_SHARE},
        severity="contract",
        owner="Petra",
        reason=reason,
        starts_at=starts,
        ends_at=starts + 4 * WEEK,
    )
