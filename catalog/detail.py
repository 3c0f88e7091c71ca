"""Everything that one product's page shows: its facts, what it is made of, what was measured, its prices and stock."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from catalog.cards import Card, KnownMaterials, cards, percent, silent_warehouses, with_parts
from catalog.materials import Verdict, judge, product_verdicts
from catalog.materials.allergy import UNITS, VALID_FOR
from catalog.materials.vocabulary import ALLERGENS, ALLERGY_CLASSES, CONTACTS, FAMILIES
from catalog.models import Product, ProductComponent, Region, StockLevel, Store
from catalog.price_matrix import PriceMatrix, price_matrix
from catalog.trade_units import trade_units

MOST_VARIANTS = 24
MOST_LINKS = 40
SOON_DAYS = 90


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
class EvidenceLine:
    """One laboratory figure of one of the product's materials. `state` is valid, ending or expired."""

    material: str
    allergen: str
    figure: str
    method: str
    laboratory: str
    report: str
    tested_on: date
    expires_on: date
    assumed: bool  # the report names no expiry; it counts for three years
    state: str


@dataclass(frozen=True, slots=True)
class StockLine:
    """What lies in one warehouse. `sequence` is the sender's number of the last count."""

    warehouse: str
    city: str
    units: int | None
    sequence: int | None
    updated_at: datetime | None
    heard_at: datetime | None
    silent: bool
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    kind: str
    product_id: int
    name: str
    sku: str


@dataclass(frozen=True, slots=True)
class Detail:
    product: Product
    card: Card
    margin: str
    images: tuple[str, ...]
    links: tuple[Linked, ...]
    components: tuple[Component, ...]
    allergens: tuple[AllergenLine, ...]
    evidence: tuple[EvidenceLine, ...]
    stock: tuple[StockLine, ...]
    excluded: tuple[str, ...]
    regions: tuple[str, ...]
    prices: PriceMatrix
    variants: tuple[Card, ...]
    more_variants: int


def detail(store: Store, product: Product, *, now: datetime) -> Detail:
    """This will read one product with everything its page shows."""
    today = timezone.localdate(now)
    known = KnownMaterials(store)
    parts = list(product.components.select_related("material").order_by("-share_percent", "pk"))
    variants = Product.objects.filter(store=store, item_group=product.item_group).exclude(pk=product.pk).order_by("sku")
    shown = cards(store, [product, *with_parts(variants)[:MOST_VARIANTS]], now=now)
    regions = list(store.regions.prefetch_related("serving"))
    return Detail(
        product=product,
        card=shown[0],
        margin=_margin(shown[0], product, store=store),
        images=tuple(url for url in (product.image_url, *product.more_image_urls) if url),
        links=tuple(_links(product)),
        components=tuple(_component(part, known=known, today=today) for part in parts),
        allergens=_allergens(known, parts, today=today),
        evidence=tuple(_evidence(known, parts, today=today)),
        stock=_stock(store, product, regions=regions, now=now),
        excluded=tuple(product.not_sold_in.order_by("name").values_list("name", flat=True)),
        regions=tuple(f"{region.name}, {region.currency}" for region in regions),
        prices=price_matrix(store, product, regions=regions, now=now),
        variants=tuple(shown[1:]),
        more_variants=max(0, variants.count() - MOST_VARIANTS),
    )


def proof(
    store: Store, product: Product, *, now: datetime
) -> tuple[tuple[AllergenLine, ...], tuple[EvidenceLine, ...]]:
    """This will read a product's allergens: the class of each in words, and the laboratory figures behind them."""
    today, known = timezone.localdate(now), KnownMaterials(store)
    parts = list(product.components.select_related("material").order_by("-share_percent", "pk"))
    return _allergens(known, parts, today=today), tuple(_evidence(known, parts, today=today))


def _margin(card: Card, product: Product, *, store: Store) -> str:
    if card.margin_rate is None:
        return "not known: no cost on record" if product.cost is None else "not known: the price is 0"
    return f"{percent(card.margin_rate)}, {card.margin_amount} of the regular price"


def _links(product: Product) -> Iterator[Linked]:
    for link in product.links.select_related("linked").order_by("kind", "pk")[:MOST_LINKS]:
        yield Linked(link.get_kind_display(), link.linked_id, link.linked.name, link.linked.sku)


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


def _evidence(known: KnownMaterials, parts: Sequence[ProductComponent], *, today: date) -> Iterator[EvidenceLine]:
    """This will list the laboratory figures behind the classes, of each material once, the newest first."""
    for code in dict.fromkeys(part.material.code for part in parts):
        rows = known.rows[code].evidence if code in known.rows else ()
        for row in sorted(rows, key=lambda row: row.tested_on, reverse=True):
            expires = row.expires_on or row.tested_on + VALID_FOR
            left = (expires - today).days
            yield EvidenceLine(
                material=known.rows[code].name,
                allergen=ALLERGENS[row.allergen],
                figure=f"{row.measure} {'< ' if row.below else ''}{row.value:g} {UNITS[row.measure]}",
                method=row.method,
                laboratory=row.laboratory,
                report=row.report,
                tested_on=row.tested_on,
                expires_on=expires,
                assumed=row.expires_on is None,
                state="expired" if left <= 0 else "ending" if left <= SOON_DAYS else "valid",
            )


def _stock(store: Store, product: Product, *, regions: Iterable[Region], now: datetime) -> tuple[StockLine, ...]:
    levels = {level.warehouse_id: level for level in StockLevel.objects.filter(product=product)}
    serves: dict[int, list[str]] = defaultdict(list)
    for region in regions:
        for link in region.serving.all():
            serves[link.warehouse_id].append(region.name)
    warehouses = list(store.warehouses.all())
    silent = silent_warehouses(store, warehouses, now=now)
    return tuple(
        StockLine(
            warehouse=warehouse.name,
            city=warehouse.city,
            units=level.quantity if level else 0 if levels else None,
            sequence=level.counted_sequence if level else None,
            updated_at=level.updated_at if level else None,
            heard_at=warehouse.heard_at,
            silent=warehouse.pk in silent,
            regions=tuple(serves[warehouse.pk]),
        )
        for warehouse, level in ((each, levels.get(each.pk)) for each in warehouses)
    )
