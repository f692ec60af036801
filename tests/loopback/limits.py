"""What Discord refuses although its OpenAPI document lets it through.

Sources: Discord's documentation, "Message Resource" (create, edit), "Component Reference",
"Application Commands". Every refusal is a 50035 or 50006, as Discord's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.loopback.errors import ApiError, invalid_form
from tests.loopback.world import COMPONENTS_V2, Json

ROW, BUTTON, TEXT_DISPLAY = 1, 2, 10
SELECTS = (3, 5, 6, 7, 8)
LINK, PREMIUM = 5, 6

_NAME = re.compile(r"^[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}$")


def walk(components: list[Any]) -> Iterator[Json]:
    """Go through all components, the nested ones too, in reading order."""
    for one in components:
        yield one
        yield from walk(one.get("components") or [])
        for part in ("accessory", "component"):
            if one.get(part):
                yield one[part]


def check_message(body: Json, *, flags: int, files: int = 0, creating: bool = True) -> None:
    """Refuse a message that Discord would; `flags` are those it ends up with."""
    content, embeds = body.get("content") or "", body.get("embeds") or []
    components = body.get("components") or []
    if len(content) > 2000:
        raise invalid_form("content", "Must be 2000 or fewer in length.")
    total = sum(_embed_size(e) for e in embeds)
    if total > 6000:
        raise invalid_form("embeds", "Embed size exceeds maximum size of 6000")
    if flags & COMPONENTS_V2:
        if content or embeds or body.get("sticker_ids") or body.get("poll"):
            raise invalid_form(
                "content", "The 'content', 'embeds', … fields cannot be used with IS_COMPONENTS_V2"
            )
        if creating and not components:
            raise ApiError(400, 50006, "Cannot send an empty message")
    elif creating and not (
        content or embeds or components or files or body.get("sticker_ids") or body.get("poll")
    ):
        raise ApiError(400, 50006, "Cannot send an empty message")
    check_components(components, v2=bool(flags & COMPONENTS_V2))


def _embed_size(embed: Json) -> int:
    texts = [embed.get("title"), embed.get("description")]
    texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    for line in embed.get("fields") or []:
        texts += [line.get("name"), line.get("value")]
    return sum(len(t) for t in texts if t)


def check_components(components: list[Any], *, v2: bool) -> None:
    """Refuse components as Discord does: too many, too long, doubled ids, dead buttons."""
    everything = list(walk(components))
    if v2:
        if len(everything) > 40:
            raise invalid_form("components", "Must be 40 or fewer components in total.")
        shown = sum(len(c.get("content") or "") for c in everything if c["type"] == TEXT_DISPLAY)
        if shown > 4000:
            raise invalid_form("components", "Displayable text exceeds maximum size of 4000")
    else:
        if any(c["type"] != ROW for c in components):
            raise invalid_form("components", 'Value of field "type" must be one of (1,).')
        if len(components) > 5:
            raise invalid_form("components", "Must be 5 or fewer in length.")
    ids = [c["custom_id"] for c in everything if c.get("custom_id")]
    if len(ids) != len(set(ids)):
        raise invalid_form("components", "Component custom id cannot be duplicated")
    numbers = [c["id"] for c in everything if c.get("id")]
    if len(numbers) != len(set(numbers)):
        raise invalid_form("components", "Component id cannot be duplicated")
    for one in everything:
        if one["type"] == BUTTON:
            _check_button(one)
        elif one["type"] == ROW:
            _check_row(one)


def _check_button(button: Json) -> None:
    link = button.get("style") == LINK
    if link != bool(button.get("url")) or (link and button.get("custom_id")):
        raise invalid_form("components", "A link button needs a url and no custom_id")
    if not link and button.get("style") != PREMIUM and not button.get("custom_id"):
        raise invalid_form("components", "A custom id is required")
    if not button.get("label") and not button.get("emoji") and button.get("style") != PREMIUM:
        raise invalid_form("components", "A button needs a label or an emoji")


def _check_row(row: Json) -> None:
    inside = row.get("components") or []
    selects = [c for c in inside if c["type"] in SELECTS]
    if not inside or len(inside) > 5 or (selects and len(inside) > 1):
        raise invalid_form("components", "A row holds 1 to 5 buttons, or one select")


def check_modal(data: Json) -> None:
    """Refuse a form that Discord would."""
    components = data.get("components") or []
    if not 1 <= len(components) <= 5:
        raise invalid_form("components", "Must be between 1 and 5 in length.")
    ids = [c["custom_id"] for c in walk(components) if c.get("custom_id")]
    if len(ids) != len(set(ids)):
        raise invalid_form("components", "Component custom id cannot be duplicated")


def check_commands(commands: list[Json]) -> None:
    """Refuse a set of application commands that Discord would."""
    keys = [(c["name"], c.get("type", 1)) for c in commands]
    if len(keys) != len(set(keys)):
        raise invalid_form("name", "Application command names must be unique")
    if sum(1 for _, kind in keys if kind == 1) > 100:
        raise ApiError(400, 30032, "Maximum number of application commands reached (100)")
    if sum(1 for _, kind in keys if kind == 3) > 15:
        raise ApiError(400, 30032, "Maximum number of application commands reached (15)")
    for command in commands:
        if command.get("type", 1) == 1:
            _check_command(command)
        elif command.get("description"):
            raise invalid_form("description", "Context menu commands cannot have description")


def _check_command(command: Json) -> None:
    _check_name(command)
    if not command.get("description"):
        raise invalid_form("description", "This field is required")
    if _command_size(command) > 8000:
        raise invalid_form("name", "Command exceeds maximum size (8000)")
    _check_options(command.get("options") or [])


def _check_options(options: list[Json]) -> None:
    names = [o["name"] for o in options]
    if len(names) != len(set(names)):
        raise invalid_form("options", "Application command option names must be unique")
    if len(options) > 25:
        raise invalid_form("options", "Must be 25 or fewer in length.")
    required = [bool(o.get("required")) for o in options if o["type"] not in (1, 2)]
    if required != sorted(required, reverse=True):
        raise invalid_form("options", "Required options must be placed before non-required options")
    for option in options:
        _check_name(option)
        if option.get("choices") and option.get("autocomplete"):
            raise invalid_form("options", "Autocomplete cannot be used with choices")
        _check_options(option.get("options") or [])


def _check_name(named: Json) -> None:
    for name in (named["name"], *(named.get("name_localizations") or {}).values()):
        if not _NAME.match(name) or name != name.lower():
            raise invalid_form("name", "Command name is invalid")


def _command_size(node: Json) -> int:
    size = len(node["name"]) + len(node.get("description") or "")
    for choice in node.get("choices") or []:
        size += len(choice["name"]) + len(str(choice["value"]))
    return size + sum(_command_size(o) for o in node.get("options") or [])
