"""A product that came with an import is recommended by every web process, before any training has seen it."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.db import connections
from django.utils import timezone

from catalog.imports.intake import receive
from catalog.imports.running import run_import
from catalog.imports.states import request_apply
from catalog.models import StockLevel, Store
from events.backfill import load_history
from events.rows import History, InteractionRow
from ranking import artifacts
from ranking.model_folders import artefact_folder
from ranking.models import ModelVersion
from ranking.queries import training_data
from ranking.recall.base import NO_ROWS, Recalled, ShopperState
from ranking.training import TrainingConfig, configure, train
from tests.factories import PRODUCTS
from woorec.holder import SNAPSHOTS, SnapshotHolder
from woorec.snapshot import Snapshot

MINUTE = 60.0
QUICK = {"evaluate": False, "threads": 1, "vector": {"epochs": 1, "max_seconds": 3.0}}
CLUTCH = {
    "kind": "product",
    "sku": "CLUTCH-9",
    "name": "Suede Evening Clutch",
    "category": "clutches",
    "brand": "aurelia",
    "price": "190.00",
    "components": [{"part": "body", "material": "suede", "contact": "incidental"}],
}


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path
    settings.ARTEFACTS, settings.IMPORTS = tmp_path / "artefacts", tmp_path / "imports"


def a_champion_serves(store: Store) -> None:
    """Train on twenty visits in which suede is looked at with suede."""
    now = datetime.now(UTC)
    visits = [("TOTE-2", "CLUTCH-1", "WALLET-3"), ("TOTE-1", "CLUTCH-2")] * 10
    looks = [
        InteractionRow(
            event_id=f"00000000-0000-0000-0000-{visit:06d}{place:06d}",
            kind="view_item",
            at=now - timedelta(hours=visit + 1, minutes=-place),
            sku=sku,
            session=f"s-{visit}",
        )
        for visit, skus in enumerate(visits)
        for place, sku in enumerate(skus)
    ]
    load_history(store, History(interactions=iter(sorted(looks, key=lambda look: look.at))))
    data = training_data(store, now=now, days=None)
    assert len(data.interactions) == 50
    model = train(data, config=configure(TrainingConfig(), QUICK), report=lambda *line, **more: None)
    artifacts.write(model, artefact_folder("leather-1"))
    ModelVersion.objects.create(store=store, name="leather-1", state=ModelVersion.State.CHAMPION)


def import_products(store: Store, *lines: dict) -> None:
    found = receive(store, ["\n".join(json.dumps(line) for line in lines).encode()], name="news.jsonl")
    request_apply(found, unchecked=True)
    assert run_import(found.pk)
    found.refresh_from_db()
    assert found.state == "applied", found.error


def recalled(snapshot: Snapshot, channel: str, *, seed: str = "", cart: str = "", k: int = 5) -> list[str]:
    who = ShopperState(
        history_rows=NO_ROWS,
        history_kinds=np.zeros(0, dtype=np.int8),
        history_ages=np.zeros(0, dtype=np.float32),
        seeds=np.array([snapshot.row_of_sku[seed]] if seed else [], dtype=np.int32),
        cart=np.array([snapshot.row_of_sku[cart]] if cart else [], dtype=np.int32),
        region="eu",
        tier="guest",
        at=timezone.now().timestamp(),
    )
    found: Recalled = snapshot.model.recall(channel, who, k=k)
    return [snapshot.product(row).sku for row in found.rows.tolist()]


def is_everywhere(snapshot: Snapshot, sku: str = "CLUTCH-9") -> bool:
    """By its facts beside its kind, as what completes a cart, and among the first five of what is hot."""
    return (
        sku in recalled(snapshot, "vector", seed="CLUTCH-1")
        and sku in recalled(snapshot, "complement", cart="WALLET-3")
        and sku in recalled(snapshot, "hot")
    )


def test_a_new_product_is_in_every_channel_that_can_know_it(leather: Store) -> None:
    a_champion_serves(leather)
    before = SNAPSHOTS.refresh(leather)
    import_products(leather, CLUTCH)
    after = SNAPSHOTS.refresh(leather)
    assert before.model.version == after.model.version != "untrained"
    assert "CLUTCH-9" not in before.row_of_sku
    assert is_everywhere(after)
    assert recalled(after, "hot")[4] == "CLUTCH-9"  # the place of new arrivals


def test_a_new_product_needs_no_champion(leather: Store) -> None:
    SNAPSHOTS.refresh(leather)
    import_products(leather, CLUTCH | {"launched_on": str(timezone.now().date())})
    assert is_everywhere(SNAPSHOTS.refresh(leather))


@pytest.mark.parametrize("trained", [False, True], ids=["without a model", "with a champion"])
def test_what_the_shop_puts_beside_a_new_product_completes_it_first(leather: Store, trained: bool) -> None:
    if trained:
        a_champion_serves(leather)
    SNAPSHOTS.refresh(leather)
    import_products(leather, CLUTCH)
    assert recalled(SNAPSHOTS.refresh(leather), "complement", cart="CLUTCH-9")[0] != "BELT-2"
    import_products(leather, CLUTCH | {"links": [{"kind": "cross_sell", "sku": "BELT-2"}]})
    after = SNAPSHOTS.refresh(leather)
    assert recalled(after, "complement", cart="CLUTCH-9")[0] == "BELT-2"
    assert recalled(after, "complement", seed="CLUTCH-9")[0] == "BELT-2"


def test_the_champion_is_not_read_again_for_a_new_product(leather: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    a_champion_serves(leather)
    SNAPSHOTS.refresh(leather)
    monkeypatch.setattr(artifacts, "read", _unreadable)
    import_products(leather, CLUTCH)
    after = SNAPSHOTS.refresh(leather)
    assert after.model_problem == ""
    assert "CLUTCH-9" in after.row_of_sku


def _unreadable(folder: Path) -> None:
    raise AssertionError(f"{folder} was read again")


def test_a_damaged_champion_serves_again_once_its_files_are_back(leather: Store) -> None:
    a_champion_serves(leather)
    folder = artefact_folder("leather-1")
    folder.rename(folder.with_name("aside"))
    assert SNAPSHOTS.refresh(leather).model_problem == "model_damaged"
    folder.with_name("aside").rename(folder)
    import_products(leather, CLUTCH)
    assert SNAPSHOTS.refresh(leather).model_problem == ""


def test_a_shop_may_close_the_lane(leather: Store, settings) -> None:
    settings.NEW_ARRIVALS_PERCENT = 0
    a_champion_serves(leather)
    import_products(leather, CLUTCH)
    assert recalled(SNAPSHOTS.refresh(leather), "hot", k=13)[4] != "CLUTCH-9"


def test_what_lies_in_more_warehouses_is_shown_first_before_anybody_came(leather: Store) -> None:
    StockLevel.objects.exclude(product__sku="WALLET-2").delete()
    StockLevel.objects.filter(product__sku="WALLET-2").update(quantity=0)
    assert recalled(SNAPSHOTS.refresh(leather), "hot", k=len(PRODUCTS))[-1] == "WALLET-2"


@pytest.mark.django_db(transaction=True)
def test_every_web_process_recommends_a_new_product_within_a_minute(
    leather: Store, web_processes: list[SnapshotHolder]
) -> None:
    a_champion_serves(leather)
    for holder in web_processes:
        assert not is_known(holder.current(leather))
        holder.watch()
    import_products(leather, CLUTCH)
    wait_for_all(web_processes, lambda holder: is_known(holder.current(leather)))
    assert all(is_everywhere(holder.current(leather)) for holder in web_processes)


def is_known(snapshot: Snapshot) -> bool:
    return "CLUTCH-9" in snapshot.row_of_sku


def wait_for_all(holders: list[SnapshotHolder], is_true: Callable[[SnapshotHolder], bool]) -> None:
    """Wait a minute; the barrier breaks, and the test with it, when one of them is not there by then."""
    arrived = threading.Barrier(len(holders) + 1)

    def wait(holder: SnapshotHolder) -> None:
        while not is_true(holder):
            holder._ended.wait(0.01)
        connections.close_all()
        arrived.wait(MINUTE)

    for holder in holders:
        threading.Thread(target=wait, args=(holder,), daemon=True).start()
    arrived.wait(MINUTE)
