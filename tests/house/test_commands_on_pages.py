"""What the pages tell people to type exists: calls of the command line, their options, Discord's commands."""

from __future__ import annotations

import argparse
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.client import FactlineClient
from bot.conversation import Conversation
from bot.registering import payload_of
from bot.settings import Settings
from facts.answering.desk import Desk
from facts.store import Store
from facts.store.snapshots import Snapshots

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", ROOT / ".env.example", *sorted((ROOT / "docs").rglob("*.md")))
OPTION = re.compile(r"(?<!\S)\[?(--[a-z][a-z-]*)")


NO_COMMANDS = {"command", "data", "healthz", "metrics"}
"""What begins with a slash on a page and is something else: a stand-in, a folder, two web pages."""


def _typed() -> Iterator[tuple[str, str]]:
    """Give each piece of code on a page: lines of blocks, and spans within a line."""
    for page in PAGES:
        text = page.read_text("utf-8")
        blocks = re.findall(r"(?ms)^```\w*\n(.*?)^```|^((?: {4}\S.*\n)+)", text)
        for block in ("".join(found) for found in blocks):
            for line in block.splitlines():
                yield page.name, line.strip().partition("  #")[0].strip()
        for span in re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^```.*?^```", "", text)):
            yield page.name, span
        for span in re.findall(r"“(factline [^”]+)”", text):
            yield page.name, span


def _calls() -> list[tuple[str, str]]:
    """List the calls of the command line, without what starts it."""
    start = re.compile(r"^(?:factline|python3 start\.py|py start\.py|python -m bot) ([a-z-].*)$")
    found = [(page, m[1]) for page, text in _typed() if (m := start.match(text))]
    return [(page, call) for page, call in found if call and not call.startswith("test")]


def test_the_pages_name_calls() -> None:
    assert len({call for _, call in _calls()}) > 10


@pytest.mark.parametrize(("page", "call"), sorted(set(_calls())))
def test_a_call_on_a_page_exists_with_its_options(page: str, call: str) -> None:
    words = call.split()
    names = {" ".join(words[:2]), words[0]}
    command = next((c for c in COMMANDS if c.name in names), None)
    if command is None:  # named as a family: `factline db`
        assert any(c.name.startswith(f"{words[0]} ") for c in COMMANDS), (page, call)
        return
    parser = argparse.ArgumentParser(command.name)
    if command.options:
        getattr(importlib.import_module(command.module), command.options)(parser)
    known = {option for action in parser._actions for option in action.option_strings}
    assert set(OPTION.findall(call)) <= known, page


def test_a_benchmark_on_a_page_exists_with_its_options() -> None:
    named = [(page, text) for page, text in _typed() if text.startswith("python -m benchmarks.")]
    assert named
    for page, text in named:
        module = text.split()[2].replace(".", "/")
        source = (ROOT / f"{module}.py").read_text("utf-8")
        assert [o for o in OPTION.findall(text) if f'"{o}"' not in source] == [], (page, text)


async def test_a_slash_command_on_a_page_exists(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'factline.db'}")
    snapshots = Snapshots(store)
    await snapshots.load()
    desk = Desk(snapshots, store)
    client = FactlineClient(Settings(), store, snapshots, Conversation(desk, snapshots))
    known = set()
    for command in await payload_of(client.tree):
        known.add(command["name"])
        known |= {f"{command['name']} {o['name']}" for o in command.get("options", ())}
    await store.close()
    named = [
        (page, m[1]) for page, text in _typed() if (m := re.match(r"^/([a-z]+( [a-z]+)?)", text))
    ]
    named = [(page, name) for page, name in named if name not in NO_COMMANDS]
    groups = {name.split()[0] for name in known if " " in name}
    assert len(named) > 10
    for page, name in named:
        first = name.split()[0]
        assert (name if first in groups and " " in name else first) in known, (page, name)
