"""Customers from files, chunk by chunk; a second run changes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from catalog.feeds.base import CellError
from catalog.models import MembershipTier, Region, Store
from events.ahead import ahead
from events.backfill import CUSTOMERS, chunks
from events.customers import write_customers
from events.feeds.customer_files import Codes, read_customers


@dataclass(frozen=True, slots=True)
class CustomerStep:
    """A chunk that is committed."""

    line: int
    states: Mapping[str, int]
    errors: Sequence[CellError]


def import_customers(store: Store, path: Path, *, now: datetime) -> Iterator[CustomerStep]:
    """This will import a file of customers and report each chunk once it is committed. Raises FeedError."""
    codes = Codes(
        tiers=dict(MembershipTier.objects.filter(store=store).values_list("code", "pk")),
        regions=dict(Region.objects.filter(store=store).values_list("code", "pk")),
        zone=timezone.get_current_timezone(),
        now=now,
    )
    for part in ahead(chunks(read_customers(path, codes=codes), CUSTOMERS)):
        rows = [each.row for each in part if each.row is not None]
        outcomes = write_customers(store, rows, now=now, source=path.name[:80])
        yield CustomerStep(
            part[-1].line, Counter(each.state for each in outcomes), [each.error for each in part if each.error]
        )
