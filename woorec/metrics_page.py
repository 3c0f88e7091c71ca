"""`/metrics`: what Prometheus reads, for keys with the scope `metrics` alone."""

import os
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from catalog.keys import ApiKeyAuthentication, Caller
from catalog.models import ApiKey, Store
from catalog.services import key_digest
from woorec.metrics_folder import FOLDER
from woorec.scrape import Scraped

REMEMBERED_SECONDS = 600


class KeyOrRememberedKey(ApiKeyAuthentication):
    """While the database does not answer the figures matter most: a key that it knew a moment ago still opens them.

    The web processes remember together, by a file beside what they count whose name is the key's hash.
    """

    def authenticate(self, request: Request) -> tuple[Caller, ApiKey | None] | None:
        mark = _mark(request.headers.get("Authorization", ""))
        try:
            found = super().authenticate(request)
        except (OperationalError, InterfaceError):
            if not _is_fresh(mark):
                raise
            return Caller(0, Store(), frozenset({MetricsView.scope})), None
        except AuthenticationFailed:
            _forget(mark)
            raise
        if found and MetricsView.scope in found[0].scopes:
            with suppress(OSError):  # a full disk is no reason to refuse
                mark.touch(mode=0o600)
        return found


def _mark(header: str) -> Path:
    return Path(os.environ.get(FOLDER) or os.devnull) / f"key-{key_digest(header)}"


def _forget(mark: Path) -> None:
    with suppress(OSError):
        mark.unlink()


def _is_fresh(mark: Path) -> bool:
    try:
        return time.time() - mark.stat().st_mtime < REMEMBERED_SECONDS
    except OSError:
        return False


@extend_schema(exclude=True)
class MetricsView(APIView):
    """Read how the installation does."""

    scope = "metrics"
    authentication_classes = [KeyOrRememberedKey]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Any, str]:
        # Whatever is asked for, figures are Prometheus' text and errors are JSON.
        return JSONRenderer(), JSONRenderer.media_type

    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(figures(), content_type=CONTENT_TYPE_LATEST)


def figures() -> bytes:
    """This will write everything that is counted, by all processes of this web server, in Prometheus' text format."""
    return counted() + generate_latest(_scraped())


def counted() -> bytes:
    folder = os.environ.get(FOLDER)
    if not folder:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)
    return generate_latest(registry)


def _scraped() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(Scraped())
    return registry
