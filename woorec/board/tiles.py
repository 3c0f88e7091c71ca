"""The products of a list as tiles: price, margin, stock by warehouse, chips, and how each moved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from catalog.cards import Picture, picture
from catalog.models import Warehouse
from catalog.product_facts import ProductFacts
from catalog.queries import RegionFacts, stock_by_warehouse
from rules.engine.rule import Reserving
from rules.engine.scope import Scope
from woorec.answers import Answer, Item
from woorec.board.look import Look, Viewpoint
from woorec.board.reading import Rules
from woorec.board.words import (
    allergy_chip,
    say_money,
    say_share,
    short_ladder,
)
from woorec.snapshot import Snapshot

LOW_STOCK = 3
Address = Callable[[int], str]  # of the page that explains a product, or reserves a place
FULL_BAR = 24  # pieces that fill a stock bar
BRAND_BADGES = {"house": "House", "partner": "Partner"}


@dataclass(frozen=True, slots=True)
class Place:
    """Stock in one warehouse; `away` does not serve this shopper."""

    code: str
    name: str
    units: int | None
    level: int
    state: str
    away: bool


@dataclass(frozen=True, slots=True)
class Tile:
    product_id: int
    sku: str
    name: str
    brand: str
    position: int
    url: str
    reserve_url: str  # empty where nobody may edit
    image: str
    picture: Picture
    price: str
    margin: str
    stock: tuple[Place, ...]
    chips: tuple[Mapping[str, str], ...]
    slot: str
    pinned_by: str  # the key of the rule that pins just this product, or empty
    element: str  # of the page; both lists may show one product
    moved: int
    direction: str
    why: str


@dataclass(frozen=True, slots=True)
class ListView:
    """One list with everything about it that stands beside it."""

    title: str
    tiles: tuple[Tile, ...]
    gone: tuple[str, ...] = ()
    problem: str = ""
    movable: bool = False


def warehouses_of(snapshot: Snapshot) -> dict[int, Warehouse]:
    return {warehouse.pk: warehouse for warehouse in Warehouse.objects.filter(store=snapshot.store).order_by("pk")}


def list_view(
    title: str,
    answer: Answer,
    *,
    before: Answer | None,
    rules: Rules,
    viewpoint: Viewpoint,
    look: Look,
    snapshot: Snapshot,
    address: Address,
    pin_scope: Scope = Scope(),  # noqa: B008  # frozen
    reserve: Address | None = None,
    movable: bool = False,
    brief: bool = False,
) -> ListView:
    """This will lay an answer out as tiles, with how far each product moved since `before`."""
    places = {item.product_id: item.position for item in before.items} if before else {}
    region = snapshot.region(answer.region)
    stock = stock_by_warehouse([item.product_id for item in answer.items])
    warehouses = warehouses_of(snapshot)
    pins = pins_of(rules, scope=Scope()) | pins_of(rules, scope=pin_scope)
    tiles = tuple(
        _tile(
            item,
            title=title.split()[0],
            answer=answer,
            moved=_moved(item, places) if before else (0, ""),
            stock=stock_places(stock.get(item.product_id, {}), warehouses, region),
            rules=rules,
            pinned_by=pins.get(item.sku, ""),
            viewpoint=viewpoint,
            look=look,
            snapshot=snapshot,
            address=address,
            reserve=reserve,
            brief=brief,
        )
        for item in answer.items
    )
    kept = {item.product_id for item in answer.items}
    gone = tuple(item.name for item in before.items if item.product_id not in kept) if before else ()
    return ListView(title=title, tiles=tiles, gone=gone, movable=movable)


def picture_of(product: ProductFacts) -> Picture:
    return picture(
        family=product.material_family,
        colour=product.colour_hex,
        grain=product.grain,
        finish=product.finish,
        category=product.category,
    )


def pins_of(rules: Rules, *, scope: Scope) -> dict[str, str]:
    """This will find the rules of a scope that hold places for a single product: SKU -> key."""
    return {
        rule.body.chain[0].skus[0]: rule.rule_id
        for rule in rules.engine.rules
        if isinstance(rule.body, Reserving)
        and len(rule.body.chain) == len(rule.body.chain[0].skus) == 1
        and rule.scope == scope
    }


def _tile(
    item: Item,
    *,
    title: str,
    answer: Answer,
    moved: tuple[int, str],
    stock: tuple[Place, ...],
    rules: Rules,
    pinned_by: str,
    viewpoint: Viewpoint,
    look: Look,
    snapshot: Snapshot,
    address: Address,
    reserve: Address | None,
    brief: bool,
) -> Tile:
    product = snapshot.product(snapshot.row_of[item.product_id])
    badge = {
        "label": BRAND_BADGES.get(item.brand_kind, ""),
        "kind": item.brand_kind,
        "title": f"{item.brand_kind} brand",
    }
    chips = [badge] if badge["label"] else []
    room = 2 if not brief else 0 if viewpoint.avoids else 1
    chips += [allergy_chip(product, allergen) for allergen in sorted(viewpoint.avoids)]
    chips += [{"label": chip, "kind": "material", "title": ""} for chip in item.chips[:room]]
    return Tile(
        product_id=item.product_id,
        sku=item.sku,
        name=item.name,
        brand=item.brand,
        position=item.position,
        url=address(item.product_id),
        reserve_url=reserve(item.position) if reserve else "",
        image=item.image_url,
        picture=picture_of(product),
        price=say_money(item.price, currency=answer.currency),
        margin="" if item.margin is None or not item.price else say_share(item.margin / item.price),
        stock=stock,
        chips=tuple(chips),
        slot=_say_slot(item, rules, pinned=bool(pinned_by), brief=brief),
        pinned_by=pinned_by,
        element=f"{title.casefold()}-{item.product_id}",
        moved=moved[0],
        direction=moved[1],
        why=short_ladder(item) if look.why else "",
    )


def _say_slot(item: Item, rules: Rules, *, pinned: bool, brief: bool) -> str:
    if item.ladder.slot is None:
        return ""
    if pinned or brief:
        return "Pinned" if pinned else "Reserved"
    # The number stands in the corner of the tile.
    name = rules.names.get(item.ladder.slot, "Reserved")
    return name.removeprefix(f"Place {item.position}: ").removesuffix(f" in slot {item.position}")


def _moved(item: Item, places: Mapping[int, int]) -> tuple[int, str]:
    before = places.get(item.product_id)
    if before is None:
        return 0, "new"
    steps = before - item.position
    return abs(steps), "up" if steps > 0 else "down" if steps < 0 else ""


def stock_places(
    units: Mapping[int, int], warehouses: Mapping[int, Warehouse], region: RegionFacts | None
) -> tuple[Place, ...]:
    """A product without any stock row is not counted anywhere; one with rows is sold out where it has none."""
    serving = set(region.warehouse_ids) if region else set()
    return tuple(
        _place(warehouse, units.get(pk, 0) if units else None, away=pk not in serving)
        for pk, warehouse in warehouses.items()
    )


def _place(warehouse: Warehouse, units: int | None, *, away: bool) -> Place:
    name = warehouse.name
    if units is None:
        return Place(name[:3].upper(), warehouse.name, None, 0, "", away)
    state = "out" if units == 0 else "low" if units <= LOW_STOCK else "fine"
    return Place(name[:3].upper(), warehouse.name, units, min(100, round(100 * units / FULL_BAR)), state, away)
