"""The lists of the WooCommerce plugin and those of WooCommerce itself, in themes of hooks and of blocks."""

import pytest

from tests.clients.wordpress import (
    CROSS_SELLS,
    PRODUCT_PAGE,
    READY,
    RELATED,
    SIGNED_IN,
    TOKEN,
    UPSELLS,
    attributes,
    block,
    needs_php,
    run,
)

pytestmark = needs_php


def test_the_block_prints_the_same_tag() -> None:
    code = "do_action('init'); echo $hooks['{}'](['placement' => 'cart']);"
    world = READY | {"skus": ["TOTE-1", "", "TOTE-1", "BELT-1"]}
    block, shortcode = (run(code.format(name), **world)[0] for name in ("block woorec/recommendations", "[woorec]"))
    assert block == shortcode
    assert attributes(block)["cart"] == "TOTE-1,BELT-1"


def test_what_a_theme_moved_is_taken_out_and_what_it_took_out_stays_out() -> None:
    theme = """
        remove_action('woocommerce_after_single_product_summary', 'woocommerce_output_related_products', 20);
        remove_action('woocommerce_after_single_product_summary', 'woocommerce_upsell_display', 15);
        add_action('woocommerce_after_single_product_summary', 'woocommerce_upsell_display', 5);"""
    printed, _ = run(f"{theme} do_action('wp'); {PRODUCT_PAGE}", **READY)
    assert printed.startswith("<woorec-recommendations")
    assert printed.endswith("><p>own upsells</p></woorec-recommendations>")


@pytest.mark.parametrize("world", [READY, SIGNED_IN])
def test_a_theme_of_blocks_shows_the_list_once_and_nothing_of_woocommerces_beside_it(
    world: dict[str, object],
) -> None:
    code = f"do_action('wp'); {PRODUCT_PAGE} echo ' | '; {block(RELATED)} {block(UPSELLS)}"
    printed, _ = run(code, **world, answers=[TOKEN], singular=True, blocks=True)
    found, _, blocks = printed.partition(" | ")
    assert attributes(found)["class"] == "alignwide"
    assert blocks == ""


def test_without_the_hook_the_list_stands_in_place_of_the_first_block_which_is_what_visitors_see_without_it() -> None:
    code = f"do_action('wp'); {block(RELATED)} {block(UPSELLS)}"
    printed, _ = run(code, **READY, singular=True, blocks=True)
    assert printed.count("<woorec-recommendations") == 1
    assert attributes(printed)["product"] == "TOTE-1"
    assert printed.endswith("><p>block</p></woorec-recommendations>")


@pytest.mark.parametrize("world", [READY, SIGNED_IN])
def test_a_block_before_the_hook_has_the_list_and_the_hook_none(world: dict[str, object]) -> None:
    code = f"do_action('wp'); {block(UPSELLS)} echo ' | '; {PRODUCT_PAGE} {block(RELATED)}"
    printed, _ = run(code, **world, answers=[TOKEN], singular=True, blocks=True)
    found, _, hook = printed.partition(" | ")
    assert attributes(found)["product"] == "TOTE-1"
    assert hook == ""


def test_each_of_two_products_on_a_page_has_its_list() -> None:
    another = PRODUCT_PAGE.replace("TOTE-1", "BELT-1")
    printed, _ = run(f"do_action('wp'); {PRODUCT_PAGE} {another}", **READY)
    assert printed.count("<woorec-recommendations") == 2


def test_blocks_stay_where_no_list_of_ours_stands() -> None:
    heading = "['blockName' => 'core/heading', 'attrs' => []]"
    elsewhere, _ = run(f"do_action('wp'); {block(RELATED)} {block(heading)} {block(CROSS_SELLS)}", **READY)
    assert elsewhere == "<p>block</p>" * 3
    hook = "do_action('woocommerce_after_single_product_summary');"
    nameless = f"add_filter('render_block', function ($html) {{ {hook} return $html; }}, 9);"
    code = f"do_action('wp'); {nameless} $product = new WC_Product(''); {block(heading)}"
    assert run(code, **READY, blocks=True)[0] == "<p>own upsells</p><p>block</p>"


def test_a_block_of_somebody_elses_may_hold_anything() -> None:
    gallery = "['blockName' => 'other/gallery', 'attrs' => ['collection' => ['a', 'b']]]"
    printed, _ = run(f"do_action('wp'); {block(gallery)}", **READY, singular=True, skus=["TOTE-1"])
    assert printed == "<p>block</p>"


def test_the_cart_block_has_its_cross_sells_behind_the_list() -> None:
    below = "echo apply_filters('render_block_woocommerce/cart', '<div>cart</div>');"
    printed, _ = run(f"do_action('wp'); {block(CROSS_SELLS)} {below}", **READY, skus=["TOTE-1"])
    assert printed.startswith("<div>cart</div><woorec-recommendations")
    assert printed.endswith("><p>own cross-sells</p></woorec-recommendations>")


def test_a_block_may_be_wide() -> None:
    code = "do_action('init'); echo $hooks['block woorec/recommendations'](['align' => '{}']);"
    assert attributes(run(code.format("wide"), **READY)[0])["class"] == "alignwide"
    assert "class" not in attributes(run(code.format("x y"), **READY)[0])


def test_the_cart_and_the_cart_block_ask_for_what_goes_with_it() -> None:
    world = READY | {"skus": ["TOTE-1"]}
    classic, _ = run("do_action('wp'); do_action('woocommerce_cart_collaterals');", **world)
    assert attributes(classic)["cart"] == "TOTE-1"
    assert "own cross-sells" in classic
    block, _ = run("do_action('wp'); echo $hooks['render_block_woocommerce/cart'][10][0]('<div>cart</div>');", **world)
    assert block.startswith("<div>cart</div><woorec-recommendations")
    empty, _ = run("do_action('wp'); echo $hooks['render_block_woocommerce/cart'][10][0]('<div>cart</div>');", **READY)
    assert empty == "<div>cart</div>"
