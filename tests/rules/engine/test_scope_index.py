"""Finding the rules of a shopper without asking each of them finds the same ones."""

from hypothesis import given
from hypothesis import strategies as st

from rules.engine import Context, RuleSet
from rules.engine.scope import NAMES, Scope
from rules.kinds import load_rule
from tests.rules.engine.shop import HOUSE, NOON, rule

VALUES = st.frozensets(st.sampled_from("abc"), max_size=2)
SCOPES = st.fixed_dictionaries(dict.fromkeys(NAMES, VALUES.map(sorted)))
ONE = st.sampled_from(["a", "b", "c", None])
# A shopper has one tier and one region, and may be in several of everything else.
CONTEXTS = st.builds(
    Context,
    at=st.just(NOON),
    tier=ONE,
    region=ONE,
    **{name: VALUES for name in NAMES if name not in ("tiers", "regions")},
)


@given(st.lists(st.tuples(SCOPES, st.booleans()), max_size=6), CONTEXTS)
def test_the_index_finds_the_rules_that_apply_in_their_order(scopes, context):
    rules = RuleSet(
        tuple(
            load_rule(rule("eligibility", {"condition": HOUSE}, rule_id=str(number), scope=scope, enabled=is_enabled))
            for number, (scope, is_enabled) in enumerate(scopes)
        )
    )
    assert rules.active(context) == tuple(each for each in rules.rules if each.applies(context))


def test_rules_for_other_shoppers_are_not_even_looked_at(monkeypatch):
    others = tuple(
        load_rule(rule("eligibility", {"condition": HOUSE}, rule_id=str(number), scope={"tiers": [f"tier {number}"]}))
        for number in range(1000)
    )
    asked = []
    monkeypatch.setattr(Scope, "covers", lambda scope, context: asked.append(scope) or True)
    assert len(RuleSet(others).active(Context(at=NOON, tier="tier 7"))) == 1
    assert len(asked) == 1
