"""The Celery app. Workers train, index and import; beat schedules."""

import os
import warnings

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woorec.settings")

from celery import Celery  # noqa: E402  (the environment must be set first)
from celery.exceptions import SecurityWarning  # noqa: E402
from django.conf import settings  # noqa: E402

import woorec.celery_traces  # noqa: E402, F401  (its signals)

if not settings.PRODUCTION:
    # A container for development runs as root. In production Celery's word against it stands.
    warnings.filterwarnings("ignore", message="You're running the worker with superuser", category=SecurityWarning)

app = Celery("woorec")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
