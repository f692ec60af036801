"""An answer in a terminal: colour and columns where there is room, plain text where it is piped.

Rich honours `NO_COLOR` and the width by itself; meaning never hangs on colour. Data cannot move the cursor:
control characters were dropped when the lines were made, and Rich's own markup is never read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from bot.render import contents, screens
from bot.render.lines import Line, Part, Role
from bot.render.safe_text import address, clean
from bot.render.screens import Screen
from bot.render.wording import DOT
from facts.answers import Answer
from facts.language.phrases import Phrases

_WORD = re.compile(r"\S+\s*")

_STYLES = {
    "figure": "bold cyan",
    "strong": "bold",
    "id": "green",
    "link": "underline blue",
    "text": "",
    "prose": "",
    "linked": "",
    "instant": "",
}
_ROLES = {
    Role.SECTION: "bold magenta",
    Role.CITATION: "dim",
    Role.COPY: "dim",
    Role.RELIABILITY: "dim",
    Role.CAVEAT: "yellow",
    Role.DISPUTE: "red",
}
_INDENT = {
    Role.STATEMENT: 2,
    Role.DISPUTE: 4,
    Role.COPY: 2,
    Role.CITATION: 2,
    Role.CAVEAT: 2,
    Role.RELIABILITY: 2,
    Role.ITEM: 2,
}


def draw(
    answer: Answer,
    console: Console,
    locale: str = "en",
    *,
    screen: int | None = None,
    more: str | None = None,
    found: contents.Contents | None = None,
) -> bool:
    """Draw an answer; tell whether more of it follows. `found` is what it holds, where that is known.

    On a terminal one screen is drawn (`screen`, the first unless given) and `more` says how to see the
    next; piped, the whole answer is drawn unless a screen is asked for.
    """
    phrases = Phrases.of(locale)
    found = found or contents.of_answer(answer, phrases)
    if screen is None and not console.is_terminal:
        shown = list(screens.screens(found, phrases))
    else:
        shown = [screens.screen(found, phrases, screen or 0)]
    heading: Line | None = None
    for number, one in enumerate(shown):
        heading = _draw_screen(one, console, heading, titled=number == 0)
    console.print()
    if answer.superseded and shown[-1].last:
        older = phrases.plural("render.older", len(answer.superseded))
        _write(console, Text(older, "italic"))
    _choices(answer, console, phrases)
    last = shown[-1]
    if not last.last:
        count = phrases.plural("render.more_figures", last.after) if last.after else ""
        hint = phrases("render.more_terminal") if more is None else clean(more)
        _write(console, Text(f"{count} {hint}".strip(), "italic"))
    return not last.last


def draw_reading(answer: Answer, console: Console, locale: str = "en") -> None:
    """Draw how the question was read: slots, dates, near matches that were not used and why."""
    phrases = Phrases.of(locale)
    _draw_whole(contents.of_reading(answer, phrases), console, phrases)


def draw_superseded(answer: Answer, console: Console, locale: str = "en") -> None:
    """Draw the older figures that stepped back because the answer holds their successors."""
    phrases = Phrases.of(locale)
    _draw_whole(contents.of_superseded(answer, phrases), console, phrases)


def _draw_whole(found: contents.Contents, console: Console, phrases: Phrases) -> None:
    heading: Line | None = None
    for number, one in enumerate(screens.screens(found, phrases)):
        heading = _draw_screen(one, console, heading, titled=number == 0)


def text(answer: Answer, locale: str = "en", *, width: int = 80, screen: int | None = None) -> str:
    """Write an answer as plain text, whole unless a screen is asked for."""
    out = StringIO()
    console = Console(file=out, width=width, color_system=None, force_terminal=False)
    draw(answer, console, locale, screen=screen)
    return out.getvalue()


def _draw_screen(
    shown: Screen, console: Console, heading: Line | None, *, titled: bool
) -> Line | None:
    """Draw a screen; a heading that was drawn already is not repeated. Give the last heading."""
    if titled and shown.title:
        _write(console, Text(shown.title, "bold"))
    for note in shown.note:
        _write(console, Text(note, "italic"))
    waiting: list[Line] = []
    previous: Role | None = None
    for line in shown.lines:
        if line.role is Role.FIGURE and previous is Role.FIGURE and waiting:
            waiting.append(line)
            continue
        _flush(waiting, console)
        waiting = []
        if line.role is Role.SECTION:
            if line == heading:
                continue
            heading = line
        if _starts_group(line, previous):
            console.print()
        if line.role is Role.FIGURE:
            waiting = [line]
        else:
            _line(line, console)
        previous = line.role
    _flush(waiting, console)
    return heading


def _starts_group(line: Line, previous: Role | None) -> bool:
    if line.role is Role.SECTION:
        return True
    return line.role is Role.FIGURE and previous not in (Role.SECTION, Role.FIGURE)


def _flush(figures: Sequence[Line], console: Console) -> None:
    """Draw figure lines that follow each other: as a table where several fit side by side."""
    even = len(figures) > 1 and all(f.parts[0].kind == "figure" for f in figures)
    rows = [_cells(line) for line in figures]
    columns = max((len(row) for row in rows), default=0)
    # The id ends a row; what a line lacks is left empty before it.
    rows = [[*row[:-1], *[Text()] * (columns - len(row)), row[-1]] for row in rows]
    widths = [max(row[i].cell_len for row in rows) for i in range(columns)]
    if not even or sum(widths) + 2 * (columns - 1) > console.width:
        for line in figures:
            _line(line, console)
        return
    for row in rows:
        padded = [
            cell + " " * (width - cell.cell_len) for cell, width in zip(row, widths, strict=True)
        ]
        _write(console, Text("  ").join(padded))


def _cells(line: Line) -> list[Text]:
    return [Text("  " * line.depth) + _part(line.parts[0]), *map(_part, line.parts[1:])]


def _line(line: Line, console: Console) -> None:
    body = Text(DOT, _ROLES.get(line.role, "")).join([_part(p) for p in line.parts])
    whole = Text(style=_ROLES.get(line.role, ""))
    if line.role is Role.ITEM:
        whole.append("- ")
    if line.lead:
        whole.append(line.lead, "bold")
        whole.append(" ")
    whole.append_text(body)
    whole.rstrip()
    _write(console, whole, indent=_INDENT.get(line.role, 0) + 2 * line.depth)


def _part(part: Part) -> Text:
    if part.kind == "link":
        url = address(part.text)
        return Text(url, f"{_STYLES['link']} link {url}")
    if part.kind == "instant":
        return Text(_instant(part.text))
    return Text(
        part.text.replace("`", "") if part.kind in ("prose", "linked") else part.text,
        _STYLES[part.kind],
    )


def _instant(text: str) -> str:
    """Write an instant to the minute; a terminal does not know its reader's time zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment.tzinfo else text


def _write(console: Console, words: Text, *, indent: int = 0) -> None:
    """Write words at the console's width, continued with the same indent.

    An address is never broken over two lines, even where it is wider: it could not be followed.
    """
    room = max(console.width - indent, 20)
    for line in words.divide(_breaks(words.plain, room)):
        line.rstrip()
        whole = Text(" " * indent, style=words.style) + line
        console.print(whole, no_wrap=True, overflow="ignore", crop=False, highlight=False)


def _breaks(plain: str, room: int) -> list[int]:
    """Find where to break a text between words (Rich would cut a word that is too wide)."""
    breaks: list[int] = []
    used = 0
    for word in _WORD.finditer(plain):
        width = cell_len(word.group().rstrip())
        if used and used + width > room:
            breaks.append(word.start())
            used = 0
        used += cell_len(word.group())
    return breaks


def _choices(answer: Answer, console: Console, phrases: Phrases) -> None:
    if not answer.choices:
        return
    if not answer.note and not answer.why:
        _write(console, Text(phrases("render.choices"), "bold"))
    for choice in answer.choices:
        words = Text("" if choice.label == choice.question else f"{clean(choice.label)}: ")
        words.append(clean(choice.question), "green")
        _write(console, words, indent=2)
