"""Training one network in several processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace

import numpy as np
import psutil
import pytest

from ranking.rankers import processes, table_files
from ranking.rankers.network_training import TrainingDiverged, fit
from ranking.rankers.processes import fit_in_processes
from tests.ranking.rankers.test_networks import QUICK, made_up

ROWS = np.arange(3_000)
ASKED = {"goal": "entire space", "learning": ROWS[:-600], "judging": ROWS[-600:], "seed": 1}


def test_two_processes_learn_what_one_learns() -> None:
    table = made_up()
    alone = fit(table, config=QUICK, **ASKED)
    together = fit_in_processes(table, config=QUICK, processes=2, **ASKED)
    assert together.shape == alone.shape
    assert len(together.losses) == len(alone.losses)
    assert min(together.losses) == pytest.approx(min(alone.losses), abs=0.03)


def test_a_network_that_diverges_in_two_processes_says_so() -> None:
    config = QUICK.__class__(dimension=4, hidden=(8,), batch=128, epochs=1, learning_rate=float("nan"))
    with pytest.raises(TrainingDiverged, match="learning rate"):
        fit_in_processes(made_up(), config=config, processes=2, **ASKED)


def test_examples_come_back_from_disk_as_they_were(tmp_path) -> None:
    table = made_up(50)
    table_files.save(table, tmp_path)
    back = table_files.load(tmp_path)
    assert back.rows == table.rows
    assert np.array_equal(back.clicked, table.clicked)
    assert np.array_equal(back.sides["product"].bags[0].numbers, table.sides["product"].bags[0].numbers)
    assert np.array_equal(back.index["product"], table.index["product"])
    assert back.index["pair"] is None


def test_ctrl_c_leaves_no_process_behind() -> None:
    """Pressed as soon as there are both workers, each of which leads a session of its own."""
    family: list[psutil.Process] = []
    pressing = threading.Thread(target=press_when_both_run, args=(family,))
    endless = replace(QUICK, epochs=100_000, patience=100_000)
    usual = signal.signal(signal.SIGINT, signal.default_int_handler)  # shells have it ignored in the background
    try:
        pressing.start()
        with pytest.raises(KeyboardInterrupt):
            fit_in_processes(made_up(), config=endless, processes=2, **ASKED)
        assert len(family) == 3
        assert [process.pid for process in family if runs(process)] == []
    finally:
        pressing.join()
        signal.signal(signal.SIGINT, usual)
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()


def test_a_launcher_that_will_not_end_is_killed_with_its_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "GRACE", 0.5)
    script = (
        "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'], start_new_session=True);"
        "print('started', flush=True); time.sleep(600)"
    )
    launcher = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    with launcher:
        assert launcher.stdout.readline() == "started\n"
        (worker,) = psutil.Process(launcher.pid).children()
        processes._end(launcher)
    assert not runs(worker)


def press_when_both_run(family: list[psutil.Process]) -> None:
    until = time.monotonic() + 120
    while len(family) < 3 and time.monotonic() < until:
        time.sleep(0.1)
        family[:] = [each for each in psutil.Process().children(recursive=True) if trains(each)]
    os.kill(os.getpid(), signal.SIGINT)


def trains(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return "ranking.rankers.processes" in process.cmdline()
    return False


def runs(process: psutil.Process) -> bool:
    """Nobody may have taken note of the end of an orphan: that is no process any more."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
