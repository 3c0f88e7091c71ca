"""How a product is shown in lists: its picture, its stock per warehouse, its chips and its nickel figure."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from catalog.feeds.rows import MaterialRow
from catalog.freshness import FRESH, feed_state
from catalog.live_facts import live_facts
from catalog.materials import MaterialFacts, Part, Verdict, facts_from_row, material_chips, product_verdicts
from catalog.models import Product, ProductComponent, Store, Warehouse
from catalog.pricing import MINOR_UNITS
from catalog.queries import published_materials, region_facts, stock_by_warehouse, tier_facts
from catalog.stock_filter import LOW

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "SGD": "S$", "JPY": "¥", "CHF": "CHF "}
THIN_MARGIN = Decimal("0.2")
PLENTY = 30  # units that fill a stock bar
STATUS_LABELS = {"hidden": "Hidden", "draft": "Draft", "archived": "Archived"}
# The first word found in the category's code decides: "key-rings" must not become a ring.
SILHOUETTES = (
    ("watch", "watch-strap"), ("key", "other"), ("card", "wallet"), ("wallet", "wallet"), ("belt", "belt"),
    ("glove", "gloves"), ("scarf", "scarf"), ("backpack", "backpack"), ("crossbody", "crossbody"),
    ("clutch", "clutch"), ("pouch", "clutch"), ("wash", "clutch"), ("tote", "tote"), ("shoulder", "tote"),
    ("briefcase", "tote"), ("weekender", "tote"), ("bag", "tote"), ("ear-cuff", "hoops"), ("hoop", "hoops"),
    ("drop", "hoops"), ("stud", "studs"), ("earring", "studs"), ("pendant", "pendant"), ("charm", "pendant"),
    ("bracelet", "bracelet"), ("bangle", "bracelet"), ("cuff", "bracelet"), ("anklet", "bracelet"),
    ("choker", "necklace"), ("chain", "necklace"), ("necklace", "necklace"), ("ring", "ring"),
)  # fmt: skip
GRAINS = {
    **{"ostrich": "pebbled", "blasted": "satin", "satin": "smooth"},
    **{"plain": "woven", "canvas": "woven", "jacquard": "twill", "knit": "twill", "cord": "twill"},
    **dict.fromkeys(("velvet", "felt", "nonwoven"), "suede"),
}
FAMILIES = {"gem": "enamel", "other": "textile"}


@dataclass(frozen=True, slots=True)
class Picture:
    """What components/swatch.html draws."""

    family: str
    colour: str
    grain: str
    silhouette: str


@dataclass(frozen=True, slots=True)
class Place:
    """The stock in one warehouse, as components/stock_bars.html shows it."""

    code: str
    name: str
    units: int | None
    level: int
    state: str
    silent: bool = False  # its feed has said nothing for so long that the figure is not trusted


@dataclass(frozen=True, slots=True)
class Card:
    """One product of a list. `price` is a visitor's in the default region, `price_note` says where that is."""

    product_id: int
    sku: str
    name: str
    brand: str
    brand_kind: str
    category: str
    category_path: str
    price: str
    price_note: str
    margin_rate: Decimal | None
    margin_amount: str
    status: str
    launched_on: date | None
    colour_name: str
    picture: Picture
    chips: tuple[str, ...]
    nickel: Verdict
    stock: tuple[Place, ...]

    @property
    def is_shown(self) -> bool:
        return self.status == "shown"

    @property
    def status_label(self) -> str:
        return STATUS_LABELS.get(self.status, "Shown")

    @property
    def margin(self) -> str:
        return "" if self.margin_rate is None else percent(self.margin_rate)

    @property
    def margin_state(self) -> str:
        if self.margin_rate is None:
            return "unknown"
        return "loss" if self.margin_rate < 0 else "thin" if self.margin_rate < THIN_MARGIN else "fine"

    @property
    def stock_state(self) -> str:
        """This will sum the warehouses up: untracked, out, low or fine."""
        counted = [place.units for place in self.stock if place.units is not None]
        if not counted:
            return "untracked"
        return "out" if not any(counted) else "low" if sum(counted) <= LOW else "fine"

    @property
    def more_places(self) -> int:
        """This will count the warehouses that a row of the list has no room for."""
        return max(0, len(self.stock) - 4)

    @property
    def units(self) -> int:
        return sum(place.units or 0 for place in self.stock)


class KnownMaterials:
    """A store's published materials, read once for a page."""

    def __init__(self, store: Store) -> None:
        self.rows: Mapping[str, MaterialRow] = published_materials(store)
        self.facts: Mapping[str, MaterialFacts] = {
            code: facts_from_row(row, materials=self.rows) for code, row in self.rows.items()
        }

    def parts(self, components: Iterable[ProductComponent]) -> list[Part]:
        """This will list a product's parts whose material is published, the largest first."""
        return [
            Part(material=self.facts[each.material.code], contact=each.contact, name=each.part)
            for each in components
            if each.material.code in self.facts
        ]


def with_parts(products: QuerySet[Product]) -> QuerySet[Product]:
    """This will fetch what a card needs beside the product."""
    # Not in the model's order, which sorts by the product's store and joins both.
    parts = ProductComponent.objects.select_related("material").order_by("-share_percent", "pk")
    return products.select_related("category", "brand").prefetch_related(Prefetch("components", queryset=parts))


def cards(store: Store, products: Sequence[Product], *, now: datetime) -> list[Card]:
    """This will turn products that `with_parts` fetched into cards."""
    known = KnownMaterials(store)
    warehouses = list(store.warehouses.all())
    ids = [product.pk for product in products]
    stock, prices = stock_by_warehouse(ids), visitor_prices(store, ids, now=now)
    silent = silent_warehouses(store, warehouses, now=now)
    return [
        _card(
            product,
            known=known,
            stock=places(warehouses, stock.get(product.pk, {}), silent=silent),
            price=prices.get(product.pk, ""),
            store=store,
            today=timezone.localdate(now),
        )
        for product in products
    ]


def visitor_prices(store: Store, product_ids: Sequence[int], *, now: datetime) -> dict[int, str]:
    """This will read what a visitor of the default region pays; a product without a price there is left out."""
    default = store.default_region_id
    region = next((each for each in region_facts(store) if each.region_id == default), None)
    if region is None:
        return {}
    regular = next((tier for tier in tier_facts(store) if tier.rank == 0), None)
    facts = live_facts(product_ids, store=store, region=region, tier=regular, at=now)
    return {
        pk: money(Decimal(str(each.price)), region.currency) for pk, each in facts.items() if each.price is not None
    }


def silent_warehouses(store: Store, warehouses: Iterable[Warehouse], *, now: datetime) -> frozenset[int]:
    """This will find the warehouses whose figures count as low stock by now, because nothing was heard of them."""
    if store.stock_trusted_minutes is None:
        return frozenset()
    trusted = timedelta(minutes=store.stock_trusted_minutes)
    return frozenset(each.pk for each in warehouses if feed_state(each.heard_at, trusted=trusted, now=now) != FRESH)


def _card(
    product: Product, *, known: KnownMaterials, stock: tuple[Place, ...], price: str, store: Store, today: date
) -> Card:
    parts = known.parts(product.components.all())
    main = parts[0].material if parts else None
    rate, left = margin_of(product)
    region = store.default_region
    return Card(
        product_id=product.pk,
        sku=product.sku,
        name=product.name,
        brand=product.brand.name,
        brand_kind=product.brand.kind,
        category=product.category.name,
        category_path=product.category.path,
        price=price or (f"no price in {region.currency}" if region else money(product.price, store.currency)),
        price_note=f"What a visitor pays in {region.name}" if region else "The catalogue’s price",
        margin_rate=rate,
        margin_amount="" if left is None else money(left, store.currency),
        status=status_of(product),
        launched_on=product.launched_on,
        colour_name=known.rows[main.code].colour_name if main else "",
        picture=picture_of(main, category=product.category.code),
        chips=tuple(dict.fromkeys(chip for part in parts[:2] for chip in material_chips(part.material)))[:4],
        nickel=product_verdicts(parts, on=today)["nickel"],
        stock=stock,
    )


def status_of(product: Product) -> str:
    """This will say whether lists may show a product: shown, hidden, draft or archived."""
    if product.status != Product.Status.ACTIVE:
        return product.status
    return "shown" if product.visible else "hidden"


def margin_of(product: Product) -> tuple[Decimal | None, Decimal | None]:
    """This will compute what is left of the regular price, as a share and as an amount; None without a cost."""
    if product.cost is None or not product.price:
        return None, None
    left = product.price - product.cost
    return left / product.price, left


def percent(rate: Decimal) -> str:
    return f"{100 * rate:.0f} %".replace("-", "−")


def picture_of(main: MaterialFacts | None, *, category: str) -> Picture:
    if main is None:
        return picture(family="textile", colour="#9b948c", grain="", finish="", category=category)
    return picture(family=main.family, colour=main.colour_hex, grain=main.grain, finish=main.finish, category=category)


def picture(*, family: str, colour: str, grain: str, finish: str, category: str) -> Picture:
    """This will choose a drawing for a product out of its main material and the code of its category."""
    return Picture(
        family=FAMILIES.get(family, family) or "textile",
        colour=colour or "#9b948c",
        grain=finish if finish in ("patent", "foil") else GRAINS.get(grain, grain),
        silhouette=next((name for word, name in SILHOUETTES if word in category), "other"),
    )


def places(
    warehouses: Iterable[Warehouse], quantities: Mapping[int, int], *, silent: Container[int] = ()
) -> tuple[Place, ...]:
    """This will show one product's stock in every warehouse; no row means that it is not counted there."""
    return tuple(
        _place(
            warehouse,
            quantities.get(warehouse.pk),
            tracked=bool(quantities),
            silent=bool(quantities) and warehouse.pk in silent,
        )
        for warehouse in warehouses
    )


def _place(warehouse: Warehouse, units: int | None, *, tracked: bool, silent: bool) -> Place:
    # A product that is counted elsewhere but has no row here has nothing to ship from here.
    known = 0 if units is None and tracked else units
    state = "fine" if known is None else "out" if known == 0 else "low" if known <= LOW else "fine"
    return Place(
        code=warehouse.name[:3].upper(),
        name=warehouse.name,
        units=known,
        level=min(100, round(100 * (known or 0) / PLENTY)),
        state=state,
        silent=silent,
    )


def money(amount: Decimal, currency: str) -> str:
    """This will write an amount as in €1,280.00; a currency without a sign keeps its code."""
    sign = "−" if amount < 0 else ""
    return f"{sign}{SYMBOLS.get(currency, currency + ' ')}{abs(amount):,.{MINOR_UNITS.get(currency, 2)}f}"
