import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ranking import artifacts
from ranking.artifacts import ArtifactError, Model
from ranking.dataset import TrainingData
from ranking.recall.base import Part
from ranking.scoring import load_model
from tests.ranking.leather_shop import NAMES, catalogue, shopper

ARRAY = "recall.graph.targets.npy"


@pytest.fixture
def folder(model: Model, tmp_path: Path) -> Path:
    artifacts.write(model, tmp_path / "model")
    return tmp_path / "model"


def agree(folder: Path) -> None:
    """Rewrite the manifest so that it vouches for whatever lies in the folder."""
    manifest = {"format": artifacts.FORMAT, "files": artifacts.describe_files(folder)}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_a_model_comes_back_as_it_was_written(folder: Path, model: Model) -> None:
    read = artifacts.read(folder)
    assert read.names.category_codes == model.names.category_codes
    assert read.metrics == json.loads(json.dumps(model.metrics))
    for name, part in model.channels.items():
        for array, values in part.arrays.items():
            assert np.array_equal(read.channels[name].arrays[array], values)


def test_a_loaded_model_answers_like_the_one_in_memory(folder: Path, serving, data: TrainingData) -> None:
    loaded = load_model(folder, data.catalogue)
    who = shopper("pebbled tote", "suede belt")
    for channel in serving.channels:
        assert loaded.recall(channel, who, k=5).rows.tolist() == serving.recall(channel, who, k=5).rows.tolist()
    everything = np.arange(len(NAMES), dtype=np.int32)
    assert np.allclose(
        loaded.score("logistic", who, everything)["pctr"], serving.score("logistic", who, everything)["pctr"]
    )


def test_one_training_run_has_one_version(model: Model, tmp_path: Path) -> None:
    assert artifacts.write(model, tmp_path / "a") == artifacts.write(model, tmp_path / "b")
    assert (
        artifacts.write(replace(model, trained_at=model.trained_at + 86_400), tmp_path / "c")
        != artifacts.read(tmp_path / "a").version
    )


def flip_a_bit(folder: Path) -> None:
    content = bytearray((folder / ARRAY).read_bytes())
    content[-3] ^= 0x10
    (folder / ARRAY).write_bytes(bytes(content))


def cut_short(folder: Path) -> None:
    (folder / ARRAY).write_bytes((folder / ARRAY).read_bytes()[:-8])


def lose_a_file(folder: Path) -> None:
    (folder / ARRAY).unlink()


def lose_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def scramble_the_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("{")


def add_a_stranger(folder: Path) -> None:
    (folder / "stranger.npy").write_bytes(b"?")


def replace_by_a_link(folder: Path) -> None:
    (folder / ARRAY).rename(folder.parent / "elsewhere.npy")
    (folder / ARRAY).symlink_to(folder.parent / "elsewhere.npy")


@pytest.mark.parametrize(
    "damage",
    [flip_a_bit, cut_short, lose_a_file, lose_the_manifest, scramble_the_manifest, add_a_stranger, replace_by_a_link],
)
def test_a_damaged_folder_is_refused_with_what_to_do(
    folder: Path, data: TrainingData, damage: Callable[[Path], None]
) -> None:
    damage(folder)
    with pytest.raises(ArtifactError, match="Train a new model, or restore the folder"):
        load_model(folder, data.catalogue)


def objects(folder: Path) -> None:
    np.save(folder / ARRAY, np.array([{"a": 1}], dtype=object), allow_pickle=True)


def not_a_number(folder: Path) -> None:
    values = np.load(folder / ARRAY)
    values[0, 0] = np.nan
    np.save(folder / ARRAY, values)


def infinite(folder: Path) -> None:
    values = np.load(folder / ARRAY)
    values[0, 0] = np.inf
    np.save(folder / ARRAY, values)


def text(folder: Path) -> None:
    np.save(folder / ARRAY, np.array(["one", "two"]))


def another_format(folder: Path) -> None:
    description = json.loads((folder / "model.json").read_text()) | {"format": "theirs/9"}
    (folder / "model.json").write_text(json.dumps(description))


def missing_facts(folder: Path) -> None:
    description = json.loads((folder / "model.json").read_text())
    del description["channels"]["graph"]["facts"]
    (folder / "model.json").write_text(json.dumps(description))


def another_shape(folder: Path) -> None:
    np.save(folder / ARRAY, np.zeros((3, 1), dtype=np.float32))


def a_path_outside(folder: Path) -> None:
    description = json.loads((folder / "model.json").read_text())
    description["channels"]["graph"]["arrays"] = ["../../outside"]
    (folder / "model.json").write_text(json.dumps(description))


def an_unknown_channel(folder: Path) -> None:
    description = json.loads((folder / "model.json").read_text())
    description["channels"]["oracle"] = {"facts": {}, "arrays": []}
    (folder / "model.json").write_text(json.dumps(description))


@pytest.mark.parametrize(
    "forgery",
    [
        objects,
        not_a_number,
        infinite,
        text,
        another_format,
        missing_facts,
        another_shape,
        a_path_outside,
        an_unknown_channel,
    ],
)
def test_a_forged_folder_is_refused_although_its_manifest_agrees(
    folder: Path, data: TrainingData, forgery: Callable[[Path], None]
) -> None:
    forgery(folder)
    agree(folder)
    with pytest.raises(ArtifactError, match="Train a new model, or restore the folder"):
        load_model(folder, data.catalogue)


def test_an_oversized_folder_is_refused_before_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifacts, "LARGEST", 10)
    with pytest.raises(ArtifactError, match="larger"):
        artifacts.verify(folder)


def test_diverged_weights_are_not_even_written(model: Model, tmp_path: Path) -> None:
    broken = replace(model, channels={"hot": Part(arrays={"popularity": np.array([np.nan])}, facts={})})
    with pytest.raises(ArtifactError, match="not finite"):
        artifacts.write(broken, tmp_path / "broken")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_model_is_never_overwritten(folder: Path, model: Model) -> None:
    with pytest.raises(ArtifactError, match="exists already"):
        artifacts.write(model, folder)


def test_a_model_fits_a_catalogue_that_shares_nothing_with_it(folder: Path) -> None:
    foreign = load_model(folder, catalogue(first_id=9_000))
    assert len(foreign.recall("hot", shopper(), k=5)) == 5
