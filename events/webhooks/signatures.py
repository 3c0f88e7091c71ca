"""Who called: the shop system signs the raw body with a secret that both sides know."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from catalog.sealing import Unsealable, seal, unseal
from events.models import WebhookSource

PURPOSE = "webhook secret"


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """This will make the unguessable part of an address; letters and digits alone survive every form field."""
    return secrets.token_hex(16)


def sealed(secret: str) -> bytes:
    return seal(secret, purpose=PURPOSE)


def secrets_of(source: WebhookSource) -> tuple[str, ...]:
    """This will open the secrets that are in use. Raises Unsealable when SECRET_KEY is another one now."""
    kept = (source.sealed_secret, source.sealed_next_secret)
    return tuple(unseal(each, purpose=PURPOSE) for each in kept if each)


def has_readable_secrets(source: WebhookSource) -> bool:
    try:
        return bool(secrets_of(source))
    except Unsealable:
        return False


def sign(body: bytes, *, secret: str) -> str:
    """This will sign as WooCommerce and Shopify do: base64 of the HMAC-SHA256 of the raw body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def is_signed(body: bytes, *, signature: str, by: Iterable[str]) -> bool:
    """This will compare with every secret, in a time that does not tell which letters were right."""
    given = signature.encode("utf-8", "replace")
    matches = [hmac.compare_digest(sign(body, secret=secret).encode(), given) for secret in by]
    return any(matches)
