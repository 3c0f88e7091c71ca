"""API keys: who asks, for which store, and what the key may do."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rest_framework import authentication, exceptions, permissions
from rest_framework.request import Request

from catalog.models import ApiKey, Store
from catalog.services import key_digest

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
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            return None
        return caller_of(key.strip())

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def caller_of(key: str) -> tuple[Caller, ApiKey]:
    """This will find the store and the scopes behind a key. Raises AuthenticationFailed."""
    found = ApiKey.objects.select_related("store").filter(digest=key_digest(key), revoked_at=None).first()
    if found is None:
        raise exceptions.AuthenticationFailed("This key is not known or was revoked. Ask for a new one.")
    return Caller(found.pk, found.store, frozenset(found.scopes)), found


class HasScope(permissions.BasePermission):
    """Views name what a key needs in `scope`."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if not isinstance(request.user, Caller):
            raise exceptions.NotAuthenticated("Send the key of your store as `Authorization: Bearer <key>`.")
        scope = getattr(view, "scope", None)
        if scope and scope not in request.user.scopes:
            raise exceptions.PermissionDenied(f"This needs a key with the scope {scope!r}.")
        return True
