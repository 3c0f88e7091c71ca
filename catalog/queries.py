"""Reads of the catalogue. Rows become frozen dataclasses here, once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.db.models import Model

from catalog.feeds.rows import EvidenceRow, MaterialRow
from catalog.models import Material, Region, RegionWarehouse, StockLevel, Store


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
        .select_related("leather", "metal", "pearl", "enamel__base_metal", "textile")
        .prefetch_related("alloy", "coating", "fibres", "evidence")
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
        textile=_fields(getattr(material, "textile", None)),
        alloy=tuple((part.element, part.min_percent, part.max_percent) for part in material.alloy.all()),
        coating=tuple(
            (layer.order, layer.metal, layer.thickness_um, layer.process) for layer in material.coating.all()
        ),
        fibres=tuple((part.fibre, part.percent) for part in material.fibres.all()),
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
