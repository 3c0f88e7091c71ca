"""API keys: who asks, for which store, and what the key may do."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from catalog.database_door import NO_ANSWER, answering, is_silent
from catalog.models import ApiKey, Store
from catalog.problems import Problem
from catalog.services import key_digest
from catalog.time_limit import answered_within

if TYPE_CHECKING:  # DRF's views load this module through the settings
    from rest_framework.views import APIView


PUBLIC_SCOPES = frozenset({ApiKey.Scope.RECOMMEND, ApiKey.Scope.EVENTS})  # of keys that everybody can read in a page


@dataclass(frozen=True, slots=True)
class Caller:
    """The key behind a request. It stands where DRF keeps the user."""

    key_id: int
    store: Store
    scopes: frozenset[str]
    is_authenticated: bool = True


class ApiKeyAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer wr_...`"""

    def authenticate(self, request: Request) -> tuple[Caller, ApiKey] | None:
        key = key_of(request)
        return caller_of(key) if key else None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def key_of(request: Request) -> str:
    """This will read the key that a request brings in its header; empty if it brings none."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


class KeyRing:
    """Remembers the keys that open something, so that a request need not ask the database for its own.

    `renew` is called every second by the watch over snapshots. What it found is trusted for three seconds, so that a
    revoked key opens nothing after them; a key it has not found is asked for, so that a new one works at once.
    """

    TRUSTED_SECONDS = 3.0
    ASKED_SECONDS = 1.0  # a database that stands still must not hold all threads
    REMEMBERED_SECONDS = 12 * 3600.0  # while the database does not answer

    def __init__(self) -> None:
        self._known: Mapping[str, tuple[Caller, ApiKey]] = {}
        self._renewed_at = -self.TRUSTED_SECONDS

    def renew(self) -> None:
        """This will read all keys that are not revoked."""
        asked_at = time.monotonic()
        self._known = {key.digest: _opened_by(key) for key in _living_keys()}
        self._renewed_at = asked_at

    def clear(self) -> None:
        """This will ask the database for the next key, whatever is remembered."""
        self._known = {}

    def find(self, digest: str) -> tuple[Caller, ApiKey] | None:
        is_fresh = time.monotonic() - self._renewed_at < self.TRUSTED_SECONDS
        found = self._known.get(digest) if is_fresh else None
        if found is not None:
            return found
        with answering(), answered_within(self.ASKED_SECONDS):
            asked = _living_keys().filter(digest=digest).first()
        return None if asked is None else _opened_by(asked)

    def remembered(self, digest: str) -> tuple[Caller, ApiKey] | None:
        """This will find a key that opened something when the database last answered, if that is not long ago."""
        is_recent = time.monotonic() - self._renewed_at < self.REMEMBERED_SECONDS
        return self._known.get(digest) if is_recent else None


KEYS = KeyRing()


class RememberedKeyAuthentication(ApiKeyAuthentication):
    """As ApiKeyAuthentication; for what can be answered without the database, keys that it knew still count then.

    Nobody can revoke a key in a database that does not answer.
    """

    def authenticate(self, request: Request) -> tuple[Caller, ApiKey] | None:
        try:
            return super().authenticate(request)
        except NO_ANSWER:
            found = KEYS.remembered(key_digest(key_of(request))) if is_silent() else None
            if found is None:
                raise
            return found


def caller_of(key: str) -> tuple[Caller, ApiKey]:
    """This will find the store and the scopes behind a key. Raises AuthenticationFailed."""
    found = KEYS.find(key_digest(key))
    if found is None:
        raise exceptions.AuthenticationFailed("This key is not known or was revoked. Ask for a new one.")
    return found


def _living_keys() -> QuerySet[ApiKey]:
    return ApiKey.objects.select_related("store").filter(revoked_at=None)


def _opened_by(key: ApiKey) -> tuple[Caller, ApiKey]:
    return Caller(key.pk, key.store, frozenset(key.scopes)), key


def is_public(key: ApiKey) -> bool:
    """This will say whether a key is one that everybody may read in a page."""
    return PUBLIC_SCOPES.issuperset(key.scopes)


def may_come_from(key: ApiKey, request: HttpRequest | Request) -> bool:
    """This will say whether a key may be used by the page that a request comes from, if it comes from a page."""
    origin = request.headers.get("Origin", "")
    if not origin or not key.allowed_origins:
        return True
    return origin in key.allowed_origins or origin == f"{request.scheme}://{request.get_host()}"


class HasScope(permissions.BasePermission):
    """Views name what a key needs in `scope`; a key of pages may be bound to the origins of a shop."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not isinstance(request.user, Caller):
            raise exceptions.NotAuthenticated("Send the key of your store as `Authorization: Bearer <key>`.")
        scope = getattr(view, "scope", None)
        if scope and scope not in request.user.scopes:
            raise exceptions.PermissionDenied(f"This needs a key with the scope {scope!r}.")
        if isinstance(request.auth, ApiKey) and not may_come_from(request.auth, request):
            raise Problem(
                "origin-not-allowed",
                "This key is for other pages",
                detail=f"Pages of {request.headers['Origin']} may not use this key. Issue one for them in the Studio.",
                status_code=403,
            )
        return True
