"""Edits of a draft that can be taken back and done again, each by the person who made it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.dateparse import parse_datetime

from rules.engine.errors import RuleError
from rules.models import DraftEdit, Rule, RuleSet
from rules.services import RuleFields, delete_rule, save_rule

FIELDS = ("kind", "label", "params", "severity", "scope", "order", "enabled", "owner", "reason", "starts_at", "ends_at")
Fields = Mapping[str, object] | None
Rows = Mapping[str, Fields]


class CannotUndo(RuntimeError):
    """Why an edit cannot be taken back or done again, in words for the person who asked."""


@dataclass(frozen=True, slots=True)
class Steps:
    """What one person can take back and do again next; None where there is nothing."""

    undo: DraftEdit | None = None
    redo: DraftEdit | None = None


@contextmanager
def noted(draft: RuleSet, *, by: User, said: str) -> Iterator[None]:
    """This will note what happens to the draft's rules inside the block as one edit of this person.

    It belongs inside the transaction of the edit, so that an edit that fails leaves no note.
    """
    before = _rows(draft)
    yield
    after = _rows(draft)
    touched = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    if not touched:
        return
    draft.edits.filter(by=by, undone=True).delete()
    DraftEdit.objects.create(
        ruleset=draft,
        revision=draft.revision,
        by=by,
        said=said[:300],
        before={key: before.get(key) for key in touched},
        after={key: after.get(key) for key in touched},
    )


def steps(draft: RuleSet | None, *, by: User) -> Steps:
    """This will say what this person could take back and do again."""
    if draft is None or draft.state != RuleSet.State.DRAFT:
        return Steps()
    own = draft.edits.filter(by=by)
    return Steps(own.filter(undone=False).last(), own.filter(undone=True).first())


def undo(draft: RuleSet, *, by: User) -> DraftEdit:
    """This will take back the last edit of this person; raises CannotUndo, and Stale when the draft is moving."""
    edit = steps(draft, by=by).undo
    if edit is None:
        raise CannotUndo("There is no edit of yours to take back.")
    return _turn(draft, edit, wanted=edit.before, expected=edit.after, undone=True, by=by)


def redo(draft: RuleSet, *, by: User) -> DraftEdit:
    """This will do again what this person took back last; raises CannotUndo, and Stale when the draft is moving."""
    edit = steps(draft, by=by).redo
    if edit is None:
        raise CannotUndo("There is no edit of yours to do again.")
    return _turn(draft, edit, wanted=edit.after, expected=edit.before, undone=False, by=by)


def edits_since(draft: RuleSet | None, *, revision: int, but: User) -> list[DraftEdit]:
    """This will list what others did to the draft after a revision, oldest first."""
    if draft is None:
        return []
    return list(draft.edits.filter(revision__gt=revision, undone=False).exclude(by=but).select_related("by"))


def _turn(draft: RuleSet, edit: DraftEdit, *, wanted: Rows, expected: Rows, undone: bool, by: User) -> DraftEdit:
    """Rules that somebody else changed since are left alone: their work is newer."""
    with transaction.atomic():
        RuleSet.objects.select_for_update().get(pk=draft.pk)
        now = _rows(draft)
        if any(now.get(key) != fields for key, fields in expected.items()):
            raise CannotUndo(f"Somebody changed this rule after you: {edit.said} Nothing was changed.")
        try:
            for key, fields in wanted.items():
                _put(draft, UUID(key), fields, by=by)
        except RuleError as error:
            raise CannotUndo(f"This does not fit the draft any more: {error.message} Nothing was changed.") from error
        edit.undone, edit.revision = undone, draft.revision
        edit.save(update_fields=["undone", "revision"])
    return edit


def _put(draft: RuleSet, key: UUID, fields: Fields, *, by: User) -> None:
    if fields is None:
        delete_rule(draft, key=key, by=by, revision=draft.revision)
        return
    values = {name: value for name, value in fields.items() if name != "order"}
    for name in ("starts_at", "ends_at"):
        values[name] = parse_datetime(str(values[name])) if values[name] else None
    save_rule(draft, RuleFields(**values), key=key, by=by, revision=draft.revision)  # type: ignore[arg-type]
    Rule.objects.filter(ruleset=draft, key=key).update(order=fields["order"])


def _rows(draft: RuleSet) -> dict[str, Fields]:
    """This will read the rules as JSON would keep them, so that a stored edit can be compared with what is there."""
    encode = DjangoJSONEncoder().default
    return {
        str(row["key"]): {
            name: encode(row[name]) if name.endswith("_at") and row[name] else row[name] for name in FIELDS
        }
        for row in draft.rules.values("key", *FIELDS)
    }
