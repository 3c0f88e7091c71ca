"""What a shopper's skin must avoid: recorded, shown to them, and taken back. Never in an address, never in a log."""

import logging
from datetime import UTC, datetime

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.keys import Caller
from catalog.limits import KeyThrottle
from catalog.models import AllergenEvidence
from catalog.problems import Problem
from events.avoidances import VISITOR_KEEPS, Kept, keep_avoidances, kept_avoidances, seal_visitor, withdraw_avoidances
from events.customers import ensure_customer
from events.models import Customer
from events.privacy import UnreadableAvoidances, pseudonym
from events.shopper_door import (
    SESSION_HEADER,
    TOKEN_HEADER,
    VISITOR_HEADER,
    claims_of,
    session_of,
    visitor_avoidances_of,
)

log = logging.getLogger(__name__)


class Avoided(serializers.Serializer):
    """What the shopper said, and that they agree to our keeping it."""

    allergens = serializers.ListField(
        child=serializers.ChoiceField(choices=AllergenEvidence.Allergen.values),
        allow_empty=False,
        max_length=20,
        help_text="What the skin reacts to.",
    )
    consent = serializers.BooleanField(help_text="True only if the shopper agreed in so many words.")
    customer = serializers.CharField(
        max_length=200, required=False, help_text="The shop's customer id. Needs a key with the scope `customers`."
    )

    def validate_consent(self, consent: bool) -> bool:
        if not consent:
            raise serializers.ValidationError("Nothing is kept without the shopper's explicit consent.")
        return consent


class AvoidedOut(serializers.Serializer):
    allergens = serializers.ListField(child=serializers.ChoiceField(choices=AllergenEvidence.Allergen.values))
    consented_at = serializers.DateTimeField(allow_null=True, help_text="Null when nothing is kept.")
    visitor_avoidances = serializers.CharField(
        required=False, help_text="Of a visitor without an account: keep it in a cookie of the shop and send it back."
    )
    max_age = serializers.IntegerField(required=False, help_text="Seconds for which that value counts.")


HEADERS = [
    OpenApiParameter(TOKEN_HEADER, str, OpenApiParameter.HEADER, description="Who the browser's shopper is."),
    OpenApiParameter(SESSION_HEADER, str, OpenApiParameter.HEADER, description="The visit that the token is of."),
]
VISITOR = OpenApiParameter(
    VISITOR_HEADER, str, OpenApiParameter.HEADER, description="What a visitor avoids, as it was sealed for them."
)


# It is health information of one shopper: it must stay in no cache, the browser's own included.
@method_decorator(cache_control(private=True, no_store=True), name="dispatch")
class AvoidancesView(APIView):
    """Keep, show and erase what one shopper's skin must avoid."""

    scope = None  # a shopper token, the scope `customers`, or a visitor who is told what to keep themselves
    throttle_classes = [KeyThrottle]

    @extend_schema(
        operation_id="readAvoidances",
        parameters=[*HEADERS, VISITOR],
        responses={200: AvoidedOut},
    )
    def get(self, request: Request) -> Response:
        """List what this shopper avoids. Without a token: what the visitor's own value says."""
        customer = _customer(request)
        if customer is None:
            return Response(_kept_json(Kept(tuple(sorted(visitor_avoidances_of(request, request.user.store))))))
        try:
            return Response(_kept_json(kept_avoidances(customer, source=_source(request))))
        except UnreadableAvoidances as error:
            log.exception("Avoidances cannot be read")
            raise Problem(
                "unavailable",
                "What the shopper avoids cannot be read now",
                detail="The record was sealed with another AVOIDANCE_KEY. Restore it; lists are refused until then.",
                status_code=503,
            ) from error

    @extend_schema(
        operation_id="keepAvoidances",
        parameters=HEADERS,
        request=Avoided,
        responses={200: AvoidedOut},
        examples=[OpenApiExample("Nickel", value={"allergens": ["nickel"], "consent": True}, request_only=True)],
    )
    def put(self, request: Request) -> Response:
        """Keep what the shopper avoids, in place of what was kept before. Needs their consent."""
        wish = Avoided(data=request.data)
        wish.is_valid(raise_exception=True)
        allergens, now = sorted(set(wish.validated_data["allergens"])), datetime.now(UTC)
        customer = _customer(request, make=True)
        kept = _kept_json(Kept(tuple(allergens), now))
        if customer is None:
            sealed = seal_visitor(allergens, store=request.user.store)
            return Response(kept | {"visitor_avoidances": sealed, "max_age": int(VISITOR_KEEPS.total_seconds())})
        keep_avoidances(customer, allergens=allergens, at=now, source=_source(request))
        return Response(kept)

    @extend_schema(operation_id="eraseAvoidances", parameters=HEADERS, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Erase what is kept of this shopper and note that they took their consent back."""
        customer = _customer(request)
        if customer is not None:
            withdraw_avoidances(customer, at=datetime.now(UTC), source=_source(request))
        return Response(status=204)


def _customer(request: Request, *, make: bool = False) -> Customer | None:
    """This will settle whose record it is: the token's, or the one that a key with `customers` names; else a visitor's.

    A customer without a profile has no record; `make` makes the profile.
    """
    caller: Caller = request.user
    named = request.data.get("customer") if isinstance(request.data, dict) else None
    claims = claims_of(request, caller.store, session=session_of(request))
    if claims is None and named is not None and "customers" not in caller.scopes:
        raise Problem(
            "customer-needs-scope",
            "This key may not name a customer",
            detail="Send a shopper token, or ask from the shop's backend with a key that has the scope 'customers'.",
            status_code=403,
        )
    external_id = claims.customer if claims else named
    if external_id is None:
        return None
    if not isinstance(external_id, str) or not 0 < len(external_id) <= 200 or not external_id.isprintable():
        raise serializers.ValidationError({"customer": ["Name the customer by the shop's own id, as a text."]})
    if make:
        return Customer.objects.get(pk=ensure_customer(caller.store, external_id=external_id))
    name = pseudonym(store_code=caller.store.code, external_id=external_id)
    return Customer.objects.filter(store=caller.store, pseudonym=name).first() or Customer(store=caller.store)


def _source(request: Request) -> str:
    caller: Caller = request.user
    return f"key {caller.key_id}"


def _kept_json(kept: Kept) -> dict[str, object]:
    return {"allergens": list(kept.allergens), "consented_at": kept.consented_at}
