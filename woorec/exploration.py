"""Small, declared exploration, so that effects can be estimated later. The log knows every chance exactly.

On a share of a placement's requests one pair of neighbours may change places; a slot rule that allows it is left open
on a share of its own. A page on which a pair was drawn, or a slot left open, counts as explored and is left out of
compliance.

The propensity of a product at a position is the chance, over everything that is drawn for this request, that this
product stands at this position. All the pages that could have come out are made from the same candidates, so that
the chances of the products at one position add up to 1.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from rules.engine.candidate import Context
from rules.engine.check import Orders
from rules.engine.page import Page, Placed
from rules.engine.rule import Rule
from rules.engine.ruleset import RuleSet
from rules.engine.slot import Slot

MOST_OPEN_RULES = 3  # eight pages to know the chances of; further rules that could be left open hold
Arrange = Callable[[RuleSet], Page]
Chances = tuple[Mapping[int, float], ...]


@dataclass(frozen=True, slots=True)
class Explored:
    """The page as shown, and what could have stood there: per position, product id -> chance.

    `pair` is the first position of the pair that was drawn, `swapped` what the coin said, `opened` the positions
    whose slot rule was left open.
    """

    page: Page
    placed: tuple[Placed, ...]
    chances: Chances = ()
    pair: int | None = None
    swapped: bool = False
    opened: frozenset[int] = frozenset()

    @property
    def happened(self) -> bool:
        return self.pair is not None or bool(self.opened)

    def touched(self, position: int) -> bool:
        """This will say whether chance had a say at a position: in the drawn pair, or in a slot left open."""
        return position in self.opened or (self.pair is not None and position in (self.pair, self.pair + 1))

    def propensity(self, placed: Placed) -> float:
        """This will give the chance that this product stood at this position."""
        return self.chances[placed.position - 1][placed.candidate.product_id] if self.chances else 1.0

    def alternatives(self) -> Iterator[tuple[int, int, float]]:
        """This will name what could have stood at each position instead: position, product id, chance."""
        for placed, chances in zip(self.placed, self.chances, strict=False):
            others = {pk: chance for pk, chance in chances.items() if pk != placed.candidate.product_id}
            yield from ((placed.position, pk, round(chance, 6)) for pk, chance in others.items())


@dataclass(frozen=True, slots=True)
class _World:
    """One way in which the slots can be drawn: its chance, its page, the pairs in it whose swap breaks no rule."""

    chance: float
    page: Page
    pairs: tuple[int, ...]
    opened: frozenset[int]

    def chances(self, share: float) -> Iterator[tuple[int, int, float]]:
        """This will give (position, product id, chance within this world); each pair is swapped equally often."""
        ids = [each.candidate.product_id for each in self.page.placed]
        toss = share / (2 * len(self.pairs)) if self.pairs else 0.0
        for position, product_id in enumerate(ids, 1):
            leaves = sum(pair in (position - 1, position) for pair in self.pairs)
            yield position, product_id, 1.0 - leaves * toss
        for pair in self.pairs:
            yield pair, ids[pair], toss
            yield pair + 1, ids[pair - 1], toss


def explore(
    page: Page, rules: RuleSet, context: Context, *, share: float, rng: random.Random, arrange: Arrange
) -> Explored:
    """This will draw what this request explores: slots left open first, then one pair of neighbours.

    `page` keeps every rule; `arrange` makes the page of fewer rules from the same candidates.
    """
    may_open = _may_open(rules, context)
    drawn = frozenset(rule.rule_id for rule in may_open if rng.random() < _share_of(rule))
    if not can_explore(rules, context, share=share):
        return Explored(page, page.placed)
    worlds = dict(_worlds(page, rules, context, may_open=may_open, share=share, arrange=arrange))
    return _with_pair(worlds[drawn], chances=_chances(worlds.values(), share=share), share=share, rng=rng)


def can_explore(rules: RuleSet, context: Context, *, share: float) -> bool:
    """This will say whether anything is left to chance on a page."""
    return share > 0 or bool(_may_open(rules, context))


def _may_open(rules: RuleSet, context: Context) -> list[Rule]:
    active = rules.active(context)
    return [rule for rule in active if isinstance(rule.body, Slot) and _share_of(rule) > 0][:MOST_OPEN_RULES]


def _share_of(rule: Rule) -> float:
    return rule.body.exploration_share if isinstance(rule.body, Slot) else 0.0


def _worlds(
    page: Page, rules: RuleSet, context: Context, *, may_open: Sequence[Rule], share: float, arrange: Arrange
) -> Iterator[tuple[frozenset[str], _World]]:
    active = rules.active(context)
    for count in range(len(may_open) + 1):
        for left_open in combinations(may_open, count):
            ids = frozenset(rule.rule_id for rule in left_open)
            chance = 1.0
            for rule in may_open:
                chance *= _share_of(rule) if rule.rule_id in ids else 1.0 - _share_of(rule)
            kept = rules.only(rule for rule in active if rule.rule_id not in ids)
            made = arrange(kept) if ids else page
            pairs = tuple(_swappable(made.placed, kept, context)) if share > 0 else ()
            opened = frozenset(at for rule in left_open for at in getattr(rule.body, "positions", ()))
            yield ids, _World(chance, made, pairs, opened)


def _chances(worlds: Iterable[_World], *, share: float) -> Chances:
    found: defaultdict[int, defaultdict[int, float]] = defaultdict(lambda: defaultdict(float))
    for world in worlds:
        for position, product_id, chance in world.chances(share):
            found[position][product_id] += world.chance * chance
    return tuple(dict(found[position]) for position in range(1, max(found, default=0) + 1))


def _with_pair(world: _World, *, chances: Chances, share: float, rng: random.Random) -> Explored:
    """This will, on a share of requests, draw one pair of neighbours and toss a coin."""
    page, placed = world.page, world.page.placed
    if not world.pairs or rng.random() >= share:
        return Explored(page, placed, chances, opened=world.opened)
    pair, swapped = rng.choice(world.pairs), rng.random() < 0.5
    return Explored(page, _swap(placed, pair) if swapped else placed, chances, pair, swapped, world.opened)


def _swappable(placed: Sequence[Placed], rules: RuleSet, context: Context) -> Iterator[int]:
    """This will name the pairs, by their first position, whose exchange breaks no rule that held before."""
    orders, order = Orders([each.candidate for each in placed], rules, context), list(range(len(placed)))
    before = set(orders.violations(order))
    for pair in range(1, len(placed)):
        swapped = [*order[: pair - 1], pair, pair - 1, *order[pair + 1 :]]
        if before.issuperset(orders.violations(swapped)):
            yield pair


def _swap(placed: Sequence[Placed], pair: int) -> tuple[Placed, ...]:
    """This will exchange the products at `pair` and `pair + 1`; a slot stays where it is."""
    first, second = placed[pair - 1], placed[pair]
    return (
        *placed[: pair - 1],
        replace(second, position=pair, slot=first.slot),
        replace(first, position=pair + 1, slot=second.slot),
        *placed[pair + 1 :],
    )
