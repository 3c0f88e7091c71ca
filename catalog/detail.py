"""Everything that one product's page shows: what it is made of, what was measured, its prices and what is left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from catalog.cards import Card, KnownMaterials, cards, money, with_parts
from catalog.feeds.rows import MaterialRow
from catalog.materials import Verdict, judge, product_verdicts
from catalog.materials.vocabulary import (
    ALLERGENS,
    ALLERGY_CLASSES,
    CONTACTS,
    FAMILIES,
    FINISHES,
    GRAIN_LAYERS,
    GRAIN_PATTERNS,
    SURFACES,
    TANNAGES,
)
from catalog.models import Product, ProductComponent, Region, StockLevel, Store, TierPrice

MOST_VARIANTS = 24


@dataclass(frozen=True, slots=True)
class Component:
    """A part with its material in trade units. `nickel` is None when the material is not published."""

    part: str
    material: str
    colour: str
    family: str
    contact: str
    touches_skin: bool
    share: float
    figures: tuple[tuple[str, str], ...]
    nickel: Verdict | None


@dataclass(frozen=True, slots=True)
class AllergenLine:
    """One allergen: the class in words and the sentence that proves it. Never a promise."""

    label: str
    grade: str
    meaning: str
    sentence: str
    part: str


@dataclass(frozen=True, slots=True)
class StockLine:
    warehouse: str
    city: str
    units: int | None
    updated_at: datetime | None
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PriceCell:
    """What one tier pays in one region. `inherited` names the lower tier whose price it is."""

    text: str
    inherited: str = ""


@dataclass(frozen=True, slots=True)
class PriceLine:
    tier: str
    cells: tuple[PriceCell, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    product: Product
    card: Card
    margin: str
    components: tuple[Component, ...]
    allergens: tuple[AllergenLine, ...]
    stock: tuple[StockLine, ...]
    regions: tuple[str, ...]
    prices: tuple[PriceLine, ...]
    variants: tuple[Card, ...]
    more_variants: int


def detail(store: Store, product: Product, *, now: datetime) -> Detail:
    """This will read one product with everything its page shows."""
    today = now.date()
    known = KnownMaterials(store)
    parts = list(product.components.select_related("material").order_by("-share_percent", "pk"))
    variants = Product.objects.filter(store=store, item_group=product.item_group).exclude(pk=product.pk).order_by("sku")
    shown = cards(store, [product, *with_parts(variants)[:MOST_VARIANTS]], today=today)
    regions = list(store.regions.prefetch_related("serving"))
    return Detail(
        product=product,
        card=shown[0],
        margin=_margin(product),
        components=tuple(_component(part, known=known, today=today) for part in parts),
        allergens=_allergens(known, parts, today=today),
        stock=_stock(store, product, regions=regions),
        regions=tuple(f"{region.name}, {region.currency}" for region in regions),
        prices=_prices(store, product, regions=regions, now=now),
        variants=tuple(shown[1:]),
        more_variants=max(0, variants.count() - MOST_VARIANTS),
    )


def _margin(product: Product) -> str:
    if product.cost is None or not product.price:
        return "not known: no cost on record"
    return f"{100 * (product.price - product.cost) / product.price:.0f} % of the regular price"


def _component(part: ProductComponent, *, known: KnownMaterials, today: date) -> Component:
    code = part.material.code
    row = known.rows.get(code)
    return Component(
        part=part.part,
        material=part.material.name,
        colour=part.material.colour_hex,
        family=FAMILIES.get(part.material.family, part.material.family),
        contact=CONTACTS.get(part.contact, part.contact),
        touches_skin=part.contact != ProductComponent.Contact.INCIDENTAL,
        share=part.share_percent,
        figures=trade_units(row) if row else (("Material", "not published"),),
        nickel=judge(known.facts[code], allergen="nickel", contact=part.contact, on=today) if row else None,
    )


def _allergens(known: KnownMaterials, parts: Sequence[ProductComponent], *, today: date) -> tuple[AllergenLine, ...]:
    verdicts = product_verdicts(known.parts(parts), on=today)
    return tuple(
        AllergenLine(ALLERGENS[name], each.grade, _meaning(each), _sentence(each), each.part)
        for name, each in verdicts.items()
    )


def _meaning(verdict: Verdict) -> str:
    if verdict.grade == "X" and verdict.sentence.startswith("contains"):
        return "Contains it"
    return ALLERGY_CLASSES[verdict.grade]


def _sentence(verdict: Verdict) -> str:
    return verdict.sentence[:1].upper() + verdict.sentence[1:]


def trade_units(row: MaterialRow) -> tuple[tuple[str, str], ...]:
    """This will write a material's figures in the units of the trade, with the standard that measures them."""
    found = [*_leather(row.leather), *_metal(row), *_pearl(row.pearl), *_enamel(row.enamel)]
    gloss = ("Gloss", f"{row.gloss_gu60:g} GU at 60° (ISO 2813)")
    return tuple((label, text) for label, text in [*found, gloss] if text)


def _leather(spec: Mapping[str, object] | None) -> list[tuple[str, str]]:
    if not spec:
        return []
    chromium = spec["chromium_vi_mg_kg"]
    return [
        ("Species", str(spec["species"]).capitalize()),
        ("Grain layer", GRAIN_LAYERS.get(str(spec["grain_layer"]), str(spec["grain_layer"]))),
        ("Grain", GRAIN_PATTERNS.get(str(spec["grain_pattern"]), str(spec["grain_pattern"]))),
        ("Finish", FINISHES.get(str(spec["finish"]), str(spec["finish"]))),
        ("Tannage", TANNAGES.get(str(spec["tannage"]), str(spec["tannage"]))),
        ("Thickness", f"{spec['thickness_mm']:g} mm (ISO 2589)"),
        ("Softness", f"{spec['softness_mm']:g} mm (ISO 17235, ring 25)"),
        ("Nap", f"{spec['nap_length_mm']:g} mm" if spec["nap_length_mm"] else ""),
        ("Chromium(VI)", "" if chromium is None else f"{chromium:g} mg/kg (EN ISO 17075, limit 3)"),
    ]


def _metal(row: MaterialRow) -> list[tuple[str, str]]:
    if not (row.metal or row.alloy or row.coating):
        return []
    spec = row.metal or {}
    fineness = spec.get("fineness_permille")
    alloy = ", ".join(f"{element} {_between(least, most)} %" for element, least, most in row.alloy)
    layers = " under ".join(f"{metal} {thick:g} µm" for _, metal, thick, _ in sorted(row.coating))
    return [
        ("Metal", str(spec.get("designation", ""))),
        ("Fineness", f"{fineness} ‰ (ISO 9202)" if fineness else ""),
        ("Surface", SURFACES.get(str(spec.get("surface", "")), str(spec.get("surface", "")))),
        ("Alloy", alloy),
        ("Plating", layers),
    ]


def _between(least: float, most: float) -> str:
    return f"{most:g}" if least == most else f"{least:g} to {most:g}"


def _pearl(spec: Mapping[str, object] | None) -> list[tuple[str, str]]:
    if not spec:
        return []
    return [
        ("Pearl", str(spec["kind"]).capitalize()),
        ("Diameter", f"{spec['diameter_mm']:g} mm"),
        ("Lustre", str(spec["lustre_grade"])),
        ("Overtone", str(spec["overtone"]).capitalize()),
    ]


def _enamel(spec: Mapping[str, object] | None) -> list[tuple[str, str]]:
    return [("Enamel", str(spec["opacity"]).capitalize()), ("Over", str(spec["base_metal"]))] if spec else []


def _stock(store: Store, product: Product, *, regions: Iterable[Region]) -> tuple[StockLine, ...]:
    levels = {level.warehouse_id: level for level in StockLevel.objects.filter(product=product)}
    serves: dict[int, list[str]] = defaultdict(list)
    for region in regions:
        for link in region.serving.all():
            serves[link.warehouse_id].append(region.name)
    return tuple(
        StockLine(
            warehouse=warehouse.name,
            city=warehouse.city,
            units=levels[warehouse.pk].quantity if warehouse.pk in levels else 0 if levels else None,
            updated_at=levels[warehouse.pk].updated_at if warehouse.pk in levels else None,
            regions=tuple(serves[warehouse.pk]),
        )
        for warehouse in store.warehouses.all()
    )


def _prices(store: Store, product: Product, *, regions: Sequence[Region], now: datetime) -> tuple[PriceLine, ...]:
    """This will fill the matrix of tiers and regions; a tier without a price of its own pays the next lower tier's."""
    own = {
        (price.region_id, price.tier_id): price.amount
        for price in TierPrice.objects.filter(Q(valid=None) | Q(valid__contains=now), product=product)
    }
    excluded = set(product.not_sold_in.values_list("pk", flat=True))
    carried: dict[int, tuple[Decimal, str]] = {
        region.pk: (product.price, "the catalogue") for region in regions if region.currency == store.currency
    }
    lines = []
    for tier in store.tiers.order_by("rank"):
        cells = []
        for region in regions:
            if (amount := own.get((region.pk, tier.pk))) is not None:
                carried[region.pk] = (amount, tier.name)
            cells.append(_cell(region, carried.get(region.pk), tier=tier.name, excluded=region.pk in excluded))
        lines.append(PriceLine(tier.name, tuple(cells)))
    return tuple(lines)


def _cell(region: Region, price: tuple[Decimal, str] | None, *, tier: str, excluded: bool) -> PriceCell:
    if excluded:
        return PriceCell("not sold here")
    if price is None:
        return PriceCell("no price")
    amount, source = price
    return PriceCell(money(amount, region.currency), "" if source == tier else f"as {source}")
