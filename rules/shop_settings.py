"""How a shop publishes its rules."""

from django.contrib.auth.models import User
from django.db import transaction

from catalog.models import Store
from rules.audit import record


def set_four_eyes(store: Store, *, on: bool, by: User | None) -> None:
    """This will say whether a second person has to approve a draft. Each change is logged, turning it off as well."""
    with transaction.atomic():
        row = Store.objects.select_for_update().get(pk=store.pk)
        if row.four_eyes != on:
            Store.objects.filter(pk=row.pk).update(four_eyes=on)
            before, after = {"four_eyes": row.four_eyes}, {"four_eyes": on}
            record("store.changed", row, by=by, store=row, label=row.name, before=before, after=after)
    store.four_eyes = on
