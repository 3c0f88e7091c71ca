import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from ranking.recall import RECALLS
from ranking.scoring import ServingModel, untrained_model
from tests.ranking.leather_shop import NAMES, catalogue, shopper

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("stranger", ["torch", "django", "pandas"])
def test_the_web_process_loads_neither_torch_nor_django(stranger: str) -> None:
    probe = f"import ranking.scoring, sys; sys.exit('{stranger}' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], cwd=ROOT, check=False).returncode == 0


def test_every_listed_channel_can_be_asked(serving: ServingModel) -> None:
    assert set(serving.channels) == set(RECALLS)
    assert serving.rankers == ("logistic", "deepfm", "esmm")


def test_an_unknown_channel_is_an_error(serving: ServingModel) -> None:
    with pytest.raises(KeyError):
        serving.recall("oracle", shopper(), k=3)


def test_material_match_needs_no_training() -> None:
    match = untrained_model(catalogue()).material_match(shopper("pebbled tote"), np.array([1, 9], dtype=np.int32))
    assert match == pytest.approx([1.0, 0.0])


def test_an_empty_catalogue_is_served() -> None:
    empty = untrained_model(catalogue(()))
    assert len(empty.recall("hot", shopper(), k=3)) == 0


def test_threads_may_share_a_model(serving: ServingModel) -> None:
    who = [shopper(name, seeds=[NAMES[-1]]) for name in NAMES[:-1]]
    alone = [serving.recall("graph", each, k=5).rows.tolist() for each in who]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda each: serving.recall("graph", each, k=5).rows.tolist(), who * 20))
    assert together == alone * 20
