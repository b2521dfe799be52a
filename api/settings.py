"""Settings from the environment and `.env`; no secret has a default in production."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

MINIMUM_SECRET_LENGTH = 32
# Fewer different bytes than these are no secret, however long: a word that is repeated, a row of zeros.
MINIMUM_SECRET_VARIETY = 10
NO_BROKER = "none"
BROKERS = ("redis://", "rediss://", "redis+socket://", "amqp://", "amqps://")
MOST_CORES = 4  # that workers take unless they are told to take more
LOG_FORMATS = ("json", "console")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsError(Exception):
    """A setting is missing or makes no sense; the message names the variable."""


@dataclass(frozen=True, slots=True)
class LanguageModelSettings:
    """Where a large language model is; `base_url` has no slash at its end, `timeout_s` is for one try."""

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    timeout_s: float = 10


@dataclass(frozen=True, slots=True)
class RateLimitSettings:
    """Requests a minute of one tenant and of one API key (0: as many as one likes), counted in Redis or in memory."""

    tenant: int
    key: int
    redis_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an operator may set.

    `database_url` is where the service reads and writes (None: the embedded database in `data_dir`);
    `database_owner_url` is where migrations run (None: `database_url`). `language_model` is None unless one is set up.
    `public_base_url` is what addresses that are given away begin with, without a slash at its end.
    `trusted_proxies` is the number of proxies in front whose X-Forwarded-For and X-Forwarded-Proto are believed.
    `celery_broker_url` is where work that goes on after the answer is announced (None: nowhere, unless the launcher
    starts a broker; NO_BROKER: nowhere); `celery_concurrency` is how many calls the launcher has analysed at once.
    `job_retention_days` is how long jobs that have ended are listed (0: for good).
    `webhook_allowed_hosts`, with their ports, are sent webhooks although they are not of the public internet.
    `metrics_token` is what Prometheus has to send (None: anybody is told in development, and nobody in production);
    `metrics_port` is where workers tell what they have counted (None: nowhere, since the web service does).
    """

    port: int
    data_dir: Path
    database_url: str | None = field(repr=False)
    database_owner_url: str | None = field(repr=False)
    jwt_secret_key: str = field(repr=False)
    jwt_previous_secret_key: str | None = field(repr=False)
    jwt_expiration_s: int
    celery_broker_url: str | None = field(repr=False)
    celery_concurrency: int
    job_retention_days: int
    analysis_profile: str
    filler_words: tuple[str, ...] | None
    log_level: str
    app_env: str
    public_base_url: str
    rate_limits: RateLimitSettings
    trusted_proxies: int
    language_model: LanguageModelSettings | None = None
    webhook_allowed_hosts: frozenset[tuple[str, int]] = frozenset()
    metrics_token: str | None = field(default=None, repr=False)
    metrics_port: int | None = None
    log_format: str = "json"

    @property
    def broker_url(self) -> str | None:
        """The broker's address, None where there is none."""
        return None if self.celery_broker_url == NO_BROKER else self.celery_broker_url

    @classmethod
    def from_env(cls, environ: dict[str, str] | None = None) -> "Settings":
        """Read the settings: the environment first, then `.env` in the working directory.

        Raises SettingsError, which names the variable.
        """
        values = dict(environ) if environ is not None else {**_dotenv(), **os.environ}
        app_env = _choice(values, "APP_ENV", "development", ("development", "production"))
        production = app_env == "production"
        data_dir = Path(values.get("DATA_DIR") or "./var").resolve()
        return cls(
            port=_integer(values, "PORT", 5000, 1, 65535),
            data_dir=data_dir,
            database_url=_database_url(values, "DATABASE_URL"),
            database_owner_url=_database_url(values, "DATABASE_OWNER_URL"),
            jwt_secret_key=_secret(values, "JWT_SECRET_KEY", data_dir, production=production),
            jwt_previous_secret_key=_previous_secret(values, "JWT_PREVIOUS_SECRET_KEY", production=production),
            jwt_expiration_s=_integer(values, "JWT_EXPIRATION_DELTA", 3600, 1, 31_536_000),
            celery_broker_url=_broker_url(values, "CELERY_BROKER_URL"),
            celery_concurrency=_integer(values, "CELERY_CONCURRENCY", min(os.cpu_count() or 1, MOST_CORES), 0, 256),
            job_retention_days=_integer(values, "JOB_RETENTION_DAYS", 90, 0, 3650),
            analysis_profile=_choice(values, "ANALYSIS_PROFILE", "fast", ("fast",)),
            filler_words=_list(values, "FILLER_WORDS"),
            log_level=_choice(values, "LOG_LEVEL", "INFO", LOG_LEVELS, fold=str.upper),
            log_format=_choice(values, "LOG_FORMAT", "json", LOG_FORMATS),
            app_env=app_env,
            rate_limits=_rate_limits(values, production=production),
            public_base_url=_public_base_url(values),
            trusted_proxies=_integer(values, "TRUSTED_PROXIES", 0, 0, 10),
            language_model=_language_model(values),
            webhook_allowed_hosts=_hosts(values, "WEBHOOK_ALLOWED_HOSTS"),
            metrics_token=_metrics_token(values, production=production),
            metrics_port=_integer(values, "METRICS_PORT", 0, 0, 65535) or None,
        )


def _dotenv() -> dict[str, str]:
    return {name: value for name, value in dotenv_values(Path.cwd() / ".env").items() if value is not None}


def _integer(values: dict[str, str], name: str, default: int, least: int, most: int) -> int:
    text = values.get(name) or str(default)
    try:
        number = int(text)
    except ValueError:
        raise SettingsError(f"{name} must be a whole number, not {text!r}") from None
    if not least <= number <= most:
        raise SettingsError(f"{name} must be between {least} and {most}, not {number}")
    return number


def _choice(values: dict[str, str], name: str, default: str, allowed: tuple[str, ...], fold=str) -> str:
    value = fold(values.get(name) or default)
    if value not in allowed:
        raise SettingsError(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
    return value


def _list(values: dict[str, str], name: str) -> tuple[str, ...] | None:
    if name not in values:
        return None
    return tuple(part.strip() for part in values[name].split(",") if part.strip())


def _hosts(values: dict[str, str], name: str) -> frozenset[tuple[str, int]]:
    """Read hosts with their ports, such as `hooks.intranet:8080,[fd00::1]:443`."""
    hosts = set()
    for part in _list(values, name) or ():
        try:
            parts = urlsplit(f"//{part}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or not port or any(mark in part for mark in "@/?#*"):
            raise SettingsError(f"{name} must list hosts with their ports, such as hooks.intranet:8080, not {part!r}")
        hosts.add((host, port))
    return frozenset(hosts)


def _database_url(values: dict[str, str], name: str) -> str | None:
    """Read a database address; `postgres://` and `postgresql://` both mean psycopg2 here."""
    url = _given_secret(values, name)
    if url is None:
        return None
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("postgres", "postgresql", "postgresql+psycopg2"):
        raise SettingsError(f"{name} must begin with postgresql://")
    return f"postgresql+psycopg2://{rest}"


def _broker_url(values: dict[str, str], name: str) -> str | None:
    """Read a broker's address; None where none is set, NO_BROKER where none is wanted."""
    url = (_given_secret(values, name) or "").strip() or None
    if url is None or url == NO_BROKER:
        return url
    for each in url.split(";"):  # the others are used where the first is away
        if not each.startswith(BROKERS):
            raise SettingsError(f"{name} must begin with {', '.join(BROKERS[:-1])} or {BROKERS[-1]}, or be {NO_BROKER}")
        if not _is_broker_address(each):
            raise SettingsError(
                f"{name} must be an address such as amqp://user:password@host:5672/vhost or redis://host:6379/0; "
                "in a password, characters such as / # @ ; have to be written with %"
            )
    return url


def _is_broker_address(url: str) -> bool:
    """Tell whether Celery can make sense of an address: it would find out when it is first used only."""
    try:
        parts = urlsplit(url)
        if parts.port == 0:
            return False
    except ValueError:
        return False
    if not url.isprintable() or " " in url or parts.fragment:
        return False
    if parts.scheme == "redis+socket":
        return parts.path.startswith("/") and len(parts.path) > 1
    database = parts.path.strip("/")
    return bool(parts.hostname) and (parts.scheme.startswith("amqp") or not database or database.isdecimal())


def _language_model(values: dict[str, str]) -> LanguageModelSettings | None:
    """Read how to reach a large language model; None where neither its address nor its name is set."""
    base_url, model = values.get("LLM_BASE_URL", "").strip().rstrip("/"), values.get("LLM_MODEL", "").strip()
    api_key = _given_secret(values, "LLM_API_KEY")
    timeout_s = _integer(values, "LLM_TIMEOUT_S", 10, 1, 25)  # two tries end before uwsgi.ini ends the request
    if not base_url and not model and not api_key:
        return None
    for name, value in (("LLM_BASE_URL", base_url), ("LLM_MODEL", model)):
        if not value:
            raise SettingsError(f"{name} must be set too, or LLM_BASE_URL, LLM_MODEL and LLM_API_KEY be left out")
    if not _is_plain_address(base_url):
        raise SettingsError("LLM_BASE_URL must be an address such as https://api.example.com/v1, with nothing after it")
    if api_key and not (api_key.isascii() and api_key.isprintable() and " " not in api_key):
        raise SettingsError("LLM_API_KEY must be printable ASCII characters without spaces")
    return LanguageModelSettings(base_url, model, api_key, timeout_s)


def _metrics_token(values: dict[str, str], *, production: bool) -> str | None:
    """Read what Prometheus has to send; None where nothing has been set."""
    token = _given_secret(values, "METRICS_TOKEN")
    if token is not None:
        _check_strength("METRICS_TOKEN", token, production)
    return token


def _rate_limits(values: dict[str, str], *, production: bool) -> RateLimitSettings:
    """Read how many requests are taken a minute; in production, none may be without a limit."""
    least = 1 if production else 0
    redis_url = _given_secret(values, "REDIS_URL")
    if redis_url is not None and not redis_url.startswith(("redis://", "rediss://")):
        raise SettingsError("REDIS_URL must begin with redis:// or rediss://")
    return RateLimitSettings(
        tenant=_integer(values, "RATE_LIMIT_TENANT", 6000, least, 1_000_000),
        key=_integer(values, "RATE_LIMIT_KEY", 3000, least, 1_000_000),
        redis_url=redis_url,
    )


def _public_base_url(values: dict[str, str]) -> str:
    """Read the address that the service has for people outside; the one of a request could be anybody's choice."""
    url = values.get("PUBLIC_BASE_URL", "").strip().rstrip("/") or f"http://localhost:{values.get('PORT') or 5000}"
    if not _is_plain_address(url):
        raise SettingsError(
            "PUBLIC_BASE_URL must be an address such as https://calls.example.com, with nothing after it"
        )
    return url


def _is_plain_address(url: str) -> bool:
    """Tell whether a URL is no more than scheme, host, port and path; a password in it could end up in a log."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return sound and url.isprintable() and not any(mark in url for mark in "@?# ")


def _given_secret(values: dict[str, str], name: str) -> str | None:
    """Read a secret from its variable or the file that `<name>_FILE` names; None where neither is set."""
    if values.get(name):
        return values[name]
    if not values.get(f"{name}_FILE"):
        return None
    try:
        secret = Path(values[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{name}_FILE cannot be read: {getattr(error, 'strerror', 'it is not UTF-8')}") from error
    if not secret:  # which must not pass for one that is not wanted
        raise SettingsError(f"{name}_FILE names a file that is empty")
    return secret


def _secret(values: dict[str, str], name: str, data_dir: Path, *, production: bool) -> str:
    """Read a secret from its variable or the file that `<name>_FILE` names; in development make and keep one."""
    secret = _given_secret(values, name)
    if secret is None:
        if production:
            raise SettingsError(f"{name} (or {name}_FILE) must be set in production")
        secret = _kept_secret(data_dir / name.lower())
    _check_strength(name, secret, production)
    return secret


def _previous_secret(values: dict[str, str], name: str, *, production: bool) -> str | None:
    """Read the secret that was in use before; None where there is none."""
    secret = _given_secret(values, name)
    if secret is not None:
        _check_strength(name, secret, production)
    return secret


def _check_strength(name: str, secret: str, production: bool) -> None:
    if production and len(secret.encode()) < MINIMUM_SECRET_LENGTH:
        raise SettingsError(f"{name} must be at least {MINIMUM_SECRET_LENGTH} bytes long in production")
    if production and len(set(secret.encode())) < MINIMUM_SECRET_VARIETY:
        raise SettingsError(f"{name} must be random in production: it repeats a few characters")


def _kept_secret(path: Path) -> str:
    """Return the secret kept at `path`, made on first use; safe when two processes come first at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8")
