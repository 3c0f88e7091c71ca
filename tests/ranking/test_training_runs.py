"""A training from the request to the model that serves, and everything that can go wrong on the way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from django.db import OperationalError
from django.utils import timezone

from catalog.models import Store
from events.avoidances import keep_avoidances
from events.backfill import load_history
from events.rows import CustomerRow, History, InteractionRow, RankedListRow
from ranking import avoiders, services, tasks, trainer
from ranking.artifacts import ArtifactError
from ranking.failures import CAN_GO_ON, failure_of
from ranking.model_folders import scratch_folder
from ranking.models import ModelVersion, TrainingRun
from ranking.queries import training_data
from ranking.trainer_process import parsed, readable
from tests.factories import PRODUCTS
from woorec.holder import SNAPSHOTS

# A run finishes in seconds: the towers need no more on twelve products.
QUICK = {"evaluate": False, "threads": 1, "vector": {"epochs": 1, "max_seconds": 3.0}}
SKUS = [product.sku for product in PRODUCTS]


@pytest.fixture(autouse=True)
def artefacts(settings, tmp_path: Path) -> Path:
    settings.ARTEFACTS = tmp_path / "artefacts"
    return settings.ARTEFACTS


def past(*, lists: int = 300, now: datetime | None = None) -> History:
    """Shoppers see six products a list and click the first bag among them."""
    rng = np.random.default_rng(7)
    now = now or datetime.now(UTC)
    shown = [rng.permutation(SKUS)[:6].tolist() for _ in range(lists)]
    times = [now - timedelta(hours=lists - number) for number in range(lists)]
    return History(
        customers=(CustomerRow(str(number), tier="guest", region="eu") for number in range(20)),
        ranked_lists=_lists(shown, times),
        interactions=_clicks(shown, times),
    )


def _lists(shown: list[list[str]], times: list[datetime]) -> Iterator[RankedListRow]:
    for number, (skus, at) in enumerate(zip(shown, times, strict=True)):
        yield RankedListRow(
            request_id=UUID(int=number + 1),
            at=at,
            placement="home",
            skus=tuple(skus),
            scores=(0.0,) * 6,
            propensities=(1 / 12,) * 6,
            prices=(100.0,) * 6,
            customer=str(number % 20),
            session=f"s-{number}",
            region="eu",
            tier="guest",
        )


def _clicks(shown: list[list[str]], times: list[datetime]) -> Iterator[InteractionRow]:
    for number, (skus, at) in enumerate(zip(shown, times, strict=True)):
        bag = next((sku for sku in skus if sku.startswith(("TOTE", "CLUTCH"))), skus[0])
        yield InteractionRow(
            event_id=UUID(int=10_000 + number),
            kind="select_item",
            at=at + timedelta(seconds=30),
            sku=bag,
            session=f"s-{number}",
            customer=str(number % 20),
            request_id=UUID(int=number + 1),
            position=skus.index(bag) + 1,
        )


def test_a_second_training_of_a_store_is_refused_while_one_is_open(leather: Store) -> None:
    services.request_training(leather)
    with pytest.raises(services.TrainingError, match="already training"):
        services.request_training(leather)


def test_a_shop_without_events_is_told_so(leather: Store) -> None:
    run = trainer.train(services.request_training(leather).pk)
    assert run.state == TrainingRun.State.FAILED
    assert "no events yet" in run.error


def test_what_was_shown_and_clicked_reaches_the_trainer(leather: Store) -> None:
    load_history(leather, past(lists=10))
    data = training_data(leather, now=timezone.now(), days=None)
    assert len(data.impressions) == 60
    assert data.impressions.clicked.sum() == 10
    assert len(data.interactions) == 10
    assert data.impressions.position[:6].tolist() == [1, 2, 3, 4, 5, 6]


def test_a_past_that_is_loaded_twice_counts_once(leather: Store) -> None:
    now = datetime.now(UTC)
    first, second = (load_history(leather, past(lists=10, now=now)) for _ in range(2))
    assert (first["customers"], first["ranked_lists"], first["interactions"]) == (20, 10, 10)
    assert (second["customers"], second["ranked_lists"], second["interactions"]) == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_the_first_model_serves_by_itself_and_the_next_one_waits_for_petra(leather: Store, storefront) -> None:
    load_history(leather, past())
    reported: list[str] = []
    run = trainer.train(
        services.request_training(leather, config=QUICK).pk, watch=lambda stage, percent: reported.append(stage)
    )
    assert (run.state, run.error) == (TrainingRun.State.SUCCEEDED, "")
    assert {"export", "vector", "ranker"} <= set(reported)
    first = leather.model_versions.get()
    assert first.state == ModelVersion.State.CHAMPION

    snapshot = SNAPSHOTS.refresh(leather)
    assert snapshot.model_problem == ""
    assert "logistic" in snapshot.model.rankers
    page = storefront.post("/api/v1/recommendations", {"placement": "home"}, format="json").json()
    assert "untrained" not in page["fallback"]
    assert page["model"] == snapshot.model.version

    trainer.train(services.request_training(leather, config=QUICK).pk)
    second = leather.model_versions.exclude(pk=first.pk).get()
    assert second.state == ModelVersion.State.CHALLENGER
    services.promote(second, reason="Petra looked at its lists")
    first.refresh_from_db()
    assert first.state == ModelVersion.State.RETIRED
    assert SNAPSHOTS.refresh(leather).model.version != snapshot.model.version
    services.promote(first)
    assert SNAPSHOTS.refresh(leather).model.version == snapshot.model.version


@pytest.mark.django_db(transaction=True)
def test_who_is_in_the_sealed_group_no_model_folder_knows(
    leather: Store, artefacts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(avoiders, "FEWEST_SHOPPERS", 5)
    load_history(leather, past())
    for customer in leather.customers.order_by("pk")[:10]:
        keep_avoidances(customer, allergens=["nickel"], at=timezone.now(), source="test")
    run = trainer.train(services.request_training(leather, config=QUICK).pk)
    version = leather.model_versions.get()
    for metrics in (run.metrics, version.metrics):
        assert metrics["rankers"]["logistic"]["pctr"]["segments"][avoiders.NAME]["shoppers"] == 10
    written = [path.read_bytes().lower() for path in artefacts.rglob("*") if path.is_file()]
    assert written
    assert not any(b"avoid" in each for each in written)
    assert "avoid" not in run.log_tail.lower()


@pytest.mark.django_db(transaction=True)
def test_a_damaged_model_is_never_promoted_and_the_page_stays_full(leather: Store, storefront, artefacts: Path) -> None:
    load_history(leather, past(lists=60))
    trainer.train(services.request_training(leather, config=QUICK).pk)
    version = leather.model_versions.get()
    victim = max((artefacts / version.name).rglob("*.npy"), key=lambda path: path.stat().st_size)
    victim.write_bytes(victim.read_bytes()[:-8])
    with pytest.raises(ArtifactError):
        services.promote(version)
    page = storefront.post("/api/v1/recommendations", {"placement": "home"}, format="json").json()
    assert "model_damaged" in page["fallback"]
    assert len(page["items"]) == 6


@pytest.mark.django_db(transaction=True)
def test_a_training_that_is_asked_to_stop_ends_and_leaves_no_files(leather: Store, artefacts: Path) -> None:
    load_history(leather, past(lists=60))
    run = services.request_training(leather, config={"vector": {"epochs": 100_000, "max_seconds": 600.0}})

    def stop(stage: str, percent: int) -> None:
        if stage == "vector":
            services.request_stop(TrainingRun.objects.get(pk=run.pk))

    ended = trainer.train(run.pk, watch=stop)
    assert ended.state == TrainingRun.State.CANCELLED
    assert not leather.model_versions.exists()
    assert list(artefacts.iterdir()) == []


def test_a_run_that_waits_can_be_stopped_before_it_begins(leather: Store) -> None:
    run = services.request_training(leather)
    services.request_stop(run)
    assert trainer.train(run.pk).state == TrainingRun.State.CANCELLED


def test_a_setting_that_does_not_exist_is_named(leather: Store) -> None:
    load_history(leather, past(lists=5))
    run = trainer.train(services.request_training(leather, config={"speed": 9}).pk)
    assert run.state == TrainingRun.State.FAILED
    assert "speed" in run.error


def lost_worker(run: TrainingRun, *, attempts: int = 1, **fields: object) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    TrainingRun.objects.filter(pk=run.pk).update(
        state="running", lease="gone:1", attempts=attempts, started_at=long_ago, heartbeat_at=long_ago, **fields
    )


@pytest.mark.parametrize(
    ("attempts", "asked_to_stop", "state", "words"),
    [
        (1, False, "queued", ""),
        (services.MOST_ATTEMPTS, False, "failed", "take the training up again"),
        (1, True, "cancelled", "Stopped on request"),
    ],
)
def test_a_run_whose_worker_died_goes_to_another_until_it_died_too_often(
    leather: Store, attempts: int, asked_to_stop: bool, state: str, words: str
) -> None:
    run = services.request_training(leather)
    lost_worker(run, attempts=attempts, cancel_requested=asked_to_stop)
    assert services.recover_silent_runs(now=timezone.now()) == 1
    run.refresh_from_db()
    assert run.state == state
    assert words in run.error


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("silent_at", ["vector", "write"])
def test_a_worker_that_comes_back_after_its_run_was_given_away_changes_nothing(
    leather: Store, artefacts: Path, caplog: pytest.LogCaptureFixture, silent_at: str
) -> None:
    load_history(leather, past(lists=60))
    run = services.request_training(leather, config=QUICK)

    def fall_silent(stage: str, percent: int) -> None:
        if stage == silent_at:
            services.recover_silent_runs(now=timezone.now() + timedelta(hours=1))

    assert trainer.train(run.pk, watch=fall_silent, promoted=True).state == TrainingRun.State.QUEUED
    assert not leather.model_versions.exists()
    assert [path.name for path in artefacts.iterdir()] == [f".training-{run.pk}"]
    assert "What this worker made of it was thrown away." in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_run_is_taken_up_where_it_stopped_and_learns_from_the_events_it_began_with(
    leather: Store, artefacts: Path
) -> None:
    load_history(leather, past(lists=60))
    run = services.request_training(leather, config=QUICK)

    def lose_the_worker(stage: str, percent: int) -> None:
        if stage == "ranker":
            services.recover_silent_runs(now=timezone.now() + timedelta(hours=1))

    trainer.train(run.pk, watch=lose_the_worker)
    finished = artefacts / f".training-{run.pk}" / "finished"
    assert {"hot", "graph", "vector"} <= {path.name for path in finished.iterdir()}
    load_history(leather, past(lists=90))

    ended = trainer.train(run.pk)
    assert (ended.state, ended.attempts) == (TrainingRun.State.SUCCEEDED, 2)
    assert "vector 0 %: kept from before the interruption" in ended.log_tail
    assert ended.metrics["impressions"] == 360
    assert not finished.exists()


def test_a_run_that_loses_the_database_is_left_to_the_next_worker(
    leather: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_arguments: object) -> None:
        raise OperationalError("the connection is closed")

    load_history(leather, past(lists=5))
    run = services.request_training(leather)
    monkeypatch.setattr(trainer, "progress_lines", gone)
    with pytest.raises(OperationalError):
        trainer.train(run.pk)
    run.refresh_from_db()
    assert run.state == TrainingRun.State.RUNNING
    assert (scratch_folder(run) / "data").is_dir()
    services.recover_silent_runs(now=timezone.now() + 2 * services.STALE_AFTER)
    assert services.queued_runs() == [run.pk]


def test_a_failed_run_is_taken_up_by_hand_while_something_of_it_is_left(leather: Store, artefacts: Path) -> None:
    run = services.request_training(leather)
    TrainingRun.objects.update(state="failed", finished_at=timezone.now())
    run.refresh_from_db()
    with pytest.raises(services.TrainingError, match="Start a new one"):
        services.take_up_again(run)
    scratch_folder(run).mkdir(parents=True)
    services.take_up_again(run)
    run.refresh_from_db()
    assert run.state == TrainingRun.State.QUEUED


@pytest.mark.parametrize(
    ("code", "told", "kind", "words", "goes_on"),
    [
        (-9, "", "", "most often because memory ran out", True),
        (1, "MemoryError: ", "memory", "ran out of memory", True),
        (1, "OSError: [Errno 28] No space left on device", "disk", "The disk is full", True),
        (1, "Diverged: vector ran away", "diverged", "lower the learning rate", False),
        (1, "ConfigError: There is no setting 'speed'", "settings", "speed", False),
        (-11, "", "", "ended with code -11", False),
    ],
)
def test_whatever_ends_a_trainer_is_told_with_what_to_do(
    code: int, told: str, kind: str, words: str, goes_on: bool
) -> None:
    failure = failure_of(code, told=told, kind=kind, tail=["line 1"])
    assert words in str(failure)
    assert (failure.kind in CAN_GO_ON) is goes_on


def test_a_figure_that_ran_away_is_kept_as_none() -> None:
    assert parsed('{"stage": "vector", "metrics": {"held_out_loss": NaN}}') == {
        "stage": "vector",
        "metrics": {"held_out_loss": None},
    }


def test_the_log_can_be_read_by_people() -> None:
    lines = ['{"stage": "vector", "percent": 40, "message": "epoch 2 of 4"}', "A warning", '{"error": "Full"}']
    assert readable(lines) == "vector 40 %: epoch 2 of 4\nA warning\nFull"


def test_a_lost_message_is_handed_out_again(leather: Store, monkeypatch) -> None:
    run = services.request_training(leather)
    handed: list[int] = []
    monkeypatch.setattr(tasks, "hand_out_again", handed.append)
    tasks.reconcile()
    assert handed == [run.pk]


def test_a_message_that_comes_twice_trains_once(leather: Store) -> None:
    run = services.request_training(leather)
    trainer.train(run.pk)
    finished = TrainingRun.objects.get(pk=run.pk).finished_at
    assert trainer.train(run.pk).finished_at == finished


@pytest.mark.parametrize(
    ("stage", "percent", "overall"),
    [("export", 0, 0), ("export", 100, 8), ("vector", 0, 17), ("vector", 50, 33), ("try", 100, 99), ("dance", 50, 0)],
)
def test_progress_of_a_stage_counts_towards_the_whole(stage: str, percent: int, overall: int) -> None:
    assert trainer.overall_percent(stage, percent) == overall
