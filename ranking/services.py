"""Training runs from request to promoted model. The TrainingRun row is the truth; a queue only says which row."""

import hashlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from catalog.models import Store
from events.models import Interaction
from ranking.artifacts import ArtifactError, verify
from ranking.model_folders import artefact_folder, prune_artefacts
from ranking.models import ModelVersion, TrainingRun
from ranking.queries import training_data

STALE_AFTER = timedelta(seconds=120)
LOG_LINES = 40
log = logging.getLogger(__name__)
Watch = Callable[[str, int], None]
# Where each stage of a training ends, in percent of the whole, as measured on the demo shops.
STAGE_ENDS = {
    "export": 8,
    "load": 10,
    "hot": 11,
    "graph": 15,
    "complement": 17,
    "vector": 50,
    "ranker": 78,
    "evaluate": 97,
    "write": 99,
}


class TrainingError(RuntimeError):
    """A run that cannot start or go on. The message is for the person who asked."""


class LeaseLost(RuntimeError):
    """The run was ended by somebody else while this process worked on it. What it made is thrown away."""


def request_training(store: Store, *, by: User | None = None, config: dict | None = None) -> TrainingRun:
    """This will put a run in the queue; the worker finds the row even if the message is lost.

    Raises TrainingError when the store has a run that has not ended.
    """
    try:
        with transaction.atomic():
            return TrainingRun.objects.create(store=store, requested_by=by, config=config or {})
    except IntegrityError as error:
        raise TrainingError(f"{store.name} is already training. Wait for it to end, or stop it first.") from error


def request_nightly_trainings() -> list[TrainingRun]:
    """This will put a run in the queue for each store that has events and no open run."""
    stores = Store.objects.exclude(training_runs__state__in=["queued", "running"]).filter(
        pk__in=Interaction.objects.values("store_id").distinct()
    )
    return [request_training(store) for store in stores]


def request_stop(run: TrainingRun) -> None:
    """This will end a run: at once while it waits, at the next sign of life while it works."""
    waiting = TrainingRun.objects.filter(pk=run.pk, state=TrainingRun.State.QUEUED)
    if not waiting.update(
        state=TrainingRun.State.CANCELLED, finished_at=timezone.now(), message="Stopped before it began"
    ):
        TrainingRun.objects.filter(pk=run.pk, state=TrainingRun.State.RUNNING).update(cancel_requested=True)


def queued_runs() -> list[int]:
    """This will name the runs that wait, oldest first; a beat job hands them out again."""
    return list(
        TrainingRun.objects.filter(state=TrainingRun.State.QUEUED).order_by("created_at").values_list("pk", flat=True)
    )


def fail_stale_runs(*, now: datetime) -> int:
    """This will end runs whose worker has not been heard of, so that a new one can start."""
    silent = Q(heartbeat_at__lt=now - STALE_AFTER) | Q(heartbeat_at=None, started_at__lt=now - STALE_AFTER)
    return TrainingRun.objects.filter(silent, state=TrainingRun.State.RUNNING).update(
        state=TrainingRun.State.FAILED,
        finished_at=now,
        error="The worker that trained it went away. Start the training again.",
    )


def train(run_id: int, *, promoted: bool | None = None, watch: Watch | None = None) -> TrainingRun:
    """This will carry out a queued run: export, train in a subprocess, verify, keep, and promote if it may.

    The first model of a store is promoted by itself; later ones wait for a person unless `promoted` says otherwise.
    """
    lease = f"{os.uname().nodename}:{os.getpid()}"
    taken = TrainingRun.objects.filter(pk=run_id, state=TrainingRun.State.QUEUED).update(
        state=TrainingRun.State.RUNNING,
        lease=lease,
        started_at=timezone.now(),
        heartbeat_at=timezone.now(),
        stage="export",
        percent=1,
        message="Reading the shop's events",
    )
    run = TrainingRun.objects.select_related("store").get(pk=run_id)
    if not taken:
        return run
    try:
        version = _train_in_subprocess(run, watch=watch)
    except Exception as error:
        _finish_failed(run, error=error)
        if not isinstance(error, TrainingError | ArtifactError | LeaseLost):
            raise
        return run
    _promote_if_it_may(version, promoted=promoted)
    prune_artefacts(run.store)
    return run


def promote(version: ModelVersion, *, by: User | None = None) -> None:
    """This will make a version the one that serves. Promoting an earlier champion is the roll-back.

    Raises ArtifactError when its files are missing or damaged, and leaves the champion as it is.
    """
    verify(artefact_folder(version.name))
    with transaction.atomic():
        ModelVersion.objects.select_for_update().filter(store=version.store, state=ModelVersion.State.CHAMPION).update(
            state=ModelVersion.State.RETIRED
        )
        version.state, version.promoted_at, version.promoted_by = ModelVersion.State.CHAMPION, timezone.now(), by
        version.save(update_fields=["state", "promoted_at", "promoted_by"])


def _train_in_subprocess(run: TrainingRun, *, watch: Watch | None) -> ModelVersion:
    settings.ARTEFACTS.mkdir(parents=True, exist_ok=True)
    name = f"{run.store.code}-{timezone.now():%Y%m%d-%H%M%S}-{run.pk}"
    try:
        _make_artefact(run, folder=artefact_folder(name), watch=watch or (lambda _stage, _percent: None))
        return _keep(run, name=name)
    except BaseException:
        # A stop may arrive when the trainer has just finished: what nobody will use is not left behind.
        shutil.rmtree(artefact_folder(name), ignore_errors=True)
        raise


def _keep(run: TrainingRun, *, name: str) -> ModelVersion:
    """This will end the run well and keep what it made, both or neither."""
    with transaction.atomic():
        _finish(run, state=TrainingRun.State.SUCCEEDED, percent=100, stage="done", message="")
        return ModelVersion.objects.create(
            store=run.store,
            run=run,
            name=name,
            metrics=run.metrics,
            manifest_digest=hashlib.sha256((artefact_folder(name) / "manifest.json").read_bytes()).hexdigest(),
        )


def _make_artefact(run: TrainingRun, *, folder: Path, watch: Watch) -> None:
    """This will export the store's events, train on them and verify what came out."""
    watch("export", 1)
    with tempfile.TemporaryDirectory(prefix="woorec-training-") as scratch:
        data, config = Path(scratch) / "data", Path(scratch) / "config.json"
        with _Heartbeat(run):
            exported = training_data(run.store, now=timezone.now(), days=run.config.get("days"))
        if not len(exported.interactions):
            raise TrainingError(f"{run.store.name} has no events yet. Send or import some, then train.")
        exported.save(data)
        del exported
        config.write_text(json.dumps({key: value for key, value in run.config.items() if key != "days"}))
        for line in _progress_lines(run, data=data, out=folder, config=config):
            _note(run, line)
            watch(run.stage, run.percent)
    verify(folder)


def _progress_lines(run: TrainingRun, *, data: Path, out: Path, config: Path) -> Iterator[dict]:
    """This will run the trainer at low priority and yield what it reports; a stop request ends it."""
    command = [sys.executable, "-m", "ranking.training", str(data), str(out), "--config", str(config)]
    environment = {k: v for k, v in os.environ.items() if k not in {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"}}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=settings.BASE_DIR,
        env=environment,
        preexec_fn=lambda: os.nice(19),  # the shop's requests come first
    )
    tail: deque[str] = deque(maxlen=LOG_LINES)
    assert process.stdout is not None
    with _Heartbeat(run, on_stop=lambda: process.send_signal(signal.SIGTERM)) as heart:
        try:
            for text in process.stdout:
                tail.append(text.rstrip())
                if (line := _parsed(text)) is not None:
                    yield line
            code = process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            TrainingRun.objects.filter(pk=run.pk).update(log_tail="\n".join(tail))
    # A trainer faster than the next beat ends before it can be signalled: asked to stop is stopped all the same.
    if heart.stopped or TrainingRun.objects.filter(pk=run.pk, cancel_requested=True).exists():
        raise TrainingError("Stopped on request.")
    if code != 0:
        told = next((line["error"] for text in reversed(tail) if "error" in (line := _parsed(text) or {})), None)
        raise TrainingError(told or f"The trainer ended with code {code}: {' / '.join(list(tail)[-3:])}")


def _parsed(text: str) -> dict | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def _note(run: TrainingRun, line: dict) -> None:
    run.stage = str(line.get("stage", run.stage))[:40]
    run.percent = max(run.percent, overall_percent(run.stage, int(line.get("percent", 0))))
    run.message = str(line.get("message", ""))[:300]
    run.metrics = {**run.metrics, **line.get("metrics", {})}
    _held(run).update(
        stage=run.stage, percent=run.percent, message=run.message, metrics=run.metrics, heartbeat_at=timezone.now()
    )


def overall_percent(stage: str, percent: int) -> int:
    """This will turn a stage's own percent into one of the whole run; an unknown stage counts as not begun."""
    if stage not in STAGE_ENDS:
        return 0
    names, ends = list(STAGE_ENDS), list(STAGE_ENDS.values())
    begin = ends[names.index(stage) - 1] if names.index(stage) else 0
    return begin + (STAGE_ENDS[stage] - begin) * max(0, min(100, percent)) // 100


def _held(run: TrainingRun) -> QuerySet[TrainingRun]:
    """This will find the run while it is this process's to write; one that was ended as silent no longer is."""
    return TrainingRun.objects.filter(pk=run.pk, state=TrainingRun.State.RUNNING, lease=run.lease)


def _finish(run: TrainingRun, **fields: object) -> None:
    """This will end a run that is still this process's; raises LeaseLost when it is not."""
    ended = _held(run).update(finished_at=timezone.now(), **fields)
    run.refresh_from_db()
    if not ended:
        raise LeaseLost(f"Training run {run.pk} of {run.store.name} was ended meanwhile ({run.get_state_display()}).")


def _finish_failed(run: TrainingRun, *, error: Exception) -> None:
    run.refresh_from_db(fields=["cancel_requested"])
    state = TrainingRun.State.CANCELLED if run.cancel_requested else TrainingRun.State.FAILED
    try:
        _finish(run, state=state, error=str(error))
    except LeaseLost as lost:
        log.warning("%s What this worker made of it was thrown away.", lost)


def _promote_if_it_may(version: ModelVersion, *, promoted: bool | None) -> None:
    first = not version.store.model_versions.filter(state=ModelVersion.State.CHAMPION).exists()
    if first if promoted is None else promoted:
        promote(version)


class _Heartbeat:
    """Keeps a run's heartbeat fresh from a thread while the work is silent, and watches for a stop request."""

    def __init__(self, run: TrainingRun, *, on_stop: object = None, every: float = 2.0) -> None:
        self.run, self.on_stop, self.every = run, on_stop, every
        self.stopped = False
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> "_Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, *_exc: object) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        try:
            while not self._ended.wait(self.every):
                _held(self.run).update(heartbeat_at=timezone.now())
                if self.on_stop and not self.stopped and self._is_over():
                    self.stopped = True
                    self.on_stop()  # type: ignore[operator]
        finally:
            connection.close()

    def _is_over(self) -> bool:
        """This will say whether somebody asked the run to stop, or ended it as silent."""
        held = Q(state=TrainingRun.State.RUNNING, lease=self.run.lease)
        return TrainingRun.objects.filter(Q(cancel_requested=True) | ~held, pk=self.run.pk).exists()
