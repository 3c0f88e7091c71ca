"""Time one request, stage upon stage, in ratios."""

import os
import platform
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.models import Store
from woorec import bench
from woorec.shops import ensure_demo_keys


class Command(BaseCommand):
    help = "Time traffic control, the pipeline and the API against each other on a loaded store."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--store", default="leather")
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument("--requests", type=int, default=100, help="Per subject and round.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, store: str, rounds: int, requests: int, json: bool, **options: Any) -> None:
        found = Store.objects.filter(code=store).first()
        if found is None:
            raise CommandError(f"There is no store {store!r}. Run manage.py demo --load-only first.")
        result = bench.measure(found, key=ensure_demo_keys(found)["browser"], rounds=rounds, requests=requests)
        if json:
            self.stdout.write(bench.as_json(result))
            return
        self.stdout.write(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, store {store}")
        ratios = result.ratios()
        for name, p50 in result.p50.items():
            self.stdout.write(f"{name:<16} p50 {p50:8.2f} ms   p99 {result.p99[name]:8.2f} ms   x {ratios[name]:.2f}")
        if not result.steady:
            drift = f"{100 * result.calibration_drift:.0f} %"
            self.stdout.write(self.style.WARNING(f"The machine moved by {drift} during the run: no judgement."))
