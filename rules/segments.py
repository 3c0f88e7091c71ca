"""Writes to segments, and which rules name them. What live rules name is changed by who may publish."""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.text import slugify

from catalog.models import Store
from rules.audit import record, row_json
from rules.engine.contradictions import refuse_contradiction
from rules.engine.errors import RuleError
from rules.engine.names import with_names
from rules.engine.segment import Segment as EngineSegment
from rules.gate import PUBLISH
from rules.models import Rule, RuleSet, Segment
from rules.names import names_of
from rules.services import Stale

LOGGED = ("code", "name", "condition", "owner", "reason")
RESERVED = {"new", "count", "condition-row"}  # addresses of the Studio beside those of segments
IN_USE = (RuleSet.State.PUBLISHED, RuleSet.State.DRAFT)


LIVE_IS_FOR_PUBLISHERS = "Live rules are for this segment, so a change reaches shoppers at once: a publisher makes it."
LIVE_NEEDS_TWO = (
    "Live rules are for this segment, so a change reaches shoppers at once, and this shop asks for a second person. "
    "Make a new segment and name it in a draft instead, so that somebody else can approve it."
)


class SegmentInUse(RuntimeError):
    """Rules name the segment, so it stays. The message names them."""


class SegmentIsLive(RuntimeError):
    """Live rules name the segment, and this person may not change it. The message says what to do instead."""


@dataclass(frozen=True, slots=True)
class SegmentFields:
    """What the editor says about one segment; `code` counts only for a new one."""

    name: str
    condition: object
    owner: str
    reason: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """A rule that names a segment."""

    placement: str
    placement_name: str
    label: str
    is_live: bool

    def describe(self) -> str:
        return f"“{self.label}” on {self.placement_name} ({'live' if self.is_live else 'draft'})"


def save_segment(
    store: Store, fields: SegmentFields, *, by: User | None, row: Segment | None = None, revision: int = 0
) -> Segment:
    """This will add a segment, or change one as it was when `revision` was read.

    Raises RuleError (field and message) when a field does not fit, Stale when somebody changed it meanwhile, and
    SegmentIsLive when shoppers would notice and this person may not put a change live.
    """
    condition = EngineSegment.read(code="new", name=fields.name, condition=fields.condition).condition
    refuse_contradiction(with_names(condition, names_of(store.pk)))
    said: dict[str, object] = {
        "name": fields.name.strip(),
        "owner": fields.owner.strip(),
        "reason": fields.reason.strip(),
    }
    for name, value in said.items():
        if not value:
            raise RuleError(name, "must be given, so that colleagues know whom to ask and why")
    said["condition"] = condition.to_json()
    with transaction.atomic():
        before = row_json(row, LOGGED) if row else None
        if row is None:
            saved = _add(store, code=fields.code or _free_code(store, fields.name), **said)
        else:
            _refuse_to_change_what_is_live(row, by=by)
            saved = _change(row, revision=revision, **said)
        action = "segment.changed" if before else "segment.added"
        record(action, saved, by=by, store=store, before=before, after=row_json(saved, LOGGED))
        return saved


def _add(store: Store, *, code: str, **said: object) -> Segment:
    try:
        with transaction.atomic():
            return Segment.objects.create(store=store, code=code, **said)
    except IntegrityError as error:
        raise RuleError("code", "is taken by another segment; choose another one") from error


def why_not_changed(row: Segment, *, by: User | None) -> str:
    """This will say why this person may not change a segment that live rules name, or nothing."""
    if not any(use.is_live for use in uses_of(row.store).get(row.code, ())):
        return ""
    if by is not None and not by.has_perm(PUBLISH):
        return LIVE_IS_FOR_PUBLISHERS
    return LIVE_NEEDS_TWO if row.store.four_eyes else ""


def _refuse_to_change_what_is_live(row: Segment, *, by: User | None) -> None:
    """The lock keeps a version from going live with this segment in the meantime."""
    Segment.objects.select_for_update().get(pk=row.pk)
    if said := why_not_changed(row, by=by):
        raise SegmentIsLive(said)


def _change(row: Segment, *, revision: int, **said: object) -> Segment:
    same = Segment.objects.filter(pk=row.pk, revision=revision)
    if not same.update(revision=F("revision") + 1, updated_at=timezone.now(), **said):
        raise Stale("Somebody changed this segment meanwhile.")
    row.refresh_from_db()
    return row


def delete_segment(row: Segment, *, by: User | None) -> None:
    """This will delete a segment that no live rule and no draft names; raises SegmentInUse with their names."""
    with transaction.atomic():
        Segment.objects.select_for_update().get(pk=row.pk)
        if used := uses_of(row.store).get(row.code):
            named = ", ".join(use.describe() for use in used)
            raise SegmentInUse(f"It cannot go while rules name it: {named}. Take it out of them first.")
        record("segment.deleted", row, by=by, store=row.store, before=row_json(row, LOGGED))
        row.delete()


def uses_of(store: Store) -> dict[str, list[Use]]:
    """This will find the live and drafted rules that name each segment, by its code."""
    rows = Rule.objects.filter(
        ruleset__placement__store=store, ruleset__state__in=IN_USE, scope__has_key="segments"
    ).select_related("ruleset__placement")
    found: dict[str, list[Use]] = {}
    for row in rows.order_by("ruleset__placement__name", "ruleset__state", "order"):
        for code in row.scope.get("segments") or ():
            found.setdefault(str(code), []).append(_use(row))
    return found


def _use(row: Rule) -> Use:
    placement = row.ruleset.placement
    live = row.ruleset.state == RuleSet.State.PUBLISHED
    return Use(placement=placement.code, placement_name=placement.name, label=row.label, is_live=live)


def _free_code(store: Store, name: str) -> str:
    """This will make a code of the name that no segment has yet."""
    stem = slugify(name)[:50] or "segment"
    taken = set(store.segments.filter(code__startswith=stem).values_list("code", flat=True)) | RESERVED
    return next(code for code in (stem, *(f"{stem}-{number}" for number in range(2, 1000))) if code not in taken)
