"""Background work of the catalogue. A message only says which row to look at."""

from celery import shared_task
from django.utils import timezone

from catalog.idempotency import prune_idempotent_calls
from catalog.imports.files import drop_old_files
from catalog.imports.running import run_import
from catalog.imports.states import recover_silent_imports, waiting_imports
from catalog.stock import MOVEMENTS_KEPT, fold_old_movements


@shared_task(name="catalog.run_import")
def run_feed_import(import_id: int) -> None:
    run_import(import_id)


@shared_task(name="catalog.reconcile")
def reconcile() -> None:
    """This will put imports back whose worker died, and hand out imports whose message was lost."""
    recover_silent_imports(now=timezone.now())
    for import_id in waiting_imports():
        run_feed_import.delay(import_id)


@shared_task(name="catalog.drop_old_files")
def drop_files() -> None:
    drop_old_files(now=timezone.now())


@shared_task(name="catalog.fold_movements")
def fold_movements() -> None:
    fold_old_movements(before=timezone.now() - MOVEMENTS_KEPT)


@shared_task(name="catalog.prune_idempotent_calls")
def prune_calls() -> None:
    prune_idempotent_calls(now=timezone.now())
