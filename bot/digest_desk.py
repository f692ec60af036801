"""What `/digest` and `!digest` do: subscribe, edit, list, preview, pause, resume, unsubscribe.

One method a command; each gives words or a drawing, and raises FactlineError where it says no. Who may
do what is decided here, at the moment of the act.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot import digest_words as words
from bot.delivery import subscribing
from bot.delivery.digests import Digests, told_when_empty
from bot.digest_options import Reader, guesser, read_words, replay_day, with_replay
from bot.digest_words import ACTIONS
from bot.render.digest import preview
from bot.sending import Drawing, drawing
from facts.curation.settings import SettingsBook
from facts.errors import NotOnRecord, Refused, UsageError
from facts.language.phrases import Phrases, language_of
from facts.questions import Choice
from facts.snapshot import View
from facts.store import Store
from facts.store.delivery_model import NewSubscription, Subscription, SubscriptionState
from facts.store.delivery_subscriptions import Subscriptions
from facts.store.snapshots import Snapshots

DEFAULT_AT = "09:00"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts where, as Discord says at this moment.

    `moderator`: may make digests for this server's channels. `missing`: rights that the bot lacks here,
    in Discord's names. `place_locale` is the server's language, for what a whole channel reads.
    `private`: only the caller sees the reply.
    """

    user: str
    guild: str | None
    channel: str
    locale: str
    place_locale: str
    moderator: bool = False
    missing: tuple[str, ...] = ()
    private: bool = True

    @property
    def say(self) -> Phrases:
        """Give the phrases of the caller's language."""
        return Phrases.of(self.locale)


class DigestDesk:
    """Serve the commands about digests."""

    def __init__(
        self, store: Store, snapshots: Snapshots, digests: Digests, settings: SettingsBook
    ) -> None:
        self._store = store
        self._snapshots = snapshots
        self._digests = digests
        self._settings = settings
        self._subscriptions = Subscriptions(store)

    async def act(self, action: str, options: Mapping[str, str], caller: Caller) -> Drawing:
        """Do one of ACTIONS with typed options; raises FactlineError with what to do instead."""
        given = {name: text for name, text in options.items() if text and text.strip()}
        match action:
            case "subscribe":
                return await self._subscribe(given, caller)
            case "edit":
                return await self._edit(given, caller)
            case "list":
                return await self._list(caller)
            case "preview":
                return await self.preview(await self._chosen(given, caller), caller)
            case "pause":
                return await self._pause(given, caller)
            case "resume":
                return await self._resume(given, caller)
            case "unsubscribe":
                return await self.unsubscribe(await self._chosen(given, caller), caller)
        say = caller.say
        raise UsageError(say("digest.ask.what", word=action[:40]), say("digest.ask.what_hint"))

    async def text(self, text: str, caller: Caller) -> Drawing:
        """Do what a text says: `subscribe 07:30 Europe/Kyiv strikes`; nothing said means `list`."""
        action, _, rest = text.strip().partition(" ")
        action = action.casefold() or "list"
        if action not in ACTIONS:
            return await self.act(action, {}, caller)
        ids = {held.id for held in await self.reachable(caller)}
        reader = await self._reader(caller.guild, caller.locale)
        return await self.act(action, read_words(rest, caller.locale, guesser(reader, ids)), caller)

    async def reachable(self, caller: Caller) -> list[Subscription]:
        """List the digests that a caller may name here: their own, and as a moderator this server's."""
        held = [
            one
            for one in await self._subscriptions.of_owner(caller.user)
            if one.to == "dm" or one.guild == caller.guild
        ]
        if caller.moderator and caller.guild is not None:
            known = {one.id for one in held}
            of_guild = await self._subscriptions.of_guild(caller.guild)
            held += [one for one in of_guild if one.id not in known]
        return held

    async def choices(self, typed: str, caller: Caller) -> list[Choice]:
        """Complete the id of a digest: those that the caller may name and that hold what was typed."""
        key, view = typed.strip().casefold(), self._view()
        found = []
        for held in await self.reachable(caller):
            label = f"{held.id}: {words.what(held, view, caller.say)}, {held.at} {held.zone}"
            if key in label.casefold():
                found.append(Choice(label[:100], held.id))
        return found[:25]

    async def preview(self, held: Subscription, caller: Caller, *, screen: int = 0) -> Drawing:
        """Show exactly what a digest would hold now, and why."""
        digest = await self._digests.look(held, await self._digests.window_now(held))
        told = [self._preview_words(held, caller)]
        if digest.reason is not None:
            sent = told_when_empty(held, digest.reason)
            told.append(caller.say(f"digest.preview_empty.{'say' if sent else 'silent'}"))
        view = preview(digest, held.id, told, screen=screen, locale=held.locale)
        return drawing(view)

    def _preview_words(self, held: Subscription, caller: Caller) -> str:
        what = words.what(held, self._view(), caller.say)
        if held.state is SubscriptionState.ACTIVE and held.next_at is not None:
            following = words.instant(held.next_at, held.zone, caller.say, relative=False)
            return caller.say("digest.preview_why", id=held.id, what=what, next=following)
        return caller.say("digest.preview_paused", id=held.id, what=what)

    async def find(self, name: str, caller: Caller) -> Subscription:
        """Find a digest that the caller may see; raises NotOnRecord, Refused."""
        held = await self._subscriptions.get(name)
        self._expect_theirs(held, caller)
        return held

    async def unsubscribe(self, held: Subscription, caller: Caller) -> Drawing:
        """End a digest: its owner, or a moderator of its server. Raises Refused."""
        self._expect_theirs(held, caller)
        await self._subscriptions.end(held.id)
        what = words.what(held, self._view(), caller.say)
        return words.told(caller.say("digest.unsubscribed", id=held.id, what=what))

    async def _subscribe(self, options: Mapping[str, str], caller: Caller) -> Drawing:
        say = caller.say
        to = (await self._reader(None, caller.locale)).read(
            {"where": options.get("where", "")}
        ).get("to") or ("here" if caller.moderator else "dm")
        guild = caller.guild if to == "here" else None
        if to == "here":
            self._expect_channel(caller)
        fields = (await self._reader(guild, caller.locale)).read(options)
        settings = await self._settings.ensure(caller.guild)
        wanted = {
            "owner": caller.user,
            "kind": "changes",
            "at": DEFAULT_AT,
            "zone": settings.time_zone,
            "guild": guild,
            "channel": caller.channel if to == "here" else None,
            "locale": self._locale(caller, to),
            **fields,
            "to": to,
        }
        following = subscribing.next_of(NewSubscription(**wanted), self._store.now())
        wanted |= with_replay(fields, None, following, say)
        held = await subscribing.subscribe(self._store, NewSubscription(**wanted))
        return words.told(*self._confirmation("digest.subscribed", held, caller))

    async def _edit(self, options: Mapping[str, str], caller: Caller) -> Drawing:
        say = caller.say
        held = await self._chosen(options, caller)
        reader = await self._reader(held.guild, caller.locale)
        fields = reader.read({k: v for k, v in options.items() if k != "id"})
        if not fields:
            raise UsageError(say("digest.ask.nothing_to_edit"), say("digest.ask.edit_hint"))
        fields |= self._moved(held, fields, caller)
        if held.to == "here" or fields.get("to") == "here":
            self._expect_moderator(caller)
        now = self._store.now()
        following = subscribing.next_of(_with(held, fields), now)
        changes = {**fields, **with_replay(fields, held, following, say)}
        held = await subscribing.edit(self._store, held.id, **changes)
        return words.told(*self._confirmation("digest.edited", held, caller))

    def _moved(
        self, held: Subscription, fields: Mapping[str, Any], caller: Caller
    ) -> dict[str, Any]:
        """Work out where a digest goes once `where` is changed."""
        to = fields.get("to")
        if to == "here":
            self._expect_channel(caller)
            here = {"guild": caller.guild, "channel": caller.channel}
            return here | {"locale": self._locale(caller, "here")}
        if to == "dm" and held.to == "here":
            if held.owner != caller.user:
                raise self._not_theirs(caller)
            return {"guild": None, "channel": None, "locale": self._locale(caller, "dm")}
        return {}

    async def _list(self, caller: Caller) -> Drawing:
        reachable = await self.reachable(caller)
        here = [] if caller.guild is None else await self._subscriptions.of_channel(caller.channel)
        known = {one.id for one in reachable}
        every = reachable + [one for one in here if one.id not in known]
        # What somebody gets by direct message is nobody else's business.
        shown = [one for one in every if caller.private or one.to == "here"]
        return words.told(*words.listed(shown, caller.channel, self._view(), caller.say))

    async def _pause(self, options: Mapping[str, str], caller: Caller) -> Drawing:
        held = await self._chosen(options, caller)
        await self._subscriptions.pause(held.id)
        what = words.what(held, self._view(), caller.say)
        return words.told(caller.say("digest.paused", id=held.id, what=what))

    async def _resume(self, options: Mapping[str, str], caller: Caller) -> Drawing:
        held = await self._chosen(options, caller)
        if held.to == "here" and held.channel == caller.channel:
            self._expect_channel(caller)
        held = await subscribing.resume(self._store, held.id)
        what = words.what(held, self._view(), caller.say)
        following = words.instant(held.next_at, held.zone, caller.say)
        return words.told(caller.say("digest.resumed", id=held.id, what=what, next=following))

    async def _chosen(self, options: Mapping[str, str], caller: Caller) -> Subscription:
        """Find the digest that is meant: by id, or the only one there is. Raises FactlineError."""
        say = caller.say
        name = options.get("id", "").strip().strip("`").casefold()
        if name:
            held = await self._subscriptions.get(name)
            self._expect_theirs(held, caller)
            return held
        reachable = await self.reachable(caller)
        if not reachable:
            raise NotOnRecord(say("digest.ask.none_to_choose"), say("digest.ask.none_hint"))
        if len(reachable) > 1:
            ids = ", ".join(one.id for one in reachable)
            hint = say("digest.ask.id_hint", id=reachable[0].id)
            raise UsageError(say("digest.ask.id_needed", ids=ids), hint)
        return reachable[0]

    def _confirmation(self, key: str, held: Subscription, caller: Caller) -> Sequence[str]:
        day: date | None = None
        if held.kind == "replay" and held.next_at is not None:
            day = replay_day(held, subscribing.next_of(held, self._store.now()))
        return words.confirmation(key, held, day, caller.channel, self._view(), caller.say)

    async def _reader(self, guild: str | None, locale: str) -> Reader:
        layer = None if guild is None else await self._snapshots.ensure_guild(guild)
        return Reader.of(View(self._snapshots.base(), layer), locale)

    def _view(self) -> View:
        return View(self._snapshots.base())

    def _locale(self, caller: Caller, to: str) -> str:
        if to == "dm":
            return language_of(caller.locale)
        own = self._settings.of(caller.guild).language
        return own or language_of(caller.place_locale)

    def _expect_moderator(self, caller: Caller) -> None:
        if not caller.moderator:
            say = caller.say
            raise Refused(say("digest.rights.channel"), say("digest.rights.channel_hint"))

    def _expect_channel(self, caller: Caller) -> None:
        """Raise Refused where no digest can come to this channel, or not by this caller."""
        say = caller.say
        if caller.guild is None:
            raise Refused(say("digest.rights.no_channel"))
        self._expect_moderator(caller)
        if caller.missing:
            rights = ", ".join(say(f"bot.right.{name}") for name in caller.missing)
            raise Refused(
                say("digest.rights.missing", rights=rights), say("digest.rights.missing_hint")
            )

    def _expect_theirs(self, held: Subscription, caller: Caller) -> None:
        own = held.owner == caller.user and (held.to == "dm" or held.guild == caller.guild)
        moderates = caller.moderator and held.guild is not None and held.guild == caller.guild
        if not own and not moderates:
            raise self._not_theirs(caller)

    def _not_theirs(self, caller: Caller) -> Refused:
        say = caller.say
        return Refused(say("digest.rights.theirs"), say("digest.rights.theirs_hint"))


def _with(held: Subscription, fields: Mapping[str, Any]) -> Subscription:
    changed = {name: fields[name] for name in ("at", "zone") if name in fields}
    return replace(held, **changed)
