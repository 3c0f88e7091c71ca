"""What our own formats can say: each kind of row, its columns, and which of them tell the kind of a table."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import MISSING, dataclass, field, fields
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from catalog.feeds import own_values as value
from catalog.feeds.cells import BadCell
from catalog.feeds.own_values import Value
from catalog.feeds.rows import (
    BrandRow,
    CategoryRow,
    ComponentRow,
    EvidenceRow,
    FeedRow,
    MaterialRow,
    PriceRow,
    ProductRow,
    RegionRow,
    StockRow,
    TierRow,
    WarehouseRow,
)
from catalog.models import (
    AllergenEvidence,
    Brand,
    EnamelSpec,
    LeatherSpec,
    Material,
    MetalSpec,
    PearlSpec,
    Product,
    ProductComponent,
    ProductLink,
    TextileSpec,
)
from catalog.textiles import FIBRES, TEXTILE_HANDS, TEXTILE_RANGES, WEAVES, fibres_fault

SPECS: Mapping[str, type[models.Model]] = {
    "leather": LeatherSpec,
    "metal": MetalSpec,
    "pearl": PearlSpec,
    "enamel": EnamelSpec,
    "textile": TextileSpec,
}
NAME, CODE = value.text(120), value.CODE
COMPONENT: Mapping[str, Value] = {
    "part": value.text(40),
    "material": CODE,
    "contact": value.words(*ProductComponent.Contact.values),
    "share_percent": value.NUMBER,
}
EVIDENCE: Mapping[str, Value] = {
    "allergen": value.words(*AllergenEvidence.Allergen.values),
    "measure": value.words(*AllergenEvidence.Measure.values),
    "value": value.NUMBER,
    "below": value.FLAG,
    "method": value.text(60),
    "tested_on": value.DAY,
    "laboratory": value.text(120),
    "report": value.text(80),
    "expires_on": value.DAY,
}
ALLOY: Mapping[str, Value] = {
    "element": value.text(2),
    "min_percent": value.NUMBER,
    "max_percent": value.NUMBER,
}
COATING: Mapping[str, Value] = {
    "order": value.WHOLE,
    "metal": value.text(40),
    "thickness_um": value.NUMBER,
    "process": value.text(20),
}
FIBRE: Mapping[str, Value] = {"fibre": value.words(*FIBRES), "percent": value.NUMBER}
LINK: Mapping[str, Value] = {"kind": value.words(*ProductLink.Kind.values), "sku": value.text(80)}


def _fibre_fault(fibres: Sequence[tuple[str, float]]) -> BadCell | None:
    wrong = fibres_fault(fibres)
    return BadCell(wrong, "Write each fibre once, as in silk:70|cashmere:30.") if wrong else None


def _between(least: float, most: float) -> Value:
    def fault(figure: float) -> BadCell | None:
        return None if least <= figure <= most else BadCell("It is out of range.", f"Write {least:g} to {most:g}.")

    return value.checked(value.NUMBER, fault)


def _spec_values() -> dict[str, Value]:
    """This will give a column to each field of the specs, as in leather_species."""
    return {
        f"{name}_{each.name}": _value_of(each)
        for name, model in SPECS.items()
        for each in model._meta.concrete_fields
        if each.name not in ("id", "material")
    }


def _value_of(each: models.Field) -> Value:
    if isinstance(each, ArrayField):
        return value.listed(value.text(20))
    if isinstance(each, models.FloatField):
        return value.NUMBER
    if isinstance(each, models.IntegerField):
        return value.WHOLE
    return value.CODE if isinstance(each, models.ForeignKey) else value.text(each.max_length or value.LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row. `columns` maps the column to how it is written, `renamed` to another name in the row.

    A table that has all columns of `telling` is of this kind; those of `needed` must not be empty in any row.
    """

    code: str
    row: type
    columns: Mapping[str, Value]
    telling: frozenset[str]
    needed: frozenset[str]
    renamed: Mapping[str, str] = field(default_factory=dict)

    def make(self, values: Mapping[str, Any], *, spoken: Set[str]) -> FeedRow:
        """This will make a row of the columns that were given; the others have their defaults.

        `spoken` names also those that are there and empty.
        """
        named = {self.renamed.get(column, column): found for column, found in values.items()}
        return self.row(**{**_fallbacks(self.row), **named})

    def take(self, row: FeedRow) -> dict[str, Any]:
        """This will give the columns of a row."""
        return {column: getattr(row, self.renamed.get(column, column)) for column in self.columns}


@dataclass(frozen=True, slots=True)
class MaterialKind(Kind):
    """Materials have the fields of their spec in columns of its name. What is not spoken of stays as it is."""

    def make(self, values: Mapping[str, Any], *, spoken: Set[str]) -> FeedRow:
        plain = {column: found for column, found in values.items() if column not in SPEC_COLUMNS}
        row = {"code": plain.pop("material", ""), "left_out": frozenset(self.columns.keys() - spoken), **plain}
        for name in SPECS:
            prefix = f"{name}_"
            spec = {column.removeprefix(prefix): found for column, found in values.items() if _belongs(column, prefix)}
            row[name] = spec or None
        return MaterialRow(**{**_fallbacks(MaterialRow), **row})

    def take(self, row: FeedRow) -> dict[str, Any]:
        assert isinstance(row, MaterialRow)
        specs = {f"{name}_{key}": found for name in SPECS for key, found in (getattr(row, name) or {}).items()}
        own = {column: getattr(row, column) for column in self.columns if column not in {"material", *SPEC_COLUMNS}}
        return {"material": row.code, **own, **specs}


# Cloth is described in words that its look and its chips need to know.
SPEC_COLUMNS = {
    **_spec_values(),
    "textile_weave": value.words(*WEAVES),
    "textile_hand": value.listed(value.words(*TEXTILE_HANDS)),
    **{f"textile_{name}": _between(*limits) for name, limits in TEXTILE_RANGES.items()},
}


def _belongs(column: str, prefix: str) -> bool:
    return column in SPEC_COLUMNS and column.startswith(prefix)


def _fallbacks(row: type) -> dict[str, Any]:
    """This will fill what a row must have and a file need not speak of."""
    empty: Mapping[str, Any] = {"price": Decimal(0), "amount": Decimal(0), "rank": 0, "quantity": 0}
    return {
        each.name: empty.get(each.name, "")
        for each in fields(row)
        if each.default is MISSING and each.default_factory is MISSING
    }


PRODUCT = Kind(
    "product",
    ProductRow,
    {
        "sku": value.text(80),
        "name": value.text(200),
        "category": CODE,
        "category_path": value.text(400),
        "brand": CODE,
        "brand_name": NAME,
        "price": value.AMOUNT,
        "item_group": value.text(80),
        "description": value.text(),
        "cost": value.AMOUNT,
        "status": value.words(*Product.Status.values),
        "visible": value.FLAG,
        "launched_on": value.DAY,
        "attributes": value.PAIRS,
        "tags": value.listed(value.text(80)),
        "image_url": value.IMAGE,
        "more_image_urls": value.listed(value.IMAGE),
        "not_sold_in": value.listed(CODE),
        "external_id": value.text(80),
        "gtin": value.GTIN,
        "links": value.entries(LINK),
        "source_updated_at": value.MOMENT,
        "components": value.entries(COMPONENT, make=ComponentRow, is_nested=True),
    },
    telling=frozenset({"sku"}),
    needed=frozenset({"sku", "name", "price"}),
)
WAREHOUSE = Kind(
    "warehouse",
    WarehouseRow,
    {"warehouse": CODE, "name": NAME, "city": value.text(80), "continent": value.text(40)},
    telling=frozenset({"warehouse", "name"}),
    needed=frozenset({"warehouse", "name"}),
    renamed={"warehouse": "code"},
)
REGION = Kind(
    "region",
    RegionRow,
    {"region": CODE, "name": value.text(80), "currency": value.text(3), "warehouses": value.listed(CODE)},
    telling=frozenset({"region", "name"}),
    needed=frozenset({"region", "name", "currency"}),
    renamed={"region": "code"},
)
TIER = Kind(
    "tier",
    TierRow,
    {
        "tier": CODE,
        "name": value.text(60),
        "rank": value.WHOLE,
        "discount_percent": value.AMOUNT,
        "minimum_spend": value.AMOUNT,
        "spend_months": value.WHOLE,
        "note": value.text(200),
    },
    telling=frozenset({"tier", "rank"}),
    needed=frozenset({"tier", "name", "rank"}),
    renamed={"tier": "code"},
)
BRAND = Kind(
    "brand",
    BrandRow,
    {"brand": CODE, "name": NAME, "brand_kind": value.words(*Brand.Kind.values)},
    telling=frozenset({"brand", "name"}),
    needed=frozenset({"brand", "name"}),
    renamed={"brand": "code", "brand_kind": "kind"},
)
CATEGORY = Kind(
    "category",
    CategoryRow,
    {"category": CODE, "name": NAME, "path": value.text(400), "parent": CODE},
    telling=frozenset({"category", "path"}),
    needed=frozenset({"category", "name", "path"}),
    renamed={"category": "code"},
)
MATERIAL = MaterialKind(
    "material",
    MaterialRow,
    {
        "material": CODE,
        "name": NAME,
        "family": value.words(*Material.Family.values),
        "colour_hex": value.text(7),
        "colour_name": value.text(60),
        "gloss_gu60": value.NUMBER,
        "source_document": value.text(200),
        "measured_on": value.DAY,
        **SPEC_COLUMNS,
        "alloy": value.entries(ALLOY),
        "coating": value.entries(COATING),
        "fibres": value.checked(value.entries(FIBRE), _fibre_fault),
        "evidence": value.entries(EVIDENCE, make=EvidenceRow, is_nested=True),
    },
    telling=frozenset({"material", "family"}),
    needed=frozenset({"material", "name", "family", "colour_hex"}),
    renamed={"material": "code"},
)
STOCK = Kind(
    "stock",
    StockRow,
    {
        "sku": value.text(80),
        "warehouse": CODE,
        "quantity": value.WHOLE,
        "sequence": value.LONG,
        "is_delta": value.FLAG,
    },
    telling=frozenset({"sku", "warehouse", "quantity"}),
    needed=frozenset({"sku", "warehouse", "quantity"}),
)
PRICE = Kind(
    "price",
    PriceRow,
    {
        "sku": value.text(80),
        "region": CODE,
        "tier": CODE,
        "amount": value.AMOUNT,
        "currency": value.text(3),
        "valid_from": value.MOMENT,
        "valid_until": value.MOMENT,
    },
    telling=frozenset({"sku", "amount"}),
    needed=frozenset({"sku", "amount"}),
)
# In the order in which a whole shop is written: what is named by others comes first.
KINDS: tuple[Kind, ...] = (WAREHOUSE, REGION, TIER, BRAND, CATEGORY, MATERIAL, PRODUCT, STOCK, PRICE)
PLURALS: Mapping[str, str] = {
    kind.code: {"category": "categories", "stock": "stock"}.get(kind.code, f"{kind.code}s") for kind in KINDS
}
