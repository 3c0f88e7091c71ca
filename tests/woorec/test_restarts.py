"""A restart while lists and events flow: nobody is cut off and nobody is told of an error."""

import http.client
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson
import psutil
import pytest

from catalog.models import Store
from catalog.services import issue_key, load_store
from rules.models import Placement
from tests.factories import small_shop
from tests.servers import environment, free_port
from woorec.bench_server import kill_web_server, start_web_server

CLIENTS, RESTARTS = 3, 3


@dataclass
class Shoppers:
    """Ask for lists until told to stop, each with a new connection or, every other one, over the one it has."""

    port: int
    key: str
    stop: threading.Event = field(default_factory=threading.Event)
    answers: Counter[int] = field(default_factory=Counter)
    refused: int = 0
    cut_off: list[str] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        self.threads = [threading.Thread(target=self._ask, args=(n % 2 == 0,), daemon=True) for n in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join(timeout=60)
            assert not thread.is_alive()

    def wait_for_more(self, lists: int) -> None:
        wanted, deadline = self.answers[200] + lists, time.monotonic() + 60
        while self.answers[200] < wanted:
            assert time.monotonic() < deadline, f"{self.answers}, cut off: {self.cut_off[:3]}"
            time.sleep(0.01)

    def _ask(self, keeps: bool) -> None:
        client = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while not self.stop.is_set():
            try:
                self._one(client)
            except ConnectionRefusedError:
                self.refused += 1
                client.close()
                time.sleep(0.01)
            except (OSError, http.client.HTTPException) as error:
                self.cut_off.append(repr(error))
                client.close()
            if not keeps:
                client.close()

    def _one(self, client: http.client.HTTPConnection) -> None:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        client.request("POST", "/api/v1/recommendations", orjson.dumps({"placement": "home"}), headers)
        answer = client.getresponse()
        answer.read()
        self.answers[answer.status] += 1


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def store(transactional_db: None) -> Store:
    store = load_store(small_shop())
    Placement.objects.create(store=store, code="home", name="Home", surface="home", length=6)
    return store


@pytest.fixture
def server(store: Store, port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = start_web_server(port=port, workers=2, environment=environment())
    yield process
    kill_web_server(process)


@pytest.fixture
def draining_server(store: Store, port: int) -> Iterator[subprocess.Popen[bytes]]:
    process = start_web_server(port=port, workers=2, environment=environment() | {"WEB_DRAIN_SECONDS": "3"})
    yield process
    kill_web_server(process)


def is_ready(port: int) -> bool:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    client.request("GET", "/readyz")
    return client.getresponse().status == 200


@pytest.fixture
def shoppers(store: Store, port: int) -> Iterator[Shoppers]:
    found = Shoppers(port, issue_key(store, name="shop", scopes=["recommend"]))
    yield found
    found.stop.set()


def workers_of(server: subprocess.Popen[bytes]) -> set[int]:
    return {child.pid for child in psutil.Process(server.pid).children()}


def wait_until_gone(pids: set[int]) -> None:
    deadline = time.monotonic() + 60
    while any(psutil.pid_exists(pid) for pid in pids):
        assert time.monotonic() < deadline, f"{pids} do not end"
        time.sleep(0.02)


@pytest.mark.faults
def test_no_request_is_lost_when_web_processes_are_renewed(server: subprocess.Popen[bytes], shoppers: Shoppers) -> None:
    shoppers.begin()
    for _ in range(RESTARTS):
        shoppers.wait_for_more(10)
        before = workers_of(server)
        server.send_signal(signal.SIGHUP)
        wait_until_gone(before)
        assert workers_of(server).isdisjoint(before)
        shoppers.wait_for_more(10)
    shoppers.end()
    assert (set(shoppers.answers), shoppers.cut_off, shoppers.refused) == ({200}, [], 0)


@pytest.mark.faults
def test_who_is_connected_when_the_server_is_told_to_end_is_answered_and_who_comes_later_is_refused(
    server: subprocess.Popen[bytes], shoppers: Shoppers
) -> None:
    shoppers.begin()
    shoppers.wait_for_more(20)
    server.terminate()
    server.wait(timeout=60)
    shoppers.end()
    assert shoppers.refused > 0
    assert (set(shoppers.answers), shoppers.cut_off) == ({200}, [])


@pytest.mark.faults
def test_a_server_that_drains_says_so_and_serves_whoever_comes_until_its_time_is_over(
    draining_server: subprocess.Popen[bytes], shoppers: Shoppers, port: int
) -> None:
    assert is_ready(port)
    shoppers.begin()
    shoppers.wait_for_more(10)
    began = time.monotonic()
    draining_server.terminate()
    while is_ready(port):
        assert time.monotonic() < began + 60
    assert shoppers.refused == 0
    shoppers.wait_for_more(10)  # every other one comes with a new connection
    draining_server.wait(timeout=60)
    shoppers.end()
    assert shoppers.refused > 0
    assert (set(shoppers.answers), shoppers.cut_off) == ({200}, [])


@pytest.mark.faults
def test_a_server_whose_processes_are_renewed_never_says_that_it_drains(
    draining_server: subprocess.Popen[bytes], port: int
) -> None:
    before = workers_of(draining_server)
    draining_server.send_signal(signal.SIGHUP)
    said = {is_ready(port)}
    deadline = time.monotonic() + 60
    while any(psutil.pid_exists(pid) for pid in before):
        said.add(is_ready(port))
        assert time.monotonic() < deadline
    assert workers_of(draining_server).isdisjoint(before)
    assert said == {True}
