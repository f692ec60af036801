"""What a button remembers, in its own custom id: nothing is kept elsewhere, so it outlives a restart.

Form: `F1:<action>:<screen>[.<of>]:<day>:<text>`, 100 characters at most (Discord's limit, see
https://discord.com/developers/docs/components/reference#custom-id). Numbers are base 36; the day counts
from 2022-01-01; the text is a canonical question or fact ids. `1` is the version: a later form gets
another one, and old buttons stay readable. What was sent without being asked ends one of its custom ids
in `#` and twelve characters, the delivery's mark (`bot.delivery.marks`), which no button's meaning needs.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LIMIT = 100

_log = logging.getLogger(__name__)
_EPOCH = date(2022, 1, 1)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_FORM = re.compile(
    r"F1:([a-z]):([0-9a-z]{1,4})(?:\.([0-9a-z]{1,4}))?:([0-9a-z]{0,4}):(.*?)(?:#[0-9a-z]{12})?",
    re.DOTALL,
)


class Press(StrEnum):
    """What pressing a button asks for; `text` is the canonical question unless said otherwise."""

    SCREEN = "s"
    """Another screen of the answer, in the same message."""
    SOURCES = "c"
    """All caveats and sources of the figures on screen `of`."""
    SUPERSEDED = "o"
    """The older figures."""
    READING = "w"
    """How the question was read."""
    DETAILS = "d"
    """Everything about a fact; `text` is its id."""
    HISTORY = "h"
    """The revisions of a fact; `text` is its id."""
    PICK = "k"
    """A menu: its chosen value is the id of the fact to show in full; `text` is empty."""
    CHOOSE = "q"
    """A question put back was answered: `text` is the question chosen."""
    UNSUBSCRIBE = "u"
    """End a digest; `text` is the subscription's id."""
    PREVIEW = "v"
    """Another screen of what a digest would hold; `text` is the subscription's id."""
    POST = "p"
    """Post the answer, until now seen by one person, to the channel."""
    REPORT = "r"
    """Report that a fact of the answer is wrong."""
    SEND = "n"
    """Send a question that found nothing to the moderators."""
    WHO = "y"
    """Who made the revisions of a fact, for moderators; `text` is its id."""
    ALONE = "a"
    """Show the answer to the one who presses, and nobody else."""


@dataclass(frozen=True, slots=True)
class ButtonId:
    """A pressed button's meaning. `day` is the asker's day that relative periods count from."""

    press: Press
    text: str
    screen: int = 0
    of: int = 0
    day: date | None = None


def encode(button: ButtonId) -> str | None:
    """Write the custom id, or None where it would exceed 100 characters.

    A button that does not fit is left out of the view, and the log says so (without the question, which
    is the asker's own).
    """
    of = f".{_base36(button.of)}" if button.of else ""
    day = _base36((button.day - _EPOCH).days) if button.day and button.day >= _EPOCH else ""
    written = f"F1:{button.press}:{_base36(button.screen)}{of}:{day}:{button.text}"
    if len(written) > LIMIT:
        name, over = button.press.name, len(written) - LIMIT
        _log.info("left out a %s button: its question is %d characters too long", name, over)
        return None
    return written


def decode(custom_id: str) -> ButtonId | None:
    """Read a custom id; None if it is not one of ours (or from a version not known here)."""
    match = _FORM.fullmatch(custom_id)
    if match is None or match.group(1) not in set(Press):
        return None
    press, screen, of, day, text = match.groups()
    try:
        asked = _EPOCH + timedelta(days=int(day, 36)) if day else None
    except OverflowError:
        return None
    return ButtonId(Press(press), text, int(screen, 36), int(of or "0", 36), asked)


def _base36(number: int) -> str:
    if number < 36:
        return _DIGITS[number]
    return _base36(number // 36) + _DIGITS[number % 36]
