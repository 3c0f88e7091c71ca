"""Load customers from a file."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalog.feeds.base import FeedError
from events.customer_import import import_customers
from events.feeds.lines import count_lines
from woorec.management.progress import ProgressLine
from woorec.management.row_errors import RowErrors
from woorec.management.stores import store_of


class Command(BaseCommand):
    help = "Load customers, their tiers, regions and consents from CSV or JSON Lines. Running it again is harmless."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--store", required=True, help="Code of the store.")
        parser.add_argument("--errors", type=Path, help="Write the rows that could not be read into this CSV file.")

    def handle(self, *, file: Path, store: str, errors: Path | None, **options: Any) -> None:
        shop, states = store_of(store), Counter[str]()
        with RowErrors(self.stderr, path=errors) as left_out:
            try:
                total = count_lines(file) if file.is_file() else 0
                with ProgressLine(self.stdout, title=file.name) as progress:
                    for step in import_customers(shop, file, now=timezone.now()):
                        states.update(step.states)
                        left_out.add(step.errors, file=file)
                        progress.report("customers", step.line, total)
            except FeedError as error:
                raise CommandError(str(error)) from error
            except KeyboardInterrupt as stop:
                done = f"{states.total():,} customers are stored"
                raise CommandError(f"Stopped; {done}. Starting again is harmless.", returncode=130) from stop
        self.stdout.write(f"{', '.join(f'{count:,} {state}' for state, count in states.items()) or 'No customers'}.")
        if left_out.count:
            raise CommandError(left_out.summary(), returncode=3)
