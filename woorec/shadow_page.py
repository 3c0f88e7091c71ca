"""The shadow, opened while a challenger is tried on live requests: how its lists differ, and who foretold better."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from catalog.models import Product
from ranking.figures import percent
from ranking.models import ModelVersion
from ranking.queries import challenger_of, champion
from woorec.shadow_scoring import summary_of
from woorec.studio import studio_store


@dataclass(frozen=True, slots=True)
class PlacementLine:
    name: str
    lists: int
    overlap: str
    moves: str


@login_required
@require_safe
def shadow_page(request: HttpRequest, store_code: str) -> HttpResponse:
    """This will show what the version in the shadow would have done, or the last one that stood there."""
    store = studio_store(request, store_code)
    versions = list(store.model_versions.all())
    shadowed = next((each for each in versions if each.shadow_since), None)
    shown = shadowed or next((each for each in versions if each.shadow.get("placements")), None)
    context = {
        "store": store,
        "champion": champion(store),
        "version": shown,
        "candidate": challenger_of(versions, champion(store)),
        "summary": _in_words(summary_of(shown.shadow)) if shown else None,
        "lines": list(_lines(shown, dict(store.placements.values_list("code", "name")))) if shown else [],
        "pairs": _pairs(shown, dict(store.placements.values_list("code", "name"))) if shown else [],
        "verdict": _verdict(shown) if shown else "",
    }
    return render(request, "woorec/shadow.html", context)


def _in_words(summary: dict[str, Any] | None) -> dict[str, Any] | None:
    if summary is None:
        return None
    surprise = summary["surprise"]
    return summary | {
        "overlap_text": percent(summary["overlap"], digits=0),
        "moves_text": "–" if summary["moves"] is None else f"{summary['moves']:.1f}",
        "price_text": [_money(value) for value in summary["price"]],
        "margin_text": [_money(value) for value in summary["margin"]],
        "surprise_text": [f"{surprise[role]:.4f}" for role in ("champion", "challenger") if role in surprise],
    }


def _money(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}"


def _lines(version: ModelVersion, names: Mapping[str, str]) -> Iterator[PlacementLine]:
    for code, sums in version.shadow.get("placements", {}).items():
        lists = int(sums.get("lists", 0))
        if lists:
            moves = f"{sums['moves'] / sums['moved']:.1f}" if sums.get("moved") else "–"
            yield PlacementLine(names.get(code, code), lists, percent(sums["overlap"] / lists, digits=0), moves)


def _pairs(version: ModelVersion, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """This will name the products of the newest pairs of lists that differ."""
    kept = version.shadow.get("pairs", [])[::-1]
    ids = {each for pair in kept for each in (*pair["champion"], *pair["challenger"])}
    products = dict(Product.objects.filter(pk__in=ids).values_list("pk", "name"))
    return [
        {
            "placement": names.get(pair["placement"], pair["placement"]),
            "at": parse_datetime(pair["at"]),
            "rows": [
                (products.get(old, ""), products.get(new, ""), new not in pair["champion"])
                for old, new in zip_longest(pair["champion"], pair["challenger"])
            ],
        }
        for pair in kept
    ]


def _verdict(version: ModelVersion) -> str:
    """This will say which of the two foretold clicks better, and whether it may be luck."""
    found = (summary_of(version.shadow) or {}).get("surprise", {})
    if not found or "missing" in found:
        return ""
    if found["low"] <= 0 <= found["high"]:
        return (
            f"Neither foretold better than luck allows: {found['clicks']:,} clicks on {found['rows']:,} shown products."
        )
    who = "The challenger" if found["challenger"] < found["champion"] else "The champion"
    seen = f"{found['clicks']:,} clicks on {found['rows']:,} shown products"
    return f"{who} was less surprised by {seen}, and by more than luck."
