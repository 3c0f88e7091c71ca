"""The Celery app. Workers train, index and import; beat schedules."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woorec.settings")

from celery import Celery  # noqa: E402  (the environment must be set first)

app = Celery("woorec")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
