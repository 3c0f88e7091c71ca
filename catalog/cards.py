"""How a product is shown in lists: its picture, its stock per warehouse, its chips and its nickel figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from catalog.feeds.rows import MaterialRow
from catalog.materials import MaterialFacts, Part, Verdict, facts_from_row, material_chips, product_verdicts
from catalog.models import Product, ProductComponent, Store, Warehouse
from catalog.queries import published_materials, stock_by_warehouse

SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "SGD": "S$", "JPY": "¥", "CHF": "CHF "}
PLENTY = 30  # units that fill a stock bar
LOW = 3
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
GRAINS = {"ostrich": "pebbled", "blasted": "satin"}
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


@dataclass(frozen=True, slots=True)
class Card:
    product_id: int
    sku: str
    name: str
    brand: str
    brand_kind: str
    category: str
    category_path: str
    price: str
    visible: bool
    launched_on: date | None
    colour_name: str
    picture: Picture
    chips: tuple[str, ...]
    nickel: Verdict
    stock: tuple[Place, ...]

    @property
    def stock_state(self) -> str:
        """This will sum the warehouses up: untracked, out, low or fine."""
        counted = [place.units for place in self.stock if place.units is not None]
        if not counted:
            return "untracked"
        return "out" if not any(counted) else "low" if sum(counted) <= LOW else "fine"

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


def cards(store: Store, products: Sequence[Product], *, today: date) -> list[Card]:
    """This will turn products that `with_parts` fetched into cards."""
    known = KnownMaterials(store)
    warehouses = list(store.warehouses.all())
    stock = stock_by_warehouse([product.pk for product in products])
    return [
        _card(product, known=known, stock=places(warehouses, stock.get(product.pk, {})), store=store, today=today)
        for product in products
    ]


def _card(product: Product, *, known: KnownMaterials, stock: tuple[Place, ...], store: Store, today: date) -> Card:
    parts = known.parts(product.components.all())
    main = parts[0].material if parts else None
    return Card(
        product_id=product.pk,
        sku=product.sku,
        name=product.name,
        brand=product.brand.name,
        brand_kind=product.brand.kind,
        category=product.category.name,
        category_path=product.category.path,
        price=money(product.price, store.currency),
        visible=product.visible,
        launched_on=product.launched_on,
        colour_name=known.rows[main.code].colour_name if main else "",
        picture=picture_of(main, category=product.category.code),
        chips=tuple(dict.fromkeys(chip for part in parts[:2] for chip in material_chips(part.material)))[:4],
        nickel=product_verdicts(parts, on=today)["nickel"],
        stock=stock,
    )


def picture_of(main: MaterialFacts | None, *, category: str) -> Picture:
    if main is None:
        return picture(family="textile", colour="#9b948c", grain="", finish="", category=category)
    grain = main.grain_pattern or main.surface
    return picture(family=main.family, colour=main.colour_hex, grain=grain, finish=main.finish, category=category)


def picture(*, family: str, colour: str, grain: str, finish: str, category: str) -> Picture:
    """This will choose a drawing for a product out of its main material and the code of its category."""
    return Picture(
        family=FAMILIES.get(family, family) or "textile",
        colour=colour or "#9b948c",
        grain=finish if finish in ("patent", "foil") else GRAINS.get(grain, grain),
        silhouette=next((name for word, name in SILHOUETTES if word in category), "other"),
    )


def places(warehouses: Iterable[Warehouse], quantities: Mapping[int, int]) -> tuple[Place, ...]:
    """This will show one product's stock in every warehouse; no row means that it is not counted there."""
    return tuple(_place(warehouse, quantities.get(warehouse.pk), tracked=bool(quantities)) for warehouse in warehouses)


def _place(warehouse: Warehouse, units: int | None, *, tracked: bool) -> Place:
    # A product that is counted elsewhere but has no row here has nothing to ship from here.
    known = 0 if units is None and tracked else units
    state = "fine" if known is None else "out" if known == 0 else "low" if known <= LOW else "fine"
    return Place(
        code=warehouse.name[:3].upper(),
        name=warehouse.name,
        units=known,
        level=min(100, round(100 * (known or 0) / PLENTY)),
        state=state,
    )


def money(amount: Decimal, currency: str) -> str:
    """This will write an amount as in €1,280.00; a currency without a sign keeps its code."""
    return f"{SYMBOLS.get(currency, currency + ' ')}{amount:,.2f}"
