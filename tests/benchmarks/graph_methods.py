"""Compare embeddings of the graph of shoppers and products with the two methods that ship.

    OMP_NUM_THREADS=1 .venv/bin/python -m tests.benchmarks.graph_methods sequences FOLDER [--methods METHOD ...]
    OMP_NUM_THREADS=1 .venv/bin/python -m tests.benchmarks.graph_methods completejourney [FOLDER]

Split, histories, masks and metrics are those of `manage.py evaluate recall`. Of each method several settings and
readings are tried on a slice of the training part; those that find most new products among 50 are fitted once more on
all of it and measured on the test part, which has no say. The shipped methods choose their memory as they always do.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django
import torch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woorec.settings")


def main(arguments: Sequence[str]) -> None:
    django.setup()
    from django.conf import settings

    from ranking.formats import FORMATS, read_split
    from ranking.recall.graph_training import METHODS
    from tests.benchmarks.graph_comparison import EMBEDDINGS, compare

    parser = argparse.ArgumentParser(prog="graph_methods", description="Compare graph embeddings.")
    parser.add_argument("format", choices=FORMATS)
    parser.add_argument("folder", type=Path, nargs="?")
    known = [*METHODS, *EMBEDDINGS]
    parser.add_argument("--methods", nargs="+", default=known, choices=known)
    parser.add_argument("--customers", type=int, default=1_500, help="of the slice on which settings are chosen")
    parser.add_argument("--changes", type=json.loads, default={}, help='for instance {"lightgcn": {"epochs": 20}}')
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args(arguments)
    torch.set_num_threads(given.threads)
    split = read_split(given.format, given.folder, data_folder=settings.DATA_DIR)
    print(compare(split, given.methods, customers=given.customers, changes=given.changes, seed=given.seed))


if __name__ == "__main__":
    main(sys.argv[1:])
