"""The made-up shoppers: whoever tries something on them gives nobody away."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.materials.vocabulary import ALLERGENS
from catalog.models import Store
from catalog.product_facts import ProductFacts
from events.queries import Deed, Shopper
from woorec.answers import Request
from woorec.live import DatabaseLive
from woorec.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Persona:
    """A made-up shopper. What they avoid may be talked about, because nobody real does."""

    code: str
    name: str
    sentence: str
    shopper: Shopper


class PersonaLive(DatabaseLive):
    """Asks PostgreSQL about products, and a persona about the shopper."""

    def __init__(self, store: Store, persona: Shopper) -> None:
        super().__init__(store)
        self._persona = persona

    def shopper(self, request: Request, *, orders: bool = False) -> Shopper:
        return self._persona


def personas(snapshot: Snapshot, *, at: datetime) -> tuple[Persona, ...]:
    """This will dress the named shoppers in what the store has: its tiers, its regions, its materials."""
    visitor = Persona("visitor", "New visitor", "Seen for the first time, pays the regular price.", Shopper())
    nora = Persona(
        "nora", "Nora, avoids nickel", "Only products with evidence for nickel may be shown to her.",
        Shopper(avoids=frozenset({"nickel"})),
    )  # fmt: skip
    return (visitor, nora, *_member(snapshot), *_clicker(snapshot, at=at))


def every_persona(snapshot: Snapshot, *, at: datetime) -> tuple[Persona, ...]:
    """This will add to the named shoppers one for each other allergen, and one for each tier in each region."""
    return (*personas(snapshot, at=at), *_avoiders(), *_members(snapshot))


def page_id(store: Store, code: str) -> uuid.UUID:
    """This will give each placement one request id, so that what is drawn at random is drawn the same every time."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"woorec:board:{store.code}:{code}")


def _member(snapshot: Snapshot) -> Sequence[Persona]:
    tiers = snapshot.facts.tiers
    tier = next((tier for tier in tiers if tier.code == "gold"), tiers[-1] if tiers else None)
    region = snapshot.region("eu") or snapshot.region(None)
    if tier is None or region is None:
        return ()
    words = f"Pays the {tier.name} price; {region.name}'s warehouses serve them."
    return (
        Persona("member", f"{tier.name} member in {region.name}", words, Shopper(tier=tier.code, region=region.code)),
    )


def _avoiders() -> Iterator[Persona]:
    """One for each other allergen that a laboratory can report."""
    for allergen, label in ALLERGENS.items():
        name = label.lower()
        words = f"Only products with evidence for {name} may be shown."
        if allergen != "nickel":
            yield Persona(f"avoids-{allergen}", f"Avoids {name}", words, Shopper(avoids=frozenset({allergen})))


def _members(snapshot: Snapshot) -> Iterator[Persona]:
    """One for each tier in each region, the highest tier first."""
    for tier in reversed(snapshot.facts.tiers):
        for region in snapshot.facts.regions:
            words = f"Pays the {tier.name} price; {region.name}'s warehouses serve them."
            shopper = Shopper(tier=tier.code, region=region.code)
            yield Persona(f"member:{tier.code}:{region.code}", f"{tier.name} tier, {region.name}", words, shopper)


def _clicker(snapshot: Snapshot, *, at: datetime) -> Sequence[Persona]:
    """Two clicks on suede; a shop without suede lends its rarest grain, so that the taste can be told from the rest."""
    by_grain: dict[str, list[ProductFacts]] = {}
    for product in snapshot.facts.products:
        if product.grain:
            by_grain.setdefault(product.grain, []).append(product)
    if not by_grain:
        return ()
    grain = "suede" if "suede" in by_grain else min(sorted(by_grain), key=lambda name: len(by_grain[name]))
    clicked = list({product.item_group: product for product in by_grain[grain]}.values())[:2]
    deeds = tuple(
        Deed(product.product_id, "select_item", (at - timedelta(minutes=5 * number)).timestamp())
        for number, product in enumerate(clicked, 1)
    )
    words = f"Clicked {' and '.join(product.name for product in clicked)} in the last ten minutes."
    return (Persona("clicks", f"Two clicks on {grain}", words, Shopper(history=deeds)),)
