"""The API document as the code writes it, and as it stands in docs."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from drf_spectacular.generators import SchemaGenerator

DOCS = Path(__file__).resolve().parents[2] / "docs"


@cache
def written() -> dict[str, Any]:
    """This will read docs/openapi.yaml."""
    return yaml.safe_load((DOCS / "openapi.yaml").read_text())


def generated() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    """This will name each operation as in "put /api/v1/stock"."""
    for path, methods in written()["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def resolve(reference: str) -> Any:
    """This will follow a $ref such as "#/components/schemas/Wish"."""
    found: Any = written()
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    return found


def properties(schema: str) -> dict[str, Any]:
    return written()["components"]["schemas"][schema]["properties"]
