"""Every page of the Studio, in both themes, without a violation that axe-core can find."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from django.urls import URLPattern, URLResolver
from playwright.sync_api import Page

from catalog.models import Store
from rules.models import Placement
from rules.queries import live_version
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.e2e.test_first_publish import sign_in
from woorec.urls import studio

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
# What stands for the parts of an address. A page that asks for another part is named by the test.
KNOWN = {
    "store_code": "leather", "code": "home", "kind": "slot", "which": "live", "position": "4", "version": "1",
    "material_code": "pebbled",
}  # fmt: skip
# Parts of pages, answers to scripts and downloads: no pages of their own.
NO_PAGES = re.compile(
    r"export|\.csv|download|template|condition-row|/products/\d+/(activity|company)/$|swatch|picture|/materials/\w+/look"
)


def addresses(patterns: list, found: dict[str, str], before: str = "/studio/") -> list[str]:
    """All addresses below the Studio that can be filled in from what is known."""
    urls: list[str] = []
    for each in patterns:
        route = str(each.pattern)
        if isinstance(each, URLResolver):
            urls += addresses(each.url_patterns, found, before + route)
        elif isinstance(each, URLPattern) and (url := _filled(before + route, found)) is not None:
            urls.append(url)
    return urls


def _filled(route: str, found: dict[str, str]) -> str | None:
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    if any(name not in found for name in names):
        return None
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: found[match.group(1)], route)


def violations(page: Page) -> list[str]:
    answer = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    return [
        f"{each['id']}: {node['target']} {json.dumps(node['any'][:1])[:300]}"
        for each in answer.response["violations"]
        for node in each["nodes"][:3]
    ]


@pytest.fixture
def busy_home(home_page: Placement, petra: User) -> Placement:
    """A live version, an earlier one, and a draft with a change, so that every part of the board is there."""
    for position in (4, 5):
        draft = ensure_draft(home_page, by=petra)
        fields = RuleFields(
            kind="slot",
            label=f"House brand in {position}",
            params={"positions": [position], "condition": {"fact": "brand_kind", "op": "is", "value": "house"}},
            owner="Petra",
            reason="Above the fold.",
        )
        save_rule(draft, fields, by=None)
        publish(draft, by=petra)
    draft = ensure_draft(home_page, by=petra)
    save_rule(
        draft,
        RuleFields(kind="pin", label="", params={"position": 2, "sku": "TOTE-4"}, owner="Mia", reason="So."),
        by=None,
    )
    return home_page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_of_the_studio_shuts_anybody_out(
    live_server, page: Page, leather: Store, busy_home: Placement, theme: str
) -> None:
    admin = User.objects.create_superuser("ada", password="a long enough word")
    rule = live_version(busy_home).rules.first()
    product = leather.products.get(sku="TOTE-1")
    found = KNOWN | {"product_id": str(product.pk), "key": str(rule.key), "tier": leather.tiers.first().code}
    sign_in(page, live_server.url, admin)
    page.evaluate(f"localStorage.setItem('woorec-theme:{admin.pk}', '{theme}')")
    faults: list[str] = []
    seen = 0
    for url in addresses(studio, found):
        if NO_PAGES.search(url):
            continue
        answered = page.request.get(f"{live_server.url}{url}")
        if answered.status != 200 or "text/html" not in answered.headers.get("content-type", ""):
            continue
        page.goto(f"{live_server.url}{url}")
        if not page.locator("main").count():
            continue
        seen += 1
        page.wait_for_load_state("networkidle")
        faults += [f"{url} {each}" for each in violations(page)]

    assert seen >= 15, "the walk lost its way"
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_boards_dialogs_shut_nobody_out(
    live_server, page: Page, busy_home: Placement, petra: User, theme: str
) -> None:
    sign_in(page, live_server.url, petra)
    page.evaluate(f"localStorage.setItem('woorec-theme:{petra.pk}', '{theme}')")
    faults: list[str] = []
    for opener in ("[data-reserve]", ".lists__find", "#draft-list .product-tile__name", "a[href*=publish]"):
        page.goto(f"{live_server.url}/studio/leather/placements/home/?show=both")
        page.wait_for_load_state("networkidle")
        page.locator(opener).first.click()
        page.locator("dialog[open]").wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(400)  # half-faded text would count as pale
        faults += [f"{opener} {each}" for each in violations(page)]
    page.goto(f"{live_server.url}/studio/leather/placements/home/?show=both")
    page.get_by_role("combobox", name="Shopper").click()
    faults += [f"combobox {each}" for each in violations(page)]

    assert faults == [], "\n".join(faults)
