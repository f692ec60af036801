"""Loading what a dry run reported: everything in one transaction, or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from facts.curation.bulk.report import Kind, Report, Row, State
from facts.curation.publish import action_for, changed_fields
from facts.errors import FactlineError, Refused, StaleRevision
from facts.language.phrases import Phrases
from facts.store import Store, Writing

Progress = Callable[[int, int], None]
"""Called with how many of how many steps are done; must return at once."""

TURN = 10
"""Steps taken before others on the event loop get their turn."""

AT_ONCE = 400
"""How many facts are looked up in one query."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import wrote, counted in records of the file; `relations` counts new links."""

    new: int
    changed: int
    same: int
    relations: int


async def load(
    store: Store,
    report: Report,
    *,
    actor: str,
    reason: str | None = None,
    notice: str | None = None,
    locale: str = "en",
    progress: Progress | None = None,
) -> Loaded:
    """Write what a report without errors holds, in one transaction.

    `actor` is who does it (a pseudonym, or `command line`). `reason` stands in the history of every
    changed fact (by default it names the file), `notice` is the sentence that readers see where a fact
    was corrected. Nothing that the file leaves out is changed, retracted or ended.

    Raises Refused if the report has errors or a rule of the record is broken, StaleRevision if the
    record was changed since the dry run; the record then stays as it was. Refresh the snapshots
    afterwards.
    """
    say = Phrases.of(locale)
    _expect_right(report, say)
    if report.steps == 0:
        return _done(report)
    async with store.writing(actor=actor, scope=report.scope, locale=locale) as writing:
        return await load_within(
            writing, report, reason=reason, notice=notice, say=say, progress=progress
        )


async def load_within(
    writing: Writing,
    report: Report,
    *,
    say: Phrases,
    reason: str | None = None,
    notice: str | None = None,
    progress: Progress | None = None,
) -> Loaded:
    """Write what a report holds within a transaction on its scope; see `load`."""
    _expect_right(report, say)
    work = _Work(writing, report, say, progress)
    await work.foresee()
    await work.entities()
    await work.facts(reason or f"Changed by the import of {report.name}", notice)
    await work.relations(reason)
    await writing.check()
    return _done(report)


def _expect_right(report: Report, say: Phrases) -> None:
    if report.errors:
        count = report.count(State.WRONG) or len(report.errors)
        raise Refused(say.plural("bulk.has_errors", count), say("bulk.has_errors_hint"))


def _done(report: Report) -> Loaded:
    return Loaded(
        report.count(State.NEW),
        report.count(State.CHANGED),
        report.count(State.SAME),
        len(report.content.relations),
    )


class _Work:
    def __init__(
        self, writing: Writing, report: Report, say: Phrases, progress: Progress | None
    ) -> None:
        self.writing = writing
        self.report = report
        self.content = report.content
        self.say = say
        self.progress = progress
        self.rows = {(row.kind, row.id): row for row in report.rows}
        self.step = 0

    async def foresee(self) -> None:
        """Look up every fact and relation at once; each would cost a query of its own."""
        content = self.content
        names = dict.fromkeys((*content.created, *content.revised))
        names |= dict.fromkeys(e for r in content.relations for e in (r.from_fact, r.to_fact))
        waiting = list(names)
        for begin in range(0, len(waiting), AT_ONCE):
            await self.writing.foresee(waiting[begin : begin + AT_ONCE])

    async def entities(self) -> None:
        """Put sources, places and series, in an order in which each finds what it names."""
        kinds: tuple[tuple[Literal["source", "place", "series"], Any, Any], ...] = (
            ("source", self.content.sources, self.writing.put_source),
            ("place", self.content.places, self.writing.put_place),
            ("series", self.content.series, self.writing.put_series),
        )
        for kind, found, put in kinds:
            held = await self.writing.entities(kind) if found else {}
            for entity in found:
                row = self.rows[Kind(kind), entity.id]
                if (entity.id in held) != (row.state is State.CHANGED):
                    raise self._stale(row)
                await self._named(row, put(entity))

    async def facts(self, reason: str, notice: str | None) -> None:
        """Create new facts and revise changed ones, each on the revision that was compared."""
        for name, body in self.content.created.items():
            row = self.rows[Kind.FACT, name]
            if await self.writing.used(name):
                raise self._stale(row)
            await self._named(row, self.writing.create(name, body))
        for name, (before, after) in self.content.revised.items():
            row = self.rows[Kind.FACT, name]
            why = f"{reason}: {', '.join(changed_fields(before, after))}."[:300]
            revised = self.writing.revise(
                name,
                action_for(before, after),
                after,
                reason=why,
                notice=notice,
                based_on=row.based_on,
            )
            await self._named(row, revised)

    async def relations(self, reason: str | None) -> None:
        """Record the relations that do not stand yet."""
        for relation in self.content.relations:
            row = self.rows.get((Kind.FACT, relation.from_fact)) or self.rows.get(
                (Kind.FACT, relation.to_fact)
            )
            await self._named(row, self.writing.relate(relation, reason=reason))

    async def _named(self, row: Row | None, doing: Any) -> None:
        """Do one step; a refusal says which row it is about."""
        try:
            await doing
        except StaleRevision as error:
            raise self._stale(row) from error
        except FactlineError as error:
            if row is None:
                raise
            where = self.say("bulk.at_row", file=row.file, line=row.line, id=row.id)
            raise Refused(f"{where} {error.sentence}", error.hint) from error
        self.step += 1
        if self.step % TURN == 0 or self.step == self.report.steps:
            if self.progress is not None:
                self.progress(self.step, self.report.steps)
            await asyncio.sleep(0)

    def _stale(self, row: Row | None) -> StaleRevision:
        said = self.say("bulk.stale", id=row.id if row else "")
        return StaleRevision(said, self.say("bulk.stale_hint"))
