"""Show to all what until now one person saw: the same components, without the button that does it."""

from __future__ import annotations

from typing import Any

from discord import ui

from bot.interactions import Interaction
from bot.render.custom_ids import ButtonId, Press, decode, encode
from bot.sending import Drawing
from facts.language.phrases import Phrases

_ROW, _TEXT = 1, 10


def post_button(locale: str) -> ui.Button[ui.LayoutView]:
    """Make the button that posts a message as it is seen; it need not know the question."""
    return ui.Button(
        label=Phrases.of(locale)("bot.post"), custom_id=encode(ButtonId(Press.POST, ""))
    )


def as_seen(interaction: Interaction) -> Drawing:
    """Draw the message whose button was clicked, as it stands there, naming who posts it."""
    message = interaction.message
    shown = [] if message is None else [c.to_dict() for c in message.components]
    kept = [c for part in shown if (c := _without_post(dict(part)))]
    who = Phrases.of(interaction.locale.value)("bot.posted_by", who=interaction.user.mention)
    return Drawing([*kept, {"type": _TEXT, "content": f"-# {who}"}])


def _without_post(component: dict[str, Any]) -> dict[str, Any] | None:
    """Take the posting button out of a row; None if the row held nothing else."""
    if component["type"] != _ROW:
        return component
    kept = [c for c in component["components"] if not _posts(c)]
    return {**component, "components": kept} if kept else None


def _posts(component: dict[str, Any]) -> bool:
    known = decode(str(component.get("custom_id", "")))
    return known is not None and known.press is Press.POST
