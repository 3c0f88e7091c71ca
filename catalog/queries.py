"""Reads of the catalogue. Rows become frozen dataclasses here, once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db import connection
from django.db.models import Model

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.models import Material, Region, RegionWarehouse, StockLevel, Store
from catalog.pricing import Reason, price_among


@dataclass(frozen=True, slots=True)
class RegionFacts:
    region_id: int
    code: str
    name: str
    currency: str
    warehouse_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TierFacts:
    """A membership tier; `below` is the next lower one, whose price it may pay."""

    tier_id: int
    code: str
    name: str
    rank: int
    discount_percent: Decimal | None = None
    below: "TierFacts | None" = None


@dataclass(frozen=True, slots=True)
class LiveFacts:
    """What may change at any second: asked for on every request.

    `regular_price` is what everybody pays; no other tier's amount is ever read for a shopper. `stock_is_old` says that
    a warehouse has been silent for too long, so that less is counted than it last reported.
    """

    visible: bool
    stock: int | None
    price: float | None
    regular_price: float | None
    price_reason: Reason
    stock_is_old: bool = False


def store_by_code(code: str) -> Store:
    return Store.objects.select_related("default_region").get(code=code)


def region_facts(store: Store) -> tuple[RegionFacts, ...]:
    serving: dict[int, list[int]] = defaultdict(list)
    links = RegionWarehouse.objects.filter(region__store=store).order_by("region_id", "rank")
    for region_id, warehouse_id in links.values_list("region_id", "warehouse_id"):
        serving[region_id].append(warehouse_id)
    return tuple(
        RegionFacts(region.pk, region.code, region.name, region.currency, tuple(serving[region.pk]))
        for region in Region.objects.filter(store=store).order_by("code")
    )


def tier_facts(store: Store) -> tuple[TierFacts, ...]:
    """This will list a store's tiers in the order of their ranks, each tied to the one below."""
    found: list[TierFacts] = []
    for tier in store.tiers.order_by("rank"):
        below = found[-1] if found else None
        found.append(TierFacts(tier.pk, tier.code, tier.name, tier.rank, tier.discount_percent, below))
    return tuple(found)


# A product without any stock row is untracked and thus available; one with rows elsewhere only is sold out here.
# Amounts come as whole hundredths: exact, and read faster than numeric. Before its launch nothing is for sale.
LIVE_FACTS = """
WITH silent AS MATERIALIZED (
    SELECT coalesce(array_agg(id), '{}') AS ids FROM catalog_warehouse
    WHERE id = ANY(%(warehouses)s) AND %(trusted_since)s::timestamptz IS NOT NULL
      AND (heard_at IS NULL OR heard_at < %(trusted_since)s)
)
SELECT p.id, p.visible AND p.status = 'active' AND coalesce(p.launched_on <= %(today)s, true),
       stock.quantity, stock.quantity < stock.reported,
       (p.price * 100)::bigint, price.tiers, price.amounts
FROM catalog_product p CROSS JOIN silent
LEFT JOIN LATERAL (
    SELECT coalesce(sum(s.quantity) FILTER (WHERE s.warehouse_id = ANY(%(warehouses)s)), 0) AS reported,
           coalesce(sum(CASE WHEN s.warehouse_id = ANY(silent.ids) THEN least(s.quantity, %(low)s) ELSE s.quantity END)
                    FILTER (WHERE s.warehouse_id = ANY(%(warehouses)s)), 0) AS quantity
    FROM catalog_stocklevel s WHERE s.product_id = p.id HAVING count(*) > 0
) stock ON true
LEFT JOIN LATERAL (
    SELECT array_agg(tp.tier_id) AS tiers, array_agg((tp.amount * 100)::bigint) AS amounts
    FROM catalog_tierprice tp
    WHERE tp.product_id = p.id AND tp.region_id = %(region)s AND tp.tier_id = ANY(%(tiers)s)
      AND (tp.valid IS NULL OR tp.valid @> %(at)s::timestamptz)
) price ON true
WHERE p.id = ANY(%(products)s)
"""
HUNDREDTH = Decimal("0.01")


def live_facts(
    product_ids: Sequence[int], *, store: Store, region: RegionFacts, tier: TierFacts | None, at: datetime
) -> dict[int, LiveFacts]:
    """This will read visibility, stock and the shopper's price for some products, in one query."""
    ranks = _ranks(tier)
    values = {
        "products": [int(product_id) for product_id in product_ids],
        "warehouses": list(region.warehouse_ids),
        "region": region.region_id,
        "tiers": list(ranks),
        "trusted_since": _trusted_since(store, at=at),
        "low": store.low_stock_quantity,
        "at": at,
        "today": at.astimezone(UTC).date(),
    }
    currency, is_home = region.currency, region.currency == store.currency
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(LIVE_FACTS, values)
        for product_id, visible, stock, is_old, catalogue, tiers, amounts in cursor.fetchall():
            own = {ranks[row]: HUNDREDTH * amount for row, amount in zip(tiers or (), amounts or (), strict=True)}
            regular = HUNDREDTH * catalogue if is_home else None
            priced = price_among(own, catalogue=regular, tier=tier, currency=currency)
            found[product_id] = LiveFacts(
                visible,
                None if stock is None else int(stock),
                None if priced.amount is None else float(priced.amount),
                None if priced.regular is None else float(priced.regular),
                priced.reason,
                bool(is_old),
            )
    return found


def _ranks(tier: TierFacts | None) -> dict[int, int]:
    """This will give tier id -> rank for a tier and all below it: the only rows that may decide its price."""
    ranks = {}
    while tier is not None:
        ranks[tier.tier_id] = tier.rank
        tier = tier.below
    return ranks


def _trusted_since(store: Store, *, at: datetime) -> datetime | None:
    """This will give the moment after which a warehouse must have been heard; None trusts every one."""
    if store.stock_trusted_minutes is None:
        return None
    # A preview of next week still counts what lies there now.
    return min(at, datetime.now(UTC)) - timedelta(minutes=store.stock_trusted_minutes)


STOCK_BREADTH = """
SELECT s.product_id, count(*) FILTER (WHERE s.quantity > 0)::float / %(warehouses)s
FROM catalog_stocklevel s JOIN catalog_product p ON p.id = s.product_id
WHERE p.store_id = %(store)s GROUP BY s.product_id
"""


def stock_breadth(store: Store) -> dict[int, float]:
    """This will say in what share (0 to 1) of the shop's warehouses each product lies whose stock is counted."""
    with connection.cursor() as cursor:
        cursor.execute(STOCK_BREADTH, {"store": store.pk, "warehouses": max(store.warehouses.count(), 1)})
        return dict(cursor.fetchall())


def stock_by_warehouse(product_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """This will read product id -> warehouse id -> quantity, for screens."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = StockLevel.objects.filter(product_id__in=list(product_ids))
    for product_id, warehouse_id, quantity in rows.values_list("product_id", "warehouse_id", "quantity"):
        found[product_id][warehouse_id] = quantity
    return found


def published_materials(store: Store) -> dict[str, MaterialRow]:
    """This will read a store's published materials by code, in the form that feeds bring them in."""
    rows = (
        Material.objects.filter(store=store, state=Material.State.PUBLISHED)
        .select_related("leather", "metal", "pearl", "enamel__base_metal")
        .prefetch_related("alloy", "coating", "evidence")
    )
    return {material.code: material_row(material) for material in rows}


def material_row(material: Material) -> MaterialRow:
    """This will write a material as a feed row."""
    enamel = _fields(getattr(material, "enamel", None))
    if enamel is not None:
        base = material.enamel.base_metal
        enamel |= {"base_metal": base.code if base else ""}
    return MaterialRow(
        code=material.code,
        name=material.name,
        family=material.family,
        colour_hex=material.colour_hex,
        colour_name=material.colour_name,
        gloss_gu60=material.gloss_gu60,
        leather=_fields(getattr(material, "leather", None)),
        metal=_fields(getattr(material, "metal", None)),
        pearl=_fields(getattr(material, "pearl", None)),
        enamel=enamel,
        alloy=tuple((part.element, part.min_percent, part.max_percent) for part in material.alloy.all()),
        coating=tuple(
            (layer.order, layer.metal, layer.thickness_um, layer.process) for layer in material.coating.all()
        ),
        evidence=tuple(
            EvidenceRow(**{name: getattr(figure, name) for name in EvidenceRow.__slots__})
            for figure in material.evidence.all()
        ),
        source_document=material.source_document,
        measured_on=material.measured_on,
    )


def _fields(spec: Model | None) -> dict[str, object] | None:
    if spec is None:
        return None
    return {
        field.name: getattr(spec, field.attname)
        for field in spec._meta.concrete_fields
        if field.name not in {"id", "material"}
    }
