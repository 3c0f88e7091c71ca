"""Writes to rules: edit a draft, publish it, roll back. A published version never changes."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max
from django.utils import timezone
from psycopg.types.range import Range

from catalog.models import MembershipTier, Region
from rules.engine.collisions import slot_collisions
from rules.engine.diff import diff
from rules.engine.errors import RuleError
from rules.engine.rule import Reserving
from rules.engine.ruleset import RuleSet as EngineRuleSet
from rules.engine.scope import Scope
from rules.kinds import RULE_KINDS
from rules.models import Placement, Publication, Rule, RuleSet, SlotReservation
from rules.queries import draft_of, engine_rule, engine_ruleset, live_version, readable_rules, readable_ruleset

ALL = Range(None, None, "[)")
COPIED = (
    "key", "kind", "label", "params", "severity", "scope", "order",
    "enabled", "owner", "reason", "starts_at", "ends_at",
)  # fmt: skip


class Stale(RuntimeError):
    """Somebody else changed the draft since it was read. Nothing was saved."""


class CannotPublish(RuntimeError):
    """Why a version may not go live, in words for the merchandiser."""


@dataclass(frozen=True, slots=True)
class RuleFields:
    """What a form or an API call says about one rule."""

    kind: str
    label: str
    params: Mapping[str, object]
    owner: str
    reason: str
    severity: str = "taste"
    scope: Mapping[str, Sequence[str]] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    enabled: bool = True


def ensure_draft(placement: Placement, *, by: User | None) -> RuleSet:
    """This will return the placement's draft, begun as a copy of what is live."""
    with transaction.atomic():
        Placement.objects.select_for_update().get(pk=placement.pk)
        draft = draft_of(placement)
        if draft is not None:
            return draft
        live = live_version(placement)
        draft = RuleSet.objects.create(
            placement=placement, version=_next_version(placement), based_on=live, created_by=by
        )
        if live is not None:
            _copy_rules(live, draft)
        return draft


def save_rule(draft: RuleSet, fields: RuleFields, *, key: UUID | None = None, revision: int | None = None) -> Rule:
    """This will add a rule to a draft, or change the one with this key.

    Raises RuleError (field and message) when a field does not fit or two rules want one slot, and Stale when the draft
    moved since `revision` was read.
    """
    with transaction.atomic():
        _touch(draft, revision=revision)
        row = draft.rules.filter(key=key).first() if key else None
        if row is None:
            row = Rule(ruleset=draft, order=(draft.rules.aggregate(last=Max("order"))["last"] or 0) + 1)
            if key:
                row.key = key
        _fill(row, fields)
        _refuse_collisions(draft, row)
        row.save()
        return row


def delete_rule(draft: RuleSet, *, key: UUID, revision: int | None = None) -> None:
    with transaction.atomic():
        _touch(draft, revision=revision)
        draft.rules.filter(key=key).delete()


def switch_rule(draft: RuleSet, *, key: UUID, on: bool, revision: int | None = None) -> Rule:
    """This will switch a rule of a draft on or off; raises RuleError when its slot is taken by now."""
    with transaction.atomic():
        _touch(draft, revision=revision)
        row = draft.rules.get(key=key)
        row.enabled = on
        _refuse_collisions(draft, row)
        row.save(update_fields=["enabled"])
        return row


def discard_draft(placement: Placement) -> None:
    placement.rulesets.filter(state=RuleSet.State.DRAFT).delete()


def changes_of(draft: RuleSet) -> tuple[str, ...]:
    """This will say in plain sentences what publishing the draft would change.

    Raises RuleError when a rule of the draft cannot be read. One of what is live is as good as not there, so that a
    mended draft can be published.
    """
    live, _ = readable_ruleset(live_version(draft.placement))
    return diff(live, engine_ruleset(draft))


def publish(draft: RuleSet, *, by: User | None, note: str = "", revision: int | None = None) -> Publication:
    """This will put a draft live in one step; shoppers see the old version or the new one, never a mixture.

    Raises CannotPublish when a stored rule no longer fits or a slot is held by another rule, and Stale when the draft
    is not the one that was looked at.
    """
    with transaction.atomic():
        Placement.objects.select_for_update().get(pk=draft.placement_id)
        _touch(draft, revision=revision)
        changes = _changes_or_refusal(draft)
        return _put_live(draft, changes=changes, by=by, action=Publication.Action.PUBLISH, note=note)


def roll_back(version: RuleSet, *, by: User | None, note: str = "") -> Publication:
    """This will put an earlier version live again, exactly as it was."""
    if version.state != RuleSet.State.SUPERSEDED:
        raise CannotPublish(f"Version {version.version} is not an earlier version; only those can be rolled back to.")
    with transaction.atomic():
        Placement.objects.select_for_update().get(pk=version.placement_id)
        changes = _changes_or_refusal(version)
        return _put_live(version, changes=changes, by=by, action=Publication.Action.ROLLBACK, note=note)


def _changes_or_refusal(version: RuleSet) -> tuple[str, ...]:
    try:
        return changes_of(version)
    except RuleError as error:
        raise CannotPublish(f"A rule does not fit any more: {error}. Open it, mend it and save it.") from error


def _put_live(version: RuleSet, *, changes: Sequence[str], by: User | None, action: str, note: str) -> Publication:
    placement = version.placement
    placement.rulesets.filter(state=RuleSet.State.PUBLISHED).update(state=RuleSet.State.SUPERSEDED)
    rules = engine_ruleset(version)
    RuleSet.objects.filter(pk=version.pk).update(
        state=RuleSet.State.PUBLISHED, digest=rules.ruleset_hash, published_at=timezone.now()
    )
    _reserve(version, rules)
    publication = Publication.objects.create(
        placement=placement, ruleset=version, action=action, by=by, changes=list(changes), note=note
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('woorec_published', %s)", [str(placement.store_id)])
    version.refresh_from_db()
    return publication


def _reserve(version: RuleSet, rules: EngineRuleSet) -> None:
    """This will hold the live slots; the database itself refuses a second rule for one of them."""
    SlotReservation.objects.filter(placement=version.placement).delete()
    store = version.placement.store
    tiers = dict(MembershipTier.objects.filter(store=store).values_list("code", "pk"))
    regions = dict(Region.objects.filter(store=store).values_list("code", "pk"))
    keys = {str(row.key): row for row in version.rules.all()}
    rows = [
        SlotReservation(
            placement=version.placement,
            rule=keys[rule.rule_id],
            position=position,
            tiers=tier,
            regions=region,
            audience=_audience(rule.scope),
            during=Range(rule.starts_at, rule.ends_at, "[)"),
        )
        for rule in rules.rules
        if rule.enabled and isinstance(rule.body, Reserving)
        for position in rule.body.positions
        for tier in _single_values(rule.scope.tiers, tiers)
        for region in _single_values(rule.scope.regions, regions)
    ]
    try:
        with transaction.atomic():
            SlotReservation.objects.bulk_create(rows)
    except IntegrityError as error:
        raise CannotPublish("Two rules hold one slot at one time. Change one of them, then publish.") from error


def _single_values(codes: frozenset[str], ids: Mapping[str, int]) -> list[Range]:
    if not codes:
        return [ALL]
    return [Range(ids[code], ids[code] + 1, "[)") for code in sorted(codes) if code in ids]


def _audience(scope: Scope) -> Range:
    if not (scope.segments or scope.categories):
        return ALL
    number = zlib.crc32(repr((sorted(scope.segments), sorted(scope.categories))).encode()) & 0x3FFF_FFFF
    return Range(number, number + 1, "[)")


def _fill(row: Rule, fields: RuleFields) -> None:
    if fields.kind not in RULE_KINDS:
        raise RuleError("kind", f"must be one of {', '.join(RULE_KINDS)}")
    body = RULE_KINDS[fields.kind].from_params(fields.params)
    row.kind, row.params = fields.kind, body.to_params()
    row.label = fields.label.strip() or body.describe()[:120]
    row.severity, row.enabled = fields.severity, fields.enabled
    row.owner, row.reason = fields.owner.strip(), fields.reason.strip()
    row.scope = Scope.from_json(fields.scope or {}).to_json()
    row.starts_at, row.ends_at = fields.starts_at, fields.ends_at
    for name in ("owner", "reason"):
        if not getattr(row, name):
            raise RuleError(name, "must be given, so that colleagues know whom to ask and why")
    engine_rule(row)  # checks severity, schedule and scope together


def _refuse_collisions(draft: RuleSet, row: Rule) -> None:
    others, _ = readable_rules(draft.rules.exclude(key=row.key))
    for collision in slot_collisions([*others, engine_rule(row)]):
        if str(row.key) in collision.rule_ids:
            raise RuleError("positions", collision.describe())


def _touch(draft: RuleSet, *, revision: int | None) -> None:
    rows = RuleSet.objects.filter(pk=draft.pk, state=RuleSet.State.DRAFT)
    if revision is not None:
        rows = rows.filter(revision=revision)
    if not rows.update(revision=F("revision") + 1):
        raise Stale("Somebody changed or published this draft meanwhile. Look at it again, then repeat your change.")
    draft.refresh_from_db()


def _copy_rules(source: RuleSet, target: RuleSet) -> None:
    Rule.objects.bulk_create(
        Rule(ruleset=target, **{name: getattr(row, name) for name in COPIED}) for row in source.rules.all()
    )


def _next_version(placement: Placement) -> int:
    return (placement.rulesets.aggregate(last=Max("version"))["last"] or 0) + 1
