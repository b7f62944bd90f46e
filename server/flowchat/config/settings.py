"""Django's settings. What the operator chooses comes from `env`; what is fixed stands here."""

from hashlib import sha256
from pathlib import Path

from corsheaders.defaults import default_headers

from flowchat.config import paths
from flowchat.config.database import django_database
from flowchat.config.env import load
from flowchat.config.problems import BadSetting

environment = load()

SECRET_KEY = environment.secrets.django
JWT_KEY = environment.secrets.jwt
LINK_KEY = environment.secrets.link
DEBUG = environment.debug
ALLOWED_HOSTS = list(environment.hosts)
PUBLIC_URL = environment.public_url
TLS = (PUBLIC_URL or "").startswith("https://")
"""People reach this server over TLS, ours or a proxy's: cookies are Secure and HSTS is sent."""

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "procrastinate.contrib.django",
    "flowchat.chat.events.apps.EventsConfig",
    "flowchat.chat.accounts.apps.AccountsConfig",
    "flowchat.chat.emoji.apps.EmojiConfig",
    "flowchat.chat.rooms.apps.RoomsConfig",
    "flowchat.chat.media.apps.MediaConfig",
    "flowchat.chat.messaging.apps.MessagingConfig",
    "flowchat.chat.previews.apps.PreviewsConfig",
    "flowchat.chat.search.apps.SearchConfig",
    "flowchat.chat.presence.apps.PresenceConfig",
    "flowchat.chat.mirroring.apps.MirroringConfig",
    "flowchat.chat.gateway.apps.GatewayConfig",
]

MIDDLEWARE = [
    "flowchat.http.headers.SecurityHeaders",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "flowchat.http.paths.OptionalSlash",
    "django.middleware.common.CommonMiddleware",
    # These step aside outside the admin: the API knows people by their access token.
    "flowchat.http.admin.AdminSessions",
    "flowchat.http.admin.AdminCsrf",
    "flowchat.http.admin.AdminSignIn",
    "flowchat.http.admin.AdminFlashes",
    "flowchat.http.prepared.Prepared",
]

ROOT_URLCONF = "flowchat.config.urls"
ASGI_APPLICATION = "flowchat.config.asgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


if environment.database_url is None:
    raise BadSetting(
        "DATABASE_URL", "is not set.", fix="Start through `flowchat`, which brings its own PostgreSQL."
    )
DATABASES = {
    "default": {
        **django_database(environment.database_url),
        # The bridge's threads are few and live long: each keeps its connection.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # A pooler in transaction mode would hand the cursor's connection to somebody else between two reads.
        "DISABLE_SERVER_SIDE_CURSORS": environment.database_direct_url is not None,
    }
}
DIRECT_DATABASE = (
    django_database(environment.database_direct_url) if environment.database_direct_url else None
)
"""The same database past a pooler, for what needs a session (`http.direct`); None where there is no pooler."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHE_ENTRIES = 100_000
"""Rate limits live in the cache. At Django's 300 entries, 300 made-up names would push everyone's counters out."""
CACHES: dict[str, dict[str, object]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": CACHE_ENTRIES},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["flowchat.chat.accounts.admin_sign_in.LimitedSignIn"]
PASSWORD_HASHERS = ["flowchat.chat.accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "name", "email"]},
    },
]

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"

STATIC_URL = "static/"
WHITENOISE_ROOT: Path | None = paths.web_build()
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/assets/[^/]+-[\w-]{8}\.\w+$"
"""The build puts a hash of the content into these names: browsers keep them for good instead of asking each minute."""

CORS_ALLOWED_ORIGINS = list(environment.origins)
CORS_ALLOW_CREDENTIALS = bool(environment.origins)
CORS_ALLOW_HEADERS = [
    *default_headers,
    # tus, for files in parts: what a client sends, and what it must be able to read.
    "tus-resumable",
    "upload-length",
    "upload-metadata",
    "upload-offset",
]
CORS_EXPOSE_HEADERS = [
    *("Location", "Tus-Resumable", "Upload-Expires", "Upload-Length", "Upload-Offset"),
    # How long to wait after a refusal, and by which name the log knows the request.
    *("Retry-After", "X-Request-ID"),
]
CORS_URLS_REGEX = r"^/api/.*$"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
"""For the admin's forms: behind a proxy we may see another scheme and host than the browser. Named sites may call the
API; the admin is none of theirs."""

SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = TLS
CSRF_COOKIE_SECURE = TLS

REQUEST_BYTES_LIMIT = 128 * 1024
"""The largest body of a JSON request; the bridge stops reading there."""
DATA_UPLOAD_MAX_MEMORY_SIZE = REQUEST_BYTES_LIMIT
LARGER_REQUESTS = {"/api/emoji": 384 * 1024}
"""Where one may be larger: an emoji's picture in base64."""

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["flowchat.chat.accounts.api.authentication.AccessToken"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["flowchat.http.rendering.WireJSON"],
    "DEFAULT_PARSER_CLASSES": ["flowchat.http.parsing.StrictJSON"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "flowchat.http.errors.handle",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "FlowChat",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",  # pydantic writes JSON Schema 2020-12, which 3.0 can't say (const, null)
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    # Two objects carry it, and a name made up of both would change with the next.
    "ENUM_NAME_OVERRIDES": {"RoomKindEnum": ["direct", "private", "public"]},
}

UPLOADS = environment.uploads
INCOMING_FOLDER = environment.data / "media" / "incoming"
"""Where uploads are while they come in."""
STREAMED_REQUESTS = {"POST": r"/api/uploads", "PATCH": r"/api/uploads/[^/]+"}
"""Requests whose body is read piece by piece; paths without a final slash."""
LONG_REQUESTS = {"PUT": r"/api/(me|rooms/[^/]+)/picture"}
"""Requests that wait for a decoder or a storage: they may not hold up those that take a moment."""

LINK_PREVIEWS = environment.link_previews
"""The operator's word on link previews; the admins of the community have theirs beside it."""

FLOWCHAT_BUS: dict[str, object] = {"BACKEND": "flowchat.chat.adapters.memory.bus.MemoryBus"}
if environment.redis is not None:
    # Of the keys, so that installs that share a Redis never hear each other; as a hash, for it is no secret there.
    mark = sha256(f"flowchat bus {JWT_KEY}".encode()).hexdigest()[:12]
    FLOWCHAT_BUS = {
        "BACKEND": "flowchat.chat.adapters.channels.bus.ChannelsBus",
        "OPTIONS": {"places": environment.redis.places(), "prefix": f"flowchat-{mark}-"},
    }
    CACHES["default"] = {
        "BACKEND": "flowchat.chat.adapters.redis.cache.SharedCache",
        "OPTIONS": {
            "places": environment.redis.places(),
            "cluster": environment.redis.kind == "cluster",
            "prefix": f"flowchat-{mark}:",
            "MAX_ENTRIES": CACHE_ENTRIES,
        },
    }

FIREBASE = environment.firebase
"""The project through which messages, receipts, typing and presence reach browsers; None: through our own socket."""
FLOWCHAT_LINKED_SIGN_IN = "flowchat.chat.adapters.firebase.sign_in.FirebaseSignIn" if FIREBASE else None
"""Who makes and reads the tokens of another service that the same people are signed in to."""
FLOWCHAT_MIRROR = "flowchat.chat.adapters.firebase.target.FirebaseMirror" if FIREBASE else None
"""What is told everything that browsers may see (`chat.mirroring`)."""

DATA_FOLDER = environment.data
METRICS_TOKEN = environment.metrics_token
METRICS_FOLDER = environment.data / "metrics"
"""Where the workers of one machine tell each other their numbers."""

FLOWCHAT_STORAGES = environment.storage.backends(environment.data)
FLOWCHAT_STORAGE = environment.storage.chosen
"""Which of them keeps new files."""

MAIL_ENABLED = environment.mail is not None
if environment.mail is not None:
    EMAIL_HOST = environment.mail.host
    EMAIL_PORT = environment.mail.port
    EMAIL_HOST_USER = environment.mail.user
    EMAIL_HOST_PASSWORD = environment.mail.password
    EMAIL_USE_TLS = environment.mail.starttls
    EMAIL_USE_SSL = environment.mail.tls
    EMAIL_TIMEOUT = 10
    DEFAULT_FROM_EMAIL = environment.mail.sender

LOGGING_CONFIG = None
"""`flowchat.config.logs.configure` sets logging up, once, for server and command line alike."""
