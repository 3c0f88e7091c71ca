"""Who does what beside the web: quick work never waits behind a training."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from celery import current_app

from woorec.management.commands.up import programs

ROOT = Path(__file__).parents[2]


def queue_of(task: str) -> str:
    return current_app.amqp.router.route({}, task)["queue"].name


def queues_served() -> dict[str, str]:
    """The programs of one machine that take work, by the queue they take it from."""
    commands = {program.name: list(program.command) for program in programs(port=8000, bind="127.0.0.1")}
    return {words[words.index("--queues") + 1]: name for name, words in commands.items() if "--queues" in words}


def test_trainings_and_studies_have_programs_of_their_own_and_every_other_task_the_quick_one() -> None:
    current_app.loader.import_default_modules()
    ours = {task for task in current_app.tasks if not task.startswith("celery.")}
    takers = {task: queues_served()[queue_of(task)] for task in ours}
    assert {"ranking.reconcile", "events.settle_deliveries", "catalog.run_import"} <= ours
    assert {task for task, program in takers.items() if program == "trainer"} == {"ranking.train"}
    assert {task for task, program in takers.items() if program == "analyst"} == {"woorec.run_study"}
    assert set(takers.values()) == {"trainer", "analyst", "worker"}


def test_the_workers_of_a_machine_have_names_of_their_own() -> None:
    names = [
        word for program in programs(port=8000, bind="127.0.0.1") for word in program.command if word.endswith("@%h")
    ]
    assert len(set(names)) == len(names) == 3


def test_the_keeper_starts_first_and_so_ends_last_when_the_web_serves_no_more() -> None:
    names = [program.name for program in programs(port=8000, bind="127.0.0.1")]
    assert names[0] == "keeper"
    assert "web" in names


def test_the_keeper_loads_nothing_that_only_lists_and_models_need() -> None:
    code = """
import sys
import django
django.setup()
from woorec.management.commands import keep_lists
loaded = sorted({"torch", "faiss", "scipy", "events.list_keeper"} & set(sys.modules))
print(loaded, keep_lists.Command.requires_system_checks)
"""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "woorec.settings"}
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    assert told == "['events.list_keeper'] []\n"


@pytest.mark.parametrize(("environment", "lines"), [("development", 0), ("production", 1)])
def test_only_production_is_warned_of_a_worker_that_root_started(environment: str, lines: int) -> None:
    code = """
import warnings
from celery.platforms import ROOT_DISCOURAGED
from celery.exceptions import SecurityWarning
from woorec.celery import app
with warnings.catch_warnings(record=True) as caught:
    warnings.warn(SecurityWarning(ROOT_DISCOURAGED))
    warnings.warn(UserWarning("something else"))
print([str(each.message).split()[0] for each in caught])
"""
    secrets = dict.fromkeys(("SECRET_KEY", "CUSTOMER_KEY"), "k" * 60)
    fernet = {"AVOIDANCE_KEY": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="}
    servers = {"DATABASE_URL": "postgresql://nobody@localhost/none", "REDIS_URL": "redis://localhost:1/0"}
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, **secrets, **fernet, **servers, "ALLOWED_HOSTS": "shop", "WOOREC_ENV": environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.count("You're") == lines
    assert told.count("something") == 1
