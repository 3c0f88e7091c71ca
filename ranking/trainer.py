"""Carries out a queued training: export, train in a subprocess, verify, try, keep, and promote if it may."""

import hashlib
import json
import logging
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from events.queries import avoiding_customers
from ranking.artifacts import ArtifactError, verify
from ranking.avoiders import customers_in, read_foretold, with_avoiders
from ranking.failures import CAN_GO_ON, TrainerFailed, failure_of, is_full_disk
from ranking.gates import Gate, Trial, judge, refusal
from ranking.model_folders import artefact_folder, drop_old_scratch, drop_scratch, prune_artefacts, scratch_folder
from ranking.models import ModelVersion, TrainingRun
from ranking.queries import champion, training_data
from ranking.services import TrainingError, note_attempt, promote, promotes_itself
from ranking.trainer_process import Heartbeat, StoppedOnRequest, held, progress_lines

log = logging.getLogger(__name__)
Watch = Callable[[str, int], None]
# Asks the shop's own pipeline with a model that does not serve yet, beside the champion (None: there is none).
Try = Callable[[TrainingRun, str, str | None], Trial]
# Where each stage of a training ends, in percent of the whole, as measured on the demo shops.
STAGE_ENDS = {
    "export": 8,
    "load": 10,
    "hot": 11,
    "graph": 15,
    "complement": 17,
    "vector": 50,
    "ranker": 76,
    "evaluate": 94,
    "write": 95,
    "try": 99,
}


class LeaseLost(RuntimeError):
    """The run was ended by somebody else while this process worked on it. What it made is thrown away."""


def train(
    run_id: int, *, promoted: bool | None = None, watch: Watch | None = None, attempt: Try | None = None
) -> TrainingRun:
    """This will carry out a queued run; one that is not waiting is left alone.

    The first model of a store is promoted by itself unless it is refused; later ones when the store says so and every
    check has passed. `promoted` overrides both, but for a refused one. `attempt` tries the model on the shop's lists.
    """
    taken = note_attempt(run_id, lease=f"{os.uname().nodename}:{os.getpid()}", now=timezone.now())
    run = TrainingRun.objects.select_related("store").get(pk=run_id)
    if not taken:
        return run
    try:
        version = _trained(run, watch=watch or (lambda _stage, _percent: None), attempt=attempt)
    except (OperationalError, InterfaceError):
        raise  # the database is away: nothing can be written down, and the silent run goes to another worker
    except Exception as error:
        known = worded(error)
        _finish_failed(run, error=known or error)
        if known is None:
            raise
        return run
    _promote_if_it_may(version, promoted=promoted)
    prune_artefacts(run.store)
    return run


def worded(error: Exception) -> Exception | None:
    """This will turn what may happen to any training into words for people; None for what nobody foresaw."""
    if isinstance(error, TrainingError | TrainerFailed | ArtifactError | StoppedOnRequest | LeaseLost):
        return error
    kind = "memory" if isinstance(error, MemoryError) else "disk" if is_full_disk(error) else ""
    return failure_of(1, told=str(error), kind=kind, tail=[]) if kind else None


def overall_percent(stage: str, percent: int) -> int:
    """This will turn a stage's own percent into one of the whole run; an unknown stage counts as not begun."""
    if stage not in STAGE_ENDS:
        return 0
    names, ends = list(STAGE_ENDS), list(STAGE_ENDS.values())
    begin = ends[names.index(stage) - 1] if names.index(stage) else 0
    return begin + (STAGE_ENDS[stage] - begin) * max(0, min(100, percent)) // 100


def _trained(run: TrainingRun, *, watch: Watch, attempt: Try | None) -> ModelVersion:
    settings.ARTEFACTS.mkdir(parents=True, exist_ok=True)
    drop_old_scratch()
    name = f"{run.store.code}-{timezone.now():%Y%m%d-%H%M%S}-{run.pk}"
    serving = champion(run.store)
    try:
        _make_artefact(run, folder=artefact_folder(name), serving=serving, watch=watch)
        gates = _judged(run, name=name, serving=serving, watch=watch, attempt=attempt)
        version = _keep(run, name=name, gates=gates)
    except BaseException:
        # A stop may arrive when the trainer has just finished: what nobody will use is not left behind.
        shutil.rmtree(artefact_folder(name), ignore_errors=True)
        raise
    drop_scratch(run)
    return version


def _make_artefact(run: TrainingRun, *, folder: Path, serving: ModelVersion | None, watch: Watch) -> None:
    """This will export the store's events once, train on them and verify what came out."""
    watch("export", 1)
    scratch = scratch_folder(run)
    data, config = scratch / "data", scratch / "config.json"
    with Heartbeat(run):
        _export(run, data=data)
    config.write_text(json.dumps({key: value for key, value in run.config.items() if key != "days"}))
    arguments: list[str | Path] = [data, folder, "--config", config, "--keep", scratch / "finished"]
    if serving is not None:
        arguments += ["--champion", artefact_folder(serving.name)]
    foretold = scratch / "foretold.npz"
    for line in progress_lines(run, [*arguments, "--foretold", foretold]):
        _note(run, line)
        watch(run.stage, run.percent)
    verify(folder)
    _note_avoiders(run, foretold)


def _note_avoiders(run: TrainingRun, path: Path) -> None:
    """This will add how the rankers fare with shoppers who avoid something, which the trainer itself never learns."""
    foretold = read_foretold(path)
    avoiding = avoiding_customers(run.store, among=customers_in(foretold))
    run.metrics = with_avoiders(run.metrics, foretold, avoiding=avoiding)
    held(run).update(metrics=run.metrics)


def _export(run: TrainingRun, *, data: Path) -> None:
    """This will write down the store's events; a run that is taken up again learns from those it began with."""
    if data.is_dir():
        return
    exported = training_data(run.store, now=timezone.now(), days=run.config.get("days"))
    if not len(exported.interactions):
        raise TrainingError(f"{run.store.name} has no events yet. Send or import some, then train.")
    half = data.with_name("data.half")
    shutil.rmtree(half, ignore_errors=True)
    exported.save(half)
    half.rename(data)


def _judged(
    run: TrainingRun, *, name: str, serving: ModelVersion | None, watch: Watch, attempt: Try | None
) -> list[Gate]:
    """This will check the new model against the champion; a check that breaks is an open question, not a failed run."""
    _note(run, {"stage": "try", "message": "Asking for lists with the new model"})
    watch("try", run.percent)
    trial = None
    if attempt is not None:
        with Heartbeat(run):
            try:
                trial = attempt(run, name, serving.name if serving else None)
            except Exception:
                log.exception("%s could not be tried on the lists of %s", name, run.store.code)
    return judge(run.metrics, trial, has_champion=serving is not None)


def _keep(run: TrainingRun, *, name: str, gates: list[Gate]) -> ModelVersion:
    """This will end the run well and keep what it made, both or neither."""
    refused = refusal(gates)
    with transaction.atomic():
        _finish(run, state=TrainingRun.State.SUCCEEDED, percent=100, stage="done", message="", error="")
        return ModelVersion.objects.create(
            store=run.store,
            run=run,
            name=name,
            metrics=run.metrics,
            state=ModelVersion.State.REFUSED if refused else ModelVersion.State.CHALLENGER,
            gates=[gate.to_json() for gate in gates],
            refused_because=refused[:300],
            manifest_digest=hashlib.sha256((artefact_folder(name) / "manifest.json").read_bytes()).hexdigest(),
        )


def _note(run: TrainingRun, line: dict) -> None:
    run.stage = str(line.get("stage", run.stage))[:40]
    run.percent = max(run.percent, overall_percent(run.stage, int(line.get("percent", 0))))
    run.message = str(line.get("message", ""))[:300]
    run.metrics = {**run.metrics, **line.get("metrics", {})}
    held(run).update(
        stage=run.stage, percent=run.percent, message=run.message, metrics=run.metrics, heartbeat_at=timezone.now()
    )


def _finish(run: TrainingRun, **fields: object) -> None:
    """This will end a run that is still this process's; raises LeaseLost when it is not."""
    ended = held(run).update(finished_at=timezone.now(), **fields)
    run.refresh_from_db()
    if not ended:
        words = f"Training {run.pk} of {run.store.name} is not this worker's any more ({run.get_state_display()})."
        raise LeaseLost(words)


def _finish_failed(run: TrainingRun, *, error: Exception) -> None:
    """This will end a run badly. What it finished is kept where that helps the next attempt."""
    run.refresh_from_db(fields=["cancel_requested"])
    state = TrainingRun.State.CANCELLED if run.cancel_requested else TrainingRun.State.FAILED
    try:
        _finish(run, state=state, error=str(error))
    except LeaseLost as lost:
        log.warning("%s What this worker made of it was thrown away.", lost)
        return
    if not (isinstance(error, TrainerFailed) and error.kind in CAN_GO_ON) or run.cancel_requested:
        drop_scratch(run)


def _promote_if_it_may(version: ModelVersion, *, promoted: bool | None) -> None:
    if version.state == ModelVersion.State.REFUSED or promoted is False:
        return
    first = not version.store.model_versions.filter(state=ModelVersion.State.CHAMPION).exists()
    by_itself = not version.open_questions and promotes_itself(version.store)
    if promoted or first or by_itself:
        reason = "The first model of the store" if first else "Asked for" if promoted else ""
        promote(version, reason=reason if version.open_questions else "")
