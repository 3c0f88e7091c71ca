"""Through whose eyes a board is looked at: a made-up shopper or a real one, where, when, next to which product.

A look lives in the address of the page, so that it can be shared and comes back after every action.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from catalog.models import Store
from catalog.product_facts import ProductFacts
from events.models import Customer
from events.privacy import pseudonym
from events.queries import busiest_customers
from rules.models import Placement
from woorec.answers import Request
from woorec.live import Live, OnlookersLive
from woorec.personas import Persona, PersonaLive, every_persona, page_id
from woorec.snapshot import Snapshot

OFFERED_CUSTOMERS = 8
YEARS = range(2000, 2100)
SHOWN = ("both", "draft", "live")
REAL = (
    "A real shopper's past, under a pseudonym. What they avoid is theirs: this is the list as if they avoided nothing."
)


@dataclass(frozen=True, slots=True)
class Look:
    """What the controls of the board say. Empty texts leave it to the shopper, the store and the clock."""

    shopper: str = "visitor"  # a persona's code, or c and a customer's id
    tier: str = ""
    region: str = ""
    at: str = ""
    seed: str = ""  # a SKU, or part of a name
    here: bool = False  # pins made on a product page hold on the page of this product alone
    version: str = ""  # an earlier version to compare the draft with; empty: what is live
    why: bool = False
    show: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> "Look":
        show = query.get("show", "")
        texts = {name: query.get(name, "").strip()[:80] for name in ("tier", "region", "at", "seed", "version")}
        return cls(
            shopper=query.get("shopper", "")[:130] or "visitor",
            why=query.get("why") == "1",
            here=query.get("here") == "1",
            show=show if show in SHOWN else "",
            **texts,
        )

    @property
    def is_of_customer(self) -> bool:
        return self.shopper[:1] == "c" and self.shopper[1:].isdecimal()

    def query(self, **changes: object) -> str:
        """This will write the look as a query string, leaving out what is as usual."""
        changed = replace(self, **changes)  # type: ignore[arg-type]  # callers name fields of this class
        usual = Look()
        said = {name: getattr(changed, name) for name in Look.__slots__}
        return urlencode({k: int(v) if v is True else v for k, v in said.items() if v != getattr(usual, k)})


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A look made concrete: the request, and the world it is asked of."""

    request: Request
    live: Live
    shopper_name: str
    sentence: str
    at: datetime
    seed: ProductFacts | None = None
    avoids: frozenset[str] = frozenset()  # a persona's alone
    is_real: bool = False
    problems: tuple[str, ...] = field(default=())


def viewpoint(look: Look, snapshot: Snapshot, placement: Placement, *, now: datetime) -> Viewpoint:
    """This will work out what to ask; what cannot be read in the look is named and left out."""
    problems: list[str] = []
    at = _moment(look.at, now=now, problems=problems)
    seed = _seed(look, snapshot, placement, problems=problems)
    persona, customer = _shopper(look, snapshot, at=at, problems=problems)
    request = Request(
        request_id=page_id(snapshot.store, placement.code),
        placement=placement.code,
        at=at,
        customer_id=customer.pk if customer else None,
        tier=look.tier or None,
        region=look.region or None,
        seeds=(seed.product_id,) if seed and placement.surface != Placement.Surface.CART else (),
        cart=(seed.product_id,) if seed and placement.surface == Placement.Surface.CART else (),
        explore=False,
    )
    if customer is not None:
        return Viewpoint(
            request, OnlookersLive(snapshot.store), str(customer), REAL, at, seed, frozenset(), True, tuple(problems)
        )
    live = PersonaLive(snapshot.store, persona.shopper)
    avoids = persona.shopper.avoids
    return Viewpoint(request, live, persona.name, persona.sentence, at, seed, avoids, False, tuple(problems))


def offered_customers(store: Store) -> list[Customer]:
    """This will list a few shoppers with a long past, busiest first, for the picker."""
    ids = list(busiest_customers(store, limit=OFFERED_CUSTOMERS))
    found = Customer.objects.filter(store=store).select_related("tier", "region").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def find_customers(store: Store, text: str, *, limit: int) -> list[Customer]:
    """This will find shoppers by the shop's own id, by the start of their pseudonym, or by words of tier and region."""
    words = text.removeprefix("Customer ").split()
    if not words:
        return []
    found = Customer.objects.filter(store=store).select_related("tier", "region")
    for word in words:
        found = found.filter(
            Q(pseudonym=pseudonym(store_code=store.code, external_id=text.strip()))
            | Q(pseudonym__startswith=word.lower())
            | Q(tier__name__istartswith=word)
            | Q(region__name__icontains=word)
        )
    return list(found.order_by("pk")[:limit])


def find_products(snapshot: Snapshot, text: str, *, limit: int) -> list[ProductFacts]:
    """This will find products by SKU or by words of their name, brand and category, the exact SKU first."""
    exact = snapshot.row_of_sku.get(text)
    words = text.casefold().split()
    hits = (p for p in snapshot.facts.products if all(word in _searched(p) for word in words))
    first = [snapshot.product(exact)] if exact is not None else []
    rest = (hit for hit in hits if hit.sku != text)
    return [*first, *(hit for hit, _ in zip(rest, range(limit - len(first)), strict=False))]


def _searched(product: ProductFacts) -> str:
    return f"{product.name} {product.sku} {product.brand_name} {product.category_path} {product.colour}".casefold()


def _shopper(look: Look, snapshot: Snapshot, *, at: datetime, problems: list[str]) -> tuple[Persona, Customer | None]:
    known = every_persona(snapshot, at=at)
    if look.is_of_customer:
        customer = Customer.objects.filter(store=snapshot.store, pk=int(look.shopper[1:])).first()
        if customer is None:
            problems.append("This store has no such shopper; a new visitor is shown instead.")
        return known[0], customer
    persona = next((persona for persona in known if persona.code == look.shopper), None)
    if persona is None:
        problems.append("There is no such shopper; a new visitor is shown instead.")
    return persona or known[0], None


def _moment(text: str, *, now: datetime, problems: list[str]) -> datetime:
    if not text:
        return now
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.year not in YEARS:
        problems.append(f"“{text}” is not a date and time; the board shows this moment instead.")
        return now
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _seed(look: Look, snapshot: Snapshot, placement: Placement, *, problems: list[str]) -> ProductFacts | None:
    """On product and cart pages something is always looked at; unless it is named, the best seller."""
    if look.seed:
        found = find_products(snapshot, look.seed, limit=1)
        if found:
            return found[0]
        problems.append(f"The catalogue has no product “{look.seed}”.")
    needed = placement.surface in (Placement.Surface.PRODUCT, Placement.Surface.CART)
    if not needed or not len(snapshot.daily_sales):
        return None
    return snapshot.product(int(snapshot.daily_sales.argmax()))
