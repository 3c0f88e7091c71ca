"""A training takes what serving leaves of the processors."""

import os
import subprocess
import sys

import pytest

from ranking.low_priority import GROUP, give_way
from ranking.trainer_process import _started


def test_a_trainer_has_the_lowest_priority_and_a_session_of_its_own() -> None:
    with _started(["--help"]) as process:
        assert os.getpriority(os.PRIO_PROCESS, process.pid) == 19
        assert os.getsid(process.pid) == process.pid
        process.communicate()


@pytest.mark.skipif(not GROUP.exists(), reason="This kernel does not share processors between sessions.")
def test_a_session_gives_way_as_a_whole_and_its_parent_does_not() -> None:
    before = GROUP.read_text()
    command = [sys.executable, "-c", f"print(open({str(GROUP)!r}).read())"]
    said = subprocess.run(
        command, start_new_session=True, preexec_fn=give_way, capture_output=True, text=True, check=True
    )
    assert said.stdout.split()[-1] == "19"
    assert GROUP.read_text() == before
