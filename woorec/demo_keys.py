"""The demo shops' API keys, as `manage.py demo` leaves them in the home folder; the database knows their hashes."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

FILE = "demo_keys.json"
log = logging.getLogger(__name__)


def demo_keys_file() -> Path:
    return Path(settings.HOME) / FILE


def browser_key(store_code: str) -> str:
    """This will return the key that the demo shop's pages show to the browser, or nothing when there is none."""
    return _keys().get(store_code, {}).get("browser", "")


def server_key(store_code: str) -> str:
    """This will return the key of the demo shop's own server, which never reaches a page, or nothing."""
    return _keys().get(store_code, {}).get("server", "")


def _keys() -> Mapping[str, Mapping[str, str]]:
    try:
        found = json.loads(demo_keys_file().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        log.warning("%s cannot be read: %s", demo_keys_file(), error)
        return {}
    if not isinstance(found, dict):
        return {}
    return {code: keys for code, keys in found.items() if isinstance(keys, dict)}
