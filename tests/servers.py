"""What a real web server needs to serve what a test made."""

import random
import socket
from contextlib import suppress

from django.conf import settings
from django.db import connection


def free_port() -> int:
    """This will find a port below those that clients get: one of those may connect to itself while nobody listens."""
    for port in random.sample(range(20_000, 32_000), 100):
        with suppress(OSError), socket.socket() as found:
            found.bind(("127.0.0.1", port))
            return port
    raise RuntimeError("No port is free.")


def environment() -> dict[str, str]:
    """This will point a server at the database and the Redis of the tests."""
    database = connection.settings_dict
    return {
        "DATABASE_URL": f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
        "REDIS_URL": settings.REDIS_URL,
        "CUSTOMER_KEY": settings.CUSTOMER_KEY,
    }
