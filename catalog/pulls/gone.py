"""Products that a pull of everything did not meet: asked for by number, then archived, or taken after all."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from catalog.feeds.json_values import text
from catalog.feeds.woocommerce_rest import PER_PAGE, Page
from catalog.models import PulledProduct
from catalog.pulls.applying import drop
from catalog.pulls.asking import Crew
from catalog.pulls.work import Work

FEW = 20  # so many may go without a question
LARGE_SHARE = 0.5


def drop_gone(work: Work, crew: Crew, *, take: Callable[[Page], None]) -> int:
    """This will archive what the shop no longer has. Returns how many are missing that nobody agreed to let go.

    A shop that lists half of what it had is more likely to be asked wrongly than to have sold out: somebody must agree.
    """
    known = work.row.pulled.filter(style="", gone_at=None)
    missing = [each for each in _numbers(known.filter(seen_in__lt=work.row.number)) if each.isdecimal()]
    if len(missing) > max(FEW, LARGE_SHARE * known.count()) and not work.row.may_shrink:
        return len(missing)
    for start in range(0, len(missing), PER_PAGE):
        _settle(work, crew, missing[start : start + PER_PAGE], take=take)
    return 0


def _settle(work: Work, crew: Crew, numbers: list[str], *, take: Callable[[Page], None]) -> None:
    """Asked by its number, a product that only changed its place is there."""
    page = crew.ask(partial(crew.shop.numbered, numbers))
    if page.products:
        take(page)
    gone = set(numbers) - {text(each.get("id")) for each in page.products}
    with transaction.atomic():
        dropped = drop(work.row, gone, at=page.asked_at)
        work.note(counts=dict(Counter(work.row.counts) + Counter(gone=dropped)))
    work.noted()


def _numbers(pulled: QuerySet[PulledProduct]) -> list[str]:
    return list(pulled.order_by("pk").values_list("external_id", flat=True))
