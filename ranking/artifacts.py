"""Write and read trained models as folders of plain arrays that are checked before they are believed.

A folder holds model.json, one .npy file an array, and manifest.json with the size and SHA-256 of each. Nothing is ever
unpickled. Arrays are memory-mapped, so several web processes share one copy.
"""

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.recall.base import Names, Part

FORMAT = "woorec-model/1"
MANIFEST = "manifest.json"
MODEL = "model.json"
PRODUCTS = "product_ids.npy"
LARGEST = 16 * 2**30  # bytes; a bigger folder is a mistake or an attack
FILE_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*\.(npy|json)")
RETRAIN = "Train a new model, or restore the folder from a backup."


class ArtifactError(Exception):
    """Say why a model folder is not used, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Model:
    """Hold a trained model as training leaves it and serving reads it."""

    names: Names
    channels: Mapping[str, Part]
    rankers: Mapping[str, Part]
    features: Part
    metrics: Mapping[str, Any]
    trained_at: float  # unix seconds, the `now` of the training data
    version: str = ""
    returns: Part | None = None  # the return head, where the shop has taught one


def write(model: Model, folder: Path) -> str:
    """Write the model to a folder that must not exist yet, all or nothing; returns its version."""
    if folder.exists():
        raise ArtifactError(f"{folder} exists already. Choose a new folder for each training run.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _temporary_beside(folder) as temporary:
        for name, values in _arrays(model).items():
            _write_array(temporary / name, values)
        version = _version(model, temporary)
        _write_json(temporary / MODEL, _description(model, version=version))
        _write_json(temporary / MANIFEST, {"format": FORMAT, "files": describe_files(temporary)})
        _sync(temporary)
        temporary.rename(folder)
        _sync(folder.parent)
    return version


def read(folder: Path) -> Model:
    """Return the model of a folder after checking every byte; raises ArtifactError."""
    verify(folder)
    description = _read_json(folder / MODEL)
    if description.get("format") != FORMAT:
        raise ArtifactError(f"{folder / MODEL} is not in the format {FORMAT}. {RETRAIN}")
    try:
        return _rebuild(description, folder)
    except (KeyError, TypeError, AttributeError) as error:
        raise ArtifactError(f"{folder / MODEL} lacks what this release expects ({error}). {RETRAIN}") from error


def verify(folder: Path) -> None:
    """Check that a folder holds exactly the files of its manifest, unchanged; raises ArtifactError."""
    manifest = _read_json(folder / MANIFEST)
    files = manifest.get("files")
    if manifest.get("format") != FORMAT or not isinstance(files, dict):
        raise ArtifactError(f"{folder / MANIFEST} is not in the format {FORMAT}. {RETRAIN}")
    present = {path.name for path in folder.iterdir()} - {MANIFEST}
    if present != set(files):
        odd = ", ".join(sorted(present ^ set(files)))
        raise ArtifactError(f"{folder} does not hold the files of its manifest: {odd}. {RETRAIN}")
    if sum((folder / name).stat().st_size for name in files) > LARGEST:
        raise ArtifactError(f"{folder} is larger than {LARGEST // 2**30} GiB. Train with fewer dimensions or products.")
    for name, expected in files.items():
        _verify_file(folder / name, expected)


def describe_files(folder: Path) -> dict[str, dict[str, Any]]:
    """Return size and SHA-256 of every file in a folder, as the manifest holds them."""
    names = sorted(path.name for path in folder.iterdir() if path.name != MANIFEST)
    return {name: {"bytes": (folder / name).stat().st_size, "sha256": _digest(folder / name)} for name in names}


def _verify_file(path: Path, expected: Any) -> None:
    if not FILE_NAME.fullmatch(path.name) or path.is_symlink() or not path.is_file():
        raise ArtifactError(f"{path} is not a file that a model folder may hold. {RETRAIN}")
    if not isinstance(expected, dict) or path.stat().st_size != expected.get("bytes"):
        raise ArtifactError(f"{path} has another size than its manifest says. {RETRAIN}")
    if _digest(path) != expected.get("sha256"):
        raise ArtifactError(f"{path} has changed since it was written. {RETRAIN}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _arrays(model: Model) -> dict[str, NDArray[Any]]:
    parts = {"features": model.features}
    parts |= {f"recall.{name}": part for name, part in model.channels.items()}
    parts |= {f"ranker.{name}": part for name, part in model.rankers.items()}
    parts |= {"returns": model.returns} if model.returns else {}
    arrays = {f"{name}.{array}.npy": values for name, part in parts.items() for array, values in part.arrays.items()}
    return arrays | {PRODUCTS: model.names.product_ids}


def _write_array(path: Path, values: NDArray[Any]) -> None:
    _check_numbers(values, path=path)
    with path.open("wb") as file:
        np.save(file, np.ascontiguousarray(values), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1, sort_keys=True, allow_nan=False)
        file.flush()
        os.fsync(file.fileno())


def _description(model: Model, *, version: str) -> dict[str, Any]:
    names = model.names
    codes = {name: list(getattr(names, name)) for name in Names.__dataclass_fields__ if name != "product_ids"}
    return {
        "format": FORMAT,
        "version": version,
        "trained_at": model.trained_at,
        "names": codes,
        "features": _outline(model.features),
        "channels": {name: _outline(part) for name, part in model.channels.items()},
        "rankers": {name: _outline(part) for name, part in model.rankers.items()},
        "returns": _outline(model.returns) if model.returns else None,
        "metrics": model.metrics,
    }


def _outline(part: Part) -> dict[str, Any]:
    return {"facts": dict(part.facts), "arrays": sorted(part.arrays)}


def _version(model: Model, folder: Path) -> str:
    day = datetime.fromtimestamp(model.trained_at, tz=UTC).strftime("%Y%m%d")
    digest = hashlib.sha256(json.dumps(describe_files(folder), sort_keys=True).encode())
    return f"{day}-{digest.hexdigest()[:10]}"


def _rebuild(description: Mapping[str, Any], folder: Path) -> Model:
    codes = {name: tuple(values) for name, values in description["names"].items()}
    return Model(
        names=Names(product_ids=_read_array(folder / PRODUCTS), **codes),
        channels={name: _part(folder, f"recall.{name}", part) for name, part in description["channels"].items()},
        rankers={name: _part(folder, f"ranker.{name}", part) for name, part in description["rankers"].items()},
        features=_part(folder, "features", description["features"]),
        metrics=description["metrics"],
        trained_at=float(description["trained_at"]),
        version=str(description["version"]),
        returns=_part(folder, "returns", description["returns"]) if description["returns"] else None,
    )


def _part(folder: Path, name: str, outline: Mapping[str, Any]) -> Part:
    arrays = {array: _read_array(folder / f"{name}.{array}.npy") for array in outline["arrays"]}
    return Part(arrays=arrays, facts=outline["facts"])


def _read_array(path: Path) -> NDArray[Any]:
    if not FILE_NAME.fullmatch(path.name):
        raise ArtifactError(f"{path} is not a file that a model folder may hold. {RETRAIN}")
    try:
        values = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise ArtifactError(f"{path} is not a plain array: {error}. {RETRAIN}") from error
    _check_numbers(values, path=path)
    return np.asanyarray(values)


def _check_numbers(values: NDArray[Any], *, path: Path) -> None:
    if values.dtype.kind not in "iufb":
        raise ArtifactError(f"{path} holds something other than numbers. {RETRAIN}")
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise ArtifactError(f"{path} holds values that are not finite; training has diverged. {RETRAIN}")


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ArtifactError(f"{path} cannot be read: {error}. {RETRAIN}") from error
    if not isinstance(content, dict):
        raise ArtifactError(f"{path} does not hold an object. {RETRAIN}")
    return content


@contextmanager
def _temporary_beside(folder: Path) -> Iterator[Path]:
    temporary = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
    temporary.mkdir()
    try:
        yield temporary
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
