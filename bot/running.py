"""`factline run` and `factline console`: the two ways to stay and answer."""

from __future__ import annotations

import argparse
import importlib.util

from bot.settings import Settings
from facts.errors import FactlineError


async def run(settings: Settings, _chosen: argparse.Namespace) -> int:
    """Connect to Discord and answer until stopped; gives the exit code."""
    # Imported here: the command line and the console need none of Discord.
    from bot.logs import setup_logging
    from bot.opening import opened
    from bot.supervisor import run_discord

    setup_logging(settings.log_level, settings.log_format)
    if settings.token is None:
        raise FactlineError(
            "DISCORD_TOKEN is not set, so Factline cannot connect to Discord.",
            "Put it into .env, or use “factline console”.",
        )
    async with opened(settings) as factline:
        await run_discord(settings, factline.store, factline.snapshots, factline.desk)
    return 0


async def console(settings: Settings, _chosen: argparse.Namespace) -> int:
    """Open the prompt; says in one line if there is no token."""
    if importlib.util.find_spec("prompt_toolkit") is None:
        raise FactlineError(
            "The console needs the extra “console”.",
            "Install it in Factline's folder: pip install '.[console]'",
        )
    from bot.console import console as open_console

    missing = "DISCORD_TOKEN is not set: answering here instead of on Discord."
    return await open_console(settings, because=None if settings.token else missing)
