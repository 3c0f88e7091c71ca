"""What was asked for a product, when: noted on every change, read for the lowest price of the last 30 days.

A region's tier has points from its first price of its own on: what its members really paid, whichever rule of
`catalog.pricing` decided it. The catalogue price has points without region and tier. Points that lie ahead are the
plan as it stands and are written anew with every change.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from catalog.models import MembershipTier, PriceHistory, Product, Region, Store
from catalog.pricing import PricePoint, Quote, Quotes, price
from catalog.queries import TierFacts, tier_facts

CHUNK = 5000
Key = tuple[int, int, int]  # product, region, tier
NOTED = """
SELECT DISTINCT ON (product_id, region_id, tier_id) product_id, region_id, tier_id, amount FROM catalog_pricehistory
WHERE product_id = ANY(%s) AND tier_id IS NOT NULL AND since <= %s
ORDER BY product_id, region_id, tier_id, since DESC, id DESC
"""
QUOTES = """
SELECT tp.product_id, tp.region_id, tp.tier_id, t.rank, tp.amount, lower(tp.valid), upper(tp.valid)
FROM catalog_tierprice tp JOIN catalog_membershiptier t ON t.id = tp.tier_id
WHERE tp.product_id = ANY(%s) AND NOT coalesce(isempty(tp.valid), false)
"""
# One array, where thousands of single values would take longer to write into the query than to look up.
CATALOGUE = "SELECT id, price FROM catalog_product WHERE id = ANY(%s)"
FORGET_PLAN = "DELETE FROM catalog_pricehistory WHERE product_id = ANY(%s) AND tier_id IS NOT NULL AND since > %s"
ADD = """
INSERT INTO catalog_pricehistory (product_id, region_id, tier_id, amount, since)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::numeric[], %s::timestamptz[])
"""


def note_prices(store: Store, product_ids: Iterable[int], *, now: datetime) -> None:
    """This will note what every tier with a price of its own pays from now on, as far as it is settled."""
    ids = sorted(set(product_ids))
    tiers = {tier.tier_id: tier for tier in tier_facts(store)}
    currencies = dict(Region.objects.filter(store=store).values_list("pk", "currency"))
    for start in range(0, len(ids), CHUNK):
        _note_chunk(store, ids[start : start + CHUNK], tiers=tiers, currencies=currencies, now=now)


def _note_chunk(
    store: Store, ids: list[int], *, tiers: Mapping[int, TierFacts], currencies: Mapping[int, str], now: datetime
) -> None:
    noted, quotes = _noted(ids, now=now), _quotes(ids)
    catalogue = _catalogue(ids)
    points: list[tuple[int, int, int, Decimal, datetime]] = []
    # Who once had a price of its own is followed on: without it the tier pays another one.
    keys = {(*place, tier) for place, by_tier in quotes.items() for tier in by_tier} | set(noted)
    for product, region, tier in sorted(keys):
        rows = [quote for of_tier in quotes.get((product, region), {}).values() for quote in of_tier]
        every = Quotes(catalogue[product], store.currency, rows)
        plan = _plan(every, tiers[tier], currency=currencies[region], now=now)
        steps = _steps(plan, noted.get((product, region, tier)))
        points += [(product, region, tier, point.amount, point.since) for point in steps]
    with connection.cursor() as cursor:
        cursor.execute(FORGET_PLAN, [ids, now])
        if points:
            cursor.execute(ADD, [list(column) for column in zip(*points, strict=True)])


def _plan(quotes: Quotes, tier: TierFacts, *, currency: str, now: datetime) -> list[PricePoint]:
    """This will price the moment and every later one at which some price begins or ends."""
    edges = {edge for quote in quotes.rows for edge in (quote.valid_from, quote.valid_until)}
    moments = sorted({now, *(edge for edge in edges if edge is not None and edge > now)})
    found = ((price(quotes, tier=tier, currency=currency, at=at).amount, at) for at in moments)
    return [PricePoint(amount, at) for amount, at in found if amount is not None]


def _steps(plan: Sequence[PricePoint], last: Decimal | None) -> list[PricePoint]:
    """This will keep the points that differ from the one before."""
    steps = []
    for point in plan:
        if point.amount != last:
            steps.append(point)
        last = point.amount
    return steps


def _catalogue(ids: list[int]) -> dict[int, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(CATALOGUE, [ids])
        return dict(cursor.fetchall())


def _noted(ids: list[int], *, now: datetime) -> dict[Key, Decimal]:
    with connection.cursor() as cursor:
        cursor.execute(NOTED, [ids, now])
        return {(product, region, tier): amount for product, region, tier, amount in cursor.fetchall()}


def _quotes(ids: list[int]) -> dict[tuple[int, int], dict[int, list[Quote]]]:
    """This will read the quotes per product and region, by tier."""
    found: dict[tuple[int, int], dict[int, list[Quote]]] = defaultdict(lambda: defaultdict(list))
    with connection.cursor() as cursor:
        cursor.execute(QUOTES, [ids])
        for product, region, tier, rank, amount, start, end in cursor.fetchall():
            found[product, region][tier].append(Quote(rank, amount, start, end))
    return found


def price_history(product: Product, *, region: Region, tier: MembershipTier) -> list[PricePoint]:
    """This will list what a tier paid in a region, oldest first, without what is only planned.

    Before the region had a regular price of its own the catalogue's was asked there, if it is in the same currency.
    """
    every = PriceHistory.objects.filter(product=product, since__lte=timezone.now()).order_by("since", "pk")
    own = list(every.filter(region=region, tier=tier))
    if tier.rank == 0 and region.currency == product.store.currency:
        catalogue = every.filter(region=None, tier=None)
        own = [*(catalogue.filter(since__lt=own[0].since) if own else catalogue), *own]
    return [PricePoint(point.amount, point.since) for point in own]
