"""Measure recall or ranking on a data set of your own or on one of the known ones."""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.feeds.completejourney import FeedError, default_folder
from ranking.formats import FORMATS, Split

KS = (20, 50, 100)
FUNNEL = "funnel"
COLUMNS = [(case, k) for case in ("all", "new") for k in KS]


class Command(BaseCommand):
    help = "Train recall channels or rankers on the earlier part of a data set and measure them on what came later."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["recall", "ranking"])
        parser.add_argument("folder", nargs="?", type=Path)
        parser.add_argument("--format", choices=[*sorted(FORMATS), FUNNEL], required=True)
        parser.add_argument("--config", type=Path, help="JSON with training settings, as the trainer takes them.")
        parser.add_argument("--models", nargs="+", help="ranking: which models, all unless set.")
        parser.add_argument("--seeds", type=int, default=5, help="ranking: how often each network is trained.")
        parser.add_argument(
            "--calibrate", action="store_true", help="ranking: find slope and offset on the rows valid."
        )
        parser.add_argument("--processes", type=int, default=1, help="ranking: of which each network is trained in.")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Print the figures as JSON.")

    def handle(self, *, what: str, format: str, **options: Any) -> None:
        if (what == "ranking") != (format == FUNNEL):
            raise CommandError(f"Ranking is measured on the format {FUNNEL}, recall on the others.")
        (self._measure_ranking if what == "ranking" else self._measure_recall)(format=format, **options)

    def _measure_ranking(
        self,
        *,
        folder: Path | None,
        config: Path | None,
        as_json: bool,
        seeds: int,
        calibrate: bool,
        processes: int,
        **options: Any,
    ) -> None:
        from ranking import funnel, ranking_measurement

        models = options["models"] or list(ranking_measurement.MODELS)
        if unknown := set(models) - set(ranking_measurement.MODELS):
            known = ", ".join(ranking_measurement.MODELS)
            raise CommandError(f"There is no model {', '.join(sorted(unknown))}; there are {known}.")
        if folder is None or min(seeds, processes) < 1:
            raise CommandError("Name the folder with the impressions, at least one seed and one process.")
        with tempfile.TemporaryDirectory(prefix="woorec-funnel-") as scratch:
            try:
                network = ranking_measurement.read_settings(config)
                setup = ranking_measurement.Setup(network, calibrated=calibrate, processes=processes)
                data = funnel.read(folder, scratch=Path(scratch))
            except ValueError as error:  # a file or a setting; each says what to do
                raise CommandError(str(error)) from error
            self.stderr.write(f"{len(data.table):,} impressions, {len(data.fields)} fields")
            found = ranking_measurement.evaluate(data, models=models, seeds=seeds, setup=setup, told=self.stderr.write)
        self.stdout.write(json.dumps(found, indent=2) if as_json else ranking_measurement.as_table(found))

    def _measure_recall(
        self, *, folder: Path | None, format: str, config: Path | None, as_json: bool, **options: Any
    ) -> None:
        try:
            split = FORMATS[format](folder or default_folder(settings.DATA_DIR))
        except FeedError as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"{len(split.train.interactions):,} events, {len(split.train.catalogue):,} products")
        started = time.monotonic()
        figures = _figures(split, config)
        self.stderr.write(f"Trained and measured in {time.monotonic() - started:.0f} s. Protocol {split.protocol}")
        self.stdout.write(json.dumps(figures, indent=2) if as_json else _as_table(figures))


def _figures(split: Split, config: Path | None) -> dict[str, Any]:
    """This will train on the earlier part and measure each channel, and two hybrids, on the later one.

    The shares of the hybrids are chosen on the last tenth of the training window, never on the test.
    """
    from ranking.evaluation import collect_cases, figures_of
    from ranking.training import TrainingConfig, configure, judge_channels, load_channels, train_channels

    settings = configure(TrainingConfig(), json.loads(config.read_text()) if config else {})
    mixes = judge_channels(split.train, config=settings, report=_quiet).get("suggested_quotas", {})
    channels = load_channels(split.train, train_channels(split.train, config=settings, report=_quiet))
    cases = collect_cases(split.train, split.test, channels=channels, depth=2 * max(KS))
    groups = split.train.catalogue.item_groups
    figures: dict[str, Any] = {}
    for name, mix in (mixes or {"equal": dict.fromkeys(channels, 1.0)}).items():
        measured = figures_of(cases, split.test, split.train, ks=KS, quotas=mix, item_groups=groups)
        hybrid = measured["channels"].pop("hybrid")
        figures = figures or measured
        figures["channels"][f"hybrid for {name}"] = hybrid | {"mix": mix}
    return figures


def _quiet(*line: object, **more: object) -> None:
    pass


def _as_table(figures: dict[str, Any]) -> str:
    lines = []
    for measure, title in (("recall", "share of pairs"), ("customer_recall", "mean over customers")):
        lines.append(f"{title:<20} " + " ".join(f"{case + ' R@' + str(k):>10}" for case, k in COLUMNS))
        for name, rates in figures["channels"].items():
            values = (rates[case][f"{measure}@{k}"] for case, k in COLUMNS)
            cells = " ".join(f"{'-':>10}" if value is None else f"{value:10.4f}" for value in values)
            lines.append(f"{name:<20} {cells}")
    mixes = [f"{name}: {rates['mix']}" for name, rates in figures["channels"].items() if "mix" in rates]
    return "\n".join([*lines, *mixes, f"pairs: {figures['pairs']}"])
