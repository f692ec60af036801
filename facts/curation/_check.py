"""Rules that concern several records at once: references, cycles, series and forecasts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from facts.curation._problems import Problems, did_you_mean
from facts.curation._schema import ReadFact
from facts.model import Body, Measure, Place, RelationKind, Series


@dataclass(frozen=True, slots=True)
class _Point:
    """One figure of a series with the day up to which it counts."""

    day: date
    id: str
    measure: Measure
    fact: ReadFact


def check_facts(
    facts: Sequence[ReadFact],
    known: Mapping[str, Body | None],
    series: Mapping[str, Series | None],
    problems: Problems,
) -> None:
    """Check relations, series points, forecasts and credibility of the facts that were read.

    `known` and `series` hold everything that may be referred to; None stands for a record that is
    there but faulty, and is reported by itself.
    """
    for fact in facts:
        _check_relations(fact, known, problems)
        _check_forecast(fact, problems)
        _check_point(fact, series, problems)
        _check_credibility(fact, known, problems)
    for kind in (RelationKind.SUPERSEDES, RelationKind.PART_OF):
        _check_cycles(facts, kind, problems)
    _check_rising(facts, series, problems)


def check_parents(
    places: Mapping[str, Place], where: Mapping[str, tuple[str, int]], problems: Problems
) -> None:
    """Check that no place lies in itself, however far around."""
    parents = {p.id: [p.parent] for p in places.values() if p.parent}
    for loop in cycles(parents):
        file, line = where.get(loop[0], ("", 0))
        said = problems.say("records.parents", words=" → ".join(loop))
        problems.add(file, line, f"{loop[0]}.parent", said, problems.say("records.parents_fix"))


def _check_relations(fact: ReadFact, known: Mapping[str, Body | None], problems: Problems) -> None:
    seen: set[tuple[str, str]] = set()
    say = problems.say
    for n, read in enumerate(fact.relations):
        link, name = read.relation, f"{fact.id}.relations.{n}"
        if link.to_fact not in known:
            hint = say("records.no_fact_fix")
            problems.add(
                fact.file,
                read.line,
                f"{name}.to",
                say("records.no_fact", words=link.to_fact),
                did_you_mean(link.to_fact, known, say, else_say=hint),
            )
        if (link.kind, link.to_fact) in seen:
            problems.add(
                fact.file,
                read.line,
                name,
                say("records.relation_twice", kind=link.kind, words=link.to_fact),
                say("records.keep_one"),
            )
        seen.add((link.kind, link.to_fact))


def _check_forecast(fact: ReadFact, problems: Problems) -> None:
    body = fact.body
    known = body.stated_on or body.published_on
    end = body.valid.end if body.valid else None
    if known and end and end.earliest > known.latest:
        problems.add(
            fact.file,
            fact.tree.line_of("valid"),
            f"{fact.id}.valid.end",
            problems.say("records.forecast", end=end.earliest, said=known.latest),
            problems.say("records.forecast_fix"),
            severity="warning",
        )


def _check_point(fact: ReadFact, series: Mapping[str, Series | None], problems: Problems) -> None:
    body = fact.body
    if body.series is None:
        return
    line, say = fact.tree.line_of("series"), problems.say
    if body.series not in series:
        problems.add(
            fact.file,
            line,
            f"{fact.id}.series",
            say("records.no_series", words=body.series),
            did_you_mean(body.series, series, say, else_say=say("records.no_series_fix")),
        )
        return
    kept = series[body.series]
    if kept is None:
        return
    measure_unit = body.measure.unit if body.measure else None
    for label, mine, theirs in (
        ("originator", body.originator, kept.source),
        ("metric", body.metric, kept.metric),
        ("category", body.category, kept.category),
        ("side", body.side, kept.side),
        ("unit", measure_unit, kept.unit),
    ):
        if mine != theirs:
            none = say("records.none")
            values = {"label": label, "mine": mine or none, "theirs": theirs or none}
            said, fix = say("records.point_differs", **values), say("records.point_differs_fix")
            problems.add(fact.file, line, f"{fact.id}.series", said, fix)
    if body.valid is None or body.valid.end is None:
        said, fix = say("records.point_day"), say("records.point_day_fix")
        problems.add(fact.file, line, f"{fact.id}.valid.end", said, fix)


def _check_rising(
    facts: Iterable[ReadFact], series: Mapping[str, Series | None], problems: Problems
) -> None:
    points: dict[str, list[_Point]] = defaultdict(list)
    for fact in facts:
        body = fact.body
        if body.series and body.measure and body.valid and body.valid.end:
            points[body.series].append(_Point(body.valid.end.latest, fact.id, body.measure, fact))
    for name, run in points.items():
        kept = series.get(name)
        run.sort(key=lambda point: (point.day, point.id))
        for old, new in pairwise(run):
            fell = new.measure.sort_key < old.measure.sort_key
            if kept and fell and not kept.corrected_between(old.day, new.day):
                step = {"old": old.measure.wording, "fact": old.id, "new": new.measure.wording}
                problems.add(
                    new.fact.file,
                    new.fact.tree.line_of("measure"),
                    f"{new.id}.measure",
                    problems.say("records.falls", series=name, **step),
                    problems.say("records.falls_fix"),
                    severity="warning",
                )


def _check_credibility(
    fact: ReadFact, known: Mapping[str, Body | None], problems: Problems
) -> None:
    if fact.body.credibility != 1:
        return
    mine = {hop.source for hop in fact.body.chain if hop.source}
    for read in fact.relations:
        other = known.get(read.relation.to_fact)
        if read.relation.kind is RelationKind.CORROBORATES and other:
            theirs = {hop.source for hop in other.chain if hop.source}
            if not mine & theirs:
                return
    problems.add(
        fact.file,
        fact.tree.line_of("credibility"),
        f"{fact.id}.credibility",
        problems.say("records.credibility"),
        problems.say("records.credibility_fix"),
    )


def _check_cycles(facts: Sequence[ReadFact], kind: RelationKind, problems: Problems) -> None:
    place = {fact.id: fact for fact in facts}
    links = {
        fact.id: [r.relation.to_fact for r in fact.relations if r.relation.kind is kind]
        for fact in facts
    }
    for loop in cycles(links):
        fact = place[loop[0]]
        problems.add(
            fact.file,
            fact.tree.line_of("relations"),
            f"{fact.id}.relations",
            problems.say("records.circle", kind=kind, words=" → ".join(loop)),
            problems.say("records.circle_fix"),
        )


def cycles(links: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """Find one circle for each group of nodes that reach themselves, each reported once."""
    done: set[str] = set()
    loops = []
    for start in sorted(links):
        path: list[str] = []
        on_path: dict[str, int] = {}
        stack = [(start, iter(links.get(start, ())))]
        if start in done:
            continue
        path.append(start)
        on_path[start] = 0
        while stack:
            node, following = stack[-1]
            step = next(following, None)
            if step is None:
                stack.pop()
                path.pop()
                del on_path[node]
                done.add(node)
            elif step in on_path:
                loops.append([*path[on_path[step] :], step])
            elif step not in done:
                on_path[step] = len(path)
                path.append(step)
                stack.append((step, iter(links.get(step, ()))))
    return loops
