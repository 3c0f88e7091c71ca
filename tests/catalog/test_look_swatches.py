"""Swatches that every viewer of glTF can open."""

import json
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from catalog.looks.derive import look_of
from catalog.looks.look import Look
from catalog.looks.maps import bake
from catalog.looks.swatch import swatch
from tests.catalog.looks import demo_materials

ROOT = Path(__file__).resolve().parent.parent.parent
VALIDATOR = ROOT / "frontend" / "node_modules" / "gltf-validator"
VALIDATE = """
const { validateBytes } = require(process.argv[1]);
const bytes = new Uint8Array(require("fs").readFileSync(0));
validateBytes(bytes).then((report) => console.log(JSON.stringify(report.issues)));
"""
LOOKS = {look.surface.recipe + "-" + look.family: look for look in map(look_of, demo_materials())}


def document_of(glb: bytes) -> dict:
    length = struct.unpack_from("<I", glb, 12)[0]
    return json.loads(glb[20 : 20 + length])


def looking(code: str) -> Look:
    return next(look_of(row) for row in demo_materials() if row.code == code)


def test_a_swatch_is_one_whole_file() -> None:
    glb = swatch(looking("pebbled-calf-cognac"), bake(looking("pebbled-calf-cognac").surface, size=64))
    magic, version, length = struct.unpack_from("<4sII", glb)
    text = struct.unpack_from("<I", glb, 12)[0]

    assert (magic, version, length) == (b"glTF", 2, len(glb))
    assert text % 4 == 0
    assert struct.unpack_from("<I4s", glb, 20 + text) == (len(glb) - 28 - text, b"BIN\0")


@pytest.mark.parametrize(
    ("code", "extensions"),
    [
        ("suede-camel", {"KHR_materials_sheen", "KHR_materials_specular"}),
        ("steel-brushed", {"KHR_materials_anisotropy"}),
        (
            "pearl-akoya",
            {"KHR_materials_clearcoat", "KHR_materials_iridescence", "KHR_materials_ior", "KHR_materials_sheen"},
        ),
        ("patent-calf-cherry", {"KHR_materials_clearcoat", "KHR_materials_specular"}),
    ],
)
def test_a_swatch_names_the_extensions_that_its_material_needs(code: str, extensions: set[str]) -> None:
    document = document_of(swatch(looking(code), bake(looking(code).surface, size=64)))

    assert set(document["extensionsUsed"]) == extensions
    assert set(document["materials"][0]["extensions"]) == extensions


def test_no_colour_of_a_swatch_is_above_one() -> None:
    for look in LOOKS.values():
        factor = document_of(swatch(look, bake(look.surface, size=64)))["materials"][0]["pbrMetallicRoughness"]
        assert max(factor["baseColorFactor"]) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_the_validator_of_khronos_finds_no_error(look: Look) -> None:
    node = shutil.which("node")
    if node is None or not VALIDATOR.is_dir():
        pytest.skip("Node or frontend/node_modules/gltf-validator is not installed.")
    done = subprocess.run(
        [node, "-e", VALIDATE, str(VALIDATOR)],
        input=swatch(look, bake(look.surface, size=128)),
        capture_output=True,
        check=True,
        timeout=120,
    )

    issues = json.loads(done.stdout)
    assert issues["numErrors"] == 0, issues["messages"]
