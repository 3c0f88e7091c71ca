"""Background work of the catalogue. A message only says which row to look at."""

from celery import shared_task
from django.utils import timezone

from catalog.dispatch import hand_out
from catalog.idempotency import prune_idempotent_calls
from catalog.imports.files import drop_old_files
from catalog.imports.running import run_import
from catalog.imports.states import recover_silent_imports, waiting_imports
from catalog.material_looks import bake_for_a_while
from catalog.material_versions import BAKE_LOOKS
from catalog.old_notes import forget_price_changes, forget_stock_changes
from catalog.pulls.running import TASK, run_pull
from catalog.pulls.states import queue_due_pulls, recover_silent_pulls, waiting_pulls
from catalog.stock import MOVEMENTS_KEPT, fold_old_movements

PULL_SECONDS = BAKE_SECONDS = 60  # then other work has its turn


@shared_task(name="catalog.run_import")
def run_feed_import(import_id: int) -> None:
    run_import(import_id)


@shared_task(name="catalog.reconcile")
def reconcile() -> None:
    """This will put imports back whose worker died, and hand out imports whose message was lost."""
    recover_silent_imports(now=timezone.now())
    for import_id in waiting_imports():
        run_feed_import.delay(import_id)


@shared_task(name=TASK)
def pull(shop_id: int) -> None:
    run_pull(shop_id, seconds=PULL_SECONDS)


@shared_task(name="catalog.reconcile_pulls")
def reconcile_pulls() -> None:
    """This will put shops in the queue whose turn it is, and pulls back whose worker died or whose message was lost."""
    now = timezone.now()
    recover_silent_pulls(now=now)
    queue_due_pulls(now=now)
    for shop_id in waiting_pulls():
        hand_out(TASK, shop_id)


@shared_task(name=BAKE_LOOKS)
def bake_looks(store_id: int) -> None:
    """This will make files of a store's looks for a while, and come back for the rest."""
    if bake_for_a_while(store_id, seconds=BAKE_SECONDS):
        hand_out(BAKE_LOOKS, store_id)


@shared_task(name="catalog.drop_old_files")
def drop_files() -> None:
    drop_old_files(now=timezone.now())


@shared_task(name="catalog.fold_movements")
def fold_movements() -> None:
    fold_old_movements(before=timezone.now() - MOVEMENTS_KEPT)


@shared_task(name="catalog.forget_price_changes")
def forget_prices() -> None:
    forget_price_changes(now=timezone.now())


@shared_task(name="catalog.forget_stock_changes")
def forget_stock() -> None:
    forget_stock_changes()


@shared_task(name="catalog.prune_idempotent_calls")
def prune_calls() -> None:
    prune_idempotent_calls(now=timezone.now())
