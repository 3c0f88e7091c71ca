"""The customers of the demo shops that a visitor may be: those of the made-up past, one for each tier and region."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from catalog.models import Store
from events.models import Customer
from events.privacy import pseudonym

LOOKED_AT = 600  # of the made-up customers
FIRST_NAMES = (
    "Adèle", "Benoît", "Chiara", "Daniel", "Elena", "Felix", "Grace", "Hana", "Isabel", "Jun", "Katya", "Lars",
    "Mina", "Noah", "Olive", "Pablo", "Quinn", "Rosa", "Sana", "Theo", "Uma", "Victor", "Wren", "Yuki",
)  # fmt: skip
MADE_UP: Mapping[str, int] = {f"sim-{number:06d}": number for number in range(1, LOOKED_AT + 1)}


@dataclass(frozen=True, slots=True)
class Shopper:
    """A customer as the shop itself knows them. `customer` is the shop's own id of them."""

    customer: str
    name: str
    tier: str
    tier_name: str
    tier_rank: int
    region: str
    region_name: str


def shopper(store: Store, customer: str) -> Shopper | None:
    """This will find a made-up customer by the shop's own id; None for every other text."""
    if customer not in MADE_UP:
        return None
    name = pseudonym(store_code=store.code, external_id=customer)
    row = _rows(store).filter(pseudonym=name).first()
    return _shopper(customer, row) if row else None


def offered(store: Store) -> list[Shopper]:
    """This will choose the first customer of each tier in each region, the highest tier first."""
    names = {pseudonym(store_code=store.code, external_id=each): each for each in MADE_UP}
    found: dict[tuple[int, str], Shopper] = {}
    rows = {names[row.pseudonym]: row for row in _rows(store).filter(pseudonym__in=names)}
    for customer in sorted(rows):
        each = _shopper(customer, rows[customer])
        found.setdefault((-each.tier_rank, each.region_name), each)
    return [found[place] for place in sorted(found)]


def _rows(store: Store) -> QuerySet[Customer]:
    known = Customer.objects.filter(store=store, tier__isnull=False, region__isnull=False)
    return known.select_related("tier", "region")


def _shopper(customer: str, row: Customer) -> Shopper:
    return Shopper(
        customer=customer,
        name=_name(MADE_UP[customer]),
        tier=row.tier.code,
        tier_name=row.tier.name,
        tier_rank=row.tier.rank,
        region=row.region.code,
        region_name=row.region.name,
    )


def _name(number: int) -> str:
    """This will give each made-up customer a name of their own."""
    initial, first = divmod(number, len(FIRST_NAMES))
    return f"{FIRST_NAMES[first]} {chr(ord('A') + initial)}."
