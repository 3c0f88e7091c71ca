"""A client for WooRec's API: this one file, Python 3.9 or newer, the standard library alone. Copy it into your shop.

    woorec = WooRec("http://127.0.0.1:8000", key)
    page = woorec.recommend("home", session="v-81f2", default=["TOTE-01", "BELT-02"])

Each call has a time budget in seconds, both tries and the wait between them included. A call that finds no connection,
or is told 503, or 409 with a time to wait, is tried once more if the budget allows. That never counts anything twice:
events have ids, and bulk calls an Idempotency-Key. The budget bounds each wait for the server, not the look-up of its
name.

One client may be shared by all threads: each call takes an idle connection, or makes one, has it to itself, and puts it
back for the next call. After a fork the child makes connections of its own.

Nothing is logged but the name and the status of an error that a default hid: no key, no shopper, no product.
"""

from __future__ import annotations

import base64
import email.utils
import hashlib
import hmac
import json
import logging
import os
import selectors
import time
import urllib.parse
import uuid
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timezone
from decimal import Decimal
from http.client import HTTPConnection, HTTPException, HTTPMessage, HTTPSConnection
from typing import Any, Literal, TypedDict, TypeVar, Union

log = logging.getLogger("woorec_client")
Allergen = Literal["nickel", "cobalt", "chromium", "copper", "lead"]
Time = Union[datetime, str]  # a text as in 2026-03-02T12:00:00Z
Amount = Union[Decimal, float, str]
T = TypeVar("T")
USUAL_WAIT = 0.1  # seconds before the second try, where the server names none


class WooRecError(Exception):
    """What went wrong. `code` is the name of the error in docs/api.md; `status` is 0 if there was no answer."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        status: int = 0,
        request_id: str | None = None,
        errors: Sequence[Mapping[str, str]] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(f"{code} ({status}): {detail}" if status else f"{code}: {detail}")
        self.code, self.detail, self.status, self.request_id = code, detail, status, request_id
        self.errors = tuple(errors)  # `field` and `message` of each field that is not valid
        self.retry_after = retry_after  # seconds


class Unreachable(WooRecError):
    """There was no answer, or none in time."""


class KeyRefused(WooRecError):
    """401 or 403: the key or the shopper token does not open this."""


class NotAccepted(WooRecError):
    """Another 4xx: the call cannot be done as it was sent."""


class TooManyRequests(WooRecError):
    """429: wait for `retry_after` seconds."""


class Unavailable(WooRecError):
    """5xx, or an answer that is not WooRec's."""


@dataclass(frozen=True)
class Points:
    rule: str
    points: float


@dataclass(frozen=True)
class Moved:
    rule: str
    why: str


@dataclass(frozen=True)
class Ladder:
    """Why a product stands where it stands; with `debug`."""

    channels: Mapping[str, int]
    heads: Mapping[str, float]
    terms: Mapping[str, float]
    base_score: float
    points: tuple[Points, ...] = ()
    slot: str | None = None
    moved: tuple[Moved, ...] = ()
    explored: bool = False
    stand_in: str = ""
    campaigns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice:
    """What is known of an allergen that the skin may meet in a product; grades A and B are proven, X is above."""

    allergen: Allergen
    grade: str
    text: str


@dataclass(frozen=True)
class Item:
    """One product of a list. In the shop's own list only `sku` and `position` are known."""

    sku: str
    position: int
    name: str = ""
    brand: str = ""
    price: float | None = None
    regular_price: float | None = None
    price_reason: str = ""
    reason: str = ""
    chips: tuple[str, ...] = ()
    badge: Literal["house", "partner"] | None = None
    slot: bool = False
    sponsored: bool = False
    image_url: str = ""
    url: str = ""
    look: str | None = None
    shape: str = ""
    lowest_price_30_days: float | None = None
    notices: tuple[Notice, ...] = ()
    score: float | None = None
    ladder: Ladder | None = None


@dataclass(frozen=True)
class Relaxed:
    rule: str
    why: str
    positions: tuple[int, ...] = ()


@dataclass(frozen=True)
class Page:
    """A ranked list. In the shop's own list `request_id` is None, and `failure` says why there is no other."""

    placement: str
    items: tuple[Item, ...]
    request_id: str | None = None
    region: str = ""
    tier: str = ""
    currency: str = ""
    personalised: bool = False
    ruleset: str = ""
    ruleset_version: int = 0
    model: str = ""
    relaxed: tuple[Relaxed, ...] = ()
    fallback: tuple[str, ...] = ()
    short: bool = False
    eligible: int = 0
    warnings: tuple[str, ...] = ()
    stages_ms: Mapping[str, float] | None = None
    failure: WooRecError | None = None


class EventItem(TypedDict, total=False):
    """A product of an event: `item_id` is its SKU; `position` counts from 1, `index` from 0."""

    item_id: str
    quantity: int
    price: Amount
    index: int
    position: int
    item_list_id: str


class EventShared(TypedDict, total=False):
    """What an event says itself, or all events of a batch together."""

    at: Time
    sent_at: Time
    session: str
    customer: str
    region: str
    consent: bool
    is_bot: bool
    user_agent: str


class Event(EventShared, total=False):
    """What a shopper did. `name` is needed; docs/event-schema.md has the names and what goes with each."""

    event_id: str
    name: str
    request_id: str | None
    transaction_id: str
    currency: str
    value: Amount
    reason: str
    is_about_material: bool
    reference: str
    rating: int
    utc_offset_minutes: int
    item_list_id: str
    items: Sequence[EventItem]


@dataclass(frozen=True)
class EventResult:
    index: int
    event_id: str
    state: Literal["stored", "duplicate", "rejected"]
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class EventsResult:
    stored: int
    duplicate: int
    rejected: int
    results: tuple[EventResult, ...] = ()


class CustomerRow(TypedDict, total=False):
    """One customer; `customer` is needed. What is left out stays as it is, None takes a tier or a region away."""

    customer: str
    tier: str | None
    region: str | None
    personalise: bool
    joined_at: Time
    tier_since: Time


class PriceRow(TypedDict, total=False):
    """What a tier pays; `sku` and `amount` are needed, and `region` or `currency`."""

    sku: str
    amount: Amount
    region: str
    currency: str
    tier: str
    valid_from: Time | None
    valid_until: Time | None


class StockRow(TypedDict, total=False):
    """A count (`quantity`) or a movement (`delta`); `sku` and `warehouse` are needed."""

    sku: str
    warehouse: str
    quantity: int
    delta: int
    sequence: int | None


State = Literal["created", "changed", "unchanged", "outdated", "rejected"]


@dataclass(frozen=True)
class RowResult:
    sku: str
    state: State
    error: str = ""


@dataclass(frozen=True)
class RowsResult:
    created: int
    changed: int
    unchanged: int
    outdated: int
    rejected: int
    results: tuple[RowResult, ...] = ()
    etag: str = ""


@dataclass(frozen=True)
class CustomerResult:
    index: int
    state: State
    error: str = ""


@dataclass(frozen=True)
class CustomersResult:
    created: int
    changed: int
    unchanged: int
    outdated: int
    rejected: int
    results: tuple[CustomerResult, ...] = ()


@dataclass(frozen=True)
class Avoidances:
    """What a shopper's skin must avoid. Of a visitor: keep `visitor_avoidances` in a cookie for `max_age` seconds."""

    allergens: tuple[Allergen, ...]
    consented_at: str | None = None
    visitor_avoidances: str | None = None
    max_age: int | None = None


@dataclass(frozen=True)
class ShopperToken:
    """Hand `shopper_token` to the shopper's own browser and to nobody else."""

    shopper_token: str
    expires_at: str


PARTS: Mapping[type, Mapping[str, type]] = {
    Page: {"items": Item, "relaxed": Relaxed},
    Item: {"ladder": Ladder, "notices": Notice},
    Ladder: {"points": Points, "moved": Moved},
    EventsResult: {"results": EventResult},
    RowsResult: {"results": RowResult},
    CustomersResult: {"results": CustomerResult},
}


class WooRec:
    """One store's WooRec. `timeout` is the budget of what a page waits for, `bulk_timeout` that of bulk calls."""

    def __init__(self, address: str, key: str, *, timeout: float = 1.0, bulk_timeout: float = 30.0) -> None:
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("Give the address of WooRec with its scheme, as in https://woorec.example.com.")
        self.timeout, self.bulk_timeout = timeout, bulk_timeout
        self._kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host, self._port, self._prefix = parts.hostname, parts.port, parts.path.rstrip("/") + "/api/v1/"
        self._headers = {"Authorization": f"Bearer {key.strip()}", "Accept": "application/json"}
        self._idle: deque[HTTPConnection] = deque()
        self._process = os.getpid()

    def recommend(
        self,
        placement: str,
        *,
        customer: str | None = None,
        session: str | None = None,
        shopper_token: str | None = None,
        visitor_avoidances: str | None = None,
        seed_products: Sequence[str] | None = None,
        cart: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None,
        avoid: Sequence[Allergen] | None = None,
        region: str | None = None,
        limit: int | None = None,
        personalise: bool | None = None,
        debug: bool | None = None,
        at: Time | None = None,
        tier: str | None = None,
        default: Sequence[str] | None = None,
        timeout: float | None = None,
    ) -> Page:
        """Ask for a list. With `default`, SKUs of the shop's own list, no error is raised: that list is the page then.

        Nobody knows what a default does to a shopper who avoids something: leave it empty for them.
        """
        wish = {
            **{"placement": placement, "customer": customer, "session": session, "shopper_token": shopper_token},
            **{"visitor_avoidances": visitor_avoidances, "seed_products": seed_products, "cart": cart},
            **{"exclude": exclude, "avoid": avoid, "region": region, "limit": limit, "personalise": personalise},
            **{"debug": debug, "at": at, "tier": tier},
        }
        try:
            return _read(Page, self._call("POST", "recommendations", wish, timeout=timeout or self.timeout))
        except WooRecError as error:
            if default is None:
                raise
            log.warning("WooRec gave no list: %s, status %s. The shop's own stands in.", error.code, error.status)
            items = tuple(Item(sku, position) for position, sku in enumerate(default, start=1))
            return Page(placement, items, failure=error)

    def send_events(
        self,
        events: Sequence[Event],
        *,
        common: EventShared | None = None,
        shopper_token: str | None = None,
        timeout: float | None = None,
    ) -> EventsResult:
        """Tell what shoppers did, up to 500 events a call.

        An id and a time that are missing are written into the events: keep them and send the same ones again after an
        error, also from a queue hours later, and each counts once.
        """
        now = datetime.now(timezone.utc).isoformat()
        for event in events:
            event.setdefault("event_id", str(uuid.uuid4()))
            if "at" not in (common or {}):
                event.setdefault("at", now)
        body = {"sent_at": now, **(common or {}), "events": events, "shopper_token": shopper_token}
        return _read(EventsResult, self._call("POST", "events", body, timeout=timeout or self.timeout))

    def avoidances(
        self,
        *,
        customer: str | None = None,
        session: str | None = None,
        shopper_token: str | None = None,
        visitor_avoidances: str | None = None,
        timeout: float | None = None,
    ) -> Avoidances:
        """Read what a shopper avoids: the one whom the token or `customer` names, or a visitor."""
        who = {"customer": customer, "session": session, "shopper_token": shopper_token}
        body = {**who, "visitor_avoidances": visitor_avoidances}
        return _read(Avoidances, self._call("GET", "avoidances", body, timeout=timeout or self.timeout))

    def keep_avoidances(
        self,
        allergens: Sequence[Allergen],
        *,
        consent: bool,
        customer: str | None = None,
        session: str | None = None,
        shopper_token: str | None = None,
        timeout: float | None = None,
    ) -> Avoidances:
        """Keep what a shopper avoids, in place of what was kept. `consent`: they agreed in so many words."""
        who = {"customer": customer, "session": session, "shopper_token": shopper_token}
        body = {**who, "allergens": allergens, "consent": consent}
        return _read(Avoidances, self._call("PUT", "avoidances", body, timeout=timeout or self.timeout))

    def erase_avoidances(
        self,
        *,
        customer: str | None = None,
        session: str | None = None,
        shopper_token: str | None = None,
        timeout: float | None = None,
    ) -> None:
        """Erase what is kept of a shopper, and note that they took their consent back."""
        body = {"customer": customer, "session": session, "shopper_token": shopper_token}
        self._call("DELETE", "avoidances", body, timeout=timeout or self.timeout)

    def issue_shopper_token(
        self,
        customer: str,
        session: str,
        *,
        tier: str | None = None,
        region: str | None = None,
        lifetime_seconds: int | None = None,
        timeout: float | None = None,
    ) -> ShopperToken:
        """Let WooRec sign a shopper token. A shop that holds a secret signs by itself: `sign_shopper_token`."""
        body = {"customer": customer, "session": session, "tier": tier, "region": region}
        body_with_life = {**body, "lifetime_seconds": lifetime_seconds}
        return _read(
            ShopperToken, self._call("POST", "shopper-tokens", body_with_life, timeout=timeout or self.timeout)
        )

    def write_customers(self, rows: Sequence[CustomerRow], *, idempotency_key: str | None = None) -> CustomersResult:
        """Create and change customers, up to 1,000 a call."""
        return _read(CustomersResult, self._write("customers", rows, key=idempotency_key))

    def write_prices(
        self, rows: Sequence[PriceRow], *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> RowsResult:
        """Set what tiers pay, up to 1,000 a call."""
        return _read(RowsResult, self._write("prices", rows, key=idempotency_key, if_match=if_match))

    def write_stock(
        self, rows: Sequence[StockRow], *, idempotency_key: str | None = None, if_match: str | None = None
    ) -> RowsResult:
        """Send counts and movements of stock, up to 1,000 a call."""
        return _read(RowsResult, self._write("stock", rows, key=idempotency_key, if_match=if_match))

    def close(self) -> None:
        """Close the idle connections. The client may go on; it makes new ones."""
        while connection := self._taken():
            connection.close()

    def _write(self, path: str, rows: Sequence[object], *, key: str | None, if_match: str | None = None) -> object:
        """Send rows under an Idempotency-Key: who calls again with the same one after an error has it done once."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4()), **({"If-Match": if_match} if if_match else {})}
        return self._call("PUT", path, {"rows": rows}, timeout=self.bulk_timeout, headers=headers)

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, object],
        *,
        timeout: float,
        headers: Mapping[str, str] | None = None,
    ) -> object:
        """Make a call, and make it a second time if that may help and there is time."""
        said = {name: value for name, value in body.items() if value is not None}
        raw = json.dumps(said, default=_plain).encode()
        sent = {**self._headers, "Content-Type": "application/json", **(headers or {})}
        deadline = time.monotonic() + timeout
        try:
            return self._try(method, path, raw, sent, deadline)
        except WooRecError as error:
            wait = _wait_before_retry(error)
            if wait is None or time.monotonic() + wait >= deadline:
                raise
            time.sleep(wait)
        return self._try(method, path, raw, sent, deadline)

    def _try(self, method: str, path: str, raw: bytes, headers: Mapping[str, str], deadline: float) -> object:
        connection = self._taken() or self._kind(self._host, self._port)
        try:
            _set_time_left(connection, deadline)
            connection.request(method, self._prefix + path, raw, dict(headers))
            _set_time_left(connection, deadline)
            answer = connection.getresponse()
            found = answer.read()
        except (OSError, HTTPException) as error:
            connection.close()
            raise Unreachable("unreachable", f"WooRec does not answer: {type(error).__name__}.") from error
        except BaseException:
            connection.close()  # half of an answer may still be on its way
            raise
        if answer.will_close:
            connection.close()
        else:
            self._idle.append(connection)
        return _answer(answer.status, answer.headers, found)

    def _taken(self) -> HTTPConnection | None:
        """Take an idle connection that the server has not closed meanwhile."""
        if self._process != os.getpid():
            self._idle, self._process = deque(), os.getpid()
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if not _is_stale(connection):
                return connection
            connection.close()


def sign_shopper_token(
    customer: str,
    session: str,
    *,
    store: str,
    kid: str,
    secret: str,
    tier: str | None = None,
    region: str | None = None,
    lifetime_seconds: int = 3600,
) -> str:
    """Vouch for a signed-in customer of this visit; on the shop's backend alone. `kid` is the number of the secret."""
    now = int(time.time())
    claims = {"sub": customer, "session": session, "aud": store, "jti": str(uuid.uuid4())}
    times = {"iat": now, "exp": now + lifetime_seconds}
    own = {name: value for name, value in (("tier", tier), ("region", region)) if value is not None}
    header = {"alg": "HS256", "typ": "JWT", "kid": kid}
    said = b".".join(_base64url(json.dumps(part).encode()) for part in (header, {**claims, **times, **own}))
    return b".".join((said, _base64url(hmac.new(secret.encode(), said, hashlib.sha256).digest()))).decode()


def _base64url(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def _plain(value: object) -> str:
    """Write what JSON has no word for. Give times a zone."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, uuid.UUID)):
        return str(value)
    raise TypeError(f"A {type(value).__name__} cannot be sent.")


def _set_time_left(connection: HTTPConnection, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    connection.timeout = left
    if connection.sock:
        connection.sock.settimeout(left)


def _is_stale(connection: HTTPConnection) -> bool:
    """Tell whether there is something to read where nothing was asked: the end, mostly."""
    if not connection.sock:
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(connection.sock, selectors.EVENT_READ)
        return bool(selector.select(0))


def _wait_before_retry(error: WooRecError) -> float | None:
    """Say how long to wait before a second try, or None if it would not help."""
    if error.status == 409:
        return error.retry_after
    return (USUAL_WAIT if error.retry_after is None else error.retry_after) if error.status in (0, 503) else None


def _answer(status: int, headers: HTTPMessage, raw: bytes) -> object:
    try:
        body: object = json.loads(raw) if raw else {}
    except ValueError:
        body = None
    if not 200 <= status < 300:
        raise _problem(status, headers, body if isinstance(body, dict) else {})
    if body is None:
        raise _unreadable(status)
    return body


def _problem(status: int, headers: HTTPMessage, body: Mapping[str, Any]) -> WooRecError:
    """Name an error. What answers may be a gateway, so nothing is taken for a text or a list that is none."""
    kinds = {401: KeyRefused, 403: KeyRefused, 429: TooManyRequests}
    kind = kinds.get(status, NotAccepted if 400 <= status < 500 else Unavailable)
    texts = {name: value for name, value in body.items() if isinstance(value, str)}
    errors = body.get("errors")
    return kind(
        texts.get("type", "").partition("#")[2] or f"http-{status}",
        texts.get("detail") or texts.get("title") or "",
        status=status,
        request_id=texts.get("request_id") or headers.get("X-Request-Id"),
        errors=[each for each in errors if isinstance(each, dict)] if isinstance(errors, list) else (),
        retry_after=_seconds(headers.get("Retry-After")),
    )


def _seconds(said: str | None) -> float | None:
    """Read Retry-After: seconds, or a date."""
    if said is None:
        return None
    if said.strip().isdecimal():
        return float(said)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _unreadable(status: int) -> WooRecError:
    return Unavailable("answer-unreadable", "The answer is not one of WooRec's. Check the address.", status=status)


def _read(kind: type[T], body: object) -> T:
    """Make a result of what was answered. Fields that a newer server adds are left aside."""
    if not isinstance(body, dict):
        raise _unreadable(200)
    parts, names = PARTS.get(kind, {}), [each.name for each in fields(kind)]  # type: ignore[arg-type]
    try:
        return kind(**{name: _part(parts.get(name), body[name]) for name in names if name in body})
    except TypeError as error:
        raise _unreadable(200) from error


def _part(kind: type | None, value: object) -> object:
    if isinstance(value, list):
        return tuple(_part(kind, each) for each in value)
    return value if kind is None or value is None else _read(kind, value)
