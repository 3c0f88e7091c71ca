"""The cast and the small shop that every story shares."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import hypothesis
import pytest
import redis
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client, override_settings
from rest_framework.test import APIClient

from catalog import database_door
from catalog.books import BOOKS
from catalog.keys import KEYS
from catalog.limits import KeyThrottle
from catalog.models import Store
from catalog.services import issue_key, load_store
from events import list_stream
from rules.models import Placement
from tests.factories import small_shop
from woorec.deadline import PACE
from woorec.holder import SNAPSHOTS
from woorec.roles import ensure_roles, give_role

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
# A busy machine is no reason to fail: what is slow is measured by the benchmarks.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")
FAST_HASHER = "django.contrib.auth.hashers.MD5PasswordHasher"  # a slow one on purpose would take a quarter of the run


@pytest.fixture(autouse=True, scope="session")
def _fast_passwords() -> Iterator[None]:
    with override_settings(PASSWORD_HASHERS=[FAST_HASHER]):
        yield


@pytest.fixture(autouse=True, scope="session")
def _own_counters() -> Iterator[None]:
    """Each test process counts in a Redis database of its own: their stores have the same numbers."""
    number = int(re.sub(r"\D", "", os.environ.get("PYTEST_XDIST_WORKER", "")) or 0)
    with override_settings(REDIS_URL=re.sub(r"(db=|/)0$", rf"\g<1>{1 + number % 15}", settings.REDIS_URL)):
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_hurry() -> Iterator[None]:
    """However slow the machine, no list lacks anything for it; tests of deadlines bring a clock of their own."""
    with override_settings(RECOMMENDATION_BUDGET_MS=0):
        yield


@pytest.fixture(autouse=True)
def _fresh_process_state() -> Iterator[None]:
    """Snapshots and counters outlive a test's transaction; they must not reach the next test."""
    for memory in (SNAPSHOTS, BOOKS, KEYS):
        memory.clear()
    KeyThrottle._silent_until = 0.0
    database_door.forget()
    PACE.clear()
    list_stream.forget()
    _forget_haste()
    yield
    for memory in (SNAPSHOTS, BOOKS, KEYS):
        memory.clear()


def _forget_haste() -> None:
    if KeyThrottle._client is not None:
        with suppress(redis.RedisError):
            for key in KeyThrottle._client.scan_iter("hasty:*"):
                KeyThrottle._client.delete(key)


NOT_OF_THE_SHOP = {"catalog_pricechange", "catalog_stockchange", "catalog_pastsnapshot"}


class Copies:
    """Rows of the small shop as COPY wrote them: put back, they cost a tenth of loading the shop anew."""

    def __init__(self) -> None:
        self._rows: dict[str, bytes] = {}

    def put_back(self) -> bool:
        with transaction.atomic():
            for table, rows in self._rows.items():
                with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
        return bool(self._rows)

    def take(self) -> None:
        names = {*connection.introspection.table_names()} - NOT_OF_THE_SHOP
        for table in sorted(name for name in names if name.startswith(("catalog_", "rules_"))):
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
                rows = b"".join(copy)
            if rows:
                self._rows[table] = rows


@pytest.fixture(scope="session")
def _copies() -> Copies:
    return Copies()


@pytest.fixture
def leather(db: None, _copies: Copies) -> Store:
    """The twelve-product leather house with a home page and a product page, no rules and no model."""
    if Store.objects.exists() or not _copies.put_back():
        _load_leather()
        if Store.objects.count() == 1:
            _copies.take()
    return Store.objects.get(code="leather")


def _load_leather() -> None:
    store = load_store(small_shop())
    for code, surface in (("home", "home"), ("product", "product"), ("cart", "cart")):
        Placement.objects.create(
            store=store, code=code, name=code.title(), surface=surface, length=6, exploration_share=0
        )


@pytest.fixture
def home_page(leather: Store) -> Placement:
    return leather.placements.get(code="home")


def _person(name: str, role: str) -> User:
    ensure_roles()
    user = User.objects.create_user(name, password="a long enough word", first_name=name.title())
    give_role(user, role=role)
    return user


@pytest.fixture
def mia(db: None) -> User:
    """Mia edits rules."""
    return _person("mia", "merchandiser")


@pytest.fixture
def petra(db: None) -> User:
    """Petra publishes."""
    return _person("petra", "publisher")


@pytest.fixture
def anna(db: None) -> User:
    """Anna adds people, gives roles and issues keys."""
    return _person("anna", "admin")


@pytest.fixture
def vera(db: None) -> User:
    """Vera may only look."""
    return _person("vera", "viewer")


@pytest.fixture
def studio() -> "StudioDoor":
    return StudioDoor()


class StudioDoor:
    """Opens a browser for somebody who has signed in."""

    def __call__(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client


@pytest.fixture
def browser_key(leather: Store) -> str:
    return issue_key(leather, name="Browser", scopes=["recommend", "events"])


@pytest.fixture
def server_key(leather: Store) -> str:
    return issue_key(leather, name="Backend", scopes=["recommend", "events", "shopper", "debug", "catalogue"])


@pytest.fixture
def storefront(browser_key: str) -> APIClient:
    """The shop's pages, asking with the key that everybody can read in their browser."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {browser_key}")
    return client


@pytest.fixture
def backend(server_key: str) -> APIClient:
    """The shop's own server, which may name customers and look inside."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {server_key}")
    return client
