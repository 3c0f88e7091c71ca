"""Pull the products of a connected shop, here and now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from woorec.management.shop_pull import is_whole, pull_now


class Command(BaseCommand):
    help = "Pull what changed in a connected shop, or all its products. Shops are connected in the Studio, under Data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("system", choices=["woocommerce"], help="What the shop runs on.")
        parser.add_argument("store", help="Code of the store that the shop belongs to.")
        parser.add_argument("--all", action="store_true", help="Read all products; finds what was deleted as well.")

    def handle(self, *, store: str, all: bool, **options: Any) -> None:
        shop = pull_now(store, full=all, out=self.stdout)
        if not is_whole(shop):
            raise CommandError(shop.error or "It was stopped. Run the command again to go on.")
