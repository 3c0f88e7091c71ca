"""What nothing can fulfil is told with the two lines that exclude each other; what may hold is never accused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.engine.contradictions import contradiction, refuse_contradiction
from rules.engine.errors import RuleError
from rules.engine.parsing import parse_condition


def line(fact: str, op: str, value: object = None) -> dict:
    return {"fact": fact, "op": op} | ({} if value is None else {"value": value})


def every(*parts: dict) -> dict:
    return {"all": list(parts)}


def either(*parts: dict) -> dict:
    return {"any": list(parts)}


def clash(condition: dict) -> list[str]:
    return [each.describe() for each in contradiction(parse_condition(condition))]


DEAR, CHEAP = line("price", "at_least", 500), line("price", "at_most", 100)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (every(DEAR, CHEAP), ["price at least 500", "price at most 100"]),
        (every(DEAR, line("grain", "is", "suede"), line("price", "is", 20)), ["price at least 500", "price is 20"]),
        (every(line("grain", "is", "suede"), line("grain", "is", "smooth")), ["grain is suede", "grain is smooth"]),
        (every(line("grain", "is", "suede"), line("grain", "is_missing")), ["grain is suede", "grain is missing"]),
        (every(line("grain", "in", ["suede"]), line("grain", "not_in", ["suede", "smooth"])),
         ["grain is one of suede", "grain is none of suede or smooth"]),
        (every(line("category_path", "starts_with", "Bags"), line("category_path", "is", "Bagsy > Totes")),
         ["category path starts with Bags", "category path is Bagsy > Totes"]),
        (every(line("materials", "contains", "steel"), line("materials", "not_in", ["steel"])),
         ["materials contains steel", "materials is none of steel"]),
        (every(*(line("brand_kind", "is_not", kind) for kind in ("house", "partner", "other"))),
         ["brand is not house brand", "brand is not partner brand", "brand is not other brand"]),
        (every(line("bought", "is", True), line("bought", "is", False)),
         ["already bought is yes", "already bought is no"]),
        (every(either(CHEAP, line("price", "is", 5)), DEAR), ["price at most 100", "price at least 500"]),
    ],
)  # fmt: skip
def test_what_excludes_each_other_is_named(condition: dict, said: list[str]) -> None:
    assert clash(condition) == said


@pytest.mark.parametrize(
    "condition",
    [
        DEAR,
        every(line("price", "at_least", 100), line("price", "at_most", 100)),
        either(DEAR, CHEAP),
        every(either(CHEAP, line("grain", "is", "suede")), DEAR),
        every(line("materials", "contains", "steel"), line("materials", "contains", "suede")),
        every(line("materials", "in", ["steel", "suede"]), line("materials", "not_in", ["steel"])),
        every(line("grain", "is_missing"), line("grain", "is_missing")),
        every(line("name", "contains", "tote"), line("name", "contains", "bag")),
        {"not": every(DEAR, CHEAP)},
        every({"not": DEAR}, DEAR),  # a negation is believed
    ],
)
def test_what_may_hold_is_not_accused(condition: dict) -> None:
    assert clash(condition) == []


def test_the_message_says_what_to_do() -> None:
    with pytest.raises(RuleError) as caught:
        refuse_contradiction(parse_condition(every(DEAR, CHEAP)))
    assert (caught.value.field, caught.value.message) == (
        "condition",
        "Nothing can fulfil this: price at least 500 and price at most 100 exclude each other. Change one of them",
    )


VALUES = st.integers(0, 4)
LINES = st.one_of(
    st.builds(line, st.just("price"), st.sampled_from(("is", "is_not", "at_least", "at_most")), VALUES),
    st.builds(line, st.just("price"), st.sampled_from(("in", "not_in")), st.lists(VALUES, min_size=1, max_size=3)),
)
CONDITIONS = st.recursive(
    LINES, lambda parts: st.builds(every, parts, parts) | st.builds(either, parts, parts), max_leaves=6
)


@given(CONDITIONS)
def test_a_condition_is_accused_exactly_when_no_number_fulfils_it(condition: dict) -> None:
    """Halves stand for everything between two of the numbers, -1 and 5 for everything beyond."""
    read = parse_condition(condition)
    tried = [number / 2 for number in range(-2, 11)]
    assert bool(contradiction(read)) == (not any(read.holds({"price": value}) for value in tried))
