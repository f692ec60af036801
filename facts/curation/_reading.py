"""Two passes over parsed files: first who speaks and where, then what was said about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from facts.curation._check import check_facts, check_parents
from facts.curation._forms import Entry
from facts.curation._names import NameIndex
from facts.curation._problems import Problems, did_you_mean
from facts.curation._schema import (
    SECTIONS,
    ReadFact,
    read_fact,
    read_place,
    read_series,
    read_source,
)
from facts.curation._yaml import Fields, Items, Text, Tree
from facts.model import Body, Place, Series, Source


@dataclass(frozen=True, slots=True)
class Around:
    """Records that may be referred to without being part of what is read."""

    sources: tuple[Source, ...] = ()
    places: tuple[Place, ...] = ()
    series: tuple[Series, ...] = ()
    facts: Mapping[str, Body] | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """What the files say, as far as it could be understood."""

    sources: tuple[Source, ...]
    places: tuple[Place, ...]
    series: tuple[Series, ...]
    facts: tuple[ReadFact, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One entry of a section, not yet understood.

    Its names count as known even if it is faulty, so that one mistake makes one problem.
    """

    file: str
    id: str
    tree: Fields

    @property
    def name(self) -> str:
        name = self.tree.get("name")
        return name.value.strip() if isinstance(name, Text) else self.id

    @property
    def aliases(self) -> tuple[str, ...]:
        more = self.tree.get("aliases")
        others = [self.tree.get("name_uk"), self.tree.get("name_ru")]
        listed = [*(more.items if isinstance(more, Items) else ()), *others]
        return tuple(item.value.strip() for item in listed if isinstance(item, Text))


def understand(
    trees: Mapping[str, Fields], around: Sequence[Around], scope: str, problems: Problems
) -> Understood:
    """Turn parsed files into entities, noting whatever does not hold."""
    rows = _sections(trees, problems)
    old_series: dict[str, Series | None] = {s.id: s for a in around for s in a.series}
    known: dict[str, Body | None] = {k: b for a in around for k, b in (a.facts or {}).items()}
    old_sources = [s for a in around for s in a.sources]
    old_places = [p for a in around for p in a.places]
    source_rows = _unique(rows["sources"], {s.id for s in old_sources}, problems)
    place_rows = _unique(rows["places"], {p.id for p in old_places}, problems)
    series_rows = _unique(rows["series"], set(old_series), problems)
    fact_rows = _unique(rows["facts"], set(known), problems)

    source_names = NameIndex([*old_sources, *source_rows])
    place_names = NameIndex([*old_places, *place_rows])

    def entry(row: _Row) -> Entry:
        return Entry(row.file, row.id, problems, source_names, place_names)

    sources = [s for row in source_rows if (s := read_source(entry(row), row.tree))]
    places = [p for row in place_rows if (p := read_place(entry(row), row.tree))]
    series = [k for row in series_rows if (k := read_series(entry(row), row.tree))]
    facts = [f for row in fact_rows if (f := read_fact(entry(row), row.tree, scope))]

    check_parents(
        {p.id: p for p in places},
        {row.id: (row.file, row.tree.line_of("parent")) for row in place_rows},
        problems,
    )
    all_series = old_series | {row.id: None for row in series_rows} | {s.id: s for s in series}
    known |= {row.id: None for row in fact_rows}
    known |= {fact.id: fact.body for fact in facts}
    check_facts(facts, known, all_series, problems)
    return Understood(tuple(sources), tuple(places), tuple(series), tuple(facts))


def extends_shipped(trees: Mapping[str, Fields], problems: Problems) -> bool:
    """Tell whether a file says `extends: shipped`."""
    wanted = False
    for file, tree in trees.items():
        value = tree.get("extends")
        if isinstance(value, Text) and value.value == "shipped":
            wanted = True
        elif value is not None:
            problems.add(
                file,
                value.line,
                "extends",
                problems.say("records.extends"),
                problems.say("records.extends_fix"),
            )
    return wanted


def _sections(trees: Mapping[str, Fields], problems: Problems) -> dict[str, list[_Row]]:
    rows: dict[str, list[_Row]] = {section: [] for section in SECTIONS}
    for file, tree in trees.items():
        for section, content in tree.fields.items():
            if section not in SECTIONS:
                known = problems.say("records.known", words=", ".join(SECTIONS))
                problems.add(
                    file,
                    tree.line_of(section),
                    section,
                    problems.say("records.no_section", words=section),
                    did_you_mean(section, SECTIONS, problems.say, else_say=known),
                )
            elif section != "extends":
                rows[section].extend(_rows(file, section, content, problems))
    return rows


def _rows(file: str, section: str, content: Tree, problems: Problems) -> Iterator[_Row]:
    if isinstance(content, Text) and content.blank:
        return
    if not isinstance(content, Items):
        said, fix = problems.say("records.list_expected"), problems.say("records.list_of_ids_fix")
        problems.add(file, content.line, section, said, fix)
        return
    for n, item in enumerate(content.items):
        key = item.get("id") if isinstance(item, Fields) else None
        if isinstance(item, Fields) and isinstance(key, Text):
            yield _Row(file, key.value.strip(), item)
        else:
            problems.add(
                file,
                item.line,
                f"{section}.{n}.id",
                problems.say("records.no_entry_id"),
                problems.say("records.no_entry_id_fix"),
            )


def _unique(rows: Sequence[_Row], taken: set[str], problems: Problems) -> list[_Row]:
    first: dict[str, _Row] = {}
    for row in rows:
        earlier = first.get(row.id)
        if earlier is None and row.id not in taken:
            first[row.id] = row
            continue
        say = problems.say
        said = say("records.id_used_before", words=row.id)
        if earlier:
            where = {"file": earlier.file, "line": earlier.tree.line_of("id")}
            said = say("records.id_used", words=row.id, **where)
        line = row.tree.line_of("id")
        problems.add(row.file, line, f"{row.id}.id", said, say("records.id_used_fix"))
    return list(first.values())
