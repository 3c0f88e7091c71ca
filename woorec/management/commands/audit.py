"""Count the lists that keep every live rule."""

import statistics
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.models import Store
from woorec.audit import audit
from woorec.scene import UnknownPlacement
from woorec.shops import today


class Command(BaseCommand):
    help = "Ask lists for real customers and check each against the live rules; status 1 when one breaks unnamed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("store")
        parser.add_argument("--placement", default="home")
        parser.add_argument("--customers", type=int, default=500)

    def handle(self, *, store: str, placement: str, customers: int, **options: Any) -> None:
        found = Store.objects.filter(code=store).first()
        if found is None:
            raise CommandError(f"There is no store {store!r}.")
        try:
            result = audit(found, placement=placement, customers=customers, at=today())
        except UnknownPlacement as error:
            raise CommandError(f"The store has no placement {placement!r}.") from error
        if not result.lists:
            raise CommandError(f"{found.name} has no customers with a past yet.")
        self.stdout.write(
            f"{result.lists} lists, {result.kept} keep every rule ({100 * result.kept / result.lists:.1f} %)"
        )
        self.stdout.write(f"short pages {result.short}, median {statistics.median(result.milliseconds):.1f} ms a list")
        for label, count in result.relaxed.most_common():
            self.stdout.write(f"gave way, named in the answer: {label} in {count} lists")
        for fault in result.faults[:20]:
            self.stdout.write(self.style.ERROR(f"broken and not named: {fault}"))
        sys.exit(1 if result.faults else 0)
