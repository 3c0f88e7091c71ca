"""The web process."""

import os

# Before any import: forking after a two-thread FAISS call hangs the child.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "woorec.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402  (the environment must be set first)

application = get_wsgi_application()
