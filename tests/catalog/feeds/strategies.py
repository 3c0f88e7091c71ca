"""Shops to write and read again, each within what its format can carry."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from catalog.feeds.rows import (
    BrandRow,
    CategoryRow,
    ComponentRow,
    EvidenceRow,
    MaterialRow,
    PriceRow,
    ProductRow,
    RegionRow,
    StockRow,
    StoreRows,
    TierRow,
    WarehouseRow,
)

SIGNS = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zs", "Zl", "Zp"))
TROUBLE = st.sampled_from(list(" ,;'\"=+-@|:<>&/.$") + ["=cmd", "-1", "'=", "&amp;"])
AMOUNTS = st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100)
CODES = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,15}", fullmatch=True)
SLOW = st.integers(0, 400).map(lambda days: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days, seconds=days * 7))
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
GTINS = st.from_regex(r"[0-9]{8,14}", fullmatch=True)
IMAGES = st.from_regex(r"https://img\.example/[a-z0-9]{1,8}\.jpg", fullmatch=True)


def texts(limit: int = 30, *, without: str = "", least: int = 1) -> st.SearchStrategy[str]:
    """Text on one line with what formats trip over: separators, quotes, formulas, markup."""
    pieces = st.lists(st.one_of(SIGNS, TROUBLE), max_size=limit)

    def cleaned(found: list[str]) -> str:
        text = "".join(sign for sign in "".join(found) if sign not in without)
        return " ".join(text[:limit].split())

    return pieces.map(cleaned).filter(lambda text: len(text) >= least)


def descriptions(without: str = "") -> st.SearchStrategy[str]:
    return st.lists(texts(20, without=without), max_size=3).map("\n".join)


def paths(without: str = "") -> st.SearchStrategy[str]:
    return st.lists(texts(12, without=f">{without}"), max_size=3).map(" > ".join)


def spans() -> st.SearchStrategy[tuple[datetime | None, datetime | None]]:
    """Validity with either end open."""
    starts = st.one_of(st.none(), SLOW)
    return st.tuples(starts, st.one_of(st.none(), SLOW.map(lambda end: end + timedelta(days=500))))


def shop(products: list[ProductRow], prices: list[PriceRow], stock: list[StockRow]) -> StoreRows:
    return StoreRows(
        code="shop",
        name="Shop & Sons",
        currency="EUR",
        default_region="eu",
        warehouses=(WarehouseRow("florence", "Florence"),),
        tiers=(TierRow("guest", "Guest", 0), TierRow("gold", "Gold", 1)),
        products=tuple(products),
        prices=tuple(prices),
        stock=tuple(stock),
    )


@st.composite
def woocommerce_shops(draw: st.DrawFn) -> StoreRows:
    """Backslashes are left out: WooCommerce escapes commas with them and nothing escapes them."""
    word = texts(20, without="\\")
    names = word.filter(lambda name: name.casefold() not in {"brand", "brands", "marke", "marque", "marca", "merk"})
    skus = draw(st.lists(word.filter(lambda sku: not sku.startswith("id:")), min_size=1, max_size=5, unique=True))
    products, prices, stock = [], [], []
    for sku in skus:
        images = draw(st.lists(IMAGES, max_size=3, unique=True))
        group = draw(st.sampled_from(["", "group-1", "group 2", skus[0]]))
        links = st.tuples(st.sampled_from(["upsell", "cross_sell", "grouped"]), st.sampled_from(skus))
        found = draw(st.lists(links, max_size=3, unique=True))
        product = ProductRow(
            sku=sku,
            name=draw(word),
            category="",
            brand="",
            price=draw(AMOUNTS),
            item_group="" if group == sku else group,
            description=draw(descriptions("\\")),
            cost=draw(st.none() | AMOUNTS),
            status=draw(st.sampled_from(["active", "draft"])),
            visible=draw(st.booleans()),
            attributes=draw(st.dictionaries(names, word, max_size=3)),
            image_url=images[0] if images else "",
            external_id=draw(st.just("") | st.integers(1, 10**6).map(str)),
            gtin=draw(st.just("") | GTINS),
            tags=tuple(draw(st.lists(word, max_size=3, unique=True))),
            more_image_urls=tuple(images[1:]),
            links=tuple(sorted({pair for pair in found if pair[1] != sku}, key=_as_woocommerce_lists_them)),
            category_path=draw(paths("\\")),
            brand_name=draw(st.just("") | word),
        )
        products.append(product)
        if draw(st.booleans()):
            stock.append(StockRow(sku, "florence", draw(st.integers(0, 10**6))))
        if product.price > 1 and draw(st.booleans()):
            start, end = draw(spans())
            prices.append(PriceRow(sku, "", "", product.price / 2 // Decimal("0.01") / 100, "EUR", start, end))
    return shop(products, prices, stock)


def _as_woocommerce_lists_them(link: tuple[str, str]) -> tuple[int, str]:
    return ["upsell", "cross_sell", "grouped"].index(link[0]), link[1]


@st.composite
def shopify_shops(draw: st.DrawFn) -> StoreRows:
    products, prices, stock = [], [], []
    skus = iter(draw(st.lists(texts(12), min_size=12, max_size=12, unique=True)))
    for style in range(draw(st.integers(1, 3))):
        options = draw(st.lists(texts(8).filter(lambda name: name not in OWN), max_size=3, unique=True))
        number = draw(st.integers(2, 4)) if options else 1
        common = ProductRow(
            sku="",
            name="",
            category="",
            brand="",
            price=Decimal(0),
            item_group=f"style-{style}",
            description=draw(descriptions()),
            status=draw(st.sampled_from(["active", "draft", "archived"])),
            visible=draw(st.booleans()),
            category_path=draw(paths()),
            brand_name=draw(st.just("") | texts(20)),
            tags=tuple(draw(st.lists(texts(10, without=","), max_size=3, unique=True))),
        )
        title = draw(texts(20))
        images = draw(st.lists(IMAGES, max_size=3, unique=True))
        plain = draw(
            st.dictionaries(
                texts(8).filter(lambda name, taken=(*OWN, *options): name not in taken), texts(12), max_size=2
            )
        )
        columns = [draw(st.lists(texts(8), min_size=number, max_size=number, unique=True)) for _ in options]
        for place in range(number):
            values = {name: column[place] for name, column in zip(options, columns, strict=True)}
            if "Default Title" in values.values():
                continue
            sku, image = next(skus), draw(st.sampled_from(images)) if images else ""
            product = ProductRow(
                **{name: getattr(common, name) for name in ProductRow.__slots__}
                | {
                    "sku": sku,
                    "name": f"{title} - {' / '.join(values.values())}" if values else title,
                    "price": draw(AMOUNTS),
                    "cost": draw(st.none() | AMOUNTS),
                    "attributes": {**plain, **values},
                    "gtin": draw(st.just("") | GTINS),
                    "image_url": image,
                    "more_image_urls": tuple(address for address in images if address != image),
                }
            )
            products.append(product)
            if draw(st.booleans()):
                stock.append(StockRow(sku, "florence", draw(st.integers(0, 10**6))))
            if product.price > 1 and draw(st.booleans()):
                prices.append(PriceRow(sku, "", "", product.price / 2 // Decimal("0.01") / 100, "EUR"))
    return shop(products, prices, stock)


OWN = ("type", "Barcode", "Title")


@st.composite
def merchant_shops(draw: st.DrawFn) -> StoreRows:
    products, prices = [], []
    labels = st.sampled_from(["material", "color", "size", "custom_label_0", "custom_label_4", "link"])
    word = texts(20).filter(lambda text: text[-1] != "\\") | texts(20)
    details = texts(8, without=":") | st.tuples(texts(8, without=":"), texts(8, without=":")).map(": ".join)
    for sku in draw(st.lists(word, min_size=1, max_size=4, unique=True)):
        images = draw(st.lists(IMAGES, max_size=3, unique=True))
        path = draw(paths())
        group = draw(st.just("") | word)
        attributes = draw(st.dictionaries(labels, word, max_size=3)) | draw(st.dictionaries(details, word, max_size=3))
        if path and draw(st.booleans()):
            attributes["google_product_category"] = "Apparel & Accessories > Handbags"
        product = ProductRow(
            sku=sku,
            name=draw(word),
            category="",
            brand="",
            price=draw(AMOUNTS),
            item_group="" if group == sku else group,
            description=draw(descriptions()),
            cost=draw(st.none() | AMOUNTS),
            attributes=attributes,
            image_url=images[0] if images else "",
            gtin=draw(st.just("") | GTINS),
            more_image_urls=tuple(images[1:]),
            category_path=path,
            brand_name=draw(st.just("") | word),
        )
        products.append(product)
        if product.price > 1 and draw(st.booleans()):
            start, end = draw(spans())
            prices.append(PriceRow(sku, "", "", product.price / 2 // Decimal("0.01") / 100, "EUR", start, end))
        if draw(st.booleans()):
            start, end = draw(spans())
            prices.append(PriceRow(sku, "", "gold", product.price, "EUR", start, end))
    return shop(products, prices, [])


# Figures as a laboratory reports them: up to 1000, down to a millionth of its unit.
NUMBERS = st.integers(0, 10**9).map(lambda millionths: millionths / 10**6)
EVIDENCE = st.builds(
    EvidenceRow,
    allergen=st.sampled_from(["nickel", "cobalt", "lead"]),
    measure=st.sampled_from(["release", "content"]),
    value=NUMBERS,
    method=texts(),
    tested_on=DAYS,
    below=st.booleans(),
    laboratory=st.just("") | texts(),
    report=st.just("") | texts(),
    expires_on=st.none() | DAYS,
)
COMPONENTS = st.builds(
    ComponentRow,
    part=texts(20),
    material=CODES,
    contact=st.sampled_from(["post", "prolonged", "incidental"]),
    share_percent=st.integers(0, 10_000).map(lambda hundredths: hundredths / 100),
)
PARTS = texts(20, without="")
LEATHER = st.fixed_dictionaries(
    {"species": texts(), "grain_layer": st.just("full_grain"), "thickness_mm": NUMBERS},
    optional={"hand": st.lists(texts(10), min_size=1, max_size=3).map(tuple), "rub_dry": NUMBERS},
)
METAL = st.fixed_dictionaries({"designation": texts(), "fineness_permille": st.integers(0, 1000)})
PEARL = st.fixed_dictionaries({"kind": texts(), "diameter_mm": NUMBERS, "lustre_grade": texts(5)})
ENAMEL = st.fixed_dictionaries({"opacity": st.just("opaque")}, optional={"base_metal": CODES})
TEXTILE = st.fixed_dictionaries(
    {"weave": st.sampled_from(["twill", "knit", "jacquard"])},
    optional={
        "mass_gsm": st.integers(1, 900).map(float),
        "drape_percent": st.integers(0, 100).map(float),
        "hand": st.just(("soft", "dry")),
    },
)
FIBRES = st.sampled_from([(), (("silk", 100.0),), (("cotton", 62.5), ("elastane", 37.5))])
MATERIALS = st.builds(
    MaterialRow,
    code=CODES,
    name=texts(),
    family=st.sampled_from(["leather", "metal", "pearl", "enamel", "textile"]),
    colour_hex=st.just("#8a5a3b"),
    colour_name=st.just("") | texts(),
    gloss_gu60=NUMBERS,
    leather=st.none() | LEATHER,
    metal=st.none() | METAL,
    pearl=st.none() | PEARL,
    enamel=st.none() | ENAMEL,
    textile=st.none() | TEXTILE,
    fibres=FIBRES,
    alloy=st.lists(st.tuples(st.sampled_from(["Fe", "Ni"]), NUMBERS, NUMBERS), max_size=2).map(tuple),
    coating=st.lists(st.tuples(st.integers(1, 9), PARTS, NUMBERS, st.just("") | st.just("galvanic")), max_size=2).map(
        tuple
    ),
    evidence=st.lists(EVIDENCE, max_size=2).map(tuple),
    source_document=st.just("") | texts(),
    measured_on=st.none() | DAYS,
)
PRODUCTS = st.builds(
    ProductRow,
    sku=texts(),
    name=texts(),
    category=CODES,
    brand=CODES,
    price=AMOUNTS,
    item_group=st.just("") | texts(),
    description=descriptions(),
    cost=st.none() | AMOUNTS,
    status=st.sampled_from(["active", "draft", "archived"]),
    visible=st.booleans(),
    launched_on=st.none() | DAYS,
    attributes=st.dictionaries(texts(), texts(), max_size=3),
    image_url=st.just("") | IMAGES,
    components=st.lists(COMPONENTS, max_size=2, unique_by=lambda part: part.part).map(tuple),
    not_sold_in=st.lists(CODES, max_size=2).map(tuple),
    external_id=st.just("") | texts(),
    gtin=st.just("") | GTINS,
    tags=st.lists(texts(), max_size=3).map(tuple),
    more_image_urls=st.lists(IMAGES, max_size=2).map(tuple),
    links=st.lists(st.tuples(st.sampled_from(["upsell", "grouped"]), texts()), max_size=2).map(tuple),
    source_updated_at=st.none() | SLOW,
    category_path=st.just("") | paths(),
    brand_name=st.just("") | texts(),
)


def _few(rows: st.SearchStrategy, *, key: str = "code") -> st.SearchStrategy[tuple]:
    return st.lists(rows, max_size=3, unique_by=lambda row: getattr(row, key)).map(tuple)


WHOLE_SHOPS = st.builds(
    StoreRows,
    code=st.just("shop"),
    name=st.just("Shop"),
    currency=st.just("EUR"),
    default_region=st.just("eu"),
    warehouses=_few(st.builds(WarehouseRow, CODES, texts(), st.just("") | texts(), st.just("") | texts())),
    regions=_few(st.builds(RegionRow, CODES, texts(), st.just("EUR"), st.lists(CODES, max_size=3).map(tuple))),
    tiers=_few(
        st.builds(
            TierRow,
            CODES,
            texts(),
            st.integers(0, 9),
            discount_percent=st.none() | st.just(Decimal("12.50")),
            minimum_spend=st.none() | AMOUNTS,
            spend_months=st.none() | st.integers(1, 60),
            note=st.just("") | texts(),
        )
    ),
    brands=_few(st.builds(BrandRow, CODES, texts(), st.sampled_from(["house", "partner", "other"]))),
    categories=_few(st.builds(CategoryRow, CODES, texts(), texts(), st.just("") | CODES)),
    materials=_few(MATERIALS),
    products=_few(PRODUCTS, key="sku"),
    stock=_few(
        st.builds(
            StockRow, texts(), CODES, st.integers(-100, 10**6), st.none() | st.integers(0, 10**17), st.booleans()
        ),
        key="sku",
    ),
    prices=_few(
        st.builds(
            PriceRow,
            texts(),
            st.just("") | CODES,
            st.just("") | CODES,
            AMOUNTS,
            currency=st.just("EUR"),
            valid_from=st.none() | SLOW,
            valid_until=st.none() | SLOW,
        ),
        key="sku",
    ),
)
