"""Writes to rule tests. They belong to the placement, so a new version keeps them."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from rules.audit import Json, record, row_json
from rules.models import Placement, RuleTest
from rules.rule_tests import Expectation
from rules.services import Stale

LOGGED = ("name", "expectation", "lists", "owner")
MOVED = "Somebody changed or deleted this test meanwhile. Look at it as it is now, then repeat your change."


@dataclass(frozen=True, slots=True)
class TestFields:
    """What a form says about one test."""

    __test__ = False

    name: str
    owner: str
    lists: int
    expectation: Expectation


def save_rule_test(
    placement: Placement,
    fields: TestFields,
    *,
    by: User | None,
    test_id: int | None = None,
    revision: int | None = None,
) -> RuleTest:
    """This will add a test or change one; raises Stale when it moved since `revision` was read."""
    values = {"name": fields.name, "owner": fields.owner, "lists": fields.lists}
    values |= {"expectation": fields.expectation.to_json()}
    with transaction.atomic():
        if test_id is None:
            row = RuleTest.objects.create(placement=placement, **values)
            _log("rule_test.added", row, by=by, after=row_json(row, LOGGED))
            return row
        row = _held(placement, test_id, revision)
        before = row_json(row, LOGGED)
        for name, value in values.items():
            setattr(row, name, value)
        row.revision = F("revision") + 1
        row.save()
        row.refresh_from_db()
        _log("rule_test.changed", row, by=by, before=before, after=row_json(row, LOGGED))
        return row


def delete_rule_test(placement: Placement, *, by: User | None, test_id: int, revision: int | None = None) -> None:
    """This will take a test away; raises Stale when it moved since `revision` was read."""
    with transaction.atomic():
        row = _held(placement, test_id, revision)
        _log("rule_test.deleted", row, by=by, before=row_json(row, LOGGED))
        row.delete()


def _log(action: str, row: RuleTest, *, by: User | None, before: Json | None = None, after: Json | None = None) -> None:
    placement = row.placement
    record(action, row, by=by, store=placement.store, placement=placement.code, before=before, after=after)


def _held(placement: Placement, test_id: int, revision: int | None) -> RuleTest:
    rows = RuleTest.objects.select_for_update().filter(placement=placement, pk=test_id)
    row = (rows if revision is None else rows.filter(revision=revision)).first()
    if row is None:
        raise Stale(MOVED)
    return row
