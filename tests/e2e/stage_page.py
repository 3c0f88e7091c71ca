"""A page with nothing on it but hosts for the 3D view, and materials of a few pixels."""

import base64
import struct
import zlib
from typing import Any

# As strict as the Studio's own pages, with room for the maps of a draft.
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:"
PAGE = f"""<!doctype html><html lang="en"><title>Stage</title>
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<link rel="stylesheet" href="page.css"><link rel="icon" href="data:,">
<p>A page to scroll</p><div class="host" id="first"></div><div class="host" id="second"></div></html>"""
STYLE = ".host { width: 150px; height: 150px }"

OPEN = """async ([host, look, options]) => {
  window.ended ??= [];
  const { show } = await import('/woorec/stage.js');
  const onClose = (why) => window.ended.push([host, why.reason, why.error?.message ?? null]);
  window.view = await show(document.getElementById(host), look, { ...options, onClose });
}"""
PICTURE = """async () => {
  const blob = await window.view.poster({ type: 'image/png' });
  const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return Array.from(new Uint8Array(hash)).join();
}"""

PEBBLED: dict[str, Any] = {
    "sheet": {"thickness_mm": 1.6, "softness_mm": 4.2},
    "stitch": [0.6, 0.5, 0.4],
    "edge": [0.1, 0.05, 0.02],
}
SUEDE: dict[str, Any] = {**PEBBLED, "nap": {"angle": 0.5}, "macro": 0.16}
GOLD: dict[str, Any] = {"family": "metal", "colour": [1, 0.7, 0.27], "metalness": 1}
CLEAR: dict[str, Any] = {"family": "gem", "ior": 2.17, "gem": {"cut": "brilliant"}}
OPAQUE: dict[str, Any] = {"family": "gem", "gem": {"cut": "cabochon"}}
ENAMEL: dict[str, Any] = {"family": "enamel", "clearcoat": {"factor": 1, "roughness": 0.05}}
PEARL: dict[str, Any] = {"family": "pearl", "pearl": {"diameter_mm": 7.5}}


def look(parts: dict[str, Any]) -> dict[str, Any]:
    """This will write a look.json, plain but for `parts`."""
    flat = {"normal": (128, 128, 255), "orm": (255, 110, 255), "tone": (230, 230, 230)}
    plain = {
        "schema": "woorec-look/1",
        "digest": "0" * 32,
        "family": "leather",
        "tile_mm": 32,
        "colour": [0.4, 0.15, 0.05],
        "metalness": 0,
        "specular": 1,
        "ior": 1.5,
        "environment": 1,
        "normal_scale": 1,
        "macro": 0.05,
        "fitting": "gold",
        "maps": {name: f"data:image/png;base64,{_png(colour)}" for name, colour in flat.items()},
    }
    empty = ("nap", "sheen", "clearcoat", "anisotropy", "iridescence", "sheet", "pearl", "stitch", "edge", "gem")
    return {**plain, **dict.fromkeys(empty), **parts}


def _png(colour: tuple[int, int, int], *, side: int = 4) -> str:
    rows = (b"\0" + bytes(colour) * side) * side
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
