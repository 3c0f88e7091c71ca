"""Rules that can want one position for one shopper at one moment, found while they are edited.

Two such rules meet unless something keeps them apart for certain: another tier, another region, another time, and, on a
page with one product in view, another category or another product. Groups of shoppers never keep rules apart, because
one shopper may be in both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rules.engine.fields import join_words
from rules.engine.rule import Promising, Reserving, Rule, say_moment
from rules.engine.scope import Scope

# A shopper has one of each. On a page about one product, that product has one category and is one product.
ALWAYS_ONE = ("tiers", "regions")
ONE_IN_VIEW = (*ALWAYS_ONE, "categories", "seeds")
WORDS = {"tiers": "tier", "regions": "region", "categories": "category", "seeds": "product in view"}


@dataclass(frozen=True, slots=True)
class SlotCollision:
    """This will name two enabled rules that can want one position for one shopper at one moment, and why they meet."""

    position: int
    rule_ids: tuple[str, str]
    labels: tuple[str, str]
    owners: tuple[str, str]
    meeting: str = ""

    def describe(self) -> str:
        """This will say who should talk to whom, and for which shoppers and when both rules are on."""
        (first, second), (owner, other) = self.labels, self.owners
        taken = f"Slot {self.position} is taken twice: by {first} ({owner}) and by {second} ({other})"
        return f"{taken}; both are on {self.meeting}" if self.meeting else taken


def slot_collisions(rules: Sequence[Rule], *, one_in_view: bool = False) -> tuple[SlotCollision, ...]:
    """This will report each pair of enabled rules whose positions, scopes and schedules can overlap.

    `one_in_view` says that the page is about exactly one product, so that rules for others never meet it.
    """
    held = [(rule, reserved_positions(rule)) for rule in rules if rule.enabled]
    by_position: dict[int, list[Rule]] = {}
    found = []
    for rule, positions in held:
        for position in positions:
            others = by_position.setdefault(position, [])
            found += [_collision(position, other, rule) for other in others if _meet(other, rule, one_in_view)]
            others.append(rule)
    return tuple(found)


def collisions_of(rule: Rule, others: Sequence[Rule], *, one_in_view: bool = False) -> tuple[SlotCollision, ...]:
    """This will report the collisions of one rule with others, in the others' order."""
    if not rule.enabled:
        return ()
    wanted = set(reserved_positions(rule))
    return tuple(
        _collision(position, other, rule)
        for other in others
        if other.enabled and other.rule_id != rule.rule_id
        for position in sorted(wanted.intersection(reserved_positions(other)))
        if _meet(other, rule, one_in_view)
    )


def reserved_positions(rule: Rule) -> tuple[int, ...]:
    """This will name the positions that a rule keeps for itself, each once and in order."""
    return tuple(sorted(set(rule.body.positions))) if isinstance(rule.body, (Reserving, Promising)) else ()


def scopes_meet(mine: Scope, theirs: Scope, *, one_in_view: bool) -> bool:
    """This will say whether one shopper on one page can be inside both scopes."""
    names = ONE_IN_VIEW if one_in_view else ALWAYS_ONE
    pairs = ((getattr(mine, name), getattr(theirs, name)) for name in names)
    return all(not first or not second or not first.isdisjoint(second) for first, second in pairs)


def _meet(first: Rule, second: Rule, one_in_view: bool) -> bool:
    return _at_once(first, second) and scopes_meet(first.scope, second.scope, one_in_view=one_in_view)


def _at_once(first: Rule, second: Rule) -> bool:
    """The end is the first moment a rule is off, so one may follow the other without a gap."""
    first_is_over = first.ends_at and second.starts_at and first.ends_at <= second.starts_at
    second_is_over = second.ends_at and first.starts_at and second.ends_at <= first.starts_at
    return not (first_is_over or second_is_over)


def _collision(position: int, first: Rule, second: Rule) -> SlotCollision:
    return SlotCollision(
        position=position,
        rule_ids=(first.rule_id, second.rule_id),
        labels=(first.name, second.name),
        owners=(first.owner, second.owner),
        meeting=" ".join([_say_shoppers(first.scope, second.scope), *_say_time(first, second)]),
    )


def _say_shoppers(mine: Scope, theirs: Scope) -> str:
    said = [each for name in WORDS if (each := _say_both(name, mine, theirs))]
    if mine.segments and theirs.segments and mine.segments.isdisjoint(theirs.segments):
        said.append("shoppers who are in both segments")
    return f"for {' and '.join(said)}" if said else "for everybody"


def _say_both(name: str, scope: Scope, other: Scope) -> str:
    """Without a common name both can only be on where several products are in view, one of each."""
    mine, theirs = getattr(scope, name), getattr(other, name)
    apart = bool(mine and theirs) and mine.isdisjoint(theirs)
    named = scope.say(name, sorted((mine & theirs) or (mine | theirs)))
    return f"{WORDS[name]} {join_words(named, last='and' if apart else 'or')}" if named else ""


def _say_time(first: Rule, second: Rule) -> Iterator[str]:
    starts = [moment for moment in (first.starts_at, second.starts_at) if moment]
    ends = [moment for moment in (first.ends_at, second.ends_at) if moment]
    if starts:
        yield f"from {say_moment(max(starts, key=datetime.timestamp))}"
    if ends:
        yield f"until {say_moment(min(ends, key=datetime.timestamp))}"
