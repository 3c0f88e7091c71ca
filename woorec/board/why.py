"""Why a product stands where it stands, or why it does not stand on the page at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from catalog.cards import Picture
from catalog.detail import AllergenLine, EvidenceLine, proof
from catalog.models import Product
from catalog.product_facts import ProductFacts
from catalog.queries import stock_by_warehouse
from rules.engine.contenders import points_given
from rules.engine.page import Rejected
from woorec.answers import Answer, Item
from woorec.board.desk import Desk, open_desk, show
from woorec.board.reading import Rules
from woorec.board.tiles import Place, picture_of, pins_of, stock_places, warehouses_of
from woorec.board.views import board_view, dialog
from woorec.board.weigh import Weighing, pushed_out_by, weigh
from woorec.board.words import (
    Step,
    ladder_steps,
    said_channels,
    said_heads,
    said_mix,
    say_money,
    say_ordinal,
    say_points,
    say_share,
    term_steps,
)

NEAR = 4  # page lengths down the ranking in which it is worth looking for the rule that keeps a product off


@dataclass(frozen=True, slots=True)
class Sheet:
    """A product as the explanation shows it; figures are this shopper's, and empty where they are not known."""

    product_id: int
    sku: str
    name: str
    brand: str
    category: str
    image: str
    picture: Picture
    price: str
    price_note: str
    margin: str
    stock: tuple[Place, ...]
    allergens: tuple[AllergenLine, ...]
    evidence: tuple[EvidenceLine, ...]


@board_view
@require_GET
def board_why(request: HttpRequest, store_code: str, code: str, which: str, product_id: int) -> HttpResponse:
    """This will tell one product's way to its place, or what keeps it off the page."""
    desk = open_desk(request, store_code, code)
    if product_id not in desk.snapshot.row_of:
        raise Http404
    rules = desk.base if which == "live" else desk.draft
    shown = show(desk, rules)
    context = {"desk": desk, "which": which, "back": desk.url("board"), "problem": shown.problem}
    if shown.answer is not None:
        context |= _told(desk, rules, shown.answer, product_id=product_id)
        context |= _acts(request.user, desk, rules, which=which, sku=context["sheet"].sku)
    return dialog(request, "woorec/board/why.html", context)


def _acts(user: User, desk: Desk, rules: Rules, *, which: str, sku: str) -> dict[str, object]:
    may_act = which == "draft" and user.has_perm("rules.change_rule")
    return {"may_act": may_act, "pinned": sku in pins_of(rules, scope=desk.pin_scope)}


def _told(desk: Desk, rules: Rules, answer: Answer, *, product_id: int) -> dict[str, object]:
    item = next((item for item in answer.items if item.product_id == product_id), None)
    weighing = weigh(desk, rules, answer, beside=(product_id,))
    if item is not None:
        steps = list(ladder_steps(item, rule_names=rules.names, model=answer.model))
        title, position = "Why is it here?", item.position
    else:
        steps = list(absent_steps(weighing, desk, product_id=product_id))
        title, position = "Why is it not here?", 1
    sheet = _sheet(desk, weighing, product_id=product_id, now=desk.now)
    return {"title": title, "steps": steps, "item": item, "sheet": sheet, "position": position}


def absent_steps(weighing: Weighing, desk: Desk, *, product_id: int) -> Iterator[Step]:
    """This will say what keeps a product off the page: a reason, its rank, or the rule that pushed it out."""
    candidate, answer = weighing.candidate(product_id), weighing.answer
    if candidate is None:
        yield Step("eligible", "Not in the catalogue any more", "It was deleted a moment ago.")
        return
    index = weighing.recalled.rows.tolist().index(desk.snapshot.row_of[product_id])
    channels, recalled = weighing.recalled.sources[index], product_id in weighing.recalled_ids
    missed = f"No channel names it among the first {desk.placement.candidates} candidates for this shopper."
    yield Step("recall", *(said_channels(channels) if recalled and channels else ("Not found by recall", missed)))
    if (rejected := weighing.rejected.get(product_id)) is not None:
        yield Step("eligible", "May not be shown", say_rejection(rejected, desk))
        return
    yield Step("eligible", "May be shown", "Visible, sold and priced here, in stock, and nothing the shopper avoids.")
    heads = {name: float(values[index]) for name, values in weighing.scored.heads.items()}
    terms = {name: float(values[index]) for name, values in weighing.scored.terms.items()}
    yield from term_steps(terms)
    note = "" if recalled else " What it would have, were it found."
    yield Step(
        "model",
        "Score before the rules",
        f"{said_heads(heads)}{said_mix(terms)} Model: {answer.model}.{note}",
        f"{candidate.score:.1f}",
    )
    for each in points_given(candidate, rules=weighing.rules):
        yield Step("points", each.label, "", say_points(each.points), "plus" if each.points > 0 else "minus")
    yield from _standing(weighing, desk, product_id=product_id, recalled=recalled)


def _standing(weighing: Weighing, desk: Desk, *, product_id: int, recalled: bool) -> Iterator[Step]:
    rank, contenders = weighing.rank(product_id) or 0, weighing.contenders
    score = contenders.scores[rank - 1]
    items = weighing.answer.items
    lowest = f" The lowest score on the page is {min(item.score for item in items):.1f}." if items else ""
    detail = f"{say_ordinal(rank)} of {len(contenders.candidates)} that may be shown.{lowest}"
    yield Step("place", "Where it ranks", detail, f"{score:.1f}")
    if (sibling := _sibling(weighing, desk, product_id=product_id)) is not None:
        detail = f"{sibling.name} stands at place {sibling.position}; a page shows one variant of a style."
        yield Step("moved", "Another variant is on the page", detail)
        return
    pushed = pushed_out_by(weighing, product_id) if recalled and rank <= NEAR * weighing.scene.size else []
    for each in pushed:
        yield Step(
            "moved",
            f"Pushed out by {each.rule.name}",
            f"Without this rule it would stand at place {each.position}. Owner: {each.rule.owner}.",
        )
    if recalled and not pushed:
        yield Step("moved", "Others score higher", "No single rule keeps it off: it is outscored.")


def _sibling(weighing: Weighing, desk: Desk, *, product_id: int) -> Item | None:
    group = desk.snapshot.product(desk.snapshot.row_of[product_id]).item_group
    if not group:
        return None
    product = desk.snapshot.product
    return next(
        (item for item in weighing.answer.items if product(desk.snapshot.row_of[item.product_id]).item_group == group),
        None,
    )


def say_rejection(rejected: Rejected, desk: Desk) -> str:
    """What a real shopper bought is theirs to tell."""
    if desk.viewpoint.is_real and rejected.code == "bought":
        return "It may not be shown to this shopper."
    return rejected.why


def _sheet(desk: Desk, weighing: Weighing, *, product_id: int, now: datetime) -> Sheet:
    product: ProductFacts = desk.snapshot.product(desk.snapshot.row_of[product_id])
    candidate, region = weighing.candidate(product_id), weighing.scene.region
    facts = candidate.facts if candidate else {}
    price, margin, regular = (facts.get(name) for name in ("price", "margin", "regular_price"))
    row = Product.objects.filter(pk=product_id).first()
    allergens, evidence = proof(desk.store, row, now=now) if row else ((), ())
    stock = stock_by_warehouse([product_id]).get(product_id, {})
    note = [
        str(facts.get("price_reason") or ""),
        "" if regular in (None, price) else f"regular {say_money(regular, currency=region.currency)}",
    ]
    return Sheet(
        product_id=product_id,
        sku=product.sku,
        name=product.name,
        brand=product.brand_name,
        category=product.category_path,
        image=product.image_url,
        picture=picture_of(product),
        price="" if price is None else say_money(price, currency=region.currency),
        price_note=", ".join(filter(None, note)),
        margin=""
        if margin is None or not price
        else f"{say_share(margin / price)} · {say_money(margin, currency=region.currency)}",
        stock=stock_places(stock, warehouses_of(desk.snapshot), region),
        allergens=tuple(line for line in allergens if line.grade != "D" or line.label.lower() in desk.viewpoint.avoids),
        evidence=evidence,
    )
