"""Pseudonyms and sealed avoidances: what keeps a shopper's identity and health out of every other table."""

import hashlib
import hmac
from collections.abc import Iterable

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class UnreadableAvoidances(RuntimeError):
    """The key does not fit the sealed record. Whoever serves a list must then refuse: safety is never guessed."""


def pseudonym(*, store_code: str, external_id: str) -> str:
    """This will turn a shop's customer id into 64 hex digits that cannot be reversed without the key."""
    message = f"{store_code}\x1f{external_id}".encode()
    return hmac.new(settings.CUSTOMER_KEY.encode(), message, hashlib.sha256).hexdigest()


def seal_avoidances(allergens: Iterable[str]) -> bytes:
    return Fernet(settings.AVOIDANCE_KEY).encrypt(",".join(sorted(set(allergens))).encode())


def open_avoidances(sealed: bytes | memoryview | None) -> frozenset[str]:
    """This will read what a shopper avoids. Raises UnreadableAvoidances when the key does not fit."""
    if sealed is None:
        return frozenset()
    try:
        names = Fernet(settings.AVOIDANCE_KEY).decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise UnreadableAvoidances(
            "AVOIDANCE_KEY does not open this record; restore the key it was sealed with."
        ) from error
    return frozenset(filter(None, names.split(",")))
