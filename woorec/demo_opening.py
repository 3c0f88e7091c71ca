"""Opens a demo shop as its people would: Mia drafts, the rule tests are asked, Petra publishes through the gate."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, Min

from catalog.models import Brand, Store
from events.models import RankedList
from rules.campaign_counts import count_campaigns
from rules.gate import CannotPublish
from rules.kept_tests import save_rule_test
from rules.models import Placement, RuleSet, Study
from rules.queries import draft_of, live_version
from rules.segments import save_segment
from rules.services import ensure_draft, publish, save_rule
from rules.studies import request_study
from woorec.first_rules import DEMO_TESTS, SEGMENTS, Stock, demo_rules
from woorec.holder import SNAPSHOTS
from woorec.pools import can_be_filled
from woorec.shops import Progress
from woorec.studies import run_study

ARRIVALS = 4
WEEK = timedelta(days=7)
Cast = dict[str, User]


def open_demo_store(store: Store, *, now: datetime, progress: Progress) -> list[str]:
    """This will put the first rules of a demo shop live, and say what stayed a draft and why.

    A placement that is live stays as it is. The people of the demo must exist.
    """
    closed = [placement for placement in store.placements.all() if live_version(placement) is None]
    if not closed:
        return []
    cast = {user.first_name: user for user in User.objects.filter(username__in=("mia", "petra"))}
    held_back = []
    for number, placement in enumerate(closed):
        progress("first rules", number, len(closed))
        draft = draft_of(placement) or _draft(placement, cast, now=now)
        held_back += _publish(draft, by=cast["Petra"])
    count_campaigns(store, now=now)
    return held_back


@transaction.atomic
def _draft(placement: Placement, cast: Cast, *, now: datetime) -> RuleSet:
    """Whole or not at all: a start that was cut off begins the same draft anew."""
    store = placement.store
    for fields in SEGMENTS:
        if not store.segments.filter(code=fields.code).exists():
            save_segment(store, fields, by=cast[fields.owner])
    for test in DEMO_TESTS.get(placement.code, ()):
        save_rule_test(placement, test, by=cast[test.owner])
    draft = ensure_draft(placement, by=cast["Mia"])
    for rule in demo_rules(_stock_of(store, now=now), now=now).get(placement.code, ()):
        save_rule(draft, rule, by=cast[rule.owner])
    return draft


def _publish(draft: RuleSet, *, by: User) -> list[str]:
    run_study(request_study(draft, Study.Kind.RULE_TESTS, by=by).pk)
    try:
        snapshot = SNAPSHOTS.current(draft.placement.store)
        publish(draft, by=by, note="First rules", can_fill=partial(can_be_filled, snapshot=snapshot))
    except CannotPublish as error:
        return [f"{draft.placement.name} stays a draft: {error}"]
    return []


def _stock_of(store: Store, *, now: datetime) -> Stock:
    """The two partners with most products, the newest of the house that can be had everywhere, last week's traffic."""
    partners = Brand.objects.filter(store=store, kind="partner").annotate(size=Count("products"))
    running, planned = partners.order_by("-size", "name").values_list("code", "name")[:2]
    lists = RankedList.objects.filter(store=store, placement="home", at__gt=now - WEEK, at__lte=now).count()
    return Stock(running, planned, list(islice(_arrivals(store), ARRIVALS)), lists / WEEK.days)


def _arrivals(store: Store) -> Iterator[str]:
    """One of a style, the newest first."""
    fewest = Min("stock__quantity")
    seen = set()
    rows = store.products.filter(brand__kind="house", visible=True, launched_on__isnull=False).annotate(fewest=fewest)
    for row in rows.filter(fewest__gt=0).order_by("-launched_on", "sku"):
        if row.item_group not in seen:
            seen.add(row.item_group)
            yield row.sku
