"""The flat form of every record: which columns there are, and a record as a row of cells and back.

Described for those who fill it in in `docs/collection-format.md`, section "Tables".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from facts.curation._problems import Problem
from facts.curation._schema import (
    DOCUMENT_FIELDS,
    PLACE_FIELDS,
    SERIES_FIELDS,
    SOURCE_FIELDS,
)
from facts.curation.bulk import cells
from facts.curation.bulk.report import Kind
from facts.model import CaveatCode

Plain = dict[str, Any]

MAX_DOCUMENTS = 12
"""As many pages as the model allows for one fact."""

_MORE = {1: ""} | {n: f"_{n}" for n in range(2, MAX_DOCUMENTS + 1)}
_PLAIN_FACT = (
    "id",
    "topic",
    "metric",
    "category",
    "side",
    "series",
    "scope_place",
    "stated_on",
    "verification",
    "credibility",
    "quote",
)
_MEASURE = ("exactly", "low", "high", "unit", "wording")
_LISTS = frozenset(
    {
        "places",
        "aliases",
        "methodology_pages",
        "standing_caveats",
        "not_to_confuse_with",
    }
)
_DATES = re.compile(r"(stated_on|valid_start|valid_end|withdrawn_on|since|published_on(_\d+)?)")
_CODES = frozenset(CaveatCode)

FACT_COLUMNS = (
    "id",
    "statement",
    "topic",
    "metric",
    "category",
    "side",
    *_MEASURE,
    "series",
    "scope_place",
    "places",
    "valid_start",
    "valid_end",
    "valid_words",
    "stated_on",
    "originator",
    "originator_role",
    "relays",
    *DOCUMENT_FIELDS,
    "caveats",
    "relations",
    "verification",
    "credibility",
    "quote",
    "aliases",
    "statement_uk",
    "statement_ru",
    "withdrawn_on",
    "withdrawn_words",
    "second_reading",
    "second_reading_note",
)
"""The columns of a fact that a template shows; further pages stand in `publisher_2` and so on."""

MORE_DOCUMENTS = tuple(
    f"{field}_{n}" for n in range(2, MAX_DOCUMENTS + 1) for field in DOCUMENT_FIELDS
)
"""The columns of a fact's second to twelfth page."""

COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.SOURCE: SOURCE_FIELDS,
    Kind.PLACE: PLACE_FIELDS,
    Kind.SERIES: SERIES_FIELDS,
    Kind.FACT: FACT_COLUMNS,
}
"""The columns of each kind of record, in the order of a template."""

KNOWN: Mapping[Kind, frozenset[str]] = {
    **{kind: frozenset(names) for kind, names in COLUMNS.items()},
    Kind.FACT: frozenset((*FACT_COLUMNS, *MORE_DOCUMENTS)),
}
"""Every column that each kind of record may have."""


def plain_of(kind: Kind, row: Mapping[str, str]) -> Plain:
    """Read a row of filled cells as the short forms of a collection file."""
    filled = {name: _whole(name, cell) for name, cell in row.items()}
    if kind is Kind.FACT:
        return _fact(filled)
    plain: Plain = {name: cells.unescaped(cell) for name, cell in filled.items()}
    for name in _LISTS & plain.keys():
        plain[name] = cells.texts(filled[name])
    if "corrections" in filled:
        pairs = (cells.halves(item) for item in cells.items(filled["corrections"]))
        plain["corrections"] = [_filled(on=cells.day_as_iso(on), note=note) for on, note in pairs]
    return plain


def cells_of(kind: Kind, plain: Plain) -> dict[str, str]:
    """Write the short forms of a record as cells; what is empty is left out."""
    if kind is Kind.FACT:
        return _fact_cells(plain)
    row = {}
    for name, value in plain.items():
        if name == "corrections":
            row[name] = "\n".join(cells.joined(step["on"], step["note"]) for step in value)
        else:
            row[name] = cells.listed(value) if name in _LISTS else cells.escaped(value)
    return row


def is_date(column: str) -> bool:
    """Tell whether days stand in a column."""
    return _DATES.fullmatch(column) is not None


def _whole(name: str, cell: str) -> str:
    return cells.day_as_iso(cell) if is_date(name) else cell


def _filled(**fields: Any) -> Plain:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


# -- a fact ---------------------------------------------------------------------------------------


def _fact(row: Mapping[str, str]) -> Plain:
    text = {name: cells.unescaped(cell) for name, cell in row.items()}
    spoken = _filled(
        en=text.get("statement"), uk=text.get("statement_uk"), ru=text.get("statement_ru")
    )
    first = _filled(source=text.get("originator"), role=text.get("originator_role"))
    relays = [_hop(item) for item in cells.items(row.get("relays", ""))]
    return _filled(
        **{name: text.get(name) for name in _PLAIN_FACT},
        statement=spoken.get("en") if spoken.keys() <= {"en"} else spoken,
        measure={name: text[name] for name in _MEASURE if name in text},
        places=cells.texts(row.get("places", "")),
        valid=_filled(**{part: text.get(f"valid_{part}") for part in ("start", "end", "words")}),
        chain=[first, *relays] if first else relays,
        documents=[page for n in _MORE if (page := _page(text, n))],
        caveats=[_caveat(item) for item in cells.items(row.get("caveats", ""))],
        relations=[_relation(item) for item in cells.items(row.get("relations", ""))],
        aliases=cells.texts(row.get("aliases", "")),
        withdrawn=_filled(on=text.get("withdrawn_on"), words=text.get("withdrawn_words")),
        second_reading=_filled(
            result=text.get("second_reading"), note=text.get("second_reading_note")
        ),
    )


def _page(text: Mapping[str, str], number: int) -> Plain:
    more = _MORE[number]
    return _filled(**{field: text.get(f"{field}{more}") for field in DOCUMENT_FIELDS})


def _hop(item: str) -> Plain:
    who, role = cells.halves(item)
    words = who.removeprefix("words:").strip() if who.startswith("words:") else None
    return _filled(source=None if words else who, words=words, role=role)


def _caveat(item: str) -> Plain | str:
    first, second = cells.halves(item)
    if second is None:
        return first
    if first in _CODES or not first:
        return _filled(code=first, text=second)
    return cells.unescaped(item)


def _relation(item: str) -> Plain:
    link, note = cells.halves(item)
    kind, _, to = link.partition(" ")
    return _filled(kind=kind, to=to.strip(), note=note)


def _fact_cells(plain: Plain) -> dict[str, str]:
    statement = plain["statement"]
    spoken = {"en": statement} if isinstance(statement, str) else statement
    first, *relays = plain["chain"]
    first = {"source": first} if isinstance(first, str) else first
    valid, withdrawn = plain.get("valid", {}), plain.get("withdrawn", {})
    reading = plain.get("second_reading", {})
    single = {
        **{name: plain.get(name) for name in _PLAIN_FACT},
        **{name: plain.get("measure", {}).get(name) for name in _MEASURE},
        **{f"valid_{part}": valid.get(part) for part in ("start", "end", "words")},
        "statement": spoken.get("en"),
        "statement_uk": spoken.get("uk"),
        "statement_ru": spoken.get("ru"),
        "originator": first.get("source"),
        "originator_role": first.get("role"),
        "withdrawn_on": withdrawn.get("on"),
        "withdrawn_words": withdrawn.get("words"),
        "second_reading": reading.get("result"),
        "second_reading_note": reading.get("note"),
    }
    for number, page in enumerate(plain.get("documents", ()), 1):
        single |= {f"{field}{_MORE[number]}": page.get(field) for field in DOCUMENT_FIELDS}
    row = {name: cells.escaped(text) for name, text in single.items() if text}
    lists = {
        "places": cells.listed(plain.get("places", ())),
        "aliases": cells.listed(plain.get("aliases", ())),
        "relays": "\n".join(_hop_cell(hop) for hop in relays),
        "caveats": "\n".join(_caveat_cell(caveat) for caveat in plain.get("caveats", ())),
        "relations": "\n".join(
            cells.joined(f"{link['kind']} {link['to']}", link.get("note"))
            for link in plain.get("relations", ())
        ),
    }
    return row | {name: cell for name, cell in lists.items() if cell}


def _hop_cell(hop: Plain | str) -> str:
    if isinstance(hop, str):
        return cells.joined(hop, None)
    who = hop["source"] if "source" in hop else f"words: {hop['words']}"
    return cells.joined(who, hop.get("role"))


def _caveat_cell(caveat: Plain | str) -> str:
    if isinstance(caveat, str):
        return cells.joined(caveat, None)
    return cells.joined(caveat.get("code", ""), caveat["text"])


# -- problems by column ---------------------------------------------------------------------------

_PATHS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), column)
    for pattern, column in (
        (r"measure\.(\w+)", r"\1"),
        (r"measure", "wording"),
        (r"valid\.(\w+)", r"valid_\1"),
        (r"valid", "valid_end"),
        (r"chain\.0\.role", "originator_role"),
        (r"chain(\.0)?(\.\w+)?", "originator"),
        (r"chain\.\d+(\.\w+)?", "relays"),
        (r"statement\.en", "statement"),
        (r"statement\.(uk|ru)", r"statement_\1"),
        (r"withdrawn\.(\w+)", r"withdrawn_\1"),
        (r"second_reading\.note", "second_reading_note"),
        (r"second_reading\.result", "second_reading"),
        (r"(places|caveats|aliases|relations|corrections)\.\d+(\.\w+)?", r"\1"),
        (r"(methodology_pages|standing_caveats|not_to_confuse_with)\.\d+", r"\1"),
    )
)
_PAGE = re.compile(r"documents\.(\d+)(?:\.(\w+))?(?:\..*)?")


def named_by_column(problem: Problem) -> Problem:
    """Name a problem's field by the column that it stands in."""
    record, _, path = problem.field.partition(".")
    page = _PAGE.fullmatch(path)
    if page is not None:
        more = _MORE.get(int(page[1]) + 1, "")
        return replace(problem, field=f"{record}.{page[2] or 'publisher'}{more}")
    for pattern, column in _PATHS:
        match = pattern.fullmatch(path)
        if match is not None:
            return replace(problem, field=f"{record}.{match.expand(column)}")
    return problem
