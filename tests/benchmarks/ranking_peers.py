"""Examples a second and AUC of our rankers beside torch-rechub and deepctr-torch, on the same data, fields and towers.

    python -m venv PEERS && PEERS/bin/pip install -r tests/benchmarks/peers.txt
    OMP_NUM_THREADS=1 PEERS/bin/python -m tests.benchmarks.ranking_peers FOLDER [ROUNDS]

FOLDER is one of the format funnel (docs/models.md). All train fresh models for two epochs of the rows `train`, in
turns, with vectors of 8 numbers, towers of 64 and 32, batches of 4,096 and Adam. Peers see the single-valued fields;
our networks are asked to leave the plain numbers out as well, so that the work is the same. The clock runs from before
the call that trains until it returns; what lays out tables and weights within it counts. deepctr-torch asks a
package index for news when it is imported, so it is no dependency of WooRec.
"""

import contextlib
import io
import math
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

import numpy as np

from ranking import funnel
from ranking.metrics import auc
from ranking.rankers.logistic import sigmoid
from ranking.rankers.network_training import Fitted, Goal, NetworkConfig, fit, predict

EPOCHS, BATCH, DIMENSION, HIDDEN = 2, 4_096, 8, (64, 32)
Chances = tuple[np.ndarray, np.ndarray | None]  # of a click, and of click and purchase


class Task:
    """The rows to learn from and to foretell, with each field numbered from 0."""

    def __init__(self, data: funnel.Funnel) -> None:
        side = data.table.sides[funnel.SIDE]
        lean = side._replace(dense=np.zeros((len(data.table), 0), np.float32))
        self.table = replace(data.table, sides={funnel.SIDE: lean})
        self.train, self.valid, self.test = (data.rows(name) for name in funnel.SPLITS)
        ids = np.asarray(side.ids).astype(np.int64)
        lowest = ids.min(axis=0)
        self.ids = ids - lowest
        self.sizes = (self.ids.max(axis=0) + 1).tolist()
        self.names = [f"field{number}" for number in range(len(self.sizes))]
        self.clicked, self.bought = np.asarray(data.table.clicked), np.asarray(data.table.bought)

    def columns(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        return {name: self.ids[rows, number] for number, name in enumerate(self.names)}


def ours(task: Task, goal: Goal) -> tuple[float, Chances]:
    config = NetworkConfig(
        dimension=DIMENSION, hidden=HIDDEN, batch=BATCH, epochs=EPOCHS, patience=EPOCHS, max_seconds=math.inf
    )
    found: list[Fitted] = []
    asked = {"goal": goal, "learning": task.train, "judging": task.valid[:4_096], "config": config, "seed": 0}
    speed = _timed(lambda: found.append(fit(task.table, **asked)), rows=len(task.train))
    (fitted,) = found
    logits = predict(fitted, task.table, task.test)
    click = sigmoid(logits[0])
    return speed, (click, click * sigmoid(logits[1]) if len(logits) > 1 else None)


def rechub_esmm(task: Task) -> tuple[float, Chances]:
    from torch_rechub.basic.features import SparseFeature
    from torch_rechub.models.multi_task import ESMM
    from torch_rechub.trainers import MTLTrainer

    features = [
        SparseFeature(n, vocab_size=s, embed_dim=DIMENSION) for n, s in zip(task.names, task.sizes, strict=True)
    ]
    half = len(features) // 2
    tower = {"dims": list(HIDDEN), "activation": "relu", "dropout": 0.2}
    model = ESMM(features[:half], features[half:], tower, tower)
    labels = np.stack([task.bought, task.clicked, task.bought], axis=1).astype(np.float32)
    loader, test = _loaders(task, labels)
    trainer = MTLTrainer(
        model, ["classification"] * 3, optimizer_params={"lr": 1e-3, "weight_decay": 1e-5}, n_epoch=EPOCHS
    )
    speed = _timed(lambda: [trainer.train_one_epoch(loader) for _ in range(EPOCHS)], rows=len(task.train))
    found = np.asarray(trainer.predict(model, test))
    return speed, (found[:, 1], found[:, 2])


def rechub_deepfm(task: Task) -> tuple[float, Chances]:
    from torch.utils.data import DataLoader
    from torch_rechub.basic.features import SparseFeature
    from torch_rechub.models.ranking import DeepFM
    from torch_rechub.trainers import CTRTrainer
    from torch_rechub.utils.data import TorchDataset

    features = [
        SparseFeature(n, vocab_size=s, embed_dim=DIMENSION) for n, s in zip(task.names, task.sizes, strict=True)
    ]
    model = DeepFM(features, features, {"dims": list(HIDDEN), "activation": "relu", "dropout": 0.2})
    labels = task.clicked.astype(np.float32)
    loader, _ = _loaders(task, labels)
    test = DataLoader(TorchDataset(task.columns(task.test), labels[task.test]), batch_size=BATCH)
    trainer = CTRTrainer(model, optimizer_params={"lr": 1e-3, "weight_decay": 1e-5}, n_epoch=EPOCHS)
    speed = _timed(lambda: [trainer.train_one_epoch(loader) for _ in range(EPOCHS)], rows=len(task.train))
    return speed, (np.asarray(trainer.predict(model, test)).ravel(), None)


def _loaders(task: Task, labels: np.ndarray) -> tuple[object, object]:
    from torch.utils.data import DataLoader
    from torch_rechub.utils.data import PredictDataset, TorchDataset

    learning = TorchDataset(task.columns(task.train), labels[task.train])
    return (
        DataLoader(learning, batch_size=BATCH, shuffle=True),
        DataLoader(PredictDataset(task.columns(task.test)), batch_size=BATCH),
    )


def deepctr_esmm(task: Task) -> tuple[float, Chances]:
    from deepctr_torch.inputs import SparseFeat
    from deepctr_torch.models import ESMM

    columns = [SparseFeat(n, s, embedding_dim=DIMENSION) for n, s in zip(task.names, task.sizes, strict=True)]
    model = ESMM(columns, tower_dnn_hidden_units=HIDDEN, dnn_dropout=0.2, task_names=("ctr", "ctcvr"))
    model.compile("adam", loss=["binary_crossentropy", "binary_crossentropy"])
    labels = np.stack([task.clicked, task.bought], axis=1)[task.train].astype(np.float32)
    given = task.columns(task.train)
    speed = _timed(lambda: model.fit(given, labels, batch_size=BATCH, epochs=EPOCHS, verbose=0), rows=len(task.train))
    found = model.predict(task.columns(task.test), batch_size=32_768)
    return speed, (found[:, 0], found[:, 1])


def deepctr_deepfm(task: Task) -> tuple[float, Chances]:
    from deepctr_torch.inputs import SparseFeat
    from deepctr_torch.models import DeepFM

    columns = [SparseFeat(n, s, embedding_dim=DIMENSION) for n, s in zip(task.names, task.sizes, strict=True)]
    model = DeepFM(columns, columns, dnn_hidden_units=HIDDEN, dnn_dropout=0.2, task="binary")
    model.compile("adam", loss="binary_crossentropy")
    labels, given = task.clicked[task.train].astype(np.float32), task.columns(task.train)
    speed = _timed(lambda: model.fit(given, labels, batch_size=BATCH, epochs=EPOCHS, verbose=0), rows=len(task.train))
    return speed, (model.predict(task.columns(task.test), batch_size=32_768).ravel(), None)


RUNS: dict[str, Callable[[Task], tuple[float, Chances]]] = {
    "ESMM  ours": lambda task: ours(task, "entire space"),
    "ESMM  torch-rechub": rechub_esmm,
    "ESMM  deepctr-torch": deepctr_esmm,
    "DeepFM ours": lambda task: ours(task, "clicks"),
    "DeepFM torch-rechub": rechub_deepfm,
    "DeepFM deepctr-torch": deepctr_deepfm,
}


def _timed(train: Callable[[], object], *, rows: int) -> float:
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        began = time.perf_counter()
        train()
        return EPOCHS * rows / (time.perf_counter() - began)


def _lines(speeds: dict[str, list[float]], chances: dict[str, Chances], task: Task) -> Iterator[str]:
    clicked, bought = task.clicked[task.test], task.bought[task.test]
    for name, measured in speeds.items():
        base = median(speeds[f"{name.split()[0]:<6}ours" if name.startswith("ESMM") else "DeepFM ours"])
        click, both = chances[name]
        of_both = "" if both is None else f"  CTCVR AUC {auc(bought, both):.4f}"
        times = f"{base / median(measured):5.2f} x slower than ours" if "ours" not in name else ""
        yield f"{name:<22}{median(measured):>10,.0f} examples/s  CTR AUC {auc(clicked, click):.4f}{of_both}  {times}"


def main(folder: str, rounds: str = "3") -> None:
    with tempfile.TemporaryDirectory() as scratch:
        task = Task(funnel.read(Path(folder), scratch=Path(scratch)))
        speeds: dict[str, list[float]] = {name: [] for name in RUNS}
        chances: dict[str, Chances] = {}
        for _ in range(int(rounds)):
            for name, run in RUNS.items():
                speed, chances[name] = run(task)
                speeds[name].append(speed)
                print(f"{name}: {speed:,.0f} examples/s", file=sys.stderr, flush=True)
        print("\n".join(_lines(speeds, chances, task)))


if __name__ == "__main__":
    main(*sys.argv[1:])
