"""The fields of each record in a curated file, and how they become entities of the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from facts.curation._forms import UNRESOLVED, Entry, Plain
from facts.curation._problems import explain
from facts.curation._yaml import Fields, Items, Tree
from facts.model import Body, Place, Relation, Series, Source

SECTIONS = ("extends", "sources", "places", "series", "facts")
"""What a file may hold at its top."""

SOURCE_FIELDS = (
    "id",
    "name",
    "kind",
    "party",
    "aliases",
    "reliability",
    "reliability_reason",
    "methodology",
    "methodology_pages",
    "standing_caveats",
)
PLACE_FIELDS = (
    "id",
    "name",
    "name_uk",
    "name_ru",
    "aliases",
    "kind",
    "parent",
    "lat",
    "lon",
    "not_to_confuse_with",
)
SERIES_FIELDS = (
    "id",
    "source",
    "metric",
    "category",
    "side",
    "unit",
    "since",
    "counting_rule",
    "corrections",
)
FACT_FIELDS = (
    "id",
    "statement",
    "topic",
    "metric",
    "category",
    "side",
    "measure",
    "series",
    "scope_place",
    "places",
    "valid",
    "stated_on",
    "chain",
    "documents",
    "caveats",
    "verification",
    "credibility",
    "withdrawn",
    "quote",
    "aliases",
    "second_reading",
    "relations",
)
DOCUMENT_FIELDS = (
    "publisher",
    "title",
    "url",
    "published_on",
    "republished_by",
    "archived_url",
    "text_sha256",
)

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,119}")
"""What the model calls a slug; a body does not hold its own fact's id, so it is judged here."""

_SOURCE = TypeAdapter(Source)
_PLACE = TypeAdapter(Place)
_SERIES = TypeAdapter(Series)
_BODY = TypeAdapter(Body)
_RELATION = TypeAdapter(Relation)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ReadRelation:
    """A relation with the line it was written on."""

    relation: Relation
    line: int


@dataclass(frozen=True, slots=True)
class ReadFact:
    """A fact as read: its body, its relations, and where they stand for later checks."""

    id: str
    file: str
    tree: Fields
    body: Body
    relations: tuple[ReadRelation, ...]


def read_source(entry: Entry, tree: Fields) -> Source | None:
    """Build a source; None (problems noted) if it breaks a rule."""
    read = entry.fields(tree, "", SOURCE_FIELDS)
    if read is None:
        return None
    lists = ("aliases", "methodology_pages", "standing_caveats")
    plain = _texts(entry, read, SOURCE_FIELDS, lists)
    return _build(_SOURCE, entry, read, plain)


def read_place(entry: Entry, tree: Fields) -> Place | None:
    """Build a place; None (problems noted) if it breaks a rule."""
    read = entry.fields(tree, "", PLACE_FIELDS)
    if read is None:
        return None
    plain = _texts(entry, read, PLACE_FIELDS, lists=("aliases", "not_to_confuse_with"))
    plain["parent"] = entry.place(read.get("parent"), "parent")
    if (read.get("lat") is None) != (read.get("lon") is None):
        alone, other = ("lat", "lon") if read.get("lon") is None else ("lon", "lat")
        said = entry.say("records.alone", word=alone, other=other)
        entry.wrong(read.line_of(alone), alone, said, entry.say("records.alone_fix"))
    return _build(_PLACE, entry, read, plain)


def read_series(entry: Entry, tree: Fields) -> Series | None:
    """Build a cumulative series; None (problems noted) if it breaks a rule."""
    read = entry.fields(tree, "", SERIES_FIELDS)
    if read is None:
        return None
    plain = _texts(entry, read, SERIES_FIELDS[:-1], lists=())
    plain["source"] = entry.source(read.get("source"), "source")
    plain["since"] = entry.day(read.get("since"), "since")
    plain["corrections"] = [
        {
            "on": entry.day(step.get("on"), f"corrections.{n}.on"),
            "note": entry.text(step.get("note"), f"corrections.{n}.note"),
        }
        for n, item in enumerate(entry.items(read.get("corrections"), "corrections"))
        if (step := entry.fields(item, f"corrections.{n}", ("on", "note")))
    ]
    return _build(_SERIES, entry, read, plain)


def read_fact(entry: Entry, tree: Fields, scope: str) -> ReadFact | None:
    """Build a fact's body and relations; None (problems noted) if it breaks a rule."""
    read = entry.fields(tree, "", FACT_FIELDS)
    if read is None:
        return None
    if not _ID.fullmatch(entry.record):
        said = entry.say("records.no_id", words=entry.record[:60])
        entry.wrong(read.line_of("id"), "id", said, entry.say("records.form_id"))
        return None
    plain: Plain = {
        key: entry.text(read.get(key), key)
        for key in ("topic", "metric", "category", "side", "series", "credibility", "quote")
    }
    plain["statement"] = _statement(entry, read)
    plain["verification"] = entry.text(read.get("verification"), "verification") or "unverified"
    plain["measure"] = entry.measure(read.get("measure"), "measure")
    plain["scope_place"] = entry.place_ref(read.get("scope_place"), "scope_place")
    plain["places"] = _each(entry, read, "places", entry.place_ref)
    plain["valid"] = entry.period(read.get("valid"), "valid")
    plain["stated_on"] = entry.dates(read.get("stated_on"), "stated_on")
    plain["chain"] = _each(entry, read, "chain", entry.hop)
    plain["documents"] = _each(entry, read, "documents", lambda t, n: _document(entry, t, n))
    plain["caveats"] = _each(entry, read, "caveats", entry.caveat)
    plain["aliases"] = entry.texts(read.get("aliases"), "aliases")
    plain["withdrawn"] = _withdrawal(entry, read)
    plain["second_reading"] = _second_reading(entry, read)
    relations = _relations(entry, read, scope)
    attributed = _attributed(entry, read, plain["chain"])
    if not attributed:
        plain["chain"] = [{"source": UNRESOLVED}]  # so that the other rules are still judged
    body = _build(_BODY, entry, read, plain)
    if body is None or not attributed:
        return None
    return ReadFact(entry.record, entry.file, read, body, relations)


def _attributed(entry: Entry, read: Fields, chain: list[Plain]) -> bool:
    """Tell whether the chain names its originator and every source in it is known."""
    if not chain or chain[0]["source"] is None:
        said = entry.say("records.chain_begins" if chain else "records.no_chain")
        fix = entry.say("records.no_chain_fix")
        entry.wrong(read.line_of("chain"), "chain", said, fix)
        return False
    return all(hop["source"] != UNRESOLVED for hop in chain)


def _statement(entry: Entry, read: Fields) -> Plain:
    tree = read.get("statement")
    if isinstance(tree, Fields):
        spoken = entry.fields(tree, "statement", ("en", "uk", "ru")) or tree
        texts = {k: entry.text(spoken.get(k), f"statement.{k}") for k in spoken.fields}
        return {k: v for k, v in texts.items() if v is not None}
    text = entry.text(tree, "statement")
    return {} if text is None else {"en": text}


def _document(entry: Entry, tree: Tree, name: str) -> Plain | None:
    read = entry.fields(tree, name, DOCUMENT_FIELDS)
    if read is None:
        return None
    plain = {k: entry.text(read.get(k), f"{name}.{k}") for k in DOCUMENT_FIELDS}
    if read.get("publisher") is None:
        said, fix = entry.say("records.no_publisher"), entry.say("records.add_it")
        entry.wrong(read.line, f"{name}.publisher", said, fix)
    publisher = entry.source(read.get("publisher"), f"{name}.publisher")
    published = entry.dates(read.get("published_on"), f"{name}.published_on")
    return plain | {"publisher": publisher, "published_on": published} if publisher else None


def _withdrawal(entry: Entry, read: Fields) -> Plain | None:
    tree = read.get("withdrawn")
    fields = entry.fields(tree, "withdrawn", ("on", "words")) if tree else None
    if fields is None:
        return None
    return {
        "on": entry.dates(fields.get("on"), "withdrawn.on"),
        "words": entry.text(fields.get("words"), "withdrawn.words"),
    }


def _second_reading(entry: Entry, read: Fields) -> Plain | None:
    tree = read.get("second_reading")
    if tree is None or not isinstance(tree, Fields):
        result = entry.text(tree, "second_reading")
        return {"result": result} if result else None
    fields = entry.fields(tree, "second_reading", ("result", "note"))
    if fields is None:
        return None
    return {k: entry.text(fields.get(k), f"second_reading.{k}") for k in ("result", "note")}


def _relations(entry: Entry, read: Fields, scope: str) -> tuple[ReadRelation, ...]:
    found = []
    for n, item in enumerate(entry.items(read.get("relations"), "relations")):
        name = f"relations.{n}"
        fields = entry.fields(item, name, ("kind", "to", "note"))
        if fields is None:
            continue
        plain = {
            "kind": entry.text(fields.get("kind"), f"{name}.kind"),
            "from_fact": entry.record,
            "to_fact": entry.text(fields.get("to"), f"{name}.to"),
            "scope": scope,
            "note": entry.text(fields.get("note"), f"{name}.note"),
        }
        relation = _build(_RELATION, entry, fields, plain, prefix=f"{name}.")
        if relation:
            found.append(ReadRelation(relation, fields.line))
    return tuple(found)


def _each(entry: Entry, read: Fields, key: str, form: Any) -> list[Plain]:
    made = (form(tree, f"{key}.{n}") for n, tree in enumerate(entry.items(read.get(key), key)))
    return [plain for plain in made if plain is not None]


def _texts(entry: Entry, read: Fields, keys: tuple[str, ...], lists: tuple[str, ...]) -> Plain:
    plain: Plain = {}
    for key in keys:
        value = read.get(key)
        if value is None:
            continue
        plain[key] = entry.texts(value, key) if key in lists else entry.text(value, key)
    return plain


def _build(
    adapter: TypeAdapter[_T], entry: Entry, read: Fields, plain: Plain, prefix: str = ""
) -> _T | None:
    """Let the model judge; every rule it finds broken becomes a problem at its line."""
    given = {key: value for key, value in plain.items() if value is not None}
    try:
        built = adapter.validate_python(given)
    except ValidationError as failed:
        for error in failed.errors(include_url=False):
            line, name = _place_of(read, error["loc"])
            message, fix = explain(dict(error), name or "record", entry.say)
            entry.wrong(line, f"{prefix}{name}".rstrip("."), message, fix)
        return None
    return built


_WRITTEN: dict[int | str, str] = {"to_fact": "to"}
"""What a field of the model is called in a file, where the two differ."""


def _place_of(tree: Tree, location: tuple[int | str, ...]) -> tuple[int, str]:
    """Follow a model's location through what was written, as far as it goes."""
    line, parts = tree.line, []
    here: Tree | None = tree
    for known in location:
        step = _WRITTEN.get(known, known)
        parts.append(str(step))
        if isinstance(here, Fields) and isinstance(step, str):
            line = here.line_of(step)
            here = here.fields.get(step)
        elif isinstance(here, Items) and isinstance(step, int) and step < len(here.items):
            here = here.items[step]
            line = here.line
        else:
            here = None
    return line, ".".join(parts)
