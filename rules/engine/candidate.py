"""What goes into a rerank: products with scores and facts, and the shopper's situation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple


class Candidate(NamedTuple):
    """This will carry one product with its score (0 to 100) and its declared facts. Hundreds are made a request."""

    product_id: int
    score: float
    facts: Mapping[str, object]

    @property
    def name(self) -> str:
        """This will say what to call the product in a sentence."""
        return str(self.facts.get("name") or self.facts.get("sku") or f"product {self.product_id}")


@dataclass(frozen=True, slots=True)
class Context:
    """This will carry who is looking, where and when; `at` must know its time zone.

    `seeds` are the SKUs that are looked at. `quotas` says, per rule id, how many products of a campaign this page owes;
    a campaign that is not named owes none.
    """

    at: datetime
    tier: str | None = None
    region: str | None = None
    segments: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    avoids: frozenset[str] = frozenset()
    placement: str = ""
    exclude_bought: bool = False
    excluded: frozenset[int] = frozenset()
    seeds: frozenset[str] = frozenset()
    quotas: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("Context.at needs a time zone: schedules are compared with it")
