"""Small, declared exploration, so that effects can be estimated later. The log knows the odds of everything drawn.

On a share of a placement's requests one pair of neighbours may change places; a slot rule that allows it is left open
on a share of its own. A page on which a pair was drawn, or a slot left open, counts as explored and is left out of
compliance.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rules.engine.candidate import Context
from rules.engine.check import page_violations
from rules.engine.page import Page, Placed
from rules.engine.ruleset import RuleSet
from rules.engine.slot import Slot


@dataclass(frozen=True, slots=True)
class OpenSlots:
    """The rules that hold for one request, and per position the chance of what was drawn for its slot."""

    rules: RuleSet
    odds: Mapping[int, float] = field(default_factory=dict)
    opened: bool = False


@dataclass(frozen=True, slots=True)
class Explored:
    """The page as shown. `pair` is the first position of the pair that was drawn, `swapped` what the coin said."""

    placed: tuple[Placed, ...]
    slots: OpenSlots
    pair: int | None = None
    swapped: bool = False

    @property
    def happened(self) -> bool:
        return self.pair is not None or self.slots.opened

    def propensity(self, position: int) -> float:
        """This will give the chance of what was drawn for a position: its slot's, and 1/2 inside the drawn pair."""
        in_pair = self.pair is not None and position in (self.pair, self.pair + 1)
        return self.slots.odds.get(position, 1.0) * (0.5 if in_pair else 1.0)


def open_slots(rules: RuleSet, context: Context, *, rng: random.Random) -> OpenSlots:
    """This will leave slots open, each on the share of requests that its rule allows."""
    opened: set[str] = set()
    odds: dict[int, float] = {}
    for rule in rules.active(context):
        if isinstance(rule.body, Slot) and rule.body.exploration_share > 0:
            share = rule.body.exploration_share
            is_open = rng.random() < share
            opened |= {rule.rule_id} if is_open else set()
            odds |= dict.fromkeys(rule.body.positions, share if is_open else 1.0 - share)
    if not opened:
        return OpenSlots(rules, odds)
    kept = tuple(rule for rule in rules.rules if rule.rule_id not in opened)
    return OpenSlots(RuleSet(kept, version=rules.version), odds, opened=True)


def explore(page: Page, slots: OpenSlots, context: Context, *, share: float, rng: random.Random) -> Explored:
    """This will, on a share of requests, draw one pair of neighbours whose swap breaks no rule and toss a coin."""
    if share <= 0 or rng.random() >= share:
        return Explored(page.placed, slots)
    pairs = [pair for pair in range(1, len(page.placed)) if _may_swap(page.placed, pair, slots.rules, context)]
    if not pairs:
        return Explored(page.placed, slots)
    pair, swapped = rng.choice(pairs), rng.random() < 0.5
    return Explored(_swap(page.placed, pair) if swapped else page.placed, slots, pair=pair, swapped=swapped)


def _may_swap(placed: Sequence[Placed], pair: int, rules: RuleSet, context: Context) -> bool:
    before = page_violations([each.candidate for each in placed], rules, context)
    after = page_violations([each.candidate for each in _swap(placed, pair)], rules, context)
    return set(after) <= set(before)


def _swap(placed: Sequence[Placed], pair: int) -> tuple[Placed, ...]:
    """This will exchange the products at `pair` and `pair + 1`; a slot stays where it is."""
    first, second = placed[pair - 1], placed[pair]
    return (
        *placed[: pair - 1],
        replace(second, position=pair, slot=first.slot),
        replace(first, position=pair + 1, slot=second.slot),
        *placed[pair + 1 :],
    )
