"""The WooCommerce plugin in a world of stand-ins: as much of WordPress as it calls."""

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

needs_php = pytest.mark.skipif(not shutil.which("php"), reason="PHP is not installed")
PLUGIN = DOCS / "clients" / "woocommerce" / "woorec-recommendations.php"
STUB = Path(__file__).with_name("wordpress_stub.php")
SETTINGS = {"api": "https://recs.shop.example", "key": "wr_browser"}
READY: dict[str, object] = {"options": {"woorec_settings": SETTINGS, "woorec_server_key": "wr_server"}}
SESSION = "v-00000000-0000-4000-8000-000000000000"
SIGNED_IN = READY | {"user": 42, "cookies": {"woorec_session": SESSION}}
TOKEN = {"status": 201, "body": {"shopper_token": "a.b.c"}}
HINTS = "echo json_encode(apply_filters('wp_resource_hints', [], 'preconnect'));"
PRODUCT_PAGE = "$product = new WC_Product('TOTE-1'); do_action('woocommerce_after_single_product_summary');"
RELATED = "['blockName' => 'woocommerce/related-products', 'attrs' => []]"
UPSELLS = (
    "['blockName' => 'woocommerce/product-collection', "
    "'attrs' => ['collection' => 'woocommerce/product-collection/upsells']]"
)
CROSS_SELLS = "['blockName' => 'woocommerce/cart-cross-sells-block', 'attrs' => []]"


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


def block(of: str, shown: str = "<p>block</p>") -> str:
    return f"echo apply_filters('render_block', '{shown}', {of});"
