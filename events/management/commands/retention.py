"""Let go of events that are too old, or say what would go."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from events.retention import Leaving, leaving, oldest_kept, retain


class Command(BaseCommand):
    help = "Delete events and served lists that are older than EVENT_RETENTION_MONTHS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say what would go.")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        now = timezone.now()
        self.stdout.write(
            f"Events and lists since {oldest_kept(now):%Y-%m-%d} are kept ({settings.EVENT_RETENTION_MONTHS} months)."
        )
        found = leaving(now=now) if dry_run else retain(now=now, say=self._say)
        if dry_run:
            for each in found:
                self._say(each)
        if not found:
            self.stdout.write("Nothing is too old.")
        elif dry_run:
            self.stdout.write("Nothing was deleted: this was a dry run.")

    def _say(self, each: Leaving) -> None:
        self.stdout.write(f"{each.what:<32} {each.rows:>12,} rows")
