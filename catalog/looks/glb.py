"""Binary glTF 2.0, by hand: a JSON chunk that says what is in the binary chunk after it."""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC, VERSION = 0x46546C67, 2
JSON_CHUNK, BINARY_CHUNK = 0x4E4F534A, 0x004E4942
FLOAT, SHORT = 5126, 5123
VERTICES, INDICES = 34962, 34963
SHAPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3"}


class Binary:
    """Collects the binary chunk, and the views and accessors that lead into it."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.views: list[dict[str, int]] = []
        self.accessors: list[dict[str, Any]] = []

    def view(self, data: bytes, *, target: int | None = None) -> int:
        """This will append bytes, aligned to 4, and return the number of their view."""
        view = {"buffer": 0, "byteOffset": len(self.content), "byteLength": len(data)}
        self.views.append(view if target is None else view | {"target": target})
        self.content += data + b"\0" * (-len(data) % 4)
        return len(self.views) - 1

    def vertices(self, values: NDArray[np.float32], *, bounds: bool = False) -> int:
        """This will append a vertex attribute, (n, 2) or (n, 3), and return the number of its accessor."""
        found = {"componentType": FLOAT, "count": len(values), "type": SHAPES[values.shape[1]]}
        if bounds:
            found |= {"min": values.min(axis=0).tolist(), "max": values.max(axis=0).tolist()}
        return self._accessor(values.astype("<f4").tobytes(), VERTICES, found)

    def indices(self, values: NDArray[np.uint16]) -> int:
        found = {"componentType": SHORT, "count": len(values), "type": "SCALAR"}
        return self._accessor(values.astype("<u2").tobytes(), INDICES, found)

    def _accessor(self, data: bytes, target: int, accessor: dict[str, Any]) -> int:
        self.accessors.append({"bufferView": self.view(data, target=target)} | accessor)
        return len(self.accessors) - 1


def glb(document: Mapping[str, Any], binary: Binary) -> bytes:
    """This will pack a glTF document and its binary into one file."""
    whole = {
        "asset": {"version": "2.0", "generator": "WooRec"},
        **document,
        "accessors": binary.accessors,
        "bufferViews": binary.views,
        "buffers": [{"byteLength": len(binary.content)}],
    }
    text = json.dumps(whole, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunks = _chunk(text, JSON_CHUNK) + _chunk(bytes(binary.content), BINARY_CHUNK)
    return struct.pack("<III", MAGIC, VERSION, 12 + len(chunks)) + chunks


def _chunk(data: bytes, kind: int) -> bytes:
    return struct.pack("<II", len(data), kind) + data
