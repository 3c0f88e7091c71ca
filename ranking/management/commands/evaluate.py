"""Measure recall or ranking on a data set of your own or on one of the known ones."""

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.feeds.base import FeedError
from ranking.formats import FORMATS, read_split
from ranking.formats.split import Split

FUNNEL = "funnel"


class Command(BaseCommand):
    help = "Train recall channels or rankers on the earlier part of a data set and measure them on what came later."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        measures = parser.add_subparsers(dest="what", required=True)
        _add_recall(measures.add_parser("recall", help="Train recall channels and measure what they find."))
        _add_ranking(measures.add_parser("ranking", help="Train rankers and measure what they foretell."))

    def handle(self, *, what: str, **options: Any) -> None:
        try:
            (self._measure_ranking if what == "ranking" else self._measure_recall)(**options)
        except ValueError as error:  # a file, a feed or a setting; each says what to do
            raise CommandError(str(error)) from error

    def _measure_recall(self, *, format: str, config: Path | None, as_json: bool, **options: Any) -> None:
        from ranking.recall_measurement import as_table, measure, read_settings

        split, settings_ = _split(format, **options), read_settings(config)
        self.stderr.write(f"{len(split.train.interactions):,} events, {len(split.train.catalogue):,} products")
        started = time.monotonic()
        figures = measure(split, settings_)
        self.stderr.write(f"Trained and measured in {time.monotonic() - started:.0f} s.")
        self.stdout.write(json.dumps(figures, indent=2) if as_json else as_table(figures, split))

    def _measure_ranking(self, *, folder: Path, config: Path | None, as_json: bool, seeds: int, **options: Any) -> None:
        from ranking import funnel, ranking_measurement

        models = options["models"] or list(ranking_measurement.MODELS)
        if unknown := set(models) - set(ranking_measurement.MODELS):
            known = ", ".join(ranking_measurement.MODELS)
            raise CommandError(f"There is no model {', '.join(sorted(unknown))}; there are {known}.")
        if min(seeds, options["processes"]) < 1:
            raise CommandError("Ask for at least one seed and one process.")
        setup = ranking_measurement.Setup(
            ranking_measurement.read_settings(config), calibrated=options["calibrate"], processes=options["processes"]
        )
        with tempfile.TemporaryDirectory(prefix="woorec-funnel-") as scratch:
            data = funnel.read(folder, scratch=Path(scratch))
            self.stderr.write(f"{len(data.table):,} impressions, {len(data.fields)} fields")
            found = ranking_measurement.evaluate(data, models=models, seeds=seeds, setup=setup, told=self.stderr.write)
        self.stdout.write(json.dumps(found, indent=2) if as_json else ranking_measurement.as_table(found))


def _add_recall(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--format", choices=sorted(FORMATS), required=True)
    parser.add_argument("--test-share", type=float, help="interactions: last share of the time, 0.1 unless set.")
    parser.add_argument("--test-days", type=float, help="interactions: the last days instead of a share.")
    _add_common(parser, config="JSON with training settings, as the trainer takes them.")


def _add_ranking(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path)
    parser.add_argument("--format", choices=[FUNNEL], required=True)
    parser.add_argument("--models", nargs="+", help="Which models, all unless set.")
    parser.add_argument("--seeds", type=int, default=5, help="How often each network is trained.")
    parser.add_argument("--calibrate", action="store_true", help="Find slope and offset on the rows valid.")
    parser.add_argument("--processes", type=int, default=1, help="Of which each network is trained in.")
    _add_common(parser, config="JSON with settings of the networks.")


def _add_common(parser: argparse.ArgumentParser, *, config: str) -> None:
    parser.add_argument("--config", type=Path, help=config)
    parser.add_argument("--json", action="store_true", dest="as_json", help="Print the figures as JSON.")


def _split(name: str, **options: Any) -> Split:
    given = {key: options[key] for key in ("test_share", "test_days") if options[key] is not None}
    if given and name != "interactions":
        raise FeedError(f"The format {name} has a split of its own. Leave --test-share and --test-days out.")
    return read_split(name, options["folder"], data_folder=settings.DATA_DIR, **given)
