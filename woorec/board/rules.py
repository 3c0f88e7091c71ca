"""Editing rules from the board: quick acts on a product, switches, and the editor with its live preview."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from rules.edits import noted
from rules.engine.errors import RuleError
from rules.forms import RULE_FORMS, ConditionBuilder, RuleForm, plain_words, rule_form
from rules.models import Rule, RuleSet
from rules.services import RuleFields, Stale, delete_rule, save_rule, switch_rule
from woorec.board.acting import MOVED_MEANWHILE, edit, open_draft, others_edits, taken_back
from woorec.board.desk import Desk, name_of, open_desk, show, vocabulary, with_rule
from woorec.board.replace import offer, with_product
from woorec.board.tiles import list_view, pins_of
from woorec.board.views import board_view, breadcrumbs, dialog, leave, may, render_board
from woorec.board.words import KIND_WORDS
from woorec.numbers import whole

BOOST_POINTS = 10
TO_A_PLACE = ("pin", "move", "replace")


@board_view
@may("rules.change_rule")
@require_POST
def board_act(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will turn one gesture on a product (pin, move, replace, hide, boost, unpin) into a rule of the draft."""
    desk = open_desk(request, store_code, code)
    act = _Act.read(request, desk)
    if act.action == "unpin" and not act.pinned:
        return render_board(request, desk, status=422, alert=f"{act.product.name} is not pinned here.", toast="")
    return edit(request, desk, act.carry_out, done=act.done, offer=act.offer)


@board_view
@may("rules.change_rule")
@require_POST
def rule_switch(request: HttpRequest, store_code: str, code: str, key: UUID) -> HttpResponse:
    """This will switch a rule of the draft on or off."""
    desk = open_desk(request, store_code, code)
    row, on = _row(desk, key), request.POST.get("on") == "1"
    done = f"“{row.label}” is switched {'on' if on else 'off'} in the draft."
    return edit(
        request,
        desk,
        lambda draft: switch_rule(draft, key=key, on=on, by=request.user, revision=draft.revision),
        done=done,
    )


@board_view
@may("rules.delete_rule")
@require_http_methods(["GET", "POST"])
def rule_delete(request: HttpRequest, store_code: str, code: str, key: UUID) -> HttpResponse:
    """This will take a rule out of the draft, after asking."""
    desk = open_desk(request, store_code, code)
    row = _row(desk, key)
    context = {"desk": desk, "rule": row, "back": desk.url("board")}
    if request.method == "GET":
        return dialog(request, "rules/delete.html", context)
    try:
        with transaction.atomic():
            draft = open_draft(request, desk)
            with noted(draft, by=request.user, said=f"“{row.label}” is out of the draft."):
                delete_rule(draft, key=key, by=request.user, revision=draft.revision)
    except Stale:
        return dialog(request, "rules/delete.html", context | {"error": MOVED_MEANWHILE}, status=409)
    done = f"“{row.label}” is out of the draft. Publishing takes it off the shop.{taken_back(desk)}"
    messages.success(request, done)
    return leave(request, desk)


@board_view
@may("rules.add_rule")
@require_http_methods(["GET", "POST"])
def rule_new(request: HttpRequest, store_code: str, code: str, kind: str) -> HttpResponse:
    """This will write a new rule of a kind."""
    if kind not in RULE_FORMS:
        raise Http404
    desk = open_desk(request, store_code, code)
    if request.method == "POST":
        return _save(request, desk, kind=kind, row=None)
    form = rule_form(kind, vocabulary=vocabulary(desk), initial=_first_values(request, desk))
    return _editor(request, desk, form, row=None)


@board_view
@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, store_code: str, code: str, key: UUID) -> HttpResponse:
    """This will show a rule with all it says, and save it for who may edit."""
    desk = open_desk(request, store_code, code)
    row = _row(desk, key)
    if row.kind not in RULE_FORMS:
        messages.warning(request, f"“{row.label}” is of a kind that is not known here. It can only be deleted.")
        return leave(request, desk)
    if request.method == "POST":
        return may("rules.change_rule")(_save)(request, desk, kind=row.kind, row=row)
    form = rule_form(row.kind, vocabulary=vocabulary(desk, editing=str(key)), row=row)
    return _editor(request, desk, form, row=row)


@board_view
@require_POST
def rule_preview(request: HttpRequest, store_code: str, code: str, kind: str) -> HttpResponse:
    """This will show the list as it would be with the rule that is being written. Nothing is saved."""
    if kind not in RULE_FORMS:
        raise Http404
    desk = open_desk(request, store_code, code)
    key = request.POST.get("key", "")
    form = rule_form(kind, request.POST, vocabulary=vocabulary(desk, editing=key), row=_known_row(desk, key))
    form.is_valid()
    return render(request, "rules/editor.html#rule-preview", _preview(desk, form, key=key))


@board_view
@require_GET
def condition_row(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will render one row of the condition builder again: with the operators and values of the chosen fact."""
    desk = open_desk(request, store_code, code)
    index = whole(request.GET.get("index", "")) or 0
    name = f"condition-{index}"
    builder = ConditionBuilder(vocabulary(desk))
    row = builder.row(
        index,
        request.GET.get(f"{name}-fact", ""),
        request.GET.get(f"{name}-op", ""),
        request.GET.getlist(f"{name}-value") if request.GET.get("keep") else (),
    )
    context = {"desk": desk, "row": row, "next_index": row.index + 1, "grow": request.GET.get("grow")}
    return render(request, "rules/condition.html#condition-row", context)


class _Act:
    """One gesture: which product, where to, what."""

    WORDS = {
        "pin": "{name} is pinned to place {position} in {where}.",
        "move": "{name} is pinned to place {position} in {where}.",
        "replace": "{name} is what “{rule}” wants at place {position}, in {where}.",
        "unpin": "{name} is no longer pinned in {where}.",
        "hide": "{name} is never shown here, once the draft is live.",
        "boost": "{name} gets 10 points in the draft.",
    }

    def __init__(
        self, desk: Desk, *, action: str, product_id: int, position: int, user: User, holder: Rule | None = None
    ) -> None:
        self.desk, self.action, self.position, self.user = desk, action, position, user
        self.product = desk.snapshot.product(desk.snapshot.row_of[product_id])
        self.pinned = pins_of(desk.draft, scope=desk.pin_scope).get(self.product.sku, "")
        seed = desk.viewpoint.seed
        where = f"the draft, on the page of {seed.name} alone" if desk.pin_scope.seeds and seed else "the draft"
        self.holder, called = holder, holder.label if holder else ""
        self.done = self.WORDS[action].format(name=self.product.name, position=position, where=where, rule=called)

    @classmethod
    def read(cls, request: HttpRequest, desk: Desk) -> "_Act":
        """This will read a gesture, or answer 404 for a product or a word that is not known here."""
        action, product, position = (request.POST.get(name, "") for name in ("action", "product", "position"))
        if action not in cls.WORDS:
            raise Http404
        product_id = whole(product)
        if product_id is None or product_id not in desk.snapshot.row_of:
            raise Http404
        place = whole(position) or 0
        if action in TO_A_PLACE and not 1 <= place <= desk.placement.length:
            raise Http404
        holder = _known_row(desk, request.POST.get("rule", "")) if action == "replace" else None
        if action == "replace" and holder is None:
            raise Http404
        return cls(desk, action=action, product_id=product_id, position=place, user=request.user, holder=holder)

    @property
    def offer(self) -> Mapping[str, object] | None:
        """This will say what else could be done when the place is held by another rule."""
        return offer(self.desk, self.product, self.position) if self.action in ("pin", "move") else None

    def carry_out(self, draft: RuleSet) -> None:
        if self.holder is not None:
            self._replace(draft, key=self.holder.key)
            return
        if self.action == "unpin":
            delete_rule(draft, key=UUID(self.pinned), by=self.user, revision=draft.revision)
            return
        if self.pinned and self.action in ("pin", "move"):
            self._move_pin(draft, key=UUID(self.pinned))
            return
        save_rule(draft, self._new_rule(), by=self.user, revision=draft.revision)

    def _replace(self, draft: RuleSet, *, key: UUID) -> None:
        """A product has one place: where it was pinned before, it is no longer."""
        if self.pinned and self.pinned != str(key):
            delete_rule(draft, key=UUID(self.pinned), by=self.user, revision=draft.revision)
        save_rule(draft, with_product(draft, self.product, key=key), by=self.user, key=key, revision=draft.revision)

    def _move_pin(self, draft: RuleSet, *, key: UUID) -> None:
        """A product has one pin; pinning it again moves the pin and keeps who set it and why."""
        row = draft.rules.get(key=key)
        fields = RuleFields(
            kind=row.kind, label=row.label, owner=row.owner, reason=row.reason, severity=row.severity,
            params=row.params | ({"position": self.position} if row.kind == "pin" else {"positions": [self.position]}),
            scope=row.scope, starts_at=row.starts_at, ends_at=row.ends_at, enabled=True,
        )  # fmt: skip
        save_rule(draft, fields, by=self.user, key=key, revision=draft.revision)

    def _new_rule(self) -> RuleFields:
        sku, name = self.product.sku, self.product.name
        this = {"fact": "sku", "op": "is", "value": sku}
        kind, label, params, reason = {
            "hide": ("eligibility", f"Never {name}", {"condition": this}, "Taken off this list by hand."),
            "boost": ("boost", f"Raise {name}", {"points": BOOST_POINTS, "condition": this}, "Raised by hand."),
        }.get(
            self.action,
            ("pin", f"Pin {name}", {"position": self.position, "sku": sku}, "Pinned by hand on the board."),
        )
        scope = self.desk.pin_scope.to_json() if kind == "pin" else {}
        return RuleFields(
            kind=kind, label=label[:120], params=params, owner=name_of(self.user), reason=reason, scope=scope
        )


def _save(request: HttpRequest, desk: Desk, *, kind: str, row: Rule | None) -> HttpResponse:
    editing = str(row.key) if row else ""
    form = rule_form(kind, request.POST, vocabulary=vocabulary(desk, editing=editing), row=row)
    if not form.is_valid():
        return _editor(request, desk, form, row=row, status=422)
    try:
        with transaction.atomic():
            draft, fields = open_draft(request, desk), form.rule_fields()
            with noted(draft, by=request.user, said=_say_saved(row, fields)):
                saved = save_rule(draft, fields, by=request.user, key=row.key if row else None, revision=draft.revision)
    except RuleError as error:
        form.take(error)
        return _editor(request, desk, form, row=row, status=422)
    except Stale:
        alert = " ".join(["Somebody changed this draft meanwhile.", *others_edits(request, desk)])
        return _editor(request, desk, form, row=row, status=409, alert=alert)
    messages.success(request, f"“{saved.label}” is saved to the draft.{taken_back(desk)}")
    url = desk.url("board")
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


def _say_saved(row: Rule | None, fields: RuleFields) -> str:
    return (
        f"“{row.label}” is changed in the draft."
        if row
        else f"{KIND_WORDS[fields.kind]} “{fields.label}” is new in the draft."
    )


def _editor(
    request: HttpRequest, desk: Desk, form: RuleForm, *, row: Rule | None, status: int = 200, alert: str = ""
) -> HttpResponse:
    key = str(row.key) if row else ""
    context = {
        "desk": desk,
        "form": form,
        "builder": form.condition,
        "rule": row,
        "kind": form.kind,
        "title": row.label if row else f"New {KIND_WORDS[form.kind].lower()}",
        "kind_label": KIND_WORDS[form.kind],
        "is_fresh": not form.is_bound,
        "can_edit": request.user.has_perm("rules.change_rule"),
        "back": desk.url("board"),
        "breadcrumbs": breadcrumbs(desk, row.label if row else f"New {KIND_WORDS[form.kind].lower()}"),
        "preview_url": desk.url("rule-preview", form.kind),
        "alert": alert,
        "key": key,
    }
    template = "rules/editor.html#rule-form" if request.htmx else "rules/editor.html"
    return render(request, template, context | ({} if request.htmx else _preview(desk, form, key=key)), status=status)


def _preview(desk: Desk, form: RuleForm, *, key: str) -> dict[str, object]:
    """This will answer with the rule applied; a rule that is not complete says what is missing."""
    before = show(desk, desk.draft)
    rules, sentence, waiting = desk.draft, "", "Fill in the rule to see the list with it."
    if form.is_bound and form.body is not None:
        rule = form.engine_rule(key or "new")
        if isinstance(rule, RuleError):
            waiting = plain_words(rule)
        else:
            rules, sentence, waiting = with_rule(desk.draft, rule), rule.describe(), ""
    elif not form.is_bound and key and (stored := desk.draft.rule(key)):
        sentence, waiting = stored.describe(), ""
    shown = show(desk, rules)
    preview = None
    if shown.answer is not None:
        preview = list_view(
            "With this rule", shown.answer, before=before.answer, rules=rules, viewpoint=desk.viewpoint, look=desk.look,
            snapshot=desk.snapshot, address=lambda product_id: desk.url("board-why", "draft", product_id),
            brief=True,
        )  # fmt: skip
    return {
        "desk": desk,
        "preview": preview,
        "sentence": sentence,
        "waiting": waiting,
        "preview_url": desk.url("rule-preview", form.kind),
        "problem": shown.problem,
        "relaxed": shown.answer.relaxed if shown.answer else (),
        "collisions": [each.describe() for each in desk.collisions(rules) if (key or "new") in each.rule_ids],
    }


def _row(desk: Desk, key: UUID) -> Rule:
    row = next((row for row in desk.draft.rows if row.key == key), None)
    if row is None:
        raise Http404
    return row


def _known_row(desk: Desk, key: str) -> Rule | None:
    return next((row for row in desk.draft.rows if str(row.key) == key), None)


def _first_values(request: HttpRequest, desk: Desk) -> dict[str, object]:
    """This will fill in what the link to the editor already knows."""
    position, sku = request.GET.get("position", ""), request.GET.get("sku", "")
    first: dict[str, object] = {"owner": name_of(request.user)}
    if position in {str(place) for place in range(1, desk.placement.length + 1)}:
        first["positions"] = [int(position)]
    if sku in desk.snapshot.row_of_sku:
        first |= {"pool": "skus", "skus": sku, "condition": {"fact": "sku", "op": "is", "value": sku}}
    return first
