import os
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from woorec.environment import (
    database_settings,
    env_bool,
    env_int,
    env_list,
    env_secret,
    env_str,
    load_env_file,
    require_production,
)

EXAMPLE = Path(__file__).resolve().parents[2] / ".env.example"


@pytest.mark.parametrize(("text", "value"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("FALSE", False)])
def test_a_switch_is_read_in_plain_words(monkeypatch: pytest.MonkeyPatch, text: str, value: bool) -> None:
    monkeypatch.setenv("DEBUG", text)

    assert env_bool("DEBUG", not value) is value


def test_an_unset_or_empty_variable_takes_its_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WEB_PORT", raising=False)
    monkeypatch.setenv("WEB_BIND", "")
    monkeypatch.setenv("DEBUG", " ")
    monkeypatch.setenv("ALLOWED_HOSTS", ",")

    assert env_int("WEB_PORT", 8000) == 8000
    assert env_str("WEB_BIND", "127.0.0.1") == "127.0.0.1"
    assert env_bool("DEBUG", True) is True
    assert env_list("ALLOWED_HOSTS", ["localhost"]) == ["localhost"]


def test_a_list_is_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "shop.example, studio.example ,")

    assert env_list("ALLOWED_HOSTS") == ["shop.example", "studio.example"]


@pytest.mark.parametrize(
    ("value", "read", "accepted"),
    [
        ("maybe", lambda: env_bool("SETTING"), "one of 1, true, yes, on, 0, false, no, off"),
        ("many", lambda: env_int("SETTING", 2, minimum=1), "a whole number of at least 1"),
        ("0", lambda: env_int("SETTING", 2, minimum=1, maximum=9), "a whole number of at least 1 and at most 9"),
        ("10", lambda: env_int("SETTING", 2, maximum=9), "a whole number of at most 9"),
        ("test", lambda: env_str("SETTING", choices=["development", "production"]), "one of development, production"),
    ],
)
def test_a_refusal_names_the_variable_its_value_and_what_is_accepted(
    monkeypatch: pytest.MonkeyPatch, value: str, read, accepted: str
) -> None:
    monkeypatch.setenv("SETTING", value)

    with pytest.raises(ImproperlyConfigured) as refusal:
        read()

    assert str(refusal.value) == f"SETTING={value!r} is not accepted. It must be {accepted}."


def test_a_secret_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("nobody knows\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert env_secret("SECRET_KEY") == "nobody knows"


def test_a_secret_given_twice_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "nobody knows")
    monkeypatch.setenv("SECRET_KEY_FILE", "/run/secrets/key")

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY and SECRET_KEY_FILE are both set") as refusal:
        env_secret("SECRET_KEY")

    assert "nobody knows" not in str(refusal.value)


def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "gone"))

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE='.*gone'"):
        env_secret("SECRET_KEY")


def test_production_names_everything_it_lacks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CUSTOMER_KEY", "CUSTOMER_KEY_FILE", "DATABASE_URL", "DATABASE_URL_FILE", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", "/run/secrets/key")

    with pytest.raises(ImproperlyConfigured, match="needs 2 more: CUSTOMER_KEY, DATABASE_URL"):
        require_production(["SECRET_KEY", "CUSTOMER_KEY", "DATABASE_URL"])


def test_an_env_file_fills_what_is_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# a remark\n\nWEB_PORT=9000\nexport LOG_LEVEL='DEBUG'\nTIME_ZONE=Europe/Paris\n")
    monkeypatch.setattr(os, "environ", {"TIME_ZONE": "UTC"})

    load_env_file(tmp_path / ".env")

    assert os.environ == {"TIME_ZONE": "UTC", "WEB_PORT": "9000", "LOG_LEVEL": "DEBUG"}


def test_a_missing_env_file_is_no_error(tmp_path: Path) -> None:
    before = dict(os.environ)

    load_env_file(tmp_path / ".env")

    assert dict(os.environ) == before


def test_a_line_that_is_no_assignment_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# a remark\nWEB_PORT 9000\n")

    with pytest.raises(ImproperlyConfigured, match="line 2: expected NAME=value, found 'WEB_PORT 9000'"):
        load_env_file(tmp_path / ".env")


def test_a_database_address_becomes_settings() -> None:
    settings = database_settings("postgresql://mia:p%40ss@db.example:6432/shop?sslmode=verify-full")

    assert {key: settings[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "shop",
        "USER": "mia",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
    }
    assert settings["OPTIONS"] == {"connect_timeout": "3", "sslmode": "verify-full", "prepare_threshold": 5}


def test_a_socket_address_becomes_settings() -> None:
    settings = database_settings("postgresql://woorec@/woorec?host=/run/a%20folder&port=5433")

    assert (settings["HOST"], settings["PORT"], settings["USER"]) == ("/run/a folder", "5433", "woorec")
    assert settings["OPTIONS"] == {"connect_timeout": "3", "prepare_threshold": 5}


@pytest.mark.parametrize("url", ["mysql://mia:secret@db/shop", "postgresql://mia:secret@db", "postgresql://db:x/shop"])
def test_another_address_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not accepted") as refusal:
        database_settings(url)

    assert "secret" not in str(refusal.value)


def test_the_example_file_can_be_read_once_uncommented(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("\n".join(re.findall(r"^#([A-Z_]+=.*)", EXAMPLE.read_text(), re.MULTILINE)))
    monkeypatch.setattr(os, "environ", {})

    load_env_file(tmp_path / ".env")

    assert {"WOOREC_HOME", "DATABASE_URL", "AVOIDANCE_KEY"} <= set(os.environ)
    assert env_int("WEB_PORT", 0) == 8000


def test_every_variable_that_is_read_stands_in_the_example_file() -> None:
    root = EXAMPLE.parent
    sources = [
        path for name in ("woorec", "catalog", "events", "rules", "ranking") for path in (root / name).rglob("*.py")
    ]
    read = {
        name
        for path in sources
        for name in re.findall(r"env_(?:str|bool|int|list|secret)\(\s*\"(\w+)\"", path.read_text())
    }

    listed = set(re.findall(r"^#(\w+)=", EXAMPLE.read_text(), re.MULTILINE))

    assert {"WOOREC_ENV", "SECRET_KEY", "WEB_PORT"} <= read
    assert read - listed == set()
