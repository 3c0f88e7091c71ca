"""The bar of controls above the lists, as options for the templates."""

from dataclasses import dataclass

from events.models import Customer
from rules.models import Placement
from woorec.board.desk import Desk
from woorec.board.look import offered_customers
from woorec.personas import personas

LIST_WORDS = (("both", "Side by side"), ("draft", "Draft"), ("live", "Live"))


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
    personas: tuple[Choice, ...]
    customers: tuple[Choice, ...]
    tiers: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    lists: tuple[ShowLink, ...]
    shown: str
    needs_seed: bool


def controls(desk: Desk, *, may_see_customers: bool) -> Controls:
    """This will lay out the controls as the look in the address has them."""
    look, facts = desk.look, desk.snapshot.facts
    made_up = personas(desk.snapshot, at=desk.viewpoint.at)
    customers = offered_customers(desk.store) if may_see_customers else []
    shown = desk.list_mode
    return Controls(
        personas=tuple(_choice(each.code, each.name, look.shopper) for each in made_up),
        customers=tuple(_choice(f"c{each.pk}", _say_customer(each), look.shopper) for each in customers),
        tiers=(
            _choice("", "The shopper's own", look.tier),
            *(_choice(tier.code, tier.name, look.tier) for tier in facts.tiers),
        ),
        regions=(
            _choice("", "The shopper's own", look.region),
            *(_choice(region.code, region.name, look.region) for region in facts.regions),
        ),
        lists=tuple(ShowLink(name, label, desk.url("board", show=name), name == shown) for name, label in LIST_WORDS),
        shown=shown,
        needs_seed=desk.placement.surface in (Placement.Surface.PRODUCT, Placement.Surface.CART),
    )


def _choice(value: str, label: str, current: str) -> Choice:
    return Choice(value, label, value == current)


def _say_customer(customer: Customer) -> str:
    return " · ".join(str(each) for each in (customer, customer.tier, customer.region) if each)
