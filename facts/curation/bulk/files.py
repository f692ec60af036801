"""From a file's bytes to trees of records: one function a format, all problems noted by line."""

from __future__ import annotations

from collections.abc import Iterator

from facts.curation._problems import Problems
from facts.curation._yaml import Fields, Items, Text, Tree, read_yaml
from facts.curation.bulk.beside import Beside
from facts.curation.bulk.csv_reading import read_csv
from facts.curation.bulk.formats import MAX_RECORDS, Format
from facts.curation.bulk.published import general_staff
from facts.curation.bulk.trees import NotJson, read_json
from facts.curation.bulk.xlsx_reading import read_xlsx
from facts.language.phrases import Phrases

SECTION_OF = {"source": "sources", "place": "places", "series": "series", "fact": "facts"}
"""The section of a collection that each kind of record stands in."""

_SIGNS = ((b"PK\x03\x04", "zip"), (b"\xd0\xcf\x11\xe0", "old_office"), (b"%PDF", "pdf"))


def trees_of(
    name: str, data: bytes, form: Format, beside: Beside, problems: Problems, say: Phrases
) -> dict[str, Fields]:
    """Parse a file; gives the sections of each part of it (a workbook has several sheets)."""
    if not _is_what_it_says(name, data, form, problems, say):
        return {}
    if form is Format.XLSX:
        return dict(read_xlsx(name, data, problems, say))
    text = _text(name, data, form, problems, say)
    if text is None:
        return {}
    if form is Format.CSV:
        return {name: read_csv(name, text, beside, problems, say)}
    if form is Format.JSONL:
        return {name: _json_lines(name, text, problems, say)}
    tree = _yaml(name, text, problems) if form is Format.YAML else _json(name, text, problems, say)
    part = None if tree is None else general_staff.recognised(tree)
    if isinstance(tree, Items) and part is not None:
        read = general_staff.read_general_staff(name, tree, part, beside, problems, say)
        return {name: read}
    return {} if tree is None else dict(_sections(name, tree, problems, say))


def _is_what_it_says(
    name: str, data: bytes, form: Format, problems: Problems, say: Phrases
) -> bool:
    if not data.strip():
        problems.add(name, 0, "", say("bulk.empty"), say("bulk.empty_fix"))
        return False
    kind = next((kind for sign, kind in _SIGNS if data.startswith(sign)), "text")
    if (kind == "zip") == (form is Format.XLSX) and kind in ("zip", "text"):
        return True
    wanted, held = say(f"bulk.format.{form}"), say(f"bulk.holds.{kind}")
    said = say("bulk.not_what_it_says", wanted=wanted, held=held)
    problems.add(name, 0, "", said, say("bulk.not_what_it_says_fix"))
    return False


def _text(name: str, data: bytes, form: Format, problems: Problems, say: Phrases) -> str | None:
    """Decode a text: UTF-8, UTF-16 with its mark, and for tables Windows-1251."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    tried = ["utf-16"] if marked else ["utf-8-sig"]
    if form is Format.CSV and not marked:
        tried.append("cp1251")
    for encoding in tried:
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "\0" in text:
            break
        if encoding == "cp1251":
            said, fix = say("bulk.windows_1251"), say("bulk.windows_1251_fix")
            problems.add(name, 0, "", said, fix, severity="warning")
        return text
    problems.add(name, 0, "", say("bulk.not_text"), say("bulk.not_text_fix"))
    return None


def _yaml(name: str, text: str, problems: Problems) -> Tree | None:
    return read_yaml(text, name, problems)


def _json(name: str, text: str, problems: Problems, say: Phrases) -> Tree | None:
    try:
        return read_json(text)
    except NotJson as error:
        _not_json(name, error, problems, say)
        return None


def _not_json(name: str, error: NotJson, problems: Problems, say: Phrases) -> None:
    said = say(f"bulk.json.{error.reason}", key=error.key)
    problems.add(name, error.line, "", said, say("bulk.json.fix"))


def _json_lines(name: str, text: str, problems: Problems, say: Phrases) -> Fields:
    """Read one record a line; its field `record` says what it is, a fact where it is left out."""
    rows: dict[str, list[Tree]] = {section: [] for section in SECTION_OF.values()}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            tree = read_json(line, number)
        except NotJson as error:
            _not_json(name, error, problems, say)
            continue
        if not isinstance(tree, Fields):
            problems.add(name, number, "", say("bulk.json.no_record"), say("bulk.json.fix"))
            continue
        kind = tree.fields.get("record")
        word = kind.value.strip() if isinstance(kind, Text) and not kind.blank else "fact"
        if word not in SECTION_OF:
            said = say("bulk.unknown_record", word=word[:40])
            problems.add(name, number, "record", said, say("bulk.unknown_record_fix"))
            continue
        rest = {key: value for key, value in tree.fields.items() if key != "record"}
        rows[SECTION_OF[word]].append(Fields(rest, tree.lines, tree.line))
    return Fields({s: Items(tuple(found), 1) for s, found in rows.items() if found}, {}, 1)


def _sections(
    name: str, tree: Tree, problems: Problems, say: Phrases
) -> Iterator[tuple[str, Fields]]:
    if isinstance(tree, Fields):
        # What is on record stands beside the file anyway.
        kept = {key: value for key, value in tree.fields.items() if key != "extends"}
        yield name, Fields(kept, tree.lines, tree.line)
        return
    problems.add(name, tree.line, "", say("bulk.no_sections"), say("bulk.no_sections_fix"))


def too_many(trees: dict[str, Fields]) -> int | None:
    """Give how many records there are if they are more than one import may hold."""
    count = sum(
        len(part.items)
        for tree in trees.values()
        for part in tree.fields.values()
        if isinstance(part, Items)
    )
    return count if count > MAX_RECORDS else None
