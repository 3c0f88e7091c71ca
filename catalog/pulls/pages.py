"""One pull from its first page to its end."""

import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from catalog.feeds.base import FeedError
from catalog.feeds.woocommerce_rest import PER_PAGE, Page
from catalog.imports.work import retried
from catalog.pulls.applying import take_sheet
from catalog.pulls.asking import Crew
from catalog.pulls.gone import drop_gone
from catalog.pulls.reading import Sheet, news_of, with_variations
from catalog.pulls.states import Stage, State
from catalog.pulls.work import Work
from catalog.services import touch_catalogue

Paths = Mapping[str, str]  # of categories, by their number
OVERLAP = timedelta(minutes=5)  # asked again, for what was being saved when the last pull read it
TOUCH_EVERY = 10  # pages; each time the storefront's processes read the catalogue again
MOST_STEPS_BACK = 50


class Paused(Exception):
    """Others have their turn; the pull goes on later."""


def pull_pages(work: Work, crew: Crew, *, until: float | None) -> None:
    """This will pull what is left. Raises FeedError, Stopped, Lost and Paused; what is committed stays."""
    if work.row.began_at is None:
        _check_currency(work, crew)
    paths = crew.ask(crew.shop.category_paths)
    while work.row.stage != Stage.GONE:
        page = _next_page(work, crew)
        take_page(page, work, crew, paths=paths, progress=_progress(work, page))
        if page.is_last(work.row.pages_done):
            work.step(stage=Stage.GONE)
        elif until is not None and time.monotonic() >= until:
            raise Paused
    take = partial(take_page, work=work, crew=crew, paths=paths, progress={})
    _finish(work, missing=drop_gone(work, crew, take=take) if work.row.is_full else 0)


def take_page(page: Page, work: Work, crew: Crew, *, paths: Paths, progress: dict[str, object]) -> None:
    """This will write products with their variations, and how far the pull is, as one."""
    sheet = with_variations(crew, page)
    work.step()  # reading may have taken a while
    retried(partial(_write, work, sheet, paths=paths, progress=progress))
    work.noted()
    if progress and work.row.pages_done % TOUCH_EVERY == 0:
        touch_catalogue(work.store)


def _write(work: Work, sheet: Sheet, *, paths: Paths, progress: dict[str, object]) -> None:
    back = work.row.pulled.filter(external_id__in=sheet.numbers(), gone_at__isnull=False)
    gone = dict(back.values_list("external_id", "gone_at"))
    news, unreadable = news_of(sheet, currency=work.store.currency, paths=paths, gone=gone)
    with transaction.atomic():
        counts, notes = take_sheet(work.row, sheet, news, now=timezone.now())
        counts += Counter(work.row.counts) + Counter(unreadable=len(unreadable))
        work.note(
            counts=dict(counts),
            notes=work.notes([*unreadable, *notes]),
            products_done=work.row.products_done + len(news),
            **progress,
        )


def _check_currency(work: Work, crew: Crew) -> None:
    """Prices in another currency would be taken at their bare number."""
    theirs = crew.ask(crew.shop.currency)
    if theirs and theirs != work.store.currency:
        raise FeedError(
            f"The shop sells in {theirs}, and {work.store.name} keeps its prices in {work.store.currency}. "
            "Connect it to a store in its own currency."
        )


def _next_page(work: Work, crew: Crew) -> Page:
    """This will read the page after those that are done.

    Where products were deleted meanwhile, later ones moved up into pages that were read: so many pages are read again.
    """
    for _ in range(MOST_STEPS_BACK):
        page = crew.ask(partial(crew.shop.page, work.row.pages_done + 1, modified_after=_since(work)))
        fewer = work.row.listed - page.total if page.total is not None else 0
        if fewer <= 0 or not work.row.pages_done:
            break
        back = -(-fewer // PER_PAGE)
        work.step(listed=page.total, pages_done=max(0, work.row.pages_done - back))
    return page


def _since(work: Work) -> datetime | None:
    known = work.row.modified_after
    return None if work.row.is_full or known is None else known - OVERLAP


def _progress(work: Work, page: Page) -> dict[str, object]:
    done = work.row.pages_done + 1
    change: dict[str, object] = {
        "stage": Stage.PRODUCTS,
        "pages_done": done,
        "pages_total": max(done, page.pages or 0),
        "listed": page.total or 0,
    }
    if work.row.began_at is None:
        change |= {"began_at": page.at or timezone.now()}
    return change


def _finish(work: Work, *, missing: int) -> None:
    counts = {name: count for name, count in {**work.row.counts, "missing": missing}.items() if count}
    now = timezone.now()
    change = {"last_full_at": now} if work.row.is_full else {}
    work.finish(
        State.DONE,
        counts=counts,
        modified_after=work.row.began_at,
        began_at=None,
        last_finished_at=now,
        may_shrink=False,
        **change,
    )
