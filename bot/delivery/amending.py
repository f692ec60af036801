"""Corrections that reach the reader: answers that showed an old revision are amended where they stand.

A correction is planned as a line in each language. The worker reads the message, puts the line of the
message's own language on top and edits it, so that a page turned meanwhile stays turned. Where a message
cannot be edited any more a reply tells it, once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, timedelta
from time import monotonic

from discord import ui

from bot.delivery.answer_log import KEPT_FOR, UNSEEN
from bot.delivery.corrected import LINES
from bot.delivery.marks import marked
from bot.notices import notice
from bot.render.custom_ids import ButtonId, Press
from bot.render.layout import amended
from bot.render.safe_text import clip
from bot.sending import Json, drawing
from facts.answering.citing import statement_in
from facts.curation.settings import SettingsBook
from facts.errors import StoreError
from facts.language.phrases import LANGUAGES, Phrases
from facts.model import Action, Body
from facts.store import Store
from facts.store.delivery_answers import AnswerLog, PostedAnswer
from facts.store.delivery_cursor import amended_to, set_amended_to
from facts.store.delivery_model import DeliveryState, Kind, NewDelivery
from facts.store.delivery_outbox import enqueue
from facts.store.happened import ToldAt, told_since
from facts.store.snapshots import Snapshots

log = logging.getLogger(__name__)

POLL = 1.0

SETTLE = timedelta(seconds=30)
"""How long a correction is looked at a second time: answers are noted a little after they are posted,
and one may be on its way while the fact that it shows is corrected."""

BATCH = 20
CHUNK = 200

_ROW = 1


class Amending:
    """Plan the amendments that corrections make due."""

    def __init__(self, store: Store, snapshots: Snapshots, settings: SettingsBook) -> None:
        self._store = store
        self._snapshots = snapshots
        self._settings = settings
        self._answers = AnswerLog(store)
        self._seen = -1
        self._settles_at: float | None = None

    async def run(self) -> None:
        """Plan whenever the record has moved, and once more when that has settled, until cancelled."""
        while True:
            seen = self._snapshots.position
            settled = self._settles_at is not None and monotonic() >= self._settles_at
            if seen != self._seen or settled:
                try:
                    await self.plan()
                    self._seen = seen
                except StoreError as away:
                    log.warning("corrections wait for the store: %s", away)
            await asyncio.sleep(POLL)

    async def plan(self) -> int:
        """Make due what corrections since the last time ask for; gives how many rows are new.

        Stopped anywhere it begins again where it stood: a row is unique by message and correction. A
        correction younger than SETTLE is looked at again.
        """
        position = await amended_to(self._store)
        self._settles_at = None
        if position is None:
            await self._move_to(await self._store.position())
            return 0
        new, settled_before = 0, self._store.now() - SETTLE
        while True:
            reach, told = await told_since(self._store, position, limit=BATCH)
            for one in told:
                new += await self._carry(one)
                if self._settles_at is None and one.revision.recorded_at > settled_before:
                    await self._move_to(one.position - 1)
                    self._settles_at = monotonic() + SETTLE.total_seconds()
            if self._settles_at is None and reach > position:
                await self._move_to(reach)
            if len(told) < BATCH:
                return new
            position = reach

    async def _move_to(self, position: int) -> None:
        async with self._store.keeping() as connection:
            await set_amended_to(connection, position)

    async def _carry(self, told: ToldAt) -> int:
        """Make due the amendment of every answer that showed what is corrected here."""
        since, after, new = self._store.now() - KEPT_FOR, "", 0
        while True:
            async with self._store.looking() as connection:
                found = await self._answers.showing(
                    connection,
                    told.scope,
                    told.revision.fact,
                    before=told.revision.number,
                    since=since,
                    after=after,
                    limit=CHUNK,
                )
            if not found:
                return new
            after = found[-1].message
            new += await self._put(told, found)
            await asyncio.sleep(0)  # answers go first

    async def _put(self, told: ToldAt, found: Sequence[PostedAnswer]) -> int:
        rows: list[NewDelivery] = []
        unseen: list[NewDelivery] = []
        for posted in found:
            if not (await self._settings.ensure(posted.guild)).answer_log:
                continue
            row = self._row(told, posted)
            (unseen if posted.message.startswith(UNSEEN) else rows).append(row)
        now = self._store.now()
        async with self._store.keeping() as connection:
            new = await enqueue(connection, rows, now=now)
            reason = Phrases.of("en")("digest.unreachable")
            state = DeliveryState.UNREACHABLE
            return new + await enqueue(connection, unseen, now=now, state=state, reason=reason)

    def _row(self, told: ToldAt, posted: PostedAnswer) -> NewDelivery:
        further = self._further(told, posted)
        reader = self._settings.of(posted.guild).language or "en"
        return NewDelivery(
            Kind.AMENDMENT,
            f"message:{posted.message}",
            f"position:{told.position}",
            [_line(told, language, further) for language in LANGUAGES],
            channel=posted.channel,
            guild=posted.guild,
            message=posted.message,
            otherwise=_reply(told, reader, further),
        )

    def _further(self, told: ToldAt, posted: PostedAnswer) -> int:
        """Count the other facts of an answer that were corrected since: one line stands for all."""
        shown = {(s.scope, s.fact): s.number for s in posted.shown}
        layers = [self._snapshots.base()]
        own = self._snapshots.guild(posted.guild) if posted.guild else None
        layers += [own] if own is not None else []
        changed = {
            (layer.scope, c.fact)
            for layer in layers
            for c in layer.corrections
            if c.revision > shown.get((layer.scope, c.fact), c.revision)
        }
        return len(changed - {(told.scope, told.revision.fact)})


def sentence(told: ToldAt, language: str, further: int = 0) -> str:
    """Say what changed, when, why, and the new figure, in one line."""
    say, revision = Phrases.of(language), told.revision
    before, after = told.before.body, revision.body
    if revision.action is Action.CORRECT:
        was, now = _said(before, language), _said(after, language)
        if was == now:
            was, now = "", clip(statement_in(after, language), 120)
        changes = f"“{was}” → “{now}”" if was else f"“{now}”"
    else:
        changes = ""
    text = say(
        f"digest.amended.{revision.action}",
        id=revision.fact,
        when=say.day(revision.recorded_at.astimezone(UTC).date()),
        changes=changes,
        before=_said(before, language),
        reason=clip(revision.reason or "", 100),
    )
    return f"{text} {say.plural('digest.amended.more', further)}" if further else text


def _said(body: Body, language: str) -> str:
    """Give the figure as it was said; a claim without one by its statement."""
    if body.measure is not None:
        return body.measure.wording
    return clip(statement_in(body, language), 100)


def _line(told: ToldAt, language: str, further: int) -> Json:
    view = amended(ui.LayoutView(timeout=None), sentence(told, language, further), locale=language)
    line: Json = dict(drawing(view).components[0])
    return {**line, "id": LINES[language]}


def _reply(told: ToldAt, language: str, further: int) -> list[Json]:
    """Draw the reply for a message that cannot be edited, with a button to all corrections."""
    say = Phrases.of(language)
    said = notice(say("digest.reply", text=sentence(told, language, further)))
    custom_id = marked(ButtonId(Press.CHOOSE, "corrections"))
    label = clip(say("digest.corrections_button"), 80)
    button = {"type": 2, "style": 2, "label": label, "custom_id": custom_id}
    return [*map(dict, said.components), {"type": _ROW, "components": [button]}]
