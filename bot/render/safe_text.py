"""Make other people's text harmless where it is shown: it may say anything, but do nothing.

Data means statements, names, caveats, urls and the asker's own words. On Discord it must not ping,
format, unfurl or hide; in a terminal it must not move the cursor or colour anything.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, urlsplit

_SPACES = re.compile(r"[^\S\u00a0\u202f]+")  # a no-break space within a number stays
_PLAIN_ASCII = re.compile(r"[ -~]*")
_INVISIBLE_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800")
"""Characters that draw nothing although Unicode does not call them format characters."""

LONGEST_ADDRESS = 1500
"""Percent-encoding can lengthen an address ninefold; a longer one is shown, but not as a link."""

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MARKDOWN = re.compile(
    r"([\\*_~`|\[\]<])|(?<=[a-z])(:)(?=//)|(@)(?=everyone|here|[&!]?\d)", re.IGNORECASE
)
_LINE_START = re.compile(r"^(#{1,3}|-|>|\+|\d+(?=[.)]))")
_ADDRESS = re.compile(r"(https?://[^\s<>]+[^\s<>.,;:)])")
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_LAST_NUMBER = re.compile(r"[\d.,\s-]*\d[.,]?\s?$")


@lru_cache(maxsize=8192)  # the same names, statements and caveats are drawn again and again
def clean(text: str) -> str:
    """Drop control, invisible, bidirectional and unassigned characters; fold line breaks to spaces."""
    if _PLAIN_ASCII.fullmatch(text):
        return text.strip() if "  " not in text else _SPACES.sub(" ", text).strip()
    spaced = _SPACES.sub(" ", text)
    return "".join(c for c in spaced if _visible(c)).strip()


def _visible(character: str) -> bool:
    if unicodedata.category(character) in _DROPPED or character in _INVISIBLE_LETTERS:
        return False
    # Variation selectors draw nothing and can carry hidden text; U+FE0F makes emoji colourful.
    return not ("\ufe00" <= character <= "\ufe0e" or "\U000e0100" <= character <= "\U000e01ef")


def clean_lines(text: str) -> list[str]:
    """Clean a text of several lines; empty lines stay, at most one in a row."""
    cleaned = [clean(line) for line in text.splitlines()]
    return [c for i, c in enumerate(cleaned) if c or (i and cleaned[i - 1])]


@lru_cache(maxsize=8192)
def markdown(text: str) -> str:
    """Write data so that Discord shows it as it is: no format, mention, list or bare link.

    Backslashes do it for everything but `@everyone` and `@here`, which need a zero-width space; see
    https://discord.com/developers/docs/reference#message-formatting.
    """
    return _LINE_START.sub(_escape_start, _MARKDOWN.sub(_escape, clean(text)))


def _escape(match: re.Match[str]) -> str:
    return "@\u200b" if match.group(3) else "\\" + match.group(0)


def _escape_start(match: re.Match[str]) -> str:
    mark = match.group(1)
    return mark + "\\" if mark.isdigit() else "\\" + mark


def code(text: str) -> str:
    """Write an id or a command as a code span, in which Discord interprets nothing."""
    return f"`{clean(text).replace('`', '')}`"


def prose(text: str) -> str:
    """Write our own text of several lines: `code spans` are kept, everything else is escaped."""
    return "\n".join(_prose_line(line) for line in clean_lines(text))


def linked(text: str) -> str:
    """Write one line of our own text as prose in which every web address is a link."""
    pieces = _ADDRESS.split(text)
    return "".join(link(p) if i % 2 else _prose_line(p) for i, p in enumerate(pieces))


def _prose_line(line: str) -> str:
    pieces = _CODE_SPAN.split(line)  # every second piece stood between backticks
    written = [code(p) if i % 2 else _MARKDOWN.sub(_escape, p) for i, p in enumerate(pieces)]
    return _LINE_START.sub(_escape_start, "".join(written))


def host(url: str) -> str:
    """Give the host of an address, as the words of its link."""
    name = clean(urlsplit(url).hostname or "").removeprefix("www.")
    return name or "link"


@lru_cache(maxsize=2048)
def link(url: str) -> str:
    """Write an address as `[host](url)`; what is not a web address is written as text."""
    if not url.startswith(("https://", "http://")):
        return markdown(url)
    written = address(url)
    if len(written) > LONGEST_ADDRESS:
        return code(url)
    return f"[{markdown(host(url))}]({written})"


@lru_cache(maxsize=2048)
def address(url: str) -> str:
    """Percent-encode what would end a Markdown link or is no part of an address."""
    return quote(clean(url), safe="%:/?#@!$&'*+,;=~-._[]").replace("*", "%2A")


def clip(text: str, limit: int) -> str:
    """Shorten a cleaned text to `limit` characters at a word, never inside a number."""
    text = clean(text)
    if len(text) <= limit:
        return text
    head, rest = text[: limit - 1], text[limit - 1 :]
    if not rest.startswith(" ") and " " in head:
        head, word = head.rsplit(" ", 1)
        rest = word + rest
    if rest.lstrip(" .,")[:1].isdigit():  # it may go on: "6" of "6 000"
        head = _LAST_NUMBER.sub("", head)
    return head.rstrip(" ,;:-") + "…"
