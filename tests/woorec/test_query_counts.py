"""A page asks the database as often for many rules and entries of the log as for a few."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rules.models import AuditEntry, Placement, Rule
from rules.services import RuleFields, ensure_draft, publish, save_rule
from tests.conftest import StudioDoor
from woorec.holder import SNAPSHOTS

STUDIO = "/studio/leather/"
BOARD = f"{STUDIO}placements/home/"
PAGES = (
    *(f"{STUDIO}{page}" for page in ("rules/", "audit/", "campaigns/", "segments/", "placements/")),
    *(f"{BOARD}{page}" for page in ("", "matrix/?rows=all", "versions/", "find/?q=tote", "tests/", "feasibility/")),
)
MANY = 200


def asked(client: Client, page: str) -> int:
    SNAPSHOTS.clear()
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", PAGES)
def test_many_rules_ask_the_database_no_more_often_than_a_few(
    home_page: Placement, petra: User, studio: StudioDoor, page: str
) -> None:
    draft = ensure_draft(home_page, by=petra)
    for number in range(3):
        points = {"points": 1, "condition": {"fact": "price", "op": "at_most", "value": 10 + number}}
        row = save_rule(draft, RuleFields("boost", f"Rule {number}", points, "Mia", "Try"), by=petra)
    publish(draft, by=petra)
    client = studio(petra)
    few = asked(client, page)

    live = home_page.rulesets.get(state="published")
    entry = AuditEntry.objects.last()
    for number in range(MANY):
        Rule.objects.create(
            ruleset=live,
            kind="boost",
            label=f"More {number}",
            params=row.params,
            owner="Mia",
            reason="Try",
            order=number,
        )
    AuditEntry.objects.bulk_create(
        AuditEntry(store=home_page.store, by=petra, who="Petra", action=entry.action, subject=entry.subject,
                   subject_id=str(number), label="More", after=entry.after)
        for number in range(MANY)
    )  # fmt: skip
    assert asked(client, page) <= few + 1
