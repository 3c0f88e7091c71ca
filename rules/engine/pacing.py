"""Pacing: how much of a promise a page owes now, so that it is kept evenly, and how it will end.

The aim at any moment is the promise times the share of the time that has passed. A page owes what brings the count to
the aim of one day ahead, spread over the lists expected until then: whoever is behind catches up within about a day,
and a day's ups and downs even out. The fraction that is left is drawn with the request's own seed.
"""

import math
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

DAY = timedelta(days=1)
HORIZON = DAY
STALE_AFTER = timedelta(minutes=15)
BEHIND_SHARE = 0.02  # of the promise; less is the unevenness of a day
State = Literal["planned", "running", "behind", "made", "ended short"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A promise, and what was delivered of it by `counted_at`. Without `lists_per_day` the traffic is not known yet."""

    promised: int
    starts: datetime
    ends: datetime
    delivered: float = 0.0
    lists_per_day: float | None = None
    counted_at: datetime | None = None

    def aim(self, at: datetime) -> float:
        """This will return how many impressions an even pace has delivered by then."""
        share = (at - self.starts) / (self.ends - self.starts)
        return self.promised * min(1.0, max(0.0, share))

    def is_stale(self, at: datetime) -> bool:
        """This will say whether the count is too old to steer by, while the campaign runs."""
        return self.counted_at is not None and self.starts <= at < self.ends and at - self.counted_at > STALE_AFTER

    def believed(self, at: datetime) -> float:
        """This will return what was delivered; since a stale count, as much as an even pace is taken for delivered."""
        if self.counted_at is None or not self.is_stale(at):
            return self.delivered
        return min(float(self.promised), self.delivered + self.aim(at) - self.aim(self.counted_at))


def per_list(delivery: Delivery, *, at: datetime) -> float:
    """This will return how many impressions a list owes on average now; at most 1 while the traffic is not known."""
    if not delivery.starts <= at < delivery.ends:
        return 0.0
    ahead = min(HORIZON, delivery.ends - at)
    missing = delivery.aim(at + ahead) - delivery.believed(at)
    if missing <= 0:
        return 0.0
    if not delivery.lists_per_day:
        return min(1.0, missing)
    return missing / (delivery.lists_per_day * (ahead / DAY))


def owed(delivery: Delivery, *, at: datetime, most: int, draw: float) -> int:
    """This will return how many products of the campaign one page owes, from 0 to `most`; `draw` is from 0 below 1."""
    left = delivery.promised - delivery.believed(at)
    exact = min(per_list(delivery, at=at), float(most), max(0.0, left))
    whole = math.floor(exact)
    return whole + (draw < exact - whole)


def draw_of(random_seed: int, rule_id: str) -> float:
    """This will draw the same number for the same request and rule, so that a page can be replayed."""
    return random.Random(f"{random_seed}:{rule_id}").random()


def state_of(delivery: Delivery, *, at: datetime) -> State:
    """This will say in one word where a campaign stands."""
    if delivery.delivered >= delivery.promised:
        return "made"
    if at < delivery.starts:
        return "planned"
    if at >= delivery.ends:
        return "ended short"
    return "behind" if delivery.aim(at) - delivery.delivered > slack(delivery) else "running"


def slack(delivery: Delivery) -> float:
    """This will return how far behind is still an even pace: half a day's part, at least 2 % of the promise."""
    half_day = 0.5 * delivery.promised * (DAY / (delivery.ends - delivery.starts))
    return max(BEHIND_SHARE * delivery.promised, min(half_day, 0.1 * delivery.promised))


@dataclass(frozen=True, slots=True)
class Forecast:
    """How a campaign ends at today's traffic. `needed` is impressions a list from now on, `room` what one can hold."""

    expected: int
    shortfall: int
    needed: float
    room: float
    lists_left: float


def forecast(delivery: Delivery, *, at: datetime, most: int, fill: float) -> Forecast:
    """This will work out the end at `lists_per_day`; `fill` (0 to 1) is the share of owed places that were filled."""
    left = max(0.0, delivery.promised - delivery.delivered)
    days = max(0.0, (delivery.ends - max(at, delivery.starts)) / DAY)
    lists, room = (delivery.lists_per_day or 0.0) * days, most * fill
    reached = min(left, lists * room)
    return Forecast(
        expected=round(delivery.delivered + reached),
        shortfall=round(left - reached),
        needed=left / lists if lists else 0.0,
        room=room,
        lists_left=lists,
    )


def days_to_make_good(delivery: Delivery, found: Forecast) -> int | None:
    """This will return by how many whole days a longer run makes up the shortfall; None when nothing is delivered."""
    a_day = (delivery.lists_per_day or 0.0) * found.room
    return math.ceil(found.shortfall / a_day) if a_day > 0 else None


def share_to_make_good(found: Forecast, *, length: int, fill: float) -> float | None:
    """This will return the share of a page (0 to 1) that makes up the shortfall; None when no share does."""
    if not found.lists_left or not fill:
        return None
    places = math.ceil(found.needed / fill)
    return places / length if places <= length else None


def lists_to_make_good(delivery: Delivery, found: Forecast, *, at: datetime) -> int | None:
    """This will return how many more lists a day, as on another placement, make up the shortfall."""
    days = (delivery.ends - max(at, delivery.starts)) / DAY
    return math.ceil(found.shortfall / (days * found.room)) if days > 0 and found.room > 0 else None
