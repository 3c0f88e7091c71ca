"""A small page of some shop with our widget on it, under a policy that allows nothing but its own host."""

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, Route

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' {api}; connect-src 'self' {api}; "
    "base-uri 'none'; form-action 'none'"
)
STYLE = """
body { margin: 2rem auto; padding: 0 1rem; max-width: 76rem; font: 16px/1.5 Georgia, serif; color: #2b2622 }
woorec-recommendations { display: block; min-height: 44rem }
"""
# What a shift of the page, and a breach of its policy, leave behind.
WITNESS = """
window.shifts = 0; window.breaches = []; window.told = [];
new PerformanceObserver((list) => { for (const each of list.getEntries()) window.shifts += each.value; })
  .observe({ type: "layout-shift", buffered: true });
document.addEventListener("securitypolicyviolation", (event) => window.breaches.push(event.violatedDirective));
for (const name of ["ready", "empty", "error", "3d", "add-to-cart"])
  document.addEventListener("woorec:" + name, (event) => window.told.push([name, event.detail]));
"""


@dataclass
class ShopPage:
    """The page in a browser. Attributes of the tag are given when it is opened."""

    page: Page
    host: str
    key: str

    def open(self, *, body: str = "", api: str = "", **attributes: str) -> "ShopPage":
        said = {"placement": "home", "key": self.key, "heading": "Pairs with", "product-url": "/p/{sku}/", "limit": "4"}
        said["timeout"] = "15000"  # a machine with much to do is no story
        said |= {name.replace("_", "-"): value for name, value in attributes.items()}
        if api:
            said["api"] = f"{api}/api/v1"
        tag = self.tag("woorec-recommendations", said, "<p>Our best sellers</p>")
        document = (
            '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<link rel="stylesheet" href="/shop.css">'
            '<script type="module" src="/static/woorec/woorec.js"></script></head>'
            f"<body><main><h1>Pebbled Tote</h1>{tag}{body}<p>Below the list</p></main></body></html>"
        )
        headers = {"Content-Security-Policy": POLICY.format(api=api)}
        self.page.route(
            "**/shop.html", lambda route: route.fulfill(body=document, content_type="text/html", headers=headers)
        )
        self.page.route("**/shop.css", lambda route: route.fulfill(body=STYLE, content_type="text/css"))
        self.page.route("**/looks/**", lambda route: route.fulfill(status=404))
        self.page.add_init_script(WITNESS)
        self.page.goto(f"{self.host}/shop.html")
        return self

    @staticmethod
    def tag(name: str, attributes: Mapping[str, str], inner: str) -> str:
        said = " ".join(f'{key}="{html.escape(value)}"' for key, value in attributes.items())
        return f"<{name} {said}>{inner}</{name}>"

    def alter(self, change: Mapping[str, Any]) -> None:
        """This will change the first item of every list that the page gets."""

        def answer(route: Route) -> None:
            response = route.fetch()
            body = response.json()
            body["items"][0] |= change
            route.fulfill(response=response, json=body)

        self.page.route("**/api/v1/recommendations", answer)

    def wait(self, name: str) -> Any:
        """This will wait for an event of the widget and give its detail."""
        self.page.wait_for_function("name => window.told.some(([said]) => said === name)", arg=name)
        return self.page.evaluate("name => window.told.find(([said]) => said === name)[1]", name)

    @property
    def cards(self):
        return self.page.locator("woorec-recommendations [part=card]:visible")

    @property
    def names(self) -> list[str]:
        return self.page.locator("woorec-recommendations [part=title]").all_inner_texts()

    @property
    def shifts(self) -> float:
        self.page.wait_for_timeout(300)  # a shift is told with the frame after it
        return self.page.evaluate("window.shifts")

    @property
    def breaches(self) -> list[str]:
        return self.page.evaluate("window.breaches")
