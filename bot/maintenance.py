"""`factline facts check` and `factline db …`: looking after the record from a shell."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from bot.settings import Settings
from facts.curation.collection import check_collection
from facts.errors import FactlineError
from facts.store import Store
from facts.store.address import read_address


def check_options(parser: argparse.ArgumentParser) -> None:
    """Name the options of `factline facts check`."""
    parser.add_argument("path", nargs="?", type=Path, help="a collection folder; the shipped one")


async def check(settings: Settings, chosen: argparse.Namespace) -> int:
    """Print every problem of a collection with file, line, field and what to do."""
    path = chosen.path if chosen.path is not None else settings.collection_path
    problems = check_collection(path)
    for problem in problems:
        print(problem)
    counts = Counter(problem.severity for problem in problems)
    print(f"{counted(counts['error'], 'error')}, {counted(counts['warning'], 'warning')}.")
    return 1 if counts["error"] else 0


def counted(number: int, what: str) -> str:
    """Write a number of things in English, such as "1 error" or "2 errors"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


async def upgrade(settings: Settings, _chosen: argparse.Namespace) -> int:
    """Migrate the store to this version; an SQLite file is copied first."""
    store = await Store.open(settings.database_url)
    await store.close()
    print("The store is up to date.")
    return 0


def backup_options(parser: argparse.ArgumentParser) -> None:
    """Name the options of `factline db backup`."""
    parser.add_argument("file", type=Path, help="the copy to make; must not exist yet")


async def backup(settings: Settings, chosen: argparse.Namespace) -> int:
    """Make a consistent copy of the store while the bot runs."""
    if chosen.file.exists():
        raise FactlineError(f"{chosen.file} exists already.", "Name a new file for the copy.")
    store = await _existing(settings)
    try:
        await store.backup(chosen.file)
    finally:
        await store.close()
    print(f"Copied to {chosen.file}.")
    return 0


async def verify(settings: Settings, _chosen: argparse.Namespace) -> int:
    """Recompute hashes and invariants; prints each finding."""
    store = await _existing(settings)
    try:
        findings = await store.verify()
    finally:
        await store.close()
    for finding in findings:
        print(finding, file=sys.stderr)
    print("The record is whole." if not findings else f"{counted(len(findings), 'finding')}.")
    return 1 if findings else 0


async def _existing(settings: Settings) -> Store:
    """Open a store that is there already: a new, empty one would pass for a good copy or a whole record."""
    file = read_address(settings.database_url).path
    if file is not None and not file.exists():
        raise FactlineError(
            f"There is no store at “{file}”.",
            "Check FACTLINE_DATABASE_URL and the folder this was started in.",
        )
    return await Store.open(settings.database_url)
