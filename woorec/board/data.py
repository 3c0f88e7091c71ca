"""What the board's templates print, as plain values: two lists on one grid, and the rules as the engine runs them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.cards import Picture, picture
from catalog.models import Warehouse
from catalog.product_facts import ProductFacts
from catalog.queries import RegionFacts, stock_by_warehouse
from rules.engine.rule import Excluding, Reserving, Scoring
from rules.engine.rule import Rule as EngineRule
from rules.engine.ruleset import RuleSet as EngineRuleSet
from rules.engine.scope import Scope
from rules.forms import plain_words
from rules.models import Placement, Rule, RuleSet
from rules.queries import LivePlacement, UnreadableRule, placement_facts, readable_ruleset, rules_in_order
from woorec.answers import Answer, Item
from woorec.board.look import Look, Viewpoint
from woorec.board.words import (
    KIND_WORDS,
    allergy_chip,
    count,
    say_day,
    say_money,
    say_share,
    short_ladder,
)
from woorec.serviceable import serviceable
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


@dataclass(frozen=True, slots=True)
class CostChip:
    """What a rule costs a week in a few words, how sure that is, and the replay behind it."""

    label: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class RuleCard:
    key: str
    kind: str
    kind_label: str
    name: str  # the label, unless it says no more than the sentence
    sentence: str
    owner: str
    reason: str
    severity: str
    schedule: str
    enabled: bool
    change: str = ""
    effect: str = ""
    gave_way: str = ""
    problem: str = ""
    cost: CostChip | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the execution, with the rules that act in it."""

    title: str
    note: str
    built_in: tuple[str, ...]
    cards: tuple[RuleCard, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """A version as the engine reads it. A stored rule that no longer fits is left out and named."""

    version: RuleSet | None
    rows: tuple[Rule, ...]
    engine: EngineRuleSet
    unreadable: tuple[UnreadableRule, ...] = ()

    @property
    def broken(self) -> dict[str, str]:
        """This will say what does not fit any more: the rule's key -> plain words."""
        return {rule.rule_id: plain_words(rule.error) for rule in self.unreadable}

    def on(self, placement: Placement) -> LivePlacement:
        """This will put the rules on their placement, as the shop would serve it."""
        return serviceable(LivePlacement(placement_facts(placement), self.engine, self.unreadable))

    @property
    def names(self) -> dict[str, str]:
        return {rule.rule_id: rule.name for rule in self.engine.rules}

    def rule(self, rule_id: str) -> EngineRule | None:
        return next((rule for rule in self.engine.rules if rule.rule_id == rule_id), None)


def read_rules(version: RuleSet | None) -> Rules:
    """This will read a version rule by rule, so that one that does not fit cannot hide the others."""
    return Rules(version, tuple(rules_in_order(version)), *readable_ruleset(version))


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


def stages(
    rules: Rules,
    live: Rules,
    *,
    answer: Answer | None,
    exclude_bought: bool,
    now: datetime,
    costs: Mapping[str, CostChip],
) -> tuple[Stage, ...]:
    """This will order the rules as the engine runs them; `costs` are chips by the rule's key."""
    cards = {"never": [], "points": [], "places": []}
    for row in rules.rows:
        cards[_stage_of(rules.rule(str(row.key)), row)].append(
            _card(row, rules, live, answer=answer, now=now, cost=costs.get(str(row.key)))
        )
    always = (
        "Hidden, not sold in the region, or without a price there",
        "Sold out in the warehouses that serve the shopper",
        "Without evidence for what the shopper avoids",
        *(("Already bought by the shopper",) if exclude_bought else ()),
    )
    return (
        Stage("Never shown", "Nothing overrides this.", always, tuple(cards["never"])),
        Stage("Points", "Added to scores from 0 to 100.", (), tuple(cards["points"])),
        Stage("Places", "Slots, scatter and caps, solved together.", (), tuple(cards["places"])),
    )


def _stage_of(rule: EngineRule | None, row: Rule) -> str:
    if rule is None:
        return {"eligibility": "never", "boost": "points", "bury": "points"}.get(row.kind, "places")
    if isinstance(rule.body, Excluding):
        return "never"
    return "points" if isinstance(rule.body, Scoring) else "places"


def _card(
    row: Rule, rules: Rules, live: Rules, *, answer: Answer | None, now: datetime, cost: CostChip | None
) -> RuleCard:
    key = str(row.key)
    rule, before = rules.rule(key), live.rule(key)
    change = "" if rules.version == live.version or rule == before else "new" if before is None else "changed"
    gave_way = next((each for each in answer.relaxed if each.rule_id == key), None) if answer else None
    return RuleCard(
        key=key,
        kind=row.kind,
        kind_label=KIND_WORDS.get(row.kind, row.kind.capitalize()),
        name="" if rule is None or row.label == rule.body.describe()[:120] else row.label,
        sentence=_sentence(rule, row),
        owner=row.owner,
        reason=row.reason,
        severity=row.severity,
        schedule=_schedule(row, now=now),
        enabled=row.enabled,
        change=change,
        effect="" if answer is None or rule is None else _effect(rule, answer),
        gave_way=f"Gave way here: {gave_way.reason}" if gave_way else "",
        problem=rules.broken.get(key, ""),
        cost=cost,
    )


def _sentence(rule: EngineRule | None, row: Rule) -> str:
    """The schedule has a line of its own on the card, and the switch says whether it is on."""
    if rule is None:
        return row.label
    clauses = filter(None, (rule.body.describe(), rule.scope.describe()))
    return f"{', '.join(clauses)}."


def _schedule(row: Rule, *, now: datetime) -> str:
    if row.ends_at and row.ends_at <= now:
        return f"ended {say_day(row.ends_at)}"
    if row.starts_at and row.starts_at > now:
        return f"from {say_day(row.starts_at)}"
    return f"until {say_day(row.ends_at)}" if row.ends_at else "no expiry"


def _effect(rule: EngineRule, answer: Answer) -> str:
    """This will say what a rule does to the list in view."""
    items, key = answer.items, rule.rule_id
    held = [item.position for item in items if item.ladder.slot == key]
    scored = sum(any(each.rule_id == key for each in item.ladder.points) for item in items)
    moved = sum(any(each.rule_id == key for each in item.ladder.moved) for item in items)
    kept_out = sum(each.rule_id == key for each in answer.rejected)
    said: Iterable[str] = (
        f"holds place {', '.join(map(str, held))}" if held else "",
        f"gives points to {count(scored, 'product')}" if scored else "",
        f"decides {count(moved, 'place')}" if moved and not held else "",
        f"keeps {count(kept_out, 'product')} out" if kept_out else "",
    )
    return ", ".join(filter(None, said)) or "changes nothing here"


def diff_lines(sentences: Sequence[str]) -> list[dict[str, str]]:
    """This will split the engine's sentences into what components/diff_line.html marks with a sign."""
    return [_diff_line(sentence) for sentence in sentences]


def _diff_line(sentence: str) -> dict[str, str]:
    for word, change in (("Added: ", "added"), ("Removed: ", "removed")):
        if sentence.startswith(word):
            return {"change": change, "text": sentence.removeprefix(word), "was": ""}
    return {"change": "changed", "text": sentence, "was": ""}
