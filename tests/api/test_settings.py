"""Settings that make no sense, alone or together, and those that production refuses."""

import re
from pathlib import Path

import pytest

from api.settings import LOG_LEVELS, LanguageModelSettings, RateLimitSettings, Settings, SettingsError
from api.wiring import build
from core.ports import LanguageModel

PROJECT = Path(__file__).resolve().parents[2]
WHOLE = {"LLM_BASE_URL": "http://127.0.0.1:8080/v1/", "LLM_MODEL": "some-model", "LLM_API_KEY": "sk-secret"}


def read(tmp_path: Path, **values: str) -> LanguageModelSettings | None:
    return Settings.from_env({"DATA_DIR": str(tmp_path), **values}).language_model


def model_of(tmp_path: Path, **values: str) -> LanguageModel | None:
    return build(Settings.from_env({"DATA_DIR": str(tmp_path), **values})).questions.model


def test_without_settings_there_is_no_language_model(tmp_path: Path) -> None:
    assert read(tmp_path, LLM_BASE_URL="", LLM_MODEL=" ", LLM_TIMEOUT_S="5") is None
    assert model_of(tmp_path) is None


def test_address_and_name_make_a_language_model(tmp_path: Path) -> None:
    assert read(tmp_path, **WHOLE) == LanguageModelSettings("http://127.0.0.1:8080/v1", "some-model", "sk-secret", 10)
    model = model_of(tmp_path, **WHOLE)
    assert model is not None
    assert model.name == "some-model"


def test_a_key_may_come_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sk-filed\n", encoding="utf-8")
    settings = read(tmp_path, **{**WHOLE, "LLM_API_KEY": "", "LLM_API_KEY_FILE": str(tmp_path / "key")})
    assert settings is not None
    assert settings.api_key == "sk-filed"
    assert "sk-" not in repr(settings)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"LLM_MODEL": ""}, "LLM_MODEL must"),
        ({"LLM_BASE_URL": ""}, "LLM_BASE_URL must"),
        ({"LLM_BASE_URL": "", "LLM_MODEL": ""}, "LLM_BASE_URL must"),
        ({"LLM_BASE_URL": "api.example.com/v1"}, "LLM_BASE_URL must"),
        ({"LLM_BASE_URL": "ftp://api.example.com"}, "LLM_BASE_URL must"),
        ({"LLM_BASE_URL": "https://"}, "LLM_BASE_URL must"),
        ({"LLM_BASE_URL": "https://[::1"}, "LLM_BASE_URL must"),
        ({"LLM_BASE_URL": "https://a:99999/v1"}, "LLM_BASE_URL must"),
        ({"LLM_BASE_URL": "https://user:pass@api.example.com/v1"}, "LLM_BASE_URL must"),
        ({"LLM_BASE_URL": "https://api.example.com/v1?x=1"}, "LLM_BASE_URL must"),
        ({"LLM_API_KEY": "sk\nsecret"}, "LLM_API_KEY must"),
        ({"LLM_API_KEY": "", "LLM_API_KEY_FILE": "nowhere"}, "LLM_API_KEY_FILE cannot"),
        ({"LLM_TIMEOUT_S": "0"}, "LLM_TIMEOUT_S must"),
        ({"LLM_TIMEOUT_S": "60"}, "LLM_TIMEOUT_S must"),
    ],
)
def test_half_a_language_model_is_refused_by_the_name_of_its_variable(
    tmp_path: Path, change: dict[str, str], named: str
) -> None:
    with pytest.raises(SettingsError, match=f"^{named}") as refused:
        read(tmp_path, **{**WHOLE, **change})
    assert "secret" not in str(refused.value)
    assert "pass" not in str(refused.value)


SECRET = "4f0e8d1c7b6a59382716f5e4d3c2b1a0"


def test_limits_and_proxies_have_defaults(tmp_path: Path) -> None:
    settings = Settings.from_env({"DATA_DIR": str(tmp_path)})
    assert settings.rate_limits == RateLimitSettings(tenant=6000, key=3000, redis_url=None)
    assert settings.trusted_proxies == 0


def test_production_starts_with_what_it_needs(tmp_path: Path) -> None:
    settings = Settings.from_env({"DATA_DIR": str(tmp_path), "APP_ENV": "production", "JWT_SECRET_KEY": SECRET})
    assert settings.jwt_secret_key == SECRET
    assert list(tmp_path.iterdir()) == []


def test_development_lifts_limits_that_production_keeps(tmp_path: Path) -> None:
    limits = Settings.from_env({"DATA_DIR": str(tmp_path), "RATE_LIMIT_TENANT": "0", "RATE_LIMIT_KEY": "0"}).rate_limits
    assert (limits.tenant, limits.key) == (0, 0)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"JWT_SECRET_KEY": ""}, "JWT_SECRET_KEY"),
        ({"JWT_SECRET_KEY": SECRET[:31]}, "JWT_SECRET_KEY"),
        ({"JWT_SECRET_KEY": "changeme" * 4}, "JWT_SECRET_KEY"),
        ({"JWT_SECRET_KEY": "", "JWT_SECRET_KEY_FILE": "nowhere"}, "JWT_SECRET_KEY_FILE"),
        ({"JWT_PREVIOUS_SECRET_KEY": "0" * 64}, "JWT_PREVIOUS_SECRET_KEY"),
        ({"RATE_LIMIT_TENANT": "0"}, "RATE_LIMIT_TENANT"),
        ({"RATE_LIMIT_KEY": "0"}, "RATE_LIMIT_KEY"),
        ({"RATE_LIMIT_KEY": "many"}, "RATE_LIMIT_KEY"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "*"}, "TRUSTED_PROXIES"),
        ({"REDIS_URL": "http://:hush-hush@redis.example.com"}, "REDIS_URL"),
        ({"CELERY_BROKER_URL": "sqs://:hush-hush@queue.example.com"}, "CELERY_BROKER_URL"),
        ({"CELERY_CONCURRENCY": "-1"}, "CELERY_CONCURRENCY"),
        ({"JOB_RETENTION_DAYS": "-1"}, "JOB_RETENTION_DAYS"),
        ({"DATABASE_URL": "mysql://:hush-hush@db.example.com"}, "DATABASE_URL"),
        ({"APP_ENV": "prod"}, "APP_ENV"),
        ({"LOG_LEVEL": "all"}, "LOG_LEVEL"),
        ({"PORT": "0"}, "PORT"),
    ],
    ids=str,
)
def test_production_refuses_what_is_unsafe_by_the_name_of_its_variable(
    tmp_path: Path, change: dict[str, str], named: str
) -> None:
    values = {"DATA_DIR": str(tmp_path), "APP_ENV": "production", "JWT_SECRET_KEY": SECRET, **change}
    with pytest.raises(SettingsError, match=f"^{named} ") as refused:
        Settings.from_env(values)
    for secret in (SECRET[:31], "changeme", "hush-hush"):
        assert secret not in str(refused.value)


def test_the_password_of_redis_is_never_shown(tmp_path: Path) -> None:
    settings = Settings.from_env({"DATA_DIR": str(tmp_path), "REDIS_URL": "redis://:hush-hush@redis.example.com/1"})
    assert settings.rate_limits.redis_url is not None
    assert "hush" not in repr(settings)


def test_the_password_of_the_broker_is_never_shown(tmp_path: Path) -> None:
    url = "amqp://work:hush-hush@rabbit.example.com"
    settings = Settings.from_env({"DATA_DIR": str(tmp_path), "CELERY_BROKER_URL": url})
    assert settings.broker_url == url
    assert "hush" not in repr(settings)


@pytest.mark.parametrize("value", ["", " ", "none"])
def test_a_broker_may_be_left_out_or_refused(tmp_path: Path, value: str) -> None:
    assert Settings.from_env({"DATA_DIR": str(tmp_path), "CELERY_BROKER_URL": value}).broker_url is None


@pytest.mark.parametrize(
    "url",
    [
        "redis://redis.example.com",
        "rediss://:a%23b@redis.example.com:6380/1",
        "redis+socket:///run/broker.sock",
        "amqp://u:p@[::1]:5672//",
        "amqps://u:p@rabbit.example.com/work;amqps://u:p@rabbit2.example.com/work",
    ],
)
def test_an_address_of_a_broker_is_taken(tmp_path: Path, url: str) -> None:
    assert Settings.from_env({"DATA_DIR": str(tmp_path), "CELERY_BROKER_URL": url}).broker_url == url


@pytest.mark.parametrize(
    "url",
    [
        "rabbit.example.com",
        "http://rabbit.example.com",
        "redis://:hush@host:notaport/0",
        "redis://:hush@host:99999",
        "redis://:hush#hush@host:6379/0",
        "redis://:hush@host/db",
        "redis://:hush@/0",
        "redis+socket://broker.sock",
        "amqp://u:hush@[::1/",
        "amqp://u:hush@host:0//",
        "amqp://u:hush hush@host//",
        "amqp://u:hush@one;two",
    ],
)
def test_what_is_no_address_of_a_broker_is_refused_at_the_start(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match=r"^CELERY_BROKER_URL") as refused:
        Settings.from_env({"DATA_DIR": str(tmp_path), "CELERY_BROKER_URL": url})
    assert "hush" not in str(refused.value)


def test_hosts_that_webhooks_may_lead_to_have_their_ports(tmp_path: Path) -> None:
    listed = {"WEBHOOK_ALLOWED_HOSTS": "Hooks.Intranet:8443, 10.1.2.3:80,[fd00::1]:443,", "DATA_DIR": str(tmp_path)}
    allowed = {("hooks.intranet", 8443), ("10.1.2.3", 80), ("fd00::1", 443)}
    assert Settings.from_env(listed).webhook_allowed_hosts == allowed
    assert Settings.from_env({"DATA_DIR": str(tmp_path)}).webhook_allowed_hosts == frozenset()


@pytest.mark.parametrize(
    "value",
    ["hooks.intranet", "hooks.intranet:", ":80", "a:b", "a:0", "a:65536", "http://a:80", "a:80/x", "u@a:80", "*:80"],
)
def test_a_host_without_a_port_and_what_is_no_host_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(SettingsError, match="WEBHOOK_ALLOWED_HOSTS"):
        Settings.from_env({"WEBHOOK_ALLOWED_HOSTS": value, "DATA_DIR": str(tmp_path)})


def test_the_example_lists_every_setting() -> None:
    source = (PROJECT / "api" / "settings.py").read_text(encoding="utf-8")
    settings = set(re.findall(r'"([A-Z][A-Z_]{3,})"', source)) - set(LOG_LEVELS)
    example = (PROJECT / ".env.example").read_text(encoding="utf-8")
    assert len(settings) >= 20
    assert set(re.findall(r"^#([A-Z_]+)=", example, re.MULTILINE)) == settings


SECRET = "k7Qv-0pZr9sT_x2LmWc4EyHd8uJbN1aF"
OF_FILES = {
    "DATABASE_URL": ("postgresql://app:secret@db/calls", lambda settings: settings.database_url),
    "DATABASE_OWNER_URL": ("postgresql://owner:secret@db/calls", lambda settings: settings.database_owner_url),
    "CELERY_BROKER_URL": ("redis://:secret@valkey:6379/1", lambda settings: settings.celery_broker_url),
    "REDIS_URL": ("redis://:secret@valkey:6379/0", lambda settings: settings.rate_limits.redis_url),
    "JWT_SECRET_KEY": (SECRET, lambda settings: settings.jwt_secret_key),
    "JWT_PREVIOUS_SECRET_KEY": (SECRET, lambda settings: settings.jwt_previous_secret_key),
}


@pytest.mark.parametrize("name", OF_FILES)
def test_what_bears_a_secret_may_come_from_a_file_and_is_never_shown(tmp_path: Path, name: str) -> None:
    value, read_back = OF_FILES[name]
    (tmp_path / "secret").write_text(f"{value}\n", encoding="utf-8")
    settings = Settings.from_env({"DATA_DIR": str(tmp_path), f"{name}_FILE": str(tmp_path / "secret")})
    assert str(read_back(settings)).replace("+psycopg2", "") == value
    assert "secret@" not in repr(settings)
    assert SECRET not in repr(settings)


@pytest.mark.parametrize("name", OF_FILES)
def test_the_variable_comes_before_the_file(tmp_path: Path, name: str) -> None:
    value, read_back = OF_FILES[name]
    values = {"DATA_DIR": str(tmp_path), name: value, f"{name}_FILE": str(tmp_path / "nowhere")}
    assert str(read_back(Settings.from_env(values))).replace("+psycopg2", "") == value


@pytest.mark.parametrize("name", OF_FILES)
def test_a_file_without_a_secret_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").write_text("\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=f"{name}_FILE names a file that is empty"):
        Settings.from_env({"DATA_DIR": str(tmp_path), f"{name}_FILE": str(tmp_path / "secret")})
