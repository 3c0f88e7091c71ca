"""Our rankers and others' are timed alike."""

from types import SimpleNamespace

import numpy as np
import pytest

from ranking.rankers.network_training import Fitted
from tests.benchmarks import ranking_peers
from tests.ranking.rankers.test_networks import made_up

ROWS = np.arange(600)


@pytest.mark.parametrize("goal", ["clicks", "entire space"])
def test_the_clock_of_ours_runs_for_the_whole_call_that_trains(goal: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is a stand-in; what the training says of its own pace is not used."""
    fit, clock = ranking_peers.fit, {"runs": False}

    def training(*asked: object, **more: object) -> Fitted:
        assert clock["runs"]
        return fit(*asked, **more)

    def timed(train, *, rows: int) -> float:
        clock["runs"] = True
        train()
        clock["runs"] = False
        return float(rows)

    monkeypatch.setattr(ranking_peers, "fit", training)
    monkeypatch.setattr(ranking_peers, "_timed", timed)
    task = SimpleNamespace(table=made_up(900), train=ROWS, valid=np.arange(600, 750), test=np.arange(750, 900))
    speed, (click, both) = ranking_peers.ours(task, goal)
    assert speed == len(ROWS)
    assert len(click) == 150
    assert (both is not None) == (goal == "entire space")
