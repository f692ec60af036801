"""The settings of one server: typed, with defaults, each read from what a moderator typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import process

from facts.errors import UsageError
from facts.language.phrases import LANGUAGES, Phrases

KEYS = (
    "moderator_role",
    "two_person",
    "language",
    "time_zone",
    "who_may_suggest",
    "public_answers",
    "answer_log",
)
"""Every setting, in the order they are shown. What each does: phrases `curation.setting.<key>`."""


class WhoMaySuggest(StrEnum):
    """Who may send suggestions and reports."""

    EVERYONE = "everyone"
    MODERATORS = "moderators"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What a server set, or the defaults.

    Attributes:
        moderator_role: id of the role whose members curate beside those with Manage Server.
        two_person: a change waits until a second moderator approves it.
        language: `en`, `uk` or `ru` for everybody there; None: each reader's own.
        time_zone: IANA name; what "today" means there.
        who_may_suggest: everybody, or moderators only.
        public_answers: channels (ids) where answers may be seen by all; None: everywhere; empty:
            nowhere.
        answer_log: keep which messages showed which revisions, so that corrections reach them.
    """

    moderator_role: str | None = None
    two_person: bool = False
    language: str | None = None
    time_zone: str = "UTC"
    who_may_suggest: WhoMaySuggest = WhoMaySuggest.EVERYONE
    public_answers: frozenset[str] | None = None
    answer_log: bool = True

    @property
    def zone(self) -> ZoneInfo:
        """Give the server's time zone."""
        return ZoneInfo(self.time_zone)

    def public_in(self, channel: str) -> bool:
        """Tell whether answers in a channel may be seen by all."""
        return self.public_answers is None or channel in self.public_answers


DEFAULTS = ServerSettings()


def settings_from(kept: Mapping[str, Any]) -> ServerSettings:
    """Build settings from kept values; what a newer Factline kept under unknown keys is left out."""
    known = {key: value for key, value in kept.items() if key in KEYS}
    if "who_may_suggest" in known:
        known["who_may_suggest"] = WhoMaySuggest(known["who_may_suggest"])
    if "public_answers" in known:
        known["public_answers"] = frozenset(known["public_answers"])
    return ServerSettings(**known)


def read_setting(key: str, typed: str, locale: str = "en") -> Any:
    """Read what was typed for a key into the value to keep; None means back to the default.

    Roles and channels may be mentions or ids. Raises UsageError with what the key takes.
    """
    say = Phrases.of(locale)
    text = typed.strip()
    if key not in KEYS:
        raise UsageError(
            say("curation.settings.unknown", key=key[:60]),
            say("curation.settings.known", keys=", ".join(KEYS)),
        )
    if text.casefold() in ("", "default", "reset", "за замовчуванням", "по умолчанию"):
        return None
    if key in ("two_person", "answer_log"):
        return _yes_or_no(text, say)
    if key == "moderator_role":
        return _ids(text, r"<@&(\d{1,20})>|(\d{1,20})", say, key)[0]
    if key == "public_answers":
        if text.casefold() in ("everywhere", "усюди", "всюди", "везде"):
            return None
        if text.casefold() in ("nowhere", "ніде", "нигде"):
            return []
        return sorted(set(_ids(text, r"<#(\d{1,20})>|(\d{1,20})", say, key)))
    if key == "time_zone":
        return _time_zone(text, say)
    allowed = LANGUAGES if key == "language" else tuple(WhoMaySuggest)
    word = text.casefold()
    word = _WHO.get(word, word) if key == "who_may_suggest" else word
    if word not in allowed:
        raise _wrong(text, say("curation.settings.one_of", words=", ".join(allowed)), say)
    return str(word)


_WHO = {
    **dict.fromkeys(("усі", "всі", "все"), WhoMaySuggest.EVERYONE),
    **dict.fromkeys(("модератори", "модераторы"), WhoMaySuggest.MODERATORS),
}


def _yes_or_no(text: str, say: Phrases) -> bool:
    word = text.casefold()
    if word in ("on", "yes", "true", "1", "так", "увімкнено", "да", "включено"):
        return True
    if word in ("off", "no", "false", "0", "ні", "вимкнено", "нет", "выключено"):
        return False
    raise _wrong(text, say("curation.settings.one_of", words="on, off"), say)


def _ids(text: str, form: str, say: Phrases, key: str) -> list[str]:
    found = ["".join(match.groups(default="")) for match in re.finditer(form, text)]
    rest = re.sub(form, "", text)
    if not found or rest.strip(" ,;"):
        raise _wrong(text, say(f"curation.settings.form.{key}"), say)
    return found


def _time_zone(text: str, say: Phrases) -> str:
    known = {name.casefold(): name for name in available_timezones()}
    name = known.get(text.casefold().replace(" ", "_"))
    if name is not None:
        return name
    near = process.extract(text.casefold().replace(" ", "_"), known.keys(), limit=3)
    names = ", ".join(known[word] for word, _, _ in near)
    raise _wrong(text, say("curation.settings.time_zones", names=names), say)


def _wrong(text: str, hint: str, say: Phrases) -> UsageError:
    return UsageError(say("curation.settings.wrong", words=text[:60]), hint)
