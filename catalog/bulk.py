"""What all bulk calls share: the body, the Idempotency-Key, If-Match, and the answer row by row."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import orjson
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import exceptions, serializers
from rest_framework.request import Request

from catalog.bulk_rows import ProductCall, Unreadable, sku_of
from catalog.idempotency import Answer, Call, answer_once, fingerprint
from catalog.keys import Caller
from catalog.models import Product, Store
from catalog.outcomes import CHANGED, CREATED, REJECTED, STATES, Outcome
from catalog.problems import Problem
from catalog.product_pages import etags
from catalog.services import touch_catalogue
from catalog.writing import write_products
from catalog.writing.staging import lock_products

MOST_ROWS = 1000
NEEDED_OF_NEW = frozenset({"name", "category", "brand", "price"})


class Write(Protocol):
    """How rows that could be read are written."""

    def __call__(self, store: Store, rows: Sequence, /, *, now: datetime) -> list[Outcome]: ...


def answer(request: Request, *, read: Callable[[object], object], write: Write) -> HttpResponse:
    """This will read the rows of a call, write those that can be read, and answer what became of each, in order."""
    caller: Caller = request.user
    body = _body(request)
    sent = _rows(body)
    now = timezone.now()
    call = Call(
        key_id=caller.key_id,
        name=request.headers.get("Idempotency-Key", ""),
        fingerprint=fingerprint(request.method, request.path, body),
    )
    wanted = _wanted_etags(request)

    def work() -> str:
        if wanted:
            _check_unchanged(caller.store, wanted)
        outcomes = _written(caller.store, sent, read=read, write=write, now=now)
        return orjson.dumps(_answer_json(outcomes, etag=catalogue_etag(caller.store))).decode()

    return _response(answer_once(call, work, now=now))


def write_product_calls(store: Store, calls: Sequence[ProductCall], *, now: datetime) -> list[Outcome]:
    """This will write products, each only in the fields it speaks of, unless it builds on an old version."""
    lock_products(store)
    refused = _refused(store, calls)
    groups: dict[frozenset[str], list[int]] = {}
    for place, call in enumerate(calls):
        if place not in refused:
            groups.setdefault(call.fields, []).append(place)
    outcomes = {place: Outcome(calls[place].row.sku, REJECTED, error) for place, error in refused.items()}
    for fields, places in groups.items():
        written = write_products(store, [calls[place].row for place in places], fields=fields)
        outcomes |= zip(places, written, strict=True)
    if any(outcome.state in (CREATED, CHANGED) for outcome in outcomes.values()):
        touch_catalogue(store)
    return [outcomes[place] for place in range(len(calls))]


def catalogue_etag(store: Store) -> str:
    """This will name the present state of a store's catalogue; it moves with every change of a product."""
    return f'"{Store.objects.values_list("catalogue_revision", flat=True).get(pk=store.pk)}"'


def _body(request: Request) -> bytes:
    if request.content_type.partition(";")[0].strip().lower() != "application/json":
        raise exceptions.UnsupportedMediaType(request.content_type)
    return request.body


def _rows(body: bytes) -> list[object]:
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise exceptions.ParseError(f"The body is not JSON: {error}.") from error
    rows = sent.get("rows") if isinstance(sent, dict) else None
    if not isinstance(rows, list):
        raise serializers.ValidationError({"rows": ['Send a list, as in {"rows": [...]}.']})
    if len(rows) > MOST_ROWS:
        raise Problem(
            "too-many-rows",
            "Too many rows in one call",
            detail=f"{len(rows)} rows were sent, {MOST_ROWS} fit. None was written: send them in several calls.",
            status_code=413,
        )
    return rows


def _wanted_etags(request: Request) -> frozenset[str]:
    """This will read If-Match; "*" asks for nothing, because a store always has a catalogue."""
    sent = [each.strip() for each in request.headers.get("If-Match", "").split(",")]
    return frozenset() if "*" in sent else frozenset(each for each in sent if each)


def _check_unchanged(store: Store, wanted: frozenset[str]) -> None:
    lock_products(store)  # of two calls that build on the same state, the second must see what the first did
    if (etag := catalogue_etag(store)) not in wanted:
        raise Problem(
            "catalogue-changed",
            "The catalogue has changed",
            detail=f"It is at {etag} by now, and nothing was written. Read it again, then send what still holds.",
            status_code=412,
        )


def _written(
    store: Store, sent: Sequence[object], *, read: Callable[[object], object], write: Write, now: datetime
) -> list[Outcome]:
    """This will write what can be read; the outcomes are in the order of what was sent."""
    readable: dict[int, object] = {}
    outcomes: dict[int, Outcome] = {}
    for place, each in enumerate(sent):
        try:
            readable[place] = read(each)
        except Unreadable as error:
            outcomes[place] = Outcome(sku_of(each), REJECTED, str(error))
    if readable:
        outcomes |= zip(readable, write(store, list(readable.values()), now=now), strict=True)
    return [outcomes[place] for place in range(len(sent))]


def _refused(store: Store, calls: Sequence[ProductCall]) -> dict[int, str]:
    """This will say which products cannot be written as they were sent, by place."""
    skus = [call.row.sku for call in calls]
    there = set(Product.objects.filter(store=store, sku__in=skus).values_list("sku", flat=True))
    marks = etags(store, [call.row.sku for call in calls if call.etag])
    seen: set[str] = set()
    refused = {}
    for place, call in enumerate(calls):
        if error := _why_refused(call, is_repeat=call.row.sku in seen, is_new=call.row.sku not in there, marks=marks):
            refused[place] = error
        seen.add(call.row.sku)
    return refused


def _why_refused(call: ProductCall, *, is_repeat: bool, is_new: bool, marks: Mapping[str, str]) -> str:
    if is_repeat:
        return "The SKU stands twice in this call. Send it once, or in two calls."
    if call.etag and marks.get(call.row.sku) != call.etag:
        return "The product was changed since you read it. Read it again, then send what still holds."
    missing = sorted(NEEDED_OF_NEW - call.fields) if is_new else []
    return f"The product is new: send its {', '.join(missing)} as well, or correct the SKU." if missing else ""


def _answer_json(outcomes: Sequence[Outcome], *, etag: str) -> dict[str, object]:
    counts = Counter(outcome.state for outcome in outcomes)
    results = [
        {"sku": each.sku, "state": each.state} | ({"error": each.error} if each.error else {}) for each in outcomes
    ]
    return {**{state: counts[state] for state in STATES}, "results": results, "etag": etag}


def _response(given: Answer) -> HttpResponse:
    response = HttpResponse(given.text, content_type="application/json")
    if given.replayed:
        response["Idempotency-Replayed"] = "true"
    return response
