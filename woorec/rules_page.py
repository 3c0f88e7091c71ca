"""All live rules of a shop, opened once a week: what ends soon, what waits for a look, what does nothing.

They mostly look through what ends within two weeks, ask an owner whether a rule is still needed, and take out rules
that never fire.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from catalog.address import AddressFilters
from woorec.all_rules import LiveRule, live_rules
from woorec.holder import SNAPSHOTS
from woorec.studio import studio_store

PAGE_SIZE = 50
# One line a look at the rules: code, label, whether a rule belongs to it.
LOOKS: tuple[tuple[str, str, Callable[[LiveRule], bool]], ...] = (
    ("expiring", "Ends within 14 days", lambda each: each.expires),
    ("ended", "Ended", lambda each: each.state == "ended"),
    ("review", "For review", lambda each: each.is_for_review),
    ("never", "Never fires", lambda each: bool(each.never)),
    ("off", "Switched off", lambda each: each.state == "off"),
    ("unreadable", "Cannot be read", lambda each: each.state == "unreadable"),
)


@dataclass(frozen=True, slots=True)
class Filters(AddressFilters):
    """What the address narrows the rules to."""

    q: str = ""
    look: str = ""
    owner: str = ""
    kind: str = ""
    placement: str = ""

    def apply(self, rules: Iterable[LiveRule]) -> list[LiveRule]:
        """The look comes last: whether a rule fires costs most to find out."""
        found = [each for each in rules if self._fits(each)]
        belongs = next((belongs for code, _, belongs in LOOKS if code == self.look), None)
        return [each for each in found if belongs(each)] if belongs else found

    def _fits(self, each: LiveRule) -> bool:
        row = each.row
        text = f"{row.label} {each.sentence} {row.owner} {row.reason} {each.placement}".casefold()
        return (
            (not self.owner or row.owner == self.owner)
            and (not self.kind or row.kind == self.kind)
            and (not self.placement or each.code == self.placement)
            and all(word in text for word in self.q.casefold().split())
        )


@login_required
@require_safe
@vary_on_headers("HX-Request")
def all_rules(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will list the live rules of every placement, narrowed by the address."""
    store, filters = studio_store(request, store_code), Filters.from_query(request.GET)
    rules = live_rules(store, SNAPSHOTS.current(store), now=timezone.now())
    page = Paginator(filters.apply(rules), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "store": store,
        "filters": filters,
        "total": len(rules),
        "page": page,
        "query": f"&{filters.query()}" if filters.narrows else "",
        "choices": _choices(rules, filters),
    }
    template = "woorec/rules.html#live-rules" if request.headers.get("HX-Request") else "woorec/rules.html"
    return render(request, template, context)


def _choices(rules: list[LiveRule], filters: Filters) -> dict[str, list[dict[str, object]]]:
    return {
        "look": _options("All live rules", [(code, label) for code, label, _ in LOOKS], filters.look),
        "owner": _options("Every owner", sorted({(each.row.owner, each.row.owner) for each in rules}), filters.owner),
        "kind": _options("Every kind", sorted({(each.row.kind, each.kind) for each in rules}), filters.kind),
        "placement": _options(
            "Every placement", sorted({(each.code, each.placement) for each in rules}), filters.placement
        ),
    }


def _options(every: str, pairs: Iterable[tuple[str, str]], chosen: str) -> list[dict[str, object]]:
    return [{"value": value, "label": label, "selected": value == chosen} for value, label in [("", every), *pairs]]


urls: list[URLPattern] = [path("", all_rules, name="all-rules")]
