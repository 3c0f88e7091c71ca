"""Time one request, stage upon stage, traffic control alone, how many events or stock updates the API takes, or what
happens when too much is asked.
"""

import os
import platform
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.models import Store
from woorec import bench, engine_bench, event_bench, overload_bench, stock_bench
from woorec.shops import ensure_demo_keys

SUBJECTS = ("requests", "rules", "events", "stock", "overload")


class Command(BaseCommand):
    help = "Time requests stage upon stage, the taking of events or stock, or what happens when too much is asked."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("subject", nargs="?", choices=SUBJECTS, default="requests")
        parser.add_argument("--store", default="leather", help="Whose lists are asked for.")
        parser.add_argument("--rounds", type=int, default=5)
        parser.add_argument("--requests", type=int, default=100, help="Per subject and round.")
        parser.add_argument("--shops", type=int, default=500, help="Made-up shops that rules are solved for.")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--events", type=int, default=40_000, help="Events to send for each size of a batch.")
        parser.add_argument("--batches", type=int, nargs="+", default=[500, 100, 20], help="Sizes of a batch.")
        parser.add_argument("--senders", type=int, default=2, help="Threads of the client.")
        parser.add_argument(
            "--seconds", type=float, default=10, help="How long stock updates are sent, or lists asked for."
        )
        parser.add_argument(
            "--updates", type=float, default=5000, help="Stock updates a second; 0 is all that it takes."
        )
        parser.add_argument("--lists", type=float, default=20, help="Lists a second that are asked for meanwhile.")
        parser.add_argument("--port", type=int, default=8990, help="Where the web server of the bench listens.")

    def handle(self, *, subject: str, **options: Any) -> None:
        getattr(self, f"_{subject}")(**options)

    def _requests(self, *, store: str, rounds: int, requests: int, json: bool, **options: Any) -> None:
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

    def _rules(self, *, shops: int, rounds: int, json: bool, **options: Any) -> None:
        result = engine_bench.measure(shops=shops, rounds=rounds)
        if json:
            self.stdout.write(engine_bench.as_json(result))
            return
        self.stdout.write(f"{platform.processor() or platform.machine()}, processor time of one core")
        self.stdout.write("\n".join(engine_bench.describe(result)))

    def _events(self, *, events: int, batches: list[int], senders: int, port: int, **options: Any) -> None:
        self.stdout.write(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, client included")
        for each in event_bench.measure(events=events, batches=batches, workers=2, senders=senders, port=port):
            self.stdout.write(
                f"batches of {each.batch:<5} {each.events_per_second:8.0f} events/s   {each.rows / each.seconds:8.0f} "
                f"rows/s   bare COPY {each.rows / each.copy_seconds:8.0f} rows/s   share {each.share_of_copy:.2f}"
            )

    def _stock(self, *, seconds: float, updates: float, lists: float, port: int, **options: Any) -> None:
        self.stdout.write(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, client included")
        result = stock_bench.measure(seconds=seconds, updates_per_second=updates, lists_per_second=lists, port=port)
        self.stdout.write("\n".join(stock_bench.describe(result)))

    def _overload(self, *, seconds: float, port: int, **options: Any) -> None:
        self.stdout.write(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, client included")
        self.stdout.write("\n".join(overload_bench.describe(overload_bench.measure(seconds=seconds, port=port))))
