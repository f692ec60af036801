"""The command line: `factline`. Each call is one row of a table; no traceback reaches a user.

Exit codes: 0 done (also "nothing on record"), 1 refused or failed with a one-line reason, 2 wrong
usage.
"""

from __future__ import annotations

import argparse
import asyncio
import difflib
import errno
import gc
import importlib
import logging
import os
import secrets
import sys
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.streams import words_of, write_utf8
from facts.errors import FactlineError

if TYPE_CHECKING:
    from bot.settings import Settings

Handler = Callable[["Settings", argparse.Namespace], Awaitable[int]]

COLLECT_AFTER = (50_000, 20, 20)
"""When the garbage collector looks: after so many new objects, not after 700.

Importing and answering make many objects that stay. Walking over them again and again takes a fifth of
a start, and holds the event loop for up to 90 ms; cycles that are worth collecting are rare here.
"""


_NO_ROOM = (errno.ENOSPC, errno.EIO)


@dataclass(frozen=True, slots=True)
class Command:
    """One call of the command line. Its module is imported only when it is used."""

    name: str
    does: str
    module: str
    handler: str
    options: str | None = None


COMMANDS = (
    Command("run", "connect to Discord", "bot.running", "run"),
    Command("console", "the same commands at a prompt", "bot.running", "console"),
    Command("answer", "one answer, then exit", "bot.oneshot", "answer", "options"),
    Command("facts check", "validate a collection", "bot.maintenance", "check", "check_options"),
    Command(
        "facts import", "load a file, all or nothing", "bot.bulk", "import_facts", "import_options"
    ),
    Command(
        "facts export", "write the facts as a file", "bot.bulk", "export_facts", "export_options"
    ),
    Command(
        "facts template", "write a table to fill in", "bot.bulk", "template", "template_options"
    ),
    Command("db upgrade", "migrate the store", "bot.maintenance", "upgrade"),
    Command("db backup", "copy it while it runs", "bot.maintenance", "backup", "backup_options"),
    Command("db verify", "check hashes and invariants", "bot.maintenance", "verify"),
    Command("doctor", "check the setup and say how to mend it", "bot.doctor", "doctor"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one call of the command line; gives its exit code."""
    gc.set_threshold(*COLLECT_AFTER)
    write_utf8()
    words = words_of(sys.argv[1:]) if arguments is None else list(arguments)
    debug = "--debug" in words
    words = [word for word in words if word != "--debug"]
    try:
        if words[:1] in (["-h"], ["--help"], ["help"]):
            print(_overview(), flush=True)
            return 0
        code = _dispatch(words)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except FactlineError as error:
        if debug:
            traceback.print_exc()
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _forget_output()  # the reader went away (`| head`): nothing more to say
        return 1
    except Exception as error:  # noqa: BLE001 - whatever it was: one line for who called
        if debug:
            traceback.print_exc()
        if isinstance(error, OSError) and error.errno in _NO_ROOM and error.filename is None:
            _forget_output()
            print(f"The output cannot be written: {error.strerror}.", file=sys.stderr)
            return 1
        print(_unexpected(error, debug=debug), file=sys.stderr)
        return 1


def _unexpected(error: Exception, *, debug: bool) -> str:
    """Say that something is wrong with the program, and where it can be seen what."""
    what = f"Something unexpected went wrong ({type(error).__name__})."
    if debug:
        return f"{what} Please report the lines above."
    if logging.getLogger().handlers:  # only `run` has a log: what it did cannot be run again
        number = secrets.token_hex(4)
        logging.getLogger("factline").error("unexpected failure %s", number, exc_info=error)
        return f"{what} The log says more under {number}; please report that."
    return f"{what} Run it again with --debug to see where, and please report that."


def _forget_output() -> None:
    """Lead what is still to be written nowhere, so that Python does not try again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _dispatch(words: list[str]) -> int:
    command, rest = _command(words)
    if command is None:
        print(_unknown(words), file=sys.stderr)
        return 2
    module = importlib.import_module(command.module)
    parser = argparse.ArgumentParser(f"factline {command.name}", description=command.does)
    if command.options:
        getattr(module, command.options)(parser)
    try:
        chosen = parser.parse_intermixed_args(rest)
    except SystemExit as leaving:  # argparse has said what is wrong, or shown its help
        return int(leaving.code or 0)
    handler: Handler = getattr(module, command.handler)

    async def handle() -> int:
        return await handler(_settings(), chosen)

    return asyncio.run(handle())


def _settings() -> Settings:
    # Imported here: with the collector set, and not for a mere --help.
    from bot.settings import load

    return load()


def _command(words: list[str]) -> tuple[Command | None, list[str]]:
    """Find the command: two words, else one; none given means run or console."""
    if not words:
        name = "run" if _settings().token else "console"
        return next(c for c in COMMANDS if c.name == name), []
    for length in (2, 1):
        name = " ".join(words[:length])
        found = next((c for c in COMMANDS if c.name == name), None)
        if found is not None:
            return found, words[length:]
    return None, words


def _unknown(words: list[str]) -> str:
    typed = " ".join(words[:2])
    names = [command.name for command in COMMANDS]
    near = difflib.get_close_matches(typed, names, 1) or difflib.get_close_matches(
        words[0], names, 1
    )
    meant = f" Did you mean “factline {near[0]}”?" if near else ""
    return f"factline does not know “{typed}”.{meant}\n\n{_overview()}"


def _overview() -> str:
    width = max(len(command.name) for command in COMMANDS)
    rows = [f"  factline {command.name:<{width}}  {command.does}" for command in COMMANDS]
    return "\n".join(
        [
            "Usage: factline [COMMAND] [--debug]",
            "",
            f"  factline {'':<{width}}  run if DISCORD_TOKEN is set, else console",
            *rows,
            "",
            "factline COMMAND --help shows the options of one. Settings are environment variables,",
            "explained in .env.example.",
        ]
    )
