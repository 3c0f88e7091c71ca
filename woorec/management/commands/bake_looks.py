"""Make the files that show materials: maps, chips, swatches."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.material_looks import bake_looks
from catalog.models import Store
from woorec.management.progress import ProgressLine


class Command(BaseCommand):
    help = "Make the files of every published material's look that are missing, or all of them. Posters stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("store", nargs="?", default="", help="Code of one store; without it, all stores.")
        parser.add_argument("--force", action="store_true", help="Make every file anew.")

    def handle(self, *, store: str, force: bool, **options: Any) -> None:
        shops = Store.objects.filter(code=store) if store else Store.objects.order_by("code")
        if store and not shops:
            known = ", ".join(Store.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no store {store!r}. The stores: {known}.")
        for shop in shops:
            with ProgressLine(self.stdout, title=shop.code) as line:
                made, _ = bake_looks(shop, force=force, progress=line.report)
            self.stdout.write(f"{shop.code}: {made} looks made.")
