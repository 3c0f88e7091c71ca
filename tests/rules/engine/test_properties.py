"""Properties that hold for every shop and every rule set, checked against a slow truth."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import RuleSet, page_violations, rerank, search
from rules.engine.contenders import line_up
from rules.engine.judgements import Asking
from rules.engine.units import units_for
from tests.rules.engine.oracle import best_page, family_of, full_pages
from tests.rules.engine.shop import ANYONE, NORA, ids, product, with_score
from tests.rules.engine.strategies import SIZES, candidates, rulesets

few = settings(max_examples=80, deadline=None)
many = settings(max_examples=90, deadline=None)


@many
@given(candidates(), rulesets(), SIZES)
def test_nothing_is_doubled_invented_or_lost(shop, rules, size):
    page = rerank(shop, rules, size=size, context=ANYONE)
    families = [family_of(placed.candidate) for placed in page.placed]
    assert len(set(families)) == len(families)
    assert {placed.candidate.product_id for placed in page.placed} <= {each.product_id for each in shop}
    assert len(page.placed) == min(size, len({family_of(each) for each in shop}))
    assert [placed.position for placed in page.placed] == list(range(1, len(page.placed) + 1))


@few
@given(candidates(), rulesets(), SIZES)
def test_the_page_is_the_best_of_all_arrangements_that_keep_every_rule(shop, rules, size):
    best = best_page(shop, rules, size=size, context=ANYONE)
    page = rerank(shop, rules, size=size, context=ANYONE)
    assert not page.bounded
    if best is None:
        assert page.relaxed
    else:
        assert page.infeasible == ()
        assert all(each.kept == "released" and min(each.positions) > len(best) for each in page.relaxed)
        assert tuple(placed.candidate for placed in page.placed) == best


@few
@given(candidates(), rulesets(), SIZES, st.sampled_from(["no dive", "no fill", "improve only"]))
def test_each_step_of_the_search_finds_the_same_page(shop, rules, size, step):
    expected = rerank(shop, rules, size=size, context=ANYONE)
    dive, nodes = search._dive, search.FILL_NODES
    try:
        if step != "no fill":
            search._dive = lambda *args, **kwargs: None
        if step != "no dive":
            search.FILL_NODES = 0
        page = rerank(shop, rules, size=size, context=ANYONE)
    finally:
        search._dive, search.FILL_NODES = dive, nodes
    assert page.placed == expected.placed
    assert page.relaxed == expected.relaxed


@few
@given(candidates(most=6), rulesets(most=4), SIZES)
def test_rules_give_way_in_order_of_severity_and_only_when_they_must(shop, rules, size):
    page = rerank(shop, rules, size=size, context=ANYONE)
    given_way = {(each.rule_id, position) for each in page.relaxed for position in each.positions}
    contenders = line_up(shop, shown=range(len(shop)), rules=(), judgements=Asking(shop))
    length = len(page.placed)
    rank_of = {each.product_id: rank for rank, each in enumerate(contenders.candidates)}
    pages = [[rank_of[each.product_id] for each in arranged] for arranged in full_pages(shop, size=size)]
    for unit in units_for(rules.rules, contenders=contenders, length=length):
        keeping = [chosen for chosen in pages if not unit.broken_at(chosen)]
        if keeping:
            pages = keeping
            assert not {(unit.rule.rule_id, at) for at in unit.broken_at([rank_of[i] for i in ids(page)])}
        elif hasattr(unit, "with_limit"):
            looser = (unit.with_limit(limit) for limit in range(unit.limit + 1, unit.window + 1))
            pages = next(kept for each in looser if (kept := [p for p in pages if not each.broken_at(p)]))
            assert any(rule_id == unit.rule.rule_id for rule_id, _ in given_way)
    assert [rank_of[i] for i in ids(page)] == pages[0]


@many
@given(candidates(), rulesets(), SIZES, st.integers(1, 7), st.integers(1, 5))
def test_a_higher_score_never_lowers_a_position(shop, rules, size, product_id, more):
    before = ids(rerank(shop, rules, size=size, context=ANYONE))
    raised = with_score(shop, product_id, next((c.score for c in shop if c.product_id == product_id), 0) + more)
    after = ids(rerank(raised, rules, size=size, context=ANYONE))
    if product_id in before:
        assert product_id in after
        assert after.index(product_id) <= before.index(product_id)


@many
@given(candidates(), rulesets(), st.lists(st.sampled_from(["A", "B", "C", "D", "X", None]), min_size=7, max_size=7))
def test_no_rule_and_no_relaxation_shows_what_nora_avoids(shop, rules, classes):
    evidence = [
        product(each.product_id, each.score, **{**each.facts, "avoidable": {"nickel": found} if found else {}})
        for each, found in zip(shop, classes, strict=False)
    ]
    page = rerank(evidence, rules, size=5, context=NORA)
    assert all(placed.candidate.facts["avoidable"].get("nickel") in ("A", "B") for placed in page.placed)
    proven = {family_of(each) for each in evidence if each.facts["avoidable"].get("nickel") in ("A", "B")}
    assert len(page.placed) == min(5, len(proven))


@many
@given(candidates(), rulesets(), SIZES)
def test_what_is_broken_is_named_and_what_is_named_gave_way(shop, rules, size):
    page = rerank(shop, rules, size=size, context=ANYONE)
    shown = [placed.candidate for placed in page.placed]
    relaxed = {each.rule_id for each in page.relaxed}
    assert page_violations(shown, rules, ANYONE, relaxed=relaxed) == []
    assert all(each.positions and each.reason and each.label for each in page.relaxed)


@many
@given(candidates(), rulesets(), SIZES)
def test_every_product_that_was_passed_over_has_a_reason(shop, rules, size):
    page = rerank(shop, rules, size=size, context=ANYONE)
    waiting = {each.product_id: each for each in shop}
    families: set[object] = set()
    for placed in page.placed:
        mine = family_of(placed.candidate)
        better = [
            each
            for each in waiting.values()
            if (-each.score, each.product_id) < (-placed.score, placed.candidate.product_id)
            and family_of(each) not in families | {mine}
        ]
        assert bool(placed.moved) == bool(better)
        families.add(mine)
        del waiting[placed.candidate.product_id]


@few
@given(candidates(), rulesets(), SIZES, st.randoms(use_true_random=False))
def test_the_same_question_gets_the_same_answer_in_any_order(shop, rules, size, random):
    shuffled = random.sample(shop, len(shop))
    assert rerank(shuffled, rules, size=size, context=ANYONE) == rerank(shop, rules, size=size, context=ANYONE)


@few
@given(candidates(), SIZES)
def test_without_rules_the_page_is_score_order(shop, size):
    page = rerank(shop, RuleSet(), size=size, context=ANYONE)
    scores = [placed.score for placed in page.placed]
    assert scores == sorted(scores, reverse=True)
    assert all(placed.score == placed.candidate.score and not placed.points for placed in page.placed)
