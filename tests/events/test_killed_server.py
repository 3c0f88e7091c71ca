"""Exactly once over a server that is killed: what was acknowledged is stored, and nothing is stored twice."""

import http.client
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

import orjson
import psutil
import pytest
from django.db.models import Sum

from catalog.models import Store
from catalog.services import issue_key, load_store
from events.models import EventReceipt, Interaction, Order, OrderLine, Return
from tests.factories import small_shop
from tests.servers import environment, free_port
from woorec.bench_server import kill_web_server, start_web_server

KILLS = 3
BATCH = 40
SENDERS = 4  # two and two send the very same batches
AT = "2026-03-02T12:00:00+00:00"


def batch_of(pair: int, number: int) -> list[dict]:
    """This will make the same batch for the same numbers: purchases of two products, their refunds, and clicks."""
    rng = random.Random(f"{pair}-{number}")
    events: list[dict] = []
    for place in range(BATCH // 4):
        named = {"session": f"v-{pair}-{number}", "at": AT, "transaction_id": f"{pair}-{number}-{place}"}
        items = [{"item_id": sku, "quantity": 2, "price": "95.00"} for sku in ("TOTE-1", "BELT-1")]
        events.append({**named, "name": "purchase", "items": items})
        events.append({**named, "name": "refund", "items": [{"item_id": "TOTE-1", "quantity": 1}]})
        for name in ("view_item", "select_item"):
            events.append({"name": name, "at": AT, "session": named["session"], "items": [{"item_id": "TOTE-2"}]})
    return [{**event, "event_id": str(UUID(int=rng.getrandbits(128)))} for event in events]


@dataclass
class Sender:
    """Sends batch after batch until told to stop, each again and again until it is acknowledged."""

    pair: int
    port: int
    key: str
    stop: threading.Event
    acknowledged: list[int] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    interrupted: int = 0
    failure: str = ""

    def run(self) -> None:
        number = 0
        while not self.failure and not self.stop.is_set():
            if self._deliver(number):
                self.acknowledged.append(number)
                number += 1

    def _deliver(self, number: int) -> bool:
        body = orjson.dumps({"events": batch_of(self.pair, number)})
        while True:
            try:
                status, answer = self._post(body)
            except (OSError, http.client.HTTPException):
                self.interrupted += 1
                time.sleep(0.02)
                continue
            if status == 200:
                self.answers.update(each["state"] for each in orjson.loads(answer)["results"])
            elif status < 500:
                self.failure = f"{status}: {answer[:300]!r}"
            return status == 200

    def _post(self, body: bytes) -> tuple[int, bytes]:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
            client.request("POST", "/api/v1/events", body, headers)
            answer = client.getresponse()
            return answer.status, answer.read()
        finally:
            client.close()


@dataclass
class Senders:
    """All senders, each in a thread."""

    each: list[Sender]
    threads: list[threading.Thread]

    @property
    def acknowledged(self) -> int:
        return sum(len(sender.acknowledged) for sender in self.each)

    def wait_for_more(self, batches: int) -> None:
        wanted, deadline = self.acknowledged + batches, time.monotonic() + 60
        while self.acknowledged < wanted:
            failures = [sender.failure for sender in self.each if sender.failure]
            assert not failures, failures
            assert time.monotonic() < deadline, f"{self.acknowledged} of {wanted} batches were acknowledged in a minute"
            time.sleep(0.005)


@pytest.fixture
def store(transactional_db: None) -> Store:
    return load_store(small_shop())


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def senders(store: Store, port: int) -> Iterator[Senders]:
    stop, key = threading.Event(), issue_key(store, name="shop", scopes=["events", "shopper"])
    each = [Sender(pair=number // 2, port=port, key=key, stop=stop) for number in range(SENDERS)]
    threads = [threading.Thread(target=sender.run, daemon=True) for sender in each]
    yield Senders(each, threads)
    stop.set()


def is_dead(pids: list[int], *, port: int) -> bool:
    """This will say whether the processes are gone, and their last threads with them: then nobody holds the port."""
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                return False
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return True
    return False


def kill_in_the_middle(server, senders: Senders, *, port: int, rng: random.Random) -> None:
    """This will wait until the senders are under way, kill the server, and make sure that it is dead."""
    senders.wait_for_more(rng.randint(2, 8))
    time.sleep(rng.random() / 20)
    pids = [server.pid, *(worker.pid for worker in psutil.Process(server.pid).children(recursive=True))]
    assert len(pids) > 1
    kill_web_server(server)
    deadline = time.monotonic() + 10
    while not is_dead(pids, port=port):
        assert time.monotonic() < deadline, f"{pids} survived SIGKILL"
        time.sleep(0.01)
    assert server.returncode == -9


def assert_stored_once(store: Store, batches: dict[tuple[int, int], list[dict]]) -> None:
    """This will compare the log and the books with what was sent, event by event."""
    sent = [event for batch in batches.values() for event in batch]
    expected = Counter((UUID(event["event_id"]), item["item_id"]) for event in sent for item in event["items"])
    found = Interaction.objects.filter(store=store).values_list("event_id", "product__sku")
    assert Counter(found.iterator()) == expected
    assert set(expected.values()) == {1}
    assert EventReceipt.objects.filter(store=store).count() == len(sent)
    orders = {event["transaction_id"] for event in sent if event["name"] == "purchase"}
    assert sorted(Order.objects.filter(store=store).values_list("number", flat=True)) == sorted(orders)
    lines = OrderLine.objects.filter(order__store=store)
    assert lines.count() == 2 * len(orders)
    assert set(lines.values_list("quantity", flat=True)) == {2}
    returns = Return.objects.filter(line__order__store=store)
    assert (returns.count(), returns.aggregate(Sum("quantity"))["quantity__sum"]) == (len(orders), len(orders))


@pytest.mark.faults
def test_every_acknowledged_event_is_stored_once_though_the_server_is_killed(
    store: Store, port: int, senders: Senders
) -> None:
    rng = random.Random()
    server = start_web_server(port=port, workers=2, environment=environment())
    for thread in senders.threads:
        thread.start()
    try:
        for _ in range(KILLS):
            kill_in_the_middle(server, senders, port=port, rng=rng)
            server = start_web_server(port=port, workers=2, environment=environment())
        senders.wait_for_more(8)
        senders.each[0].stop.set()
        for thread in senders.threads:
            thread.join(timeout=30)
            assert not thread.is_alive()
    finally:
        kill_web_server(server)

    answers = sum((sender.answers for sender in senders.each), Counter())
    batches = {
        (sender.pair, number): batch_of(sender.pair, number)
        for sender in senders.each
        for number in sender.acknowledged
    }
    assert all(sender.interrupted for sender in senders.each)
    assert answers["duplicate"] > 0
    assert answers["rejected"] == 0
    assert_stored_once(store, batches)
