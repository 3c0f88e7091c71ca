"""What the owner of a shop sets in the WooCommerce plugin, and what its check says."""

import json

import pytest

from tests.clients.wordpress import READY, SETTINGS, TOKEN, needs_php, run

pytestmark = needs_php


READABLE = {"status": 200, "body": {"items": []}, "headers": {"access-control-allow-origin": "*"}}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([{"status": 0}], "WooRec does not answer."),
        ([{"status": 403, "body": {"detail": "Pages of x may not."}}], "WooRec answered 403: Pages of x may not."),
        ([READABLE | {"headers": {}}], "WooRec answers, but lets no page of this shop read it."),
        ([READABLE, {"status": 401, "body": {"title": "No such key"}}], "Visitors get lists."),
        ([READABLE, {"status": 401, "body": {"title": "No such key"}}], "WooRec answered 401: No such key"),
    ],
)
def test_the_check_names_what_would_keep_lists_from_pages(answers: list[object], said: str) -> None:
    assert said in run("echo woorec_check();", **READY, answers=answers)[0]


def test_the_check_says_what_goes_without_a_server_key() -> None:
    printed, _ = run("echo woorec_check();", options={"woorec_settings": SETTINGS}, answers=[READABLE])
    assert printed.startswith("WooRec answers. Without a server key")


def test_the_check_asks_for_the_region_that_the_pages_name() -> None:
    code = "add_filter('woorec_region', fn () => 'US'); echo woorec_check();"
    printed, heard = run(code, **READY, answers=[READABLE, TOKEN])
    assert printed == "WooRec answers, and takes both keys."
    assert json.loads(heard[0][2]["body"])["region"] == "US"
    assert heard[0][2]["headers"]["Origin"] == "https://shop.example"
    failing = "add_filter('woorec_region', fn () => throw new Error('no customer here')); echo woorec_check();"
    assert run(failing, **READY) == ("The filter woorec_region failed: no customer here", [])


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://recs.shop.example/", "https://recs.shop.example"),
        ("http://recs.shop.example", ""),
        ("http://localhost:8000", "http://localhost:8000"),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_an_address_that_browsers_may_not_be_sent_to_is_not_kept(said: str, kept: str) -> None:
    printed, _ = run(f"echo woorec_clean_settings(['api' => '{said}'])['api'];")
    assert printed == kept


def test_a_slip_in_the_address_switches_no_list_off() -> None:
    printed, heard = run("echo woorec_clean_settings(['api' => 'recs.shop.example'])['api'];", **READY)
    assert printed == "https://recs.shop.example"
    assert heard[0][:2] == ["error", "woorec_settings"]
    assert run("echo woorec_clean_settings(['api' => ''])['api'];", **READY) == ("", [])


def test_the_page_says_that_it_is_saved_and_the_key_is_read_when_it_is_needed() -> None:
    assert ["errors", ""] in run("woorec_settings_page();", **READY)[1]
    assert run("do_action('add_option_woorec_server_key');")[1] == [["autoload", "woorec_server_key", False]]


def test_an_empty_field_keeps_the_server_key_which_the_page_never_shows() -> None:
    printed, _ = run("echo woorec_clean_secret(''); echo ' '; echo woorec_clean_secret(' wr_new\"> ');", **READY)
    assert printed == "wr_server wr_new"
    page, _ = run("woorec_settings_page();", **READY)
    assert "wr_server" not in page
    assert "<nonce woorec>" in page


def test_only_who_runs_the_shop_may_change_or_check_it() -> None:
    for code in ("woorec_settings_page();", "do_action('admin_post_woorec_check');"):
        printed, heard = run(code, **READY, can=False)
        assert printed.startswith("died: ")
        assert heard == []
    answered = {"status": 200, "body": {"items": []}}
    printed, heard = run("do_action('admin_post_woorec_check');", **READY, answers=[answered])
    assert heard[0] == ["nonce", "woorec_check"]
    assert printed.startswith("redirect")


def test_who_takes_the_plugin_out_leaves_no_key_and_no_token_behind() -> None:
    _, heard = run("woorec_uninstall();")
    assert heard[:2] == [["deleted", "woorec_settings"], ["deleted", "woorec_server_key"]]
    where = "DELETE FROM wp_options WHERE option_name LIKE"
    assert heard[2] == ["query", f"{where} '\\_transient\\_woorec\\_%'"]
    assert heard[3] == ["query", f"{where} '\\_transient\\_timeout\\_woorec\\_%'"]
