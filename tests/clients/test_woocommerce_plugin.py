"""Where the WooCommerce plugin puts lists, for whom, and what caches may keep."""

import json
import subprocess

import pytest

from tests.clients.wordpress import (
    HINTS,
    PLUGIN,
    PRODUCT_PAGE,
    READY,
    RELATED,
    SESSION,
    SETTINGS,
    SIGNED_IN,
    TOKEN,
    attributes,
    block,
    needs_php,
    run,
)

pytestmark = needs_php


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


def test_nothing_is_changed_before_the_plugin_is_set_up() -> None:
    printed, heard = run(
        f"do_action('wp'); do_action('wp_footer'); echo $hooks['[woorec]'](''); {HINTS} {PRODUCT_PAGE}"
    )
    assert (printed, heard) == ("[]<p>own upsells</p><p>own related</p>", [])


def test_a_product_page_shows_the_list_with_the_shops_own_behind_it() -> None:
    printed, _ = run(f"do_action('wp'); {PRODUCT_PAGE}", **READY)
    assert attributes(printed)["product"] == "TOTE-1"
    assert printed.startswith("<woorec-recommendations")
    assert printed.endswith("<p>own upsells</p><p>own related</p></woorec-recommendations>")


def test_a_list_among_other_products_is_about_none_of_them() -> None:
    code = "$product = new WC_Product('BELT-1'); echo $hooks['[woorec]'](['placement' => 'home']);"
    assert "product" not in attributes(run(code, **READY)[0])
    assert attributes(run(code, **READY, singular=True)[0])["product"] == "TOTE-1"


def test_a_feed_holds_no_list() -> None:
    assert run("echo $hooks['[woorec]']('');", **READY, feed=True)[0] == ""


def test_a_shop_says_the_widgets_texts_in_its_own_language() -> None:
    code = "add_filter('woorec_words', fn () => ['why' => 'Warum sehe ich \"das\"?']); echo $hooks['[woorec]']('');"
    assert json.loads(attributes(run(code, **READY)[0])["words"]) == {"why": 'Warum sehe ich "das"?'}


def test_a_product_without_a_sku_keeps_what_the_shop_shows() -> None:
    code = "do_action('wp'); $product = new WC_Product(''); do_action('woocommerce_after_single_product_summary');"
    assert run(code, **READY)[0] == "<p>own upsells</p><p>own related</p>"


def test_what_is_switched_off_stays_woocommerces() -> None:
    off = {"woorec_settings": SETTINGS | {"on_product": "", "on_cart": "", "on_thanks": ""}}
    code = f"do_action('wp'); {PRODUCT_PAGE} do_action('woocommerce_cart_collaterals'); {block(RELATED)}"
    printed, heard = run(code, options=off, skus=["TOTE-1"], singular=True)
    assert heard == []
    assert printed == "<p>own upsells</p><p>own related</p><p>own cross-sells</p><p>block</p>"
    assert run("do_action('wp'); echo isset($hooks['woocommerce_thankyou']) ? 1 : 0;", options=off)[0] == "0"


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
    assert [each[0] for each in heard] == ["asked", "kept"]


def test_after_a_page_that_waited_in_vain_those_of_half_a_minute_do_not_wait() -> None:
    _, heard = run("echo $hooks['[woorec]']('');", **SIGNED_IN, answers=[{"status": 0}])
    assert ["kept", "", 30] in heard

    of = "[42, woorec_session(), woorec_settings()['api'], woorec_server_key()]"
    failed = f"set_transient('woorec_token_' . md5(implode('|', {of})), '', 30);"
    code = f"{failed} do_action('wp'); {PRODUCT_PAGE} echo $hooks['[woorec]']('');"
    printed, heard = run(code, **SIGNED_IN, answers=[TOKEN])
    assert (printed, "asked" in [each[0] for each in heard]) == ("", False)

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


def test_a_visitors_page_holds_nothing_of_them_so_that_it_may_be_cached() -> None:
    code = "do_action('template_redirect'); echo $hooks['[woorec]'](''); do_action('wp_footer');"
    printed, heard = run(code, **READY, cookies={"woorec_session": SESSION})
    assert {"session", "shopper-token"}.isdisjoint(attributes(printed))
    assert '<script id="woorec-visit">' in printed
    assert SESSION not in printed
    assert heard == []


def test_the_script_is_that_of_the_shops_own_woorec_and_keeps_no_page_waiting() -> None:
    printed, _ = run(f"do_action('wp_footer'); {HINTS}", **READY)
    visit, _, module = printed.partition("\nimport(")
    assert "setAttribute" in visit
    assert module.startswith('"https://recs.shop.example/static/woorec/woorec.js");</script>')
    assert '"href":"https:\\/\\/recs.shop.example"' in module
    assert "src=" not in printed


def test_another_woorec_is_asked_for_a_token_of_its_own() -> None:
    ask = "echo $hooks['[woorec]']('');"
    moved = "$world['options']['woorec_settings']['api'] = 'https://new.shop.example';"
    _, heard = run(f"{ask} {moved} {ask}", **SIGNED_IN, answers=[TOKEN, TOKEN])
    assert [each[1].split("/")[2] for each in heard if each[0] == "asked"] == ["recs.shop.example", "new.shop.example"]


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
