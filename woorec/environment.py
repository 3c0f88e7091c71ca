"""Reading settings from the environment, and saying plainly what is wrong with one.

Every variable may also come from a `.env` file. A secret NAME may be given as NAME_FILE, the path of a file that
holds it.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = ("1", "true", "yes", "on")
FALSE_WORDS = ("0", "false", "no", "off")
POSTGRES_SCHEMES = ("postgres", "postgresql")


def load_env_file(path: Path) -> None:
    """This will add the lines NAME=value of a file to the environment; what is already set there stays."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_text().splitlines(), 1):
        text = line.strip().removeprefix("export ")
        if text and not text.startswith("#"):
            name, equals, value = text.partition("=")
            if not equals or not name.strip().isidentifier():
                raise ImproperlyConfigured(f"{path}, line {number}: expected NAME=value, found {line!r}.")
            os.environ.setdefault(name.strip(), _unquoted(value.strip()))


def env_str(name: str, default: str = "", *, choices: Sequence[str] = ()) -> str:
    """This will read a text, one of `choices` if any are given."""
    value = os.environ.get(name) or default
    if choices and value not in choices:
        raise _refused(name, value, accepted=f"one of {', '.join(choices)}")
    return value


def env_bool(name: str, default: bool = False) -> bool:
    """This will read a switch: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name, "").strip().lower()
    if value in TRUE_WORDS:
        return True
    if value in FALSE_WORDS:
        return False
    if value:
        raise _refused(name, value, accepted=f"one of {', '.join(TRUE_WORDS + FALSE_WORDS)}")
    return default


def env_int(name: str, default: int, *, minimum: int | None = None, maximum: int | None = None) -> int:
    """This will read a whole number within the bounds."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    try:
        number = int(value)
    except ValueError:
        raise _refused(name, value, accepted=f"a whole number{_bounds(minimum, maximum)}") from None
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        raise _refused(name, value, accepted=f"a whole number{_bounds(minimum, maximum)}")
    return number


def env_list(name: str, default: Sequence[str] = ()) -> list[str]:
    """This will read a list with commas between its items."""
    items = [item.strip() for item in os.environ.get(name, "").split(",")]
    return [item for item in items if item] or list(default)


def env_secret(name: str) -> str:
    """This will read a secret from NAME, or from the file that NAME_FILE names. Empty if neither is set.

    The value itself never appears in an error.
    """
    value, file = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if value and file:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set. Set one of them.")
    if not file:
        return value
    try:
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _refused(f"{name}_FILE", file, accepted=f"the path of a readable text file ({error})") from error


def require_production(names: Sequence[str]) -> None:
    """This will raise one error that lists every variable production needs and nobody has set."""
    missing = [name for name in names if not (os.environ.get(name) or os.environ.get(f"{name}_FILE"))]
    if missing:
        raise ImproperlyConfigured(
            f"WOOREC_ENV=production needs {len(missing)} more: {', '.join(missing)}. Each may also be given as "
            "NAME_FILE. .env.example says what each is for."
        )


def database_settings(url: str) -> dict[str, Any]:
    """This will turn postgresql://user:password@host:port/name?option=value into Django's dictionary.

    A socket's folder is given as ?host=/folder. Other options go to the driver (sslmode=require, connect_timeout=3).
    Connections are kept for ten minutes and checked before they are used again.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused_url(f"{error}") from error
    if parts.scheme not in POSTGRES_SCHEMES or not parts.path.strip("/"):
        raise _refused_url(f"its scheme is {parts.scheme!r} and its database {parts.path.strip('/')!r}")
    options = {"connect_timeout": "3", **dict(parse_qsl(parts.query))}
    host, socket_port = options.pop("host", ""), options.pop("port", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host or unquote(parts.hostname or ""),
        "PORT": str(port or socket_port or 5432),
        "OPTIONS": options | {"prepare_threshold": 5},  # for catalog.prepared; Django's own cursors never prepare
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


def _unquoted(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _bounds(minimum: int | None, maximum: int | None) -> str:
    at_least = f" of at least {minimum}" if minimum is not None else ""
    at_most = f"{' and' if at_least else ' of'} at most {maximum}" if maximum is not None else ""
    return at_least + at_most


def _refused(name: str, value: str, *, accepted: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}={value!r} is not accepted. It must be {accepted}.")


def _refused_url(why: str) -> ImproperlyConfigured:
    # The URL is not shown: it may hold a password.
    return ImproperlyConfigured(
        f"DATABASE_URL is not accepted: {why}. It must look like postgresql://user:password@host:5432/name, or "
        "postgresql://user@/name?host=/folder/of/the/socket."
    )
