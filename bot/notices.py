"""Short words of the bot itself: an error's sentence, a cooldown, a missing right. One text, no data."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from typing import Any

from bot.render.safe_text import clip, prose
from bot.sending import Drawing
from facts.errors import FactlineError, StoreError
from facts.language.phrases import Phrases

log = logging.getLogger(__name__)

_CONTAINER, _TEXT = 17, 10
_LONGEST = 1_500


def notice(*paragraphs: str) -> Drawing:
    """Draw our own sentences; users' words within them are harmless, `code` stays code."""
    text = "\n".join(prose(clip(p, _LONGEST)) for p in paragraphs if p)
    shown: list[dict[str, Any]] = [{"type": _TEXT, "content": text[:4_000]}]
    return Drawing([{"type": _CONTAINER, "components": shown}])


def failure(error: BaseException, locale: str, doing: str) -> Drawing:
    """Say what went wrong: a sentence of our own, or for the unexpected an id that the log holds too.

    What the store cannot do is for its host to read, with names of files and machines: the log holds
    it. `doing` says there what was being done, without anything that a user wrote.
    """
    if isinstance(error, StoreError):
        log.warning("the store failed while %s: %s", doing, error)
        return replace(notice(Phrases.of(locale)("bot.store_away")), outcome="failed")
    if isinstance(error, FactlineError):
        return replace(notice(error.sentence, error.hint), outcome="refused")
    mark = secrets.token_hex(4)
    log.error("unexpected failure %s while %s", mark, doing, exc_info=error)
    return replace(notice(Phrases.of(locale)("bot.unexpected", id=mark)), outcome="failed")
