"""Load a shop from outside through the same services as any feed."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.feeds import completejourney
from catalog.services import CatalogueError, load_store
from events.feeds.completejourney import history
from events.services import load_history
from ranking.models import TrainingRun
from woorec.management.progress import ProgressLine
from woorec.shops import RETAILER_RULES, ensure_demo_keys, set_up_placements, today, train_now


class Command(BaseCommand):
    help = "Import a shop: completejourney, the real grocery retailer, with its products and a year of purchases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("format", choices=["completejourney"])
        parser.add_argument("folder", nargs="?", type=Path, help="Folder with the files; else the installed package.")
        parser.add_argument("--store", default="retailer", help="Code of the store to create or update.")
        parser.add_argument("--keep-dates", action="store_true", help="Do not move the year up to today.")
        parser.add_argument("--no-training", action="store_true")

    def handle(self, *, folder: Path | None, store: str, keep_dates: bool, no_training: bool, **options: Any) -> None:
        try:
            tables = completejourney.read_tables(folder or completejourney.default_folder(settings.DATA_DIR))
            self._load(tables, code=store, until=None if keep_dates else today(), train=not no_training)
        except (completejourney.FeedError, CatalogueError) as error:
            raise CommandError(str(error)) from error

    def _load(self, tables: completejourney.Tables, *, code: str, until: Any, train: bool) -> None:
        started = time.monotonic()
        with ProgressLine(self.stdout, title=code) as line:
            rows = completejourney.store_rows(tables, code=code, name="Grocery Retailer (completejourney)")
            shop = load_store(rows, progress=line.report)
            counts = load_history(shop, history(tables.purchases, until=until), progress=line.report)
        set_up_placements(
            shop, rules=RETAILER_RULES, recall_mix={"again": 4, "vector": 3, "graph": 3, "hot": 1, "complement": 1}
        )
        if not settings.PRODUCTION:
            ensure_demo_keys(shop)
        self.stdout.write(f"Loaded in {time.monotonic() - started:.0f} s: {len(rows.products):,} products, {counts}")
        if tables.purchases_without_product:
            self.stdout.write(f"{tables.purchases_without_product:,} purchases of unlisted products were left out.")
        if train:
            self._train(shop)

    def _train(self, shop: Any) -> None:
        started = time.monotonic()
        with ProgressLine(self.stdout, title=shop.code) as line:
            run = train_now(shop, progress=line.report)
        if run.state != TrainingRun.State.SUCCEEDED:
            raise CommandError(f"The training did not succeed: {run.error}")
        self.stdout.write(f"Trained in {time.monotonic() - started:.0f} s.")
