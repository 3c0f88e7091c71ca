"""Memory and speed of training rankers on more and more impressions.

    OMP_NUM_THREADS=2 .venv/bin/python -m tests.benchmarks.many_examples FOLDER 1 10 100 [--models logistic deepfm esmm]

For each number of millions it writes that many made-up impressions below FOLDER as parquet files of five million, runs
`manage.py evaluate ranking --format funnel` over them for one epoch, and prints the most memory that the run held of
its own (anonymous), the most it had of files (which the system takes back when it needs to), and how many examples a
second each network learned from.
The impressions are drawn from simple chances: they test sizes, not quality.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow
from pyarrow import parquet

MILLION = 1_000_000
SHARD = 5 * MILLION
HELD_OUT = 250_000  # rows of valid and of test, whatever the size
SHOPPERS, PRODUCTS = 200_000, 50_000
MODELS = ("logistic", "deepfm", "esmm")
EVERY = 0.5  # seconds between looks at the memory


def write(folder: Path, *, count: int, seed: int = 1) -> None:
    """Write impressions as parquet files; the last rows are held out."""
    random = np.random.default_rng(seed)
    weights = random.normal(0, 0.7, PRODUCTS)
    for number, first in enumerate(range(0, count, SHARD)):
        size = min(SHARD, count - first)
        table = pyarrow.table(_shard(random, weights, np.arange(first, first + size), count=count))
        parquet.write_table(table, folder / f"part-{number:03}.parquet", compression="zstd")


def _shard(random: np.random.Generator, weights: np.ndarray, row: np.ndarray, *, count: int) -> dict[str, np.ndarray]:
    size = len(row)
    shopper, product = random.integers(0, SHOPPERS, size), random.integers(0, PRODUCTS, size)
    price = (20 * np.exp(random.normal(0, 0.8, size))).astype(np.float32)
    liked = weights[product] + np.where(shopper % 7 == product % 7, 1.0, 0.0)
    clicked = random.random(size) < 1 / (1 + np.exp(2.6 - liked))
    bought = clicked & (random.random(size) < 1 / (1 + np.exp(2.2 + price / 60 - liked)))
    split = np.where(row < count - 2 * HELD_OUT, 0, np.where(row < count - HELD_OUT, 1, 2))
    return {
        "split": np.array(["train", "valid", "test"])[split],
        "click": clicked.astype(np.int8),
        "conversion": bought.astype(np.int8),
        "list_id": row // 12,
        "shopper": shopper.astype(np.int32),
        "product": product.astype(np.int32),
        "category": (product % 120).astype(np.int16),
        "brand": (product % 7).astype(np.int16),
        "tier": (shopper % 4).astype(np.int8),
        "region": (shopper % 5).astype(np.int8),
        "position": (row % 12).astype(np.int8),
        "price": price,
        "recency": random.exponential(30, size).astype(np.float32),
    }


def run(folder: Path, *, models: Sequence[str]) -> dict[str, Any]:
    """Train on a folder in a process of its own, and watch its memory."""
    with tempfile.TemporaryDirectory() as scratch:
        config = Path(scratch) / "config.json"
        config.write_text(json.dumps({"epochs": 1, "max_seconds": 1e9}), encoding="utf-8")
        command = [sys.executable, "manage.py", "evaluate", "ranking", str(folder), "--format", "funnel", "--json"]
        command += ["--seeds", "1", "--config", str(config), "--models", *models]
        began = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        peaks = _watch(process)
        told = process.stdout.read() if process.stdout else ""
        if process.returncode:
            raise SystemExit(f"The run ended with {process.returncode}.")
    results = json.loads(told[told.index("{") :])
    return peaks | {"seconds": round(time.monotonic() - began), "results": results}


def _watch(process: subprocess.Popen[str]) -> dict[str, int]:
    """Return the largest RssAnon and RssFile in MB until the process ends."""
    peaks = {"RssAnon": 0, "RssFile": 0}
    while process.poll() is None:
        for name, kilobytes in _memory(process.pid):
            peaks[name] = max(peaks[name], kilobytes // 1024)
        time.sleep(EVERY)
    return peaks


def _memory(pid: int) -> Iterator[tuple[str, int]]:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        name, _, rest = line.partition(":")
        if name in ("RssAnon", "RssFile"):
            yield name, int(rest.split()[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("millions", type=float, nargs="+")
    parser.add_argument("--models", nargs="+", default=MODELS)
    options = parser.parse_args()
    os.environ["TMPDIR"] = str(options.folder)  # the encoded examples must not lie in memory
    print(f"{'millions':>9} {'own MB':>8} {'of files MB':>12} {'seconds':>8}  examples a second")
    for millions in options.millions:
        folder = options.folder / f"{millions:g}M"
        folder.mkdir(parents=True)
        write(folder, count=int(millions * MILLION))
        told = run(folder, models=options.models)
        shutil.rmtree(folder)
        runs = {name: found["runs"][0] for name, found in told["results"].items()}
        speeds = (f"{name} {speed:,.0f}" for name, run in runs.items() if (speed := run["examples_per_second"]))
        line = f"{millions:>9g} {told['RssAnon']:>8} {told['RssFile']:>12} {told['seconds']:>8}"
        print(line, " ".join(speeds), flush=True)


if __name__ == "__main__":
    main()
