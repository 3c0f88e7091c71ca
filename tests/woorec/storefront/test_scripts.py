"""What the shop's script sends, and what it leaves to the widget."""

import json
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from tests.woorec.storefront.shopping import (
    SHOP,
    html_of,
    put_in_cart,
)
from woorec.demo_keys import browser_key


def test_the_shops_own_script_sends_what_the_api_understands(shop: Client, storefront) -> None:
    put_in_cart(shop, "TOTE-1")
    pages = [html_of(shop, address) for address in (f"{SHOP}p/TOTE-1/", f"{SHOP}cart/", f"{SHOP}checkout/")]
    told = [re.search(r'data-tells="(\w+)" data-items="([^"]+)"', html).groups() for html in pages]
    events = [
        {"event_id": f"page-{name}", "name": name, "items": json.loads(items.replace("&quot;", '"'))}
        for name, items in told
    ]
    body = {"key": browser_key("leather"), "session": "v-1", "region": "eu", "events": events}
    answer = Client().post(reverse("events"), json.dumps(body), content_type="text/plain").json()
    assert [name for name, _ in told] == ["view_item", "view_cart", "begin_checkout"]
    assert (answer["stored"], answer["rejected"]) == (3, 0)


def test_the_shops_script_leaves_lists_to_the_widget() -> None:
    script = Path(finders.find("js/storefront.js")).read_text()
    assert "recommendations" not in script.replace("woorec-recommendations", "")
    assert "view_item_list" not in script
