"""One placement for every tier in every region at once, with the differences from one of them marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from catalog.cards import Picture
from rules.models import Placement
from woorec.answers import Answer, Item
from woorec.board.controls import controls
from woorec.board.desk import Desk, Shown, open_desk, show
from woorec.board.look import viewpoint
from woorec.board.reading import Rules
from woorec.board.tabs import placement_tabs
from woorec.board.tiles import picture_of
from woorec.board.views import board_view, breadcrumbs
from woorec.board.words import count, say_money

FIRST = 6  # products of each cell
NO_TIER = "_"


@dataclass(frozen=True, slots=True)
class Mini:
    """One product of a cell. `state` is same, moved, new (not in the base's list at all) or base."""

    position: int
    name: str
    image: str
    picture: Picture
    price: str
    state: str
    moved: int
    direction: str
    price_differs: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """The list of one tier in one region, against the base."""

    title: str
    url: str
    base_url: str
    is_base: bool
    minis: tuple[Mini, ...] = ()
    missing: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    tier: Axis
    url: str
    cells: tuple[Cell, ...] = ()


@board_view
@require_GET
def board_matrix(request: HttpRequest, store_code: str, code: str) -> HttpResponse:
    """This will lay out the grid; each row loads by itself, or all at once for who has no scripts."""
    desk = open_desk(request, store_code, code)
    at_once = request.GET.get("rows") == "all"
    base = _base(request, desk)
    rows = [_row(request, desk, tier, base=base, filled=at_once) for tier in _tiers(desk)]
    context = {
        "desk": desk,
        "rows": rows,
        "regions": _regions(desk),
        "drafted": _is_draft(desk),
        "lists": [
            _list_link(desk, base, show, label) for show, label in (("draft", "Draft"), ("live", desk.base_title))
        ],
        "controls": controls(desk, may_see_customers=request.user.has_perm("events.view_customer")),
        "base_query": f"{base[0].code}:{base[1].code}",
        "base_name": _name(*base),
        "at_once_url": f"{desk.url('board-matrix')}{'&' if desk.query else '?'}rows=all",
        "breadcrumbs": breadcrumbs(desk, "")[:1],
        "tabs": placement_tabs(
            desk.placement,
            "board-matrix",
            query=desk.query,
            can_configure=request.user.has_perm("rules.change_placement"),
        ),
        "needs_seed": desk.placement.surface in (Placement.Surface.PRODUCT, Placement.Surface.CART),
        "first": FIRST,
    }
    return render(request, "woorec/board/matrix.html", context)


@board_view
@require_GET
def matrix_row(request: HttpRequest, store_code: str, code: str, tier: str) -> HttpResponse:
    """This will fill one row of the grid."""
    desk = open_desk(request, store_code, code)
    found = next((each for each in _tiers(desk) if each.code == tier), None)
    if found is None:
        raise Http404
    if not request.htmx:
        return redirect(f"{desk.url('board-matrix')}{'&' if desk.query else '?'}rows=all")
    row = _row(request, desk, found, base=_base(request, desk), filled=True)
    return render(request, "woorec/board/matrix.html#matrix-row", {"row": row, "desk": desk})


def _tiers(desk: Desk) -> list[Axis]:
    return [Axis(tier.code, tier.name) for tier in desk.snapshot.facts.tiers] or [Axis(NO_TIER, "Every shopper")]


def _regions(desk: Desk) -> list[Axis]:
    return [Axis(region.code, region.name) for region in desk.snapshot.facts.regions]


def _base(request: HttpRequest, desk: Desk) -> tuple[Axis, Axis]:
    """This will find the cell that the others are compared with: the one asked for, or visitors at home."""
    asked_tier, _, asked_region = request.GET.get("base", "").partition(":")
    tiers, regions = _tiers(desk), _regions(desk) or [Axis("", "no region")]
    home = desk.snapshot.facts.default_region
    tier = next((each for each in tiers if each.code == asked_tier), tiers[0])
    asked = next((each for each in regions if each.code == asked_region), None)
    return tier, asked or next((each for each in regions if each.code == home), regions[0])


def _is_draft(desk: Desk) -> bool:
    return desk.look.show != "live"


def _list_link(desk: Desk, base: tuple[Axis, Axis], shown: str, label: str) -> Mapping[str, object]:
    url = _with_base(desk.url("board-matrix", show=shown), *base)
    return {"label": label, "url": url, "active": _is_draft(desk) == (shown == "draft")}


def _with_base(url: str, tier: Axis, region: Axis) -> str:
    return f"{url}{'&' if '?' in url else '?'}base={tier.code}:{region.code}"


def _name(tier: Axis, region: Axis) -> str:
    return f"{tier.name}, {region.name}"


def _row(request: HttpRequest, desk: Desk, tier: Axis, *, base: tuple[Axis, Axis], filled: bool) -> Row:
    url = _with_base(desk.url("board-matrix-row", tier.code), *base)
    return Row(tier, url, tuple(_cells(desk, tier, base=base)) if filled else ())


def _cells(desk: Desk, tier: Axis, *, base: tuple[Axis, Axis]) -> Iterator[Cell]:
    rules = desk.draft if _is_draft(desk) else desk.base
    compared = _shown(desk, rules, *base).answer
    for region in _regions(desk):
        shown = _shown(desk, rules, tier, region)
        yield _cell(desk, tier, region, shown, compared=compared, is_base=(tier, region) == base)


def _shown(desk: Desk, rules: Rules, tier: Axis, region: Axis) -> Shown:
    """This will ask for the list of the shopper in view, as one of this tier in this region."""
    look = replace(desk.look, tier="" if tier.code == NO_TIER else tier.code, region=region.code)
    seen = viewpoint(look, desk.snapshot, desk.placement, now=desk.now)
    return show(replace(desk, look=look, viewpoint=seen), rules)


def _cell(desk: Desk, tier: Axis, region: Axis, shown: Shown, *, compared: Answer | None, is_base: bool) -> Cell:
    plain = "" if tier.code == NO_TIER else tier.code
    title = _name(tier, region)
    url = desk.url("board", tier=plain, region=region.code)
    base_url = _with_base(desk.url("board-matrix"), tier, region)
    if shown.answer is None:
        return Cell(title, url, base_url, is_base, problem=shown.problem)
    answer = shown.answer
    kept = {item.product_id for item in answer.items}
    missing = tuple(item.name for item in compared.items if item.product_id not in kept) if compared else ()
    return Cell(
        title=title,
        url=url,
        base_url=base_url,
        is_base=is_base,
        minis=tuple(_mini(item, desk, answer, compared, is_base=is_base) for item in answer.items[:FIRST]),
        missing=() if is_base else missing,
        differences=() if is_base or compared is None else tuple(_differences(answer, compared, missing)),
        warnings=tuple(_warnings(answer)),
    )


def _mini(item: Item, desk: Desk, answer: Answer, compared: Answer | None, *, is_base: bool) -> Mini:
    before = next((each for each in compared.items if each.product_id == item.product_id), None) if compared else None
    steps = before.position - item.position if before else 0
    state = "base" if is_base else "new" if before is None else "moved" if steps else "same"
    return Mini(
        position=item.position,
        name=item.name,
        image=item.image_url,
        picture=picture_of(desk.snapshot.product(desk.snapshot.row_of[item.product_id])),
        price=say_money(item.price, currency=answer.currency),
        state=state,
        moved=abs(steps),
        direction="up" if steps > 0 else "down" if steps < 0 else "",
        price_differs=before is not None and compared is not None and _price_differs(item, before, answer, compared),
    )


def _price_differs(item: Item, before: Item, answer: Answer, compared: Answer) -> bool:
    """Amounts of two currencies say nothing about each other."""
    return answer.currency == compared.currency and item.price != before.price


def _differences(answer: Answer, compared: Answer, missing: tuple[str, ...]) -> Iterator[str]:
    """This will sum up in a few words how the whole list differs from the base's."""
    before = {item.product_id: item for item in compared.items}
    shared = [(item, before[item.product_id]) for item in answer.items if item.product_id in before]
    others = len(answer.items) - len(shared)
    moved = sum(item.position != each.position for item, each in shared)
    priced = sum(_price_differs(item, each, answer, compared) for item, each in shared)
    if others:
        yield f"{count(others, 'other product')}"
    elif missing:
        yield f"{count(len(missing), 'product')} missing"
    if moved:
        yield f"{moved} moved"
    if priced:
        yield f"{count(priced, 'other price')}"
    if answer.currency != compared.currency:
        yield f"in {answer.currency}"


def _warnings(answer: Answer) -> Iterator[str]:
    yield from (f"“{given.label}” gives way" for given in answer.relaxed)
    if answer.short:
        yield f"Short: {count(len(answer.items), 'product')}"
