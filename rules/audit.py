"""The log of every write to what merchandisers decide. A service writes its entry in the transaction of the write."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import models, transaction

from catalog.models import Store
from rules.models import AuditEntry

WOOREC = "WooRec"  # who set up the first rules, and what a command did
Json = Mapping[str, object]
# Every action there is, as the screens say it.
ACTIONS = {
    "rule.added": "Rule added",
    "rule.changed": "Rule changed",
    "rule.switched": "Rule switched",
    "rule.deleted": "Rule deleted",
    "draft.begun": "Draft begun",
    "draft.discarded": "Draft discarded",
    "draft.submitted": "Draft handed in",
    "draft.withdrawn": "Draft taken back",
    "draft.approved": "Draft approved",
    "ruleset.published": "Version published",
    "ruleset.rolled_back": "Version rolled back",
    "ruleset.waived": "Check waived",
    "placement.changed": "Placement changed",
    "segment.added": "Segment added",
    "segment.changed": "Segment changed",
    "segment.deleted": "Segment deleted",
    "rule_test.added": "Rule test added",
    "rule_test.changed": "Rule test changed",
    "rule_test.deleted": "Rule test deleted",
    "person.added": "Person added",
    "person.changed": "Person changed",
    "store.changed": "Publishing settings changed",
    "shop.changed": "Shop settings changed",
    "material.published": "Material published",
    "model.promoted": "Model put live",
    "model.policy": "Who puts models live changed",
    "model.shadowed": "Model put in the shadow",
    "model.unshadowed": "Model taken out of the shadow",
}


def record(
    action: str,
    row: models.Model,
    *,
    by: User | None,
    store: Store | None,
    placement: str = "",
    label: str = "",
    before: Json | None = None,
    after: Json | None = None,
) -> AuditEntry:
    """This will write one entry about a row (what it was called is `label`, or the row's own words).

    `before` and `after` are JSON, as `row_json` gives it; None stands for a row that was not there or is gone. Raises
    TransactionManagementError outside a transaction, where the entry could stay without the write or the reverse.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("An entry belongs to the transaction of the write it tells about.")
    if action not in ACTIONS:
        raise ValueError(f"{action} is not a known action; add it to ACTIONS.")
    return AuditEntry.objects.create(
        store=store,
        by=by,
        who=name_of(by),
        action=action,
        subject=action.partition(".")[0],
        subject_id=str(getattr(row, "key", row.pk))[:64],
        label=(label or str(row))[:300],
        placement=placement,
        before=before,
        after=after,
    )


def keep(sender: type[models.Model], *, action: str, row: models.Model, **told: Any) -> None:
    """This will record what a layer below told of (`catalog/told.py`)."""
    told.pop("signal", None)
    record(action, row, **told)


def name_of(user: User | None) -> str:
    """This will say what a person is called, also after their account is gone."""
    return (user.get_full_name() or user.username.capitalize()) if user else WOOREC


def row_json(row: models.Model, fields: Sequence[str] = ()) -> dict[str, object]:
    """This will write a row's own fields, or some of them, as JSON."""
    own = [each.attname for each in row._meta.concrete_fields if not each.primary_key]
    return {name: _plain(getattr(row, name)) for name in fields or own}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
