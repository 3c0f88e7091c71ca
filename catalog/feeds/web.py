"""Asks one machine for JSON: in limits of time and size, a few times where it stumbles, and never another machine.

The standard library is enough here: `http.client` follows no redirect by itself, keeps a connection open, and shows the
machine that was reached before anything is sent to it.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

from catalog.feeds.addresses import is_askable
from catalog.feeds.base import FeedError
from catalog.feeds.web_faults import BUSY, Fault, fault_of, refused, waiting_time

TIMEOUT = 30.0  # seconds of silence
LONGEST_ANSWER = 120.0  # seconds for one answer, however it trickles
LARGEST_ANSWER = 32 * 1024 * 1024
PART = 1 << 16
ATTEMPTS = 4
FIRST_WAIT = 1.0  # seconds; it doubles


class Closed(Exception):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Answer:
    body: Any
    headers: Mapping[str, str]


class Reader:
    """Reads from below one address. Several threads may ask at once; each keeps a connection of its own."""

    def __init__(self, address: str, *, headers: Mapping[str, str], remedies: Mapping[int, str]) -> None:
        parts = urlsplit(address)
        self._is_secure, self._host, self._port = parts.scheme == "https", parts.hostname or "", parts.port
        self._path, self._remedies = parts.path, remedies
        self._headers = {"Accept": "application/json", "User-Agent": "WooRec", **headers}
        self._own, self._closing = threading.local(), threading.Event()
        self._open: set[http.client.HTTPConnection] = set()

    def get(self, path: str, query: Mapping[str, str | int]) -> Answer:
        """This will ask until there is an answer that can be read. Raises FeedError, and Closed after `close`."""
        target = f"{self._path}{path}?{urlencode(query)}"
        waits = self._waits()
        while True:
            try:
                return self._once(target)
            except (Fault, OSError, http.client.HTTPException) as error:
                self._check()
                fault = fault_of(error, host=self._host)
                self._pause(fault, backoff=next(waits, None))

    def close(self) -> None:
        """This will end every question that is on its way."""
        self._closing.set()
        for connection in list(self._open):
            with contextlib.suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)
            connection.close()

    def _waits(self) -> Iterator[float]:
        yield from (FIRST_WAIT * 2**number for number in range(ATTEMPTS - 1))

    def _pause(self, fault: Fault, *, backoff: float | None) -> None:
        if fault.is_final or backoff is None:
            raise FeedError(str(fault))
        self._closing.wait(fault.wait if fault.wait is not None else backoff)
        self._check()

    def _check(self) -> None:
        if self._closing.is_set():
            raise Closed

    def _once(self, target: str) -> Answer:
        connection = self._connection()
        try:
            connection.request("GET", target, headers=self._headers)
            with connection.getresponse() as response:
                text = _read(response)
        except BaseException:
            connection.close()
            raise
        return self._answer(response.status, response.headers, text)

    def _answer(self, status: int, headers: Message, text: bytes) -> Answer:
        if status in BUSY:
            raise Fault(f"The shop answers {status}.", wait=waiting_time(headers.get("Retry-After")))
        if status != 200:
            raise refused(status, headers, _json_or_nothing(text), host=self._host, remedies=self._remedies)
        try:
            body = orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
        except orjson.JSONDecodeError:
            raise Fault(
                "The shop sent something that is no JSON. Often a plugin prints into it: switch WP_DEBUG_DISPLAY off."
            ) from None
        return Answer(body, {name.lower(): value for name, value in headers.items()})

    def _connection(self) -> http.client.HTTPConnection:
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = self._new()
            self._open.add(connection)
        if connection.sock is None:
            self._check()
            connection.connect()
            peer = ip_address(connection.sock.getpeername()[0].partition("%")[0])
            if not is_askable(peer):
                connection.close()
                raise Fault(f"{self._host} leads to {peer}, which is no shop. Correct its address.", is_final=True)
        return connection

    def _new(self) -> http.client.HTTPConnection:
        if self._is_secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=TIMEOUT, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT)


def _read(response: http.client.HTTPResponse) -> bytes:
    """This will read an answer whole. The library does not complain when one is cut short and read in parts."""
    parts, size, until = [], 0, time.monotonic() + LONGEST_ANSWER
    while part := response.read1(PART):
        parts.append(part)
        size += len(part)
        if size > LARGEST_ANSWER:
            raise Fault(f"The shop sent more than {LARGEST_ANSWER // 1024**2} MB at once.", is_final=True)
        if time.monotonic() > until:
            raise TimeoutError
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return b"".join(parts)


def _json_or_nothing(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
