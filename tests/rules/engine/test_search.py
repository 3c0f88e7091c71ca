"""The shortcuts of the search save work and never change the answer."""

from rules.engine import rerank, search
from rules.engine.bounds import Bounds
from rules.engine.states import States
from tests.rules.engine.crowds import STRICT, crowd, family_crowd
from tests.rules.engine.shop import ANYONE, HOUSE, PARTNER, rule, ruleset

PAIRS = ruleset(
    rule("slot", {"positions": [2, 6], "condition": HOUSE}),
    rule("slot", {"positions": [4], "condition": PARTNER}),
    rule("scatter", {"fact": "category", "limit": 1, "window": 2}),
    rule("scatter", {"fact": "material_family", "limit": 2, "window": 4}),
    rule("cap", {"limit": 2, "fact": "brand"}),
)
SHOPS = [
    (maker, count, rules, seed)
    for maker in (crowd, family_crowd)
    for count, rules in ((9, PAIRS), (12, PAIRS), (12, STRICT))
    for seed in range(4)
]
PLENTY = 300_000


def solve(case, monkeypatch, *shortcuts):
    """This will solve a shop by filling alone, without the named shortcuts."""
    maker, count, rules, seed = case
    with monkeypatch.context() as patch:
        patch.setattr(search, "dive", lambda *args, **kwargs: None)
        patch.setattr(search, "FILL_NODES", PLENTY)
        if "memory" in shortcuts:
            patch.setattr(States, "state", lambda *args, **kwargs: object())
        if "bounds" in shortcuts:
            patch.setattr(Bounds, "is_hopeless", lambda *args, **kwargs: False)
        page = rerank(maker(count, seed=seed), rules, size=8, context=ANYONE, node_budget=PLENTY)
    assert not page.bounded
    return page


def account(page):
    return page.placed, page.relaxed, page.infeasible


def compare(monkeypatch, *, with_it, without_it):
    """This will check that both ways answer alike and return how many nodes the shortcut saved."""
    saved = 0
    for case in SHOPS:
        quick, slow = solve(case, monkeypatch, *with_it), solve(case, monkeypatch, *without_it)
        assert account(quick) == account(slow)
        assert quick.nodes <= slow.nodes
        saved += slow.nodes - quick.nodes
    return saved


def test_the_bounds_save_work_and_never_change_the_answer(monkeypatch):
    assert compare(monkeypatch, with_it=(), without_it=("bounds",)) > 1000


def test_the_memory_saves_work_and_never_changes_the_answer(monkeypatch):
    """The bounds are off in both, or there would be little left to remember."""
    assert compare(monkeypatch, with_it=("bounds",), without_it=("bounds", "memory")) > 1000


def test_improving_a_page_ends_where_filling_ends(monkeypatch):
    for case in SHOPS:
        maker, count, rules, seed = case
        with monkeypatch.context() as patch:
            patch.setattr(search, "FILL_NODES", -8)
            improved = rerank(maker(count, seed=seed), rules, size=8, context=ANYONE, node_budget=PLENTY)
        assert improved.bounded or account(improved) == account(solve(case, monkeypatch))
