"""Start the whole product: web, worker, trainer, beat, and the embedded services if no URLs are set."""

import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from woorec import embedded
from woorec.environment import env_int, env_str
from woorec.roles import ensure_roles
from woorec.supervisor import Program, supervise


class Command(BaseCommand):
    help = "Start web, worker, trainer and beat, and PostgreSQL and Valkey unless DATABASE_URL and REDIS_URL are set."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=env_int("WEB_PORT", 8000, minimum=1, maximum=65535))
        parser.add_argument("--bind", default=env_str("WEB_BIND", "127.0.0.1"))

    def handle(self, *, port: int, bind: str, **options: object) -> None:
        call_command("migrate", verbosity=0)
        ensure_roles()
        if settings.PRODUCTION:
            call_command("collectstatic", interactive=False, verbosity=0)
        self.stdout.write(self.style.SUCCESS(f"WooRec answers at http://{bind}:{port}/ (Ctrl-C stops it)"))
        try:
            status = supervise(programs(port=port, bind=bind))
        finally:
            embedded.stop_unused(settings.HOME)  # also servers that an earlier, killed process left running
        sys.exit(status)


def programs(*, port: int, bind: str) -> list[Program]:
    """This will name the processes of one machine.

    Beat has its own, so that a busy worker never delays it, and so have trainings, so that they delay nobody.
    """
    python = sys.executable
    return [
        Program(
            "web",
            [
                *(python, "-m", "gunicorn", "woorec.wsgi", "--preload", "--no-control-socket"),
                *("--worker-class", "gthread", "--graceful-timeout", "10"),
                *("--bind", f"{bind}:{port}", "--workers", str(env_int("WEB_WORKERS", 2, minimum=1))),
                *("--threads", str(env_int("WEB_THREADS", 4, minimum=1)), "--timeout", "60"),
                *("--config", "python:woorec.web"),
            ],
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
