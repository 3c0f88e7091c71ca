"""The placements of a made shop: the same ten rules are in scope on each, among 10, 100 or 1,000 published ones."""

from catalog.models import Store
from rules.models import Placement, Rule
from rules.services import ensure_draft, publish

PUBLISHED = (10, 100, 1000)
LENGTH, CANDIDATES = 20, 500
MIX = {"vector": 4, "graph": 4, "hot": 2}  # two searches among vectors, and what sells
Params = dict[str, object]


def _is(fact: str, value: object, *, op: str = "is") -> Params:
    return {"all": [{"fact": fact, "op": op, "value": value}]}


IN_SCOPE: tuple[tuple[str, Params, str], ...] = (
    ("slot", {"positions": [4], "condition": _is("brand_kind", "house")}, "contract"),
    ("slot", {"positions": [10], "condition": _is("brand_kind", "partner")}, "contract"),
    ("scatter", {"fact": "category", "limit": 2, "window": 3}, "taste"),
    ("scatter", {"fact": "brand", "limit": 2, "window": 3}, "taste"),
    ("cap", {"limit": 4, "fact": "brand"}, "taste"),
    ("boost", {"points": 5.0, "condition": _is("brand_kind", "house")}, "taste"),
    ("boost", {"by": {"fact": "margin_rate", "from": 0.45, "to": 0.75, "points": 5.0}}, "taste"),
    ("boost", {"points": 3.0, "condition": _is("days_since_launch", 30, op="at_most")}, "taste"),
    ("bury", {"points": 8.0, "condition": _is("stock", 2, op="at_most")}, "taste"),
    ("eligibility", {"condition": _is("brand", "maker-20")}, "contract"),
)


def code_of(published: int) -> str:
    """This will name the placement with so many published rules."""
    return f"home-{published}"


def set_up_placements(store: Store) -> None:
    """This will make the placements and put their rules live."""
    for published in PUBLISHED:
        placement = Placement.objects.create(
            store=store, code=code_of(published), name=f"Home, {published} rules", length=LENGTH,
            candidates=CANDIDATES, recall_mix=MIX,
        )  # fmt: skip
        draft = ensure_draft(placement, by=None)
        rules = [*(_rule(*each) for each in IN_SCOPE), *(_elsewhere(n) for n in range(published - len(IN_SCOPE)))]
        for order, rule in enumerate(rules):
            rule.ruleset, rule.order = draft, order
        Rule.objects.bulk_create(rules)
        publish(draft, by=None, note="Rules of the bench")


def _rule(kind: str, params: Params, severity: str) -> Rule:
    return Rule(kind=kind, label=kind.title(), params=params, severity=severity, owner="Petra", reason="For timing.")


def _elsewhere(number: int) -> Rule:
    """This will make a rule for the page of another product or category, of the kinds that ask or score."""
    rule = _rule(*IN_SCOPE[5 + number % (len(IN_SCOPE) - 5)])
    rule.label = f"Elsewhere {number}"
    rule.scope = {"seeds": [f"B-{number}"]} if number % 2 else {"categories": ["gloves"]}
    return rule
