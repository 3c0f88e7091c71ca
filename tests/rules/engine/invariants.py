"""What is true of every list, whatever the shop and the rules: one named function for each promise.

Each takes a `Case` and raises AssertionError. The judge is tests/rules/engine/oracle.py, which tries every arrangement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random

from rules.engine import Candidate, Context, Page, RuleSet, rerank
from rules.kinds import load_rule, load_ruleset
from tests.rules.engine.oracle import Truth, family_of, showable, truth

ANYTHING = {"not": {"fact": "sku", "op": "is", "value": "none has this"}}


@dataclass
class Case:
    """This will be one question, the engine's answer, and the truth when it is wanted."""

    shop: Sequence[Candidate]
    rules: RuleSet
    size: int
    context: Context
    seed: int = 0
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.page = self.ask()

    def ask(self, **changes: object) -> Page:
        """This will ask the engine, with some of the question changed."""
        asked = {"shop": self.shop, "rules": self.rules, "context": self.context} | changes
        return rerank(asked["shop"], asked["rules"], size=self.size, context=asked["context"])

    @cached_property
    def truth(self) -> Truth:
        return truth(self.shop, self.rules, size=self.size, context=self.context)

    @cached_property
    def shown(self) -> list[Candidate]:
        return showable(self.shop, self.rules, self.context)

    @property
    def ids(self) -> list[int]:
        return [placed.candidate.product_id for placed in self.page.placed]


def i1_the_list_is_as_long_as_asked_or_as_the_shop_allows(case: Case) -> None:
    families = {family_of(each) for each in case.shown}
    assert len(case.page.placed) == min(case.size, len(families))
    assert case.page.short == (len(families) < case.size)


def i2_no_product_and_no_variant_family_stands_there_twice(case: Case) -> None:
    families = [family_of(placed.candidate) for placed in case.page.placed]
    assert len(set(case.ids)) == len(case.ids)
    assert len(set(families)) == len(families)


def i3_nothing_is_shown_that_may_not_be_shown(case: Case) -> None:
    assert set(case.ids) <= {each.product_id for each in case.shown}


def i4_a_pin_holds_its_product_or_says_why_not(case: Case) -> None:
    reasons = {"ineligible", "out_of_stock", "absent", "conflict", "short_page"}
    for rule in case.rules.active(case.context):
        if rule.kind == "pin" and rule.body.position <= case.size:
            given = [each.code for each in case.page.relaxed if each.rule_id == rule.rule_id]
            held = case.page.placed[rule.body.position - 1 :][:1]
            assert given or held[0].candidate.facts["sku"] == rule.body.sku
            assert set(given) <= reasons


def i5_every_rule_is_kept_whenever_that_is_possible(case: Case) -> None:
    solved = {each.code for each in case.page.relaxed} & {"conflict", "bounded"}
    assert bool(case.page.infeasible) == bool(solved) == (not case.truth.is_feasible)


def i6_what_cannot_hold_is_proven_by_a_smallest_set(case: Case) -> None:
    """Every arrangement breaks the named parts together; without any one of them some arrangement keeps the others."""
    assert len(case.page.infeasible) == len(case.truth.conflicts)
    for conflict, (given, settled) in zip(case.page.infeasible, case.truth.conflicts, strict=True):
        parts = set(conflict.parts)
        assert conflict.minimal
        assert given in parts
        assert parts <= settled.keys()
        assert {rule_id for rule_id, _ in parts} == set(conflict.rule_ids)
        assert not any(all(settled[part](page) for part in parts) for page in case.truth.pages)
        for left_out in parts:
            rest = parts - {left_out}
            assert any(all(settled[part](page) for part in rest) for page in case.truth.pages)


def i7_rules_give_way_in_the_documented_order_and_as_little_as_possible(case: Case) -> None:
    page = tuple(placed.candidate for placed in case.page.placed)
    given = {rule_id for (rule_id, _), outcome in case.truth.outcome.items() if outcome}
    assert {each.rule_id for each in case.page.relaxed if each.code == "conflict"} == given
    assert [each.product_id for each in page] == [each.product_id for each in case.truth.page]


def i8_of_all_lists_that_keep_the_rules_it_is_the_best_from_the_top_down(case: Case) -> None:
    assert not case.page.bounded
    assert case.ids == [each.product_id for each in case.truth.page]
    assert [placed.score for placed in case.page.placed] == [each.score for each in case.truth.page]


def i9_a_higher_score_never_lowers_a_position(case: Case) -> None:
    random = Random(case.seed)
    if not case.ids:
        return
    chosen, more = random.choice(case.ids), random.choice((0.5, 1, 2, 10))
    raised = [c._replace(score=c.score + more) if c.product_id == chosen else c for c in case.shop]
    after = [placed.candidate.product_id for placed in case.ask(shop=raised).placed]
    assert after.index(chosen) <= case.ids.index(chosen)


def i10_a_boost_that_says_nothing_changes_nothing(case: Case) -> None:
    for points in (0, 1):  # one for everybody is none
        boost = load_rule({"rule_id": "more", "kind": "boost", "params": {"points": points, "condition": ANYTHING}})
        page = case.ask(rules=RuleSet((*case.rules.rules, boost)))
        assert [placed.candidate.product_id for placed in page.placed] == case.ids
        assert page.relaxed == case.page.relaxed


def i11_a_version_that_is_stored_and_read_again_gives_the_same_list(case: Case) -> None:
    again = load_ruleset(case.rules.to_json())
    assert again.ruleset_hash == case.rules.ruleset_hash
    assert repr(case.ask(rules=again)) == repr(case.page)


def i13_a_product_is_shown_with_the_facts_it_came_with(case: Case) -> None:
    sent = {id(each) for each in case.shop}
    assert all(id(placed.candidate) in sent for placed in case.page.placed)


def i14_the_same_question_gets_the_same_answer(case: Case) -> None:
    shuffled = Random(case.seed).sample(list(case.shop), len(case.shop))
    page = case.ask(shop=shuffled)
    assert (page.placed, page.relaxed, page.infeasible) == (case.page.placed, case.page.relaxed, case.page.infeasible)


QUICK: tuple[Callable[[Case], None], ...] = (
    i1_the_list_is_as_long_as_asked_or_as_the_shop_allows,
    i2_no_product_and_no_variant_family_stands_there_twice,
    i3_nothing_is_shown_that_may_not_be_shown,
    i4_a_pin_holds_its_product_or_says_why_not,
)
EXACT = (
    i5_every_rule_is_kept_whenever_that_is_possible,
    i6_what_cannot_hold_is_proven_by_a_smallest_set,
    i7_rules_give_way_in_the_documented_order_and_as_little_as_possible,
    i8_of_all_lists_that_keep_the_rules_it_is_the_best_from_the_top_down,
)
ASKED_AGAIN = (
    i9_a_higher_score_never_lowers_a_position,
    i10_a_boost_that_says_nothing_changes_nothing,
    i11_a_version_that_is_stored_and_read_again_gives_the_same_list,
    i13_a_product_is_shown_with_the_facts_it_came_with,
    i14_the_same_question_gets_the_same_answer,
)
INVARIANTS = (*QUICK, *EXACT, *ASKED_AGAIN)
