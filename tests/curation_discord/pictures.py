"""A message or form of Discord as a picture in plain text, for `docs/moderators.md`."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from tests.loopback import Reply
from tests.loopback.exchanges import label_of

WIDTH = 66

_ROW, _BUTTON, _MENU, _TEXT, _SEPARATOR, _FILE, _CONTAINER = 1, 2, 3, 10, 14, 13, 17


def picture(reply: Reply) -> str:
    """Draw what somebody sees; what changes with every run (names, times, ids) is made general."""
    if reply.form is not None:
        return _boxed([reply.form["title"], None, *_fields(reply.form)])
    lines: list[str | None] = []
    for one in reply.message["components"]:
        lines += _drawn(one)
    files = [f"[{a['filename']}]" for a in reply.message.get("attachments") or ()]
    return _boxed([*lines, *files])


def _drawn(one: dict[str, Any]) -> list[str | None]:
    if one["type"] == _CONTAINER:
        return [line for child in one["components"] for line in _drawn(child)]
    if one["type"] == _SEPARATOR:
        return [None]
    if one["type"] == _TEXT:
        return list(_plain(one["content"]).split("\n"))
    if one["type"] == _ROW:
        return ["", "  ".join(_control(c) for c in one["components"])]
    return []


def _control(one: dict[str, Any]) -> str:
    if one["type"] == _BUTTON:
        return f"[ {label_of(one)} ]".replace(" ", "\u00a0")
    return f"[ {one.get('placeholder', '')}  v ]".replace(" ", "\u00a0")


def _fields(form: dict[str, Any]) -> list[str | None]:
    lines: list[str | None] = []
    for part in form["components"]:
        field = part["component"]
        needed = " *" if field.get("required") else ""
        lines.append(part["label"] + needed)
        if part.get("description"):
            lines.append(f"  {part['description']}")
        chosen = [o["label"] for o in field.get("options") or [] if o.get("default")]
        lines += [f"  [ {field.get('value') or ''.join(chosen) or '...'} ]", ""]
    return lines[:-1]


def _plain(markdown: str) -> str:
    """Leave out Markdown's marks; what differs from run to run becomes words."""
    text = re.sub(r"<@\d+>", "@Olena", markdown)
    text = re.sub(r"<@&\d+>", "@Moderators", text)
    text = re.sub(r"<t:\d+:R>", "a moment ago", text)
    text = re.sub(r"<t:\d+:f>", "today at 10:00", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text)
    text = re.sub(r"^(### |-# )", "", text, flags=re.MULTILINE)
    return re.sub(r"\\(.)", r"\1", text).replace("**", "").replace("`", "")


def _boxed(lines: list[str | None]) -> str:
    edge = "+" + "-" * (WIDTH + 2) + "+"
    drawn = [edge]
    for line in lines:
        if line is None:
            drawn.append("|" + "-" * (WIDTH + 2) + "|")
            continue
        wrapped = textwrap.wrap(line, WIDTH, break_on_hyphens=False) if line else [""]
        drawn += [f"| {piece.replace(chr(160), ' '):<{WIDTH}} |" for piece in wrapped]
    return "\n".join([*drawn, edge])
