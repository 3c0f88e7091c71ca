"""How many customers are in a segment now, counted on all of them or on a sample, and said so."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from catalog.models import Store
from events.models import Customer
from events.queries import shoppers
from rules.engine.segment import Segment
from woorec.shopper_facts import shopper_facts
from woorec.snapshot import Snapshot

SAMPLE = 400
KEPT_SECONDS = 60.0
Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """Customers looked at, with their facts, out of `customers` in all."""

    facts: tuple[Facts, ...]
    customers: int
    made: float


@dataclass(frozen=True, slots=True)
class Count:
    """How many of the customers looked at are inside."""

    inside: int
    asked: int
    customers: int

    @property
    def is_sample(self) -> bool:
        return self.asked < self.customers

    @property
    def figure(self) -> str:
        """This will say the number alone, as in "112" or "about 1,240"."""
        if not self.is_sample:
            return f"{self.inside:,}"
        estimate = round(self.inside * self.customers / self.asked, -1 if self.inside > 3 else 0)
        return f"about {estimate:,.0f}" if self.inside else "none found"

    @property
    def about(self) -> str:
        """This will say out of how many, and how it was counted."""
        if not self.customers:
            return "There are no customers yet."
        if self.is_sample:
            told = f"{self.inside:,} of a sample of {self.asked} out of {self.customers:,} customers."
            return told if self.inside else f"{told} Most likely fewer than {self._most:,} are in it."
        return f"Of {self.customers:,} customer{'' if self.customers == 1 else 's'}, all counted."

    @property
    def _most(self) -> int:
        """Nothing found in n draws leaves, at 95 %, a share of at most 3 / n."""
        return round(3 * self.customers / self.asked) + 1


_kept: dict[int, tuple[object, Asked]] = {}


def customers_asked(store: Store, snapshot: Snapshot) -> Asked:
    """This will read the facts of up to 400 customers; they are kept for a minute, because a form asks at each key."""
    kept = _kept.get(store.pk)
    if kept is not None and kept[0] == snapshot.version and time.monotonic() - kept[1].made < KEPT_SECONDS:
        return kept[1]
    found = _ask(store, snapshot)
    _kept[store.pk] = (snapshot.version, found)
    return found


def count(segment: Segment, asked: Asked) -> Count:
    return Count(sum(segment.holds(facts) for facts in asked.facts), len(asked.facts), asked.customers)


def _ask(store: Store, snapshot: Snapshot) -> Asked:
    """Pseudonyms are keyed hashes, so the first of them in order are as good as drawn."""
    customers = Customer.objects.filter(store=store)
    ids = list(customers.order_by("pseudonym").values_list("pk", flat=True)[:SAMPLE])
    now = datetime.now(UTC)
    facts = []
    for shopper in shoppers(store, ids, at=now):
        tier, region = snapshot.tier(shopper.tier), snapshot.region(shopper.region)
        facts.append(
            shopper_facts(
                shopper,
                snapshot,
                at=now,
                tier=tier.code if tier else "",
                region=region.code if region else "",
                personal=shopper.personalise,
            )
        )
    return Asked(tuple(facts), customers.count(), time.monotonic())
