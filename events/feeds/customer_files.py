"""Customers from our own files, CSV with a header or JSON Lines. An empty cell leaves a profile as it is.

What shoppers avoid is not among the columns: that needs their own consent, through `PUT /api/v1/avoidances`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from catalog.feeds.base import CellError, FeedError
from events.feeds.cells import BadCell, choice, flag, maybe, moment, needed
from events.feeds.lines import Record, columns_of, records
from events.rows import CustomerRow

COLUMNS = ("customer", "tier", "region", "personalise", "joined_at", "tier_since")
REFUSED = frozenset({"avoids", "avoid", "allergens", "allergies"})
AHEAD = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Codes:
    """What the cells may name, and how times are meant."""

    tiers: Mapping[str, int]
    regions: Mapping[str, int]
    zone: tzinfo
    now: datetime


@dataclass(frozen=True, slots=True)
class ReadCustomer:
    line: int
    row: CustomerRow | None
    error: CellError | None = None


def read_customers(path: Path, *, codes: Codes) -> Iterator[ReadCustomer]:
    """This will read the customers of a file. Raises FeedError when it is no such file."""
    found = columns_of(path)
    if "customer" not in found:
        raise FeedError(f"{path} has no column `customer`. Its columns are: {', '.join(sorted(found)) or 'none'}.")
    if health := sorted(REFUSED & found):
        raise FeedError(
            f"{path} has the column {health[0]!r}. What shoppers avoid is kept with their own consent alone: "
            "leave the column out and use PUT /api/v1/avoidances."
        )
    return (_read(record, codes) for record in records(path))


def _read(record: Record, codes: Codes) -> ReadCustomer:
    if record.fault:
        mend = "Mend the line; the others are read."
        return ReadCustomer(record.line, None, CellError(record.line, "", "", record.fault, mend))
    try:
        return ReadCustomer(record.line, _row(record.cells, codes))
    except BadCell as bad:
        return ReadCustomer(record.line, None, CellError(record.line, bad.column, bad.value, bad.reason, bad.remedy))


def _row(cells: Mapping[str, str], codes: Codes) -> CustomerRow:
    if health := sorted(REFUSED & cells.keys()):  # a record of JSON Lines may hold what the first did not
        raise BadCell(
            health[0], "", "needs the customer's own consent", "Use PUT /api/v1/avoidances, and leave it out."
        )
    times = {"zone": codes.zone, "latest": codes.now + AHEAD}
    row = CustomerRow(
        external_id=needed(cells, "customer", longest=200),
        tier=maybe(cells, "tier", choice, among=codes.tiers, what="tier"),
        region=maybe(cells, "region", choice, among=codes.regions, what="region"),
        personalise=maybe(cells, "personalise", flag),
        joined_at=maybe(cells, "joined_at", moment, **times),
        tier_since=maybe(cells, "tier_since", moment, **times),
    )
    if row.tier_since and row.tier is None:
        raise BadCell("tier", "", "is empty beside tier_since", "Name the tier, or leave both empty.")
    return row
