"""Write a collection as the YAML that a curator would write: the short forms, no empty fields.

What is written reads back as the same collection (`facts.curation.collection.load_collection`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import yaml

from facts.curation._forms import grouped
from facts.curation._schema import DOCUMENT_FIELDS, PLACE_FIELDS, SERIES_FIELDS, SOURCE_FIELDS
from facts.curation.collection import Collection
from facts.model import (
    Body,
    Caveat,
    CaveatCode,
    DateRange,
    Document,
    Hop,
    Measure,
    Period,
    PlaceRef,
    Relation,
    Unit,
    Verification,
)

Plain = dict[str, Any]

_CODES = frozenset(CaveatCode)


def write_yaml(collection: Collection) -> str:
    """Write every record of a collection as one YAML file, in a stable order."""
    sections = plain_sections(collection)
    return "\n".join(_dump(name, rows) for name, rows in sections.items() if rows)


def plain_sections(collection: Collection) -> dict[str, list[Plain]]:
    """Give every record in the short forms as texts, lists and mappings, for writing in any format.

    A relation stands with the fact it runs from, and where the collection does not hold that one (a
    server's own facts beside shared ones) with its other end, if it reads the same from there.
    """
    links: dict[str, list[Relation]] = defaultdict(list)
    for link in collection.relations:
        if link.from_fact in collection.facts:
            links[link.from_fact].append(link)
        elif link.kind.symmetric and link.to_fact in collection.facts:
            turned = replace(link, from_fact=link.to_fact, to_fact=link.from_fact)
            links[link.to_fact].append(turned)
    return {
        "sources": [_plain(s, SOURCE_FIELDS) for s in collection.sources],
        "places": [_plain(p, PLACE_FIELDS) for p in collection.places],
        "series": [
            _plain(s, SERIES_FIELDS)
            | _filled(corrections=[{"on": str(c.on), "note": c.note} for c in s.corrections])
            for s in collection.series
        ],
        "facts": [_fact(key, body, links[key]) for key, body in collection.facts.items()],
    }


class _Writer(yaml.CSafeDumper):
    """Texts only: what the strict reader keeps a text needs no quotes for looking like a date."""


def _text(writer: _Writer, text: str) -> yaml.Node:
    # These would read back as an empty field.
    style = "'" if text in ("~", "null") else None
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Writer.yaml_implicit_resolvers = {}
_Writer.add_representer(str, _text)


def _dump(name: str, rows: list[Plain]) -> str:
    """Write a section record by record, so that a large one never holds other threads for long."""
    return f"{name}:\n" + "".join(
        yaml.dump([row], Dumper=_Writer, allow_unicode=True, sort_keys=False, width=100)
        for row in rows
    )


def _plain(entity: Any, fields: Iterable[str]) -> Plain:
    return _filled(**{name: _value(getattr(entity, name)) for name in fields})


def _value(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    return str(value)


def _filled(**fields: Any) -> Plain:
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def _fact(key: str, body: Body, links: Iterable[Relation]) -> Plain:
    spoken = dict(body.statement)
    checked = body.verification is not Verification.UNVERIFIED
    reading, withdrawn = body.second_reading, body.withdrawn
    return _filled(
        id=key,
        statement=spoken["en"] if len(spoken) == 1 else spoken,
        topic=str(body.topic),
        metric=body.metric,
        category=_value(body.category),
        side=_value(body.side),
        measure=_measure(body.measure),
        series=body.series,
        scope_place=_place(body.scope_place),
        places=[_place(ref) for ref in body.places],
        valid=_period(body.valid),
        stated_on=_dates(body.stated_on),
        chain=[_hop(hop) for hop in body.chain],
        documents=[_document(page) for page in body.documents],
        caveats=[_caveat(caveat) for caveat in body.caveats],
        verification=str(body.verification) if checked else None,
        credibility=_value(body.credibility),
        withdrawn=withdrawn and _filled(on=_dates(withdrawn.on), words=withdrawn.words),
        quote=body.quote,
        aliases=list(body.aliases),
        second_reading=reading and _filled(result=reading.result, note=reading.note),
        relations=[_filled(kind=str(r.kind), to=r.to_fact, note=r.note) for r in links],
    )


def _dates(known: DateRange | None) -> str | None:
    if known is None:
        return None
    span = str(known.earliest) if known.exact else f"{known.earliest}..{known.latest}"
    return f"about {span}" if known.inferred else span


def _period(valid: Period | None) -> Plain | None:
    if valid is None:
        return None
    return _filled(start=_dates(valid.start), end=_dates(valid.end), words=valid.words)


def _measure(measure: Measure | None) -> Plain | None:
    if measure is None:
        return None
    low, high = _number(measure.low), _number(measure.high)
    unit = None if measure.unit is Unit.COUNT else str(measure.unit)
    if low is not None and low == high and measure.wording == grouped(low):
        return _filled(exactly=low, unit=unit)
    return _filled(low=low, high=high, unit=unit, wording=measure.wording)


def _number(value: float | None) -> str | None:
    if value is None:
        return None
    return str(int(value)) if value.is_integer() else repr(value)


def _place(ref: PlaceRef | None) -> str | None:
    if ref is None:
        return None
    return f"{ref.place} (inferred)" if ref.inferred else ref.place


def _hop(hop: Hop) -> str | Plain:
    if hop.source is not None and hop.role is None:
        return hop.source
    return _filled(source=hop.source, words=hop.words, role=hop.role)


def _document(page: Document) -> Plain:
    plain = _plain(page, DOCUMENT_FIELDS)
    return plain | _filled(published_on=_dates(page.published_on))


def _caveat(caveat: Caveat) -> str | Plain:
    if caveat.code is None:
        # Words that happen to be a code's would read back as the code.
        return {"text": caveat.text} if caveat.text in _CODES else caveat.text or ""
    return _filled(code=str(caveat.code), text=caveat.text) if caveat.text else str(caveat.code)
