"""Web processes begin with what was loaded before they were made."""

import http.client
import json
from pathlib import Path

import psutil
import pytest

from catalog.models import Store
from catalog.services import issue_key, load_store
from rules.models import Placement
from tests.factories import small_shop
from tests.servers import environment, free_port
from woorec.bench_server import kill_web_server, start_web_server

WAIT = 5.0  # seconds; a child of a process that computed with two threads would hang for ever


@pytest.fixture
def store(transactional_db: None) -> Store:
    found = load_store(small_shop())
    Placement.objects.create(store=found, code="home", name="Home", surface="home", length=8)
    return found


@pytest.mark.slow
def test_workers_share_what_was_loaded_before_they_were_made_and_answer_at_once(store: Store) -> None:
    key, port = issue_key(store, name="shop", scopes=["recommend"]), free_port()
    server = start_web_server(port=port, workers=2, environment=environment())
    try:
        for _ in range(8):
            assert ask(port, key)["items"]
        workers = psutil.Process(server.pid).children()
        assert len(workers) == 2
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
