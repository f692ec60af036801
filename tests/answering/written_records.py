"""A few records written by hand, for tests that say exactly what an answer holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from facts.answering.desk import Desk
from facts.answers import Answer, FigureLine
from facts.model import (
    Action,
    Body,
    Category,
    DateRange,
    Document,
    Hop,
    Measure,
    Period,
    PlaceRef,
    Relation,
    Revision,
    Side,
    Topic,
    Unit,
    Verification,
)
from facts.questions import Asked, PartialDate, Question, SpanPeriod
from facts.snapshot import Layer
from tests.generated_stores import RECORDED_AT, Store

TODAY = date(2026, 11, 25)


def day(month: int, number: int, year: int = 2022) -> date:
    return date(year, month, number)


def lost(
    number: int | None,
    ends: date | None,
    *,
    days: int | None = 7,
    category: Category | None = Category.TANK,
    side: Side = Side.RUSSIA,
    by: str = "general-staff",
    via: str = "agency",
    place: str = "ukraine",
    stated: date | None = None,
    topic: Topic = Topic.EQUIPMENT_LOSSES,
    metric: str = "equipment_lost",
    verification: Verification = Verification.UNVERIFIED,
) -> Body:
    """Write a record of losses over so many days up to a day (days None: open at the start)."""
    said = stated or ends
    valid = None
    if ends is not None:
        start = DateRange.on(date.fromordinal(ends.toordinal() - days + 1)) if days else None
        valid = Period(start, DateRange.on(ends))
    return Body(
        statement={"en": f"{by} said {number} were lost."},
        topic=topic,
        metric=metric,
        category=category,
        side=side,
        measure=None
        if number is None
        else Measure(unit=Unit.COUNT, wording=f"{number:,}", low=number, high=number),
        scope_place=PlaceRef(place),
        valid=valid,
        stated_on=DateRange.on(said) if said else None,
        chain=(Hop(source=by), Hop(source=via)),
        documents=(Document(publisher=via, url=f"https://{via}.example/{by}"),),
        verification=verification,
    )


def point(total: int, ends: date, *, series: str = "general-staff-tank") -> Body:
    """Write a point of a cumulative series."""
    by = series.removesuffix("-tank")
    since = (ends - date(2022, 2, 24)).days + 1
    return replace(lost(total, ends, days=since, by=by), series=series)


def span(first: date, last: date) -> SpanPeriod:
    return SpanPeriod("these days", as_partial(first), as_partial(last))


def as_partial(known: date) -> PartialDate:
    return PartialDate(known.month, known.day, known.year)


class History:
    """Earlier revisions, as they would be read from a database."""

    def __init__(self, *revisions: Revision) -> None:
        self.revisions = revisions

    async def history(self, fact: str, scopes: Sequence[str]) -> Sequence[Revision]:
        return [r for r in self.revisions if r.fact == fact and r.scope in scopes]


class Shelf:
    """One layer for everybody."""

    def __init__(self, layer: Layer) -> None:
        self.layer = layer

    def base(self) -> Layer:
        return self.layer

    def guild(self, guild: str) -> Layer | None:
        del guild
        return None


def desk_of(
    bodies: Mapping[str, Body],
    *relations: Relation,
    retracted: frozenset[str] = frozenset(),
    history: History | None = None,
) -> Desk:
    return Desk(Shelf(Store(bodies, relations, retracted).layer()), history)


async def ask(
    desk: Desk, question: Question, *, as_of: date | None = None, locale: str = "en"
) -> Answer:
    return await desk.answer_question(question, Asked(TODAY, locale, None, as_of), text="as typed")


def sections(answer: Answer) -> dict[str, list[list[str]]]:
    """Give the answer's shape: title → blocks → ids."""
    return {
        s.title: [[line.fact.id for line in block.lines] for block in s.blocks]
        for s in answer.sections
    }


def line(answer: Answer, fact: str) -> FigureLine:
    return next(
        li for s in answer.sections for b in s.blocks for li in b.lines if li.fact.id == fact
    )


def ids(answer: Answer) -> list[str]:
    return [fact.id for fact in answer.facts]


def revision(
    number: int, body: Body, action: Action = Action.CREATE, reason: str | None = None
) -> Revision:
    return Revision(
        fact="a",
        scope="base",
        number=number,
        action=action,
        recorded_at=RECORDED_AT,
        recorded_by="user:1234" if number > 1 else "collection",
        body=body,
        previous_hash="0" * 64,
        hash="1" * 64,
        reason=reason,
    )
