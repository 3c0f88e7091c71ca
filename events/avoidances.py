"""What shoppers' skin must avoid: recorded with consent, sealed, withdrawn without a trace.

Health data. The log says that a record was kept, read or erased, never what it holds.
"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from catalog.models import Store
from catalog.sealing import Unsealable, seal, unseal
from events.models import Avoidance, Consent, Customer
from events.privacy import open_avoidances, pseudonym, seal_avoidances

log = logging.getLogger(__name__)
VISITOR_KEEPS = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one shopper avoids and since when they allow us to know."""

    allergens: tuple[str, ...] = field(default=(), repr=False)
    consented_at: datetime | None = None


def keep_avoidances(customer: Customer, *, allergens: Iterable[str], at: datetime, source: str) -> None:
    """This will store what a shopper's skin must avoid, with the consent that allows it."""
    with transaction.atomic():
        Consent.objects.create(
            customer=customer, purpose=Consent.Purpose.AVOIDANCES, granted=True, at=at, source=source
        )
        Avoidance.objects.update_or_create(
            customer=customer, defaults={"sealed": seal_avoidances(allergens), "consented_at": at}
        )
    log.info("Avoidances of customer %s were kept (%s)", customer.pk, source)


def keep_many(store: Store, said: Mapping[str, Iterable[str]], *, at: datetime, source: str) -> None:
    """This will store what many customers avoid, by the shop's ids, leaving alone those whose record is known."""
    names = {pseudonym(store_code=store.code, external_id=each): allergens for each, allergens in said.items()}
    missing = Customer.objects.filter(store=store, pseudonym__in=names, avoidance=None)
    found = list(missing.values_list("pk", "pseudonym"))
    with transaction.atomic():
        Consent.objects.bulk_create(
            Consent(customer_id=pk, purpose=Consent.Purpose.AVOIDANCES, granted=True, at=at, source=source)
            for pk, _ in found
        )
        Avoidance.objects.bulk_create(
            Avoidance(customer_id=pk, sealed=seal_avoidances(names[name]), consented_at=at) for pk, name in found
        )


def withdraw_avoidances(customer: Customer, *, at: datetime, source: str) -> bool:
    """This will erase what a shopper avoids and note that the consent was withdrawn; False when there was nothing."""
    with transaction.atomic():
        erased, _ = Avoidance.objects.filter(customer_id=customer.pk).delete()
        if not erased:
            return False
        Consent.objects.create(
            customer=customer, purpose=Consent.Purpose.AVOIDANCES, granted=False, at=at, source=source
        )
    log.info("Avoidances of customer %s were erased (%s)", customer.pk, source)
    return True


def kept_avoidances(customer: Customer, *, source: str) -> Kept:
    """This will read what a shopper avoids, for that shopper. Raises events.privacy.UnreadableAvoidances."""
    found = Avoidance.objects.filter(customer_id=customer.pk).first()
    log.info("Avoidances of customer %s were read (%s)", customer.pk, source)
    return Kept(tuple(sorted(open_avoidances(found.sealed))), found.consented_at) if found else Kept()


def seal_visitor(allergens: Iterable[str], *, store: Store) -> str:
    """This will seal what a visitor without an account avoids, for a cookie of the shop. We keep nothing."""
    return seal(",".join(sorted(set(allergens))), purpose=_purpose(store)).decode()


def open_visitor(sealed: str, *, store: Store) -> frozenset[str]:
    """This will open what a visitor's cookie holds. Raises catalog.sealing.Unsealable, also when it is too old."""
    names = unseal(sealed, purpose=_purpose(store), max_age=int(VISITOR_KEEPS.total_seconds()))
    if not names:
        raise Unsealable("It holds nothing.")
    return frozenset(names.split(","))


def _purpose(store: Store) -> str:
    return f"visitor-avoidances:{store.code}"
