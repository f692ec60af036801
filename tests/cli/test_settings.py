"""A wrong setting stops the start by name, with an example; the token stays secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.settings import Address, Settings, example_of, load
from facts.errors import FactlineError
from tests.cli.calling import factline

ROOT = Path(__file__).parents[2]
VARIABLES = [str(field.validation_alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_need_nothing() -> None:
    settings = load()
    assert settings.token is None
    assert settings.database_url == "sqlite:///factline.db"
    assert settings.prefix == "!"


def test_a_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("FACTLINE_PREFIX=?\nFACTLINE_HTTP=localhost:8080\n")
    monkeypatch.setenv("FACTLINE_PREFIX", "$")
    settings = load()
    assert (settings.prefix, settings.http) == ("$", Address("localhost", 8080))


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("FACTLINE_OWNER_IDS", "12, me", "“me” is not a whole number"),
        ("FACTLINE_DATABASE_URL", "mysql://x", "neither with sqlite:/// nor with postgresql://"),
        ("FACTLINE_OWNER_IDS", "0", "nobody's id"),
        ("FACTLINE_SYNC_GUILDS", "9" * 30, "longer than any id"),
        ("FACTLINE_DATABASE_URL", "sqlite:///", "names no file"),
        ("FACTLINE_DATABASE_URL", "postgresql://", "names no file and no database"),
        ("DISCORD_TOKEN", "'abc.def'", "quotation marks"),
        ("FACTLINE_LOG_LEVEL", "LOUD", "must be DEBUG, INFO, WARNING or ERROR"),
        ("FACTLINE_LOG_FORMAT", "xml", "must be text or json"),
        ("FACTLINE_HTTP", "8080", "not host:port"),
        ("FACTLINE_HTTP", "localhost:99999", "not host:port"),
        ("FACTLINE_PREFIX", "a", "must be one to five signs"),
        ("FACTLINE_PREFIX", "!!!!!!", "must be one to five signs"),
        ("FACTLINE_SHARD_COUNT", "0", "must be a whole number from 1 to 10,000"),
        ("FACTLINE_SHARD_COUNT", "many", "must be a whole number from 1 to 10,000"),
        ("FACTLINE_SHARD_IDS", "1,1", "twice"),
        ("DISCORD_API_URL", "discord.com", "must begin with https:// or http://"),
        ("DISCORD_GATEWAY_URL", "https://x", "must begin with wss:// or ws://"),
        ("DISCORD_TOKEN", "se cret", "no token has"),
    ],
)
def test_a_wrong_value_is_named_with_its_fault_and_an_example(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, fault: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(FactlineError) as refused:
        load()
    sentence = str(refused.value)
    assert sentence.startswith(f"{name} is wrong")
    assert fault in sentence
    assert f"Example: {example_of(name)}" in sentence


def test_the_case_of_a_word_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTLINE_LOG_LEVEL", "debug")
    monkeypatch.setenv("FACTLINE_LOG_FORMAT", "JSON")
    assert (load().log_level, load().log_format) == ("DEBUG", "json")


def test_a_file_that_is_no_text_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("FACTLINE_PREFIX=!\r\n".encode("utf-16"))
    with pytest.raises(FactlineError, match=r"\.env is not UTF-8 text"):
        load()


def test_a_byte_order_mark_hides_no_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("FACTLINE_PREFIX", raising=False)
    (tmp_path / ".env").write_bytes(b"\xef\xbb\xbfFACTLINE_PREFIX=?\r\n")
    assert load().prefix == "?"


@pytest.mark.parametrize("value", ["nowhere/at/all", "empty"])
def test_a_wrong_folder_of_records_names_its_variable(tmp_path: Path, value: str) -> None:
    (tmp_path / "empty").mkdir()
    called = factline(tmp_path, "answer", "about", FACTLINE_COLLECTION=value)
    assert called.code == 1
    assert called.err.startswith(f"FACTLINE_COLLECTION={value}: ")
    assert "/srv/my-facts" in called.err
    assert called.err.count("\n") == 1


@pytest.mark.parametrize("value", ["sqlite:///.", "sqlite:///:memory:", "sqlite:///no/such/x.db"])
def test_a_store_that_cannot_be_a_file_names_its_variable(tmp_path: Path, value: str) -> None:
    called = factline(tmp_path, "answer", "about", FACTLINE_DATABASE_URL=value)
    assert called.code == 1
    assert "FACTLINE_DATABASE_URL" in called.err
    assert called.err.count("\n") == 1


def test_every_wrong_value_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTLINE_LOG_FORMAT", "xml")
    monkeypatch.setenv("FACTLINE_HTTP", "8080")
    with pytest.raises(FactlineError) as refused:
        load()
    assert [line.split()[0] for line in str(refused.value).splitlines()] == [
        "FACTLINE_HTTP",
        "FACTLINE_LOG_FORMAT",
    ]


def test_a_token_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_TOKEN", "very secret token")
    with pytest.raises(FactlineError) as refused:
        load()
    assert "secret token" not in str(refused.value)
    monkeypatch.setenv("DISCORD_TOKEN", "verysecret")
    assert "verysecret" not in repr(load())


def test_shards_need_their_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTLINE_SHARD_IDS", "0,4")
    monkeypatch.setenv("FACTLINE_SHARD_COUNT", "4")
    with pytest.raises(FactlineError, match="FACTLINE_SHARD_IDS is wrong"):
        load()


def test_every_variable_is_documented_and_nothing_else() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    assert set(re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE)) == set(VARIABLES)
