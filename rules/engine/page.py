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
    """This will be one product on the page; positions count from 1, score includes the points."""

    position: int
    candidate: Candidate
    score: float
    points: tuple[Points, ...] = ()
    slot: str | None = None
    moved: tuple[Moved, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejected:
    """This will say why a product may not be shown; `rule_id` is set when a merchandiser's rule said so."""

    product_id: int
    code: str
    why: str
    rule_id: str | None = None


@dataclass(frozen=True, slots=True)
class Relaxation:
    """This will say which rule gave way, at which positions it is not kept, why, and what is kept instead."""

    rule_id: str
    label: str
    severity: str
    reason: str
    positions: tuple[int, ...]
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """This will name rules that cannot all hold; `minimal` means that any one of them less and the rest can."""

    rule_ids: tuple[str, ...]
    why: str
    minimal: bool = True


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
