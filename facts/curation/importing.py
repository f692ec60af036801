"""A file on its way to the record: read and reported, then loaded whole, by one moderator or by two.

The file itself is kept, not only what was read from it: a restart forgets nothing, and whatever the
record became meanwhile is seen when the button is pressed. Loading then does what was shown, or nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import zlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from facts.curation import bulk
from facts.curation.change import Applied
from facts.curation.curator import Curator, Hand
from facts.curation.review import Decision, Review
from facts.curation.rights import Member
from facts.errors import NotOnRecord
from facts.language.phrases import Phrases
from facts.store import Writing
from facts.store.curation_files import ImportFile, drop_file, get_file, keep_file, queue_file
from facts.store.curation_queue import ItemKind, QueueItem, add_item

LATELY = 3
"""Reports kept in memory, so that a file is not read again where the record stands as it did."""

KEPT_HOURS = 24
"""How long a file waits for the press of who sent it. In the queue it waits as long as it takes."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A dry run beside the record as it is now.

    `file` is what `load` takes, None where there is nothing to load. `second` tells that a second
    moderator will have to approve.
    """

    report: bulk.Report
    file: str | None
    second: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a press; exactly one is given.

    `loaded` stands on record, `waiting` lies in the queue. `changed` is a new dry run: the record moved
    since the one that was shown, and nothing was done.
    """

    loaded: bulk.Loaded | None = None
    waiting: QueueItem | None = None
    changed: Checked | None = None
    decision: Decision | None = None


class Importing:
    """Files of the place where one acts; only moderators send, load and approve them."""

    def __init__(self, curator: Curator, review: Review) -> None:
        self._curator = curator
        self._review = review
        self._store = curator.store
        self._lately: OrderedDict[tuple[object, ...], bulk.Report] = OrderedDict()

    async def check(self, name: str, data: bytes, *, by: Member) -> Checked:
        """Read a file and report what loading it would do; it is kept if it can be loaded.

        Raises Refused without the right or for a file that is too large, UsageError for a name of no
        known format.
        """
        hand = await self._curator.entitled(by)
        report = await self._dry_run(name, data, by)
        if not report.loadable:
            return Checked(report, None, second=False)
        packed, now = await asyncio.to_thread(zlib.compress, data), self._store.now()
        before = now - timedelta(hours=KEPT_HOURS)
        owner = {"scope": hand.scope, "person": hand.person, "name": report.name}
        async with self._store.keeping() as connection:
            file = await keep_file(connection, **owner, packed=packed, at=now, before=before)
        return Checked(report, file, await self._second(by))

    async def load(
        self, file: str, mark: str, *, by: Member, progress: bulk.Progress | None = None
    ) -> Outcome:
        """Load a file of one's own as its report, known by its `mark`, said: all of it, or nothing.

        Where the server wants a second moderator it goes into the queue instead. Raises NotOnRecord
        for a file that is gone or somebody else's, and whatever `bulk.load` refuses.
        """
        hand, say = await self._curator.entitled(by), Phrases.of(by.locale)
        kept = await get_file(self._store, file, hand.scope)
        if kept is None or kept.person != hand.person or kept.item is not None:
            raise _gone(say)
        second = await self._second(by)
        report = await self._dry_run(kept.name, kept.data, by)
        if report.mark != mark or not report.loadable:
            return Outcome(changed=Checked(report, file if report.loadable else None, second))
        if second:
            return Outcome(waiting=await self._propose(kept, report, hand, say))
        writing_as = {"actor": hand.person, "scope": hand.scope, "locale": by.locale}
        async with self._store.writing(**writing_as) as writing:
            if not await drop_file(writing.connection, file):
                raise _gone(say)
            loaded = await bulk.load_within(writing, report, say=say, progress=progress)
        await self._curator.snapshots.refresh()
        return Outcome(loaded=loaded)

    # -- the second moderator ---------------------------------------------------------------------

    async def waiting(self, item: QueueItem, *, by: Member) -> tuple[Checked, bytes]:
        """Give the dry run of a file in the queue, beside the record as it is now, and the file."""
        hand = await self._curator.entitled(by)
        kept = await self._of(item, hand, Phrases.of(by.locale))
        report = await self._dry_run(kept.name, kept.data, by)
        return Checked(report, kept.id if report.loadable else None, second=True), kept.data

    async def approve(
        self,
        item: QueueItem,
        mark: str,
        *,
        version: int,
        by: Member,
        progress: bulk.Progress | None = None,
    ) -> Outcome:
        """Load a file of the queue as the report that was shown, known by its `mark`, said.

        Raises Refused if another moderator was first and for one's own file, as `Review.approve`, and
        whatever `bulk.load` refuses; it then waits as before.
        """
        say = Phrases.of(by.locale)
        await self._review.expect_second(item.id, version, by=by)
        try:
            checked, _ = await self.waiting(item, by=by)
        except NotOnRecord:  # somebody may have loaded it since
            await self._review.expect_second(item.id, version, by=by)
            raise
        if checked.report.mark != mark or checked.file is None:
            await self._review.expect_second(item.id, version, by=by)
            return Outcome(changed=checked)
        found: list[bulk.Loaded] = []

        async def within(writing: Writing) -> Applied | None:
            found.append(
                await bulk.load_within(writing, checked.report, say=say, progress=progress)
            )
            return None

        decision = await self._review.approve(item.id, version=version, by=by, within=within)
        return Outcome(loaded=found[0], decision=decision)

    # -- shared -----------------------------------------------------------------------------------

    async def _propose(
        self, kept: ImportFile, report: bulk.Report, hand: Hand, say: Phrases
    ) -> QueueItem:
        counts = {state.value: report.count(state) for state in bulk.State}
        async with self._store.keeping() as connection:
            item = await add_item(
                connection,
                scope=hand.scope,
                kind=ItemKind.IMPORT,
                payload={"file": kept.id, "name": kept.name, "counts": counts},
                at=self._store.now(),
                person=hand.person,
            )
            if not await queue_file(connection, kept.id, item.id):
                raise _gone(say)
        return item

    async def _of(self, item: QueueItem, hand: Hand, say: Phrases) -> ImportFile:
        kept = await get_file(self._store, str(item.payload.get("file")), hand.scope)
        if kept is None or kept.item != item.id:
            raise NotOnRecord(say("curation.review.gone"))
        return kept

    async def _dry_run(self, name: str, data: bytes, by: Member) -> bulk.Report:
        view = await self._curator.view(by.guild)
        own = None
        if by.guild is not None:
            own = await self._curator.snapshots.ensure_guild(by.guild)
        await self._curator.settings.ensure(by.guild)
        today = self._curator.today(by.guild)
        beside = bulk.Beside(view.base, own)
        stands = (beside.scope, view.base.position, own.position if own is not None else 0)
        key = (name, hashlib.sha256(data).digest(), today, by.locale, *stands)
        known = self._lately.get(key)
        if known is None:
            read = partial(bulk.dry_run, name, data, beside, today=today, locale=by.locale)
            known = self._lately[key] = await asyncio.to_thread(read)
        self._lately.move_to_end(key)
        while len(self._lately) > LATELY:
            self._lately.popitem(last=False)
        return known

    async def _second(self, by: Member) -> bool:
        return (await self._curator.settings.fresh(by.guild)).two_person


def _gone(say: Phrases) -> NotOnRecord:
    return NotOnRecord(say("curation.import.gone"), say("curation.import.again"))
