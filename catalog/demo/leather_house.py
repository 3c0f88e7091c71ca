"""LuxeLeather Collective: an invented leather house with two house brands and five partners."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from catalog.demo.assembly import Shop, Style, Variant, assemble, code_of, pick
from catalog.demo.leather_materials import ARTICLE_BY_CODE, Article, leather_materials, material_code
from catalog.feeds.rows import BrandRow, CategoryRow, ComponentRow, RegionRow, StoreRows, TierRow, WarehouseRow

WAREHOUSES = (
    WarehouseRow("florence", "Florence", "Florence", "Europe"),
    WarehouseRow("new-jersey", "New Jersey", "Secaucus", "North America"),
    WarehouseRow("singapore", "Singapore", "Singapore", "Asia"),
)
REGIONS = (
    RegionRow("eu", "Europe", "EUR", ("florence",)),
    RegionRow("us", "United States", "USD", ("new-jersey", "florence")),
    RegionRow("asia", "Asia Pacific", "SGD", ("singapore",)),
)
TIERS = (
    TierRow("regular", "Regular", 0),
    TierRow("silver", "Silver", 1),
    TierRow("gold", "Gold", 2),
    TierRow("black", "Black", 3),
)
RATES = {"eu": 1.0, "us": 1.12, "asia": 1.55}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a leaf category sells: its words, its usual price in EUR, and how its parts touch the wearer."""

    code: str
    name: str
    parent: str
    words: tuple[str, ...]
    price: float
    build: str
    closures: tuple[str, ...]


KINDS: tuple[Kind, ...] = (
    Kind("totes", "Totes", "Bags", ("Tote",), 310, "bag", ("open top", "magnetic tab", "zip")),
    Kind("shoulder-bags", "Shoulder Bags", "Bags", ("Shoulder Bag", "Hobo"), 285, "bag", ("zip", "flap")),
    Kind("crossbody", "Crossbody Bags", "Bags", ("Crossbody", "Camera Bag", "Saddle Bag"), 215, "bag", ("zip",)),
    Kind("clutches", "Clutches", "Bags", ("Clutch",), 160, "small", ("magnetic flap", "zip")),
    Kind("backpacks", "Backpacks", "Bags", ("Backpack",), 330, "bag", ("zip", "drawstring")),
    Kind("briefcases", "Briefcases", "Bags", ("Briefcase", "Folio Case"), 380, "bag", ("zip", "lock")),
    Kind("weekenders", "Weekenders", "Travel", ("Weekender", "Duffle"), 450, "bag", ("zip",)),
    Kind("wash-bags", "Wash Bags", "Travel", ("Wash Bag",), 110, "small", ("zip",)),
    Kind("wallets", "Wallets", "Small Leather Goods", ("Wallet", "Zip Wallet"), 120, "small", ("zip", "bifold")),
    Kind("card-holders", "Card Holders", "Small Leather Goods", ("Card Holder",), 58, "small", ("slip pocket", "snap")),
    Kind("pouches", "Pouches", "Small Leather Goods", ("Pouch",), 84, "small", ("zip",)),
    Kind("key-rings", "Key Rings", "Small Leather Goods", ("Key Ring",), 38, "keyring", ("split ring", "snap hook")),
    Kind("belts", "Belts", "Accessories", ("Belt",), 88, "belt", ("pin buckle", "plate buckle")),
    Kind("gloves", "Gloves", "Accessories", ("Gloves",), 96, "gloves", ("slip-on", "snap")),
    Kind("watch-straps", "Watch Straps", "Accessories", ("Watch Strap",), 64, "strap", ("pin buckle",)),
    Kind("bracelets", "Bracelets", "Accessories", ("Bracelet", "Wrap Bracelet"), 48, "strap", ("toggle",)),
)  # fmt: skip
KIND_BY_CODE: Mapping[str, Kind] = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class House:
    """A brand with its price level, hardware, lining and collections: "Name | article | categories"."""

    code: str
    name: str
    kind: str
    level: float
    hardware: str
    lining: str
    voice: str
    collections: tuple[str, ...]


HOUSES: tuple[House, ...] = (
    House("collective-atelier", "Collective Atelier", "house", 1.15, "brass-palladium", "cotton-twill",
          "Cut and edge-painted in our own workshop", (
        "Aurelia | pebbled-calf | totes shoulder-bags crossbody wallets card-holders belts",
        "Livia | nappa | clutches shoulder-bags gloves pouches wallets",
        "Octavia | box-calf | totes briefcases wallets card-holders belts watch-straps",
        "Serena | suede | shoulder-bags crossbody weekenders pouches",
        "Fiora | woven-nappa | totes clutches crossbody bracelets card-holders",
        "Camilla | nubuck | totes shoulder-bags card-holders",
    )),
    House("luxe-essentials", "Luxe Essentials", "house", 0.72, "zamak-palladium", "microsuede",
          "The pieces our clients come back for", (
        "Everyday | pebbled-goat | totes crossbody wallets card-holders key-rings pouches",
        "Metro | saffiano | briefcases card-holders wallets backpacks key-rings",
        "Weekend | pebbled-calf | weekenders wash-bags backpacks belts",
        "Atlas | nubuck | crossbody pouches totes belts",
        "Commute | box-calf | briefcases backpacks card-holders watch-straps",
    )),
    House("maison-veyrac", "Maison Veyrac", "partner", 1.65, "brass-gold", "jacquard",
          "Made near Limoges since 1931", (
        "Colette | croc-calf | clutches shoulder-bags wallets belts card-holders",
        "Delphine | patent-calf | clutches crossbody pouches",
        "Marguerite | ostrich | totes shoulder-bags wallets card-holders",
        "Sylvie | nappa | gloves clutches shoulder-bags",
        "Honorine | pebbled-calf | shoulder-bags wallets",
    )),
    House("ferrante-firenze", "Ferrante Firenze", "partner", 1.25, "brass-solid", "cotton-twill",
          "Vegetable tanned on the Arno and finished by hand", (
        "Arno | vachetta | totes briefcases weekenders belts wallets",
        "Brunella | saffiano | totes shoulder-bags wallets pouches",
        "Fiesole | pebbled-calf | shoulder-bags crossbody backpacks card-holders",
        "Oltrarno | bridle | belts watch-straps key-rings briefcases",
    )),
    House("hartwell-pryce", "Hartwell & Pryce", "partner", 1.10, "brass-antique", "cotton-twill",
          "Saddle stitched in Walsall", (
        "Ludlow | bridle | briefcases belts wallets key-rings watch-straps",
        "Marlow | box-calf | briefcases wallets card-holders watch-straps",
        "Rutland | suede | weekenders backpacks wash-bags",
        "Thornbury | pebbled-goat | wash-bags card-holders gloves",
        "Sefton | deerskin | gloves pouches wallets",
    )),
    House("aubrac-freres", "Aubrac Frères", "partner", 0.95, "zamak-ruthenium", "microsuede",
          "Hides from the Aveyron, light enough to travel", (
        "Causse | pebbled-goat | weekenders backpacks wash-bags wallets",
        "Lozère | nubuck | backpacks totes crossbody",
        "Margeride | deerskin | gloves shoulder-bags pouches",
        "Viaduc | box-calf | backpacks weekenders wallets",
        "Truyère | pebbled-calf | totes weekenders key-rings",
    )),
    House("nordvik-lader", "Nordvik Läder", "partner", 0.88, "steel-brushed", "cotton-twill",
          "Few seams, no linings where none are needed", (
        "Fjell | vachetta | backpacks totes card-holders bracelets",
        "Skog | nubuck | totes pouches watch-straps",
        "Strand | bridle | belts bracelets key-rings card-holders",
        "Vinter | deerskin | gloves bracelets",
    )),
    House("kestrel-row", "Kestrel Row", "other", 0.66, "brass-nickel", "microsuede",
          "Easy shapes in soft hides", (
        "Juno | suede | crossbody totes pouches belts",
        "Piper | pebbled-goat | crossbody backpacks card-holders bracelets",
        "Wren | foil-goat | clutches pouches bracelets key-rings",
    )),
    House("studio-ombra", "Studio Ombra", "other", 0.92, "zamak-ruthenium", "cashmere",
          "Small runs, cut from one hide at a time", (
        "Nera | patent-calf | totes shoulder-bags belts",
        "Luna | foil-goat | clutches crossbody wallets",
        "Tessa | woven-nappa | shoulder-bags totes bracelets belts",
    )),
)  # fmt: skip

# Part, whose material (hide, lining or hardware), contact, share in percent.
BUILDS: Mapping[str, tuple[tuple[str, str, str, float], ...]] = {
    "bag": (
        ("body", "hide", "incidental", 68),
        ("lining", "lining", "incidental", 18),
        ("handle", "hide", "prolonged", 7),
        ("hardware", "hardware", "incidental", 7),
    ),
    "small": (
        ("body", "hide", "incidental", 82),
        ("lining", "lining", "incidental", 13),
        ("hardware", "hardware", "incidental", 5),
    ),
    "keyring": (("fob", "hide", "incidental", 65), ("ring", "hardware", "incidental", 35)),
    "belt": (("strap", "hide", "incidental", 85), ("buckle", "hardware", "prolonged", 15)),
    "gloves": (("body", "hide", "prolonged", 80), ("lining", "lining", "prolonged", 20)),
    "strap": (("band", "hide", "prolonged", 86), ("buckle", "hardware", "prolonged", 14)),
}
HIDE_FACTORS = {"ostrich": 2.1, "croc-calf": 1.15, "bridle": 1.05, "foil-goat": 0.9, "suede": 0.92}
# Ostrich waits for its papers at US customs; Maison Veyrac's contract leaves Asia to its own boutiques.
NOT_SOLD_BY_HIDE, NOT_SOLD_BY_BRAND = {"ostrich": ("us",)}, {"maison-veyrac": ("asia",)}


def leather_house(*, seed: int, today: date) -> StoreRows:
    """Generate LuxeLeather Collective, invented throughout, as it stands on a day."""
    material_rng, style_rng, product_rng = (np.random.default_rng([seed, 1, part]) for part in range(3))
    shop = Shop(
        code="leather",
        name="LuxeLeather Collective",
        currency="EUR",
        default_region="eu",
        warehouses=WAREHOUSES,
        regions=REGIONS,
        tiers=TIERS,
        brands=tuple(BrandRow(house.code, house.name, house.kind) for house in HOUSES),
        categories=tuple(_categories()),
        materials=leather_materials(rng=material_rng, today=today),
        rates=RATES,
        round_price=_round_to_five,
        stock_depth=5.0,
    )
    return assemble(shop, styles=tuple(_styles(style_rng)), rng=product_rng, today=today)


def _round_to_five(price: float) -> Decimal:
    return max(Decimal(5), (Decimal(str(price)) / 5).quantize(Decimal(1), ROUND_HALF_UP) * 5).quantize(Decimal("0.01"))


def _categories() -> Iterator[CategoryRow]:
    for parent in dict.fromkeys(kind.parent for kind in KINDS):
        code = code_of(parent)
        yield CategoryRow(code, parent, parent)
        for kind in KINDS:
            if kind.parent == parent:
                yield CategoryRow(kind.code, kind.name, f"{parent} > {kind.name}", code)


def _styles(rng: np.random.Generator) -> Iterator[Style]:
    for house in HOUSES:
        for line in house.collections:
            collection, article, categories = (part.strip() for part in line.split("|"))
            for category in categories.split():
                yield _style(
                    house, collection=collection, article=ARTICLE_BY_CODE[article], kind=KIND_BY_CODE[category], rng=rng
                )


def _style(house: House, *, collection: str, article: Article, kind: Kind, rng: np.random.Generator) -> Style:
    word, closure = pick(kind.words, rng=rng), pick(kind.closures, rng=rng)
    level = house.level * HIDE_FACTORS.get(article.code, 1.0) * rng.uniform(0.88, 1.14)
    not_sold_in = NOT_SOLD_BY_HIDE.get(article.code, ()) + NOT_SOLD_BY_BRAND.get(house.code, ())
    return Style(
        code=code_of(f"{collection}-{word}"),
        name=f"{collection} {article.word} {word}",
        category=kind.code,
        brand=house.code,
        price=kind.price * level,
        variants=tuple(_variant(house, article=article, colour=colour, kind=kind) for colour in article.colours),
        description=f"{house.voice}. {word} in {article.name}, {closure}.",
        attributes={"closure": closure, "collection": collection},
        not_sold_in=not_sold_in,
    )


def _variant(house: House, *, article: Article, colour: str, kind: Kind) -> Variant:
    hide = material_code(article, colour)
    materials = {"hide": hide, "lining": house.lining, "hardware": house.hardware}
    parts = tuple(ComponentRow(part, materials[of], contact, share) for part, of, contact, share in BUILDS[kind.build])
    return Variant(colour.lower(), colour, parts)
