"""The WooCommerce plugin, run on as much of WordPress as it calls."""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.document import DOCS

pytestmark = pytest.mark.skipif(not shutil.which("php"), reason="PHP is not installed")
PLUGIN = DOCS / "clients" / "woocommerce" / "woorec-recommendations.php"
STUB = Path(__file__).with_name("wordpress_stub.php")
SETTINGS = {"api": "https://recs.shop.example", "key": "wr_browser"}
READY: dict[str, object] = {"options": {"woorec_settings": SETTINGS, "woorec_server_key": "wr_server"}}
SESSION = "v-00000000-0000-4000-8000-000000000000"
SIGNED_IN = READY | {"user": 42, "cookies": {"woorec_session": SESSION}}
TOKEN = {"status": 201, "body": {"shopper_token": "a.b.c"}}
PRODUCT_PAGE = "$product = new WC_Product('TOTE-1'); do_action('woocommerce_after_single_product_summary');"


def run(code: str, **world: object) -> tuple[str, list[Any]]:
    """This will load the plugin into a world and run some code: what was printed, and what was called outside."""
    said = f"require '{STUB}'; {code}"
    keep = "register_shutdown_function(function () { echo \"\\n\" . json_encode($GLOBALS['heard']); }); "
    environment = os.environ | {"WORLD": json.dumps(world), "PLUGIN": str(PLUGIN)}
    command = ["php", "-d", "display_errors=stderr", "-d", "error_reporting=E_ALL", "-r", keep + said]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    printed, _, heard = done.stdout.rpartition("\n")
    return printed, json.loads(heard)


def attributes(printed: str) -> dict[str, str]:
    tag = re.search(r"<woorec-recommendations([^>]*)>", printed)
    return (
        {name: html.unescape(value) for name, value in re.findall(r' ([\w-]+)="([^"]*)"', tag.group(1))} if tag else {}
    )


def test_the_plugin_is_well_formed() -> None:
    done = subprocess.run(["php", "-l", PLUGIN], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


def test_a_shortcode_prints_the_tag() -> None:
    printed, heard = run(
        "echo $hooks['[woorec]'](['placement' => 'home', 'heading' => 'For you', 'limit' => '8']);", **READY
    )
    found = attributes(printed)
    assert found == {
        "placement": "home", "limit": "8", "heading": "For you", "locale": "de-DE", "key": "wr_browser",
        "api": "https://recs.shop.example/api/v1", "product-url": "https://shop.example/?woorec_sku={sku}",
        "add-to-cart": "off",
    }  # fmt: skip
    assert heard == []


def test_whatever_is_written_into_a_shortcode_stays_text() -> None:
    evil = '"><script>alert(1)</script>'
    printed, _ = run(
        f"echo $hooks['[woorec]'](['placement' => 'home', 'heading' => '{evil}', 'key' => 'wr_other']);", **READY
    )
    assert "<script>" not in printed
    assert attributes(printed)["heading"] == evil
    assert attributes(printed)["key"] == "wr_browser"


def test_the_block_prints_the_same_tag() -> None:
    code = "do_action('init'); echo $hooks['{}'](['placement' => 'cart']);"
    world = READY | {"skus": ["TOTE-1", "", "TOTE-1", "BELT-1"]}
    block, shortcode = (run(code.format(name), **world)[0] for name in ("block woorec/recommendations", "[woorec]"))
    assert block == shortcode
    assert attributes(block)["cart"] == "TOTE-1,BELT-1"


def test_nothing_is_changed_before_the_plugin_is_set_up() -> None:
    printed, heard = run(
        "do_action('wp'); do_action('wp_enqueue_scripts'); do_action('wp_footer'); echo $hooks['[woorec]']('');"
    )
    assert (printed, heard) == ("", [])


def test_a_product_page_shows_the_list_with_the_shops_own_behind_it() -> None:
    code = (
        "do_action('wp'); $product = new WC_Product('TOTE-1'); do_action('woocommerce_after_single_product_summary');"
    )
    printed, heard = run(code, **READY)
    assert attributes(printed)["product"] == "TOTE-1"
    assert "<p>own upsells</p><p>own related</p></woorec-recommendations>" in printed
    removed = {(call, priority) for what, _, call, priority in heard if what == "removed"}
    assert removed >= {("woocommerce_upsell_display", 15), ("woocommerce_output_related_products", 20)}


def test_a_product_without_a_sku_keeps_what_the_shop_shows() -> None:
    code = "do_action('wp'); $product = new WC_Product(''); do_action('woocommerce_after_single_product_summary');"
    assert run(code, **READY)[0] == "<p>own upsells</p><p>own related</p>"


def test_what_is_switched_off_stays_woocommerces() -> None:
    off = {"woorec_settings": SETTINGS | {"on_product": "", "on_cart": "", "on_thanks": ""}}
    code = "do_action('wp'); echo json_encode(array_keys($hooks));"
    printed, heard = run(code, options=off)
    assert heard == []
    assert "woocommerce" not in printed.replace("before_woocommerce_init", "")


def test_the_cart_and_the_cart_block_ask_for_what_goes_with_it() -> None:
    world = READY | {"skus": ["TOTE-1"]}
    classic, _ = run("do_action('wp'); do_action('woocommerce_cart_collaterals');", **world)
    assert attributes(classic)["cart"] == "TOTE-1"
    assert "own cross-sells" in classic
    block, _ = run("do_action('wp'); echo $hooks['render_block_woocommerce/cart'][10][0]('<div>cart</div>');", **world)
    assert block.startswith("<div>cart</div><woorec-recommendations")
    empty, _ = run("do_action('wp'); echo $hooks['render_block_woocommerce/cart'][10][0]('<div>cart</div>');", **READY)
    assert empty == "<div>cart</div>"


def test_the_thank_you_page_asks_with_what_was_bought() -> None:
    printed, _ = run("do_action('wp'); do_action('woocommerce_thankyou', 5);", **READY, skus=["TOTE-1", "BELT-1"])
    assert (attributes(printed)["placement"], attributes(printed)["cart"]) == ("thanks", "TOTE-1,BELT-1")


def test_a_customer_gets_a_token_once_and_a_page_that_no_cache_keeps() -> None:
    code = "do_action('template_redirect'); foreach ([1, 2] as $time) { echo $hooks['[woorec]'](''); }"
    printed, heard = run(code, **SIGNED_IN, answers=[TOKEN])
    assert attributes(printed)["shopper-token"] == "a.b.c"
    assert attributes(printed)["session"] == SESSION
    asked = [each for each in heard if each[0] == "asked"]
    assert [each[1] for each in asked] == ["https://recs.shop.example/api/v1/shopper-tokens"]
    assert asked[0][2]["headers"]["Authorization"] == "Bearer wr_server"
    assert json.loads(asked[0][2]["body"])["customer"] == "42"
    assert ["not cached"] in heard
    assert next(each[2] for each in heard if each[0] == "kept") < 3600
    assert "wr_server" not in printed


@pytest.mark.parametrize(
    "answer", [{"status": 0}, {"status": 403, "body": {"title": "no"}}, {"status": 201, "body": []}]
)
def test_without_a_token_a_customer_sees_no_list_and_nothing_that_their_skin_may_have_to_avoid(
    answer: dict[str, object],
) -> None:
    printed, heard = run(f"do_action('wp'); {PRODUCT_PAGE} echo $hooks['[woorec]']('');", **SIGNED_IN, answers=[answer])
    assert printed == ""
    assert [each[0] for each in heard if each[0] != "removed"] == ["asked"]


def test_the_page_after_a_slow_answer_asks_again() -> None:
    printed, heard = run("echo $hooks['[woorec]']('');", **SIGNED_IN, answers=[{"status": 0}])
    assert (printed, "kept" in [each[0] for each in heard]) == ("", False)
    printed, _ = run("echo $hooks['[woorec]']('');", **SIGNED_IN, answers=[TOKEN])
    assert attributes(printed)["shopper-token"] == "a.b.c"


def test_a_customers_tag_has_no_list_of_woocommerce_behind_it() -> None:
    printed, _ = run(f"do_action('wp'); {PRODUCT_PAGE}", **SIGNED_IN, answers=[TOKEN])
    assert attributes(printed)["shopper-token"] == "a.b.c"
    assert printed.endswith("></woorec-recommendations>")


def test_without_a_server_key_a_customer_gets_what_a_visitor_gets() -> None:
    world = SIGNED_IN | {"options": {"woorec_settings": SETTINGS}}
    printed, heard = run(f"do_action('wp'); {PRODUCT_PAGE}", **world)
    assert "own upsells" in printed
    assert "shopper-token" not in attributes(printed)
    assert "asked" not in [each[0] for each in heard]


@pytest.mark.parametrize("placement", ["cart", "Basket_2"])
def test_a_page_with_a_visitors_cart_in_it_is_kept_by_no_cache(placement: str) -> None:
    code = f"echo $hooks['[woorec]'](['placement' => '{placement}', 'cart' => 'TOTE-1']); echo DONOTCACHEPAGE;"
    printed, heard = run(code, **READY)
    assert printed.endswith("1")
    assert heard == [["not cached"]]


def test_a_customers_page_is_kept_by_no_cache_even_if_it_has_begun() -> None:
    code = "echo 'begun '; do_action('template_redirect'); echo DONOTCACHEPAGE;"
    assert run(code, **READY | {"user": 42}) == ("begun 1", [])


def test_codes_stay_as_woorec_writes_them() -> None:
    code = "add_filter('woorec_region', fn () => 'EU-West\"'); echo $hooks['[woorec]'](['placement' => 'Home_Top <']);"
    found = attributes(run(code, **READY)[0])
    assert (found["region"], found["placement"]) == ("EU-West", "Home_Top")


def test_the_check_asks_for_the_region_that_the_pages_name() -> None:
    answered = {"status": 200, "body": {"items": []}}
    code = "add_filter('woorec_region', fn () => 'US'); echo woorec_check();"
    printed, heard = run(code, **READY, answers=[answered])
    assert printed == "WooRec answers."
    assert json.loads(heard[0][2]["body"])["region"] == "US"
    failing = "add_filter('woorec_region', fn () => throw new Error('no customer here')); echo woorec_check();"
    assert run(failing, **READY) == ("The filter woorec_region failed: no customer here", [])


def test_a_visitors_page_holds_nothing_of_them_so_that_it_may_be_cached() -> None:
    code = "do_action('template_redirect'); echo $hooks['[woorec]'](''); do_action('wp_footer');"
    printed, heard = run(code, **READY, cookies={"woorec_session": SESSION})
    assert {"session", "shopper-token"}.isdisjoint(attributes(printed))
    assert "<script>visit</script>" in printed
    assert heard == []


def test_the_script_is_that_of_the_shops_own_woorec() -> None:
    _, heard = run("do_action('wp_enqueue_scripts');", **READY)
    assert heard == [["module", "https://recs.shop.example/static/woorec/woorec.js"]]


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


@pytest.mark.parametrize(
    ("sku", "shown", "where"),
    [
        ("TOTE-1", True, "302 https://shop.example/product/tote/?colour=black"),
        ("TOTE-1", False, "303 https://shop.example/"),
        ("NO", True, "303 https://shop.example/"),
    ],
)
def test_a_sku_leads_to_its_page_and_one_that_is_not_public_is_like_none(sku: str, shown: bool, where: str) -> None:
    code = f"$_GET['woorec_sku'] = '{sku}'; do_action('template_redirect');"
    assert run(code, **READY, shown=shown)[0] == f"redirect {where}"


def test_who_takes_the_plugin_out_leaves_no_key_behind() -> None:
    assert run("woorec_uninstall();")[1] == [["deleted", "woorec_settings"], ["deleted", "woorec_server_key"]]
