"""Django's settings. What an organisation may choose comes from the environment (docs/reference/settings.md)."""

import os
from pathlib import Path

from secondround.web import installation as _installation

INSTALLATION = _installation.read_installation(dict(os.environ))
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = _installation.secret_key(INSTALLATION, dict(os.environ))
PREPARATION_KEY = _installation.preparation_key(INSTALLATION, dict(os.environ))
ALLOWED_HOSTS = [INSTALLATION.host] if not INSTALLATION.is_demo else [*_installation.LOOPBACK, "[::1]"]
CSRF_TRUSTED_ORIGINS = [INSTALLATION.address]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "secondround.apps.SecondRound",
]
MIDDLEWARE = [
    "secondround.web.middleware.UploadLimit",
    "secondround.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",  # leads plain http to https
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "secondround.web.middleware.PlainText",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "secondround.web.middleware.OnlyThisComputer",
    "secondround.web.middleware.SignedIn",
]
ROOT_URLCONF = "secondround.web.urls"
WSGI_APPLICATION = "secondround.web.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "secondround.web.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "secondround.web.frame.frame",
            ],
        },
    },
    {  # allauth's mails and the pages of its that we did not draw ourselves
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {"default": _installation.database(INSTALLATION)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "secondround.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "web:today"
ACCOUNT_ADAPTER = "secondround.people.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation already went to the address; nobody signs up alone
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = "strict"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # e-mails are unique whatever their case: a constraint on Lower(email)
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letter goes to an address that is nobody's
PASSWORD_RESET_TIMEOUT = 15 * 60  # asked for by oneself
MFA_ADAPTER = "secondround.people.signin.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Second Round"
MFA_TOTP_PERIOD = 30  # seconds; what every app does
MFA_TOTP_TOLERANCE = 1  # steps: a code typed as it goes out still holds, and so does a phone's clock that is a little off (RFC 6238, 5.2)
MFA_FORMS = {
    "authenticate": "secondround.people.signin.SecondStepForm",
    "reauthenticate": "secondround.people.signin.SecondStepAgainForm",
}
MFA_PASSKEY_LOGIN_ENABLED = False

# Names and flags of cookies follow the scheme of the public address: __Host- wants https, and http is for loopback only.
_prefix = "__Host-" if INSTALLATION.is_https else ""
SESSION_COOKIE_NAME = f"{_prefix}session"
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CANDIDATE_COOKIE_NAME = f"{_prefix}candidate"
UNSENT_COOKIE_NAME = f"{_prefix}unsent"
CSRF_FAILURE_VIEW = "secondround.web.unsent.refused"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = INSTALLATION.is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 60 * 60
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if INSTALLATION.is_https else None
SECURE_SSL_REDIRECT = INSTALLATION.is_https
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from beside, without the proxy
SECURE_HSTS_SECONDS = 31_536_000 if INSTALLATION.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = INSTALLATION.is_https
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer browsers send "Origin: null", and every form would be refused

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024
MEDIA_ROOT = INSTALLATION.home / "files"

# What the worker runs, by kind: the work room itself knows no other room.
WORK_KINDS: dict[str, str] = {
    "candidates.forget_enquiries": "secondround.candidates.tasks.forget_enquiries",
    "candidates.send_key": "secondround.candidates.tasks.send_key",
    "candidates.read_resume": "secondround.candidates.tasks.read_resume",
    "correspondence.send": "secondround.correspondence.tasks.send",
    "interviews.fit_history": "secondround.interviews.tasks.fit_history",
    "decisions.expire_offers": "secondround.decisions.tasks.expire",
    "decisions.note_told": "secondround.decisions.tasks.note_told",
    "interviews.remind": "secondround.interviews.tasks.remind",
    "visits.remind": "secondround.visits.tasks.remind",
    "people.forget_unsent": "secondround.people.tasks.forget_unsent",
    "preparation.release": "secondround.preparation.tasks.release",
    "visits.nudge": "secondround.visits.tasks.nudge",
}
# What it asks itself for, and every how many seconds.
WORK_SCHEDULE: dict[str, int] = {
    "decisions.expire_offers": 900,
    "decisions.note_told": 900,
    "interviews.fit_history": 86_400,
    "interviews.remind": 300,
    "visits.remind": 300,
    "people.forget_unsent": 3600,
    "preparation.release": 60,
    "visits.nudge": 3600,
}

STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = INSTALLATION.home / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
