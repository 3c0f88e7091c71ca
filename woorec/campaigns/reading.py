"""A campaign as its pages show it: figures, a state, and sentences about how it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from catalog.models import Store
from rules.campaigns import Campaign, Day, Recent, campaigns_of, counts_of, recent_of
from rules.engine.campaign import Campaign as CampaignKind
from rules.engine.pacing import (
    DAY,
    Delivery,
    Forecast,
    days_to_make_good,
    forecast,
    lists_to_make_good,
    share_to_make_good,
    state_of,
)
from rules.forms import plain_words
from rules.models import CampaignCount, RuleSet
from woorec.deliveries import delivery_of, most_on

STATE_WORDS: Mapping[str, tuple[str, str]] = {  # label, kind of badge
    "planned": ("Planned", ""),
    "running": ("Running", "live"),
    "behind": ("Behind", "warning"),
    "made": ("Made", "live"),
    "ended short": ("Ended short", "danger"),
    "draft": ("Draft", "draft"),
    "off": ("Switched off", "warning"),
    "stopped": ("Taken off", "warning"),
    "unreadable": ("Cannot be read", "danger"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One campaign at a moment."""

    campaign: Campaign
    state: str
    delivery: Delivery | None
    found: Forecast | None
    at: datetime
    seen: int = 0
    recent: Recent | None = None

    @property
    def label(self) -> str:
        return STATE_WORDS[self.state][0]

    @property
    def badge(self) -> str:
        return STATE_WORDS[self.state][1]

    @property
    def pool(self) -> str:
        """This will say which products were promised."""
        rule = self.campaign.rule
        return rule.body.condition.describe() if rule and isinstance(rule.body, CampaignKind) else ""

    @property
    def problem(self) -> str:
        return plain_words(self.campaign.error) if self.campaign.error else ""

    @property
    def delivered(self) -> int:
        return int(self.delivery.delivered) if self.delivery else 0

    @property
    def promised(self) -> int:
        return self.delivery.promised if self.delivery else 0

    @property
    def aim(self) -> int:
        return round(self.delivery.aim(self.at)) if self.delivery else 0

    @property
    def today(self) -> int:
        """This will say how many impressions an even pace delivers on the day of `at`, in UTC."""
        if self.delivery is None:
            return 0
        midnight = self.at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        return round(self.delivery.aim(midnight + DAY) - self.delivery.aim(midnight))

    @property
    def percent(self) -> int:
        return min(100, int(100 * self.delivered / self.promised)) if self.promised else 0

    @property
    def runs(self) -> bool:
        return self.state in ("running", "behind", "planned", "draft", "off")

    @property
    def is_stale(self) -> bool:
        return self.delivery is not None and self.delivery.is_stale(self.at)


def lines_of(store: Store, *, now: datetime, key: UUID | None = None) -> list[Line]:
    """This will read a store's campaigns, or the one of a key."""
    counts, recent = counts_of(store), recent_of(store, now=now)
    return [
        _line(each, counts.get(each.row.key), recent.get(each.row.key), now=now)
        for each in campaigns_of(store, key=key)
    ]


def _line(campaign: Campaign, count: CampaignCount | None, recent: Recent | None, *, now: datetime) -> Line:
    if campaign.rule is None:
        return Line(campaign, "unreadable", None, None, now)
    delivery = delivery_of(campaign.rule, count, lists_per_day=recent.lists_per_day if recent else None)
    most = most_on(campaign.rule, campaign.placement.length)
    found = forecast(delivery, at=now, most=most, fill=recent.fill if recent else 1.0)
    state = _state(campaign, delivery, now=now)
    return Line(campaign, state, delivery, found, now, count.seen if count else 0, recent)


def _state(campaign: Campaign, delivery: Delivery, *, now: datetime) -> str:
    state = state_of(delivery, at=now)
    if state in ("made", "ended short"):
        return state if delivery.delivered or campaign.standing != RuleSet.State.DRAFT else "draft"
    if campaign.standing != RuleSet.State.PUBLISHED:
        return "draft" if campaign.standing == RuleSet.State.DRAFT else "stopped"
    return state if campaign.row.enabled else "off"


def ending(line: Line) -> str:
    """This will say in one sentence how the campaign ends, or ended."""
    delivery, found = line.delivery, line.found
    if delivery is None or found is None:
        return "Nothing can be said while the rule cannot be read. Open it on its board and save it anew."
    if line.state == "made":
        return f"The promise is kept: {line.delivered:,} of {line.promised:,} impressions."
    if line.state in ("ended short", "stopped"):
        how = "ended" if line.state == "ended short" else "was taken off"
        return f"It {how} {line.promised - line.delivered:,} short."
    if delivery.lists_per_day is None:
        return "There is less than a day of traffic to go by, so how it ends is not known yet."
    traffic = f"At the traffic of the last days ({delivery.lists_per_day:,.0f} lists a day)"
    if not found.shortfall:
        return f"{traffic} the promise is kept: each list owes {found.needed:.2g} on average from now on."
    return f"{traffic} it ends at {found.expected:,}, which is {found.shortfall:,} short."


def make_good(line: Line) -> list[str]:
    """This will say what would make up the shortfall, each way on its own; nothing when none is expected."""
    delivery, found, rule = line.delivery, line.found, line.campaign.rule
    if delivery is None or found is None or rule is None or not line.runs or not found.shortfall:
        return []
    if delivery.lists_per_day is None:
        return []
    ways = (_by_share(line, found), _by_days(delivery, found), _by_lists(line, delivery, found))
    return [way for way in ways if way]


def _by_share(line: Line, found: Forecast) -> str:
    assert line.campaign.rule is not None
    body, length = line.campaign.rule.body, line.campaign.placement.length
    assert isinstance(body, CampaignKind)
    share = share_to_make_good(found, length=length, fill=line.recent.fill if line.recent else 1.0)
    if share is None:
        return "No share of this page is enough: even all of its places would not make it good."
    places = round(share * length)
    if body.positions and len(body.positions) < places:
        return (
            f"Give it {places} places of its own instead of {len(body.positions)}, with a share of {share:.0%} or more."
        )
    return f"Raise its share to {share:.0%} of a page ({places} of {length} places); it is {body.share_limit:.0%} now."


def _by_days(delivery: Delivery, found: Forecast) -> str:
    days = days_to_make_good(delivery, found)
    if days is None:
        return ""
    if days > 3650:
        return "A longer run alone does not make it good."
    until = delivery.ends + timedelta(days=days)
    return f"Let it run {days} day{'' if days == 1 else 's'} longer, until {until.day} {until:%B %Y}."


def _by_lists(line: Line, delivery: Delivery, found: Forecast) -> str:
    more = lists_to_make_good(delivery, found, at=line.at)
    return f"Promise it on further placements with {more:,} lists a day between them." if more else ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A day of the chart, in units of its drawing: `x` counts days, heights are shares of 100 from the bottom."""

    day: Day
    x: int
    y: float
    height: float
    total: int
    aim: int


def bars(line: Line, days: Sequence[Day]) -> tuple[list[Bar], int]:
    """This will lay out every day from the first to the last, those without a list too, and say what 100 stands for."""
    if not days or line.delivery is None:
        return [], 0
    known = {day.day: day for day in days}
    first, last = days[0].day, days[-1].day
    every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    top = max(*(day.served for day in days), line.today, 1)
    found, total = [], 0
    for x, day in enumerate(every):
        this = known.get(day, Day(day, 0, 0, 0, 0))
        total += this.served
        height = round(100 * this.served / top, 2)
        end = datetime(day.year, day.month, day.day, tzinfo=UTC) + DAY
        found.append(Bar(this, x, round(100 - height, 2), height, total, round(line.delivery.aim(end))))
    return found, top
