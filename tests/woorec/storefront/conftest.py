"""A demo shop with its keys, and somebody who is a member there."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from catalog.models import Store
from events.customers import write_customers
from events.rows import CustomerRow
from woorec import demo_keys

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def keys_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the demo leaves its keys, empty so far."""
    file = tmp_path / "demo_keys.json"
    monkeypatch.setattr(demo_keys, "demo_keys_file", lambda: file)
    return file


@pytest.fixture
def shop(leather: Store, keys_file: Path, browser_key: str, server_key: str) -> Client:
    """A shopper's browser in front of a shop that has its keys."""
    keys_file.write_text(json.dumps({"leather": {"browser": browser_key, "server": server_key}}))
    return Client()


@pytest.fixture
def gold(leather: Store) -> str:
    """A gold member of the shop's own customers, by the shop's id."""
    rows = [CustomerRow("sim-000001", tier="gold", region="eu"), CustomerRow("sim-000002", tier="guest", region="us")]
    write_customers(leather, rows, now=NOW, source="test")
    return "sim-000001"
