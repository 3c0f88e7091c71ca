"""Every example of docs/clients.md does what the page says, in a folder where a client was copied to."""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from catalog.models import Store
from catalog.signing import issue_signing_secret
from events.models import Interaction, Order
from events.shopper_tokens import verify
from tests.clients.document import DOCS
from tests.clients.stub import Said, stand_in

PAGE = (DOCS / "clients.md").read_text()
# A busy machine is no reason to fail.
PATIENT = {"--max-time 2": "--max-time 60", "timeout=1.0": "timeout=60.0", "1000\n)": "60000\n)", "1000);": "60000);"}
LANGUAGES = {"bash": "bash", "python": sys.executable, "php": "php"}
FILES = {"python": "clients/python/woorec_client.py", "php": "clients/php/woorec.php"}
SESSION = "v-81f2"
needs_php = pytest.mark.skipif(not shutil.which("php"), reason="PHP is not installed")
needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
in_each_language = pytest.mark.parametrize(
    "language", [pytest.param("bash", marks=needs_curl), "python", pytest.param("php", marks=needs_php)]
)
with_a_client = pytest.mark.parametrize("language", ["python", pytest.param("php", marks=needs_php)])


def examples(language: str) -> str:
    """This will put the examples of a language together, as somebody does who follows the page."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert len(found) > 1
    return {"bash": "set -e\n", "php": "<?php\n"}.get(language, "") + "\n".join(found)


def follow(language: str, folder: Path, **environment: str) -> str:
    """This will run the examples of a language and return what they print."""
    program = examples(language)
    for hasty, slow in PATIENT.items():
        program = program.replace(hasty, slow)
    if language in FILES:
        shutil.copy(DOCS / FILES[language], folder)
    script = folder / "example"
    script.write_text(program)
    inherited = {"PATH": os.environ["PATH"], "SECRET": "ws_x", "SECRET_NUMBER": "1"}
    command = [LANGUAGES[language], script.name]
    done = subprocess.run(command, cwd=folder, env=inherited | environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def key(leather: Store) -> str:
    """A key, made with the command of the page."""
    (line,) = re.findall(r"manage\.py issue_key (.*)", PAGE)
    printed = io.StringIO()
    call_command("issue_key", *shlex.split(line), stdout=printed, stderr=io.StringIO())
    return printed.getvalue().strip()


@in_each_language
def test_the_examples_get_a_list_and_tell_what_became_of_it(
    live_server, leather: Store, key: str, tmp_path: Path, language: str
) -> None:
    follow(language, tmp_path, WOOREC=live_server.url, KEY=key)
    told = Interaction.objects.filter(session=SESSION)
    assert set(told.values_list("kind", flat=True)) == {"view_item_list", "select_item", "purchase"}
    assert len(set(told.values_list("request_id", flat=True))) == 1
    assert None not in set(told.values_list("request_id", flat=True))
    assert Order.objects.count() == 1


@needs_curl
def test_sending_the_example_again_counts_nothing_twice(live_server, leather: Store, key: str, tmp_path: Path) -> None:
    assert '"stored":3' in follow("bash", tmp_path, WOOREC=live_server.url, KEY=key)
    assert '"duplicate":3' in follow("bash", tmp_path, WOOREC=live_server.url, KEY=key)


@with_a_client
def test_the_examples_show_the_products_of_the_list(
    live_server, leather: Store, key: str, tmp_path: Path, language: str
) -> None:
    shown = follow(language, tmp_path, WOOREC=live_server.url, KEY=key)
    assert shown.count("<li>") == 4
    names = set(leather.products.values_list("name", flat=True))
    assert len([name for name in names if f"<li>{name}" in shown]) == 4


@with_a_client
def test_the_product_knows_the_token_that_the_shop_signed(
    leather: Store, live_server, key: str, tmp_path: Path, language: str
) -> None:
    row, secret = issue_signing_secret(leather, name="Shop")
    secrets = {"SECRET": secret, "SECRET_NUMBER": str(row.pk)}
    printed = follow(language, tmp_path, WOOREC=live_server.url, KEY=key, **secrets)
    claims = verify(leather, printed.splitlines()[-1], session=SESSION, now=datetime.now(UTC))
    assert claims.customer == "10027"


@with_a_client
def test_the_page_of_the_shop_stands_when_woorec_cannot_answer(tmp_path: Path, language: str) -> None:
    problem = {"type": "/api/v1/problems#unavailable", "title": "Away", "status": 503}
    with stand_in(Said(503, problem, {"Retry-After": "3600"})) as (address, heard):
        shown = follow(language, tmp_path, WOOREC=address, KEY="wr_x")
    assert "<li>TOTE-01" in shown
    assert "kept for later: unavailable" in shown
    assert len(heard.bodies) == 2  # the wait is beyond the budget: no second try of either


@with_a_client
def test_a_busy_server_is_asked_once_more_in_either_language(tmp_path: Path, language: str) -> None:
    with stand_in(Said(503, {}, {"Retry-After": "0"})) as (address, heard):
        follow(language, tmp_path, WOOREC=address, KEY="wr_x")
    asked, again, told, once_more = heard.bodies
    assert (asked, told) == (again, once_more)
    assert told["events"][0]["event_id"]


@needs_php
def test_a_bulk_call_in_php_is_repeated_under_the_same_idempotency_key(tmp_path: Path) -> None:
    shutil.copy(DOCS / FILES["php"], tmp_path)
    call = "woorec_call(getenv('WOOREC'), 'wr_x', 'PUT', 'stock', ['rows' => []], 60000);"
    with stand_in(Said(503, {}, {"Retry-After": "0"}), Said(body={})) as (address, heard):
        command = ["php", "-r", f"require 'woorec.php'; {call}"]
        subprocess.run(command, cwd=tmp_path, env=os.environ | {"WOOREC": address}, check=True, timeout=300)
    first, second = (each["Idempotency-Key"] for each in heard.headers)
    assert first == second
