"""Engines: how this process talks to PostgreSQL, as the serving role or as the owner of the tables."""

import os
from collections.abc import Mapping
from typing import Any, Final

import orjson
from flask import Flask
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import NullPool

from db.base import db
from db.patience import CONNECT_TIMEOUT_S, PatientConnection, be_patient, has_news
from db.pool import WatchedPool

SERVING_ROLE = "call_quality_app"
STATEMENT_TIMEOUT_S = 30
LOCK_TIMEOUT_S = 10
IDLE_IN_TRANSACTION_TIMEOUT_S = 60
# The server cancels what takes too long; we hang up where it does not even manage that.
PATIENCE_S = STATEMENT_TIMEOUT_S + 5.0
# One connection for each of a process's 8 threads, and some for health checks beside them.
POOL_SIZE = 8
POOL_OVERFLOW = 4
POOL_TIMEOUT_S = 5


class ActsAsAnotherRole(Exception):
    """A connection is not what row-level security relies on; the message says what to set."""


def database_url(url: str) -> URL:
    """Return the URL with the driver that we use, however it names PostgreSQL; raise ValueError for others."""
    parsed = make_url(url)
    if parsed.drivername.partition("+")[0] not in {"postgres", "postgresql"}:
        raise ValueError(f"a PostgreSQL database is needed, not {parsed.drivername}")
    return parsed.set(drivername="postgresql+psycopg2")


def engine_options(url: str) -> dict[str, Any]:
    """Return the options of the serving engine.

    Its sessions act as the serving role, even where the URL logs in as owner or superuser: row-level security must
    bind them. Session settings that the URL brings along stay, but for those that are set here.
    """
    settings = {
        "role": SERVING_ROLE,
        "timezone": "UTC",
        "statement_timeout": STATEMENT_TIMEOUT_S * 1000,
        "lock_timeout": LOCK_TIMEOUT_S * 1000,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_TIMEOUT_S * 1000,
    }
    return {
        "poolclass": WatchedPool,
        "pool_size": POOL_SIZE,
        "max_overflow": POOL_OVERFLOW,
        "pool_timeout": POOL_TIMEOUT_S,
        "pool_recycle": 1800,
        "pool_use_lifo": True,
        "hide_parameters": True,  # errors are written to logs
        **_JSON,
        "connect_args": _connect_args(database_url(url), settings),
    }


def bind(app: Flask, *, url: str) -> None:
    """Make `url` the database of the app: one pool of connections that act as the serving role. Connects lazily."""
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url(url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    with app.app_context():
        _watch(db.engine, patience_s=PATIENCE_S)
        event.listen(db.engine, "connect", _check_role)


def owner_engine(url: str) -> Engine:
    """Return an engine that keeps no connection, for migrations: it acts as whom the URL names.

    A change of the schema may take long, so nothing limits it, but it must not wait for a lock so long that all other
    requests queue behind it.
    """
    parsed = database_url(url)
    settings = {"timezone": "UTC", "lock_timeout": LOCK_TIMEOUT_S * 1000}
    engine = create_engine(
        parsed,
        poolclass=NullPool,
        hide_parameters=True,
        **_JSON,
        connect_args=_connect_args(parsed, settings),
    )
    _watch(engine, patience_s=None)
    return engine


def _to_json(value: object) -> str:
    return orjson.dumps(value, default=_plain).decode()


def _plain(value: object) -> object:
    """Return what orjson writes in the place of a value that it does not know: a frozen mapping is a dictionary."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


_JSON: Final[dict[str, Any]] = {"json_serializer": _to_json, "json_deserializer": orjson.loads}


def _connect_args(url: URL, settings: dict[str, Any]) -> dict[str, Any]:
    given = url.query.get("options", "")
    ours = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return {
        "options": f"{given if isinstance(given, str) else ' '.join(given)} {ours}".strip(),
        "connection_factory": PatientConnection,
        "client_encoding": "utf8",
        "application_name": url.query.get("application_name", "call-quality-api"),
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }


def _check_role(connection: PatientConnection, record: Any) -> None:
    """Refuse to serve as another role than the one that row-level security is made for.

    A pooler between us and the server may ignore the options that ask for it.
    """
    connection.autocommit = True
    with connection.patient_for(CONNECT_TIMEOUT_S), connection.cursor() as cursor:
        cursor.execute("select current_user")
        (role,) = cursor.fetchone() or ("nobody",)
    connection.autocommit = False
    if role != SERVING_ROLE:
        connection.close()
        raise ActsAsAnotherRole(
            f"this connection acts as {role}, not as {SERVING_ROLE}: a pooler ignores the options of connections. "
            f"Have DATABASE_URL log in as {SERVING_ROLE}"
        )


def _watch(engine: Engine, *, patience_s: float | None) -> None:
    """Notice connections that are dead or another process's when they leave the pool, without a round trip."""
    be_patient()

    @event.listens_for(engine, "connect")
    def connected(connection: PatientConnection, record: Any) -> None:
        connection.patience_s = patience_s
        record.info["pid"] = os.getpid()

    @event.listens_for(engine, "checkout")
    def checked_out(connection: PatientConnection, record: Any, proxy: Any) -> None:
        if record.info["pid"] != os.getpid():
            # Forked: the parent goes on using this socket, so it is left alone rather than closed.
            record.dbapi_connection = proxy.dbapi_connection = None
            raise DisconnectionError("the connection belongs to another process")
        if connection.closed or has_news(connection):
            raise DisconnectionError("the server has closed the connection")


__all__ = ["CONNECT_TIMEOUT_S", "PATIENCE_S", "SERVING_ROLE", "bind", "database_url", "engine_options", "owner_engine"]
