"""Every environment variable, one class. Also read from `.env` in the working directory.

A wrong value stops the start with the variable's name, the value's fault and an example; a token is
never printed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from facts.errors import FactlineError

Url = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]
SocketUrl = Annotated[str, Field(pattern=r"^wss?://[^\s]+$")]


def _ids(value: Any) -> Any:
    """Split "1, 2" into whole numbers; names the part that is none."""
    if not isinstance(value, str):
        return value
    parts = [part for part in re.split(r"[\s,;]+", value) if part]
    for part in parts:
        if not part.isdecimal():
            raise ValueError(f"“{part}” is not a whole number")
        if int(part) >= 2**63:
            raise ValueError(f"“{part[:25]}” is longer than any id")
    return tuple(int(part) for part in parts)


Ids = Annotated[tuple[int, ...], NoDecode, BeforeValidator(_ids)]


class Address(NamedTuple):
    """Where to listen for health checks and metrics."""

    host: str
    port: int


def _variable(name: str, example: str, default: Any, description: str, must: str = "") -> Any:
    """Describe a variable; `must` says what a right value is, where its type alone would be jargon."""
    return Field(
        default,
        validation_alias=name,
        description=description,
        json_schema_extra={"e": example, "must": must},
    )


class Settings(BaseSettings):
    """What a host may set. Read once at the start; raises FactlineError through `load`."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    discord_token: SecretStr | None = _variable(
        "DISCORD_TOKEN", "the text behind “Reset Token” on the bot's page", None, "the bot's token"
    )
    discord_api_url: Url = _variable(
        "DISCORD_API_URL",
        "https://discord.com/api/v10",
        "https://discord.com/api/v10",
        "another Discord-compatible endpoint, or a proxy",
        "it must begin with https:// or http:// and hold no spaces",
    )
    discord_gateway_url: SocketUrl | None = _variable(
        "DISCORD_GATEWAY_URL",
        "wss://gateway.discord.gg",
        None,
        "another gateway; unset = the one that Discord names",
        "it must begin with wss:// or ws:// and hold no spaces",
    )
    database_url: str = _variable(
        "FACTLINE_DATABASE_URL",
        "sqlite:///factline.db",
        "sqlite:///factline.db",
        "where the store is: sqlite:///path or postgresql://user:password@host/name",
    )
    collection: str = _variable(
        "FACTLINE_COLLECTION",
        "/srv/my-facts",
        "",
        "folder of curated records loaded at start; unset = the shipped one, none = start empty",
    )
    prefix: Annotated[str, Field(min_length=1, max_length=5, pattern=r"^[^\s\w@<]+$")] = _variable(
        "FACTLINE_PREFIX",
        "!",
        "!",
        "what text commands start with",
        "it must be one to five signs, without letters, digits, spaces, _, @ and <",
    )
    sync_guilds: Ids = _variable(
        "FACTLINE_SYNC_GUILDS",
        "123456789012345678",
        (),
        "register commands for these servers only, at once; unset = globally",
    )
    owner_ids: Ids = _variable(
        "FACTLINE_OWNER_IDS", "123456789012345678", (), "users who may curate the shared base"
    )
    shard_count: Annotated[int, Field(ge=1, le=10_000)] | None = _variable(
        "FACTLINE_SHARD_COUNT",
        "4",
        None,
        "how many shards there are; unset = Discord's advice",
        "it must be a whole number from 1 to 10,000",
    )
    shard_ids: Ids = _variable(
        "FACTLINE_SHARD_IDS", "0,1", (), "the shards of this process; unset = all"
    )
    http: Annotated[Address | None, NoDecode] = _variable(
        "FACTLINE_HTTP", "127.0.0.1:8080", None, "host:port for health and metrics; unset = off"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = _variable(
        "FACTLINE_LOG_LEVEL",
        "INFO",
        "INFO",
        "how much is logged",
        "it must be DEBUG, INFO, WARNING or ERROR",
    )
    log_format: Literal["text", "json"] = _variable(
        "FACTLINE_LOG_FORMAT",
        "json",
        "text",
        "text for people, json for machines",
        "it must be text or json",
    )

    @field_validator("sync_guilds", "owner_ids")
    @classmethod
    def _no_zero(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if 0 in value:
            raise ValueError("“0” is nobody's id")
        return value

    @field_validator("discord_api_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("discord_token")
    @classmethod
    def _plausible_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and re.search(r"[\"']", value.get_secret_value()):
            raise ValueError("it contains quotation marks; leave them out")
        if value is not None and re.search(r"\s|[^\x21-\x7e]", value.get_secret_value().strip()):
            raise ValueError("it contains spaces or characters that no token has")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not re.match(r"^(sqlite:///|postgresql://)", value):
            raise ValueError("it starts neither with sqlite:/// nor with postgresql://")
        if re.fullmatch(r"\w+:/+", value):
            raise ValueError("it names no file and no database")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value

    @field_validator("log_format", mode="before")
    @classmethod
    def _lower(cls, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    @field_validator("http", mode="before")
    @classmethod
    def _address(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        host, colon, port = value.rpartition(":")
        if not colon or not port.isdecimal() or not 0 < int(port) < 65_536:
            raise ValueError("it is not host:port")
        return Address(host.strip("[]") or "127.0.0.1", int(port))

    @field_validator("shard_ids")
    @classmethod
    def _distinct(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if len(set(value)) != len(value):
            raise ValueError("a shard stands there twice")
        return value

    @property
    def collection_path(self) -> Path | None:
        """Give the folder of a collection of the host's own, or None for the shipped one."""
        return Path(self.collection) if self.collection and not self.starts_empty else None

    @property
    def starts_empty(self) -> bool:
        """Tell whether no collection is loaded at all."""
        return self.collection.strip().lower() == "none"

    @property
    def token(self) -> str | None:
        """Give the bot's token in the clear, for logging in only; None if unset."""
        return self.discord_token.get_secret_value().strip() if self.discord_token else None


def example_of(variable: str) -> str:
    """Give an example value of an environment variable; raises KeyError for an unknown one."""
    return _note(variable, "e")


def _note(variable: str, kind: str) -> str:
    for field in Settings.model_fields.values():
        if field.validation_alias == variable:
            extra = field.json_schema_extra
            assert isinstance(extra, dict)  # every field is made by _variable
            return str(extra[kind])
    raise KeyError(variable)


def load() -> Settings:
    """Read the settings; raises FactlineError that names each wrong variable with an example."""
    try:
        settings = Settings()
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False, include_context=False)
        lines = [_sentence(str(fault["loc"][0]), fault["type"], fault["msg"]) for fault in faults]
        raise FactlineError("\n".join(lines)) from None
    except UnicodeDecodeError:
        raise FactlineError("The file .env is not UTF-8 text.", "Save it as UTF-8.") from None
    except OSError as error:
        raise FactlineError(f"The file .env cannot be read: {error.strerror}.") from None
    count = settings.shard_count
    if settings.shard_ids and (count is None or max(settings.shard_ids) >= count):
        raise FactlineError(
            "FACTLINE_SHARD_IDS is wrong: it needs FACTLINE_SHARD_COUNT, and each id below it."
            " Example: FACTLINE_SHARD_COUNT=4 with FACTLINE_SHARD_IDS=0,1"
        )
    return settings


def _sentence(variable: str, kind: str, message: str) -> str:
    """Say what is wrong with a variable: our own validators' words, else what it must be."""
    said = message.removeprefix("Value error, ") if kind == "value_error" else ""
    wrong = said or _note(variable, "must") or message
    return f"{variable} is wrong: {wrong}. Example: {example_of(variable)}"
