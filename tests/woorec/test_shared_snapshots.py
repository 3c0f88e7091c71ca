"""Web processes begin with what was loaded before they were made."""

import gc
import http.client
import json
import time
import weakref
from pathlib import Path

import psutil
import pytest

from catalog.models import Store
from catalog.services import issue_key, load_store, touch_catalogue
from rules.models import Placement
from tests.factories import small_shop
from tests.servers import environment, free_port
from woorec.bench_server import kill_web_server, start_web_server
from woorec.holder import SnapshotHolder

WAIT = 5.0  # seconds; a child of a process that computed with two threads would hang for ever


@pytest.fixture
def store(transactional_db: None) -> Store:
    found = load_store(small_shop())
    Placement.objects.create(store=found, code="home", name="Home", surface="home", length=8)
    return found


def test_workers_share_what_was_loaded_before_they_were_made_and_answer_at_once(store: Store) -> None:
    key, port = issue_key(store, name="shop", scopes=["recommend", "metrics"]), free_port()
    began = time.time()
    server = start_web_server(port=port, workers=2, environment=environment())
    try:
        for _ in range(8):
            assert ask(port, key)["items"]
        workers = psutil.Process(server.pid).children()
        assert len(workers) == 2
        told = figures(port, key)
        assert told["woorec_snapshot_loaded_timestamp_seconds"] > began
        assert told["woorec_snapshot_checked_timestamp_seconds"] > began
        time.sleep(3)  # only what looks for changes again is told as having looked
        assert figures(port, key)["woorec_snapshot_checked_timestamp_seconds"] > began + 3
        assert not any("torch" in Path(f"/proc/{worker.pid}/maps").read_text() for worker in workers)
    finally:
        kill_web_server(server)


def ask(port: int, key: str) -> dict:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    client.request("POST", "/api/v1/recommendations", json.dumps({"placement": "home"}), headers)
    answer = client.getresponse()
    assert answer.status == 200
    return json.loads(answer.read())


def figures(port: int, key: str) -> dict[str, float]:
    """What the server says of its stores' snapshots, the worst of all processes."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
    client.request("GET", "/metrics", headers={"Authorization": f"Bearer {key}"})
    lines = client.getresponse().read().decode().splitlines()
    told = [line.rpartition(" ") for line in lines if line.startswith("woorec_snapshot_")]
    return {name.partition("{")[0]: float(value) for name, _, value in told if "timestamp" in name}


def test_what_is_garbage_when_a_snapshot_is_swapped_does_not_stay_for_ever(
    leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("woorec.holder.close_old_connections", lambda: None)  # the test's own holds its transaction
    holder = SnapshotHolder()
    holder.refresh(leather)
    ring = Ring()
    ring.itself, gone = ring, weakref.ref(ring)
    del ring
    touch_catalogue(leather)
    gc.disable()  # no collection but the one before the freezing
    try:
        holder._look()
        assert gone() is None
    finally:
        gc.unfreeze()
        gc.enable()


def test_a_snapshot_is_let_go_of_without_the_collector(leather: Store) -> None:
    """What is frozen is never collected, so nothing in a snapshot may hang on itself."""
    holder = SnapshotHolder()
    old = holder.refresh(leather)
    parts = [weakref.ref(part) for part in (old.compiled, old.model, old.static, old.facts.vectors)]
    del old
    gc.collect()
    gc.disable()
    try:
        touch_catalogue(leather)
        holder.refresh(leather)
        assert [part() for part in parts] == [None] * len(parts)
    finally:
        gc.enable()


class Ring:
    """Something that hangs on itself."""

    itself: "Ring"
