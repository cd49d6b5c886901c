"""Django's settings. Everything that differs between machines comes from the environment.

`DATABASE_URL`, `VALKEY_URL`, `DATA_DIR`, `FORESITE_SECRET_KEY`, `ALLOWED_HOSTS`, `DEBUG`,
`FORESITE_HTTPS` and `DATABASE_POOL` are read; `manage.py up` sets the ones that are missing.
"""

import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url

from accounts.scopes import SCOPES
from config.logs import configure_logs
from config.services import service_urls

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


DEBUG = _flag("DEBUG")
DATA_DIR = Path(os.environ.get("DATA_DIR") or BASE_DIR / ".data")
# Without a key, sessions last as long as the process: good enough for one command, and never guessable.
SECRET_KEY = os.environ.get("FORESITE_SECRET_KEY") or secrets.token_urlsafe(48)
_services = service_urls()  # from the environment, else from the embedded ones that `up` has started
DATABASE_URL = _services.database or "postgresql://localhost/foresite"
VALKEY_URL = _services.valkey or "redis://127.0.0.1:6379/0"
HTTPS = _flag("FORESITE_HTTPS")  # behind a proxy that speaks TLS

ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host] + [
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "oauth2_provider",
    "accounts.apps.AccountsConfig",
    "twin.apps.TwinConfig",
    "scenarios.apps.ScenariosConfig",
    "worlds.apps.WorldsConfig",
    "workers.apps.WorkersConfig",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "config.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "config.bundle.Bundle",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

# --- PostgreSQL: the truth -------------------------------------------------------------------------
_database: dict[str, Any] = dict(dj_database_url.parse(DATABASE_URL, conn_health_checks=True))
if _flag("DATABASE_POOL"):
    # The web server runs every request in a thread of its own: connections are pooled, not kept per thread.
    _database["CONN_MAX_AGE"] = 0
    _database["OPTIONS"] = {**_database.get("OPTIONS", {}), "pool": {"min_size": 1, "max_size": 16, "timeout": 15}}
else:
    _database["CONN_MAX_AGE"] = 600
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Valkey: cache, channel layer, broker; nothing in it is missed when it is lost --------------------
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": VALKEY_URL}}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        # A consumer waits for messages in a blocking read of five seconds, which is also redis-py's own limit for
        # any read: without lifting that one, a socket on which nothing happens is closed.
        "CONFIG": {"hosts": [{"address": VALKEY_URL, "socket_timeout": None}], "capacity": 500, "expiry": 30},
    }
}
CELERY_BROKER_URL = VALKEY_URL
CELERY_TASK_IGNORE_RESULT = True  # results are rows, written by the tasks
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "simulate"
CELERY_TASK_PUBLISH_RETRY = False  # the sweeper sends again what the broker did not take
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_PROC_ALIVE_TIMEOUT = 600  # warming up may compile the engine
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
PRIORITY_STEPS = [0, 3, 6, 9]  # 0 goes first
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "priority_steps": PRIORITY_STEPS,
    "queue_order_strategy": "priority",
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
}

# --- Accounts -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "oauth2_provider.AccessToken"  # noqa: S105 -- a model's name
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "oauth2_provider.IDToken"  # noqa: S105 -- a model's name
OAUTH2_PROVIDER_GRANT_MODEL = "oauth2_provider.Grant"
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "oauth2_provider.RefreshToken"  # noqa: S105 -- a model's name
OAUTH2_PROVIDER = {
    "SCOPES": SCOPES,
    "SCOPES_BACKEND_CLASS": "accounts.oauth.ClientScopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
}
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "config.problems.csrf_failure"

# --- The API ------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "oauth2_provider.contrib.rest_framework.OAuth2Authentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "config.problems.handle_error",
    "DEFAULT_THROTTLE_RATES": {
        "sign-in": os.environ.get("SIGN_IN_RATE") or "20/min",
        "shared-link": os.environ.get("SHARED_LINK_RATE") or "60/min",
    },
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Foresite",
    "DESCRIPTION": "What-if analysis on digital twins of warehouses and factories.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "accounts.models.Role",
        "RunStatusEnum": "scenarios.models.run.RunStatus",
        "WorkStatusEnum": "twin.leases.WorkStatus",
        "ImportStatusEnum": ["pending", "importing", "ready", "failed"],
        "ComparisonStatusEnum": ["waiting", "rendering", "ready", "failed"],
        "PartClassEnum": "twin.serializers.PART_CLASSES",
        "StationKindEnum": "scenarios.serializers.layouts.STATION_KINDS",
        "ConflictSeverityEnum": "scenarios.safety.ranking.SEVERITIES",
        "ShareLinkStatusEnum": ["open", "expired", "revoked"],
        "FindingSeverityEnum": ["error", "warning"],
    },
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.openapi.add_scenario_document",
    ],
}

# --- Files --------------------------------------------------------------------------------------------
MEDIA_ROOT = DATA_DIR / "artifacts"
STORAGES = {
    "default": {"BACKEND": "twin.storage.AtomicFileStorage", "OPTIONS": {"location": MEDIA_ROOT}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = os.environ.get("TMPDIR") or None
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 24 << 20  # a scenario document of 20,000 edits
UPLOAD_LIMIT_BYTES = 512 << 20
UPLOAD_DIR = DATA_DIR / "uploads"  # uploads on their way; shared by every web process and the sweeper, like artifacts
STATIC_URL = "/static/"
BUNDLE_DIR = Path(os.environ.get("BUNDLE_DIR") or BASE_DIR / "frontend" / "dist")
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False

VIDEO_MODEL_DIR = Path(os.environ["VIDEO_MODEL_DIR"]) if os.environ.get("VIDEO_MODEL_DIR") else None
CLIP_SIGNING_DIR = DATA_DIR / "secrets"  # the key that signs clips; made at first use
WORLD_MODELS_DIR = Path(os.environ.get("WORLD_MODELS_DIR") or BASE_DIR / "worlds" / "weights")

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

LOGGING_CONFIG = None
configure_logs(debug=DEBUG)
