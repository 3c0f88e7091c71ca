"""Pages filled with parts of products find a page or prove that there is none, and never err."""

from random import Random

import pytest

from rules.engine import RuleSet, page_violations, rerank, search
from rules.engine.blend import Blend
from rules.engine.branch import Branching
from rules.engine.budget import Budget
from rules.engine.problem import build_problem
from tests.rules.engine.sat import can_hold, random_question

PLENTY = 100_000
EMPTY = {"absent", "ineligible", "out_of_stock", "short_page"}


def problems_of(seed: int, monkeypatch: pytest.MonkeyPatch):
    """This will collect every problem that a random question leads to, with a page of it or None."""
    shop, rules, size, context = random_question(seed)
    asked = []
    ask = search.find_any

    def listen(units, *, families, length, budget):
        found = ask(units, families=families, length=length, budget=budget)
        if found.chosen is not None or found.proven:
            asked.append((build_problem(units, families=families, length=length), found.chosen))
        return found

    with monkeypatch.context() as patch:
        patch.setattr("rules.engine.settle.find_any", listen)
        rerank(shop, rules, size=size, context=context, explain=False)
    return asked


@pytest.mark.parametrize("seed", range(12))
def test_branching_alone_decides_as_another_solver_does(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    question = random_question(seed)
    shop, rules, size, context = question
    plain = RuleSet(tuple(rule for rule in rules.rules if rule.kind != "campaign"))
    monkeypatch.setattr(search, "dive", lambda *args, **kwargs: None)
    monkeypatch.setattr(search, "FILL_NODES", -size)
    monkeypatch.setattr(search, "RESTARTS", 0)

    page = rerank(shop, plain, size=size, context=context, explain=False, node_budget=PLENTY)

    codes = {each.code for each in page.relaxed} - EMPTY
    assert "bounded" not in codes
    assert (not codes) == can_hold((shop, plain, size, context))
    given = {each.rule_id for each in page.relaxed}
    assert page_violations([each.candidate for each in page.placed], plain, context, relaxed=given) == []


@pytest.mark.parametrize("seed", [247, 580, 747, 818, 1701, 1907])
def test_crowded_pages_that_counting_cannot_rule_out_are_ruled_out(seed: int) -> None:
    shop, rules, size, context = random_question(seed)
    page = rerank(shop, rules, size=size, context=context, explain=False)
    assert {each.code for each in page.relaxed} == {"conflict"}


def test_a_page_that_short_attempts_miss_is_found() -> None:
    shop, rules, size, context = random_question(76)
    page = rerank(shop, rules, size=size, context=context, explain=False)
    assert page.relaxed == ()


def test_no_prices_prove_that_a_page_which_exists_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof is in whole numbers and holds for any prices, so wrong ones prove nothing."""
    chance, tried = Random(0), 0
    for seed in range(10):
        for problem, chosen in problems_of(seed, monkeypatch):
            blend = Blend(problem)
            for _ in range(20 if chosen else 0):
                blend._simplex.prices = [chance.choice((0.0, 0.0, 0.3, 0.5, 1.0)) for _ in blend._simplex.prices]
                assert not blend._is_proof()
                tried += 1
    assert tried > 100


def test_branching_agrees_with_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = []
    for seed in range(20):
        for problem, chosen in problems_of(seed, monkeypatch):
            budget = Budget(PLENTY)
            budget.open_question(PLENTY)
            lanes = Branching(problem, budget=budget).find()
            assert (lanes is None) == (chosen is None), seed
            answers.append(lanes is None)
    assert any(answers)
    assert not all(answers)
