"""Time a request beside its floor and other services, how it grows, traffic control, news, or overload."""

import os
import platform
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.models import Store
from woorec import engine_bench, event_bench, overload_bench, stock_bench
from woorec.management.progress import ProgressLine
from woorec.speed import reports, scaling
from woorec.speed.machine import commit, machine
from woorec.speed.made_rules import PUBLISHED, code_of
from woorec.speed.made_shop import Size, ensure_shop, remove_shop
from woorec.speed.requests import run as run_requests
from woorec.speed.soak.result import describe
from woorec.speed.soak.run import run as run_soak


class Command(BaseCommand):
    help = "Time a request of a made shop beside its floor and other services; or what the first argument names."

    def add_arguments(self, parser: CommandParser) -> None:
        subjects = ("requests", "scaling", "shop", "rules", "events", "stock", "overload", "soak")
        parser.add_argument("subject", nargs="?", choices=subjects, default="requests")
        parser.add_argument("--products", type=int, default=5_000, help="Of the made shop.")
        parser.add_argument("--customers", type=int, default=20_000, help="Of the made shop.")
        parser.add_argument("--events", type=int, help="Of the made shop's last month; or to send (events).")
        parser.add_argument("--seed", type=int, default=1, help="The same seed and day make the same shop.")
        parser.add_argument("--remove", action="store_true", help="Delete the made shop (subject shop).")
        parser.add_argument("--published", type=int, choices=PUBLISHED, default=100, help="Rules; ten are in scope.")
        parser.add_argument("--store", help="Time this store's placement instead of a made shop.")
        parser.add_argument("--placement", help="Of --store.")
        parser.add_argument("--workers", type=int, default=1, help="Web processes of each server.")
        parser.add_argument("--axes", nargs="+", choices=scaling.AXES, help="What grows (subject scaling).")
        parser.add_argument("--most", type=int, default=500_000, help="Products to search among at most (scaling).")
        parser.add_argument("--rounds", type=int, default=7)
        parser.add_argument("--requests", type=int, default=60, help="Per subject and round.")
        parser.add_argument("--shops", type=int, default=500, help="Made-up shops that rules are solved for.")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--batches", type=int, nargs="+", default=[500, 100, 20], help="Sizes of a batch.")
        parser.add_argument("--senders", type=int, default=2, help="Threads of the client.")
        parser.add_argument(
            "--seconds", type=float, default=10, help="How long stock updates are sent, or lists asked for."
        )
        parser.add_argument(
            "--updates", type=float, default=5000, help="Stock updates a second; 0 is all that it takes."
        )
        parser.add_argument("--minutes", type=float, default=30, help="How long everything goes on at once (soak).")
        parser.add_argument("--share", type=float, default=0.7, help="Of what the server can answer (soak).")
        parser.add_argument("--lists", type=float, default=20, help="Lists a second that are asked for meanwhile.")
        parser.add_argument(
            "--port", type=int, default=8990, help="Where the web servers of the bench listen, from here."
        )

    def handle(self, *, subject: str, **options: Any) -> None:
        getattr(self, f"_{subject}")(**options)

    def _shop(self, *, remove: bool, **options: Any) -> None:
        size = _size(**options)
        if remove:
            there = remove_shop(size.code)
            self.stdout.write(f"{size.code} is gone." if there else f"There is no {size.code}.")
            return
        store, served_by = self._made(**options)
        self.stdout.write(f"{store.code} is there, {served_by}.")

    def _requests(
        self, *, store: str | None, placement: str | None, published: int, json: bool, rounds: int, requests: int,
        workers: int, port: int, **options: Any,
    ) -> None:  # fmt: skip
        found, served_by = self._named(store) if store else self._made(**options)
        result = run_requests(
            found,
            placement=(placement or "home") if store else code_of(published),
            served_by=served_by,
            rounds=rounds,
            requests=requests,
            workers=workers,
            port=port,
        )
        folder = settings.HOME / "bench"
        report = reports.keep(folder, at=datetime.now(UTC), commit=commit(), machine=machine(), result=result)
        stem = folder / f"requests-{report.name}"
        said = stem.with_suffix(".json" if json else ".md").read_text()
        self.stdout.write(said)
        if not json:
            self.stdout.write(f"Kept as {stem}.json, .md and .svg; history in {folder / 'history.jsonl'}.")

    def _scaling(self, *, axes: list[str] | None, **options: Any) -> None:
        self.stdout.write(reports.machine_in_words(machine()))
        for axis in axes or scaling.USUAL:
            for line in scaling.AXES[axis](self._made, **options):
                self.stdout.write(line)
            self.stdout.write("")

    def _rules(self, *, shops: int, rounds: int, json: bool, **options: Any) -> None:
        result = engine_bench.measure(shops=shops, rounds=rounds)
        if json:
            self.stdout.write(engine_bench.as_json(result))
            return
        self.stdout.write(f"{platform.processor() or platform.machine()}, processor time of one core")
        self.stdout.write("\n".join(engine_bench.describe(result)))

    def _events(self, *, events: int | None, batches: list[int], senders: int, port: int, **options: Any) -> None:
        self.stdout.write(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, client included")
        taken = event_bench.measure(events=events or 40_000, batches=batches, workers=2, senders=senders, port=port)
        for each in taken:
            self.stdout.write(
                f"batches of {each.batch:<5} {each.events_per_second:8.0f} events/s   {each.rows / each.seconds:8.0f} "
                f"rows/s   bare COPY {each.rows / each.copy_seconds:8.0f} rows/s   share {each.share_of_copy:.2f}"
            )

    def _stock(self, *, seconds: float, updates: float, lists: float, port: int, **options: Any) -> None:
        self.stdout.write(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, client included")
        result = stock_bench.measure(seconds=seconds, updates_per_second=updates, lists_per_second=lists, port=port)
        self.stdout.write("\n".join(stock_bench.describe(result)))

    def _soak(
        self, *, published: int, minutes: float, share: float, workers: int, port: int, customers: int, **options: Any
    ) -> None:
        store, served_by = self._made(customers=customers, **options)
        result = run_soak(
            store,
            placement=code_of(published),
            customers=customers,
            minutes=minutes,
            share=share,
            workers=workers,
            port=port,
        )
        self.stdout.write(f"{store.code}, {served_by}, {workers} web processes, client included")
        self.stdout.write("\n".join(describe(result)))

    def _overload(self, *, seconds: float, port: int, **options: Any) -> None:
        self.stdout.write(f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, client included")
        self.stdout.write("\n".join(overload_bench.describe(overload_bench.measure(seconds=seconds, port=port))))

    def _made(self, **options: Any) -> tuple[Store, str]:
        size = _size(**options)
        with ProgressLine(self.stdout, title=size.code) as line:
            return ensure_shop(size, seed=options["seed"], progress=line.report)

    def _named(self, code: str) -> tuple[Store, str]:
        found = Store.objects.filter(code=code).first()
        if found is None:
            raise CommandError(f"There is no store {code!r}.")
        return found, "as it stands"


def _size(*, products: int, customers: int, events: int | None = None, **_options: Any) -> Size:
    return Size(products=products, customers=customers, events=2 * customers if events is None else events)
