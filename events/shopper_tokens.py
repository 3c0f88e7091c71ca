"""Shopper tokens: a shop's backend vouches for who its browser is, in one signed line.

JWS compact serialisation (RFC 7515) with HS256 and nothing else, read more strictly than the standard asks: one
algorithm, one type, a key that is named, every claim required, no header beside those three.
"""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from catalog.models import Store
from catalog.signing import own_signing_secret, signing_secret

LONGEST_TOKEN = 4096
LONGEST_LIFE = timedelta(hours=24)
USUAL_LIFE = timedelta(hours=1)
AHEAD = 60  # seconds that the shop's clock may be ahead of ours
HEADER = frozenset({"alg", "typ", "kid"})
PART = re.compile(r"[A-Za-z0-9_-]+")
CODE = re.compile(r"[-a-zA-Z0-9_]{1,20}")


class TokenError(ValueError):
    """The token does not count. The message says why, and what to do."""


class ExpiredToken(TokenError):
    """Its time has passed."""


class ReplayedToken(TokenError):
    """It was made for another session."""


@dataclass(frozen=True, slots=True)
class ShopperClaims:
    """What a verified token says. `tier` and `region` are None where it leaves them to the profile."""

    customer: str = field(repr=False)
    session: str
    token_id: str
    expires_at: datetime
    tier: str | None = None
    region: str | None = None


def issue(
    store: Store,
    *,
    customer: str,
    session: str,
    now: datetime,
    tier: str | None = None,
    region: str | None = None,
    life: timedelta = USUAL_LIFE,
) -> tuple[str, datetime]:
    """This will sign a token with the store's newest secret and say until when it counts."""
    row, secret = own_signing_secret(store)
    begins = int(now.timestamp())
    ends = begins + int(min(life, LONGEST_LIFE).total_seconds())
    claims = {"sub": customer, "session": session, "aud": store.code, "iat": begins, "exp": ends, "jti": str(uuid4())}
    claims |= {name: value for name, value in (("tier", tier), ("region", region)) if value is not None}
    return sign(claims, secret=secret, key_id=str(row.pk)), datetime.fromtimestamp(ends, UTC)


def sign(claims: Mapping[str, object], *, secret: str, key_id: str) -> str:
    """This will write claims as a signed token, as a shop's backend does."""
    header = {"alg": "HS256", "typ": "JWT", "kid": key_id}
    said = b".".join(_written(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    return b".".join((said, _written(_signature(said, secret=secret)))).decode()


def verify(store: Store, token: str, *, session: str, now: datetime) -> ShopperClaims:
    """This will read a token that this session of this store may use. Raises TokenError, and its two kinds."""
    claims = read(store, token, now=now)
    if not hmac.compare_digest(claims.session.encode(), session.encode(errors="replace")):
        raise ReplayedToken(
            "The token was made for another session. Send the session that it was made for, or ask for a new token."
        )
    return claims


def read(store: Store, token: str, *, now: datetime) -> ShopperClaims:
    """This will check who signed a token and until when it counts, whatever session sends it. Raises TokenError."""
    header, claims, said, signature = _parts(token)
    if not header.keys() == HEADER or header["alg"] != "HS256" or header["typ"] != "JWT":
        raise TokenError('The header must be {"alg": "HS256", "typ": "JWT", "kid": "<number of the secret>"}.')
    secret = signing_secret(store, name=header["kid"]) if isinstance(header["kid"], str) else None
    if secret is None:
        raise TokenError("This store has no such active secret. Put the number of an active one in `kid`.")
    if not hmac.compare_digest(_signature(said, secret=secret), signature):
        raise TokenError("The signature does not fit. Sign with the secret that `kid` names.")
    return _claims(_json(claims), store=store, now=int(now.timestamp()))


def _parts(token: str) -> tuple[dict[str, object], str, bytes, bytes]:
    """This will cut a token into its header, its claims as written, what was signed, and the signature."""
    if len(token) > LONGEST_TOKEN:
        raise TokenError(f"The token is longer than {LONGEST_TOKEN} letters.")
    parts = token.split(".")
    if len(parts) != 3 or not all(PART.fullmatch(part) for part in parts):
        raise TokenError("A token is three parts in base64url without padding, joined by dots.")
    head, body, signature = parts
    return _json(head), body, f"{head}.{body}".encode(), _bytes(signature)


def _claims(claims: Mapping[str, object], *, store: Store, now: int) -> ShopperClaims:
    if claims.get("aud") != store.code:
        raise TokenError(f"`aud` must be {store.code!r}, the code of the store that the API key belongs to.")
    begins, ends = _second(claims, "iat"), _second(claims, "exp")
    if begins > now + AHEAD:
        raise TokenError("`iat` lies in the future. Set the clock of the machine that signs.")
    if not begins < ends <= begins + LONGEST_LIFE.total_seconds():
        raise TokenError("`exp` must come after `iat` and at most 24 hours later.")
    if ends <= now:
        raise ExpiredToken("The token has expired. Ask the shop's backend for a new one.")
    return ShopperClaims(
        customer=_text(claims, "sub", longest=200),
        session=_text(claims, "session", longest=64),
        token_id=_text(claims, "jti", longest=64),
        expires_at=datetime.fromtimestamp(ends, UTC),
        tier=_code(claims, "tier"),
        region=_code(claims, "region"),
    )


def _second(claims: Mapping[str, object], name: str) -> int:
    value = claims.get(name)
    if type(value) is not int or not 0 < value < 2**33:
        raise TokenError(f"`{name}` must be a whole number of seconds since 1970.")
    return value


def _text(claims: Mapping[str, object], name: str, *, longest: int) -> str:
    value = claims.get(name)
    is_text = isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()
    if not is_text:
        raise TokenError(f"`{name}` must be a text of 1 to {longest} letters.")
    return value


def _code(claims: Mapping[str, object], name: str) -> str | None:
    value = claims.get(name)
    if value is not None and not (isinstance(value, str) and CODE.fullmatch(value)):
        raise TokenError(f"`{name}` must be the code of one of the store's {name}s, or be left out.")
    return value


def _json(part: str) -> dict[str, object]:
    try:
        found = json.loads(_bytes(part), object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise TokenError("The header and the claims must be JSON objects that name nothing twice.") from error
    if not isinstance(found, dict):
        raise TokenError("The header and the claims must be JSON objects.")
    return found


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _bytes(part: str) -> bytes:
    """This will read base64url, in the one way that it can be written."""
    try:
        found = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (ValueError, binascii.Error) as error:
        raise TokenError("A part of the token is not base64url.") from error
    if _written(found) != part.encode():
        raise TokenError("A part of the token is not base64url as it is usually written.")
    return found


def _written(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _signature(said: bytes, *, secret: str) -> bytes:
    return hmac.digest(secret.encode(), said, "sha256")
