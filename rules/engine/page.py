"""What a rerank answers: the page, and why it looks the way it does."""

from dataclasses import dataclass

from rules.engine.candidate import Candidate


@dataclass(frozen=True, slots=True)
class Points:
    """This will say how many points a boost gave (or took, below 0)."""

    rule_id: str
    label: str
    points: float


@dataclass(frozen=True, slots=True)
class Moved:
    """This will say which rule kept a better-scored product from this position."""

    rule_id: str
    why: str


@dataclass(frozen=True, slots=True)
class Placed:
    """This will be one product on the page; positions count from 1, score includes the points.

    `stand_in` says in plain words that a slot was filled from a later pool of its chain, and why. `campaigns` lists the
    rules of the running campaigns that the product counts for, whether the page owed it or not.
    """

    position: int
    candidate: Candidate
    score: float
    points: tuple[Points, ...] = ()
    slot: str | None = None
    moved: tuple[Moved, ...] = ()
    stand_in: str = ""
    campaigns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """This will say why a product may not be shown; `rule_id` is set when a merchandiser's rule said so."""

    product_id: int
    code: str
    why: str
    rule_id: str | None = None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """This will say which rule gave way, at which positions it is not kept, why, and what is kept instead.

    Without positions it is about the page as a whole. `code` is the reason for programs: `out_of_stock`, `ineligible`
    or `absent` (the whole pool is sold out, may not be shown here, or is not there), `short_page`, `conflict` with
    other rules, or `bounded` when the search reached its limit.
    """

    rule_id: str
    label: str
    severity: str
    reason: str
    positions: tuple[int, ...]
    kept: str = ""
    code: str = "conflict"


@dataclass(frozen=True, slots=True)
class Conflict:
    """This will name rules that cannot all hold; `minimal` means that any one of them less and the rest can.

    `parts` says it exactly: per rule the slot ("slot 4"), or of a campaign what it owes ("owed") or its share ("most").
    """

    rule_ids: tuple[str, ...]
    why: str
    minimal: bool = True
    parts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """This will be the whole answer.

    `eligible` counts distinct variant families that may be shown; `short` means fewer products than asked for;
    `bounded` means that the exact search hit its limit and a valid page was improved as far as it went; `nodes` is the
    search effort.
    """

    placed: tuple[Placed, ...]
    relaxed: tuple[Relaxation, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    short: bool = False
    eligible: int = 0
    infeasible: tuple[Conflict, ...] = ()
    bounded: bool = False
    nodes: int = 0
