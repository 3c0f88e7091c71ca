"""What stands beside a product: the product page of the shop as a visitor who was never seen before gets it, now."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from catalog.cards import Picture
from catalog.models import Product, Store
from events.queries import Shopper
from rules.models import Placement
from woorec.answers import Item, Request
from woorec.board.tiles import picture_of
from woorec.holder import SNAPSHOTS
from woorec.personas import PersonaLive
from woorec.pipeline import UnsafePage, recommend
from woorec.scene import NoRegion, UnknownPlacement, UnreadableSafetyRule
from woorec.snapshot import Snapshot

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One product of the list. `channels` names what thought of it, the best-placed first."""

    item: Item
    picture: Picture
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """The list beside a product, or why there is none."""

    placement: Placement | None
    neighbours: tuple[Neighbour, ...] = ()
    currency: str = ""
    region: str = ""
    model: str = ""
    problem: str = ""


def company_of(store: Store, product: Product, *, now: datetime) -> Company:
    """This will ask the pipeline for the shop's product page with this product on it. Nothing is logged."""
    placement = store.placements.filter(surface=Placement.Surface.PRODUCT).order_by("pk").first()
    if placement is None:
        return Company(None, problem="This store has no placement on product pages yet.")
    snapshot = SNAPSHOTS.current(store)
    if product.pk not in snapshot.row_of:
        return Company(placement, problem="It is too new: the next snapshot knows it, within a minute.")
    request = Request(
        request_id=uuid.uuid5(uuid.NAMESPACE_OID, f"{store.code}/{product.pk}"),
        placement=placement.code,
        at=now,
        seeds=(product.pk,),
        explore=False,
    )
    try:
        answer = recommend(request, snapshot, PersonaLive(store, Shopper()))
    except (UnknownPlacement, NoRegion) as error:
        return Company(placement, problem=_why(error))
    except UnreadableSafetyRule as error:
        return Company(placement, problem=str(error))
    except UnsafePage:
        return Company(placement, problem="The page broke a promise and is not shown. See the log of the web process.")
    return Company(
        placement,
        neighbours=tuple(_neighbour(item, snapshot) for item in answer.items[:MOST_SHOWN]),
        currency=answer.currency,
        region=answer.region,
        model=answer.model,
    )


def _neighbour(item: Item, snapshot: Snapshot) -> Neighbour:
    facts = snapshot.product(snapshot.row_of[item.product_id])
    channels = sorted(item.ladder.channels, key=lambda name: item.ladder.channels[name])
    return Neighbour(item, picture_of(facts), tuple(channels))


def _why(error: Exception) -> str:
    if isinstance(error, NoRegion):
        return "This store has no selling region yet."
    return "The placement is too new: the next snapshot knows it, within a minute."
