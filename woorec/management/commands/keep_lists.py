"""Store the served lists that wait in Redis."""

import signal
import socket
import threading
from typing import Any

import redis
from django.conf import settings
from django.core.management.base import BaseCommand

from events.list_keeper import Keeper


class Command(BaseCommand):
    help = "Empty the stream of served lists into the database until SIGTERM or Ctrl-C; then the rest, and end."
    requires_system_checks: list[str] = []  # they load all that serves lists

    def handle(self, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=2)
        Keeper(client, name=socket.gethostname(), stop=stop).run()
