"""Single cells: what is read, and what is refused with a reason and a remedy."""

import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds import cells as reading
from catalog.feeds.cells import BadCell
from catalog.feeds.own_values import NUMBER


@given(figure=st.floats(allow_nan=False, allow_infinity=False))
def test_a_figure_that_was_written_is_read_as_it_was(figure: float) -> None:
    assert NUMBER.read(NUMBER.show(figure)) == figure


@pytest.mark.parametrize(
    "figure", [0.0, 0.1, 5e-324, 2.3e-102, 1e-05, 0.00012345678901234567, 9_999_999_999_999_998.0, sys.float_info.max]
)
def test_a_figure_may_be_as_small_or_large_as_a_computer_holds(figure: float) -> None:
    assert NUMBER.read(NUMBER.show(figure)) == figure
    assert NUMBER.read(NUMBER.show(-figure)) == -figure


@pytest.mark.parametrize("text", ["1e999", "-1e309", "inf", "nan", "1.2.3", "1 mm", "0x10", "1_000", "١٢", "1e", ""])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="not a number"):
        reading.number(text)


def test_a_decimal_comma_is_read() -> None:
    assert math.isclose(reading.number("0,35"), 0.35)


@pytest.mark.parametrize(
    ("text", "sign", "amount"),
    [
        ("15", "", "15"),
        ("15.5", "", "15.50"),
        ("15,50", "", "15.50"),
        ("1.234,50", "", "1234.50"),
        ("1,234.50", "", "1234.50"),
        ("1'234.50", "", "1234.50"),
        ("1 234,50", "", "1234.50"),
        ("1\u202f234,50", "", "1234.50"),
        ("1,234,567", "", "1234567.00"),
        ("1.250", ",", "1250.00"),
        ("1,250", ".", "1250.00"),
        ("0.005", "", "0.01"),
    ],
)
def test_an_amount_is_read_however_the_country_writes_it(text: str, sign: str, amount: str) -> None:
    assert reading.amount(text, sign=sign) == reading.Decimal(amount)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,250", "1250 or 1.250"),
        ("-3", "below 0"),
        ("15 EUR", "plain amount"),
        ("12,34.5", "do not make one number"),
        ("99999999999.00", "more than ten digits"),
        ("=1+1", "plain amount"),
    ],
)
def test_an_amount_that_could_be_two_or_none_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadCell, match=words):
        reading.amount(text)


@pytest.mark.parametrize("text", ["4.00639E+12", "123", "abcdefgh", "4006381333931000"])
def test_a_gtin_that_a_spreadsheet_spoiled_is_refused(text: str) -> None:
    with pytest.raises(BadCell):
        reading.gtin(text)


@pytest.mark.parametrize("text", ["03/04/2026", "2026-13-01", "soon", "1.1.26"])
def test_a_date_that_could_be_two_or_none_is_refused(text: str) -> None:
    with pytest.raises(BadCell, match="not a date"):
        reading.day(text)


@pytest.mark.parametrize("text", ["=1+1", "+1 (555)", "-SUM(A1)", "@cmd", "\t=1", "'=1", "''-x"])
def test_what_a_spreadsheet_would_run_is_quoted_and_comes_back(text: str) -> None:
    shown = reading.guarded(text)

    assert shown.startswith("'")
    assert reading.unguarded(shown) == text.strip()


@pytest.mark.parametrize("text", ["-1", "+12.50", "'tis", "Tote", "1=1", "-3,5"])
def test_what_no_spreadsheet_runs_is_left_as_it_is(text: str) -> None:
    assert reading.guarded(text) == text
