"""What every tier pays for one product in every region, why, and the lowest regular price of the last 30 days."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.cards import money
from catalog.models import MembershipTier, Product, Region, Store, TierPrice
from catalog.price_history import price_history
from catalog.pricing import Because, Priced, Quote, Quotes, lowest_price, price
from catalog.queries import TierFacts, tier_facts


@dataclass(frozen=True, slots=True)
class PriceCell:
    """What one tier pays in one region. `note` says why, or until when, where that is not plain."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PriceLine:
    tier: str
    cells: tuple[PriceCell, ...]


@dataclass(frozen=True, slots=True)
class PriceMatrix:
    lines: tuple[PriceLine, ...]
    lowest: tuple[str, ...]  # by region, empty where no price is noted yet


def price_matrix(store: Store, product: Product, *, regions: Sequence[Region], now: datetime) -> PriceMatrix:
    """This will fill the matrix of tiers and regions."""
    excluded = set(product.not_sold_in.values_list("pk", flat=True))
    rows = _quotes(product)
    quotes = {region.pk: Quotes(product.price, store.currency, rows[region.pk]) for region in regions}
    tiers = tier_facts(store)
    lines = tuple(
        PriceLine(
            tier.name,
            tuple(_cell(quotes[region.pk], region, tier=tier, excluded=excluded, now=now) for region in regions),
        )
        for tier in tiers
    )
    return PriceMatrix(lines, _lowest(product, regions, now=now) if tiers else ())


def _quotes(product: Product) -> Mapping[int, list[Quote]]:
    found: dict[int, list[Quote]] = defaultdict(list)
    for row in TierPrice.objects.filter(product=product).select_related("tier"):
        start, end = (row.valid.lower, row.valid.upper) if row.valid else (None, None)
        if row.valid is None or not row.valid.isempty:
            found[row.region_id].append(Quote(row.tier.rank, row.amount, start, end))
    return found


def _cell(quotes: Quotes, region: Region, *, tier: TierFacts, excluded: set[int], now: datetime) -> PriceCell:
    if region.pk in excluded:
        return PriceCell("not sold here")
    priced = price(quotes, tier=tier, currency=region.currency, at=now)
    if priced.amount is None:
        return PriceCell("no price")
    return PriceCell(money(priced.amount, region.currency), _note(quotes, priced, tier=tier, now=now))


def _note(quotes: Quotes, priced: Priced, *, tier: TierFacts, now: datetime) -> str:
    """This will say why a price is what it is; a tier's own price says so by standing in its row."""
    if priced.reason.because is Because.OWN and priced.reason.tier == tier.name:
        return _until(quotes, tier.rank, now)
    if tier.rank == 0:
        has_own = any(quote.rank == 0 and quote.holds(now) for quote in quotes.rows)
        return _until(quotes, 0, now) if has_own else "as the catalogue"
    return priced.reason.sentence


def _until(quotes: Quotes, rank: int, now: datetime) -> str:
    ends = [quote.valid_until for quote in quotes.rows if quote.rank == rank and quote.holds(now)]
    return f"until {ends[0]:%-d %B %Y}" if ends and ends[0] else ""


def _lowest(product: Product, regions: Sequence[Region], *, now: datetime) -> tuple[str, ...]:
    regular = MembershipTier.objects.filter(store=product.store_id, rank=0).first()
    if regular is None:
        return ()
    found = (lowest_price(price_history(product, region=each, tier=regular), until=now) for each in regions)
    return tuple("" if low is None else money(low, each.currency) for each, low in zip(regions, found, strict=True))
