"""Writes to rules: edit a draft, hand it in, publish it, roll back. A published version never changes.

Every write is logged in the transaction that makes it, under the person who made it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import F, Max, QuerySet
from django.utils import timezone

from rules.audit import record, row_json
from rules.engine.collisions import collisions_of
from rules.engine.diff import diff
from rules.engine.errors import RuleError
from rules.engine.names import Names, with_names
from rules.engine.scope import Scope
from rules.gate import PUBLISH, CanFill, CannotPublish, Waived, refuse_or_waive
from rules.kinds import RULE_KINDS
from rules.known_segments import lost_rules
from rules.models import Placement, Publication, Rule, RuleSet, Segment
from rules.names import names_of
from rules.queries import (
    draft_of,
    engine_rule,
    engine_ruleset,
    has_one_in_view,
    live_version,
    readable_rules,
    readable_ruleset,
)
from rules.reservations import reserve
from rules.sense import refuse_nonsense

CONTENT = (
    "key", "kind", "label", "params", "severity", "scope", "order",
    "enabled", "owner", "reason", "starts_at", "ends_at",
)  # fmt: skip
COPIED = (*CONTENT, "changed_at")


MOVED = "Somebody changed or published this draft meanwhile. Look at it again, then repeat your change."


class Stale(RuntimeError):
    """Somebody else changed the draft since it was read. Nothing was saved."""


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
        _log("draft.begun", draft, by=by, after={"version": draft.version, "based_on": live.version if live else None})
        return draft


def save_rule(
    draft: RuleSet, fields: RuleFields, *, by: User | None, key: UUID | None = None, revision: int | None = None
) -> Rule:
    """This will add a rule to a draft, or change the one with this key.

    Raises RuleError (field and message) when a field does not fit, the rule can never hold or two rules want one slot,
    and Stale when the draft moved since `revision` was read.
    """
    with transaction.atomic():
        _touch(draft, by=by, revision=revision)
        row = draft.rules.filter(key=key).first() if key else None
        before = rule_json(row) if row else None
        if row is None:
            row = Rule(ruleset=draft, order=(draft.rules.aggregate(last=Max("order"))["last"] or 0) + 1)
            if key:
                row.key = key
        names = names_of(draft.placement.store_id)
        _fill(row, fields, names=names)
        refuse_nonsense(engine_rule(row, names=names), draft.placement.store)
        _refuse_collisions(draft, row, names=names)
        row.save()
        _log_rule("rule.changed" if before else "rule.added", row, by=by, before=before, after=rule_json(row))
        return row


def delete_rule(draft: RuleSet, *, key: UUID, by: User | None, revision: int | None = None) -> None:
    with transaction.atomic():
        _touch(draft, by=by, revision=revision)
        for row in draft.rules.filter(key=key):
            _log_rule("rule.deleted", row, by=by, before=rule_json(row), after=None)
            row.delete()


def switch_rule(draft: RuleSet, *, key: UUID, on: bool, by: User | None, revision: int | None = None) -> Rule:
    """This will switch a rule of a draft on or off; raises RuleError when its slot is taken by now."""
    with transaction.atomic():
        _touch(draft, by=by, revision=revision)
        row = draft.rules.get(key=key)
        before = rule_json(row)
        row.enabled, row.changed_at = on, timezone.now()
        _refuse_collisions(draft, row, names=names_of(draft.placement.store_id))
        row.save(update_fields=["enabled", "changed_at"])
        _log_rule("rule.switched", row, by=by, before=before, after=rule_json(row))
        return row


def discard_draft(placement: Placement, *, by: User | None, revision: int | None = None) -> None:
    """This will delete the draft; the log keeps what it said. Raises Stale when it moved since `revision` was read."""
    with transaction.atomic():
        drafts = list(placement.rulesets.select_for_update().filter(state=RuleSet.State.DRAFT))
        if revision is not None and [draft.revision for draft in drafts] != [revision]:
            raise Stale(MOVED)
        for draft in drafts:
            rules = [rule_json(row) for row in draft.rules.all()]
            _log("draft.discarded", draft, by=by, before={"version": draft.version, "rules": rules})
            draft.delete()


def submit_draft(draft: RuleSet, *, by: User, revision: int | None = None) -> None:
    """This will hand a draft in, so that another person may look at it and put it live. Raises Stale."""
    with transaction.atomic():
        if not _guarded(draft, revision=revision).update(submitted_by=by, submitted_at=timezone.now()):
            raise Stale(MOVED)
        draft.refresh_from_db()
        _log("draft.submitted", draft, by=by, after={"version": draft.version})


def withdraw_draft(draft: RuleSet, *, by: User, revision: int | None = None) -> None:
    """This will take a draft back that was handed in; one that was not stays as it is. Raises Stale."""
    with transaction.atomic():
        if not _guarded(draft, revision=revision).exists():
            raise Stale(MOVED)
        _take_back(draft, by=by)
        draft.refresh_from_db()


def changes_of(draft: RuleSet) -> tuple[str, ...]:
    """This will say in plain sentences what publishing the draft would change.

    Raises RuleError when a rule of the draft cannot be read. One of what is live is as good as not there, so that a
    mended draft can be published.
    """
    names = names_of(draft.placement.store_id)
    live, _ = readable_ruleset(live_version(draft.placement), names=names)
    return diff(live, engine_ruleset(draft, names=names))


def publish(
    draft: RuleSet,
    *,
    by: User | None,
    note: str = "",
    revision: int | None = None,
    waived: Sequence[Waived] = (),
    can_fill: CanFill | None = None,
) -> Publication:
    """This will put a draft live in one step; shoppers see the old version or the new one, never a mixture.

    `can_fill` says whether a product of the shop can ever stand where a rule wants one; without it nobody asks. Raises
    CannotPublish when a stored rule no longer fits, a slot is held by another rule, a rule test did not pass or a rule
    can never be filled and is not waived, or a second person has to approve it, and Stale when the draft is not the one
    that was looked at.
    """
    with transaction.atomic():
        Placement.objects.select_for_update().get(pk=draft.placement_id)
        if not _guarded(draft, revision=revision).select_for_update().exists():
            raise Stale(MOVED)
        draft.refresh_from_db()
        changes = _changes_or_refusal(draft)
        _hold_segments(draft)
        refuse_or_waive(draft, by=by, waived=waived, can_fill=can_fill)
        if draft.submitted_at:
            _log("draft.approved", draft, by=by, after={"submitted_by": _written_by(draft.submitted_by)})
        return _put_live(draft, changes=changes, by=by, action=Publication.Action.PUBLISH, note=note)


def roll_back(version: RuleSet, *, by: User | None, note: str = "", live: int | None = None) -> Publication:
    """This will put an earlier version live again, exactly as it was. It has been live, so nothing is asked again.

    `live` is the number of the version that was live when it was asked for (0: none); raises Stale when another one is.
    """
    if by is not None and not by.has_perm(PUBLISH):
        raise CannotPublish("Your role may not roll back. A publisher can.")
    with transaction.atomic():
        Placement.objects.select_for_update().get(pk=version.placement_id)
        version.refresh_from_db()
        now = live_version(version.placement)
        if live is not None and live != (now.version if now else 0):
            raise Stale("Another version was put live meanwhile. Look at what changes now, then decide again.")
        if version.state != RuleSet.State.SUPERSEDED:
            raise CannotPublish(
                f"Version {version.version} is not an earlier version; only those can be rolled back to."
            )
        changes = _changes_or_refusal(version)
        _hold_segments(version)
        _refuse_lost_safety(version)
        return _put_live(version, changes=changes, by=by, action=Publication.Action.ROLLBACK, note=note)


def save_placement(placement: Placement, *, by: User | None) -> None:
    """This will store a placement's settings as they stand on the row, with what they were before."""
    with transaction.atomic():
        before = row_json(Placement.objects.select_for_update().get(pk=placement.pk))
        placement.save()
        after = row_json(placement)
        if before != after:
            record(
                "placement.changed", placement, by=by, store=placement.store, placement=placement.code,
                label=placement.name, before=before, after=after,
            )  # fmt: skip


def rule_json(row: Rule) -> dict[str, object]:
    """This will write what a rule says, without where it is stored."""
    return row_json(row, CONTENT)


def _changes_or_refusal(version: RuleSet) -> tuple[str, ...]:
    try:
        return changes_of(version)
    except RuleError as error:
        raise CannotPublish(f"A rule does not fit any more: {error}. Open it, mend it and save it.") from error


def _hold_segments(version: RuleSet) -> None:
    """Until the version is live, nobody changes or deletes a segment that it names."""
    named = engine_ruleset(version).segments
    list(Segment.objects.select_for_update().filter(store=version.placement.store_id, code__in=named).order_by("pk"))


def _refuse_lost_safety(version: RuleSet) -> None:
    for lost in lost_rules(engine_ruleset(version), version.placement.store):
        if lost.rule.severity == "safety":
            said = f"“{lost.rule.name}” keeps shoppers safe. {lost.describe()}, so no list could be shown."
            raise CannotPublish(f"{said} Make the segment again, or write a draft instead.")


def _put_live(version: RuleSet, *, changes: Sequence[str], by: User | None, action: str, note: str) -> Publication:
    placement, before = version.placement, live_version(version.placement)
    placement.rulesets.filter(state=RuleSet.State.PUBLISHED).update(state=RuleSet.State.SUPERSEDED)
    rules = engine_ruleset(version)
    RuleSet.objects.filter(pk=version.pk).update(
        state=RuleSet.State.PUBLISHED, digest=rules.ruleset_hash, published_at=timezone.now()
    )
    reserve(version, rules)
    publication = Publication.objects.create(
        placement=placement, ruleset=version, action=action, by=by, changes=list(changes), note=note
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('woorec_published', %s)", [str(placement.store_id)])
    version.refresh_from_db()
    _log_live(publication, before=before, by=by)
    return publication


def _log_live(publication: Publication, *, before: RuleSet | None, by: User | None) -> None:
    went_back = publication.action == Publication.Action.ROLLBACK
    version, after = publication.ruleset, {"changes": publication.changes, "note": publication.note}
    _log(
        "ruleset.rolled_back" if went_back else "ruleset.published",
        version,
        by=by,
        before={"version": before.version, "digest": before.digest} if before else None,
        after={"version": version.version, "digest": version.digest} | after,
    )


def _log(
    action: str,
    version: RuleSet,
    *,
    by: User | None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    placement = version.placement
    record(
        action, version, by=by, store=placement.store, placement=placement.code,
        label=f"{placement.name}, version {version.version}", before=before, after=after,
    )  # fmt: skip


def _log_rule(
    action: str,
    row: Rule,
    *,
    by: User | None,
    before: Mapping[str, object] | None,
    after: Mapping[str, object] | None,
) -> None:
    placement = row.ruleset.placement
    record(action, row, by=by, store=placement.store, placement=placement.code, before=before, after=after)


def _written_by(user: User | None) -> str:
    return (user.get_full_name() or user.username) if user else ""


def _fill(row: Rule, fields: RuleFields, *, names: Names) -> None:
    if fields.kind not in RULE_KINDS:
        raise RuleError("kind", f"must be one of {', '.join(RULE_KINDS)}")
    body = RULE_KINDS[fields.kind].from_params(fields.params)
    row.kind, row.params = fields.kind, body.to_params()
    row.label = fields.label.strip() or with_names(body, names).describe()[:120]
    row.severity, row.enabled = fields.severity, fields.enabled
    row.owner, row.reason = fields.owner.strip(), fields.reason.strip()
    row.scope = Scope.from_json(fields.scope or {}).to_json()
    row.starts_at, row.ends_at = fields.starts_at, fields.ends_at
    row.changed_at = timezone.now()
    for name in ("owner", "reason"):
        if not getattr(row, name):
            raise RuleError(name, "must be given, so that colleagues know whom to ask and why")
    engine_rule(row)  # checks severity, schedule and scope together


def _refuse_collisions(draft: RuleSet, row: Rule, *, names: Names) -> None:
    others, _ = readable_rules(draft.rules.exclude(key=row.key), names=names)
    found = collisions_of(engine_rule(row, names=names), others, one_in_view=has_one_in_view(draft.placement))
    if found:
        raise RuleError("positions", found[0].describe())


def _guarded(draft: RuleSet, *, revision: int | None) -> QuerySet[RuleSet]:
    rows = RuleSet.objects.filter(pk=draft.pk, state=RuleSet.State.DRAFT)
    return rows if revision is None else rows.filter(revision=revision)


def _touch(draft: RuleSet, *, by: User | None, revision: int | None) -> None:
    """This will note an edit: who made it, and that nobody looked at this state of the draft yet."""
    change = {"revision": F("revision") + 1, "edited_by": by, "edited_at": timezone.now()}
    if not _guarded(draft, revision=revision).update(**change):
        raise Stale(MOVED)
    _take_back(draft, by=by)
    draft.refresh_from_db()


def _take_back(draft: RuleSet, *, by: User | None) -> None:
    handed_in = RuleSet.objects.filter(pk=draft.pk, submitted_at__isnull=False)
    if handed_in.update(submitted_at=None, submitted_by=None):
        _log("draft.withdrawn", draft, by=by, before={"submitted_by": _written_by(draft.submitted_by)})


def _copy_rules(source: RuleSet, target: RuleSet) -> None:
    Rule.objects.bulk_create(
        Rule(ruleset=target, **{name: getattr(row, name) for name in COPIED}) for row in source.rules.all()
    )


def _next_version(placement: Placement) -> int:
    return (placement.rulesets.aggregate(last=Max("version"))["last"] or 0) + 1
