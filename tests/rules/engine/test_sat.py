"""The solver against CP-SAT, on pages too long to try every arrangement."""

import os

import pytest

from rules.engine import page_violations, rerank
from tests.rules.engine.sat import can_hold, random_question

QUESTIONS = 100
MANY = int(os.environ.get("WOOREC_QUESTIONS", 2_000))
EMPTY = {"absent", "ineligible", "out_of_stock", "short_page"}


def is_decided(seed: int) -> bool:
    """This will say whether the solver knew; what it claims to know is held against the other solver.

    A page that claims to keep every rule is its own proof. Only where campaigns owe something may it say that it does
    not know.
    """
    question = random_question(seed)
    shop, rules, size, context = question
    page = rerank(shop, rules, size=size, context=context)
    given = {each.rule_id for each in page.relaxed}
    broken = page_violations([placed.candidate for placed in page.placed], rules, context, relaxed=given)
    assert broken == [], seed
    assert len(page.placed) == min(size, len(shop)), seed
    codes = {each.code for each in page.relaxed} - EMPTY
    if "bounded" in codes:
        assert page.bounded, seed
        return any(rule.kind == "campaign" for rule in rules.rules)
    assert (not codes) == can_hold(question), seed
    return True


@pytest.mark.parametrize("start", range(0, QUESTIONS, 20))
def test_the_rules_hold_exactly_when_another_solver_says_they_can(start: int) -> None:
    assert [seed for seed in range(start, start + 20) if not is_decided(seed)] == []


@pytest.mark.slow
def test_two_thousand_questions_are_decided_as_another_solver_decides_them() -> None:
    assert [seed for seed in range(QUESTIONS, QUESTIONS + MANY) if not is_decided(seed)] == []
