"""Everything that can be configured, read from the environment once. `.env.example` lists each variable."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF

from woorec import embedded
from woorec.environment import (
    database_settings,
    env_bool,
    env_int,
    env_list,
    env_secret,
    env_str,
    load_env_file,
    require_production,
)
from woorec.logs import JSON, LINE, logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
load_env_file(BASE_DIR / ".env")
PRODUCTION = env_str("WOOREC_ENV", "development", choices=("development", "production")) == "production"
if PRODUCTION:
    require_production(["SECRET_KEY", "CUSTOMER_KEY", "AVOIDANCE_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"])
DEBUG = env_bool("DEBUG", default=False)
HOME = embedded.home()

# Development keys are made once and kept in the home folder; production must bring its own.
SECRET_KEY = env_secret("SECRET_KEY") or embedded.kept_secret(HOME, "secret_key")
CUSTOMER_KEY = env_secret("CUSTOMER_KEY") or embedded.kept_secret(HOME, "customer_key")
AVOIDANCE_KEY = env_secret("AVOIDANCE_KEY") or embedded.kept_fernet_key(HOME, "avoidance_key")

ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", [] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env_list("CSRF_TRUSTED_ORIGINS", [])
FAST_SERVICES = env_bool("WOOREC_FAST_SERVICES", default=False)
DATABASE_URL = env_secret("DATABASE_URL") or embedded.database_url(HOME, fast=FAST_SERVICES)
REDIS_URL = env_secret("REDIS_URL") or embedded.redis_url(HOME, fast=FAST_SERVICES)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "catalog",
    "events",
    "rules",
    "ranking",
    "woorec",
]

MIDDLEWARE = [
    "woorec.access.follow_requests",
    "catalog.cross_origin.answer_other_origins",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "woorec.doors.ask_for_a_role",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "woorec.signed_out.say_signed_out",
]
CSRF_FAILURE_VIEW = "woorec.signed_out.csrf_failure"

ROOT_URLCONF = "woorec.urls"
WSGI_APPLICATION = "woorec.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "woorec.studio.shell",
            ],
        },
    }
]

DATABASES = {"default": database_settings(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "studio"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env_str("TIME_ZONE", "UTC")
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is missing
WHITENOISE_USE_FINDERS = not PRODUCTION
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Nothing loads from another host, and no inline script or style runs.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env_bool("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_PROXY", default=False) else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["catalog.keys.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["catalog.keys.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "catalog.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "WooRec API",
    "DESCRIPTION": "Recommendations for a storefront, and the events it sends back.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVERS": [
        {"url": "/", "description": "Where this document was read."},
        {
            "url": "{origin}",
            "description": "Your WooRec.",
            "variables": {"origin": {"default": "http://127.0.0.1:8000"}},
        },
    ],
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "TAGS": [
        {"name": "recommendations", "description": "Lists for a storefront."},
        {"name": "explanation", "description": "Why a shopper sees a list."},
        {"name": "events", "description": "What shoppers did."},
        {"name": "products", "description": "The catalogue."},
        {"name": "prices", "description": "What tiers pay."},
        {"name": "stock", "description": "What is there."},
        {"name": "customers", "description": "Who the shop's customers are."},
        {"name": "shopper-tokens", "description": "Vouching for a shopper's browser."},
        {"name": "avoidances", "description": "What a shopper's skin must avoid."},
        {"name": "membership", "description": "The shop's tiers, for its pages."},
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "catalog.openapi.add_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "RowStateEnum": "catalog.outcomes.STATES",
        "AllergenEnum": "catalog.materials.vocabulary.ALLERGENS",
        "EventNameEnum": "events.models.Interaction.Kind",
        "EventStateEnum": "events.recording.STATES",
        "ProductStatusEnum": "catalog.models.Product.Status",
        "ContactEnum": "catalog.models.ProductComponent.Contact",
        "LinkKindEnum": "catalog.models.ProductLink.Kind",
        "BadgeEnum": "woorec.api.BADGES",
    },
}

# Celery: a message only says which row to look at. Settings that survive a killed worker or broker.
CELERY_BROKER_URL = embedded.celery_url(REDIS_URL)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# Trainings and studies take minutes: each has a worker of its own, so that news of the shop never waits behind one.
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_TASK_ROUTES = {"ranking.train": {"queue": "training"}, "woorec.run_study": {"queue": "studies"}}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
}
# A web request that cannot reach the broker gives up in well under a second; the row is picked up later.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1, "interval_max": 0.1}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "act on what shop systems told": {"task": "events.settle_deliveries", "schedule": 15.0, "options": {"expires": 10}},
    "forget old calls of shop systems": {"task": "events.forget_deliveries", "schedule": crontab(hour=2, minute=20)},
    "hand out what waits": {"task": "ranking.reconcile", "schedule": 15.0, "options": {"expires": 10}},
    "hand out imports that wait": {"task": "catalog.reconcile", "schedule": 15.0, "options": {"expires": 10}},
    "pull from shops": {"task": "catalog.reconcile_pulls", "schedule": 15.0, "options": {"expires": 10}},
    "drop old import files": {"task": "catalog.drop_old_files", "schedule": crontab(hour=2, minute=40)},
    "add old movements to their counts": {"task": "catalog.fold_movements", "schedule": crontab(hour=2, minute=10)},
    "forget notes of price changes": {"task": "catalog.forget_price_changes", "schedule": crontab(minute=50, hour=2)},
    "forget notes of stock changes": {
        "task": "catalog.forget_stock_changes",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "forget answers of repeated calls": {"task": "catalog.prune_idempotent_calls", "schedule": crontab(minute=20)},
    "hand out comparisons that wait": {
        "task": "woorec.reconcile_canaries",
        "schedule": 15.0,
        "options": {"expires": 10},
    },
    "hand out studies that wait": {"task": "woorec.reconcile_studies", "schedule": 15.0, "options": {"expires": 10}},
    "count what campaigns delivered": {
        "task": "woorec.count_campaigns",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "ask models in the shadow": {
        "task": "woorec.score_shadows",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 500},
    },
    "train every store at night": {"task": "ranking.train_all", "schedule": crontab(hour=3, minute=0)},
    "make room for the coming months": {"task": "events.keep_partitions", "schedule": crontab(hour=1, minute=10)},
    "let go of what is too old": {"task": "events.retain", "schedule": crontab(hour=1, minute=40)},
}

ARTEFACTS = HOME / "artefacts"
IMPORTS = HOME / "imports"
IMPORT_MAX_MB = env_int("IMPORT_MAX_MB", 200, minimum=1)
FILE_UPLOAD_HANDLERS = [
    "catalog.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
NEW_ARRIVALS_PERCENT = env_int("NEW_ARRIVALS_PERCENT", 20, minimum=0, maximum=50)
NEW_ARRIVALS_DAYS = env_int("NEW_ARRIVALS_DAYS", 30, minimum=1, maximum=365)
EXACT_SEARCH_PRODUCTS = env_int("EXACT_SEARCH_PRODUCTS", 50_000, minimum=0)
SNAPSHOT_POLL_SECONDS = env_int("SNAPSHOT_POLL_SECONDS", 1, minimum=1)
RECOMMENDATION_BUDGET_MS = env_int("RECOMMENDATION_BUDGET_MS", 500, minimum=0, maximum=60_000)
RATE_LIMIT_PER_MINUTE = env_int("RATE_LIMIT_PER_MINUTE", 6000, minimum=1)
EVENT_RETENTION_MONTHS = env_int("EVENT_RETENTION_MONTHS", 36, minimum=1, maximum=240)
ATTRIBUTION_CLICK_DAYS = env_int("ATTRIBUTION_CLICK_DAYS", 7, minimum=1, maximum=90)
ATTRIBUTION_LOOK_HOURS = env_int("ATTRIBUTION_LOOK_HOURS", 0, minimum=0, maximum=720)
DATA_DIR = env_str("WOOREC_DATA_DIR", "")

WEB_BIND = env_str("WEB_BIND", "127.0.0.1")
WEB_PORT = env_int("WEB_PORT", 8000, minimum=1, maximum=65535)
WEB_WORKERS = env_int("WEB_WORKERS", 2, minimum=1)
WEB_THREADS = env_int("WEB_THREADS", 4, minimum=1)
WEB_DRAIN_SECONDS = env_int("WEB_DRAIN_SECONDS", 0, minimum=0, maximum=600)

LOG_FORMAT = env_str("LOG_FORMAT", LINE, choices=(LINE, JSON))
LOGGING = logging_settings(form=LOG_FORMAT, level=env_str("LOG_LEVEL", "INFO"))
