"""Studies of a placement's rules: the feasibility report, and the progress of every study.

Mia opens the report when a rule gave way on the board: for whom else, with which other rule, and what would mend it?
Petra opens it before a campaign, to see the draft beside what is live for every tier and region.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from rules.asked import Asked
from rules.edits import noted
from rules.engine.errors import RuleError
from rules.forms import plain_words
from rules.models import Rule, RuleSet, Study
from rules.names import names_of
from rules.queries import draft_of, engine_rule
from rules.services import RuleFields, Stale, ensure_draft, save_rule, switch_rule
from rules.studies import StudyRefused, latest_study, request_stop
from woorec.board.desk import Desk, open_desk, show
from woorec.board.failing import grid_of, say_part
from woorec.board.rules import MOVED_MEANWHILE
from woorec.board.study_progress import StudyProgress, page_of, progress_of, start_study
from woorec.board.tabs import placement_tabs
from woorec.board.views import board_view, breadcrumbs, may
from woorec.numbers import whole
from woorec.study_lists import name_of

SIZES = (200, 1_000, 5_000)
KINDS = {
    "limit": "Loosen a limit",
    "cap": "Raise a cap",
    "release": "Release a place or a rule",
    "quota": "Ask less of the campaign",
    "severity": "Let it give way",
    "products": "Add products",
}
REAL = "Real shoppers"
DIMENSIONS = {"tier": "Tier", "region": "Region", "category": "Looking at"}
NO_RULES = "There is no version to study yet. Write a rule on the board first."
KEPT = {"label", "severity", "owner", "reason", "scope", "starts_at", "ends_at", "enabled"}
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SizeChoice:
    """So many shoppers, and about how long their report takes."""

    shoppers: int
    takes: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One group of lists: in what share of them the rules cannot all hold."""

    label: str
    lists: int
    percent: str
    failing: int
    live: str
    share: int  # 0 to 100, for the bar


@dataclass(frozen=True, slots=True)
class FixLine:
    kind: str
    words: str
    proof: str
    is_whole: bool
    edit_url: str
    number: int
    can_apply: bool


@dataclass(frozen=True, slots=True)
class ConflictCard:
    number: int
    title: str
    why: str
    rules: tuple[Json, ...]
    lists: int
    share: str
    proven: bool
    who: str
    example_url: str
    example: str
    fixes: tuple[FixLine, ...]
    tried: int


@board_view
@require_http_methods(["GET", "POST"])
def feasibility(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will show the last report of the draft, and ask for a new one."""
    desk = open_desk(request, store_code, code)
    if request.method == "POST":
        return may("rules.change_rule")(_begin_report)(request, desk)
    return render(request, "woorec/board/feasibility.html", _report_context(request, desk))


def _begin_report(request: HttpRequest, desk: Desk) -> HttpResponse:
    size = request.POST.get("shoppers", "")
    shoppers = int(size) if size in {str(each) for each in SIZES} else SIZES[0]
    return begin(request, desk, Study.Kind.FEASIBILITY, page="feasibility", params={"shoppers": shoppers})


def begin(
    request: HttpRequest, desk: Desk, kind: str, *, page: str, params: Mapping[str, object] | None = None
) -> HttpResponse:
    """This will start a study of what is studied here and go back to its page; what stands in the way is said there."""
    version = desk.draft.version
    try:
        if version is None:
            raise StudyRefused(NO_RULES)
        start_study(version, kind, by=request.user, params=params)
    except (StudyRefused, RuleError) as error:
        words = plain_words(error) if isinstance(error, RuleError) else str(error)
        messages.error(request, words)
    return redirect(desk.url(page))


@board_view
@require_GET
def study_progress(request: HttpRequest, store_code: str, code: str, study_id: int) -> HttpResponse:
    """This will answer with how far a study is; once it ended, with the page of what it found."""
    study = _study(request, store_code, code, study_id)
    shown = progress_of(study, now=timezone.now())
    if not request.htmx:
        return redirect(page_of(study))
    if not shown.is_open:
        return HttpResponseClientRedirect(page_of(study))
    return _progress(request, shown)


@board_view
@may("rules.change_rule")
@require_POST
def study_stop(request: HttpRequest, store_code: str, code: str, study_id: int) -> HttpResponse:
    """This will stop a study: at once while it waits, at the next list while it runs."""
    study = _study(request, store_code, code, study_id)
    request_stop(study)
    study.refresh_from_db()
    shown = progress_of(study, now=timezone.now())
    if not request.htmx:
        return redirect(page_of(study))
    return _progress(request, shown) if shown.is_open else HttpResponseClientRedirect(page_of(study))


@board_view
@may("rules.change_rule")
@require_POST
def apply_fix(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will put a change that the report found into the draft."""
    desk = open_desk(request, store_code, code)
    study = get_object_or_404(Study, pk=_number(request, "study"), placement=desk.placement, state=Study.State.DONE)
    fix = _fix(study, _number(request, "set"), _number(request, "fix"))
    try:
        with transaction.atomic():
            draft = _same_draft(request, desk, study)
            with noted(draft, by=request.user, said=f"{fix['words']} (from the feasibility report)"):
                _change(draft, UUID(str(fix["rule"])), fix["action"], by=request.user)
    except Stale as error:
        messages.error(request, str(error))
    except RuleError as error:
        messages.error(request, f"This change does not fit any more. {plain_words(error)}")
    else:
        messages.success(request, "The change is in the draft. Make the report anew to see that it holds.")
    return redirect(desk.url("feasibility"))


def is_of_today(study: Study, desk: Desk) -> bool:
    """This will say whether a study is of the rules as they are on the board now."""
    return study.digest == desk.draft.engine.ruleset_hash


def _same_draft(request: HttpRequest, desk: Desk, study: Study) -> RuleSet:
    """A change was tried on the rules of the report, so it is made to those alone."""
    if not is_of_today(study, desk):
        raise Stale("The draft is not the one of this report any more. Make the report anew, then use its change.")
    draft = draft_of(desk.placement) or ensure_draft(desk.placement, by=request.user)
    if desk.revision and draft.revision != desk.revision:
        raise Stale(MOVED_MEANWHILE)
    return draft


def _change(draft: RuleSet, key: UUID, action: Json, *, by: User) -> None:
    row = draft.rules.filter(key=key).first()
    if row is None:
        raise Stale(MOVED_MEANWHILE)
    if action.get("enabled") is False:
        switch_rule(draft, key=key, on=False, by=by, revision=draft.revision)
    else:
        save_rule(draft, _fields(row, action), by=by, key=key, revision=draft.revision)


def _fields(row: Rule, action: Json) -> RuleFields:
    """A rule that is called what it says is called what it will say."""
    kept = {name: getattr(row, name) for name in KEPT}
    if row.label == engine_rule(row, names=names_of(row.ruleset.placement.store_id)).body.describe()[:120]:
        kept["label"] = ""
    kept["severity"] = action.get("severity", row.severity)
    return RuleFields(kind=row.kind, params=action.get("params", row.params), **kept)


def _fix(study: Study, set_number: int, fix_number: int) -> Json:
    try:
        fix = study.result["sets"][set_number]["fixes"][fix_number]
    except (KeyError, IndexError) as error:
        raise Http404 from error
    if not fix.get("action"):
        raise Http404
    return fix


def _report_context(request: HttpRequest, desk: Desk) -> dict[str, object]:
    version = desk.draft.version
    last = latest_study(version, Study.Kind.FEASIBILITY) if version else None
    done = last_done(version, Study.Kind.FEASIBILITY) if version else None
    can_edit = request.user.has_perm("rules.change_rule")
    context: dict[str, object] = {
        "desk": desk,
        "breadcrumbs": breadcrumbs(desk, "Feasibility"),
        "tabs": placement_tabs(
            desk.placement, "feasibility", can_configure=request.user.has_perm("rules.change_placement")
        ),
        "can_edit": can_edit,
        "can_stop": can_edit,
        "progress": shown_progress(last, done),
        "sizes": _sizes(desk, done),
        "no_rules": NO_RULES if version is None else "",
    }
    return context | (_found(desk, done, can_edit=can_edit) if done else {})


def shown_progress(last: Study | None, done: Study | None) -> StudyProgress | None:
    """What is done needs no progress: the page shows what it found."""
    return progress_of(last, now=timezone.now()) if last is not None and last != done else None


def _found(desk: Desk, study: Study, *, can_edit: bool) -> dict[str, object]:
    result: Json = study.result
    is_current = is_of_today(study, desk)
    return {
        "study": study,
        "is_current": is_current,
        "result": result,
        "share": say_part(result["failing"], result["lists"]),
        "live_share": say_part(result["live_failing"], result["lists"]) if result["compared"] else "",
        "dimensions": [
            (label, _lines(desk, name, result["groups"][name], result["compared"]))
            for name, label in DIMENSIONS.items()
            if result["groups"][name]
        ],
        "grid": grid_of(result.get("cells", []), name_of=partial(name_of, desk.snapshot)),
        "people": [
            *_lines(desk, "", [{"code": REAL, **result["real"]}], result["compared"]),
            *_lines(desk, "shopper", result["made_up"], result["compared"]),
        ],
        "conflicts": [
            _card(desk, number, found, result, can_apply=can_edit and is_current)
            for number, found in enumerate(result["sets"])
        ],
    }


def _lines(desk: Desk, kind: str, counts: list[Json], compared: bool) -> list[Line]:
    return [
        Line(
            label=name_of(desk.snapshot, kind, each["code"]) if kind else each["code"],
            lists=each["lists"],
            percent=say_part(each["failing"], each["lists"]),
            failing=each["failing"],
            live=say_part(each["live_failing"], each["lists"]) if compared else "",
            share=round(100 * each["failing"] / each["lists"]) if each["lists"] else 0,
        )
        for each in sorted(counts, key=lambda count: -count["failing"] / max(1, count["lists"]))
    ]


def _card(desk: Desk, number: int, found: Json, result: Json, *, can_apply: bool) -> ConflictCard:
    rules = tuple({**rule, "url": desk.url("rule-edit", rule["id"])} for rule in found["rules"])
    names = [f"“{rule['name']}”" for rule in rules]
    example = Asked.from_json(found["example"]) if found["example"] else None
    return ConflictCard(
        number=number,
        title=f"{names[0]} cannot hold" if len(names) == 1 else f"{_join(names)} cannot all hold",
        why=found["why"],
        rules=rules,
        lists=found["lists"],
        share=say_part(found["lists"], result["lists"]),
        proven=found["proven"],
        who=_who(desk, found),
        example_url=f"{desk.plain_url}?{example.query}" if example else "",
        example=_say_example(desk, example) if example else "",
        fixes=tuple(_fix_line(desk, at, fix, can_apply=can_apply) for at, fix in enumerate(found["fixes"])),
        tried=found["tried"],
    )


def _fix_line(desk: Desk, number: int, fix: Json, *, can_apply: bool) -> FixLine:
    is_whole = fix["held"] == fix["of"]
    holds = "Every contract of these is kept" if fix["kind"] == "severity" else "Holds"
    lists = f"{fix['of']} failing list{'' if fix['of'] == 1 else 's'}"
    proof = f"{holds} in {'all' if is_whole else str(fix['held']) + ' of'} {lists}, solved again with it."
    return FixLine(
        kind=KINDS.get(fix["kind"], fix["kind"]),
        words=fix["words"],
        proof=proof,
        is_whole=is_whole,
        edit_url=desk.url("rule-edit", fix["rule"]),
        number=number,
        can_apply=can_apply and bool(fix.get("action")),
    )


def _who(desk: Desk, found: Json) -> str:
    """This will say for whom it fails: for one made-up shopper alone, or in which tiers and regions most."""
    for code, count in found["made_up"].items():
        if count == found["lists"]:
            return f"All for {name_of(desk.snapshot, 'shopper', code)}"
    places = [
        f"{name_of(desk.snapshot, 'tier', tier)} in {name_of(desk.snapshot, 'region', region)} ({count})"
        for tier, region, count in found["places"][:4]
    ]
    return f"Most: {', '.join(places)}"


def _say_example(desk: Desk, asked: Asked) -> str:
    parts = [name_of(desk.snapshot, "shopper", asked.shopper)]
    parts += [
        name_of(desk.snapshot, kind, code) for kind, code in (("tier", asked.tier), ("region", asked.region)) if code
    ]
    parts += [name_of(desk.snapshot, "seed", sku) for sku in asked.seeds]
    return ", ".join(parts)


def _sizes(desk: Desk, done: Study | None) -> list[SizeChoice]:
    seconds = _seconds_per_list(desk, done)
    chosen = done.params.get("shoppers", SIZES[0]) if done else SIZES[0]
    return [SizeChoice(each, _say_time(each * seconds), each == chosen) for each in SIZES]


def _seconds_per_list(desk: Desk, done: Study | None) -> float:
    """The last report says it best; before the first one a list is timed, twice if it is compared with what is live."""
    if done and done.result.get("lists"):
        return float(done.result["seconds"]) / int(done.result["lists"])
    began = perf_counter()
    show(desk, desk.draft)
    return (perf_counter() - began) * (2 if desk.has_draft else 1)


def _say_time(seconds: float) -> str:
    if seconds < 50:
        return f"about {max(5, round(seconds / 5) * 5)} seconds"
    minutes = max(1, round(seconds / 60))
    return f"about {minutes} minute{'' if minutes == 1 else 's'}"


def _join(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}"


def last_done(version: RuleSet, kind: str) -> Study | None:
    return Study.objects.filter(ruleset=version, kind=kind, state=Study.State.DONE).first()


def _study(request: HttpRequest, store_code: str, code: str, study_id: int) -> Study:
    studies = Study.objects.select_related("placement__store")
    return get_object_or_404(studies, pk=study_id, placement__code=code, placement__store__code=store_code)


def _progress(request: HttpRequest, shown: StudyProgress) -> HttpResponse:
    context = {"progress": shown, "can_stop": request.user.has_perm("rules.change_rule")}
    return render(request, "components/study_progress.html", context)


def _number(request: HttpRequest, name: str) -> int:
    number = whole(request.POST.get(name, ""))
    if number is None:
        raise Http404
    return number
