"""One settings file; the environment decides (docs/operator.md lists every variable)."""

from pathlib import Path

import dj_database_url

from config import environment as env
from config import files
from config import logging as logs

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(env.text("BOTWRIGHT_VAR", str(ROOT / "var"))).resolve()

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret("SECRET_KEY", VAR / "secret_key")
BASE_URL = env.text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [BASE_URL, *env.words("CSRF_TRUSTED_ORIGINS")]
SECURE_COOKIES = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
BEHIND_PROXY = env.flag("BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Addresses and networks whose X-Forwarded-For is believed.
TRUSTED_PROXIES = env.words("TRUSTED_PROXIES", "127.0.0.1,::1" if BEHIND_PROXY else "")
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 0)
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "config",
    "dashboard",
    "insights",
    "chat",
    "chat.openai",
    "assistants",
    "assistants.intents",
    "knowledge",
    "tenants",
    "allauth",
    "allauth.account",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "config.exchanges.note_route",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.security.content_security_policy",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

DATABASES = {"default": dj_database_url.parse(env.text("DATABASE_URL", f"sqlite:///{VAR}/botwright.sqlite3"))}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # A cursor on the server outlives the transaction that says whose rows it may see.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
    pool = {"min_size": 1, "max_size": env.number("DATABASE_CONNECTIONS", 20)}
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = pool
# Who serves, where another role makes the tables: migrations give it its rights.
DATABASE_ROLE = env.text("DATABASE_ROLE")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "tenants.forms.BusinessSignupForm"
ACCOUNT_EMAIL_VERIFICATION = env.text("EMAIL_VERIFICATION", "optional")
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Botwright <noreply@localhost>")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["tenants.authentication.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.LimitOffsetPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tenants.errors.rest_exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Botwright API",
    "VERSION": "1",
    "DESCRIPTION": "Manage the knowledge, training and conversations of a business's assistants.",
    "SERVE_INCLUDE_SCHEMA": False,
}

# Several web processes share streams, sockets' groups and limits through it; one needs none.
REDIS_URL = env.text("REDIS_URL")
CHANNEL_LAYERS: dict[str, dict[str, object]] = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
if REDIS_URL:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}}

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [("widget", ROOT / "widget" / "dist")]
SERVESTATIC_USE_FINDERS = True
MEDIA_ROOT = VAR / "files"
STORAGES = files.storages(env.text("FILES_S3"))
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 2**20
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_BYTES", 50 * 2**20)

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"

ENGINE_URL = env.text("ENGINE_URL", "http://127.0.0.1:8001")
EMBEDDINGS_URL = env.text("EMBEDDINGS_URL")
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 600)
CHAT_VISITOR_MESSAGES_PER_MINUTE = env.number("CHAT_VISITOR_MESSAGES_PER_MINUTE", 20)
CHAT_ADDRESS_MESSAGES_PER_MINUTE = env.number("CHAT_ADDRESS_MESSAGES_PER_MINUTE", 60)
CHAT_ADDRESS_SESSIONS_PER_MINUTE = env.number("CHAT_ADDRESS_SESSIONS_PER_MINUTE", 120)
CHAT_SITE_MESSAGES_PER_MINUTE = env.number("CHAT_SITE_MESSAGES_PER_MINUTE", 600)
CHAT_SITE_ANSWERS_PER_DAY = env.number("CHAT_SITE_ANSWERS_PER_DAY", 5000)
CHAT_FILE_MAX_BYTES = env.number("CHAT_FILE_MAX_BYTES", 5 * 2**20)
CHAT_SITE_FILES_PER_DAY = env.number("CHAT_SITE_FILES_PER_DAY", 200)
CHAT_PROOF_FROM_PERCENT = env.number("CHAT_PROOF_FROM_PERCENT", 50)
CHAT_PROOF_NUMBERS = env.number("CHAT_PROOF_NUMBERS", 50_000)
LIMITS_MEMORY = env.text("LIMITS_MEMORY", f"chat.limits.{'redis.RedisMemory' if REDIS_URL else 'memory.LocalMemory'}")
METRICS_TOKEN = env.text("METRICS_TOKEN")
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL")
# When Redis gives a message that nobody acknowledged to another worker; a job that takes longer runs once all the same.
CELERY_VISIBILITY_SECONDS = env.number("CELERY_VISIBILITY_SECONDS", 3600)
WORKER_METRICS = env.text("WORKER_METRICS")
ENGINE_TIMEOUT = env.number("ENGINE_TIMEOUT", 120)
MODELS_DIR = VAR / "models"
ADAPTERS_DIR = VAR / "adapters"
ADAPTERS_S3 = env.text("ADAPTERS_S3")
JOBS_DIR = VAR / "jobs"
DEFAULT_MODEL = env.text("DEFAULT_MODEL", "smollm2-135m-instruct")
ASKING_URL = env.text("ASKING_URL").rstrip("/")
ASKING_MODEL = env.text("ASKING_MODEL")
ASKING_KEY = env.text("ASKING_KEY")
ASKING_SECONDS = env.number("ASKING_SECONDS", 75)
TRAINING_PRICES = env.amounts("TRAINING_PRICES")
CURRENCY = env.text("CURRENCY", "EUR")

# Addresses that the egress client may reach although they are not public, as host:port (the demo's own shop).
EGRESS_ALLOW = env.words("EGRESS_ALLOW")

LOGGING = logs.settings(env.text("LOG_LEVEL", "INFO"), env.text("LOG_FORMAT", "line"), env.flag("LOG_ERROR_TEXTS"))
