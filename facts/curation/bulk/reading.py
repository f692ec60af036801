"""Reading a file into records beside what is on record, and judging each: the dry run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from facts.curation._problems import Problems
from facts.curation._reading import Understood, understand
from facts.curation._yaml import Fields, Items, Text, Tree
from facts.curation.bulk.beside import Beside
from facts.curation.bulk.columns import named_by_column
from facts.curation.bulk.comparing import compared
from facts.curation.bulk.files import SECTION_OF, too_many, trees_of
from facts.curation.bulk.formats import MAX_RECORDS, expect_small, format_of, shown_name
from facts.curation.bulk.quiet import let_go, without_collector
from facts.curation.bulk.report import Kind, Report
from facts.curation.naming import OWN
from facts.language.phrases import Phrases
from facts.model import BASE


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record begins."""

    kind: Kind
    id: str
    file: str
    line: int


def dry_run(name: str, data: bytes, beside: Beside, *, today: date, locale: str = "en") -> Report:
    """Read a file and report what loading it would do. Writes nothing.

    Takes seconds for thousands of records: call it in a thread (`asyncio.to_thread`). Raises
    UsageError for a name of no known format and Refused for a file that is too large; whatever else
    is wrong with the file stands in the report.
    """
    form = format_of(name, locale)
    expect_small(name, len(data), locale)
    say, shown = Phrases.of(locale), shown_name(name)
    problems = Problems(say)
    with without_collector(keep=True):
        trees = trees_of(shown, data, form, beside, problems, say)
        many = too_many(trees)
        if many is not None:
            said = say("bulk.too_many", count=say.number(many), most=say.number(MAX_RECORDS))
            problems.add(shown, 0, "", said, say("bulk.too_many_fix"))
            trees = {}
        places = list(_places(trees))
        trees = _own_ids(trees, beside, problems, say)
        around = beside.around(_ids(list(_places(trees))))
        read = _scoped(understand(trees, around, beside.scope, problems), beside.scope)
        found = compared(read, places, beside, problems, today=today, say=say)
        rows, facts = [row for _, _, row in _rows(trees)], list(read.facts)
        del trees, read, around
        let_go(rows, facts)
    ordered = problems.in_order()
    if form.tabular:
        ordered = [named_by_column(problem) for problem in ordered]
    return Report(shown, form, beside.scope, found.rows, tuple(ordered), found.content)


def _rows(trees: Mapping[str, Fields]) -> Iterator[tuple[str, str, Tree]]:
    for file, tree in trees.items():
        for section, part in tree.fields.items():
            if isinstance(part, Items):
                for row in part.items:
                    yield file, section, row


def _id_of(row: Tree) -> str | None:
    key = row.get("id") if isinstance(row, Fields) else None
    return key.value.strip() if isinstance(key, Text) else None


def _places(trees: Mapping[str, Fields]) -> Iterator[Place]:
    kinds = {section: Kind(kind) for kind, section in SECTION_OF.items()}
    for file, section, row in _rows(trees):
        key = _id_of(row)
        if key is not None and section in kinds:
            yield Place(kinds[section], key, file, row.line)


def _ids(places: list[Place]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for place in places:
        found[SECTION_OF[place.kind]].add(place.id)
    return {section: frozenset(ids) for section, ids in found.items()}


def _own_ids(
    trees: dict[str, Fields], beside: Beside, problems: Problems, say: Phrases
) -> dict[str, Fields]:
    """Take out rows whose ids belong elsewhere: shared ones in a server's file, `own-…` in a shared one.

    What begins with `own-` is never shared, so that no shared record takes an id that a server uses.
    """
    taken = {
        "sources": beside.base.sources.keys(),
        "places": beside.base.places.keys(),
        "series": beside.base.series.keys(),
        "facts": beside.base.records.keys(),
    }
    kept = {}
    for file, tree in trees.items():
        fields = dict(tree.fields)
        for section, part in tree.fields.items():
            if not isinstance(part, Items) or section not in taken:
                continue
            mine = []
            for row in part.items:
                key = _id_of(row)
                shared = beside.scope == BASE
                wrong = key is not None and (
                    key.startswith(OWN) if shared else key in taken[section]
                )
                if key is None or not wrong:
                    mine.append(row)
                    continue
                suggestion = key.removeprefix(OWN) if shared else f"{OWN}{key}"[:120]
                name = "own_id" if shared else "shared_id"
                said = say(f"bulk.{name}", id=key)
                fix = say(f"bulk.{name}_fix", suggestion=suggestion)
                line = row.line_of("id") if isinstance(row, Fields) else row.line
                problems.add(file, line, f"{key}.id", said, fix)
            fields[section] = Items(tuple(mine), part.line)
        kept[file] = Fields(fields, tree.lines, tree.line)
    return kept


def _scoped(read: Understood, scope: str) -> Understood:
    if scope == BASE:
        return read
    return Understood(
        tuple(replace(s, scope=scope) for s in read.sources),
        tuple(replace(p, scope=scope) for p in read.places),
        tuple(replace(s, scope=scope) for s in read.series),
        read.facts,
    )
