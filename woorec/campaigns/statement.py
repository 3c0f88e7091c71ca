"""The statement of a campaign as rows of a CSV: what was agreed, how it was counted, and every day."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from rules.campaigns import Day
from rules.engine.campaign import Campaign as CampaignKind
from rules.engine.pacing import DAY
from woorec.campaigns.reading import Line

METHOD = (
    "An impression is one place of a list served to a shopper that held a product of the campaign while the campaign "
    "was live. Lists of known bots, previews and checks are not counted. A place counts for one campaign only. Days "
    "are in UTC. Seen is what the shop's pages reported as seen (view_item_list or list_seen) and is given beside it."
)
COLUMNS = ("day", "lists", "places owed", "impressions", "seen", "impressions so far", "even pace so far")


def statement(line: Line, days: Sequence[Day], *, shop: str) -> Iterator[list[object]]:
    """This will write what was agreed, the method, then one row a day."""
    for name, value in _agreed(line, shop=shop):
        yield [name, value]
    yield []
    yield list(COLUMNS)
    total = 0
    for day in days:
        total += day.served
        end = datetime(day.day.year, day.day.month, day.day.day, tzinfo=UTC) + DAY
        aim = round(line.delivery.aim(end)) if line.delivery else ""
        yield [day.day.isoformat(), day.lists, day.owed, day.served, day.seen, total, aim]


def _agreed(line: Line, *, shop: str) -> Iterator[tuple[str, object]]:
    row, rule = line.campaign.row, line.campaign.rule
    yield from (("shop", shop), ("campaign", row.label), ("placement", line.campaign.placement.name))
    yield from (("owner", row.owner), ("products", line.pool), ("state", line.label))
    yield "from", row.starts_at.isoformat() if row.starts_at else ""
    yield "until", row.ends_at.isoformat() if row.ends_at else ""
    yield from (("promised", line.promised), ("delivered", line.delivered), ("seen", line.seen))
    if rule is not None and isinstance(rule.body, CampaignKind):
        yield "at most, share of a page", f"{rule.body.share_limit:.0%}"
    yield "written at", line.at.isoformat(timespec="seconds")
    yield "method", METHOD
