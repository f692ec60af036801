"""What a digest says: what the record gained in a window, corrections first.

Pure: the changes were read from the store, the facts come from the view. A digest is an `Answer` with
the corrections beside it; it is drawn like any answer, every figure with its citation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from facts.answering.blocks import blocks_of, fold_same_claims, recency
from facts.answering.changes import changed_words
from facts.answering.citing import statement_in
from facts.answering.parts import disagreements, facts_in, reading
from facts.answering.setting import Setting
from facts.answering.window import Window
from facts.answers import Answer, Block, CitedFact, FigureLine, Outcome, Section
from facts.errors import NotOnRecord
from facts.model import PlaceKind, RelationKind, Topic
from facts.snapshot import Record
from facts.store.happened import Happened

MOST_FACTS = 40
"""Facts that one digest shows; the rest are counted. Five or six messages at most."""

MOST_CORRECTIONS = 20


@dataclass(frozen=True, slots=True)
class Interest:
    """What a subscriber wants to hear about; None means everything."""

    about: Topic | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Covers:
    """The window as it is told: two instants, in the subscriber's time zone."""

    since: datetime
    until: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What readers had been told and how it was changed.

    `fact` is the record as it stands now; a retracted one is named with its source, never shown as a
    figure. `before` is what it said, `figure` the number in that; `changes` are word-level differences.
    """

    action: str
    on: date
    fact: CitedFact
    before: str
    reason: str
    notice: str | None
    changes: tuple[str, ...] = ()
    figure: str | None = None

    @property
    def stands(self) -> bool:
        """Tell whether the fact may still be shown."""
        return self.action != "retract"


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest: the answer that holds its facts, and the corrections that open it.

    `reason` says by a code why there is nothing in it (`nothing_new`, `nothing_said`, `replay_ends`,
    `replay_over`); None where there is something.
    """

    answer: Answer
    corrections: tuple[Correction, ...] = ()
    reason: str | None = None


def changes_digest(
    changes: Sequence[Happened], covers: Covers, interest: Interest, setting: Setting
) -> Digest:
    """Compose what the record gained: corrections, then new facts by theatre and topic.

    A fact that is new and was corrected in the same window is new; one that came and was retracted in
    it is told as a retraction, since answers may have shown it.
    """
    wanted = within(interest, setting)
    found = [(c, r) for c in changes if (r := _seen(c, setting)) is not None and wanted(r)]
    told = [(c, r) for c, r in found if c.told is not None and (not c.created or r.retracted)]
    told.sort(key=lambda pair: _newest_told(pair[0]), reverse=True)
    new = [r for c, r in found if c.created and setting.view.listed(r)]
    say = setting.phrases
    notes = [say("digest.covers", dates=_span(covers, setting)), *_filters(interest, setting)]
    corrections = tuple(_correction(c, r, setting) for c, r in told[:MOST_CORRECTIONS])
    if len(told) > MOST_CORRECTIONS:
        notes.append(say.plural("digest.more_corrections", len(told) - MOST_CORRECTIONS))
    shown = sorted(new, key=recency, reverse=True)[:MOST_FACTS]
    if len(new) > len(shown):
        notes.append(say("digest.more_facts", shown=len(shown), count=say.number(len(new))))
    sections = by_theatre(shown, setting)
    reason = None if corrections or sections else "nothing_new"
    return Digest(
        digest_answer(say("digest.changes_title"), notes, sections, setting, reason),
        corrections,
        reason,
    )


def digest_answer(
    title: str,
    notes: Sequence[str],
    sections: tuple[Section, ...],
    setting: Setting,
    reason: str | None,
) -> Answer:
    """Make the answer of a digest: its sections, or the sentence for why there are none."""
    facts = facts_in(sections)
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.ANSWERED if reason is None else Outcome.NOTHING,
        read_as=reading(setting, "digest"),
        title=title,
        store=setting.view.digest,
        note="\n".join(notes),
        sections=sections,
        facts=facts,
        disagreements=disagreements(facts),
        why=None if reason is None else setting.phrases(f"digest.reason.{reason}"),
        as_of=setting.view.as_of,
    )


def by_theatre(records: Iterable[Record], setting: Setting) -> tuple[Section, ...]:
    """Arrange facts by theatre, then topic, each under its heading; wider than an oblast comes last."""
    groups: dict[tuple[bool, str, Topic], list[Record]] = defaultdict(list)
    for record in records:
        theatre = _theatre(record, setting)
        groups[theatre is None, theatre or "", record.body.topic].append(record)
    topics = list(Topic)
    sections = []
    for wide, theatre, topic in sorted(groups, key=lambda g: (g[0], g[1], topics.index(g[2]))):
        about = setting.phrases(f"labels.topic.{topic}")
        where = setting.phrases("digest.elsewhere") if wide else theatre
        claims = fold_same_claims(setting, groups[wide, theatre, topic])
        drawn = blocks_of(setting, claims.leads, Window(), twins=claims.twins)
        blocks = tuple(_with_predecessors(block, setting) for block in drawn)
        sections.append(
            Section(setting.phrases("digest.heading", where=where, about=about), blocks)
        )
    return tuple(sections)


def interest_words(interest: Interest, setting: Setting) -> str:
    """Name what a subscriber wants to hear about: "strikes, Kherson Oblast"; "everything"."""
    say = setting.phrases
    words = [say(f"labels.topic.{interest.about}") if interest.about else None]
    if interest.place is not None:
        try:
            words.append(setting.place_name(interest.place))
        except NotOnRecord:
            words.append(interest.place)  # gone meanwhile: nothing is within it any more
    return ", ".join(word for word in words if word) or say("digest.everything")


def _filters(interest: Interest, setting: Setting) -> Iterator[str]:
    if interest != Interest():
        yield setting.phrases("digest.only", what=interest_words(interest, setting))


def within(interest: Interest, setting: Setting) -> Callable[[Record], bool]:
    """Make the test whether a record is within an interest; a place holds all that lies in it."""
    places = setting.view.within(interest.place) if interest.place else None

    def holds(record: Record) -> bool:
        body = record.body
        if interest.about is not None and body.topic is not interest.about:
            return False
        refs = (*((body.scope_place,) if body.scope_place else ()), *body.places)
        return places is None or any(ref.place in places for ref in refs)

    return holds


def _seen(change: Happened, setting: Setting) -> Record | None:
    """Find the record of a change where this reader may see it."""
    record = setting.view.get(change.fact)
    if record is None or record.scope != change.scope or record.id in setting.view.hidden:
        return None
    return record


def _newest_told(change: Happened) -> tuple[datetime, str]:
    assert change.told is not None  # chosen by that
    return (change.told.recorded_at, change.fact)


def _correction(change: Happened, record: Record, setting: Setting) -> Correction:
    told = change.told
    assert told is not None  # chosen by that
    body = change.before.body if change.before else record.body
    return Correction(
        action="retract" if record.retracted else told.action.value,
        on=told.recorded_at.astimezone(UTC).date(),
        fact=setting.cite(record),
        before=statement_in(body, setting.phrases.language),
        reason=told.reason,
        notice=told.notice,
        changes=() if record.retracted else changed_words(body, record.body, setting),
        figure=None if record.retracted or body.measure is None else body.measure.wording,
    )


def _theatre(record: Record, setting: Setting) -> str | None:
    """Name the oblast or front that a fact belongs to; None for what is wider, or nowhere."""
    body = record.body
    ref = body.scope_place or (body.places[0] if body.places else None)
    if ref is None:
        return None
    view, seen = setting.view, set[str]()
    place = view.place(ref.place)
    while place.parent and place.id not in seen:
        seen.add(place.id)
        parent = view.place(place.parent)
        if parent.kind is PlaceKind.COUNTRY:
            break
        place = parent
    return None if place.kind is PlaceKind.COUNTRY else setting.place_name(place.id)


def _with_predecessors(block: Block, setting: Setting) -> Block:
    return Block(tuple(_with_predecessor(line, setting) for line in block.lines))


def _with_predecessor(line: FigureLine, setting: Setting) -> FigureLine:
    """Name the older figures that a new one supersedes, as a note under it."""
    record = setting.view.get(line.fact.id)
    if record is None:
        return line
    copies = [setting.view.get(fact.id) for fact in line.also]
    older = [
        near.record
        for one in (record, *copies)
        if one is not None
        for near in setting.linked(one, RelationKind.SUPERSEDES)
        if near.outgoing
    ]
    previous = _previous_point(record, setting)
    if not older and previous is not None:
        older = [previous]
    notes = [_supersedes(setting.cite(r), setting) for r in older[:2]]
    if not notes:
        return line
    return replace(line, fact=replace(line.fact, annotations=(*notes, *line.fact.annotations)))


def _previous_point(record: Record, setting: Setting) -> Record | None:
    """Find the point of the same series right before this one."""
    if record.body.series is None or record.ends is None:
        return None
    points = setting.view.points(record.body.series, date.min, record.ends)
    earlier = [p for p in points if p.ends and p.ends < record.ends]
    return earlier[-1] if earlier else None


def _supersedes(older: CitedFact, setting: Setting) -> str:
    """Name a figure with who said it, when, and the id under which its way to us and its caveats stand."""
    said = older.measure.wording if older.measure else older.statement
    who, dates = older.originator, setting.phrases.dates(older.stated_on)
    return setting.phrases("digest.supersedes", said=said, who=who, dates=dates, id=older.id)


def _span(covers: Covers, setting: Setting) -> str:
    """Write the window's two instants in the subscriber's time zone, as text."""
    zone = ZoneInfo(covers.zone)
    ends = (covers.since.astimezone(zone), covers.until.astimezone(zone))
    written = [f"{setting.phrases.day(e.date())}, {e:%H:%M}" for e in ends]
    return f"{written[0]} - {written[1]} ({covers.zone})"
