"""Training one network in several processes."""

import os
import subprocess

import numpy as np
import pytest

from ranking.rankers import table_files
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


def test_a_stop_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    launched: list[int] = []

    def stopped(launcher: subprocess.Popen) -> None:
        launched.append(launcher.pid)
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", stopped)
    with pytest.raises(KeyboardInterrupt):
        fit_in_processes(made_up(), config=QUICK, processes=2, **ASKED)
    with pytest.raises(ProcessLookupError):
        os.killpg(launched[0], 0)
