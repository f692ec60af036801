r"""What may stand in one cell: a text, or a list with one item a line; and what must be escaped there.

A backslash writes what a cell cannot hold as it is: `\n` a line break within an item of a list, `\|` a
bar that separates nothing, `\\` a backslash. Texts that a spreadsheet would take for a formula get an
apostrophe in front, which is taken away again when they come back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ESCAPED = re.compile(r"\\(\\|n|r|\||u[0-9a-f]{4})")
_UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")
_RISKY = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")


def escaped(text: str, *, item: bool = False, bars: bool = False) -> str:
    """Write a text for a cell; as one item of a list without line breaks, with bars escaped too."""
    text = text.replace("\\", "\\\\")
    if item:
        text = text.replace("\n", "\\n")
    if bars:
        text = text.replace("|", "\\|")
    return _UNWRITABLE.sub(_code, text)


def _code(match: re.Match[str]) -> str:
    return "\\r" if match.group() == "\r" else f"\\u{ord(match.group()):04x}"


def unescaped(text: str) -> str:
    """Read an escaped text back; a backslash before anything else stands for itself."""
    return _ESCAPED.sub(_meant, text) if "\\" in text else text


def _meant(match: re.Match[str]) -> str:
    sign = match.group(1)
    if sign.startswith("u"):
        return chr(int(sign[1:], 16))
    return {"n": "\n", "r": "\r"}.get(sign, sign)


def items(cell: str) -> list[str]:
    """Split a cell into the items of its list, one a line; still escaped."""
    lines = cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line.strip() for line in lines if line.strip()]


def halves(item: str) -> tuple[str, str | None]:
    """Split an item at its first bar that is not escaped; gives both halves unescaped."""
    found = _BAR.search(item)
    if found is None:
        return unescaped(item).strip(), None
    return unescaped(item[: found.end() - 1]).strip(), unescaped(item[found.end() :]).strip()


def texts(cell: str) -> list[str]:
    """Read a list of texts."""
    return [unescaped(item) for item in items(cell)]


def listed(found: Iterable[str]) -> str:
    """Write a list of texts."""
    return "\n".join(escaped(text, item=True) for text in found)


def joined(first: str, second: str | None) -> str:
    """Write an item of two halves."""
    left = escaped(first, item=True, bars=True)
    return left if second is None else f"{left} | {escaped(second, item=True, bars=True)}".strip()


def guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula (OWASP, "CSV Injection")."""
    return f"'{cell}" if _RISKY.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguarded(cell: str) -> str:
    """Take the apostrophe away that `guarded` put there."""
    return cell[1:] if _GUARDED.match(cell) else cell


def day_as_iso(cell: str) -> str:
    """Write days such as 12.09.2022, which spreadsheets make of 2022-09-12, in our form again."""
    return _DOTTED.sub(lambda m: f"{m[3]}-{int(m[2]):02d}-{int(m[1]):02d}", cell)
