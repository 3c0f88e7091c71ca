"""The lists behind a figure of a replay, side by side, and all changes as a table for a spreadsheet.

Who asked is read from the log: a shopper who was forgotten there has no name here. Without the right to see customers
only the lists of visitors are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from catalog.csv_cells import csv_line
from events.models import Customer, RankedList
from rules.models import Study
from woorec.board.replay_page import ReplayView
from woorec.board.words import say_day

CSV_HEAD = ("list", "asked", "region", "tier", "looked at", "place", "live SKU", "live product", "draft SKU",
            "draft product", "moved")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One place on both pages. `moved` tells what became of the draft's product: "new", "2 up", "1 down" or nothing."""

    position: int
    live: str
    live_brand: str
    leaves: bool
    draft: str
    draft_brand: str
    moved: str
    direction: str


@dataclass(frozen=True, slots=True)
class BothLists:
    """One logged request with both pages."""

    number: int
    who: str
    when: str
    where: str
    looked_at: str
    places: tuple[Place, ...]


def lists_behind(
    study: Study, view: ReplayView, figure: str, *, may_see_customers: bool
) -> tuple[list[BothLists], int]:
    """This will open the lists behind a figure, and count those that this person may not see."""
    numbers: Sequence[int] = study.result["behind"].get(figure, [])
    kept: Mapping[str, Mapping] = study.result["lists"]
    logged = _logged(study, [kept[str(number)] for number in numbers])
    found, hidden = [], 0
    for number in numbers:
        entry = kept[str(number)]
        row = logged.get(entry["request"])
        if row is not None and row.customer_id and not may_see_customers:
            hidden += 1
            continue
        found.append(_both(number + 1, entry, row, view))
    names = _names(study, [row.customer_id for row in logged.values() if row.customer_id])
    return [_named(each, logged.get(kept[str(each.number - 1)]["request"]), names) for each in found], hidden


def changes_csv(study: Study, view: ReplayView, *, may_see_customers: bool) -> Iterator[str]:
    """This will write every place of every list that changed, without any shopper's name."""
    yield csv_line(CSV_HEAD)
    kept: Mapping[str, Mapping] = study.result["lists"]
    changed = {int(number): entry for number, entry in kept.items() if entry["live"] != entry["draft"]}
    logged = _logged(study, list(changed.values()))
    for number, entry in sorted(changed.items()):
        row = logged.get(entry["request"])
        if row is not None and row.customer_id and not may_see_customers:
            continue
        yield from _csv_lines(number + 1, entry, row, view)


def _csv_lines(number: int, entry: Mapping, row: RankedList | None, view: ReplayView) -> Iterator[str]:
    before = {product_id: place for place, product_id in enumerate(entry["live"], 1)}
    for place, (live, draft) in enumerate(zip_longest(entry["live"], entry["draft"]), 1):
        moved = "" if draft is None else "new" if draft not in before else before[draft] - place
        seeds = " ".join(_sku(view, product_id) for product_id in row.seed_ids) if row else ""
        about = (number, entry["at"], row.region if row else "", row.tier if row else "", seeds)
        names = (_sku(view, live), _name(view, live), _sku(view, draft), _name(view, draft))
        yield csv_line((*about, place, *names, moved))


def _logged(study: Study, entries: Sequence[Mapping]) -> dict[str, RankedList]:
    if not entries:
        return {}
    times = [datetime.fromisoformat(entry["at"]) for entry in entries]
    rows = RankedList.objects.filter(
        store=study.placement.store,
        at__range=(min(times), max(times)),
        request_id__in=[entry["request"] for entry in entries],
    ).only("request_id", "customer_id", "region", "tier", "seed_ids", "at")
    return {str(row.request_id): row for row in rows}


def _names(study: Study, customer_ids: Sequence[int]) -> Mapping[int, str]:
    found = Customer.objects.filter(store=study.placement.store).in_bulk(customer_ids)
    return {pk: str(customer) for pk, customer in found.items()}


def _named(both: BothLists, row: RankedList | None, names: Mapping[int, str]) -> BothLists:
    who = "No longer in the log" if row is None else names.get(row.customer_id or 0, "Visitor")
    return BothLists(both.number, who, both.when, both.where, both.looked_at, both.places)


def _both(number: int, entry: Mapping, row: RankedList | None, view: ReplayView) -> BothLists:
    tier = next((t.name for t in view.snapshot.facts.tiers if row and t.code == row.tier), "")
    region = next((r.name for r in view.snapshot.facts.regions if row and r.code == row.region), "")
    return BothLists(
        number=number,
        who="",
        when=say_day(datetime.fromisoformat(entry["at"])),
        where=" · ".join(filter(None, (region, tier))),
        looked_at=", ".join(view.name_of(product_id) for product_id in row.seed_ids) if row else "",
        places=tuple(_places(entry["live"], entry["draft"], view)),
    )


def _places(live: Sequence[int], draft: Sequence[int], view: ReplayView) -> Iterator[Place]:
    before = {product_id: place for place, product_id in enumerate(live, 1)}
    for place, (old, new) in enumerate(zip_longest(live, draft), 1):
        moved, direction = _moved(new, place, before)
        yield Place(
            place, _name(view, old), _brand(view, old), old is not None and old not in draft,
            _name(view, new), _brand(view, new), moved, direction,
        )  # fmt: skip


def _moved(product_id: int | None, place: int, before: Mapping[int, int]) -> tuple[str, str]:
    if product_id is None:
        return "", ""
    if product_id not in before:
        return "new", "new"
    steps = before[product_id] - place
    return (f"{abs(steps)} {'up' if steps > 0 else 'down'}", "up" if steps > 0 else "down") if steps else ("", "")


def _name(view: ReplayView, product_id: int | None) -> str:
    return "" if product_id is None else view.name_of(product_id)


def _brand(view: ReplayView, product_id: int | None) -> str:
    product = None if product_id is None else view.product(product_id)
    return product.brand_name if product else ""


def _sku(view: ReplayView, product_id: int | None) -> str:
    product = None if product_id is None else view.product(product_id)
    return product.sku if product else ""
