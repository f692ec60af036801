"""The log: one line an event, secrets never in it, not even in a traceback."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from aiohttp.http_exceptions import BadHttpMessage

from bot import logs

SECRET = "mfa.very-secret-token"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level


def fail() -> None:
    raise ValueError(f"bad header: Bot {SECRET}")


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_secret_never_reaches_the_log(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.hide(SECRET)
    logs.setup_logging("DEBUG", style)  # type: ignore[arg-type]  # one of its two literals
    try:
        fail()
    except ValueError:
        logging.getLogger("bot.test").exception("failed with %s", SECRET)
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert SECRET not in said


def test_a_gateway_that_is_away_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup_logging("INFO", "text")
    for error in (ConnectionRefusedError("nobody there"), ValueError("a fault of ours")):
        try:
            raise error
        except (OSError, ValueError):
            logging.getLogger("discord.client").exception("Attempting a reconnect in %.2fs", 1.5)
    away, *ours = capsys.readouterr().err.splitlines()
    assert "WARNING" in away
    assert away.endswith("Attempting a reconnect in 1.50s (nobody there)")
    assert "Traceback" in "".join(ours)


def test_what_strangers_send_to_our_pages_is_not_logged(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.setup_logging("INFO", "text")
    try:
        raise BadHttpMessage("GARBAGE")
    except BadHttpMessage:
        logging.getLogger("aiohttp.server").exception("Error handling request from 192.0.2.1")
    assert capsys.readouterr().err == ""


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup_logging("INFO", "json")
    logging.getLogger("bot.test").warning("Харків\nis %s", "two lines")
    line = json.loads(capsys.readouterr().err)
    assert line["level"] == "WARNING"
    assert line["message"] == "Харків\nis two lines"


def test_a_line_about_deliveries_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    logs.setup_logging("INFO", "json")
    logging.getLogger("bot.test").info("sent", extra={"deliveries": ["k3x9"]})
    assert json.loads(capsys.readouterr().err)["deliveries"] == ["k3x9"]


def test_debug_never_shows_what_libraries_say_about_users(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.setup_logging("DEBUG", "text")
    logging.getLogger("discord.gateway").debug("MESSAGE_CREATE with content")
    logging.getLogger("bot.test").debug("ours")
    said = capsys.readouterr().err
    assert "ours" in said
    assert "content" not in said
