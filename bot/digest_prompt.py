"""`digest …` typed where there is no Discord: what one would hold, and which there are.

Digests are sent through Discord, so nothing is made or changed here; a preview needs none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot import digest_words as words
from bot.delivery.digests import Digests, told_when_empty
from bot.digest_options import Reader, guesser, read_words
from bot.digest_words import ACTIONS
from bot.opening import Factline
from facts.answering.digest import Covers, Digest, Interest, changes_digest
from facts.answering.parts import text_answer
from facts.answering.replay import FIRST_DAY, replay_digest
from facts.answering.setting import Setting
from facts.errors import Refused, UsageError
from facts.language.phrases import Phrases
from facts.model import BASE, Topic
from facts.questions import Asked
from facts.snapshot import View
from facts.store.delivery_model import Subscription, SubscriptionState
from facts.store.delivery_subscriptions import Subscriptions
from facts.store.happened import happened, position_at

LOOKS_BACK = timedelta(days=1)
"""What a preview of changes covers: a digest comes once a day."""

MOST_LISTED = 20
"""Digests that `digest list` shows one by one."""


class DigestPrompt:
    """Serve `digest` at the console and in `factline answer`."""

    def __init__(self, factline: Factline) -> None:
        self._store = factline.store
        self._snapshots = factline.snapshots
        self._subscriptions = Subscriptions(factline.store)
        self._digests = Digests(factline.store, factline.snapshots)

    async def answer(self, text: str, asked: Asked) -> Digest:
        """Answer the words after `digest`; a list comes as a digest without corrections.

        Raises UsageError, NotOnRecord, and Refused for what only Discord can do.
        """
        say = Phrases.of(asked.locale)
        action, _, rest = text.strip().partition(" ")
        action = action.casefold() or "list"
        if action not in ACTIONS:
            raise UsageError(say("digest.ask.what", word=action[:40]), say("digest.ask.what_hint"))
        if action == "list":
            return await self._list(asked)
        view = View(self._snapshots.base())
        ids = {held.id for held in await self._subscriptions.standing()}
        reader = Reader.of(view, asked.locale)
        options = read_words(rest, asked.locale, guesser(reader, ids))
        fields = reader.read(options)
        if action != "preview":
            raise Refused(
                say("digest.prompt.discord", command=_command(action, options)),
                say("digest.prompt.hint"),
            )
        if "id" in options:
            return await self._of(await self._subscriptions.get(options["id"]), asked)
        return await self._preview(fields, view, asked)

    async def _preview(self, fields: Mapping[str, Any], view: View, asked: Asked) -> Digest:
        """Compose what a digest would hold that nobody has subscribed to."""
        say = Phrases.of(asked.locale)
        about = fields.get("about")
        interest = Interest(Topic(about) if about else None, fields.get("place"))
        if fields.get("kind") == "replay" or "from_date" in fields:
            day = fields.get("from_date", FIRST_DAY)
            digest = replay_digest(day, 1, interest, view, asked)
            return _led(digest, say("digest.prompt.replay"))
        now = self._store.now()
        since = await position_at(self._store, now - LOOKS_BACK)
        changes = await happened(self._store, BASE, since, self._snapshots.position)
        covers = Covers(now - LOOKS_BACK, now, fields.get("zone", "UTC"))
        digest = changes_digest(changes, covers, interest, Setting.of(view, asked))
        return _led(digest, say("digest.prompt.changes"))

    async def _of(self, held: Subscription, asked: Asked) -> Digest:
        """Compose exactly what the next digest of a subscription would hold."""
        say, view = Phrases.of(asked.locale), View(self._snapshots.base())
        digest = await self._digests.look(held, await self._digests.window_now(held))
        what = words.what(held, view, say)
        if held.state is SubscriptionState.ACTIVE:
            following = words.instant(held.next_at, held.zone, say, relative=False)
            lead = say("digest.preview_why", id=held.id, what=what, next=following)
        else:
            lead = say("digest.preview_paused", id=held.id, what=what)
        if digest.reason is not None:
            kind = "say" if told_when_empty(held, digest.reason) else "silent"
            lead = f"{lead}\n{say(f'digest.preview_empty.{kind}')}"
        return _led(digest, lead)

    async def _list(self, asked: Asked) -> Digest:
        """List the digests of this store, for who hosts it: what, where, state, last result."""
        say, view = Phrases.of(asked.locale), View(self._snapshots.base())
        held = await self._subscriptions.standing()
        lines = list(_listed(held[:MOST_LISTED], view, say)) or [say("digest.prompt.none")]
        if len(held) > MOST_LISTED:
            lines.append(say("digest.prompt.more", count=len(held) - MOST_LISTED))
        lines.append(say("digest.prompt.hint"))
        setting = Setting.of(view, asked)
        read_as = {"command": "digest list"}
        return Digest(text_answer(setting, read_as, say("digest.list_title"), _plain(lines)))


def told_corrections(digest: Digest, say: Phrases) -> str:
    """Tell a digest's corrections as lines of text, for those who read no drawing."""
    lines = []
    for one in digest.corrections:
        lead = say(f"digest.told.{one.action}", when=say.day(one.on))
        said = f"{one.figure} · {one.before}" if one.figure else one.before
        changed = [*one.changes, f"{say('digest.why')} {one.reason}"]
        lines.append(f"{lead} {said} ({one.fact.id}). {' '.join(changed)}")
    return "\n".join(lines)


def _led(digest: Digest, lead: str) -> Digest:
    """Put the sentence about why this is shown before a digest's own notes."""
    note = _plain(line for line in (lead, digest.answer.note) if line)
    read_as = {**digest.answer.read_as, "command": "digest preview"}
    return replace(digest, answer=replace(digest.answer, note=note, read_as=read_as))


def _plain(lines: Iterable[str]) -> str:
    """Join lines without the marks that make Discord show an id as code."""
    return "\n".join(lines).replace("`", "")


def _listed(held: list[Subscription], view: View, say: Phrases) -> Iterator[str]:
    for one in held:
        where = (
            say("digest.prompt.dm")
            if one.channel is None
            else say("digest.prompt.channel", channel=one.channel)
        )
        what = words.what(one, view, say)
        yield "- " + say("digest.item", id=one.id, what=what, where=where, at=one.at, zone=one.zone)
        stands = (words.state(one, say, relative=False), words.last_run(one, say))
        yield " ".join(line for line in stands if line)


def _command(action: str, options: Mapping[str, str]) -> str:
    """Write the slash command that does in Discord what was typed here."""
    return " ".join([f"/digest {action}", *(f"{name}:{text}" for name, text in options.items())])
