"""Every axis of `bench scaling` measures what it says, on a shop that is small enough for a test."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from woorec.speed.scaling import AXES

ROOT = Path(__file__).resolve().parents[3]
SMALL = (
    "--products=300",
    "--customers=40",
    "--events=400",
    "--most=50000",
    "--rounds=2",
    "--requests=4",
    "--port=8870",
)


def manage(home: Path, *arguments: str) -> str:
    """This will run a command as somebody would who has just installed WooRec, and give what it says."""
    given = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    environment = {**given, "WOOREC_HOME": str(home), "WOOREC_ENV": "development", "WOOREC_FAST_SERVICES": "1"}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
def test_every_axis_gives_its_table(tmp_path: Path) -> None:
    manage(tmp_path, "migrate")
    for axis in AXES:
        lines = manage(tmp_path, "bench", "scaling", "--axes", axis, *SMALL).splitlines()
        rows = [line for line in lines if line.startswith("| ")]
        assert len(rows) >= 2, (axis, lines)
        assert len({row.count("|") for row in rows}) == 1, (axis, rows)
