"""The Python client and the API document have the same fields, so neither can drift from the other."""

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any, get_args

import pytest

import woorec_client as client
from tests.clients.document import operations, properties, resolve
from woorec_client import WooRec

OF_THE_CALL = {"self", "default", "timeout"}
RESULTS = {
    "PageOut": client.Page,
    "ItemOut": client.Item,
    "NoticeOut": client.Notice,
    "LadderOut": client.Ladder,
    "PointsOut": client.Points,
    "MovedOut": client.Moved,
    "RelaxedOut": client.Relaxed,
    "EventsOut": client.EventsResult,
    "EventOut": client.EventResult,
    "RowsOut": client.RowsResult,
    "RowOut": client.RowResult,
    "CustomersOut": client.CustomersResult,
    "CustomerOut": client.CustomerResult,
    "AvoidedOut": client.Avoidances,
    "TokenOut": client.ShopperToken,
}
ROWS = {
    "EventIn": client.Event,
    "EventItem": client.EventItem,
    "Profile": client.CustomerRow,
    "PriceFields": client.PriceRow,
    "StockFields": client.StockRow,
}
CALLS: dict[str, Callable] = {
    "Wish": WooRec.recommend,
    "TokenWish": WooRec.issue_shopper_token,
}
METHODS = {
    "recommend": "recommend",
    "sendEvents": "send_events",
    "readAvoidances": "avoidances",
    "keepAvoidances": "keep_avoidances",
    "eraseAvoidances": "erase_avoidances",
    "issueShopperToken": "issue_shopper_token",
    "writeCustomers": "write_customers",
    "writePrices": "write_prices",
    "writeStock": "write_stock",
}
NOT_OFFERED = {"readProducts", "writeProducts", "readMembership", "explainPlacement"}


def own_fields(kind: Any) -> set[str]:
    return {each.name for each in dataclasses.fields(kind)} - {"failure"}


def asked(call: Callable) -> set[str]:
    return set(inspect.signature(call).parameters) - OF_THE_CALL


@pytest.mark.parametrize("schema", RESULTS)
def test_a_result_has_every_field_of_the_answer(schema: str) -> None:
    assert own_fields(RESULTS[schema]) == set(properties(schema))


@pytest.mark.parametrize("schema", ROWS)
def test_a_row_has_every_field_that_may_be_sent(schema: str) -> None:
    assert keys(ROWS[schema]) == set(properties(schema))


def keys(kind: Any) -> set[str]:
    return set(kind.__optional_keys__) | set(kind.__required_keys__)


@pytest.mark.parametrize("schema", CALLS)
def test_a_call_takes_every_field_that_may_be_asked(schema: str) -> None:
    assert asked(CALLS[schema]) == set(properties(schema))


def test_what_events_share_has_every_field_beside_the_events() -> None:
    of_browsers = {"key"}
    sent = keys(client.EventShared) | asked(WooRec.send_events) - {"common"}
    assert sent == set(properties("EventsIn")) - of_browsers


def test_keeping_avoidances_takes_every_field_and_says_whose_they_are() -> None:
    of_headers = {"session", "shopper_token"}
    assert asked(WooRec.keep_avoidances) == set(properties("Avoided")) | of_headers


def test_bulk_calls_take_every_header() -> None:
    for name, operation in operations():
        method = METHODS.get(operation["operationId"], "")
        if method.startswith("write_"):
            headers = {each["name"].lower().replace("-", "_") for each in operation["parameters"]}
            assert asked(getattr(WooRec, method)) == {"rows"} | headers, name


def test_each_operation_is_offered_or_left_out_on_purpose() -> None:
    known = {operation["operationId"] for _, operation in operations()}
    assert known == {*METHODS} | NOT_OFFERED
    assert [name for name in METHODS.values() if not hasattr(WooRec, name)] == []


@pytest.mark.parametrize(
    ("schema", "values"),
    [("AllergenEnum", client.Allergen), ("RowStateEnum", client.State)],
)
def test_a_choice_has_every_value(schema: str, values: Any) -> None:
    assert set(get_args(values)) == set(resolve(f"#/components/schemas/{schema}")["enum"])


@pytest.mark.parametrize("schema", RESULTS)
def test_what_the_server_may_leave_out_or_answer_null_is_no_must(schema: str) -> None:
    """An answer without its optional fields can be read."""
    document = resolve(f"#/components/schemas/{schema}")
    musts = {
        each.name
        for each in dataclasses.fields(RESULTS[schema])
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    }
    assert musts <= set(document["required"])
