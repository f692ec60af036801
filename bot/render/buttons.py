"""The buttons under an answer. Each carries its meaning in its custom id; none keeps state.

They are not dispatchable to discord.py's view store: it would hold every answer ever sent in memory, and
forget them at a restart. The client reads the custom id of a component interaction instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui

from bot.render.custom_ids import ButtonId, Press, encode
from bot.render.safe_text import clip
from bot.render.wording import said, what
from facts.answers import CitedFact
from facts.language.phrases import Phrases
from facts.questions import Choice

LABEL = 80
"""Characters of a button's label at most."""

OPTION = 100
"""Characters of a menu option's label, value and description at most."""

OPTIONS = 25
"""Options in one menu at most."""

View = ui.LayoutView


class Button(ui.Button[View]):
    """A button whose custom id says it all; the view store never sees it."""

    def is_dispatchable(self) -> bool:
        """Stay out of discord.py's view store."""
        return False


class Menu(ui.Select[View]):
    """A menu whose chosen value says it all; the view store never sees it."""

    def is_dispatchable(self) -> bool:
        """Stay out of discord.py's view store."""
        return False


def button(
    label: str, meaning: ButtonId, *, style: discord.ButtonStyle = discord.ButtonStyle.secondary
) -> Button | None:
    """Make a button, or None where its meaning does not fit into a custom id."""
    custom_id = encode(meaning)
    if custom_id is None:
        return None
    return Button(label=clip(label, LABEL), custom_id=custom_id, style=style)


def fact_menu(facts: Iterable[CitedFact], phrases: Phrases) -> Menu | None:
    """Make the menu that shows one of several facts in full; None where none can be named."""
    options = [_option(f, phrases) for f in facts if len(f.id) <= OPTION][:OPTIONS]
    custom_id = encode(ButtonId(Press.PICK, ""))
    if not options or custom_id is None:
        return None
    placeholder = clip(phrases("render.button.pick"), 150)
    return Menu(custom_id=custom_id, placeholder=placeholder, options=options, required=False)


def _option(fact: CitedFact, phrases: Phrases) -> discord.SelectOption:
    figure = said(fact, phrases)
    label = f"{figure} · {what(fact, phrases)}" if figure else fact.statement
    return discord.SelectOption(
        label=clip(label, OPTION), value=fact.id, description=clip(fact.originator, OPTION)
    )


def choices(found: Sequence[Choice], day: Any) -> list[Button]:
    """Make one button a choice; one whose question does not fit is left out (and logged)."""
    made = (button(c.label, ButtonId(Press.CHOOSE, c.question, day=day)) for c in found)
    return [b for b in made if b is not None]


def rows(*buttons: ui.Button[View] | None) -> list[ui.ActionRow[View]]:
    """Put buttons into rows of five, leaving out those that could not be made."""
    kept = [b for b in buttons if b is not None]
    return [ui.ActionRow(*kept[i : i + 5]) for i in range(0, len(kept), 5)]
