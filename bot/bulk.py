"""`factline facts import`, `export` and `template`: many facts at once from a shell."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.opening import Factline, opened, today
from bot.settings import Settings
from facts.curation import bulk
from facts.errors import FactlineError
from facts.language.phrases import Phrases
from facts.snapshot import Layer

ACTOR = "command line"
"""Who recorded what was imported from a shell."""

SHOWN = 40
"""Problems printed; the report file holds all of them."""


def import_options(parser: argparse.ArgumentParser) -> None:
    """Name the options of `factline facts import`."""
    parser.add_argument("file", type=Path, help="a .yaml, .json, .jsonl, .csv or .xlsx file")
    parser.add_argument("--dry-run", action="store_true", help="report only, load nothing")
    parser.add_argument("--report", type=Path, metavar="FILE", help="write the report as CSV")
    _guild_option(parser)


def export_options(parser: argparse.ArgumentParser) -> None:
    """Name the options of `factline facts export`."""
    parser.add_argument("file", type=Path, help="a .yaml, .json, .jsonl, .csv or .xlsx file")
    _guild_option(parser)


def template_options(parser: argparse.ArgumentParser) -> None:
    """Name the options of `factline facts template`."""
    parser.add_argument("file", type=Path, help="a .csv or .xlsx file")
    parser.add_argument("--locale", default="en", help="language of the remarks: en, uk or ru")


def _guild_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--guild", type=_guild, metavar="ID", help="one server's own facts; else the shared ones"
    )


def _guild(text: str) -> str:
    if re.fullmatch(r"[1-9][0-9]{0,19}", text) is None:
        raise argparse.ArgumentTypeError(f"“{text}” is no server's id; it has digits only")
    return text


async def import_facts(settings: Settings, chosen: argparse.Namespace) -> int:
    """Report what a file holds, then load all of it or nothing; 1 if anything is wrong."""
    bulk.format_of(str(chosen.file))
    data = await asyncio.to_thread(_read, chosen.file)
    async with opened(settings) as factline:
        own = await _layer(factline, chosen.guild)
        beside = bulk.Beside(factline.snapshots.base(), own)
        report = bulk.dry_run(chosen.file.name, data, beside, today=today())
        _print(report)
        if chosen.report is not None:
            _write(chosen.report, bulk.report_csv(report))
        if report.errors:
            return 1
        if chosen.dry_run:
            print("Nothing was loaded: this was a dry run.")
        elif report.steps:
            await _load(factline, report)
            print("Loaded.")
        else:
            print("There is nothing to load.")
    return 0


async def _layer(factline: Factline, guild: str | None) -> Layer | None:
    return None if guild is None else await factline.snapshots.ensure_guild(guild)


async def _load(factline: Factline, report: bulk.Report) -> None:
    columns = (
        TextColumn("Loading"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    shown = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as bar:
        task = bar.add_task("load", total=report.steps)
        await bulk.load(
            factline.store,
            report,
            actor=ACTOR,
            progress=lambda done, _: bar.update(task, completed=done),
        )


def _print(report: bulk.Report) -> None:
    for problem in report.problems[:SHOWN]:
        print(problem, file=sys.stderr)
    if len(report.problems) > SHOWN:
        rest = len(report.problems) - SHOWN
        print(f"… and {rest} more; “--report FILE” writes all of them.", file=sys.stderr)
    say = Phrases.of("en")
    counts = (f"{report.count(state)} {say(f'bulk.state.{state}')}" for state in bulk.State)
    print(f"{report.name}: {', '.join(counts)}.")


def _read(path: Path) -> bytes:
    try:
        bulk.expect_small(path.name, path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise FactlineError(f"{path} cannot be read: {error.strerror}.") from error


async def export_facts(settings: Settings, chosen: argparse.Namespace) -> int:
    """Write the shared facts, or one server's own, as a file."""
    form = bulk.format_of(str(chosen.file))
    async with opened(settings) as factline:
        layer = await _layer(factline, chosen.guild) or factline.snapshots.base()
        facts = bulk.collection_of(layer)
        _write(chosen.file, bulk.write_file(facts, form))
    print(f"Wrote {len(facts.facts)} facts to {chosen.file}.")
    return 0


async def template(_settings: Settings, chosen: argparse.Namespace) -> int:
    """Write an empty table to fill in."""
    form = bulk.format_of(str(chosen.file))
    if not form.tabular:
        raise FactlineError("Templates are tables.", "Let the name end in .csv or .xlsx.")
    _write(chosen.file, bulk.template(form, chosen.locale))
    print(f"Wrote {chosen.file}.")
    return 0


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise FactlineError(f"{path} cannot be written: {error.strerror}.") from error
