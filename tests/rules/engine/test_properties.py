"""Properties that hold for every shop and every rule set, checked against a slow truth."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.engine import RuleSet, page_violations, rerank, search
from tests.rules.engine.invariants import EXACT, Case
from tests.rules.engine.oracle import family_of
from tests.rules.engine.shop import NORA, ids, product, with_score
from tests.rules.engine.strategies import OWING, SIZES, candidates, rulesets

few = settings(max_examples=80, deadline=None)
many = settings(max_examples=90, deadline=None)
thorough = settings(max_examples=3_000, deadline=None)


@many
@given(candidates(), rulesets(), SIZES)
def test_nothing_is_doubled_invented_or_lost(shop, rules, size):
    page = rerank(shop, rules, size=size, context=OWING)
    families = [family_of(placed.candidate) for placed in page.placed]
    assert len(set(families)) == len(families)
    assert {placed.candidate.product_id for placed in page.placed} <= {each.product_id for each in shop}
    assert len(page.placed) == min(size, len({family_of(each) for each in shop}))
    assert [placed.position for placed in page.placed] == list(range(1, len(page.placed) + 1))


@thorough
@given(candidates(), rulesets(), SIZES)
def test_the_page_is_what_trying_every_arrangement_finds(shop, rules, size):
    """Greedy dead ends are rare: some faults of a solver show up only after thousands of examples."""
    case = Case(shop, rules, size, OWING)
    for invariant in EXACT:
        invariant(case)


@few
@given(candidates(), rulesets(), SIZES, st.sampled_from(["no dive", "no fill", "improve only"]))
def test_each_step_of_the_search_finds_the_same_page(shop, rules, size, step):
    expected = rerank(shop, rules, size=size, context=OWING)
    dive, nodes = search.dive, search.FILL_NODES
    try:
        if step != "no fill":
            search.dive = lambda *args, **kwargs: None
        if step != "no dive":
            search.FILL_NODES = 0
        page = rerank(shop, rules, size=size, context=OWING)
    finally:
        search.dive, search.FILL_NODES = dive, nodes
    assert page.placed == expected.placed
    assert page.relaxed == expected.relaxed


@many
@given(candidates(), rulesets(), SIZES, st.integers(1, 7), st.integers(1, 5))
def test_a_higher_score_never_lowers_a_position(shop, rules, size, product_id, more):
    before = ids(rerank(shop, rules, size=size, context=OWING))
    raised = with_score(shop, product_id, next((c.score for c in shop if c.product_id == product_id), 0) + more)
    after = ids(rerank(raised, rules, size=size, context=OWING))
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
    page = rerank(shop, rules, size=size, context=OWING)
    shown = [placed.candidate for placed in page.placed]
    relaxed = {each.rule_id for each in page.relaxed}
    assert page_violations(shown, rules, OWING, relaxed=relaxed) == []
    assert all(each.reason and each.label for each in page.relaxed)
    assert all(each.positions or each.rule_id.startswith("campaign") for each in page.relaxed)


@many
@given(candidates(), rulesets(), SIZES)
def test_every_product_that_was_passed_over_has_a_reason(shop, rules, size):
    page = rerank(shop, rules, size=size, context=OWING)
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
    assert rerank(shuffled, rules, size=size, context=OWING) == rerank(shop, rules, size=size, context=OWING)


@few
@given(candidates(), SIZES)
def test_without_rules_the_page_is_score_order(shop, size):
    page = rerank(shop, RuleSet(), size=size, context=OWING)
    scores = [placed.score for placed in page.placed]
    assert scores == sorted(scores, reverse=True)
    assert all(placed.score == placed.candidate.score and not placed.points for placed in page.placed)
