"""Make an API key for a store and show it once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.models import ApiKey, Store
from catalog.services import issue_key


class Command(BaseCommand):
    help = "Make an API key. A browser gets recommend and events alone; the other scopes are for servers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("store", help="Code of the store.")
        parser.add_argument("name", help='What the key is for, as in "Checkout".')
        parser.add_argument("--scope", action="append", choices=ApiKey.Scope.values, required=True, dest="scopes")
        parser.add_argument(
            "--origin", action="append", default=[], dest="origins", help="Whose pages may use it. None: any."
        )

    def handle(self, *, store: str, name: str, scopes: list[str], origins: list[str], **options: Any) -> None:
        found = Store.objects.filter(code=store).first()
        if found is None:
            known = ", ".join(Store.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no store {store!r}. Stores: {known}.")
        try:
            key = issue_key(found, name=name, scopes=scopes, origins=origins)
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(key)
        self.stderr.write("Keep it now; it is stored as a hash and cannot be shown again.")
