"""Replay: what a draft would have changed in the lists that shoppers really asked for.

Mia opens it when the draft is done and before she asks Petra to publish; Petra opens it when she wonders what a rule
costs; Vera opens it when a figure of last week's meeting needs the lists behind it.

The three things they do most:
1. Choose a period, start, and read how many lists change and who is seen more and less.
2. Open the lists behind a figure, live and draft side by side.
3. See what each rule costs, or that nothing can be said about clicks and a test is needed.
"""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from rules.engine.errors import RuleError
from rules.models import Study
from rules.studies import StudyRefused
from woorec.board.desk import Desk, open_desk
from woorec.board.replay_form import ReplayForm
from woorec.board.replay_lists import changes_csv, lists_behind
from woorec.board.replay_page import ReplayView, say_period
from woorec.board.study_progress import progress_of, start_study
from woorec.board.tabs import placement_tabs
from woorec.board.views import board_view, breadcrumbs, may
from woorec.board.words import say_day
from woorec.numbers import whole

EARLIER = 10
UNREADABLE = "A rule of this draft cannot be read, so it cannot be replayed. Mend it on the board first."


@board_view
@require_http_methods(["GET", "POST"])
def replay(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will show the newest replay of a placement, or the one asked for, and start one."""
    desk = open_desk(request, store_code, code)
    return _start(request, desk) if request.method == "POST" else _page(request, desk)


@board_view
@require_GET
def replay_lists(request: HttpRequest, store_code: str, code: str, study_id: int) -> HttpResponse:
    """This will show the lists behind a figure, live and draft side by side."""
    desk = open_desk(request, store_code, code)
    study, figure = _done(desk, study_id), request.GET.get("figure", "changed")[:200]
    view = _view(desk, study)
    may_see = request.user.has_perm("events.view_customer")
    lists, hidden = lists_behind(study, view, figure, may_see_customers=may_see)
    back = f"{desk.url_of('replay')}?study={study.pk}"
    context = {"desk": desk, "lists": lists, "hidden": hidden, "title": view.say_figure(figure), "back": back}
    context["breadcrumbs"] = [*breadcrumbs(desk, "Replay")[:2], {"label": "Replay", "url": back}, {"label": "Lists"}]
    return render(request, "woorec/board/replay_lists.html", context)


@board_view
@require_GET
def replay_csv(request: HttpRequest, store_code: str, code: str, study_id: int) -> StreamingHttpResponse:
    """This will hand out every place of every list that changed."""
    desk = open_desk(request, store_code, code)
    study = _done(desk, study_id)
    lines = changes_csv(study, _view(desk, study), may_see_customers=request.user.has_perm("events.view_customer"))
    name = f"{desk.store.code}-{desk.placement.code}-replay-{study.pk}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@may("rules.change_rule")
def _start(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = ReplayForm(request.POST, now=timezone.now())
    if not form.is_valid():
        return _page(request, desk, form=form, status=422)
    if not desk.has_draft or desk.draft.version is None:
        return _page(request, desk, form=form, alert="There is no draft to replay any more.", status=409)
    try:
        start_study(desk.draft.version, Study.Kind.REPLAY, by=request.user, params=form.params())
    except (StudyRefused, RuleError) as error:
        said = str(error) if isinstance(error, StudyRefused) else UNREADABLE
        return _page(request, desk, form=form, alert=said, status=409)
    return redirect("replay", desk.store.code, desk.placement.code)


def _page(
    request: HttpRequest, desk: Desk, *, form: ReplayForm | None = None, alert: str = "", status: int = 200
) -> HttpResponse:
    study = _asked_for(request, desk)
    context = {
        "desk": desk,
        "form": form or ReplayForm(now=timezone.now()),
        "alert": alert,
        "breadcrumbs": breadcrumbs(desk, "Replay"),
        "tabs": placement_tabs(desk.placement, "replay", can_configure=request.user.has_perm("rules.change_placement")),
        "earlier": _earlier(desk, shown=study),
        "may_start": request.user.has_perm("rules.change_rule"),
        "study": study,
    }
    if study is not None:
        context |= _about(desk, study)
    return render(request, "woorec/board/replay.html", context, status=status)


def _about(desk: Desk, study: Study) -> dict[str, object]:
    context: dict[str, object] = {"period": say_period(study.params), "is_old": _is_old(desk, study)}
    if study.state != Study.State.DONE:
        return context | {"progress": progress_of(study, now=timezone.now())}
    return context | {"view": _view(desk, study), "csv_url": desk.url_of("replay-csv", study.pk)}


def _is_old(desk: Desk, study: Study) -> bool:
    """A result stays true of the rules that it names by hash; it is old when the draft has moved on."""
    return study.digest != desk.draft.engine.ruleset_hash


def _view(desk: Desk, study: Study) -> ReplayView:
    lists_url = desk.url_of("replay-lists", study.pk)
    return ReplayView(study.result, desk.snapshot, lambda figure: f"{lists_url}?{urlencode({'figure': figure})}")


def _done(desk: Desk, study_id: int) -> Study:
    return get_object_or_404(
        Study, pk=study_id, placement=desk.placement, kind=Study.Kind.REPLAY, state=Study.State.DONE
    )


def _asked_for(request: HttpRequest, desk: Desk) -> Study | None:
    wanted = whole(request.GET.get("study", ""))
    replays = Study.objects.filter(placement=desk.placement, kind=Study.Kind.REPLAY)
    if wanted is not None:
        return get_object_or_404(replays, pk=wanted)
    return replays.first()


def _earlier(desk: Desk, *, shown: Study | None) -> list[dict[str, object]]:
    rows = Study.objects.filter(placement=desk.placement, kind=Study.Kind.REPLAY).defer("result", "sample")
    return [
        _earlier_entry(desk, study, shown=shown) for study in rows.select_related("ruleset", "requested_by")[:EARLIER]
    ]


def _earlier_entry(desk: Desk, study: Study, *, shown: Study | None) -> dict[str, object]:
    by = study.requested_by
    return {
        "url": f"{desk.url_of('replay')}?study={study.pk}",
        "is_shown": shown is not None and shown.pk == study.pk,
        "when": say_day(study.created_at),
        "period": say_period(study.params),
        "version": study.ruleset.version,
        "by": (by.get_full_name() or by.username.capitalize()) if by else "",
        "state": study.get_state_display(),
        "is_current": study.digest == desk.draft.engine.ruleset_hash,
    }
