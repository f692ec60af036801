"""What is checked of a workbook before a library opens it: a small file must not grow without bounds."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO

from facts.curation.bulk.formats import MAX_RECORDS

MAX_UNPACKED = 200_000_000
"""Bytes of all parts together, unpacked."""

MAX_RATIO = 150
"""How many times larger the unpacked parts may be; sheets of our own facts grow about twenty times."""

SMALL = 5_000_000
"""Below so many unpacked bytes the ratio does not matter."""

MAX_COLUMNS = 256
MAX_ROWS = MAX_RECORDS + 1000
MAX_PARTS = 2000

_CHUNK = 1 << 16
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_ERROR = re.compile(rb'<(?:\w+:)?c\s[^>]*\bt="e"[^>]*>')
_PLACE = re.compile(rb'\br="([A-Z]{1,4})(\d{1,8})"')
_CELL = re.compile(rb"<(?:\w+:)?(c|f)[\s/>](?:[^>]*?\br=\"([A-Z]{1,4})(\d{1,8})\")?")


class BadPackage(ValueError):
    """A workbook that is not opened; `reason` names a phrase under `bulk.xlsx`."""

    def __init__(self, reason: str, cell: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.cell = cell


def open_package(data: bytes) -> list[bytes]:
    """Unpack the sheets of a workbook in its own order, within bounds.

    Raises BadPackage for a bomb, for one that is locked or damaged, and for what is no workbook.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            _check_sizes(parts, len(data))
            content = {part.filename: _unpacked(package, part) for part in parts}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError) as error:
        raise BadPackage("damaged") from error
    if "xl/workbook.xml" not in content:
        raise BadPackage("no_workbook")
    try:
        return [content[name] for name in _sheet_parts(content)]
    except KeyError as error:
        raise BadPackage("damaged") from error


def _sheet_parts(content: Mapping[str, bytes]) -> Iterator[str]:
    """Name the part of each sheet; raises KeyError where the package does not hold together."""
    targets = {}
    for link in _LINK.findall(content["xl/_rels/workbook.xml.rels"]):
        named = dict(_ATTRIBUTE.findall(link))
        targets[named.get(b"Id")] = named.get(b"Target", b"").decode("utf-8", "replace")
    for sheet in _SHEET.findall(content["xl/workbook.xml"]):
        names = {name.rsplit(b":", 1)[-1]: value for name, value in _ATTRIBUTE.findall(sheet)}
        target = targets[names.get(b"id")]
        yield target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _check_sizes(parts: list[zipfile.ZipInfo], packed: int) -> None:
    if len(parts) > MAX_PARTS:
        raise BadPackage("bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise BadPackage("locked")
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED or (total > SMALL and total > MAX_RATIO * packed):
        raise BadPackage("bomb")


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Unpack one part; what it says about its size was checked, and is not exceeded."""
    chunks = []
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            chunks.append(chunk)
    content = b"".join(chunks)
    if part.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in content[:4096]:
        raise BadPackage("damaged")
    return content


def marked_cells(sheet: bytes) -> Iterator[tuple[int, str, str]]:
    """Find the cells that hold a formula or an error, as (row, column letters, which of the two).

    Raises BadPackage for a cell so far out that a table up to it would fill the memory.
    """
    column, row = "", 0
    for match in _CELL.finditer(sheet):
        if match[1] == b"f":
            yield row, column, "formula"
            continue
        column, row = (match[2] or b"").decode(), int(match[3] or 0)
        if row > MAX_ROWS or column_number(column) > MAX_COLUMNS:
            raise BadPackage("far_cell", f"{column}{row}")

    for match in _ERROR.finditer(sheet) if b't="e"' in sheet else ():
        place = _PLACE.search(match[0])
        if place is not None:
            yield int(place[2]), place[1].decode(), "error"


def column_number(letters: str) -> int:
    """Give the number of a column: A → 1, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
