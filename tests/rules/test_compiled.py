"""What is compiled to arrays says what the rules say themselves, of every kind, whatever the facts are."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.compiled import Compiled, KnownJudgements, questions_of
from rules.engine.candidate import Candidate
from rules.engine.facts import FACTS
from rules.engine.judgements import Asking
from rules.engine.rerank import rerank
from rules.engine.ruleset import RuleSet
from rules.kinds import RULE_KINDS, load_rule
from tests.rules.any_rule import PARAMS, products, rules, several_rules
from tests.rules.engine.shop import ANYONE, CATALOGUE, HOUSE, rule

Facts = Mapping[str, object]
CATALOGUES = st.lists(products(), max_size=6)
UNKNOWN = st.frozensets(st.sampled_from(list(FACTS)), max_size=6)


def at_the_moment(catalogue: list[Facts], moments: list[Facts], unknown: frozenset[str]) -> list[Candidate]:
    """This will let candidates differ from the catalogue in the unknown facts alone."""
    return [
        Candidate(
            number,
            float(number % 3),
            {name: value for name, value in known.items() if name not in unknown}
            | {name: value for name, value in moment.items() if name in unknown},
        )
        for number, (known, moment) in enumerate(zip(catalogue, moments, strict=False))
    ]


def compiled(catalogue: list[Facts], candidates: list[Candidate], unknown: frozenset[str]) -> KnownJudgements:
    rows = np.arange(len(candidates), dtype=np.int32)
    groups = [str(each.facts.get("item_group") or "") for each in candidates]
    styles = np.array([-1 if group == "" else groups.index(group) for group in groups], dtype=np.int32)
    return KnownJudgements(Compiled(catalogue), candidates, rows=rows, unknown=unknown, styles=styles)


def test_every_kind_is_tried_here() -> None:
    assert set(PARAMS) == set(RULE_KINDS)


@pytest.mark.parametrize("kind", sorted(RULE_KINDS))
@settings(max_examples=300, deadline=None)
@given(data=st.data(), catalogue=CATALOGUES, moments=CATALOGUES, unknown=UNKNOWN)
def test_arrays_say_what_the_rule_says(
    kind: str, data: st.DataObject, catalogue: list[Facts], moments: list[Facts], unknown: frozenset[str]
) -> None:
    candidates = at_the_moment(catalogue, moments, unknown)
    asked, known = Asking(candidates), compiled(catalogue, candidates, unknown)
    questions = questions_of(data.draw(rules(kind)).body)
    assert questions
    for question in questions:
        assert list(known.column(question)) == list(asked.column(question))
        assert list(known.where(question)) == list(asked.where(question))


@settings(max_examples=300, deadline=None)
@given(CATALOGUES, CATALOGUES, UNKNOWN, several_rules())
def test_a_page_is_the_same_from_arrays(catalogue, moments, unknown, some) -> None:  # type: ignore[no-untyped-def]
    shown = [{**facts, "visible": True, "price": 10, "stock": None} for facts in catalogue]
    candidates = at_the_moment(
        shown, [{**moment, **seen} for moment, seen in zip(moments, shown, strict=False)], unknown
    )
    known = compiled(shown, candidates, unknown)
    ruleset = RuleSet(some)
    context = replace(ANYONE, quotas={each.rule_id: 1 for each in some})
    page = rerank(candidates, ruleset, size=4, context=context, judgements=known)
    assert page == rerank(candidates, ruleset, size=4, context=context)


def counted(question: Callable[[Facts], object]) -> tuple[Callable[[Facts], object], list[Facts]]:
    asked: list[Facts] = []

    def ask(facts: Facts) -> object:
        asked.append(facts)
        return question(facts)

    return ask, asked


def test_a_rule_is_asked_once_for_all_products_that_look_the_same_to_it() -> None:
    condition = load_rule(rule("bury", {"points": 5, "condition": HOUSE})).body
    ask, asked = counted(condition.points_for)
    known = Compiled([each.facts for each in CATALOGUE] * 100).known(ask)
    assert known.points[known.codes].tolist() == [condition.points_for(each.facts) for each in CATALOGUE] * 100
    assert len(asked) <= 4  # one product, then one of each kind of brand


def test_equal_rules_of_two_versions_are_compiled_once() -> None:
    first, second = (load_rule(rule("eligibility", {"condition": HOUSE})).body for _ in range(2))
    store = Compiled([each.facts for each in CATALOGUE])
    assert store.known(first.rejects) is store.known(second.rejects)


def test_what_is_live_no_longer_is_let_go() -> None:
    old, new = (load_rule(rule("bury", {"points": points, "condition": HOUSE})).body for points in (3, 4))
    store = Compiled([each.facts for each in CATALOGUE])
    store.keep((each, frozenset()) for each in questions_of(old))
    before = store.known(old.points_for)
    store.keep((each, frozenset()) for each in questions_of(new))
    assert store.known(old.points_for) is not before
