"""Calls that name an Idempotency-Key: done once, however often they are sent.

The work and its answer are committed together. So a call that was cut off, by a crash or a lost connection, has either
done nothing, and may be sent again, or everything, and its answer is there.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet

from catalog.models import IdempotentCall
from catalog.problems import Problem

KEPT = timedelta(hours=24)
# A call that has run for so long has died. Should it live after all, it finds itself replaced and does nothing.
LEASE = timedelta(seconds=60)
LONGEST_NAME = 120
CLAIM = """
INSERT INTO catalog_idempotentcall (key_id, name, fingerprint, created_at) VALUES (%s, %s, %s, %s)
ON CONFLICT (key_id, name) DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, under which Idempotency-Key ("" is none), and what: SHA-256 of method, address and body."""

    key_id: int
    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The text of an answer, and whether it was given before."""

    text: str
    replayed: bool = False


class _Overtaken(Exception):
    """While this call ran, another took it for dead."""


def fingerprint(method: str, address: str, body: bytes) -> str:
    """This will tell apart calls that are not the same."""
    return hashlib.sha256(b"\n".join((method.encode(), address.encode(), body))).hexdigest()


def answer_once(call: Call, work: Callable[[], str], *, now: datetime) -> Answer:
    """This will do the work in a transaction and keep its answer, or give the answer that is kept.

    Raises Problem if the key was used for another call, or if that very call is still running. An error in the work
    leaves the key free.
    """
    if not call.name:
        with transaction.atomic():
            return Answer(work())
    _check_name(call.name)
    if earlier := _claim(call, now=now):
        return earlier
    try:
        with transaction.atomic():
            answer = Answer(work())
            _keep(call, answer, claimed_at=now)
    except _Overtaken as error:
        raise _still_running() from error
    except BaseException:
        _unfinished(call).filter(created_at=now).delete()
        raise
    return answer


def prune_idempotent_calls(*, now: datetime) -> int:
    """This will forget answers that are older than a day and say how many."""
    return IdempotentCall.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _check_name(name: str) -> None:
    if len(name) > LONGEST_NAME or not name.isascii() or not name.isprintable():
        raise Problem(
            "idempotency-key-invalid",
            "The Idempotency-Key cannot be used",
            detail=f"Send 1 to {LONGEST_NAME} printable ASCII characters, such as a UUID.",
        )


def _claim(call: Call, *, now: datetime) -> Answer | None:
    """This will make the key ours, or return the answer that it has."""
    IdempotentCall.objects.filter(key_id=call.key_id, name=call.name, created_at__lt=now - KEPT).delete()
    if _insert(call, now=now) or _take_over(call, now=now):
        return None
    found = IdempotentCall.objects.filter(key_id=call.key_id, name=call.name).first()
    if found is None or (found.status is None and found.fingerprint == call.fingerprint):
        raise _still_running()
    if found.fingerprint != call.fingerprint:
        raise Problem(
            "idempotency-key-reused",
            "This Idempotency-Key belongs to another call",
            detail="It was sent with another body, address or method. Use a new key for each new call.",
            status_code=422,
        )
    return Answer(found.answer, replayed=True)


def _insert(call: Call, *, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [call.key_id, call.name, call.fingerprint, now])
        return cursor.rowcount == 1


def _take_over(call: Call, *, now: datetime) -> bool:
    """This will take a key from a call that died. Of several that try, the database lets one through."""
    return _unfinished(call).filter(created_at__lt=now - LEASE).update(created_at=now) == 1


def _keep(call: Call, answer: Answer, *, claimed_at: datetime) -> None:
    """This will keep the answer. It is kept as text, so that a repeat is the same byte for byte."""
    if not _unfinished(call).filter(created_at=claimed_at).update(status=200, answer=answer.text):
        raise _Overtaken


def _unfinished(call: Call) -> QuerySet[IdempotentCall]:
    return IdempotentCall.objects.filter(key_id=call.key_id, name=call.name, fingerprint=call.fingerprint, status=None)


def _still_running() -> Problem:
    problem = Problem(
        "call-still-running",
        "This call is still running",
        detail="A call with this Idempotency-Key has not ended. Send it again after the seconds in Retry-After.",
        status_code=409,
    )
    problem.wait = 1
    return problem
