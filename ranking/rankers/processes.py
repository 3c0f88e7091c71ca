"""Fit one network in several processes: python -m torch.distributed.run ... -m ranking.rankers.processes JOB

Every process maps the same examples from disk, reads its own share of them, and averages its gradients with the
others' (gloo on CPUs, nccl on GPUs). A batch is divided among the processes, so a step is the step of one process.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import torch
from numpy.typing import NDArray
from torch import distributed

from ranking.low_priority import LOWEST, give_way
from ranking.rankers import table_files
from ranking.rankers.network import Shape
from ranking.rankers.network_training import Fitted, Goal, NetworkConfig, Report, Table, TrainingDiverged, fit
from ranking.recall.base import Floats

JOB, RESULT, WEIGHTS, BEGINNING = "job.json", "result.json", "weights.npz", "beginning.npz"
GRACE = 5.0  # seconds that a launcher may take to end its workers


class ProcessesFailed(ValueError):
    """Say that a process of several ended early, with the end of what it printed."""


def fit_in_processes(
    table: Table,
    *,
    goal: Goal,
    learning: NDArray[np.int64],
    judging: NDArray[np.int64],
    config: NetworkConfig,
    seed: int,
    processes: int,
    beginning: Mapping[str, Floats] | None = None,
    report: Report | None = None,
) -> Fitted:
    """Return what `fit` returns, from several processes on this machine; with one it is `fit`.

    Raises TrainingDiverged, and ProcessesFailed when a process ends early.
    """
    if processes == 1:
        return fit(
            table, goal=goal, learning=learning, judging=judging, config=config, seed=seed, beginning=beginning,
            report=report,
        )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="woorec-processes-") as scratch:
        folder = Path(scratch)
        table_files.save(table, folder)
        np.save(folder / "learning.npy", learning)
        np.save(folder / "judging.npy", judging)
        if beginning is not None:
            np.savez(folder / BEGINNING, **dict(beginning))  # type: ignore[arg-type]
        job = {"goal": goal, "seed": seed, "config": asdict(config)}
        (folder / JOB).write_text(json.dumps(job), encoding="utf-8")
        _run(folder, processes=processes)
        return _result(folder)


def _run(folder: Path, *, processes: int) -> None:
    threads = max(1, (os.cpu_count() or 1) // processes)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    launcher = subprocess.Popen(
        [*command, "-m", "ranking.rankers.processes", str(folder)],
        env=os.environ | {"OMP_NUM_THREADS": str(threads)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        _, told = launcher.communicate()
    except BaseException:
        _end(launcher)
        raise
    if launcher.returncode and not (folder / RESULT).exists():
        raise ProcessesFailed(f"A training process ended with {launcher.returncode}: {told.strip()[-600:]}")


def _end(launcher: subprocess.Popen[str]) -> None:
    """End a launcher with its workers: each leads a session of its own, so that no signal to a group reaches them."""
    family = _workers(launcher)
    until = time.monotonic() + GRACE
    try:
        launcher.terminate()
        while launcher.poll() is None and time.monotonic() < until:
            family |= _workers(launcher)  # it may have been starting one
            time.sleep(0.05)
    finally:
        family |= _workers(launcher)
        launcher.kill()
        launcher.wait()
        for worker in family:
            with suppress(psutil.NoSuchProcess):
                worker.kill()
        psutil.wait_procs(list(family), timeout=GRACE)


def _workers(launcher: subprocess.Popen[str]) -> set[psutil.Process]:
    try:
        return set(psutil.Process(launcher.pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return set()


def _result(folder: Path) -> Fitted:
    told = json.loads((folder / RESULT).read_text(encoding="utf-8"))
    if "diverged" in told:
        raise TrainingDiverged(told["diverged"])
    with np.load(folder / WEIGHTS, allow_pickle=False) as archive:
        weights = {name: archive[name] for name in archive.files}
    shape = Shape(**(told["shape"] | {"hidden": tuple(told["shape"]["hidden"])}))
    return Fitted(shape, weights, told["losses"], told["examples_per_second"])


def main(arguments: list[str]) -> int:
    """Work on one job as one of its processes; the first one writes what came out."""
    if os.nice(0) == LOWEST:  # so had the trainer, and its launcher gave each of us a session of its own
        give_way()
    folder = Path(arguments[0])
    distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    try:
        told = _work(folder)
    except TrainingDiverged as error:
        told = {"diverged": str(error)}
    if distributed.get_rank() == 0:
        (folder / RESULT).write_text(json.dumps(told), encoding="utf-8")
    distributed.destroy_process_group()
    return 0


def _work(folder: Path) -> dict[str, Any]:
    job = json.loads((folder / JOB).read_text(encoding="utf-8"))
    config = NetworkConfig(**(job["config"] | {"hidden": tuple(job["config"]["hidden"])}))
    begins = folder / BEGINNING
    fitted = fit(
        table_files.load(folder),
        goal=job["goal"],
        learning=np.load(folder / "learning.npy", mmap_mode="r"),
        judging=np.load(folder / "judging.npy", mmap_mode="r"),
        config=config,
        seed=job["seed"],
        beginning=dict(np.load(begins, allow_pickle=False)) if begins.exists() else None,
    )
    if distributed.get_rank() == 0:
        np.savez(folder / WEIGHTS, **fitted.weights)  # type: ignore[arg-type]
    return {
        "shape": asdict(fitted.shape),
        "losses": fitted.losses,
        "examples_per_second": fitted.examples_per_second,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
