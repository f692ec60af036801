"""Lines as Discord Markdown: data escaped, links as `[host](url)`, small print as subtext.

See https://support.discord.com/hc/en-us/articles/210298617 for the Markdown Discord understands.
"""

from __future__ import annotations

from datetime import datetime

from bot.render.lines import Line, Part, Role
from bot.render.safe_text import code, link, linked, markdown, prose
from bot.render.wording import DOT

_BEFORE = {
    Role.STATEMENT: "",
    Role.DISPUTE: "> ",
    Role.COPY: "-# ",
    Role.CITATION: "-# ",
    Role.CAVEAT: "-# ",
    Role.RELIABILITY: "-# ",
    Role.ITEM: "- ",
}


def write(line: Line) -> str:
    """Write one line; it holds no line break of its own."""
    body = DOT.join(map(_part, line.parts))
    if line.lead:
        lead = markdown(line.lead)
        body = f"{lead} {body}".rstrip() if line.role in _BEFORE else f"**{lead}** {body}".rstrip()
    if line.depth and line.role in (Role.FIGURE, Role.STATEMENT):
        mark = "- " if line.role is Role.FIGURE else "  "
        return "  " * (line.depth - 1) + mark + body
    return _BEFORE.get(line.role, "") + body


def _part(part: Part) -> str:
    kind, text = part
    if kind == "figure" or kind == "strong":
        return f"**{markdown(text)}**"
    if kind == "id":
        return code(text)
    if kind == "link":
        return link(text)
    if kind == "prose":
        return prose(text)
    if kind == "linked":
        return linked(text)
    if kind == "instant":
        return _instant(text)
    return markdown(text)


def _instant(text: str) -> str:
    # An instant, unlike a calendar day, may be shown in the reader's own time zone.
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return markdown(text)
    return f"<t:{int(moment.timestamp())}:f>" if moment.tzinfo else markdown(text)
