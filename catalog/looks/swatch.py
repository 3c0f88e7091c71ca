"""A swatch of 100 by 100 mm as GLB, for viewers of other makers and for augmented reality."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.looks.colour import decoded, encoded
from catalog.looks.glb import Binary, glb
from catalog.looks.look import TONE_MEAN, Look
from catalog.looks.maps import Bytes, Maps
from catalog.looks.tile import Array

SIDE_M = 0.1  # glTF measures in metres
STEPS = 40
JPEG_QUALITY = {"normal": 92, "orm": 82, "tone": 82}
SAMPLER = {"magFilter": 9729, "minFilter": 9987, "wrapS": 10497, "wrapT": 10497}  # linear, mipmapped, repeated


def swatch(look: Look, maps: Maps) -> bytes:
    """This will write the swatch as one GLB file."""
    binary = Binary()
    primitive = _sheet(binary, tiles=1000 * SIDE_M / look.surface.tile_mm)
    factor, tone = _base(look, maps)
    images = [
        {"bufferView": binary.view(_jpeg(pixels, name)), "mimeType": "image/jpeg", "name": name}
        for name, pixels in (("normal", maps.normal), ("orm", maps.orm), ("tone", tone))
    ]
    extensions = material_extensions(look)
    document: dict[str, Any] = {
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": look.family}],
        "meshes": [{"primitives": [primitive]}],
        "materials": [_material(look, factor, extensions)],
        "textures": [{"source": number, "sampler": 0} for number in range(3)],
        "images": images,
        "samplers": [SAMPLER],
    }
    if extensions:
        document["extensionsUsed"] = sorted(extensions)
    return glb(document, binary)


def material_extensions(look: Look) -> dict[str, dict[str, Any]]:
    """This will write what glTF's core has no words for, as ratified extensions of Khronos."""
    found: dict[str, dict[str, Any]] = {}
    if look.sheen is not None:
        colour = [min(1.0, value * look.sheen.factor) for value in look.sheen.colour]
        found["KHR_materials_sheen"] = {"sheenColorFactor": colour, "sheenRoughnessFactor": look.sheen.roughness}
    if look.clearcoat is not None:
        coat = {"clearcoatFactor": look.clearcoat.factor, "clearcoatRoughnessFactor": look.clearcoat.roughness}
        found["KHR_materials_clearcoat"] = coat
    if look.anisotropy is not None:
        lines = {"anisotropyStrength": look.anisotropy.strength, "anisotropyRotation": look.anisotropy.rotation}
        found["KHR_materials_anisotropy"] = lines
    if look.iridescence is not None:
        least, most = look.iridescence.thickness_nm
        film = {"iridescenceFactor": look.iridescence.factor, "iridescenceIor": look.iridescence.ior}
        thickness = {"iridescenceThicknessMinimum": least, "iridescenceThicknessMaximum": most}
        found["KHR_materials_iridescence"] = film | thickness
    if look.ior != 1.5:
        found["KHR_materials_ior"] = {"ior": look.ior}
    if look.specular != 1:
        found["KHR_materials_specular"] = {"specularFactor": look.specular}
    return found


def _material(look: Look, factor: list[float], extensions: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": look.digest,
        "doubleSided": True,
        "pbrMetallicRoughness": {
            "baseColorFactor": [*factor, 1.0],
            "baseColorTexture": {"index": 2},
            "metallicRoughnessTexture": {"index": 1},
            "metallicFactor": float(look.metalness),
            "roughnessFactor": 1.0,
        },
        "normalTexture": {"index": 0, "scale": 1.0},
        "occlusionTexture": {"index": 1},
        **({"extensions": extensions} if extensions else {}),
    }


def _base(look: Look, maps: Maps) -> tuple[list[float], Bytes]:
    """The colour, which glTF holds to 1 at most: what is brighter goes into the texture."""
    full = [value / TONE_MEAN for value in look.colour]
    over = max(1.0, *full)
    if over == 1.0:
        return full, maps.tone
    light = np.clip(decoded(maps.tone.astype(np.float32) / 255) * np.float32(over), 0, 1)
    return [value / over for value in full], np.rint(encoded(light) * 255).astype(np.uint8)


def _sheet(binary: Binary, *, tiles: float) -> dict[str, Any]:
    u, v = np.meshgrid(np.linspace(0, 1, STEPS + 1), np.linspace(0, 1, STEPS + 1))
    place = np.stack([(u - 0.5) * SIDE_M, _height(u, v), (v - 0.5) * SIDE_M], axis=-1)
    attributes = {
        "POSITION": binary.vertices(_rows(place), bounds=True),
        "NORMAL": binary.vertices(_rows(_normals(u, v))),
        "TEXCOORD_0": binary.vertices(_rows(np.stack([u, v], axis=-1) * tiles)),
    }
    return {"attributes": attributes, "indices": binary.indices(_triangles()), "material": 0}


def _height(u: Array, v: Array) -> Array:
    """A sheet that lies over something soft, in metres."""
    return 0.011 * np.sin(np.pi * u) * np.sin(np.pi * v) + 0.003 * np.sin(7 * u + 2 * v)


def _normals(u: Array, v: Array) -> Array:
    off = 1e-4
    across = (_height(u + off, v) - _height(u - off, v)) / (2 * off * SIDE_M)
    down = (_height(u, v + off) - _height(u, v - off)) / (2 * off * SIDE_M)
    found = np.stack([-across, np.ones_like(u), -down], axis=-1)
    return found / np.linalg.norm(found, axis=-1, keepdims=True)


def _triangles() -> NDArray[np.uint16]:
    corner = np.arange((STEPS + 1) ** 2).reshape(STEPS + 1, STEPS + 1)
    a, b, c, d = corner[:-1, :-1], corner[:-1, 1:], corner[1:, :-1], corner[1:, 1:]
    return np.stack([a, c, b, b, c, d], axis=-1).ravel().astype(np.uint16)


def _rows(values: Array) -> NDArray[np.float32]:
    return values.reshape(-1, values.shape[-1]).astype(np.float32)


def _jpeg(pixels: Bytes, name: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).convert("RGB").save(file, "JPEG", quality=JPEG_QUALITY[name], subsampling=0)
    return file.getvalue()
