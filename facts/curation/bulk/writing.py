"""Writing records in each of the formats that are read; what is written reads back the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from io import StringIO
from typing import Any

from facts.curation.bulk.cells import guarded
from facts.curation.bulk.columns import COLUMNS, MORE_DOCUMENTS, cells_of
from facts.curation.bulk.files import SECTION_OF
from facts.curation.bulk.formats import Format
from facts.curation.bulk.quiet import without_collector
from facts.curation.bulk.report import Kind
from facts.curation.bulk.tables import RECORD
from facts.curation.bulk.xlsx_writing import Sheet, write_xlsx
from facts.curation.collection import Collection
from facts.curation.writing import plain_sections, write_yaml
from facts.language.phrases import Phrases
from facts.model import Relation
from facts.snapshot import Layer

Plain = dict[str, Any]

WIDTHS = {"statement": 60, "caveats": 40, "url": 40, "relays": 30, "originator": 30, "id": 34}
"""Column widths of a workbook, in characters."""


def collection_of(layer: Layer) -> Collection:
    """Give what stands in one layer, and nothing of another: facts that are retracted stay out.

    Relations of a server's own facts to shared ones are part of it.
    """
    facts = {name: r.body for name, r in layer.records.items() if not r.retracted}
    relations = [
        Relation(edge.kind, start, edge.other, layer.scope, edge.note)
        for start, edges in layer.edges.items()
        for edge in edges
        if edge.outgoing and (start in facts or edge.other in facts)
    ]
    return Collection.of(
        sources=layer.sources.values(),
        places=layer.places.values(),
        series=layer.series.values(),
        facts=facts,
        relations=relations,
    )


def write_file(what: Collection | Layer, form: Format, locale: str = "en") -> bytes:
    """Write records as a file. Takes about a second for ten thousand: call it in a thread.

    Reading it back beside the same record changes nothing. Raises Refused where a format cannot hold
    a record (a cell of a workbook holds 32,767 characters).
    """
    with without_collector():
        collection = collection_of(what) if isinstance(what, Layer) else what
        return _written(collection, form, locale)


def _written(collection: Collection, form: Format, locale: str) -> bytes:
    if form is Format.YAML:
        return write_yaml(collection).encode()
    sections = plain_sections(collection)
    if form is Format.JSON:
        filled = [_json_section(name, rows) for name, rows in sections.items() if rows]
        return ("{\n" + ",\n".join(filled) + "\n}\n").encode()
    kinds = {Kind(kind): sections[section] for kind, section in SECTION_OF.items()}
    if form is Format.JSONL:
        lines = [{RECORD: kind.value, **row} for kind, rows in kinds.items() for row in rows]
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
    tables = {kind: [cells_of(kind, row) for row in rows] for kind, rows in kinds.items()}
    if form is Format.CSV:
        return _csv(tables)
    return _xlsx({kind: rows for kind, rows in tables.items() if rows}, locale)


def _json_section(name: str, rows: list[Plain]) -> str:
    """Write a section with one record a line."""
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return f'"{name}": [\n{lines}\n]'


def template(form: Format, locale: str = "en") -> bytes:
    """Write an empty file to fill in: headings, and below each a remark on what belongs there.

    For CSV (facts only) and XLSX (a sheet for each kind of record).
    """
    say = Phrases.of(locale)
    if form is Format.CSV:
        names = COLUMNS[Kind.FACT]
        return _csv_text([names, _remarks(Kind.FACT, names, say)])
    sheets = [
        Sheet(_SHEET[kind], [names, _remarks(kind, names, say)], _widths(names))
        for kind, names in sorted(COLUMNS.items(), key=lambda item: item[0] is not Kind.FACT)
    ]
    return write_xlsx(sheets, locale)


_SHEET = {Kind(kind): section for kind, section in SECTION_OF.items()}


def _remarks(kind: Kind, names: tuple[str, ...], say: Phrases) -> tuple[str, ...]:
    def remark(name: str) -> str:
        own = f"bulk.column.{kind}_{name}"
        return say(own if say.has(own) else f"bulk.column.{name}")

    return tuple(f"# {remark(name)}" if n == 0 else remark(name) for n, name in enumerate(names))


def _used(kind: Kind, rows: list[dict[str, str]]) -> tuple[str, ...]:
    """List the columns of a kind, those of further pages only where one is filled."""
    more = MORE_DOCUMENTS if kind is Kind.FACT else ()
    filled = {name for row in rows for name in row}
    return (*COLUMNS[kind], *(name for name in more if name in filled))


def _csv(tables: Mapping[Kind, list[dict[str, str]]]) -> bytes:
    filled = {kind: rows for kind, rows in tables.items() if rows or kind is Kind.FACT}
    every = [name for kind, rows in reversed(filled.items()) for name in _used(kind, rows)]
    names = list(dict.fromkeys(every))
    if set(filled) == {Kind.FACT}:
        lines = [[row.get(name, "") for name in names] for row in filled[Kind.FACT]]
        return _csv_text([names, *lines])
    lines = [
        [kind.value, *(row.get(name, "") for name in names)]
        for kind, rows in filled.items()
        for row in rows
    ]
    return _csv_text([[RECORD, *names], *lines])


def _csv_text(lines: Any) -> bytes:
    """Write rows with a byte order mark, by which spreadsheets know UTF-8."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _xlsx(tables: Mapping[Kind, list[dict[str, str]]], locale: str) -> bytes:
    sheets = []
    for kind, rows in reversed(list((tables or {Kind.FACT: []}).items())):
        names = _used(kind, rows)
        lines = [tuple(guarded(row.get(name, "")) for name in names) for row in rows]
        sheets.append(Sheet(_SHEET[kind], [names, *lines], _widths(names)))
    return write_xlsx(sheets, locale)


def _widths(names: tuple[str, ...]) -> list[int]:
    return [WIDTHS.get(name, 16) for name in names]
