"""The profiles behind the customers that events name; who is new gets one."""

from collections.abc import Iterable

from django.db import connection

from catalog.models import Store
from events.privacy import pseudonym
from events.visits import Profile

FOUND = """
SELECT c.pseudonym, c.id, c.personalise, coalesce(r.code, '')
FROM events_customer c LEFT JOIN catalog_region r ON r.id = c.region_id
WHERE c.store_id = %s AND c.pseudonym = ANY(%s)
"""
# In the order of the names, so that two batches that bring the same newcomers do not lock each other out.
ADDED = """
INSERT INTO events_customer (store_id, pseudonym, personalise)
SELECT %s, name, true FROM unnest(%s::text[]) AS sent (name) ORDER BY name
ON CONFLICT (store_id, pseudonym) DO NOTHING
"""


def profiles_of(store: Store, customers: Iterable[str]) -> dict[str, Profile]:
    """This will find or create the profiles of the shop's customer ids."""
    names = {pseudonym(store_code=store.code, external_id=customer): customer for customer in customers}
    found = _found(store, names)
    newcomers = sorted(names.keys() - found.keys())
    if newcomers:
        with connection.cursor() as cursor:
            cursor.execute(ADDED, [store.pk, newcomers])
        found |= _found(store, newcomers)
    return {names[name]: profile for name, profile in found.items()}


def _found(store: Store, names: Iterable[str]) -> dict[str, Profile]:
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [store.pk, list(names)])
        return {name: Profile(row_id, personalise, region) for name, row_id, personalise, region in cursor.fetchall()}
