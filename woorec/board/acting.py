"""One change of a draft from the board: under the lock, noted so that it can be undone, told when it is too late."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from rules.edits import CannotUndo, edits_since, noted, redo, undo
from rules.engine.errors import RuleError
from rules.forms import plain_words
from rules.models import DraftEdit, Rule, RuleSet
from rules.queries import draft_of
from rules.services import Stale, ensure_draft
from woorec.board.desk import Desk, name_of, open_desk
from woorec.board.views import board_view, leave, may, render_board
from woorec.board.words import say_day
from woorec.numbers import sent_revision

Change = Callable[[RuleSet], object]
MOVED_MEANWHILE = "Somebody changed this draft meanwhile. This is how it looks now."
NOT_REPEATED = ("csrfmiddlewaretoken", "revision")


def edit(
    request: HttpRequest, desk: Desk, change: Change, *, done: str, offer: Mapping[str, object] | None = None
) -> HttpResponse:
    """This will make one change to the draft and show the board as it is then.

    `offer` is what the alert offers instead, should another rule hold the place.
    """
    try:
        with transaction.atomic():
            draft = open_draft(request, desk)
            with noted(draft, by=request.user, said=done):
                change(draft)
    except RuleError as error:
        told = offer if error.field == "positions" else None
        return _again(request, desk, status=422, alert=plain_words(error), told=told)
    except (Stale, Rule.DoesNotExist):
        return too_late(request, desk)
    return _done(request, desk, f"{done}{taken_back(desk)}")


def taken_back(desk: Desk) -> str:
    """This will say that an edit took back a draft that was waiting for a second person."""
    version = desk.draft.version
    handed_in = desk.has_draft and version is not None and version.submitted_at is not None
    return " The draft was handed in; the change takes it back." if handed_in else ""


def open_draft(request: HttpRequest, desk: Desk) -> RuleSet:
    """This will return the draft that was on the screen, or raise Stale; the first edit begins one."""
    draft, wanted = draft_of(desk.placement), sent_revision(request)
    if wanted is not None and wanted != (draft.revision if draft else 0):
        raise Stale(MOVED_MEANWHILE)
    return draft or ensure_draft(desk.placement, by=request.user)


def others_edits(request: HttpRequest, desk: Desk) -> list[str]:
    """This will tell what others did to the draft since this person looked at it."""
    found = edits_since(draft_of(desk.placement), revision=sent_revision(request) or 0, but=request.user)
    return [_say_edit(each) for each in found]


def too_late(request: HttpRequest, desk: Desk) -> HttpResponse:
    """This will show the board as it is now, with what others changed and a button that repeats the change."""
    repeat = [
        (name, value) for name in request.POST for value in request.POST.getlist(name) if name not in NOT_REPEATED
    ]
    url = f"{request.path}{desk.query}"
    told = {"others": others_edits(request, desk), "repeat": repeat, "repeat_url": url}
    return _again(request, desk, status=409, alert=MOVED_MEANWHILE, told=told)


@board_view
@may("rules.change_rule")
@require_POST
def board_undo(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will take back this person's last edit of the draft."""
    return _turn(request, open_desk(request, store_code, code), undo, words="Taken back: {}")


@board_view
@may("rules.change_rule")
@require_POST
def board_redo(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will do again what this person took back last."""
    return _turn(request, open_desk(request, store_code, code), redo, words="Done again: {}")


def _turn(request: HttpRequest, desk: Desk, turn: Callable[..., DraftEdit], *, words: str) -> HttpResponse:
    """It needs no revision: a rule that somebody else touched since is refused, whatever is on the screen."""
    draft = draft_of(desk.placement)
    if draft is None:
        return _again(request, desk, status=422, alert="There is no draft, so there is nothing to take back.")
    try:
        edited = turn(draft, by=request.user)
    except CannotUndo as error:
        return _again(request, desk, status=422, alert=str(error))
    except Stale:
        return _again(request, desk, status=409, alert=MOVED_MEANWHILE)
    return _done(request, desk, words.format(edited.said))


def _done(request: HttpRequest, desk: Desk, said: str) -> HttpResponse:
    if not request.htmx:
        messages.success(request, said)
        return leave(request, desk)
    return render_board(request, open_desk(request, desk.store.code, desk.placement.code), toast=said)


def _again(
    request: HttpRequest, desk: Desk, *, status: int, alert: str, told: Mapping[str, object] | None = None
) -> HttpResponse:
    fresh = open_desk(request, desk.store.code, desk.placement.code)
    return render_board(request, fresh, status=status, alert=alert, told=told)


def _say_edit(edit: DraftEdit) -> str:
    return f"{name_of(edit.by) if edit.by else 'Somebody'}, {say_day(edit.at)}: {edit.said}"
