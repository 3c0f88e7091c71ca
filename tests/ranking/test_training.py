import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ranking import training
from ranking.dataset import TrainingData
from ranking.scoring import load_model
from ranking.training import ConfigError, TrainingConfig, configure
from tests.ranking.leather_shop import QUICK, shopper

ROOT = Path(__file__).parents[2]
STAGES = ["load", "hot", "graph", "complement", "vector", "ranker", "evaluate", "write"]


@pytest.fixture
def saved(data: TrainingData, tmp_path: Path) -> Path:
    data.save(tmp_path / "data")
    (tmp_path / "config.json").write_text(json.dumps(QUICK | {"evaluate": True}))
    return tmp_path


def run(saved: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ranking.training", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_run_tells_every_stage_and_leaves_a_model(saved: Path, data: TrainingData) -> None:
    done = run(saved, str(saved / "data"), str(saved / "model"), "--config", str(saved / "config.json"))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert list(dict.fromkeys(line["stage"] for line in lines)) == STAGES
    assert all(set(line) == {"stage", "percent", "message", "metrics"} for line in lines)
    model = load_model(saved / "model", data.catalogue)
    assert model.version == lines[-1]["metrics"]["version"]
    assert len(model.recall("vector", shopper("pebbled tote"), k=3)) == 3
    assert "No known customer" in model.metrics["recall"]["missing"]


def test_a_stopped_run_leaves_nothing_behind(saved: Path) -> None:
    (saved / "config.json").write_text(json.dumps({"vector": {"epochs": 100_000}}))
    arguments = [str(saved / "data"), str(saved / "model"), "--config", str(saved / "config.json")]
    process = subprocess.Popen(
        [sys.executable, "-m", "ranking.training", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    while json.loads(process.stdout.readline())["stage"] != "vector":
        pass
    time.sleep(0.2)
    os.kill(process.pid, signal.SIGTERM)
    output, _ = process.communicate(timeout=20)
    assert process.returncode == 143
    assert "stopped" in json.loads(output.splitlines()[-1])["error"]
    assert sorted(path.name for path in saved.iterdir()) == ["config.json", "data"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [(("missing", "model"), "cannot be read"), (("data", "data"), "exists already")],
)
def test_a_run_that_cannot_start_says_why_in_its_last_line(
    saved: Path, arguments: tuple[str, str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    status = training.main([str(saved / name) for name in arguments])
    signal.signal(signal.SIGTERM, before)
    assert status != 0
    assert complaint in json.loads(capsys.readouterr().out.splitlines()[-1])["error"]


def test_a_setting_reaches_its_section() -> None:
    config = configure(
        TrainingConfig(), {"vector": {"epochs": 2, "max_seconds": 5}, "rankers": {"logistic": {"penalties": [1.0]}}}
    )
    assert config.vector.epochs == 2
    assert config.vector.max_seconds == 5.0
    assert config.rankers.logistic.penalties == (1.0,)
    assert config.hot == TrainingConfig().hot


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"vectors": {}}, "no setting 'vectors'"),
        ({"vector": {"epoch": 1}}, "no setting 'epoch'"),
        ({"vector": 3}, "object"),
        ({"seed": "zero"}, "int"),
    ],
)
def test_a_setting_nobody_knows_is_refused(changes: dict[str, object], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        configure(TrainingConfig(), changes)
