"""What shops load is built from the sources beside it, and stays small. Nothing here needs Node."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
BUILT = ROOT / "static/woorec"
NOTE = json.loads((BUILT / "built.json").read_text())
SOURCES = ("build.mjs", "environment", "package-lock.json", "package.json", "stage", "widget")
MOST_BROTLI = {"stage.js": 125_000, "env.bin": 115_000, "woorec.js": 5_120, "woorec-more.js": 5_000}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def source_files() -> set[str]:
    """This will list what the build reads, from the folders themselves."""
    places = [ROOT / "frontend" / name for name in SOURCES]
    files = {
        inner for place in places for inner in ([place] if place.is_file() else place.rglob("*")) if inner.is_file()
    }
    return {file.relative_to(ROOT).as_posix() for file in files}


def test_no_source_was_added_or_removed_since_the_build() -> None:
    assert set(NOTE["sources"]) == source_files(), "run `make frontend`"


@pytest.mark.parametrize("name", sorted(source_files()))
def test_a_source_is_the_one_that_was_built(name: str) -> None:
    assert NOTE["sources"].get(name) == digest(ROOT / name), "run `make frontend`"


@pytest.mark.parametrize("name", sorted(NOTE["outputs"]))
def test_a_built_file_is_the_one_that_the_build_wrote(name: str) -> None:
    assert NOTE["outputs"][name]["sha256"] == digest(BUILT / name), "run `make frontend`"


@pytest.mark.parametrize("name", sorted(NOTE["outputs"]))
def test_a_built_file_is_small_enough_to_load_on_a_phone(name: str) -> None:
    assert 0 < NOTE["outputs"][name]["brotli"] <= MOST_BROTLI[name]


@pytest.mark.parametrize("name", ["stage.js", "env.bin"])
def test_the_3d_view_is_built(name: str) -> None:
    assert name in NOTE["outputs"]


def test_the_notice_of_three_is_kept() -> None:
    assert "SPDX-License-Identifier: MIT" in (BUILT / "stage.js").read_text()


def test_the_3d_view_names_the_light_it_was_built_with() -> None:
    assert f"env.bin?v={digest(BUILT / 'env.bin')[:8]}" in (BUILT / "stage.js").read_text()
