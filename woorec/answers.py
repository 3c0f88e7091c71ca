"""What is asked of the pipeline and what it answers, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from catalog.materials import Notice
from rules.engine.page import Conflict, Moved, Points, Rejected, Relaxation
from woorec.paid import Part


@dataclass(frozen=True, slots=True)
class Request:
    """One wish for a list. Product ids are the catalogue's; `explore` is off for previews and probes.

    The storefront is told that a rule gave way; which rules cannot hold together is for previews, debug and reports.
    """

    request_id: UUID
    placement: str
    at: datetime
    customer_id: int | None = None
    pseudonym: str = ""  # of a customer whose id is not known yet; the answer names the id
    session: str = ""
    region: str | None = None
    tier: str | None = None  # only previews and privileged keys set it; a shopper's own tier comes from the profile
    seeds: tuple[int, ...] = ()
    cart: tuple[int, ...] = ()
    excluded: frozenset[int] = frozenset()
    avoids: frozenset[str] = field(default_factory=frozenset, repr=False)  # of a visitor; a customer's are stored
    limit: int | None = None
    personalise: bool = True
    explore: bool = True
    explain: bool = True  # whether the smallest sets of rules that cannot hold are searched for

    @property
    def names_somebody(self) -> bool:
        """Whether it is for a customer, known or not, and not for a visitor."""
        return bool(self.pseudonym) or self.customer_id is not None

    @property
    def random_seed(self) -> int:
        """Everything random in the answer follows from it, so that a request can be replayed."""
        return self.request_id.int & 0x7FFF_FFFF_FFFF_FFFF


@dataclass(frozen=True, slots=True)
class Ladder:
    """Why a product stands where it stands, from recall to the rule that moved it."""

    channels: Mapping[str, int]  # recall channel -> rank there
    heads: Mapping[str, float]  # pctr, pcvr, ...
    terms: Mapping[str, float]  # of 100 points, those that each term of the goal gave
    base_score: float  # objective on 0 to 100
    points: tuple[Points, ...]
    slot: str | None
    moved: tuple[Moved, ...]
    explored: bool = False
    stand_in: str = ""  # why a slot was filled from a later pool of its chain
    campaigns: tuple[str, ...] = ()  # rule ids of the campaigns it counts for


@dataclass(frozen=True, slots=True)
class Item:
    """One product on the page; positions count from 1, prices are the shopper's in the region's currency."""

    position: int
    product_id: int
    sku: str
    name: str
    brand: str
    brand_kind: str
    category_path: str
    price: float
    regular_price: float | None  # what everybody pays, None where nobody but a member may buy
    price_reason: str  # in words that this shopper may read
    score: float
    stock: int | None
    margin: float | None
    reason: str
    chips: tuple[str, ...]
    image_url: str
    ladder: Ladder
    propensity: float = 1.0  # the chance that this product stood at this position
    campaign: str | None = None  # id of the campaign whose promise counts this place: it is paid
    url: str = ""  # the product's page at the shop, as far as a feed told it
    look: str = ""  # digest of the main material's look
    shape: str = ""  # what shows it in 3D
    notices: tuple[Notice, ...] = ()
    lowest_price: float | None = None  # of 30 days; None where that is not known


@dataclass(frozen=True, slots=True)
class Answer:
    """The whole page with everything needed to explain, log and replay it."""

    request: Request
    items: tuple[Item, ...]
    currency: str
    region: str
    tier: str
    personalised: bool
    ruleset: str
    ruleset_version: int
    model: str
    snapshot: str
    fallback: tuple[str, ...]
    relaxed: tuple[Relaxation, ...]
    conflicts: tuple[Conflict, ...]
    rejected: tuple[Rejected, ...]
    short: bool
    eligible: int
    explored: bool
    campaigns: Mapping[str, Part] = field(default_factory=dict)  # those that were on, by rule id
    candidate_ids: tuple[int, ...] = ()
    candidate_scores: tuple[float, ...] = ()
    alternatives: tuple[tuple[int, int, float], ...] = ()  # position, product id, its chance to have stood there
    stages_ms: Mapping[str, float] = field(default_factory=dict)
