"""On whose behalf a browser asks: the shopper token of a request, and the sealed avoidances of a visitor."""

from datetime import UTC, datetime

from rest_framework.request import Request

from catalog.models import Store
from catalog.problems import Problem
from catalog.sealing import Unsealable
from events.avoidances import open_visitor
from events.shopper_tokens import ExpiredToken, ReplayedToken, ShopperClaims, TokenError, read, verify

TOKEN_HEADER, SESSION_HEADER, VISITOR_HEADER = "Shopper-Token", "Shopper-Session", "Visitor-Avoidances"


def claims_of(request: Request, store: Store, *, session: str | None) -> ShopperClaims | None:
    """This will read the request's shopper token, if it has one, or refuse the request with a problem document.

    `session` None leaves it to the caller to compare each session with that of the claims.
    """
    token = said(request, "shopper_token", header=TOKEN_HEADER)
    if not token:
        return None
    now = datetime.now(UTC)
    try:
        return read(store, token, now=now) if session is None else verify(store, token, session=session, now=now)
    except ExpiredToken as error:
        raise Problem(
            "shopper-token-expired", "The shopper token has expired", detail=str(error), status_code=401
        ) from error
    except ReplayedToken as error:
        raise Problem(
            "shopper-token-replayed", "The shopper token is of another session", detail=str(error), status_code=403
        ) from error
    except TokenError as error:
        raise Problem(
            "shopper-token-invalid", "The shopper token does not count", detail=str(error), status_code=401
        ) from error
    except Unsealable as error:
        raise sealed_under_another_key() from error


def sealed_under_another_key() -> Problem:
    return Problem(
        "unavailable",
        "Shopper tokens are out of order",
        detail="The store's signing secrets were sealed under another SECRET_KEY. Restore it, or revoke them under "
        "Settings, Shopper tokens, and make new ones.",
        status_code=503,
    )


def visitor_avoidances_of(request: Request, store: Store) -> frozenset[str]:
    """This will open what a visitor's page keeps for them. What cannot be read is never taken for nothing."""
    sealed = said(request, "visitor_avoidances", header=VISITOR_HEADER)
    if not sealed:
        return frozenset()
    try:
        return open_visitor(sealed, store=store)
    except Unsealable as error:
        raise Problem(
            "visitor-avoidances-unreadable",
            "What the visitor avoids cannot be read",
            detail="The value is too old, of another store, or was changed. Ask the shopper again with "
            "PUT /api/v1/avoidances and keep the new value. Until then show your own fallback.",
            status_code=422,
        ) from error


def session_of(request: Request) -> str:
    """This will read the visit that a request is of, where no serializer has."""
    return said(request, "session", header=SESSION_HEADER)


def said(request: Request, name: str, *, header: str) -> str:
    """This will read a text from a header or else from the body."""
    if header in request.headers:
        return str(request.headers[header])
    found = request.data.get(name) if isinstance(request.data, dict) else None
    if found is not None and not isinstance(found, str):
        raise Problem("malformed-request", f"{name} must be a text", detail=f"Send {name} as one text.")
    return found or ""
