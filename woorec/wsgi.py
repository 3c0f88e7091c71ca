"""The web process."""

import os

# Before any import: forking after a two-thread FAISS call hangs the child.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woorec.settings")

from django.conf import settings  # noqa: E402  (the environment must be set first)
from django.core.wsgi import get_wsgi_application  # noqa: E402

django = get_wsgi_application()

from woorec.metrics import TURNED_AWAY  # noqa: E402  (it needs Django's models)
from woorec.overload import LINE, Gate  # noqa: E402

BUDGET = settings.RECOMMENDATION_BUDGET_MS / 1000
application = Gate(django, line=LINE, budget=BUDGET, count=TURNED_AWAY.inc)
