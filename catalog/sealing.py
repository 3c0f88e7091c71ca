"""Secrets at rest: what must be read again later is sealed with a key that follows from SECRET_KEY and a purpose."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unsealable(ValueError):
    """The seal is broken, too old, or was made for another purpose or under another SECRET_KEY."""


def seal(text: str, *, purpose: str) -> bytes:
    """This will seal a text so that only the same purpose and the same SECRET_KEY open it."""
    return _box(purpose).encrypt(text.encode())


def unseal(sealed: bytes | memoryview | str, *, purpose: str, max_age: int | None = None) -> str:
    """This will open a sealed text. `max_age` is in seconds. Raises Unsealable."""
    try:
        token = sealed.encode() if isinstance(sealed, str) else bytes(sealed)
        return _box(purpose).decrypt(token, ttl=max_age).decode()
    except (InvalidToken, UnicodeError) as error:
        raise Unsealable(
            f"This does not open as {purpose!r}: it was changed, is too old, or SECRET_KEY is another one now."
        ) from error


def _box(purpose: str) -> Fernet:
    derive = HKDF(algorithm=SHA256(), length=32, salt=b"woorec.sealing", info=purpose.encode())
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
