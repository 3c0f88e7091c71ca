"""A statement that takes too long is cut, wherever it hangs, and the next one finds a connection that works."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, connections

from catalog.prepared import fetch_prepared
from catalog.time_limit import WATCH, TookTooLong, answered_within
from tests.frozen_server import backend, frozen

NAP = "SELECT pg_sleep(%(seconds)s)::text"


@pytest.fixture
def _own_connection(transactional_db: None) -> Iterator[None]:
    yield
    connection.close()


def answers() -> bool:
    return fetch_prepared("SELECT 1 + %(one)s::int", {"one": 1}) == [(2,)]


@pytest.mark.usefixtures("_own_connection")
def test_a_slow_statement_is_cancelled_and_its_connection_is_kept() -> None:
    before = backend()
    with pytest.raises(TookTooLong), answered_within(0.05):
        fetch_prepared(NAP, {"seconds": 60})
    assert answers()
    assert backend() == before


@pytest.mark.usefixtures("_own_connection")
def test_nothing_more_is_asked_once_the_time_is_over() -> None:
    with pytest.raises(TookTooLong), answered_within(0.01):  # noqa: PT012  # both statements belong to the block
        time.sleep(0.1)
        fetch_prepared("SELECT 1 + %(one)s::int", {"one": 1})
    with pytest.raises(TookTooLong), answered_within(-1.0):
        pytest.fail("There was no time to begin.")
    assert answers()


@pytest.mark.usefixtures("_own_connection")
def test_a_limit_that_ends_while_connecting_still_cuts_what_is_asked_then(monkeypatch: pytest.MonkeyPatch) -> None:
    sort = type(connections["default"])
    connect = sort.connect

    def slowly(self: object) -> None:
        time.sleep(0.2)
        connect(self)

    for ask in (
        lambda: fetch_prepared(NAP, {"seconds": 60}),
        lambda: connection.cursor().execute("SELECT pg_sleep(60)"),
    ):
        connection.close()
        monkeypatch.setattr(sort, "connect", slowly)
        began = time.monotonic()
        with pytest.raises(TookTooLong), answered_within(0.05):
            ask()
        assert time.monotonic() - began < 30  # it would sleep for a minute
        monkeypatch.setattr(sort, "connect", connect)
        assert answers()


@pytest.mark.usefixtures("_own_connection")
def test_a_cancelling_that_may_still_come_costs_its_connection_and_no_later_statement() -> None:
    before = backend()
    with pytest.raises(TookTooLong), answered_within(0.05):  # noqa: PT012  # the refusal belongs to the block
        time.sleep(0.3)  # the cancelling was sent and met nothing
        fetch_prepared("SELECT 1 + %(one)s::int", {"one": 1})
    assert answers()
    assert backend() != before


@pytest.mark.usefixtures("_own_connection")
def test_what_answers_in_time_or_has_no_limit_is_left_alone() -> None:
    with answered_within(30.0):
        assert answers()
    with answered_within(None):
        assert answers()
    assert not WATCH._limits


@pytest.mark.usefixtures("_own_connection")
def test_an_error_in_time_is_the_error_it_is() -> None:
    with pytest.raises(OperationalError) as caught, answered_within(30.0):
        fetch_prepared("SELECT pg_cancel_backend(pg_backend_pid())::text || %(word)s", {"word": "x"})
    assert not isinstance(caught.value, TookTooLong)
    assert answers()


@pytest.mark.usefixtures("_own_connection")
def test_the_limit_of_one_thread_cuts_no_other() -> None:
    answered: list[bool] = []

    def work() -> None:
        with answered_within(30.0):
            fetch_prepared(NAP, {"seconds": 0.3})
            answered.append(answers())
        connection.close()

    other = threading.Thread(target=work)
    other.start()
    with pytest.raises(TookTooLong), answered_within(0.05):
        fetch_prepared(NAP, {"seconds": 60})
    other.join(timeout=30)
    assert answered == [True]


@pytest.mark.faults
@pytest.mark.usefixtures("_own_connection")
def test_a_frozen_server_is_given_up_in_time() -> None:
    began = time.monotonic()
    with frozen(backend()), pytest.raises(TookTooLong), answered_within(0.1):
        fetch_prepared(NAP, {"seconds": 0})
    assert time.monotonic() - began < 30  # it would be for ever
    assert answers()
