"""Arrows that import linters cannot see: foreign keys, raw SQL, and what a process loads."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field

ROOT = Path(__file__).resolve().parent.parent
LEVELS = {"catalog": 0, "events": 1, "rules": 2, "ranking": 2}
ENGINE = sorted(f"rules.engine.{path.stem}" for path in (ROOT / "rules" / "engine").glob("[!_]*.py"))


def points_sideways_or_down(source: str, target: str) -> bool:
    """This will say whether a table of one app may name a table of another."""
    return source == target or LEVELS[target] < LEVELS[source]


def relations() -> Iterator[tuple[Field, str, str]]:
    """This will list every relation between our tables, with the apps it leads from and to."""
    for model in apps.get_models(include_auto_created=True):
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model._meta.app_label if field.is_relation and field.related_model else ""
            if model._meta.app_label in LEVELS and target in LEVELS:
                yield field, model._meta.app_label, target


def loaded_by(statement: str, *, watched: tuple[str, ...], home: Path) -> set[str]:
    """This will run a statement in a new process that starts no server, and name the watched packages it loads."""
    script = (
        f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}}.intersection({watched!r}))"
    )
    urls = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    keys = {"SECRET_KEY": "s" * 50, "CUSTOMER_KEY": "c" * 40, "AVOIDANCE_KEY": "A" * 43 + "="}
    environment = {**os.environ, **urls, **keys, "WOOREC_HOME": str(home), "WOOREC_ENV": "development"}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert not [name for name in ("postgres", "valkey", "keys") if (home / name).exists()]
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("events", "events", True),
        ("events", "catalog", True),
        ("rules", "events", True),
        ("ranking", "catalog", True),
        ("catalog", "events", False),
        ("events", "ranking", False),
        ("rules", "ranking", False),
        ("ranking", "rules", False),
    ],
)
def test_data_flows_one_way(source: str, target: str, allowed: bool) -> None:
    assert points_sideways_or_down(source, target) is allowed


def test_no_table_points_up() -> None:
    found = list(relations())

    assert {(source, target) for _, source, target in found} >= {("events", "catalog"), ("rules", "catalog")}
    assert [str(field) for field, source, target in found if not points_sideways_or_down(source, target)] == []


def test_the_composing_package_has_no_tables() -> None:
    assert [model.__name__ for model in apps.get_models() if model._meta.app_label == "woorec"] == []


def test_no_raw_sql_names_a_table_of_a_higher_app() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    seen = [
        (source, table, path)
        for source in LEVELS
        for path in sorted((ROOT / source).rglob("*.py"))
        if "migrations" not in path.parts
        for table in _tables_named_in(path, tables)
    ]

    assert ("events", "catalog_region") in {(source, table) for source, table, _ in seen}
    wrong = [
        f"{path.relative_to(ROOT)}: {table}"
        for source, table, path in seen
        if not points_sideways_or_down(source, table.partition("_")[0])
    ]
    assert wrong == []


def _tables_named_in(path: Path, tables: set[str]) -> set[str]:
    texts = [
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    ours = {table for table in tables if table.partition("_")[0] in LEVELS}
    return ours & {word for text in texts for word in re.findall(r"\b[a-z]+_[a-z_]+\b", text)}


def test_the_probe_sees_what_a_process_loads(tmp_path: Path) -> None:
    watched = ("json", "django", "torch")

    assert loaded_by("import json", watched=watched, home=tmp_path) == {"json"}
    assert "django" in loaded_by("import django.db", watched=watched, home=tmp_path)


def test_the_rule_engine_loads_no_framework_and_no_numbers(tmp_path: Path) -> None:
    watched = ("django", "rest_framework", "celery", "redis", "psycopg", "numpy", "scipy", "torch", "faiss")
    statement = f"import {', '.join(['rules.engine', *ENGINE, 'rules.kinds'])}"

    assert len(ENGINE) > 10
    assert loaded_by(statement, watched=watched, home=tmp_path) == set()


def test_the_web_process_loads_no_torch(tmp_path: Path) -> None:
    statement = "import woorec.wsgi, woorec.urls, woorec.web, woorec.holder"

    assert loaded_by(statement, watched=("django", "torch", "numpy"), home=tmp_path) == {"django", "numpy"}


def test_the_worker_loads_no_torch_until_it_trains(tmp_path: Path) -> None:
    statement = "import django, woorec.celery; django.setup(); woorec.celery.app.loader.import_default_modules()"

    assert loaded_by(statement, watched=("celery", "torch"), home=tmp_path) == {"celery"}


def test_a_model_is_served_without_django_and_without_torch(tmp_path: Path) -> None:
    found = loaded_by("import ranking.scoring", watched=("django", "torch", "faiss", "numpy"), home=tmp_path)

    assert found == {"faiss", "numpy"}
