"""Settings that only make sense together."""

from pathlib import Path

import pytest

from api.settings import LanguageModelSettings, Settings, SettingsError
from api.wiring import build
from core.ports import LanguageModel

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
