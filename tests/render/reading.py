"""Read drawings back: what stands on a layout view, and whether Discord would take it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
from discord import ui

from bot.render import contents, screens
from bot.render.layout import of_screen
from facts.answers import Answer
from facts.language.phrases import Phrases

OPENAPI = Path(__file__).parents[3] / "shared" / "discord-openapi.json"
"""Discord's own description of its API, where it lies beside the checkout."""

KEPT_FREE = 300
"""Characters a correction may take; two bytes each in Ukrainian and Russian."""


def every_screen(
    answer: Answer, *, locale: str = "en", today: date | None = None
) -> Iterator[ui.LayoutView]:
    """Draw all screens of an answer in order, cut once; `layout` draws one of them."""
    phrases = Phrases.of(locale)
    for shown in screens.screens(contents.of_answer(answer, phrases), phrases):
        yield of_screen(answer, shown, phrases, today=today)


def text_of(view: ui.LayoutView) -> str:
    """Join all text of a view, in order."""
    shown = [i.content for i in view.walk_children() if isinstance(i, ui.TextDisplay)]
    return "\n".join(shown)


def seen(text: str) -> str:
    """Undo escapes and Markdown links: what a reader sees."""
    linked = re.sub(r"\[((?:\\.|[^\]\\])*)\]\(https?://[^)\s]*\)", r"\1", text)
    return re.sub(r"\\([\\*_~`|\[\]<:#>+.)-])", r"\1", linked).replace("@\u200b", "@")


def buttons_of(view: ui.LayoutView) -> dict[str, str]:
    """Map each button's label to its custom id."""
    found = (i for i in view.walk_children() if isinstance(i, ui.Button))
    return {str(b.label): str(b.custom_id) for b in found}


def components_of(view: ui.LayoutView) -> list[dict[str, Any]]:
    """Give the view as it is sent."""
    return cast("list[dict[str, Any]]", view.to_components())  # type: ignore[no-untyped-call]  # discord.py leaves it untyped


def assert_fits(view: ui.LayoutView, *, free: int = KEPT_FREE) -> None:
    """Check what Discord refuses but discord.py does not: lengths, bytes, counts, labels.

    https://discord.com/developers/docs/components/reference gives the limits.
    """
    texts = [i.content for i in view.walk_children() if isinstance(i, ui.TextDisplay)]
    assert all(texts), "an empty text display is refused"
    assert sum(map(len, texts)) <= 4000 - free
    assert sum(len(t.encode()) for t in texts) <= 9000 - 2 * free
    assert view.total_children_count <= 40 - (1 if free else 0)
    for item in view.walk_children():
        if isinstance(item, ui.ActionRow):
            assert 1 <= len(item.children) <= 5
        if isinstance(item, ui.Button):
            assert 1 <= len(item.label or "") <= 80
            assert 1 <= len(item.custom_id or "") <= 100
        if isinstance(item, ui.Select):
            assert 1 <= len(item.options) <= 25
            for option in item.options:
                assert 1 <= len(option.label) <= 100
                assert 1 <= len(option.value) <= 100
            assert len({o.value for o in item.options}) == len(item.options)


@lru_cache
def _message_schema() -> Any:
    """Compile Discord's schema of a message, with snowflakes as strings or integers."""
    document = json.loads(OPENAPI.read_text("utf-8"))
    schemas = document["components"]["schemas"]
    schemas["SnowflakeType"] = {"type": ["string", "integer"]}
    root = {"$ref": "#/components/schemas/MessageCreateRequest", "components": {"schemas": schemas}}
    return jsonschema_rs.Draft202012Validator(root)


def assert_discord_takes(view: ui.LayoutView) -> None:
    """Validate the view as a message's components.

    Against Discord's OpenAPI document where it is at hand; in any case against its component types.
    """
    payload = json.loads(json.dumps({"components": components_of(view), "flags": 1 << 15}))
    known = {1, 2, 3, 10, 14, 17}
    assert {c["type"] for c in _walk(payload["components"])} <= known
    if OPENAPI.exists():
        errors = [str(e.message)[:300] for e in _message_schema().iter_errors(payload)]
        assert not errors, errors


def _walk(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for component in components:
        found.append(component)
        found.extend(_walk(component.get("components", [])))
    return found
