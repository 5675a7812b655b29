"""Settings, read from the environment once; `docs/reference/settings.md` lists the variables."""

import os
import re
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("STEELYARD_HOME", Path.home() / ".local/share/steelyard"))
DEBUG = os.environ.get("STEELYARD_DEBUG") == "1"
DEMO = os.environ.get("STEELYARD_DEMO") == "1"
HOST_NAME = os.environ.get("STEELYARD_HOST_NAME", "Northgate" if DEMO else "Steelyard")
"""The company whose ecosystem this is, as partners read it."""
VERSION = "0.1.0"

SECRET_KEY = os.environ.get("STEELYARD_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("STEELYARD_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
BASE_URL = os.environ.get("STEELYARD_BASE_URL", f"http://localhost:{os.environ.get('PORT', '8000')}")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
_OWN_MACHINE = re.fullmatch(r"http://(?:localhost|127\.0\.0\.1)(:\d+)?", BASE_URL)
PACKAGES_URL = os.environ.get(
    "STEELYARD_PACKAGES_URL", f"http://packages.localhost{_OWN_MACHINE[1] or ''}" if _OWN_MACHINE else ""
)
"""Where uploaded packages run: another host than ours, so that none of our cookies ever goes there."""
if PACKAGES_URL:
    ALLOWED_HOSTS.append(urlsplit(PACKAGES_URL).hostname or "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "pgtrigger",
    "csp",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "steelyard.platform",
    "steelyard.ui",
    "steelyard.identity",
    "steelyard.companies",
    "steelyard.program",
    "steelyard.partners",
    "steelyard.pipeline",
    "steelyard.content",
    "steelyard.learning",
    "steelyard.deals",
    "steelyard.rollouts",
    "steelyard.insights",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
]
INSTALLED_APPS = [
    app
    for app in INSTALLED_APPS
    if not app.startswith("steelyard.") or (PACKAGE / app.rpartition(".")[2] / "apps.py").exists()
]

MIDDLEWARE = [
    "steelyard.platform.live.answering.AnswersFromMemory",
    "steelyard.platform.http.middleware.RequestIdentity",
    "steelyard.platform.http.middleware.BrowserHeaders",
    "steelyard.platform.runtime.metrics.RequestMetrics",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "steelyard.platform.http.middleware.AddressOfPackages",
    "steelyard.platform.http.sizes.RequestSizeLimit",
    "steelyard.platform.http.middleware.RequestTransaction",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "steelyard.identity.authentication.ActorMiddleware",
    "steelyard.platform.http.rates.RateLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "steelyard.platform.http.idempotency.IdempotencyMiddleware",
    "steelyard.platform.http.middleware.RefusalPages",
]

ROOT_URLCONF = "steelyard.config.urls"
WSGI_APPLICATION = "steelyard.config.wsgi.application"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "steelyard.ui.templatetags.components",
                "steelyard.ui.templatetags.keeping",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "steelyard.ui.context.shell",
            ],
        },
    }
]

# --- Database ---------------------------------------------------------------------------------------------------------
# The application role owns no table and cannot bypass row-level security; migrations run as the owner.
_IS_OWNER = os.environ.get("STEELYARD_DB_ROLE") == "owner"
_DATABASE_URL = os.environ.get("STEELYARD_OWNER_DATABASE_URL" if _IS_OWNER else "STEELYARD_APP_DATABASE_URL", "")
DATABASES = {
    "default": {
        **dj_database_url.parse(_DATABASE_URL or "postgresql:///steelyard"),
        "ENGINE": "django.db.backends.postgresql",
        # Every request and job opens its own transaction (platform.db.acting_as), which also carries who is asking.
        "ATOMIC_REQUESTS": False,
        # A connection is tried before it is used: after a restart of the database nobody meets a dead one.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": (
            {}
            if _IS_OWNER
            else {
                # Parameters travel apart from the statement, so that the server plans what comes again only once.
                "server_side_binding": True,
                "prepare_threshold": 2,
                "pool": {
                    "min_size": 1,
                    "max_size": int(os.environ.get("STEELYARD_DB_POOL_SIZE", "8")),
                    "timeout": 5,
                    "reconnect_timeout": 3,  # then the next request tries anew, instead of waiting ever longer
                },
            }
        ),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "platform_cache"},
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

PROVIDER_NETWORKS = tuple(map(ip_network, os.environ.get("STEELYARD_PROVIDER_NETWORKS", "").replace(",", " ").split()))
WEBHOOKS_TO_LOOPBACK = os.environ.get("STEELYARD_WEBHOOKS_TO_LOOPBACK") == "1"

# --- Identity ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "identity.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "steelyard.identity.passwords.DecoratedWordValidator"},
    {"NAME": "steelyard.identity.passwords.BreachedPasswordValidator"},
]
BREACHED_PASSWORDS = os.environ.get("STEELYARD_BREACHED_PASSWORDS", "")
ACCOUNT_ADAPTER = "steelyard.identity.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("STEELYARD_TRUSTED_PROXIES", "0"))
"""How many proxies of ours stand before the web server; the address of a visitor is read from what they say."""
MFA_ADAPTER = "steelyard.identity.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an address was proved by the invitation, or its owner cannot sign in at all
SOCIALACCOUNT_ADAPTER = "steelyard.identity.connecting.ConnectionAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False  # who somebody is, is all we ask
PASSWORD_RESET_TIMEOUT = 60 * 60

SESSION_ENGINE = "steelyard.identity.sessions"
SESSION_IDLE_LIMIT = timedelta(hours=float(os.environ.get("STEELYARD_SESSION_IDLE_HOURS", "24")))
"""A session ends when nobody used it for this long …"""
SESSION_ABSOLUTE_LIMIT = timedelta(hours=float(os.environ.get("STEELYARD_SESSION_HOURS", "336")))
"""… and in any case this long after sign-in."""
TRANSACTIONS_OF_THEIR_OWN = ("/account/oidc/",)
"""Addresses whose views ask an identity provider first: no transaction, and no connection, waits for it."""
IS_HTTPS = BASE_URL.startswith("https://")
_COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}steelyard_session"
SESSION_COOKIE_AGE = int(SESSION_IDLE_LIMIT.total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}steelyard_csrf"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}steelyard_language"
THEME_COOKIE_NAME = f"{_COOKIE_PREFIX}steelyard_theme"
KEYS_COOKIE_NAME = f"{_COOKIE_PREFIX}steelyard_keys"
CHECKLIST_COOKIE_NAME = f"{_COOKIE_PREFIX}steelyard_checklist"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS

# --- Web --------------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "steelyard.ui.views.csrf_failure"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[0-9A-Za-z]{8}\."  # the build puts a hash into every name
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["steelyard.platform.http.sizes.LimitedUploadHandler"]
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
"""The largest evidence file; also the most that a form may carry."""
MAX_IMPORT_BYTES = 32 * 1024 * 1024
"""The largest file of an import."""
CLAMD = os.environ.get("STEELYARD_CLAMD", "")
"""Where clamd listens: the path of its socket, or host:port."""
LRS_URL = os.environ.get("STEELYARD_LRS_URL", "")
"""The xAPI record store that is told of what learners complete, pass and earn."""
LRS_CREDENTIALS = os.environ.get("STEELYARD_LRS_CREDENTIALS", "")
XAPI_CREDENTIALS = os.environ.get("STEELYARD_XAPI_CREDENTIALS", "")
"""What other systems show that tell us of completions, as user:password; without it nobody does."""
LRS_VERSION = os.environ.get("STEELYARD_LRS_VERSION", "1.0.3")
MAX_COURSE_FILE_BYTES = 512 * 1024 * 1024
"""The largest video or document of a course."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- Analytics --------------------------------------------------------------------------------------------------------
ANALYTICS_PATH = HOME / "analytics"
"""Where facts are kept as Parquet; several hosts share it, as they share the files."""
ANALYTICS_MEMORY = os.environ.get("STEELYARD_ANALYTICS_MEMORY", "256MB")
"""The most that the analytics engine takes in one process; what does not fit goes to disk."""

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
if DEBUG or DEMO:
    LANGUAGES.append(("ar", "العربية"))  # shows that the pages hold together from right to left
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
PREVIEWS_PER_HOUR = int(os.environ.get("STEELYARD_PREVIEWS_PER_HOUR", "200"))
"""How often one person may ask what a registration can expect: enough to work, too few to probe for others' deals."""
API_REQUESTS_PER_MINUTE = int(os.environ.get("STEELYARD_API_REQUESTS_PER_MINUTE", "12000"))
"""How often one key or client may ask; 0 for as often as it likes."""
TWO_PEOPLE_PUBLISH = os.environ.get("STEELYARD_TWO_PEOPLE_PUBLISH", "")
METRICS_TOKEN = os.environ.get("STEELYARD_METRICS_TOKEN", "")
REPORTING_CURRENCY = os.environ.get("STEELYARD_CURRENCY", "EUR")

# --- Mail -------------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = os.environ.get("STEELYARD_MAIL_FROM", "steelyard@localhost")
EMAIL_HOST = os.environ.get("STEELYARD_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("STEELYARD_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("STEELYARD_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("STEELYARD_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("STEELYARD_SMTP_TLS") == "1"
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = HOME / "mail"

LOGGING_CONFIG = None
