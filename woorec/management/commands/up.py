"""Start the whole product: web, workers, keeper, beat, and the embedded services if no URLs are set."""

import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from woorec import embedded
from woorec.logs import JSON
from woorec.roles import ensure_roles
from woorec.supervisor import Program, supervise


class Command(BaseCommand):
    help = "Start web, workers, keeper and beat, and PostgreSQL and Valkey unless DATABASE_URL and REDIS_URL are set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=settings.WEB_PORT)
        parser.add_argument("--bind", default=settings.WEB_BIND)

    def handle(self, *, port: int, bind: str, **options: object) -> None:
        call_command("migrate", verbosity=0)
        ensure_roles()
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        if settings.LOG_FORMAT != JSON:
            self.stdout.write(self.style.SUCCESS(f"WooRec answers at http://{bind}:{port}/ (Ctrl-C stops it)"))
        try:
            status = supervise(programs(port=port, bind=bind), as_json=settings.LOG_FORMAT == JSON)
        finally:
            embedded.stop_unused(settings.HOME)  # also servers that an earlier, killed process left running
        sys.exit(status)


def programs(*, port: int, bind: str) -> list[Program]:
    """This will name the processes of one machine.

    Beat has its own, so that a busy worker never delays it, and so have trainings, so that they delay nobody. The
    keeper stands first, so that it ends last and stores the last lists.
    """
    python = sys.executable
    return [
        Program("keeper", [python, "-m", "django", "keep_lists"]),
        Program(
            "web",
            [
                *(python, "-m", "gunicorn", "woorec.wsgi", "--preload", "--no-control-socket"),
                *("--bind", f"{bind}:{port}", "--workers", str(settings.WEB_WORKERS)),
                *("--threads", str(settings.WEB_THREADS), "--timeout", "60"),
                *("--config", "python:woorec.web"),
            ],
            grace_seconds=15.0 + settings.WEB_DRAIN_SECONDS,
        ),
        _worker("worker", queue="work"),
        _worker("trainer", queue="training"),
        _worker("analyst", queue="studies"),
        Program(
            "beat",
            [
                *(python, "-m", "celery", "-q", "-A", "woorec", "beat", "--loglevel", "WARNING"),
                *("--schedule", str(settings.HOME / "beat-schedule")),
            ],
        ),
    ]


def _worker(name: str, *, queue: str) -> Program:
    command = (sys.executable, "-m", "celery", "-q", "-A", "woorec", "worker", "--concurrency", "1")
    return Program(
        name,
        [*command, "--queues", queue, "--hostname", f"{name}@%h", "--loglevel", "WARNING"],
        environment={"REMAP_SIGTERM": "SIGQUIT"},
    )
