"""Who may curate where: one pure function decides, and the same verdict explains."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from facts.curation.server_settings import ServerSettings, WhoMaySuggest
from facts.errors import Refused
from facts.language.phrases import Phrases
from facts.model import BASE, Scope


@dataclass(frozen=True, slots=True)
class Member:
    """Who acts, as Discord says at the moment of the act.

    `guild` is None in a direct message. `manage_server` is Discord's permission Manage Server (an
    administrator has it). `locale` is the language that sentences to them are written in.
    """

    user_id: str
    guild: str | None = None
    manage_server: bool = False
    role_ids: frozenset[str] = frozenset()
    locale: str = "en"


class Why(StrEnum):
    """Why somebody may or may not; each has a sentence in the phrases (`curation.rights.…`)."""

    OWNER = "owner"
    MANAGE_SERVER = "manage_server"
    MODERATOR_ROLE = "moderator_role"
    MEMBER = "member"
    ONLY_IN_SERVERS = "only_in_servers"
    NOT_MODERATOR = "not_moderator"
    NOT_MODERATOR_NO_ROLE = "not_moderator_no_role"
    MODERATORS_ONLY = "moderators_only"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may do it, to which scope of the record it would go, and why."""

    allowed: bool
    scope: Scope
    why: Why

    def sentence(self, locale: str = "en") -> str:
        """Say it to the one who asked."""
        return Phrases.of(locale)(f"curation.rights.{self.why}")

    def expect(self, locale: str = "en") -> Scope:
        """Give the scope; raises Refused with the sentence and what to do."""
        if self.allowed:
            return self.scope
        hint = f"curation.rights.hint.{self.why}"
        say = Phrases.of(locale)
        raise Refused(self.sentence(locale), say(hint) if say.has(hint) else "")


def may_curate(member: Member, settings: ServerSettings, owners: Collection[str]) -> Verdict:
    """Decide who changes the record.

    In a server: who has Manage Server, or the role that its settings name; they change that server's
    own record. In a direct message: the bot's owners; they change the shared record. An owner is
    nobody special in a server, so that no server is changed by somebody from outside.
    """
    if member.guild is None:
        if member.user_id in owners:
            return Verdict(True, BASE, Why.OWNER)
        return Verdict(False, BASE, Why.ONLY_IN_SERVERS)
    if member.manage_server:
        return Verdict(True, member.guild, Why.MANAGE_SERVER)
    if settings.moderator_role is None:
        return Verdict(False, member.guild, Why.NOT_MODERATOR_NO_ROLE)
    if settings.moderator_role in member.role_ids:
        return Verdict(True, member.guild, Why.MODERATOR_ROLE)
    return Verdict(False, member.guild, Why.NOT_MODERATOR)


def may_change_settings(member: Member) -> Verdict:
    """Decide who changes a server's settings: Manage Server only, since they say who moderates."""
    if member.guild is None:
        return Verdict(False, BASE, Why.ONLY_IN_SERVERS)
    if member.manage_server:
        return Verdict(True, member.guild, Why.MANAGE_SERVER)
    return Verdict(False, member.guild, Why.NOT_MODERATOR_NO_ROLE)


def may_suggest(member: Member, settings: ServerSettings, owners: Collection[str]) -> Verdict:
    """Decide who sends suggestions and reports to the queue of the place where they are.

    From a direct message they go to the owners' queue for the shared record; without owners nobody would
    ever read them there.
    """
    curates = may_curate(member, settings, owners)
    if curates.allowed:
        return curates
    if member.guild is None:
        return Verdict(True, BASE, Why.MEMBER) if owners else curates
    if settings.who_may_suggest is WhoMaySuggest.MODERATORS:
        return Verdict(False, member.guild, Why.MODERATORS_ONLY)
    return Verdict(True, member.guild, Why.MEMBER)
