"""Which lists a study asks for, and how they are named. The same question chooses the same lists every time."""

from collections.abc import Iterator, Sequence
from itertools import chain, cycle, islice, product, zip_longest

from catalog.queries import RegionFacts, TierFacts
from events.models import Customer
from events.queries import spread_customers
from rules.asked import VISITOR, Asked
from rules.engine.names import Names
from rules.engine.segment import Segment as EngineSegment
from rules.models import Placement, Segment
from rules.queries import LivePlacement
from rules.rule_tests import AudienceGone, Expectation
from woorec.asking import Shop
from woorec.personas import personas
from woorec.snapshot import Snapshot

CART = str(Placement.Surface.CART)
NEEDS_SEED = (str(Placement.Surface.PRODUCT), CART)
SEEDS = 40  # products in view, at most
PER_CATEGORY = 4
LARGEST_CART = 3
LOOKED_AT = 400  # products that somebody may have looked at just before
MEMBERS_SOUGHT = 2000  # shoppers who are asked whether they are in a segment
GONE = "{} “{}” is no longer in this store. Open the test and choose another one."


def feasibility_sample(snapshot: Snapshot, placement: LivePlacement, *, shoppers: int) -> list[Asked]:
    """This will choose so many real shoppers of every tier and region in turn, and add every made-up one.

    Made-up shoppers without a tier and region of their own ask from every tier and region.
    """
    seeds = seeds_of(snapshot, placement.facts.surface)
    baskets = cycle(_baskets(seeds, in_cart=placement.facts.surface == CART))
    customers = spread_customers(snapshot.store, limit=shoppers)
    real = [Asked(f"c{pk}", seeds=next(baskets)) for pk in customers]
    return [*real, *_made_up(snapshot, seeds)]


def seeds_of(snapshot: Snapshot, surface: str, *, category: str = "") -> list[str]:
    """This will name what is looked at: the best sellers of every category in turn; on other pages nothing."""
    if surface not in NEEDS_SEED:
        return []
    groups: dict[str, list[str]] = {}
    for row in (-snapshot.daily_sales).argsort(kind="stable").tolist():
        item = snapshot.product(row)
        if category in ("", item.category):
            groups.setdefault(item.category, []).append(item.sku)
    each = SEEDS if category else PER_CATEGORY
    turns = zip_longest(*(skus[:each] for skus in groups.values()))
    return [sku for sku in islice(chain.from_iterable(turns), 10 * SEEDS) if sku][:SEEDS]


def _made_up(snapshot: Snapshot, seeds: Sequence[str]) -> Iterator[Asked]:
    """Each stands once in every tier and region; on product and cart pages a visitor looks at every sampled product."""
    places = list(product(_codes(snapshot.facts.tiers), _codes(snapshot.facts.regions)))
    views = cycle(seeds or [""])
    for persona in personas(snapshot, at=snapshot.loaded_at):
        own = persona.shopper.tier is not None
        for tier, region in [("", "")] if own else places:
            yield Asked(persona.code, tier, region, _only(next(views)))
    for persona_code in (VISITOR, "nora"):
        for sku, (_, region) in zip(seeds, cycle(places), strict=False):
            yield Asked(persona_code, "", region, _only(sku))


def _baskets(seeds: Sequence[str], *, in_cart: bool) -> list[tuple[str, ...]]:
    if not seeds:
        return [()]
    if not in_cart:
        return [(sku,) for sku in seeds]
    return [tuple(dict.fromkeys(islice(cycle(seeds), at, at + 1 + at % LARGEST_CART))) for at in range(len(seeds))]


def _codes(rows: Sequence[TierFacts] | Sequence[RegionFacts]) -> list[str]:
    return [row.code for row in rows] or [""]


def _only(sku: str) -> tuple[str, ...]:
    return (sku,) if sku else ()


class AudienceShop(Shop):
    """A shop that also chooses whom a rule test asks for."""

    def lists_for(self, expectation: Expectation, count: int, placement: LivePlacement) -> list[Asked]:
        """This will choose `count` requests that differ in shopper, place, product in view, or what was looked at.

        The first are those that the board can show; later ones add a product looked at just before, and draw their
        exploration. Raises AudienceGone.
        """
        self._refuse_gone(expectation)
        surface = placement.facts.surface
        seeds = [expectation.seed] if expectation.seed else []
        seeds = seeds or seeds_of(self._snapshot, surface, category=expectation.category)
        people = self._people(expectation, count)
        return list(islice(self._in_turn(people, seeds), count))

    def describe(self, asked: Asked) -> str:
        """This will say who asks, where, next to what."""
        places = [self.name_of(kind, code) for kind, code in (("tier", asked.tier), ("region", asked.region)) if code]
        said = [self.name_of("shopper", asked.shopper), *places]
        said += [f"looking at {' and '.join(self.name_of('seed', sku) for sku in asked.seeds)}"] if asked.seeds else []
        said += [f"after a look at {self.name_of('seed', asked.clicked)}"] if asked.clicked else []
        return ", ".join(said)

    @property
    def names(self) -> Names:
        return self._snapshot.names

    def name_of(self, kind: str, code: str) -> str:
        return name_of(self._snapshot, kind, code)

    def _refuse_gone(self, expectation: Expectation) -> None:
        known = {
            "tier": _codes(self._snapshot.facts.tiers),
            "region": _codes(self._snapshot.facts.regions),
            "seed": self._snapshot.row_of_sku,
            "category": {item.category for item in self._snapshot.facts.products},
            "segment": set(Segment.objects.filter(store=self._snapshot.store).values_list("code", flat=True)),
        }
        for kind, codes in known.items():
            code = getattr(expectation, kind)
            if code and code not in codes:
                raise AudienceGone(GONE.format(KIND_WORDS[kind], code))
        if expectation.shopper and not self._is_known(expectation.shopper):
            raise AudienceGone(GONE.format("The shopper", expectation.shopper))

    def _is_known(self, code: str) -> bool:
        pk = Asked(code).customer_id
        return code in self._made_up or Customer.objects.filter(store=self._snapshot.store, pk=pk).exists()

    def _people(self, expectation: Expectation, count: int) -> list[Asked]:
        """This will list who asks, each from one tier and region."""
        who, tier, region = expectation.shopper, expectation.tier, expectation.region
        if expectation.segment:
            return self._members(expectation, count)
        if who in self._made_up:
            own = self._made_up[who]
            tiers = [tier] if tier or own.tier else _codes(self._snapshot.facts.tiers)
            regions = [region] if region or own.region else _codes(self._snapshot.facts.regions)
            return [Asked(who, *place) for place in product(tiers, regions)]
        if who:
            return [Asked(who, tier, region)]
        return [*self._customers(count, tier, region), *self._visitors(tier, region)]

    def _customers(self, count: int, tier: str, region: str) -> list[Asked]:
        found = spread_customers(self._snapshot.store, limit=count, tier=tier, region=region)
        return [Asked(f"c{pk}") for pk in found]

    def _visitors(self, tier: str, region: str) -> list[Asked]:
        tiers = [tier] if tier else _codes(self._snapshot.facts.tiers)
        regions = [region] if region else _codes(self._snapshot.facts.regions)
        return [Asked(VISITOR, *place) for place in product(tiers, regions)]

    def _members(self, expectation: Expectation, count: int) -> list[Asked]:
        """This will look for members of a segment among shoppers of every tier and region, made-up ones first."""
        made_up = [Asked(code, expectation.tier, expectation.region) for code in self._made_up]
        real = self._customers(MEMBERS_SOUGHT, expectation.tier, expectation.region)
        sought = [each for each in (*made_up, *real) if expectation.shopper in ("", each.shopper)]
        segment = self._segment(expectation.segment)
        members = (each for each in sought if self.is_in(each, segment))
        found = list(islice(members, count))
        if not found:
            name = self.name_of("segment", expectation.segment)
            raise AudienceGone(f"None of {len(sought)} shoppers asked is in the segment {name}. Widen the segment.")
        return found

    def _segment(self, code: str) -> EngineSegment:
        found = self._snapshot.segments.readable.get(code)
        if found is None:
            name = self.name_of("segment", code)
            raise AudienceGone(f"The segment {name} cannot be read any more. Open it, mend it and save it.")
        return found

    def _in_turn(self, people: Sequence[Asked], seeds: Sequence[str]) -> Iterator[Asked]:
        """This will pair people with products in view until every pair was there once, then let each look around."""
        views = [_only(sku) for sku in seeds] or [()]
        pairs = _pairs(people, views)
        yield from (Asked(who.shopper, who.tier, who.region, view) for who, view in pairs)
        for number, (who, view) in enumerate(cycle(pairs), 1):
            clicked = self._looked_at(number)
            yield Asked(who.shopper, who.tier, who.region, view, clicked=clicked, draw=number)

    def _looked_at(self, number: int) -> str:
        best = (-self._snapshot.daily_sales).argsort(kind="stable")[:LOOKED_AT]
        return self._snapshot.product(int(best[number % len(best)])).sku if len(best) else ""


def _pairs(people: Sequence[Asked], views: Sequence[tuple[str, ...]]) -> list[tuple[Asked, tuple[str, ...]]]:
    """This will pair everybody with every view, so that the first pairs differ in both."""
    size = len(views)
    return [(who, views[(at + turn) % size]) for turn in range(size) for at, who in enumerate(people)]


KIND_WORDS = {
    "tier": "The tier",
    "region": "The region",
    "seed": "The product",
    "category": "The category",
    "segment": "The segment",
}


def name_of(snapshot: Snapshot, kind: str, code: str) -> str:
    """This will say what something of the store is called; what is gone keeps its code."""
    if kind == "shopper":
        return _shopper_name(snapshot, code)
    if kind == "seed":
        row = snapshot.row_of_sku.get(code)
        return code if row is None else snapshot.product(row).name
    if kind == "category":
        items = snapshot.facts.products
        return next((item.category_path for item in items if item.category == code), code)
    if kind == "segment":
        return Segment.objects.filter(store=snapshot.store, code=code).values_list("name", flat=True).first() or code
    rows = snapshot.facts.tiers if kind == "tier" else snapshot.facts.regions
    return next((row.name for row in rows if row.code == code), code)


def _shopper_name(snapshot: Snapshot, code: str) -> str:
    known = {each.code: each.name for each in personas(snapshot, at=snapshot.loaded_at)}
    pk = Asked(code).customer_id
    if code in known or pk is None:
        return known.get(code, code)
    return str(Customer.objects.filter(store=snapshot.store, pk=pk).first() or code)
