"""A small shop lives through its days in any order, and after each step every list keeps every promise."""

from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from rules.engine import Candidate, Context, RuleSet
from rules.kinds import load_rule, load_ruleset
from tests.rules.engine.invariants import INVARIANTS, Case
from tests.rules.engine.shop import NOON
from tests.rules.engine.strategies import OWING, SORTS, rulesets

MOST_PRODUCTS = 6
CLASSES = st.sampled_from(["A", "B", "C", "X", None])
VISITORS = (OWING, replace(OWING, avoids=frozenset({"nickel"})), Context(at=NOON, region="FR", tier="gold"))


class Shop(RuleBasedStateMachine):
    """Products come, change and go; Mia edits a draft, Petra publishes and rolls back."""

    products = Bundle("products")

    @initialize()
    def open(self) -> None:
        self.catalogue: dict[int, Candidate] = {}
        self.draft = RuleSet()
        self.versions: list[RuleSet] = []
        self.live = RuleSet()
        self.next_id = 1

    @rule(target=products, facts=st.sampled_from(SORTS), score=st.integers(0, 6), evidence=CLASSES)
    def add(self, facts: dict, score: int, evidence: str | None) -> int:
        if len(self.catalogue) >= MOST_PRODUCTS:
            self.catalogue.pop(min(self.catalogue))
        number, self.next_id = self.next_id, self.next_id + 1
        sold = {"visible": True, "price": 10.0, "stock": 3, "sku": f"SKU-{1 + number % 7}"}
        self.catalogue[number] = Candidate(number, float(score), sold | facts | {"avoidable": _proof(evidence)})
        return number

    @rule(number=products, score=st.integers(0, 6), facts=st.sampled_from(SORTS))
    def edit(self, number: int, score: int, facts: dict) -> None:
        self._change(number, score=float(score), **facts)

    @rule(number=products, visible=st.booleans())
    def delist(self, number: int, visible: bool) -> None:
        self._change(number, visible=visible)

    @rule(number=consumes(products))
    def delete(self, number: int) -> None:
        self.catalogue.pop(number, None)

    @rule(number=products, evidence=CLASSES)
    def recertify(self, number: int, evidence: str | None) -> None:
        self._change(number, avoidable=_proof(evidence))

    @rule(number=products, stock=st.sampled_from([0, 1, None]))
    def stock(self, number: int, stock: int | None) -> None:
        self._change(number, stock=stock)

    @rule(rules=rulesets(most=4))
    def write_rules(self, rules: RuleSet) -> None:
        self.draft = rules

    @rule(number=products, position=st.integers(1, 4))
    def pin(self, number: int, position: int) -> None:
        if number in self.catalogue:
            params = {"position": position, "sku": self.catalogue[number].facts["sku"]}
            others = [each for each in self.draft.rules if each.rule_id != "pin-by-hand"]
            written = {"rule_id": "pin-by-hand", "kind": "pin", "params": params}
            self.draft = RuleSet((load_rule(written), *others))

    @rule()
    def publish(self) -> None:
        self.versions.append(self.draft)
        self.live = self.draft

    @rule(back=st.integers(0, 3))
    def roll_back(self, back: int) -> None:
        """The same shop and the same version give the same list, to the last letter."""
        if back < len(self.versions):
            stored = self.versions[-1 - back].to_json()
            again = load_ruleset(stored)
            assert again.ruleset_hash == stored["hash"]
            assert repr(self._ask(again)) == repr(self._ask(self.versions[-1 - back]))
            self.live = again

    @invariant()
    def every_list_keeps_every_promise(self) -> None:
        for context in VISITORS:
            case = Case(tuple(self.catalogue.values()), self.live, 4, context, seed=self.next_id)
            for promise in INVARIANTS:
                promise(case)

    def _change(self, number: int, *, score: float | None = None, **facts: object) -> None:
        if number in self.catalogue:
            old = self.catalogue[number]
            self.catalogue[number] = Candidate(number, old.score if score is None else score, {**old.facts, **facts})

    def _ask(self, rules: RuleSet):
        return Case(tuple(self.catalogue.values()), rules, 4, OWING).page


def _proof(evidence: str | None) -> dict[str, str]:
    return {"nickel": evidence} if evidence else {}


Shop.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestShop = Shop.TestCase
