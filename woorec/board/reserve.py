"""Reserving one place of the page in a few clicks: for the house brand, a partner, or one partner's campaign."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from rules.forms import brand_condition
from rules.models import Rule, RuleSet
from rules.services import RuleFields, save_rule
from woorec.board.acting import edit
from woorec.board.desk import Desk, name_of, open_desk
from woorec.board.views import board_view, dialog, may
from woorec.board.words import say_day
from woorec.snapshot import Snapshot

UNTIL = (("", "No end"), ("7", "A week"), ("14", "Two weeks"), ("30", "A month"))
KEPT = "kept"
BINDING = (("taste", "Taste: gives way first"), ("contract", "Contract: a promise"))
MOST_PARTNERS = 40


class ReserveForm(forms.Form):
    """Which products a place is for, until when, how binding, and why."""

    pool = forms.ChoiceField(label="Reserve it for", widget=forms.RadioSelect(attrs={"autofocus": True}))
    until = forms.ChoiceField(label="Until", choices=UNTIL, required=False, widget=forms.RadioSelect)
    severity = forms.ChoiceField(label="How binding", choices=BINDING, widget=forms.RadioSelect, initial="taste")
    reason = forms.CharField(
        label="Reason", max_length=300, error_messages={"required": "Say why, so that others can judge it later."}
    )

    def __init__(
        self, *args: object, pools: list[tuple[str, str]], ends_at: datetime | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        if ends_at is not None:
            self.fields["until"].choices = [(KEPT, f"As it is, until {say_day(ends_at)}"), *UNTIL]
        self.fields["pool"].choices = pools
        self.fields["pool"].error_messages["required"] = "Choose which products the place is for."


@board_view
@may("rules.change_rule")
@require_http_methods(["GET", "POST"])
def board_reserve(request: HttpRequest, store_code: str, code: str, position: int) -> HttpResponse:
    """This will ask what a place is reserved for, and reserve it in the draft."""
    desk = open_desk(request, store_code, code)
    if not 1 <= position <= desk.placement.length:
        raise Http404
    holder = _holder(desk, position)
    pools = pools_of(desk.snapshot)
    first = {"reason": "Agreed for this place.", "severity": "taste", "until": ""} | _held(holder, pools)
    ends_at = holder.ends_at if holder else None
    form = ReserveForm(request.POST or None, pools=pools, ends_at=ends_at, initial=first)
    if request.method == "POST" and form.is_valid():
        fields = _fields(form, pools, position=position, owner=name_of(request.user), now=desk.now)
        if holder is not None:
            fields = _as_held(fields, holder, keeps_end=form.cleaned_data["until"] == KEPT)
        said = f"Place {position} is reserved for {dict(pools)[form.cleaned_data['pool']]} in the draft."
        key = holder.key if holder else None
        return edit(request, desk, lambda draft: _save(draft, fields, key=key, by=request.user), done=said)
    context = {"desk": desk, "form": form, "position": position, "holder": holder, "back": desk.url("board")}
    context["title"] = f"Reserve place {position}"
    status = 422 if request.method == "POST" else 200
    return dialog(request, "woorec/board/reserve.html", context, status=status)


def pools_of(snapshot: Snapshot) -> list[tuple[str, str]]:
    """This will offer the pools that merchandisers reserve places for every day, with what there is of them."""
    partners = {p.brand: p.brand_name for p in snapshot.facts.products if p.brand_kind == "partner"}
    named = sorted(partners.items(), key=lambda pair: pair[1])[:MOST_PARTNERS]
    return [("house", "House brand"), ("partner", "Any partner brand"), *((f"brand:{c}", n) for c, n in named)]


def _save(draft: RuleSet, fields: RuleFields, *, key: UUID | None, by: User) -> None:
    save_rule(draft, fields, key=key, by=by, revision=draft.revision)


def _holder(desk: Desk, position: int) -> Rule | None:
    """This will find the rule of the draft that reserves just this place for everybody."""
    rows = (row for row in desk.draft.rows if row.kind == "slot" and not row.scope and row.enabled)
    return next((row for row in rows if row.params.get("positions") == [position]), None)


def _held(holder: Rule | None, pools: list[tuple[str, str]]) -> dict[str, object]:
    if holder is None:
        return {}
    condition = _bare(holder.params.get("condition"))
    pool = next((code for code, _ in pools if condition == _condition(code)), "")
    until = KEPT if holder.ends_at else ""
    return {"pool": pool, "severity": holder.severity, "reason": holder.reason, "until": until}


def _as_held(fields: RuleFields, holder: Rule, *, keeps_end: bool) -> RuleFields:
    """This will leave of the rule that holds the place what the few questions did not ask about."""
    asked = {"positions", "condition", "skus", "fill"}
    others = {name: value for name, value in holder.params.items() if name not in asked}
    return replace(
        fields,
        owner=holder.owner,
        params={**others, **fields.params},
        starts_at=holder.starts_at,
        ends_at=holder.ends_at if keeps_end else fields.ends_at,
    )


def _bare(condition: object) -> object:
    """This will take a single line out of the list that the rule editor writes around its lines."""
    match condition:
        case {"all": [line]} | {"any": [line]}:
            return line
    return condition


def _condition(pool: str) -> dict[str, object]:
    if pool.startswith("brand:"):
        return {"fact": "brand", "op": "is", "value": pool.removeprefix("brand:")}
    return brand_condition(pool)


def _fields(form: ReserveForm, pools: list[tuple[str, str]], *, position: int, owner: str, now: datetime) -> RuleFields:
    chosen = form.cleaned_data
    days = int(chosen["until"]) if chosen["until"].isdecimal() else 0
    return RuleFields(
        kind="slot",
        label=f"Place {position}: {dict(pools)[chosen['pool']]}"[:120],
        params={"positions": [position], "condition": _condition(chosen["pool"])},
        owner=owner,
        reason=chosen["reason"],
        severity=chosen["severity"],
        ends_at=(now + timedelta(days=days)).replace(second=0, microsecond=0) if days else None,
    )
