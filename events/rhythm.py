"""When a shop's events stopped: how many of a kind are usual at an hour of the day, and how many should have come.

A shop is quiet at night and at lunch, so silence is measured by the events that are missing and not by the clock.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from catalog.models import Store
from events.models import Interaction

HOURS_SHOWN = 24
LEARNED_DAYS = 14
WEEK = 7
# By chance alone, six or nine missing events come once in 400 or 8,000 such silences (Poisson, e^-6 and e^-9).
WARNING, FAILED = 6.0, 9.0
WATCHED = ("view_item_list", "view_item", "select_item", "add_to_cart", "purchase")
KINDS = Interaction.Kind.values
HOURLY = """
SELECT kind, floor(extract(epoch FROM %(now)s - at) / 3600)::int AS ago, count(*), max(at) FROM events_interaction
WHERE store_id = %(store)s AND kind = ANY(%(kinds)s) AND at > %(since)s AND at <= %(now)s AND NOT is_bot
GROUP BY kind, ago
"""


@dataclass(frozen=True, slots=True)
class Silence:
    """How long a kind has been quiet, and how many events should have come since."""

    missing: float
    usual_an_hour: float  # over the quiet hours, by hour of the day

    @property
    def state(self) -> str:
        return "failed" if self.missing >= FAILED else "warning" if self.missing >= WARNING else "passed"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One kind of event: the last 24 hours, oldest first, and whether it has fallen silent."""

    kind: str
    hours: tuple[int, ...]
    usual: tuple[float, ...]  # what the same hours of the days before had on average
    days: tuple[int, ...]  # the last week in whole 24 hours, oldest first
    last_at: datetime | None
    silence: Silence

    @property
    def count(self) -> int:
        return sum(self.hours)

    @property
    def top(self) -> int:
        return max(1, *self.hours)

    @property
    def top_day(self) -> int:
        return max(1, *self.days)


def rhythms(store: Store, *, now: datetime) -> dict[str, Rhythm]:
    """This will read every kind that came within 15 days, in one query."""
    since = now - timedelta(days=LEARNED_DAYS, hours=HOURS_SHOWN)
    with connection.cursor() as cursor:
        cursor.execute(HOURLY, {"store": store.pk, "kinds": KINDS, "now": now, "since": since})
        rows = cursor.fetchall()
    counts: dict[str, dict[int, int]] = {}
    last: dict[str, datetime] = {}
    for kind, ago, count, at in rows:
        counts.setdefault(kind, {})[ago] = count
        last[kind] = max(last.get(kind, at), at)
    return {kind: _rhythm(kind, counts[kind], last[kind], now=now) for kind in counts}


def _rhythm(kind: str, by_hour: Mapping[int, int], last_at: datetime, *, now: datetime) -> Rhythm:
    usual = usual_day(by_hour)
    quiet = (now - last_at) / timedelta(hours=1)
    return Rhythm(
        kind=kind,
        hours=tuple(by_hour.get(ago, 0) for ago in reversed(range(HOURS_SHOWN))),
        usual=tuple(reversed(usual)),
        days=tuple(by_day(by_hour, day) for day in reversed(range(WEEK))),
        last_at=last_at,
        silence=silence(usual, quiet_hours=quiet),
    )


def by_day(by_hour: Mapping[int, int], day: int) -> int:
    """This will add up the 24 hours that ended so many days ago."""
    return sum(by_hour.get(HOURS_SHOWN * day + hour, 0) for hour in range(HOURS_SHOWN))


def usual_day(by_hour: Mapping[int, int]) -> tuple[float, ...]:
    """This will average, for each hour before now, the same hour of the days before; [0] is the hour that ends now.

    `by_hour` counts events by whole hours ago. The last 24 hours are what is judged, so they teach nothing. A shop that
    has sent events for three days only is measured by those days.
    """
    oldest = max(by_hour, default=0)
    days = min(LEARNED_DAYS, math.ceil((oldest + 1 - HOURS_SHOWN) / HOURS_SHOWN))
    if days <= 0:
        return (0.0,) * HOURS_SHOWN
    learned = range(1, days + 1)
    return tuple(sum(by_hour.get(HOURS_SHOWN * day + hour, 0) for day in learned) / days for hour in range(HOURS_SHOWN))


def silence(usual: Sequence[float], *, quiet_hours: float) -> Silence:
    """This will add up what usually comes in the hours that were quiet; a part of an hour counts in part."""
    whole, part = divmod(max(0.0, quiet_hours), 1)
    missing = sum(usual[hour % HOURS_SHOWN] for hour in range(int(whole))) + part * usual[int(whole) % HOURS_SHOWN]
    return Silence(missing, missing / quiet_hours if quiet_hours > 0 else 0.0)
