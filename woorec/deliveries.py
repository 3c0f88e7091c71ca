"""What campaigns delivered so far, as serving steers by it: kept beside the snapshot and read anew without it."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime

from catalog.models import Store
from rules.campaign_counts import ensure_counted
from rules.engine.campaign import Campaign
from rules.engine.candidate import Context
from rules.engine.pacing import Delivery, draw_of, owed
from rules.engine.rule import Rule
from rules.engine.ruleset import RuleSet
from rules.models import CampaignCount

READ_EVERY = 15.0  # seconds; counts are made anew every minute
STALE = "campaign_count_stale"


class Deliveries:
    """The counts of one store's campaigns in this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counts: Mapping[str, CampaignCount] = {}
        self._read_at = 0.0

    def begin(self, keys: list[str]) -> None:
        """This will make sure that the live campaigns were counted, and read the counts."""
        if keys:
            ensure_counted(self._store, keys, now=datetime.now(UTC))
        self.read()

    def read(self) -> None:
        """This will read the counts anew; it swaps them whole, so no request mixes two readings."""
        self._counts = {str(row.rule_key): row for row in CampaignCount.objects.filter(store=self._store)}
        self._read_at = time.monotonic()

    def read_if_due(self) -> None:
        if self._counts and time.monotonic() - self._read_at >= READ_EVERY:
            self.read()

    def of(self, rule: Rule) -> Delivery:
        """This will say where a campaign stands; one that was never counted, as in a draft, delivered nothing."""
        return delivery_of(rule, self._counts.get(rule.rule_id))


def delivery_of(rule: Rule, count: CampaignCount | None, *, lists_per_day: float | None = None) -> Delivery:
    """This will join the promise of a campaign's rule with its count; a given `lists_per_day` goes before its own."""
    assert isinstance(rule.body, Campaign)
    assert rule.starts_at is not None
    assert rule.ends_at is not None
    return Delivery(
        promised=rule.body.impressions,
        starts=rule.starts_at,
        ends=rule.ends_at,
        delivered=count.delivered if count else 0,
        lists_per_day=lists_per_day or (count.lists_per_day if count else None),
        counted_at=count.counted_at if count else None,
    )


def campaigns_on(rules: RuleSet, context: Context) -> list[Rule]:
    """This will find the campaigns that are on for a shopper, in the order of the rules."""
    return [rule for rule in rules.campaigns if rule.applies(context)]


def quotas_of(
    rules: list[Rule], deliveries: Deliveries, context: Context, *, size: int, seed: int
) -> Mapping[str, int]:
    """This will say how many products of each campaign a page of `size` owes; those that owe none are left out."""
    found = {
        rule.rule_id: owed(
            deliveries.of(rule), at=context.at, most=most_on(rule, size), draw=draw_of(seed, rule.rule_id)
        )
        for rule in rules
    }
    return {key: count for key, count in found.items() if count}


def stale_counts(rules: list[Rule], deliveries: Deliveries, *, at: datetime) -> tuple[str, ...]:
    """This will name it when a campaign is steered by a count that is too old."""
    return (STALE,) if any(deliveries.of(rule).is_stale(at) for rule in rules) else ()


def most_on(rule: Rule, size: int) -> int:
    """This will return how many places a page may owe a campaign: its share of the page, at most its own places."""
    body = rule.body
    assert isinstance(body, Campaign)
    own = sum(position <= size for position in body.positions) if body.positions else size
    return min(body.most_on(size), own)
