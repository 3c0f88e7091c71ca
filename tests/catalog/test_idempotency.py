"""Calls that are sent again: cut off, in parallel, or after they were taken for dead."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from catalog.idempotency import LEASE, Call, answer_once, prune_idempotent_calls
from catalog.models import ApiKey, Brand, IdempotentCall, Store
from catalog.problems import Problem
from catalog.services import load_store
from tests.factories import small_shop

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def call(leather: Store) -> Call:
    return Call(key_of(leather).pk, "order-1", "fingerprint")


def key_of(store: Store) -> ApiKey:
    return ApiKey.objects.create(store=store, name="ERP", prefix="wr_", digest="d", scopes=[])


def new_brand(store: Store, code: str) -> Callable[[], str]:
    def work() -> str:
        Brand.objects.create(store=store, code=code, name=code)
        return f"made {code}"

    return work


def brands() -> set[str]:
    return set(Brand.objects.values_list("code", flat=True)) - {"aurelia", "marchetti", "orso"}


def test_an_error_undoes_the_work_and_leaves_the_key_free(leather: Store, call: Call) -> None:
    def break_off() -> str:
        new_brand(leather, "half")()
        raise RuntimeError("The machine caught fire.")

    with pytest.raises(RuntimeError):
        answer_once(call, break_off, now=NOON)
    assert brands() == set()
    assert answer_once(call, new_brand(leather, "whole"), now=NOON).text == "made whole"


def test_without_a_key_every_call_is_done(leather: Store, call: Call) -> None:
    nameless = Call(call.key_id, "", "fingerprint")
    answer_once(nameless, new_brand(leather, "one"), now=NOON)
    answer_once(nameless, new_brand(leather, "two"), now=NOON)
    assert brands() == {"one", "two"}
    assert not IdempotentCall.objects.exists()


def test_answers_older_than_a_day_are_forgotten(leather: Store, call: Call) -> None:
    answer_once(call, lambda: "old", now=NOON - timedelta(hours=25))
    answer_once(Call(call.key_id, "order-2", "fingerprint"), lambda: "new", now=NOON)
    assert prune_idempotent_calls(now=NOON) == 1
    assert IdempotentCall.objects.get().name == "order-2"


@pytest.mark.django_db(transaction=True)
def test_of_many_that_send_the_same_call_at_once_one_is_done() -> None:
    store = load_store(small_shop())
    call, ready = Call(key_of(store).pk, "order-1", "fingerprint"), threading.Barrier(8)
    answers: list[str] = []

    def send() -> None:
        try:
            ready.wait()
            answers.append(answer_once(call, new_brand(store, "once"), now=NOON).text)
        except Problem as problem:
            answers.append(problem.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert brands() == {"once"}
    assert len(answers) == 8
    assert set(answers) <= {"made once", "call-still-running"}
    assert "made once" in answers


@pytest.mark.django_db(transaction=True)
def test_a_call_that_was_taken_for_dead_does_nothing_any_more() -> None:
    store = load_store(small_shop())
    call, later = Call(key_of(store).pk, "order-1", "fingerprint"), NOON + LEASE + timedelta(seconds=1)

    def again() -> None:
        answer_once(call, new_brand(store, "again"), now=later)
        connection.close()

    def slow() -> str:
        new_brand(store, "slow")()
        thread = threading.Thread(target=again)
        thread.start()
        thread.join()
        return "made slow"

    with pytest.raises(Problem) as caught:
        answer_once(call, slow, now=NOON)
    assert caught.value.code == "call-still-running"
    assert brands() == {"again"}
    assert answer_once(call, new_brand(store, "third"), now=later).text == "made again"
