"""`area`: ground gained in a place, who says that they hold it, and town by town."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from facts.answering.blocks import blocks_of, fold_same_claims, recency
from facts.answering.candidates import Listed
from facts.answering.parts import (
    disagreements,
    facts_in,
    nothing_found,
    reading,
    shared_name,
    window_note,
)
from facts.answering.roles import is_figure, roles
from facts.answering.setting import Setting
from facts.answering.window import Window, resolve, short_enough
from facts.answers import Answer, Outcome, Section
from facts.language.canonical import canonical
from facts.model import PlaceKind
from facts.questions import Area, Choice
from facts.snapshot import Record

_TOWNS = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.SETTLEMENT, PlaceKind.VILLAGE)


def answer_area(question: Area, setting: Setting) -> Answer:
    """Answer what was said about ground gained and control of a place.

    Raises:
        BadPeriod: for a date that does not exist.
    """
    view, say = setting.view, setting.phrases
    inside = view.within(question.place)
    known = [r for place in sorted(inside) for r in view.of_place(place) if _takes_part(r)]
    candidates = Listed.of(known)
    window = resolve(
        question.period,
        setting.day,
        candidates,
        lambda record, days: is_figure(record) and short_enough(record, days),
    )
    read_as = reading(setting, "area", window=window, place=question.place)
    title = say("answering.area.title", place=setting.place_name(question.place))
    found = _sort_out(setting, candidates.within(window.first, window.last), question.place, inside)
    shared = shared_name(setting, question)
    if not found.parts:
        nothing = nothing_found(setting, read_as, title, window, candidates, _takes_part)
        return replace(nothing, choices=_wider_choice(question, setting))
    setting.step_back(found.superseded)
    sections = _sections(setting, found, window)
    behind = setting.cite_all([*found.superseded, *found.older])
    facts = facts_in(sections, behind)
    return Answer(
        question="",
        canonical="",
        outcome=Outcome.ANSWERED,
        read_as=read_as,
        title=title,
        store=view.digest,
        note=" ".join([window_note(setting, window), *(text for text, _ in shared)]),
        sections=sections,
        facts=facts,
        superseded=behind,
        disagreements=disagreements(facts),
        choices=tuple(choice for _, choice in shared),
        as_of=view.as_of,
    )


def _wider_choice(question: Area, setting: Setting) -> tuple[Choice, ...]:
    """Offer the place around one that nothing is on record about."""
    parent = setting.view.place(question.place).parent
    if parent is None:
        return ()
    there = replace(question, place=parent, shared_name=None)
    return (Choice(setting.place_name(parent), canonical(there)),)


def _takes_part(record: Record) -> bool:
    metric = record.body.metric
    known = roles()
    return metric in known["area"] or metric in known["settlements"] or metric in known["control"]


@dataclass(slots=True)
class _Found:
    """Records by the part of the answer they belong to, and those that step back."""

    parts: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    superseded: list[Record] = field(default_factory=list)
    older: list[Record] = field(default_factory=list)


def _sort_out(
    setting: Setting, records: Iterable[Record], place: str, inside: frozenset[str]
) -> _Found:
    known = roles()
    scoped: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        metric = record.body.metric
        scope = _scope(record)
        if metric in known["control"]:
            # What names a town is about that town, even where its scope was recorded as the oblast.
            about_town = scope != place or _towns_named(setting, record, place, inside)
            scoped["towns" if about_town else "control"].append(record)
        elif scope == place:
            scoped["area" if metric in known["area"] else "settlements"].append(record)
        else:
            scoped["towns_figures" if scope in inside else "wider"].append(record)
    found = _Found()
    for part in ("area", "settlements", "towns_figures", "wider"):
        newest, older = newest_of(scoped[part], _speaker_and_metric)
        found.parts[part] = newest
        found.superseded.extend(older)
    found.parts["control"], older = _newest_by_party(setting, scoped["control"])
    found.older.extend(older)
    towns, older = _towns(setting, scoped["towns"], place, inside)
    found.parts["towns"] = towns
    found.older.extend(older)
    found.parts = {part: rows for part, rows in found.parts.items() if rows}
    return found


def _scope(record: Record) -> str | None:
    """Give what a record covers: its scope, else the first place it names."""
    body = record.body
    if body.scope_place is not None:
        return body.scope_place.place
    return body.places[0].place if body.places else None


def _speaker_and_metric(record: Record) -> Hashable:
    body = record.body
    return (body.originator, body.metric, _scope(record))


def _newest_by_party(
    setting: Setting, records: Sequence[Record]
) -> tuple[list[Record], list[Record]]:
    """Choose the newest claim of control by each party; the others step back."""
    by_party: dict[Hashable, Record] = {}
    for record in sorted(records, key=recency):
        by_party[setting.view.source(record.body.originator).party] = record
    chosen = {record.id: record for record in by_party.values()}
    return list(chosen.values()), [r for r in records if r.id not in chosen]


def newest_of(
    records: Sequence[Record], key: Callable[[Record], Hashable]
) -> tuple[list[Record], list[Record]]:
    """Part records into the newest of each kind (several of one day stay together) and older ones."""
    groups: dict[Hashable, list[Record]] = defaultdict(list)
    for record in records:
        groups[key(record)].append(record)
    newest: list[Record] = []
    older: list[Record] = []
    for group in groups.values():
        top = max(recency(record)[0] for record in group)
        for record in group:
            (newest if recency(record)[0] == top else older).append(record)
    return newest, older


def _towns(
    setting: Setting, records: Sequence[Record], place: str, inside: frozenset[str]
) -> tuple[list[Record], list[Record]]:
    """Choose one line a town: its newest claim, one scoped to the town before one that names it."""
    by_town: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        for town in _towns_named(setting, record, place, inside):
            by_town[town].append(record)
    chosen: dict[str, Record] = {}
    for town, claims in sorted(by_town.items()):
        best = max(claims, key=lambda r: (_scope(r) == town, *recency(r)))
        chosen.setdefault(best.id, best)
    older = [r for r in records if r.id not in chosen]
    return list(chosen.values()), older


def _towns_named(setting: Setting, record: Record, place: str, inside: frozenset[str]) -> list[str]:
    """List the towns inside a place that a record covers or names."""
    body = record.body
    refs = dict.fromkeys(r.place for r in (body.scope_place, *body.places) if r is not None)
    return [
        town
        for town in refs
        if town in inside and town != place and setting.view.place(town).kind in _TOWNS
    ]


def _sections(setting: Setting, found: _Found, window: Window) -> tuple[Section, ...]:
    sections = []
    for part in ("area", "control", "settlements", "towns", "towns_figures", "wider"):
        records = found.parts.get(part)
        if records:
            claims = fold_same_claims(setting, records)
            drawn = blocks_of(setting, claims.leads, window, twins=claims.twins)
            title = setting.phrases(f"answering.area.{part}")
            sections.append(Section(title, drawn, context=part == "wider"))
    return tuple(sections)
