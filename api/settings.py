"""Settings from the environment and `.env`; no secret has a default in production."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

MINIMUM_SECRET_LENGTH = 32


class SettingsError(Exception):
    """A setting is missing or makes no sense; the message names the variable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that an operator may set.

    `database_url` is where the service reads and writes (None: the embedded database in `data_dir`);
    `database_owner_url` is where migrations run (None: `database_url`).
    """

    port: int
    data_dir: Path
    database_url: str | None
    database_owner_url: str | None
    jwt_secret_key: str
    jwt_expiration_s: int
    celery_broker_url: str | None
    redis_url: str | None
    analysis_profile: str
    filler_words: tuple[str, ...] | None
    log_level: str
    app_env: str

    @classmethod
    def from_env(cls, environ: dict[str, str] | None = None) -> "Settings":
        """Read the settings: the environment first, then `.env` in the working directory.

        Raises SettingsError, which names the variable.
        """
        values = dict(environ) if environ is not None else {**_dotenv(), **os.environ}
        app_env = _choice(values, "APP_ENV", "development", ("development", "production"))
        data_dir = Path(values.get("DATA_DIR") or "./var").resolve()
        return cls(
            port=_integer(values, "PORT", 5000, 1, 65535),
            data_dir=data_dir,
            database_url=_database_url(values, "DATABASE_URL"),
            database_owner_url=_database_url(values, "DATABASE_OWNER_URL"),
            jwt_secret_key=_secret(values, "JWT_SECRET_KEY", data_dir, production=app_env == "production"),
            jwt_expiration_s=_integer(values, "JWT_EXPIRATION_DELTA", 3600, 1, 31_536_000),
            celery_broker_url=values.get("CELERY_BROKER_URL") or None,
            redis_url=values.get("REDIS_URL") or None,
            analysis_profile=_choice(values, "ANALYSIS_PROFILE", "fast", ("fast",)),
            filler_words=_list(values, "FILLER_WORDS"),
            log_level=_choice(
                values, "LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"), fold=str.upper
            ),
            app_env=app_env,
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


def _database_url(values: dict[str, str], name: str) -> str | None:
    """Read a database address; `postgres://` and `postgresql://` both mean psycopg2 here."""
    url = values.get(name) or None
    if url is None:
        return None
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in ("postgres", "postgresql", "postgresql+psycopg2"):
        raise SettingsError(f"{name} must begin with postgresql://")
    return f"postgresql+psycopg2://{rest}"


def _secret(values: dict[str, str], name: str, data_dir: Path, *, production: bool) -> str:
    """Read a secret from its variable or the file that `<name>_FILE` names; in development make and keep one."""
    if values.get(name):
        secret = values[name]
    elif values.get(f"{name}_FILE"):
        try:
            secret = Path(values[f"{name}_FILE"]).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingsError(f"{name}_FILE cannot be read: {error.strerror}") from error
    elif production:
        raise SettingsError(f"{name} (or {name}_FILE) must be set in production")
    else:
        secret = _kept_secret(data_dir / name.lower())
    if production and len(secret.encode()) < MINIMUM_SECRET_LENGTH:
        raise SettingsError(f"{name} must be at least {MINIMUM_SECRET_LENGTH} bytes long in production")
    return secret


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
