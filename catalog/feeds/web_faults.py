"""Why a shop could not be asked, in words that say what to do, and whether it is worth another try."""

import re
import socket
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import IncompleteRead
from typing import Any
from urllib.parse import urlsplit

BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
LONGEST_WAIT = 90.0  # seconds; whoever asks for more is asked again at the next turn
CODE = re.compile(r"[a-z0-9_.-]{1,80}")


class Fault(Exception):
    """One question that failed. `is_final`: asking again would not help. `wait`: for how many seconds it asked."""

    def __init__(self, message: str, *, is_final: bool = False, wait: float | None = None) -> None:
        super().__init__(message)
        self.is_final, self.wait = is_final, wait
        if wait is not None and wait > LONGEST_WAIT:
            self.is_final = True
            self.args = (f"{message} It asks to be left alone for {wait:,.0f} seconds; the next pull tries again.",)


def fault_of(error: Exception, *, host: str) -> Fault:
    """This will put what the network did into words."""
    if isinstance(error, Fault):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return Fault(f"The certificate of {host} is not valid: {error.verify_message}. Renew it.", is_final=True)
    if isinstance(error, socket.gaierror):
        return Fault(f"There is no machine with the name {host}. Correct the address, or try again later.")
    if isinstance(error, TimeoutError):
        return Fault(f"{host} did not answer in time. Look whether the shop is up, or slow.")
    if isinstance(error, IncompleteRead):
        return Fault(f"{host} broke off in the middle of its answer. Look into the shop's error log.")
    return Fault(f"{host} cannot be reached ({type(error).__name__}). Look whether the shop is up.")


def refused(status: int, headers: Message, body: Any, *, host: str, remedies: Mapping[int, str]) -> Fault:
    """This will say why an answer is none: a redirect, which is not followed, or a refusal."""
    if 300 <= status < 400:
        return Fault(_moved(headers.get("Location", ""), host=host), is_final=True)
    code = body.get("code") if isinstance(body, dict) else None
    named = f" ({code})" if isinstance(code, str) and CODE.fullmatch(code) else ""
    remedy = remedies.get(status, "Open the shop's address in a browser, and look into its log.")
    return Fault(f"The shop answers {status}{named}. {remedy}", is_final=True)


def waiting_time(value: str | None) -> float | None:
    """This will read a Retry-After header: seconds, or a date."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _moved(location: str, *, host: str) -> str:
    """Only the machine is named: the rest of a redirect may hold what was sent."""
    try:
        parts = urlsplit(location)
        there = f"{parts.scheme}://{parts.hostname}" if parts.hostname else f"another page of {host}"
    except ValueError:
        there = "somewhere else"
    return f"{host} sends us to {there}, and the keys are not sent there. If that is your shop, write that address."
