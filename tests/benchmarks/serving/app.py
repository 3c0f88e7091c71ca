"""A Django project of one file for the peers of `manage.py bench`: python -m gunicorn tests.benchmarks.serving.app

It reads the made shop that WooRec serves: PEER_DATABASE (a libpq address), PEER_STORE (its code), PEER (hello,
in-house or als). Lists are logged into the table that ours are logged into, unless the peer is `hello`.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

if not settings.configured:
    address = conninfo_to_dict(os.environ["PEER_DATABASE"])
    settings.configure(
        SECRET_KEY="of the bench alone",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.benchmarks.serving.urls",
        USE_TZ=True,
        MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
        INSTALLED_APPS=["rest_framework"],
        REST_FRAMEWORK={
            "DEFAULT_AUTHENTICATION_CLASSES": [],
            "DEFAULT_PERMISSION_CLASSES": [],
            "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
            "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
            "UNAUTHENTICATED_USER": None,
        },
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": address.get("dbname"),
                "USER": address.get("user"),
                "PASSWORD": address.get("password"),
                "HOST": address.get("host"),
                "PORT": address.get("port"),
                "CONN_MAX_AGE": 600,
            }
        },
    )
    django.setup()

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
