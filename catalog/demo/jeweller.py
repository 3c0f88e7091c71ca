"""Lumière Jewel: an invented jeweller of affordable pieces, with some suppliers who test and some who do not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from catalog.demo.assembly import Shop, Style, Variant, assemble, code_of, pick
from catalog.demo.jewel_materials import METALS, jewel_materials
from catalog.feeds.rows import BrandRow, CategoryRow, ComponentRow, RegionRow, StoreRows, TierRow, WarehouseRow

WAREHOUSES = (
    WarehouseRow("lyon", "Lyon", "Lyon", "Europe"),
    WarehouseRow("newark", "Newark", "Newark", "North America"),
    WarehouseRow("singapore", "Singapore", "Singapore", "Asia"),
)
REGIONS = (
    RegionRow("us", "United States", "USD", ("newark",)),
    RegionRow("eu", "Europe", "EUR", ("lyon", "newark")),
    RegionRow("asia", "Asia Pacific", "SGD", ("singapore",)),
)
TIERS = (
    TierRow("regular", "Regular", 0),
    TierRow("silver", "Silver", 1),
    TierRow("gold", "Gold", 2),
    TierRow("black", "Black", 3),
)
RATES = {"us": 1.0, "eu": 0.92, "asia": 1.38}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a leaf category sells: its words, its price in USD for silver, and its parts."""

    code: str
    name: str
    parent: str
    words: tuple[str, ...]
    price: float
    build: str


KINDS: tuple[Kind, ...] = (
    Kind("stacking-rings", "Stacking Rings", "Rings", ("Stacking Ring", "Band"), 59, "ring"),
    Kind("signet-rings", "Signet Rings", "Rings", ("Signet Ring",), 106, "ring"),
    Kind("statement-rings", "Statement Rings", "Rings", ("Cocktail Ring", "Dome Ring"), 119, "ring"),
    Kind("studs", "Studs", "Earrings", ("Studs",), 53, "pierced"),
    Kind("hoops", "Hoops", "Earrings", ("Hoops", "Huggies"), 74, "pierced"),
    Kind("drops", "Drop Earrings", "Earrings", ("Drops",), 97, "pierced"),
    Kind("ear-cuffs", "Ear Cuffs", "Earrings", ("Ear Cuff",), 46, "worn"),
    Kind("pendants", "Pendant Necklaces", "Necklaces", ("Pendant",), 100, "necklace"),
    Kind("chains", "Chain Necklaces", "Necklaces", ("Chain", "Rope Chain"), 113, "necklace"),
    Kind("chokers", "Chokers", "Necklaces", ("Choker",), 109, "necklace"),
    Kind("bangles", "Bangles", "Bracelets", ("Bangle",), 103, "worn"),
    Kind("chain-bracelets", "Chain Bracelets", "Bracelets", ("Bracelet",), 84, "worn"),
    Kind("cuffs", "Cuffs", "Bracelets", ("Cuff",), 124, "worn"),
    Kind("charms", "Charms", "Charms and Anklets", ("Charm",), 41, "worn"),
    Kind("anklets", "Anklets", "Charms and Anklets", ("Anklet",), 56, "worn"),
)
KIND_BY_CODE: Mapping[str, Kind] = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True, slots=True)
class House:
    """A brand and its collections: "Name | motif | accent material or - | metals | categories"."""

    code: str
    name: str
    kind: str
    level: float
    voice: str
    collections: tuple[str, ...]


HOUSES: tuple[House, ...] = (
    House("lumiere", "Lumière", "house", 1.0, "Designed in our Lyon studio", (
        "Celeste | Hammered | - | silver-hammered vermeil-hammered | hoops bangles stacking-rings cuffs pendants",
        "Odette | Pearl | pearl-akoya | silver-polished vermeil vermeil-rose | studs drops pendants chain-bracelets",
        "Solenne | Fine | - | vermeil silver-rhodium gold-14k | studs hoops chains anklets stacking-rings",
        "Héloïse | Wave | - | silver-polished silver-rhodium vermeil | ear-cuffs drops statement-rings chains",
        "Isaure | Twist | - | argentium vermeil-rose vermeil | hoops stacking-rings chain-bracelets chokers",
        "Margaux | Enamel | enamel-black | silver-polished vermeil | signet-rings pendants studs charms",
        "Victoire | Brushed | - | silver-brushed vermeil-rose vermeil | cuffs bangles hoops signet-rings",
        "Blanche | Pearl Drop | pearl-freshwater | silver-polished vermeil | chokers anklets hoops",
    )),
    House("petite-lumiere", "Petite Lumière", "house", 0.62, "Small pieces for every day", (
        "Mimi | Tiny | - | titanium steel-polished steel-gold | studs hoops anklets charms",
        "Lulu | Beaded | - | steel-gold steel-polished brass-gold-bronze | chain-bracelets anklets chokers",
        "Zoé | Star | - | steel-gold titanium steel-f2229 | studs pendants ear-cuffs charms",
        "Nina | Rope | - | steel-polished steel-gold | bangles chains hoops",
        "Fleur | Petal | zirconia | brass-gold-bronze silver-rhodium | studs pendants charms drops",
    )),
    House("atelier-sauvage", "Atelier Sauvage", "partner", 0.85, "Cast in small batches in Marseille", (
        "Corail | Organic | - | brass-raw silver-trade silver-gilt | statement-rings cuffs drops pendants",
        "Ondine | Baroque | pearl-baroque | silver-trade silver-gilt | drops chokers pendants",
        "Calanque | Ripple | - | silver-trade brass-raw silver-gilt | hoops bangles stacking-rings chains",
        "Cigale | Filigree | - | silver-trade silver-gilt silver-trade-oxidised | pendants studs anklets",
        "Maquis | Oxidised | - | silver-trade-oxidised silver-trade | signet-rings bangles ear-cuffs statement-rings",
    )),
    House("nord-stahl", "Nord & Stahl", "partner", 0.80, "Turned and brushed steel from Solingen", (
        "Fjord | Brushed | - | steel-brushed steel-black titanium-blasted | stacking-rings cuffs bangles ear-cuffs",
        "Linea | Line | - | steel-polished steel-gold steel-f2229 | hoops chains chain-bracelets studs",
        "Draht | Wire | - | titanium-blasted niobium titanium | hoops studs ear-cuffs",
        "Kern | Bold | onyx | steel-black steel-304 | signet-rings pendants chains",
    )),
    House("bianchi-perle", "Bianchi Perle", "partner", 1.45, "Pearls sorted by hand since 1958", (
        "Marina | Akoya | pearl-akoya | gold-14k gold-14k-white-palladium gold-18k | studs pendants chokers",
        "Notte | Tahitian | pearl-tahitian | gold-18k-white gold-18k-white-nickel | drops pendants statement-rings",
        "Serafina | Baroque Pearl | pearl-baroque | gold-9k gold-14k | drops pendants hoops",
        "Alba | Freshwater | pearl-freshwater | silver-rhodium gold-9k | studs chain-bracelets chokers",
    )),
    House("verity-gold", "Verity Gold", "partner", 1.25, "Solid gold without the ceremony", (
        "Hale | Plain | - | gold-14k gold-9k gold-14k-white | stacking-rings studs hoops chains",
        "Rowan | Signet | - | gold-9k gold-18k gold-18k-rose | signet-rings stacking-rings charms bangles",
        "Quill | Rope | - | gold-9k gold-14k gold-18k-white-nickel | chain-bracelets anklets bangles",
        "Ember | Solitaire | zirconia | gold-14k-white gold-18k-white gold-14k | statement-rings studs pendants",
    )),
    House("paloma-rey", "Paloma Rey", "partner", 0.52, "Colour and shine from Barcelona", (
        "Feria | Gilded | - | zamak-gold brass-gold brass-rhodium | statement-rings hoops cuffs chokers",
        "Verbena | Malachite | malachite | zamak-gold brass-gold | drops pendants statement-rings",
        "Rumba | Fringe | - | brass-gold zamak-gold zamak-silver | drops chokers chain-bracelets",
        "Azul | Cobalt | enamel-cobalt | brass-gold-bronze brass-gold | studs bangles pendants",
        "Sol | Sunburst | - | brass-gold zamak-silver zamak-gold | pendants studs anklets charms",
    )),
    House("juniper-co", "Juniper & Co.", "other", 0.45, "Trend pieces, new every month", (
        "Bea | Chunky | - | zamak-silver zamak-gold brass-rhodium | hoops chains chain-bracelets bangles",
        "Max | Curb | - | zamak-silver brass-nickel zamak-gold | chains chain-bracelets anklets cuffs",
        "Ivy | Leaf | - | zamak-gold brass-rhodium | drops ear-cuffs charms pendants",
        "Gigi | Wavy | - | brass-rhodium zamak-gold zamak-silver | stacking-rings cuffs ear-cuffs hoops",
        "Pip | Ivory | enamel-ivory | brass-rhodium zamak-gold | studs charms drops",
        "Dot | Shell | pearl-shell | brass-rhodium brass-nickel | studs anklets chokers charms",
    )),
    House("moonfield", "Moonfield", "other", 0.75, "Stones first", (
        "Luna | Moonstone | moonstone | silver-trade silver-nickel-rhodium | statement-rings pendants drops",
        "Aura | Stone Set | moonstone | argentium vermeil-hammered silver-trade | cuffs pendants studs drops",
        "Vesper | Onyx | onyx | silver-trade-oxidised silver-nickel-rhodium | signet-rings studs chain-bracelets",
        "Cord | Silk | silk-cord | silver-polished brass-rhodium-palladium niobium | chain-bracelets anklets chokers",
    )),
)  # fmt: skip

# Part, "metal" or "accent", contact, share in percent. A build without accent gives its share to the first part.
BUILDS: Mapping[str, tuple[tuple[str, str, str, float], ...]] = {
    "ring": (("band", "metal", "prolonged", 80), ("setting", "accent", "incidental", 20)),
    "pierced": (
        ("front", "metal", "prolonged", 50),
        ("post", "metal", "post", 10),
        ("drop", "accent", "prolonged", 40),
    ),
    "worn": (("body", "metal", "prolonged", 80), ("accent", "accent", "prolonged", 20)),
    "necklace": (("chain", "metal", "prolonged", 60), ("pendant", "accent", "prolonged", 40)),
}
# Stones sit in their setting and do not touch the skin.
SET_STONES = ("zirconia", "moonstone", "onyx", "malachite")
METAL_FACTORS: Mapping[str, float] = {
    "zamak": 0.75, "brass": 0.8, "steel": 0.85, "titanium": 1.0, "niobium": 1.0, "silver": 1.0, "argentium": 1.1,
    "vermeil": 1.3, "gold-9k": 2.3, "gold-14k": 3.1, "gold-18k": 4.2,
}  # fmt: skip
ACCENT_FACTORS: Mapping[str, float] = {"pearl-akoya": 1.5, "pearl-tahitian": 1.9, "pearl-freshwater": 1.15}
COLOUR_BY_METAL: Mapping[str, str] = {code: colour for code, _, _, colour, *_ in METALS}
# Papers and contracts: the European Union waits for a nickel test of Dot, and Tahitian pearls for US customs.
NOT_SOLD_BY_BRAND: Mapping[str, tuple[str, ...]] = {"verity-gold": ("asia",)}
NOT_SOLD_BY_COLLECTION: Mapping[str, tuple[str, ...]] = {"Dot": ("eu",), "Notte": ("us",)}


def jeweller(*, seed: int, today: date) -> StoreRows:
    """Generate Lumière Jewel, invented throughout, as it stands on a day."""
    material_rng, style_rng, product_rng = (np.random.default_rng([seed, 2, part]) for part in range(3))
    shop = Shop(
        code="jewel",
        name="Lumière Jewel",
        currency="USD",
        default_region="us",
        warehouses=WAREHOUSES,
        regions=REGIONS,
        tiers=TIERS,
        brands=tuple(BrandRow(house.code, house.name, house.kind) for house in HOUSES),
        categories=tuple(_categories()),
        materials=jewel_materials(rng=material_rng, today=today),
        rates=RATES,
        round_price=_round_to_whole,
        stock_depth=9.0,
    )
    return assemble(shop, styles=tuple(_styles(style_rng)), rng=product_rng, today=today)


def _round_to_whole(price: float) -> Decimal:
    return max(Decimal(9), Decimal(str(price)).quantize(Decimal(1), ROUND_HALF_UP)).quantize(Decimal("0.01"))


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
            collection, motif, accent, metals, categories = (part.strip() for part in line.split("|"))
            for category in categories.split():
                yield _style(
                    house,
                    collection=collection,
                    motif=motif,
                    accent="" if accent == "-" else accent,
                    metals=tuple(metals.split()),
                    kind=KIND_BY_CODE[category],
                    rng=rng,
                )


def _style(
    house: House,
    *,
    collection: str,
    motif: str,
    accent: str,
    metals: tuple[str, ...],
    kind: Kind,
    rng: np.random.Generator,
) -> Style:
    word = pick(kind.words, rng=rng)
    level = house.level * ACCENT_FACTORS.get(accent, 1.0) * rng.uniform(0.88, 1.14)
    return Style(
        code=code_of(f"{collection}-{word}"),
        name=f"{collection} {motif} {word}",
        category=kind.code,
        brand=house.code,
        price=kind.price * level,
        variants=tuple(_variant(metal, accent=accent, kind=kind) for metal in metals),
        description=f"{house.voice}. {motif} {word.lower()} from the {collection} collection.",
        attributes={"collection": collection, "motif": motif},
        not_sold_in=NOT_SOLD_BY_BRAND.get(house.code, ()) + NOT_SOLD_BY_COLLECTION.get(collection, ()),
    )


def _variant(metal: str, *, accent: str, kind: Kind) -> Variant:
    factor = max(factor for name, factor in METAL_FACTORS.items() if metal.startswith(name))
    return Variant(metal, COLOUR_BY_METAL[metal], tuple(_parts(metal, accent=accent, build=kind.build)), factor)


def _parts(metal: str, *, accent: str, build: str) -> Iterator[ComponentRow]:
    lines = BUILDS[build]
    spare = 0.0 if accent else sum(share for _, of, _, share in lines if of == "accent")
    for index, (part, of, contact, share) in enumerate(lines):
        if of == "metal":
            yield ComponentRow(part, metal, contact, share + (spare if index == 0 else 0.0))
        elif accent:
            yield ComponentRow(part, accent, "incidental" if accent in SET_STONES else contact, share)
