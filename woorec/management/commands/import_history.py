"""Load a shop's past orders and events from files."""

from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalog.feeds.base import FeedError
from catalog.models import Store
from events.feeds.lines import count_lines
from events.history_import import import_file
from woorec.management.progress import ProgressLine
from woorec.management.row_errors import RowErrors
from woorec.management.stores import store_of


class Command(BaseCommand):
    help = "Load past orders and events from CSV or JSON Lines. Running it again is harmless."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--store", required=True, help="Code of the store.")
        parser.add_argument("--after-line", type=int, default=0, help="Skip the first file up to this line.")
        parser.add_argument("--errors", type=Path, help="Write the rows that could not be read into this CSV file.")

    def handle(self, *, files: list[Path], store: str, after_line: int, errors: Path | None, **options: Any) -> None:
        shop, counts = store_of(store), Counter[str]()
        with RowErrors(self.stderr, path=errors) as left_out:
            for number, path in enumerate(files):
                counts += self._import(shop, path, after=after_line if number == 0 else 0, left_out=left_out)
        new = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
        self.stdout.write(f"New: {new or 'nothing'}.")
        if left_out.count:
            raise CommandError(left_out.summary(), returncode=3)

    def _import(self, shop: Store, path: Path, *, after: int, left_out: RowErrors) -> Counter[str]:
        line, counts = after, Counter[str]()
        try:
            total = count_lines(path) if path.is_file() else 0
            with ProgressLine(self.stdout, title=path.name) as progress:
                progress.report("reading", line, total)
                for step in import_file(shop, path, now=timezone.now(), after=after):
                    line = step.line
                    counts.update(step.counts)
                    left_out.add(step.errors, file=path)
                    progress.report(step.sort, line, total)
        except FeedError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt as stop:
            raise CommandError(
                f"Stopped. {path} is stored up to line {line}. To go on, name it first with --after-line {line}; "
                "starting from the beginning is harmless too.",
                returncode=130,
            ) from stop
        return counts
