"""The store that a command is about."""

from django.core.management.base import CommandError

from catalog.models import Store


def store_of(code: str) -> Store:
    """This will find a store by its code, or say which stores there are."""
    found = Store.objects.filter(code=code).first()
    if found is None:
        known = ", ".join(Store.objects.values_list("code", flat=True)) or "none yet"
        raise CommandError(f"There is no store {code!r}. Stores: {known}.")
    return found
