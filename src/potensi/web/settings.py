"""Django's settings, read from the environment: POTENSI_HOME, DATABASE_URL, POTENSI_URL, POTENSI_EMAIL_URL …

``docs/deploy.md`` lists every variable; ``potensi doctor`` says which are set.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

from potensi.web.installation import installation
from potensi.web.mail import email_settings
from potensi.web.sign_in import open_id_providers

HERE = Path(__file__).parent
INSTALLATION = installation()
INSTALLATION.prepare()

DEBUG = False
SECRET_KEY = INSTALLATION.secret_key()
ALLOWED_HOSTS = INSTALLATION.hosts
ROOT_URLCONF = "potensi.web.urls"
WSGI_APPLICATION = "potensi.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_URL = INSTALLATION.url

INSTALLED_APPS = [
    "potensi.web.pages",
    "potensi.web.changes",
    "potensi.web.ideas",
    "potensi.web.visits",
    "potensi.web.assets",
    "potensi.web.datasets",
    "potensi.web.photos",
    "potensi.web.people",
    "potensi.web.audit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "potensi.web.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "potensi.web.middleware.faults_in_a_sentence",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "potensi.web.people.middleware.actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "potensi.web.context.shared",
            ],
            "builtins": ["potensi.web.templatetags.words"],
        },
    }
]


def _database() -> dict[str, Any]:
    if INSTALLATION.database_url:
        return dict(dj_database_url.parse(INSTALLATION.database_url, conn_max_age=60, conn_health_checks=True))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": INSTALLATION.database,
        "OPTIONS": {
            # A write takes its lock when it begins, so that it waits for its turn and is never turned away midway.
            "transaction_mode": "IMMEDIATE",
            "timeout": float(os.environ.get("POTENSI_LOCK_SECONDS", "20")),
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16000",
        },
    }


DATABASES = {"default": _database()}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    }
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "sesame.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:me"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "potensi.web.people.adapter.AccountAdapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
SOCIALACCOUNT_ADAPTER = "potensi.web.people.adapter.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = open_id_providers()
# A provider that the installation names is trusted with addresses it has verified: whoever signs in there with one is
# the person of that address here. A link leads to it, since the content policy forbids a form to lead elsewhere.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A whole delegation may share one address on the network (a bus, one hotspot): what is counted for a network address
# is generous, for an account strict.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "200/m/ip,5/300s/key",
    "signup": "200/m/ip",
    "reset_password": "200/m/ip,5/m/key",
    "reset_password_from_key": "200/m/ip",
    "send_link": "200/m/ip,3/600s/key",
    "use_link": "600/m/ip",
}
# How many reverse proxies of one's own stand before: the network address is read off what they say.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("POTENSI_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = "Potensi"
MFA_FORMS = {
    "add_webauthn": "potensi.web.people.key_forms.AddKeyForm",
    "edit_webauthn": "potensi.web.people.key_forms.EditKeyForm",
}
# Telephones' clocks differ a little.
MFA_TOTP_TOLERANCE = 1
# A link signs in once, within a quarter of an hour, and not after a change of password.
SESAME_MAX_AGE = 900
SESAME_ONE_TIME = True
SESAME_TOKEN_NAME = "token"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
USE_I18N = True
# Numbers are written by potensi.language alone: an id or a year must never get thousands separators.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = os.environ.get("POTENSI_TIME_ZONE", "Asia/Jakarta")
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = INSTALLATION.static
STATICFILES_DIRS = [HERE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 86400

# Uploads: Django refuses larger bodies itself; what a file may unpack to is bounded where it is read.
UPLOAD_LIMIT_MB = 20
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_TEMP_DIR = INSTALLATION.uploads
FILE_UPLOAD_PERMISSIONS = 0o600

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = INSTALLATION.secure
CSRF_COOKIE_SECURE = INSTALLATION.secure
CSRF_TRUSTED_ORIGINS = [INSTALLATION.url] if INSTALLATION.url else []
CSRF_FAILURE_VIEW = "potensi.web.errors.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if INSTALLATION.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if INSTALLATION.secure else None
X_FRAME_OPTIONS = "DENY"

vars().update(email_settings(os.environ.get("POTENSI_EMAIL_URL", ""), INSTALLATION.mail))
DEFAULT_FROM_EMAIL = os.environ.get("POTENSI_EMAIL_FROM", "potensi@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("POTENSI_LOG_LEVEL", "WARNING")},
}
