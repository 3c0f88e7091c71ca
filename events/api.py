"""What the storefront tells us: events in batches, each counted exactly once."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import orjson
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import exceptions, parsers, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.keys import PUBLIC_SCOPES, ApiKeyAuthentication, Caller, caller_of
from catalog.limits import KeyThrottle
from catalog.models import ApiKey
from catalog.problems import Problem
from catalog.sealing import Unsealable
from events.dialects import Fields, unpack
from events.ingest import Circumstances, Event, Unread, read_batch
from events.metrics import count_events
from events.models import Interaction
from events.recording import STATES, Recorded, record
from events.retention import oldest_kept
from events.shopper_door import TOKEN_HEADER, said
from events.shopper_tokens import TokenError
from events.shopper_tokens import read as read_token

MOST_EVENTS = 500


# What is sent is read by events.ingest, which is several times faster than serializers; these describe it.
class EventItem(serializers.Serializer):
    """A product of an event. Fields that are not named here are kept aside."""

    item_id = serializers.CharField(max_length=80, help_text="The product's SKU.")
    quantity = serializers.IntegerField(min_value=1, max_value=10_000, default=1)
    price = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    index = serializers.IntegerField(
        min_value=0, max_value=1000, required=False, help_text="Place in the list, from 0 as in GA4."
    )
    position = serializers.IntegerField(
        min_value=0, max_value=1001, required=False, help_text="Place in the list, from 1 as in Segment."
    )
    item_list_id = serializers.CharField(max_length=60, required=False, help_text="The placement.")


class EventShared(serializers.Serializer):
    """What an event may say itself, or leave to what stands beside the list of events."""

    at = serializers.DateTimeField(required=False, help_text="When it happened; now if left out.")
    sent_at = serializers.DateTimeField(required=False, help_text="When it was sent, by the same clock as `at`.")
    session = serializers.CharField(max_length=64, required=False)
    customer = serializers.CharField(max_length=200, required=False, help_text="Needs a key with the scope `shopper`.")
    region = serializers.CharField(max_length=20, required=False)
    consent = serializers.BooleanField(required=False, default=True, help_text="False: counted, not profiled.")
    is_bot = serializers.BooleanField(required=False, help_text="True: kept, never learned from.")
    user_agent = serializers.CharField(max_length=1000, required=False, help_text="To recognise bots; not kept.")


class EventIn(EventShared):
    """One event with GA4's names, its fields flat or in `params`; or a `track` call of Segment."""

    event_id = serializers.CharField(max_length=100, help_text="The shop's own id; makes a second delivery harmless.")
    name = serializers.ChoiceField(choices=Interaction.Kind.choices)
    request_id = serializers.UUIDField(required=False, help_text="The served list that this answers.")
    transaction_id = serializers.CharField(max_length=80, required=False, help_text="The order.")
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    value = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    reason = serializers.CharField(max_length=20, required=False, help_text="Why it came back, or 3D failed.")
    is_about_material = serializers.BooleanField(required=False, help_text="Whether the shopper blames the material.")
    reference = serializers.CharField(max_length=80, required=False, help_text="The shop's number of the refund.")
    rating = serializers.IntegerField(min_value=1, max_value=5, required=False, help_text="Stars.")
    utc_offset_minutes = serializers.IntegerField(min_value=-840, max_value=840, required=False)
    item_list_id = serializers.CharField(max_length=60, required=False, help_text="The placement.")
    items = EventItem(many=True, required=False)


class EventsIn(EventShared):
    """Fields of an event that stand beside `events` hold for each of them."""

    events = EventIn(many=True)
    key = serializers.CharField(required=False, help_text="A browser's key, for beacons, which can send no header.")
    shopper_token = serializers.CharField(required=False, help_text="Vouches for the customer of a session.")


class EventOut(serializers.Serializer):
    index = serializers.IntegerField(help_text="Place in the batch, from 0.")
    event_id = serializers.CharField(help_text="As it was sent.")
    state = serializers.ChoiceField(choices=STATES)
    errors = serializers.ListField(child=serializers.CharField(), help_text="Why it was rejected and what to do.")
    notes = serializers.ListField(child=serializers.CharField(), help_text="What was read otherwise than sent.")


class EventsOut(serializers.Serializer):
    stored = serializers.IntegerField(help_text="Events that were new.")
    duplicate = serializers.IntegerField(help_text="Events that had been counted before.")
    rejected = serializers.IntegerField(help_text="Events that could not be read; the others are stored.")
    results = EventOut(many=True)


class JsonOrBeacon(parsers.BaseParser):
    """JSON, whatever the sender calls it."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            return orjson.loads(parser_context["request"].body)
        except orjson.JSONDecodeError as error:
            raise exceptions.ParseError(f"The body is not JSON: {error}") from error


class Beacon(JsonOrBeacon):
    """What navigator.sendBeacon sends: JSON as plain text, since anything else would need a preflight."""

    media_type = "text/plain"


class KeyOrBeaconKey(ApiKeyAuthentication):
    """A beacon can send no header: a key that everybody may read may stand in its body instead."""

    def authenticate(self, request: Request) -> tuple[Caller, ApiKey] | None:
        if "Authorization" in request.headers:
            return super().authenticate(request)
        key = request.data.get("key") if isinstance(request.data, dict) else None
        if not isinstance(key, str):
            return None
        caller, row = caller_of(key)
        if not caller.scopes <= PUBLIC_SCOPES:
            raise exceptions.PermissionDenied(
                "A key in a body ends up in pages and logs: only one with no more scopes than 'recommend' and 'events' "
                "may stand there. Send this key in the Authorization header."
            )
        return caller, row


class EventsView(APIView):
    """Send what shoppers did."""

    scope = "events"
    authentication_classes = [KeyOrBeaconKey]
    parser_classes = [JsonOrBeacon, Beacon]
    throttle_classes = [KeyThrottle]

    @extend_schema(
        operation_id="sendEvents",
        request=EventsIn,
        responses={200: EventsOut},
        examples=[
            OpenApiExample(
                "A click in a list",
                value={
                    "events": [
                        {
                            "event_id": "0f8fad5b-d9cb-469f-a165-70867728950e",
                            "name": "select_item",
                            "session": "v-81f2",
                            "request_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
                            "items": [{"item_id": "TOTE-01", "index": 3}],
                        }
                    ]
                },
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        caller: Caller = request.user
        now = datetime.now(UTC)
        sent, common = _batch(request.data)
        circumstances, note = _circumstances(request, caller, common, now=now)
        read = read_batch(sent, circumstances=circumstances)
        answer = _answer(record(caller.store, _noted(read, note), now=now))
        count_events(caller.store.code, {state: answer[state] for state in STATES})
        return Response(answer)


def _batch(body: object) -> tuple[list[object], Fields]:
    try:
        events, common = unpack(body)
    except ValueError as error:
        raise serializers.ValidationError({"events": [str(error)]}) from error
    if len(events) > MOST_EVENTS:
        raise Problem(
            "too-many-events",
            "Too many events in one batch",
            detail=f"{len(events)} events were sent, {MOST_EVENTS} fit. None was stored: send them in several batches.",
            status_code=413,
        )
    return events, common


def _circumstances(request: Request, caller: Caller, common: Fields, *, now: datetime) -> tuple[Circumstances, str]:
    """This will gather what holds for the whole batch, and what to note about it."""
    vouched, note = _vouched(request, caller, now=now)
    is_browser = caller.scopes <= PUBLIC_SCOPES
    return Circumstances(
        received=now,
        oldest=oldest_kept(now),
        may_name_customers=ApiKey.Scope.SHOPPER in caller.scopes,
        vouched=vouched,
        user_agent=request.headers.get("User-Agent", "") if is_browser else "",
        common=common,
    ), note


def _vouched(request: Request, caller: Caller, *, now: datetime) -> tuple[tuple[str, str] | None, str]:
    """This will read the shopper token. One that does not count costs the customer, not the events."""
    token = said(request, "shopper_token", header=TOKEN_HEADER)
    if not token:
        return None, ""
    try:
        claims = read_token(caller.store, token, now=now)
    except (TokenError, Unsealable) as error:
        return None, f"shopper_token: left aside, the event counts for its session alone. {error}"
    return (claims.session, claims.customer), ""


def _noted(read: list[Event | Unread], note: str) -> list[Event | Unread]:
    for each in read:
        if note and isinstance(each, Event):
            each.notes.append(note)
    return read


def _answer(recorded: list[Recorded]) -> dict[str, Any]:
    states = [each.state for each in recorded]
    counts = {state: states.count(state) for state in STATES}
    return {**counts, "results": [asdict(each) for each in recorded]}
