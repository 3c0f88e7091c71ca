"""What the storefront tells us: GA4 e-commerce events in batches, each counted exactly once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.keys import Caller
from catalog.limits import KeyThrottle
from catalog.models import Product, Store
from catalog.problems import Problem
from events.models import Interaction
from events.services import NewOrder, NewReturn, OrderedLine, Recorded, ensure_customer, record_batch

MOST_EVENTS = 1000
AHEAD = timedelta(minutes=10)


class EventItem(serializers.Serializer):
    item_id = serializers.CharField(max_length=80, help_text="The product's SKU.")
    quantity = serializers.IntegerField(min_value=1, max_value=10_000, default=1)
    price = serializers.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    index = serializers.IntegerField(
        min_value=0, max_value=1000, required=False, help_text="Place in the list, from 0 as in GA4."
    )


class Event(serializers.Serializer):
    """One event with GA4's names. `event_id` is the shop's own and makes a second delivery harmless."""

    event_id = serializers.UUIDField()
    name = serializers.ChoiceField(choices=Interaction.Kind.values)
    at = serializers.DateTimeField(required=False, help_text="When it happened; now if left out.")
    session = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")
    customer = serializers.CharField(max_length=200, required=False, help_text="Needs a key with the scope `shopper`.")
    request_id = serializers.UUIDField(required=False, help_text="The served list that this answers.")
    transaction_id = serializers.CharField(max_length=80, required=False, help_text="For purchase and refund.")
    currency = serializers.RegexField(r"^[A-Z]{3}$", required=False)
    reason = serializers.CharField(max_length=10, required=False, help_text="Why it came back, for refund.")
    items = EventItem(many=True, allow_empty=False, max_length=200)

    def validate(self, event: dict) -> dict:
        if event["name"] in ("purchase", "refund") and "transaction_id" not in event:
            raise serializers.ValidationError({"transaction_id": "Name the order that this is about."})
        return event


class RejectedEvent(serializers.Serializer):
    index = serializers.IntegerField(help_text="Place in the batch, from 0.")
    errors = serializers.ListField(child=serializers.CharField())


class EventsIn(serializers.Serializer):
    events = Event(many=True)


class EventsOut(serializers.Serializer):
    stored = serializers.IntegerField(help_text="Products of events that were new.")
    duplicate = serializers.IntegerField(help_text="Products of events that had been counted before.")
    rejected = RejectedEvent(many=True, help_text="Events that could not be read; the others are stored.")


class EventsView(APIView):
    """Send what shoppers did."""

    scope = "events"
    throttle_classes = [KeyThrottle]

    @extend_schema(
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
        batch = _batch(request.data)
        caller: Caller = request.user
        read = [_read(event, caller) for event in batch]
        good = [each for each in read if isinstance(each, ReadEvent)]
        unknown = _unknown_skus(caller.store, good)
        rejected = [
            {"index": index, "errors": each if isinstance(each, list) else unknown[id(each)]}
            for index, each in enumerate(read)
            if isinstance(each, list) or id(each) in unknown
        ]
        recorded = _record(caller.store, [each for each in good if id(each) not in unknown])
        return Response({"stored": recorded.stored, "duplicate": recorded.duplicate, "rejected": rejected})


@dataclass(frozen=True, slots=True)
class ReadEvent:
    """An event that could be read, and who sent it."""

    fields: dict
    customer: str


def _batch(data: object) -> list[object]:
    events = data.get("events") if isinstance(data, dict) else None
    if not isinstance(events, list):
        raise serializers.ValidationError({"events": ["Send a list of events."]})
    if len(events) > MOST_EVENTS:
        raise Problem(
            "too-many-events",
            "Too many events in one batch",
            detail=f"{len(events)} events were sent, {MOST_EVENTS} fit. None was stored: send them in several batches.",
            status_code=413,
        )
    return events


def _read(event: object, caller: Caller) -> ReadEvent | list[str]:
    """This will read one event, or say what is wrong with it."""
    serializer = Event(data=event)
    if not serializer.is_valid():
        return list(_sentences(serializer.errors))
    fields = dict(serializer.validated_data)
    now = datetime.now(UTC)
    fields.setdefault("at", now)
    if fields["at"] > now + AHEAD:
        return ["at: lies in the future."]
    if "customer" in fields and "shopper" not in caller.scopes:
        return ["customer: needs a key with the scope 'shopper'; send a session instead."]
    return ReadEvent(fields=fields, customer=fields.get("customer", ""))


def _sentences(errors: object, *, path: str = "") -> Iterable[str]:
    if isinstance(errors, dict):
        for name, inner in errors.items():
            yield from _sentences(inner, path=f"{path}.{name}" if path else str(name))
    elif isinstance(errors, list) and errors and not all(isinstance(each, str) for each in errors):
        for number, inner in enumerate(errors):
            yield from _sentences(inner, path=f"{path}.{number}")
    elif isinstance(errors, list):
        yield from (f"{path}: {each}" for each in errors)


def _unknown_skus(store: Store, events: Sequence[ReadEvent]) -> dict[int, list[str]]:
    wanted = {item["item_id"] for event in events for item in event.fields["items"]}
    known = set(Product.objects.filter(store=store, sku__in=wanted).values_list("sku", flat=True))
    return {
        id(event): [f"items: the store has no product {sku!r}." for sku in missing]
        for event in events
        if (missing := sorted({item["item_id"] for item in event.fields["items"]} - known))
    }


def _record(store: Store, events: Sequence[ReadEvent]) -> Recorded:
    products = dict(
        Product.objects.filter(
            store=store, sku__in={item["item_id"] for event in events for item in event.fields["items"]}
        ).values_list("sku", "pk")
    )
    customers = {name: ensure_customer(store, external_id=name) for name in {e.customer for e in events} if name}
    rows: list[Interaction] = []
    orders: list[NewOrder] = []
    returns: list[NewReturn] = []
    for event in events:
        fields, customer_id = event.fields, customers.get(event.customer)
        rows += [_interaction(store, fields, item, products[item["item_id"]], customer_id) for item in _merged(fields)]
        lines = tuple(
            OrderedLine(products[item["item_id"]], item["quantity"], item.get("price") or 0, fields.get("request_id"))
            for item in _merged(fields)
        )
        if fields["name"] == "purchase":
            orders.append(
                NewOrder(
                    event_id=fields["event_id"],
                    number=fields["transaction_id"],
                    at=fields["at"],
                    customer_id=customer_id,
                    session=fields["session"],
                    currency=fields.get("currency", store.currency),
                    lines=lines,
                )
            )
        elif fields["name"] == "refund":
            returns.append(
                NewReturn(
                    fields["event_id"], fields["transaction_id"], fields["at"], fields.get("reason", "other"), lines
                )
            )
    return record_batch(store, interactions=rows, orders=orders, returns=returns)


def _merged(fields: dict) -> list[dict]:
    """This will add up a product that one event lists twice."""
    found: dict[str, dict] = {}
    for item in fields["items"]:
        earlier = found.get(item["item_id"])
        found[item["item_id"]] = (
            item if earlier is None else earlier | {"quantity": earlier["quantity"] + item["quantity"]}
        )
    return list(found.values())


def _interaction(store: Store, fields: dict, item: dict, product_id: int, customer_id: int | None) -> Interaction:
    index = item.get("index")
    return Interaction(
        store=store,
        event_id=fields["event_id"],
        kind=fields["name"],
        at=fields["at"],
        session=fields["session"],
        customer_id=customer_id,
        product_id=product_id,
        quantity=item["quantity"],
        value=item.get("price"),
        request_id=fields.get("request_id"),
        position=None if index is None else index + 1,
    )
