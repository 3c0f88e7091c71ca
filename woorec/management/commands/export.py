"""Write a shop as a file of one of the feed formats."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.export import store_rows
from catalog.feeds import FORMATS, FeedError, format_by_code
from catalog.models import Store


class Command(BaseCommand):
    help = "Write a shop's catalogue as a file: WooCommerce, Shopify, Google Merchant Center, or everything as our own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("format", choices=[each.code for each in FORMATS])
        parser.add_argument("--store", required=True, help="Code of the store.")
        parser.add_argument("--out", type=Path, help="The file to write; without it, what is written is printed.")
        parser.add_argument("--kind", default="", help="own_csv: products, prices, stock, components or another table.")
        parser.add_argument("--warehouse", default="", help="Whose stock a format with one figure has; else the sum.")
        parser.add_argument("--old-headers", action="store_true", help="shopify: the headers of before 2024.")
        parser.add_argument(
            "--with-costs", action="store_true", help="merchant_*: costs too. Keep such a file private."
        )

    def handle(self, *, format: str, store: str, out: Path | None, **options: Any) -> None:
        shop = Store.objects.filter(code=store).first()
        if shop is None:
            known = ", ".join(Store.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no store {store!r}. The stores: {known}.")
        asked = {
            "kind": options["kind"],
            "warehouse": options["warehouse"],
            "generation": "old" if options["old_headers"] else "",
            "member_prices": shop.publishes_member_prices,
            "costs": options["with_costs"],
        }
        try:
            self._write(format, shop, out, asked)
        except (FeedError, OSError) as error:
            raise CommandError(str(error)) from error

    def _write(self, code: str, shop: Store, out: Path | None, asked: dict[str, Any]) -> None:
        rows = store_rows(shop)
        if out is None:
            format_by_code(code).write(rows, sys.stdout, options=asked)
            return
        with out.open("w", encoding="utf-8", newline="") as file:
            format_by_code(code).write(rows, file, options=asked)
        self.stdout.write(f"Wrote {len(rows.products):,} products to {out}.")
