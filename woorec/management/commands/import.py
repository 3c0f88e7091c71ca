"""Import a file of a shop, or the real retailer, through the same services as any feed."""

import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.feeds import FORMATS, completejourney
from catalog.models import FeedImport
from catalog.services import CatalogueError, load_store
from events.backfill import load_history
from events.feeds.completejourney import history
from ranking.models import TrainingRun
from woorec.first_rules import RETAILER_RULES
from woorec.management.file_import import apply_file, check_file, is_clean, take_file
from woorec.management.progress import ProgressLine
from woorec.shops import ensure_demo_keys, set_up_placements, today, train_now


class Command(BaseCommand):
    help = (
        "Import a file into a store: check it, ask, apply it. Or `import completejourney`: the real grocery retailer, "
        "with its products and a year of purchases."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="The file, or the word completejourney.")
        parser.add_argument("folder", nargs="?", type=Path, help="Of completejourney; else the installed package.")
        parser.add_argument("--store", default="", help="Code of the store.")
        parser.add_argument("--format", default="", choices=["", *(each.code for each in FORMATS)])
        parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD", help="What a column means.")
        parser.add_argument("--option", action="append", default=[], metavar="NAME=VALUE", help="Of the format.")
        parser.add_argument("--dry-run", action="store_true", help="Check only; nothing is written.")
        parser.add_argument("--yes", action="store_true", help="Apply at once, without a check and a question.")
        parser.add_argument("--resume", type=int, metavar="NUMBER", help="Go on with an import that was stopped.")
        parser.add_argument("--keep-dates", action="store_true", help="completejourney: keep the year where it was.")
        parser.add_argument("--no-training", action="store_true", help="completejourney: load it only.")

    def handle(self, *, file: str | None, **options: Any) -> None:
        if options["resume"]:
            self._resume(options["resume"])
        elif file == "completejourney":
            self._load_retailer(**options)
        elif file:
            self._import_file(Path(file), **options)
        else:
            raise CommandError("Name a file, or --resume with the number of an import.")

    def _import_file(self, path: Path, *, store: str, dry_run: bool, yes: bool, **options: Any) -> None:
        feed_import = take_file(
            path, store_code=store, format_code=options["format"], mapping=options["map"], options=options["option"]
        )
        if dry_run or not yes:
            check_file(feed_import, out=self.stdout)
        if dry_run or feed_import.error:
            self._end(feed_import)
        elif yes or self._agreed(feed_import):
            self._end(apply_file(feed_import, out=self.stdout))

    def _agreed(self, feed_import: FeedImport) -> bool:
        if not sys.stdin.isatty():
            raise CommandError(f"Nobody can be asked here. Apply it with: manage.py import --resume {feed_import.pk}")
        return input("Apply it? [y/N] ").strip().lower() in {"y", "yes"}

    def _resume(self, number: int) -> None:
        feed_import = FeedImport.objects.select_related("store").filter(pk=number).first()
        if feed_import is None:
            raise CommandError(f"There is no import {number}.")
        self._end(apply_file(feed_import, out=self.stdout))

    def _end(self, feed_import: FeedImport) -> None:
        """This will end with status 1 when not every row was taken, so that a script notices."""
        if not is_clean(feed_import):
            raise CommandError("Not every row can be taken; see above.")

    def _load_retailer(
        self, *, folder: Path | None, store: str, keep_dates: bool, no_training: bool, **options: Any
    ) -> None:
        try:
            tables = completejourney.read_tables(folder or completejourney.default_folder(settings.DATA_DIR))
            until = None if keep_dates else today()
            self._load(tables, code=store or "retailer", until=until, train=not no_training)
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
