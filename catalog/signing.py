"""Secrets that a shop's backend signs with. Two may be active at once, so that one can be replaced without a gap."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.database_door import answering
from catalog.models import SigningSecret, Store
from catalog.sealing import seal, unseal
from catalog.time_limit import answered_within

MOST_ACTIVE = 2
ASKED_SECONDS = 1.0
PURPOSE = "signing-secret"
OWN_NAME = "Made by WooRec for /shopper-tokens"


class TooManySecrets(ValueError):
    """Two secrets are active already. The message says what to do."""


def issue_signing_secret(store: Store, *, name: str) -> tuple[SigningSecret, str]:
    """This will make a secret and return it with its row; it is sealed and not shown again. Raises TooManySecrets."""
    with transaction.atomic():
        Store.objects.select_for_update(no_key=True).get(pk=store.pk)
        if len(_active(store)) >= MOST_ACTIVE:
            raise TooManySecrets(
                f"{MOST_ACTIVE} secrets are active. Revoke the older one first: tokens signed with it end at once."
            )
        return _make(store, name=name)


def revoke_signing_secret(row: SigningSecret, *, now: datetime | None = None) -> None:
    """This will end a secret: no token that it signed counts any more."""
    SigningSecret.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=now or timezone.now())


def signing_secret(store: Store, *, name: str) -> str | None:
    """This will open the active secret of a store with this number. Raises catalog.sealing.Unsealable."""
    if not (name.isascii() and name.isdigit() and len(name) < 19):
        return None
    with answering(), answered_within(ASKED_SECONDS):
        row = SigningSecret.objects.filter(store=store, pk=int(name), revoked_at=None).first()
    return None if row is None else unseal(row.sealed, purpose=PURPOSE)


def own_signing_secret(store: Store) -> tuple[SigningSecret, str]:
    """This will return the newest active secret, making the first one when there is none."""
    with transaction.atomic():
        Store.objects.select_for_update(no_key=True).get(pk=store.pk)
        rows = _active(store)
        return (rows[0], unseal(rows[0].sealed, purpose=PURPOSE)) if rows else _make(store, name=OWN_NAME)


def _active(store: Store) -> list[SigningSecret]:
    return list(SigningSecret.objects.filter(store=store, revoked_at=None).order_by("-created_at", "-pk"))


def _make(store: Store, *, name: str) -> tuple[SigningSecret, str]:
    secret = f"ws_{secrets.token_urlsafe(32)}"
    row = SigningSecret.objects.create(store=store, name=name[:80], sealed=seal(secret, purpose=PURPOSE))
    return row, secret
