"""Django settings of one workspace. Values come from `web.environment` alone."""

from __future__ import annotations

import secrets
from pathlib import Path

from quartier.kernel import workspace as workspaces
from quartier.web import environment as env

ENVIRONMENT = env.Environment.read()
WORKSPACE = workspaces.Workspace(ENVIRONMENT.workspace)
workspaces.use(WORKSPACE)

_WEB = Path(__file__).resolve().parent
_key_file = WORKSPACE.folder / "secret_key"


def _secret_key() -> str:
    if ENVIRONMENT.secret_key:
        return ENVIRONMENT.secret_key
    # Without a workspace (type checks, help texts) nothing is signed, so a key for this process alone is right.
    return _key_file.read_text(encoding="ascii").strip() if _key_file.exists() else secrets.token_urlsafe(50)


SECRET_KEY = _secret_key()
# What stored passwords of connections are encrypted with: the first key writes, all of them read.
QUARTIER_SECRETS_KEYS = [*ENVIRONMENT.secrets_keys, SECRET_KEY]
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = list(ENVIRONMENT.hosts) or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in ENVIRONMENT.hosts if ENVIRONMENT.https]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "quartier.compute",
    "quartier.accounts",
    "quartier.catalogue",
    "quartier.atlas",
    "quartier.analysis",
    "quartier.frame",
    "quartier.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "quartier.web.security.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "quartier.web.problems.answer_errors",
]
ROOT_URLCONF = "quartier.web.urls"
WSGI_APPLICATION = "quartier.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "quartier.web.frame.frame",
            ],
        },
    },
]

DATABASES = {"default": env.database(ENVIRONMENT, WORKSPACE.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "karte"
LOGOUT_REDIRECT_URL = "karte"

LANGUAGE_CODE = ENVIRONMENT.language
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [_WEB / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATICFILES_DIRS: list[str] = []
STATIC_ROOT = None
# Static files come straight from the installed packages; the build names them by content, so they may be kept for ever.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/quartier/build/assets/"

# A table of 2,000 areas with the units above them is some 12,000 fields; a draft of a large grid some 8 MB.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 12_000_000
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
X_FRAME_OPTIONS = "SAMEORIGIN"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"quartier": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008"]  # HTTPS is the business of the proxy before us
