"""What a shop's backend says about its customers, and the tokens with which it vouches for them."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.idempotency import Call, answer_once, fingerprint
from catalog.keys import Caller
from catalog.limits import KeyThrottle
from catalog.outcomes import STATES
from catalog.problems import Problem
from catalog.sealing import Unsealable
from events.customers import CustomerOutcome, write_customers
from events.privacy import pseudonym
from events.rows import CustomerRow
from events.shopper_door import sealed_under_another_key
from events.shopper_tokens import LONGEST_LIFE, USUAL_LIFE, issue

MOST_CUSTOMERS = 1000


class Profile(serializers.Serializer):
    """One customer. What a row leaves out stays as it is."""

    customer = serializers.CharField(max_length=200, help_text="The shop's customer id. Only its pseudonym is kept.")
    tier = serializers.CharField(
        max_length=20, required=False, allow_null=True, help_text="Code of the tier; null takes it away."
    )
    region = serializers.CharField(
        max_length=20, required=False, allow_null=True, help_text="Code of the home region; null takes it away."
    )
    personalise = serializers.BooleanField(required=False, help_text="Whether the customer allows personal lists.")
    joined_at = serializers.DateTimeField(required=False, help_text="Since when they are a customer.")
    tier_since = serializers.DateTimeField(required=False, help_text="Since when they are in the tier, else now.")


class CustomersIn(serializers.Serializer):
    rows = Profile(many=True, max_length=MOST_CUSTOMERS)


class CustomerOut(serializers.Serializer):
    index = serializers.IntegerField(help_text="Place of the row in the call, from 0.")
    state = serializers.ChoiceField(choices=STATES)
    error = serializers.CharField(required=False, help_text="What is wrong and what to do, of a row that was refused.")


class CustomersOut(serializers.Serializer):
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    outdated = serializers.IntegerField(help_text="Rows that say something older than what is known.")
    rejected = serializers.IntegerField(help_text="Rows that could not be read; the others are written.")
    results = CustomerOut(many=True)


class CustomersView(APIView):
    """Create and change customers, up to 1,000 a call. The same call again changes nothing."""

    scope = "customers"
    throttle_classes = [KeyThrottle]

    @extend_schema(
        operation_id="writeCustomers",
        request=CustomersIn,
        responses={200: CustomersOut},
        parameters=[
            OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER, description="The same key: done once.")
        ],
        examples=[
            OpenApiExample(
                "Two customers",
                value={
                    "rows": [
                        {"customer": "10027", "tier": "gold", "region": "eu", "personalise": True},
                        {"customer": "10028", "tier": "guest", "personalise": False},
                    ]
                },
                request_only=True,
            )
        ],
    )
    def put(self, request: Request) -> HttpResponse:
        caller: Caller = request.user
        rows, now = _rows(request.data), datetime.now(UTC)
        given = answer_once(_call(request), lambda: _written(caller, rows, now=now), now=now)
        response = HttpResponse(given.text, content_type="application/json")
        if given.replayed:
            response["Idempotency-Replayed"] = "true"
        return response


def _call(request: Request) -> Call:
    """This will tell calls apart by a keyed hash: a plain one of a short body would tell who stands in it."""
    caller: Caller = request.user
    body = orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS)
    return Call(
        key_id=caller.key_id,
        name=request.headers.get("Idempotency-Key", ""),
        fingerprint=pseudonym(
            store_code=caller.store.code, external_id=fingerprint(request.method or "", request.path, body)
        ),
    )


def _written(caller: Caller, rows: Sequence[object], *, now: datetime) -> str:
    """This will write the rows that can be read and put the answer into words."""
    read = [_read(row) for row in rows]
    good = [each for each in read if isinstance(each, CustomerRow)]
    written = iter(write_customers(caller.store, good, now=now, source=f"key {caller.key_id}") if good else ())
    outcomes = [
        next(written) if isinstance(each, CustomerRow) else CustomerOutcome(place, "rejected", each)
        for place, each in enumerate(read)
    ]
    return orjson.dumps(_outcomes_json(outcomes)).decode()


def _outcomes_json(outcomes: Sequence[CustomerOutcome]) -> dict[str, object]:
    """This will count what became of the rows and list each by its place."""
    counts = Counter(each.state for each in outcomes)
    results = [
        {"index": index, "state": each.state} | ({"error": each.error} if each.error else {})
        for index, each in enumerate(outcomes)
    ]
    return {**{state: counts[state] for state in STATES}, "results": results}


def _rows(data: object) -> list[object]:
    rows = data.get("rows") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise serializers.ValidationError({"rows": ['Send a list, as in {"rows": [...]}.']})
    if len(rows) > MOST_CUSTOMERS:
        raise Problem(
            "too-many-rows",
            "Too many rows in one call",
            detail=f"{len(rows)} rows were sent, {MOST_CUSTOMERS} fit. None was written: send them in several calls.",
            status_code=413,
        )
    return rows


def _read(row: object) -> CustomerRow | str:
    """This will read one customer, or say what is wrong with the row."""
    serializer = Profile(data=row)
    if not serializer.is_valid():
        return " ".join(f"{name}: {' '.join(map(str, errors))}" for name, errors in serializer.errors.items())
    said = serializer.validated_data
    return CustomerRow(
        external_id=said["customer"],
        tier=_code(said, "tier"),
        region=_code(said, "region"),
        personalise=said.get("personalise"),
        joined_at=said.get("joined_at"),
        tier_since=said.get("tier_since"),
    )


def _code(said: dict[str, object], name: str) -> str | None:
    """This will tell a code that was left out, None, from one that was taken away, empty."""
    return None if name not in said else str(said[name] or "")


class TokenWish(serializers.Serializer):
    """For whom a token is."""

    customer = serializers.CharField(max_length=200, help_text="The shop's customer id.")
    session = serializers.CharField(max_length=64, help_text="The visit that may use the token, and no other.")
    tier = serializers.SlugField(max_length=20, required=False, help_text="Their tier, else that of the profile.")
    region = serializers.SlugField(max_length=20, required=False, help_text="Their region, else as asked.")
    lifetime_seconds = serializers.IntegerField(
        min_value=60,
        max_value=int(LONGEST_LIFE.total_seconds()),
        default=int(USUAL_LIFE.total_seconds()),
        help_text="For how long it counts, from a minute to a day; an hour if left out.",
    )


class TokenOut(serializers.Serializer):
    shopper_token = serializers.CharField(help_text="Hand it to the shopper's browser and to nobody else.")
    expires_at = serializers.DateTimeField()


class ShopperTokensView(APIView):
    """Vouch for a shopper, so that their browser may ask for their lists."""

    scope = "shopper"
    throttle_classes = [KeyThrottle]

    @extend_schema(
        operation_id="issueShopperToken",
        request=TokenWish,
        responses={201: TokenOut},
        examples=[
            OpenApiExample("A visit", value={"customer": "10027", "session": "v-81f2"}, request_only=True),
        ],
    )
    def post(self, request: Request) -> Response:
        caller: Caller = request.user
        wish = TokenWish(data=request.data)
        wish.is_valid(raise_exception=True)
        said = wish.validated_data
        try:
            token, expires_at = issue(
                caller.store,
                customer=said["customer"],
                session=said["session"],
                tier=said.get("tier"),
                region=said.get("region"),
                life=timedelta(seconds=said["lifetime_seconds"]),
                now=datetime.now(UTC),
            )
        except Unsealable as error:
            raise sealed_under_another_key() from error
        return Response({"shopper_token": token, "expires_at": expires_at}, status=201)
