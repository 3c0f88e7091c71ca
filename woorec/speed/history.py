"""One line a run, so that the next one can tell what moved by more than its noise."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LEAST = 0.03  # of a ratio; less is never called a change
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """A ratio whose rounds lie apart from those of the run before."""

    name: str
    before: float
    now: float

    def describe(self) -> str:
        percent = 100 * (self.now / self.before - 1)
        return f"{self.name}: {self.before:.2f} -> {self.now:.2f} ({percent:+.0f} %)"


def append(path: Path, entry: Entry) -> None:
    """This will add a run to the history."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(json.dumps(entry, sort_keys=True) + "\n")


def last_like(path: Path, entry: Entry) -> Entry | None:
    """This will find the newest steady run of the same kind and setting on the same machine."""
    alike = (earlier for earlier in _read(path) if earlier.get("steady") and _same(earlier) == _same(entry))
    return max(alike, key=lambda earlier: str(earlier.get("at", "")), default=None)


def moved(before: Entry, now: Entry) -> list[Moved]:
    """This will name the ratios whose middle halves of rounds do not meet: what moved by more than its noise."""
    if not (before.get("steady") and now.get("steady")):
        return []
    earlier = before["ratios"]
    return [
        Moved(name, earlier[name]["median"], spread["median"])
        for name, spread in now["ratios"].items()
        if name in earlier and _is_apart(earlier[name], spread)
    ]


def _is_apart(before: Mapping[str, float], now: Mapping[str, float]) -> bool:
    apart = now["low"] > before["high"] or now["high"] < before["low"]
    return apart and abs(now["median"] / before["median"] - 1) > LEAST


def _same(entry: Entry) -> tuple[object, ...]:
    machine = entry.get("machine", {})
    return (
        entry.get("kind"),
        json.dumps(entry.get("setting"), sort_keys=True),
        *map(machine.get, ("processor", "cores")),
    )


def _read(path: Path) -> Iterator[Entry]:
    """This will read the lines that can be read; a broken one is no reason to lose the others."""
    if not path.exists():
        return
    for line in path.read_text().splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict):
            yield entry
