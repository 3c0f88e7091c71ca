"""Load the demo shops, train them, and start everything."""

import time
from contextlib import suppress

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.demo import DEMO_STORES
from catalog.material_looks import settle_digests
from catalog.models import Store
from ranking.models import TrainingRun
from woorec.demo_opening import open_demo_store
from woorec.management.progress import ProgressLine
from woorec.shops import (
    DEMO_PASSWORD,
    DEMO_PEOPLE,
    ensure_demo_keys,
    ensure_demo_people,
    has_champion,
    load_demo_store,
    today,
    train_now,
)


class Command(BaseCommand):
    help = "Load and train the two demo shops (the second time nothing is left to do), then start the product."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.WEB_PORT)
        parser.add_argument("--load-only", action="store_true", help="Load and train, but start nothing.")

    def handle(self, *, port: int, load_only: bool, **options: object) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo has accounts with a known password. Run it with WOOREC_ENV=development.")
        started = time.monotonic()
        call_command("migrate", verbosity=0)
        ensure_demo_people()
        for code in DEMO_STORES:
            self._prepare(code)
        self.stdout.write(self.style.SUCCESS(f"The demo shops are ready after {time.monotonic() - started:.0f} s."))
        self._say_where_to_click(port)
        if not load_only:
            with suppress(KeyboardInterrupt):
                call_command("up", port=port)

    def _prepare(self, code: str) -> None:
        with ProgressLine(self.stdout, title=code) as line:
            store = Store.objects.filter(code=code).first()
            if store is None or not store.placements.exists():
                store = load_demo_store(code, now=today(), progress=line.report)
            settle_digests(store)  # a shop of an earlier release; the worker makes the files
            ensure_demo_keys(store)
            if not has_champion(store):
                run = train_now(store, progress=line.report)
                if run.state != TrainingRun.State.SUCCEEDED:
                    raise CommandError(f"{store.name} could not be trained: {run.error}")
            held_back = open_demo_store(store, now=today(), progress=line.report)
        for said in held_back:
            self.stdout.write(self.style.WARNING(f"{store.name}, {said}"))

    def _say_where_to_click(self, port: int) -> None:
        people = ", ".join(f"{name} ({role})" for name, _, role in DEMO_PEOPLE)
        address = f"http://127.0.0.1:{port}"
        self.stdout.write(
            f"\n  Studio       {address}/studio/      sign in as {people}\n"
            f"               the password of everybody is {DEMO_PASSWORD}\n"
            f"  Board        {address}/studio/leather/placements/home/\n"
            f"  Storefronts  {address}/shop/leather/   {address}/shop/jewel/\n"
            f"  API          {address}/api/v1/docs/\n"
        )
