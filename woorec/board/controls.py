"""The bar of controls above the lists, as options for the templates."""

from collections.abc import Iterator
from dataclasses import dataclass

from events.models import Customer
from rules.models import Placement, RuleSet
from woorec.board.desk import Desk
from woorec.board.look import offered_customers
from woorec.board.words import say_day
from woorec.personas import every_persona

VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a select."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class ShowLink:
    """One way to look at the lists, as components/segmented_option.html takes it."""

    name: str
    label: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Controls:
    """What can be chosen. `shoppers` are made up, `members` one of each tier in each region, `customers` real."""

    shoppers: tuple[Choice, ...]
    members: tuple[Choice, ...]
    customers: tuple[Choice, ...]
    tiers: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    versions: tuple[Choice, ...]
    lists: tuple[ShowLink, ...]
    shown: str
    needs_seed: bool
    can_search_customers: bool


def controls(desk: Desk, *, may_see_customers: bool) -> Controls:
    """This will lay out the controls as the look in the address has them."""
    look, facts = desk.look, desk.snapshot.facts
    known = every_persona(desk.snapshot, at=desk.viewpoint.at)
    made_up = [_choice(each.code, each.name, look.shopper) for each in known]
    words = (("both", "Side by side"), ("draft", "Draft"), ("live", desk.base_title))
    shown = desk.list_mode
    return Controls(
        shoppers=tuple(each for each in made_up if not each.value.startswith("member:")),
        members=tuple(each for each in made_up if each.value.startswith("member:")),
        customers=tuple(_customers(desk)) if may_see_customers else (),
        tiers=(
            _choice("", "Their own", look.tier),
            *(_choice(tier.code, tier.name, look.tier) for tier in facts.tiers),
        ),
        regions=(
            _choice("", "Their own", look.region),
            *(_choice(region.code, region.name, look.region) for region in facts.regions),
        ),
        versions=tuple(_versions(desk)),
        lists=tuple(ShowLink(name, label, desk.url("board", show=name), name == shown) for name, label in words),
        shown=shown,
        needs_seed=desk.placement.surface in (Placement.Surface.PRODUCT, Placement.Surface.CART),
        can_search_customers=may_see_customers,
    )


def say_customer(customer: Customer) -> str:
    return " · ".join(str(each) for each in (customer, customer.tier, customer.region) if each)


def _customers(desk: Desk) -> Iterator[Choice]:
    """The busiest, and the one in view if it is none of them."""
    offered, current = offered_customers(desk.store), desk.look.shopper
    if desk.viewpoint.is_real and current not in {f"c{each.pk}" for each in offered}:
        yield Choice(current, desk.viewpoint.shopper_name, selected=True)
    yield from (_choice(f"c{each.pk}", say_customer(each), current) for each in offered)


def _versions(desk: Desk) -> Iterator[Choice]:
    """What the draft can be compared with: what is live, and what was."""
    live = f"Live, version {desk.live.engine.version}" if desk.live.version else "Live, no rules yet"
    yield Choice("", live, desk.base is desk.live)
    earlier = desk.placement.rulesets.filter(state=RuleSet.State.SUPERSEDED).order_by("-version")[:VERSIONS]
    for each in earlier:
        day = f", {say_day(each.published_at)}" if each.published_at else ""
        yield Choice(str(each.version), f"Version {each.version}{day}", desk.base.version == each)


def _choice(value: str, label: str, current: str) -> Choice:
    return Choice(value, label, value == current)
