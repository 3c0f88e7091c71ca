"""One pull from the command line: asked for, carried out here, and stopped without harm."""

import sys

from django.core.management.base import CommandError, OutputWrapper

from catalog.models import Store, WooCommerceShop
from catalog.pulls.report import sentence
from catalog.pulls.running import run_pull
from catalog.pulls.states import PullRefused, State, request_pull
from woorec.management.progress import ProgressLine

INTERRUPTED = 130


def pull_now(store_code: str, *, full: bool, out: OutputWrapper) -> WooCommerceShop:
    """This will pull and print what came of it. Raises CommandError when there is nothing to pull from."""
    shop = _shop(store_code)
    try:
        request_pull(shop, full=full)
    except PullRefused as refused:
        raise CommandError(str(refused)) from refused
    try:
        with ProgressLine(out, title=shop.name) as line:
            taken = run_pull(shop.pk, watch=lambda row: _report(row, line=line))
    except KeyboardInterrupt:
        shop.refresh_from_db()
        out.write(f"Stopped: {shop.products_done:,} products are written and stay. The next pull goes on there.")
        sys.exit(INTERRUPTED)
    if not taken:
        raise CommandError(f"A worker has taken the pull of {shop.name}. Follow it in the Studio, under Data.")
    shop.refresh_from_db()
    _print(shop, out=out)
    return shop


def is_whole(shop: WooCommerceShop) -> bool:
    return shop.state == State.DONE


def _shop(store_code: str) -> WooCommerceShop:
    shop = WooCommerceShop.objects.select_related("store").filter(store__code=store_code).first()
    if shop is None and not Store.objects.filter(code=store_code).exists():
        codes = ", ".join(Store.objects.values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no store {store_code!r}. There are: {codes}.")
    if shop is None:
        raise CommandError(f"{store_code} has no WooCommerce shop. Connect it in the Studio, under Data.")
    return shop


def _report(row: WooCommerceShop, *, line: ProgressLine) -> None:
    if row.state == State.RUNNING:
        line.report(row.get_stage_display().lower(), row.pages_done, row.pages_total)


def _print(shop: WooCommerceShop, *, out: OutputWrapper) -> None:
    if shop.state == State.DONE:
        out.write(sentence(shop))
    for note in shop.notes:
        out.write(f"  {note}")
