"""The PHP client in a shop whose WooRec answers badly: the page of the shop stands, whatever the reason."""

import json
import os
import shutil
import subprocess
from typing import Any

import pytest

from tests.clients.document import DOCS
from tests.clients.stub import GOOD, PAGE, Said, stand_in

pytestmark = pytest.mark.skipif(not shutil.which("php"), reason="PHP is not installed")
OWN = {"request_id": None, "items": [{"sku": "TOTE-01", "position": 1}]}
NO_UTF8 = r'"\xE9l\xE9onore"'  # as an old shop writes it, in ISO 8859-1


def shown(*answers: Said, wish: str = "['placement' => 'home']") -> tuple[dict[str, Any], str, int]:
    """This will ask for a list as a page does; what the page gets, what the log says, and how often was asked."""
    call = f"woorec_recommend(getenv('WOOREC'), 'wr_x', {wish}, ['TOTE-01'], 60000)"
    with stand_in(*answers) as (address, heard):
        done = run(f"echo json_encode({call});", address)
    return json.loads(done.stdout), done.stderr, len(heard.bodies)


def run(code: str, address: str = "") -> subprocess.CompletedProcess[str]:
    command = ["php", "-d", "display_errors=stderr", "-r", f"require 'woorec.php'; {code}"]
    environment = os.environ | {"WOOREC": address}
    folder = DOCS / "clients" / "php"
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)


def test_a_list_is_handed_on_as_it_is() -> None:
    assert shown(GOOD) == (PAGE, "", 1)


@pytest.mark.parametrize("field", ["session", "customer"])
def test_a_shopper_whose_name_is_no_utf8_sees_the_own_list_and_nobody_is_asked(field: str) -> None:
    page, log, asked = shown(GOOD, wish=f"['placement' => 'home', '{field}' => {NO_UTF8}]")
    assert (page, asked) == (OWN, 0)
    assert "cannot-be-sent" in log
    assert "onore" not in log


def test_events_and_tokens_that_cannot_be_written_are_one_kind_of_error_as_well() -> None:
    for call in (
        f"woorec_send_events('http://127.0.0.1:1', 'wr_x', [['session' => {NO_UTF8}]])",
        f"woorec_shopper_token({NO_UTF8}, 'v-1', 'leather', '1', 'ws_x')",
    ):
        assert run(f"try {{ {call}; }} catch (WooRecError $e) {{ echo $e->name; }}").stdout == "cannot-be-sent"


@pytest.mark.parametrize(
    "body", [{"status": "ok"}, {}, [], "ok", {"items": "TOTE-1"}, {"items": ["TOTE-1"]}, {"items": [{"sku": None}]}]
)
def test_an_answer_that_is_not_of_woorec_is_not_taken_for_a_list(body: object) -> None:
    page, log, _ = shown(Said(body=body))
    assert page == OWN
    assert "answer-unreadable, status 200" in log


def test_a_list_without_products_is_a_list() -> None:
    page, log, _ = shown(Said(body={**PAGE, "items": []}))
    assert (page["items"], log) == ([], "")


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"type": ["gateway"], "detail": {"code": 7}}, "http-502"),
        ({"type": "/api/v1/problems#unavailable", "detail": {"code": 7}, "title": 502}, "unavailable"),
        ({"type": "about:blank#", "title": None}, "http-502"),
        (["gateway"], "http-502"),
    ],
)
def test_an_error_of_a_gateway_has_a_name_whatever_is_in_it(body: object, name: str) -> None:
    page, log, _ = shown(Said(502, body))
    assert page == OWN
    assert f"{name}, status 502" in log
