"""One settings file. With DEBUG=on everything has a default that runs; without, a missing secret stops the start."""

import contextlib
import os
import secrets
from pathlib import Path

import django_stubs_ext
import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from jinja2 import StrictUndefined

from config import imap_urls, oauth_url, openid_url

# Signatures name the rows of a form, a field or an admin (`ModelForm[Event]`), which plain Django does not understand.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

# On only where somebody says so: `make run`, `test`, `bench` and `lint` do. What is forgotten must not run open.
DEBUG = env.bool("DEBUG", default=False)


def required(name: str, development_default: str, sentence: str) -> str:
    """The value of an environment variable; with DEBUG off its absence stops the start with one clear sentence."""
    value = env.str(name, default="")
    if value:
        return value
    if not DEBUG:
        raise ImproperlyConfigured(sentence)
    return development_default


def development_secret() -> str:
    """A secret of this machine's own, made at the first start: what develops has no public one either."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        VAR_DIR.mkdir(exist_ok=True)
        own = path.with_suffix(f".{os.getpid()}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # another process was first: its secret holds
            os.link(own, path)
        own.unlink()
    return path.read_text()


SECRET_KEY = required(
    "SECRET_KEY",
    development_secret() if DEBUG and not env.str("SECRET_KEY", default="") else "",
    "DEBUG is off and SECRET_KEY is not set: set it to a long random string that stays the same over restarts, "
    "or set DEBUG=on to develop on this machine.",
)
# Keys of before: what they signed, and the links made with them, hold until they are taken away.
SECRET_KEY_FALLBACKS = [key.strip() for key in env.list("SECRET_KEY_FALLBACKS", default=[]) if key.strip()]
# What only few may see of people is encrypted with the first of these and read with any of them. A key of its own lets
# SECRET_KEY change without it; the old one stays in the list until `manage.py reencrypt` was run.
RESTRICTED_KEYS = [key.strip() for key in env.list("RESTRICTED_KEYS", default=[]) if key.strip()] or [
    SECRET_KEY,
    *SECRET_KEY_FALLBACKS,
]
if any(len(key) < 32 for key in RESTRICTED_KEYS) and env.str("RESTRICTED_KEYS", default=""):
    raise ImproperlyConfigured("A key in RESTRICTED_KEYS is short: use long random strings, 32 characters at least.")
# Addresses of who was erased are kept as hashes, made with the first of these and known again by any. A hash cannot be
# made anew, so no key ever leaves this list, whatever becomes of SECRET_KEY.
ERASURE_KEYS = [key.strip() for key in env.list("ERASURE_KEYS", default=[]) if key.strip()] or [
    SECRET_KEY,
    *SECRET_KEY_FALLBACKS,
]
_hosts = required(
    "ALLOWED_HOSTS",
    "localhost,127.0.0.1,[::1],testserver",
    "DEBUG is off and ALLOWED_HOSTS is not set: set it to the host names of the site, separated by commas.",
)
ALLOWED_HOSTS = [host.strip() for host in _hosts.split(",") if host.strip()]
# Absolute links in mails, calendars and feeds begin with this; never read from a request, which a stranger can forge.
SITE_URL = required(
    "SITE_URL",
    f"http://127.0.0.1:{env.int('PORT', default=8000)}",
    "DEBUG is off and SITE_URL is not set: set it to the address of the site, such as https://events.example.org.",
).rstrip("/")
_database = required(
    "DATABASE_URL",
    f"sqlite:///{VAR_DIR / 'atelier.sqlite3'}",
    "DEBUG is off and DATABASE_URL is not set: set it to the database, such as postgres://user:password@host/name.",
)

# Django's own ----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "modeltranslation",  # before admin: it replaces the admin's form fields
    "config.apps.AtelierAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "import_export",
    "auditlog",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "storage",
    "website",
    "backoffice",
    "speakers",
    "identity",
    "events",
    "outbox",
    "registrations",
    "mailings",
    "inbox",
    "desk",
    "retention",
    "access",
    "demo",
]

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",  # rights for the whole house
    "access.backend.RolesByEvent",  # rights for one event or series
]

MIDDLEWARE = [
    "website.request_id.RequestId",
    "website.health.Health",
    "website.page_cache.PublicPageCache",  # a cached public page does not reach the rest
    "website.browser_policy.BrowserPolicy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "website.writers.Writers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",  # looks at no session by itself
    "access.gate.Gate",
    "backoffice.middleware.ActorMiddleware",
    "website.database_away.DatabaseAway",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "identity.context.house",
            ],
            "builtins": ["multilingual.templatetags.texts"],
        },
    },
    {
        # For what a page has hundreds of, in files of their own ending (*.jinja), five times as quick.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined},
    },
]

DATABASES = {"default": env.db_url_config(_database)}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # A database whose machine vanished is noticed within a minute, and not when the system gives up after hours.
    _patience = {"connect_timeout": 5, "keepalives_idle": 20, "keepalives_interval": 10, "keepalives_count": 4}
    DATABASES["default"]["OPTIONS"] = {
        **_patience, "tcp_user_timeout": 60_000, **DATABASES["default"].get("OPTIONS", {}),
    }  # fmt: skip
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # A transaction takes the write lock when it begins: what is read inside it is still true when it writes.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600  # counted from when the mail leaves
# The second reads passwords that were kept before; each is kept anew by the first at the next sign-in.
PASSWORD_HASHERS = ["access.passwords.ModestArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
CSRF_FAILURE_VIEW = "access.views.form_refused"

# Signing in to the back office -----------------------------------------------------------------------------------

# Without a second factor (an app's code, a passkey) staff are led to setting one up before anything else.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEBUG)
# After so long exports, restricted data and the accounts of staff ask for it again.
FRESH_SECONDS = env.int("FRESH_SECONDS", default=15 * 60)
# A session of which nobody has opened a page for so long is over.
SESSION_COOKIE_AGE = env.int("IDLE_HOURS", default=8) * 3600
# So long after the sign-in every session is over.
SESSION_HOURS = env.int("SESSION_HOURS", default=24)
SESSION_ENGINE = "access.sessions"
# Sign-ins, failures, refusals and exports are kept for so long.
SECURITY_LOG_DAYS = env.int("SECURITY_LOG_DAYS", default=180)

PASSKEY_SITE = openid_url.passkey_site(SITE_URL)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if PASSKEY_SITE else [])]
MFA_ADAPTER = "access.adapters.SecondFactor"
MFA_FORMS = {
    "authenticate": "access.codes.SignInCodeForm",
    "reauthenticate": "access.codes.AgainCodeForm",
    "activate_totp": "access.codes.SetUpForm",
    "authenticate_webauthn": "access.codes.SignInPasskeyForm",
    "reauthenticate_webauthn": "access.codes.AgainPasskeyForm",
}
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses of staff are typed in by colleagues
MFA_RATE_LIMITS = ACCOUNT_RATE_LIMITS = False  # access/sign_in.py counts, for all processes together
ACCOUNT_ADAPTER = "access.adapters.Account"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_METHODS = ["mfa"]
# Staff sign in at a provider of OpenID Connect, too; its groups give roles.
try:
    OPENID_CONNECT = openid_url.parse(env.str("OPENID_CONNECT_URL", default=""))
    OPENID_CONNECT_ROLES = openid_url.roles(env.list("OPENID_CONNECT_ROLES", default=[]))
except imap_urls.WrongAddress as error:
    raise ImproperlyConfigured(str(error)) from None
SOCIALACCOUNT_PROVIDERS = {"openid_connect": openid_url.provider_settings(OPENID_CONNECT)}
SOCIALACCOUNT_ADAPTER = "access.adapters.Provider"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to another host is refused by our security policy

# Languages -------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "config.formats"
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Zurich")

MODELTRANSLATION_LANGUAGES = tuple(code for code, name in LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = LANGUAGE_CODE
# What a reader sees where a text is missing, in this order; the page marks it with its own `lang`.
MODELTRANSLATION_FALLBACK_LANGUAGES = {
    "default": ("en", "fr", "es"),
    "en": ("fr", "es"),
    "fr": ("en", "es"),
    "es": ("en", "fr"),
}

# Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
# Documents and what participants send in: fetched only through views that ask who may. Never below a web server's root.
PRIVATE_ROOT = Path(env.str("PRIVATE_ROOT", default=str(VAR_DIR / "private")))
STORAGES = {
    "default": {"BACKEND": "storage.private_files.NamedStorage"},
    "private": {"BACKEND": "storage.private_files.PrivateStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a day of a large agenda in three languages, in one form

# Safety ----------------------------------------------------------------------------------------------------------

_secure = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
if _secure:  # a browser takes these from this very host alone, and by https
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    LANGUAGE_COOKIE_NAME = "__Host-language"
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if _secure else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=False)  # the proxy in front does this
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What `check --deploy` asks for and we do not do.
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for subdomains: the organisation's other hosts are not ours to bind
    "security.W008",  # redirecting to https: the proxy in front does, and never passes plain requests on
    "security.W021",  # the list that browsers carry along: it binds the whole domain, for years
]
# How many reverse proxies stand in front: so many entries of X-Forwarded-For, from the right, are believed.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # data: for the admin's stock icons
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],  # the preview of a mail, sandboxed
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# Mail and background work ----------------------------------------------------------------------------------------

MAIL_DIR = VAR_DIR / "mail"
_mail = env.email_url_config(env.str("EMAIL_URL", default=f"filemail:///{MAIL_DIR}"))
_mail_options = _mail.pop("OPTIONS", {})
vars().update(_mail)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)  # seconds for each answer of the mail server
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Atelier <secretariat@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# The domain of our own Message-IDs, by which a later reply is matched.
MESSAGE_ID_DOMAIN = env.str("MESSAGE_ID_DOMAIN", default=DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> "))

# A message claimed by a worker that gave no sign for so many seconds is taken up again: longer than any answer takes.
OUTBOX_LEASE_SECONDS = env.int("OUTBOX_LEASE_SECONDS", default=4 * EMAIL_TIMEOUT)
# Pauses before the next try, in seconds; the last one repeats until OUTBOX_GIVE_UP_HOURS have passed.
OUTBOX_PAUSES = tuple(env.list("OUTBOX_PAUSES", cast=int, default=[30, 120, 600, 1800, 3600, 7200]))
OUTBOX_GIVE_UP_HOURS = env.int("OUTBOX_GIVE_UP_HOURS", default=72)
# Pauses of all messages together while the mail server is away, in seconds; the last one repeats until it is back.
OUTBOX_SERVER_PAUSES = tuple(env.list("OUTBOX_SERVER_PAUSES", cast=int, default=[5, 10, 20, 40, 80, 120]))
# A message that nobody took up for so long, such as one of a backup that was restored, waits for staff.
OUTBOX_OVERDUE_HOURS = env.int("OUTBOX_OVERDUE_HOURS", default=24)

# The mailboxes that mail is fetched from: what was read out of the addresses, which shows no password. Where one of
# them, or EMAIL_URL, says auth=oauth, the mail server is shown access tokens, which the server of MAIL_OAUTH_URL gives.
try:
    IMAP_ACCOUNTS = imap_urls.parse(env.str("IMAP_URLS", default=""))
    MAIL_OAUTH = oauth_url.parse(env.str("MAIL_OAUTH_URL", default=""))
    MAIL_OAUTH_SECRET_ENDS = oauth_url.day(env.str("MAIL_OAUTH_SECRET_ENDS", default=""))
    EMAIL_AUTH = oauth_url.auth(str(_mail_options.get("AUTH", "")), "EMAIL_URL", MAIL_OAUTH)
    for _account in IMAP_ACCOUNTS:
        oauth_url.auth(_account["auth"], "IMAP_URLS", MAIL_OAUTH)
except imap_urls.WrongAddress as error:
    raise ImproperlyConfigured(str(error)) from None
if EMAIL_AUTH:
    EMAIL_BACKEND = "outbox.smtp.HandoverBackend"  # Django's own knows passwords alone
# Seconds between looks into a mailbox whose server does not call by itself (IDLE).
IMAP_POLL_SECONDS = env.float("IMAP_POLL_SECONDS", default=30.0)
# Pauses after failures in a row, in seconds; the last one repeats.
IMAP_PAUSES = tuple(env.list("IMAP_PAUSES", cast=float, default=[5.0, 15.0, 60.0, 300.0]))
# Of a larger mail only the head is fetched; the mail stays on the mail server.
MAIL_MAX_BYTES = env.int("MAIL_MAX_BYTES", default=50_000_000)

# Threads of each web process, as the web server is told (`--blocking-threads`): half of them may be stuck in writing.
WEB_THREADS = env.int("WEB_THREADS", default=2)

# Public pages ----------------------------------------------------------------------------------------------------

PUBLIC_PAGE_CACHE = env.bool("PUBLIC_PAGE_CACHE", default=True)
# How long a web process may answer a kept page without asking the database whether something changed.
PUBLIC_PAGE_CHECK_SECONDS = env.float("PUBLIC_PAGE_CHECK_SECONDS", default=0.5)

# Registration ----------------------------------------------------------------------------------------------------

# Forms sent from one network address in ten minutes. Generous: a mission's whole office may share one address.
REGISTRATION_RATE_LIMIT = env.int("REGISTRATION_RATE_LIMIT", default=60)
# Mails that strangers can cause to one address in a day (registration exists, your link).
STRANGER_MAIL_LIMIT = env.int("STRANGER_MAIL_LIMIT", default=5)
# Mails in a day that answer the form at one address; an office may share one. Beyond it, staff send or throw away.
FIRST_MAIL_LIMIT = env.int("FIRST_MAIL_LIMIT", default=20)
# Days after the last phase of an event after which is forgotten: restricted data, unless their question has days of its
# own, and nomination documents; then all of a registration but who took part, in which function, for whom.
RESTRICTED_DAYS = env.int("RESTRICTED_DAYS", default=30)
PARTICIPANT_DAYS = env.int("PARTICIPANT_DAYS", default=730)
# Domains of the house: whoever writes from there to the shared mailbox is a colleague, who passes mail on.
STAFF_MAIL_DOMAINS = [domain.strip().lower() for domain in env.list("STAFF_MAIL_DOMAINS", default=[])]
# The names under which our own mail servers write Authentication-Results; a mail that fails there is marked as forged.
# Where clamd listens, which looks at files of strangers before staff get them: "/run/clamav/clamd.ctl" or "host:port".
CLAMD = env.str("CLAMD", default="")
AUTHENTICATION_SERVER = [name.strip().lower() for name in env.list("AUTHENTICATION_SERVER", default=[]) if name.strip()]
# Days for which mail is kept: junk from its arrival; what is done from the end of its event and from the last mail.
JUNK_MAIL_DAYS = env.int("JUNK_MAIL_DAYS", default=30)
MAIL_DAYS = env.int("MAIL_DAYS", default=365)
# Days after the end of its event, and after its last mail, when what is still to do in a conversation is over.
OVER_MAIL_DAYS = env.int("OVER_MAIL_DAYS", default=30)
# Mails that we answer to one address by ourselves in a day: no loop of machines can be longer.
AUTO_ANSWERS_A_DAY = env.int("AUTO_ANSWERS_A_DAY", default=3)
# Seconds between showing the form and sending it below which a sender is taken for a machine.
FORM_MINIMUM_SECONDS = env.int("FORM_MINIMUM_SECONDS", default=2)

# Libraries -------------------------------------------------------------------------------------------------------

IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_TMP_STORAGE_CLASS = "backoffice.kept_uploads.KeptUploads"
IMPORT_EXPORT_SKIP_ADMIN_LOG = True  # auditlog keeps every row's change, with the person
AUDITLOG_LOGENTRY_MODEL = "auditlog.LogEntry"
AUDITLOG_DISABLE_REMOTE_ADDR = True  # who is known by name; where from is nobody's business
# Every change of these is kept with who, when and what; not that a participant registered: history and row say that.
# Secrets, derived columns and restricted data stay out of it.
# Nor is the place of an item among others: whoever adds one moves all below it.
_derived = ["search_text", "sort_key", "updated_at", "last_number", "status_changed_at", "published_at", "moved_at"]
_lists = {
    "Speaker": ["organisations"],
    "Event": ["countries"],
    "Appearance": ["organisations"],
    "Question": ["categories"],
    "Mailing": ["documents"],
}
AUDITLOG_INCLUDE_TRACKING_MODELS = (
    *(
        {"model": f"speakers.{name}", "exclude_fields": _derived, "m2m_fields": _lists.get(name, ())}
        for name in ("Country", "FormerName", "Organisation", "Speaker")
    ),
    *(
        {
            "model": f"events.{name}",
            "exclude_fields": [*_derived, *(["position"] if name in ("Session", "Appearance") else [])],
            "m2m_fields": _lists.get(name, ()),
        }
        for name in (
            "Series", "SeriesEntry", "SeriesOrganisation", "Venue", "Room", "Event", "EventOrganisation", "Phase",
            "Session", "Appearance", "Document", "DocumentFile", "AgendaTemplate", "AgendaVersion",
        )
    ),
    {"model": "identity.Identity", "exclude_fields": _derived},
    {"model": "outbox.MessageTemplate", "exclude_fields": _derived},
    {"model": "inbox.StandardAnswer", "exclude_fields": _derived},
    {"model": "retention.Hold", "exclude_fields": _derived},
    *(
        {"model": f"registrations.{name}", "exclude_fields": _derived, "m2m_fields": _lists.get(name, ())}
        for name in (
            "RegistrationSettings", "Category", "Question", "QuestionChoice", "Consent", "Answer",
        )
    ),
    {
        "model": "mailings.Mailing",
        "exclude_fields": [*_derived, "filters"],  # words that are searched may be a name
        "m2m_fields": _lists["Mailing"],
    },
    {
        "model": "registrations.Registration",
        "exclude_fields": [
            *_derived, "email_key", "person_key", "token_nonce", "submission_key", "threads",
            "restricted",  # a row that points here: it would be looked up at every change
        ],
    },
    # That it changed is kept, not what it said: the log outlives the data.
    {"model": "registrations.RestrictedData", "exclude_fields": ["diet", "access_needs", "answers", "given_under"]},
)  # fmt: skip

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "config.logs.DiscreetFormatter",
            "format": "{asctime} {levelname} {name}{request_name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
