"""What follows from a revision: the fact's row of typed columns, and the documents it cites."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from facts.language.normalise import fold
from facts.model import Body, Document, Revision, body_json
from facts.snapshot import Record

Row = dict[str, Any]

_DOCUMENT: TypeAdapter[Document] = TypeAdapter(Document)


@dataclass(frozen=True, slots=True)
class Projected:
    """The rows that stand for a fact's latest revision."""

    fact: Row
    documents: Sequence[Row]
    links: Sequence[Row]


def text_hash(text: str) -> str:
    """Compute SHA-256 of a text, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def body_hash(body: Body) -> str:
    """Compute the hash by which two bodies are told apart: SHA-256 of the canonical JSON, hex."""
    return text_hash(body_json(body))


def project(revision: Revision, text: str, position: int) -> Projected:
    """Derive every projected row from a revision and its body's canonical JSON."""
    body = revision.body
    record = Record(
        revision.fact,
        revision.scope,
        revision.number,
        revision.action,
        revision.recorded_at,
        revision.hash,
        body,
    )
    measure, stated = body.measure, body.stated_on
    row = {
        "scope": revision.scope,
        "fact": revision.fact,
        "position": position,
        "number": revision.number,
        "action": revision.action.value,
        "recorded_at": revision.recorded_at,
        "recorded_by": revision.recorded_by,
        "hash": revision.hash,
        "body_hash": text_hash(text),
        "topic": body.topic.value,
        "metric": body.metric,
        "category": body.category.value if body.category else None,
        "side": body.side.value if body.side else None,
        "originator": body.originator,
        "series": body.series,
        "scope_place": body.scope_place.place if body.scope_place else None,
        "unit": measure.unit.value if measure else None,
        "low": measure.low if measure else None,
        "high": measure.high if measure else None,
        "stated_earliest": stated.earliest if stated else None,
        "stated_latest": stated.latest if stated else None,
        "known_on": record.known_on,
        "starts": record.starts,
        "ends": record.ends,
        "verification": body.verification.value,
        "credibility": body.credibility,
        "statement": body.statement["en"],
        "statement_folded": fold(body.statement["en"]),
    }
    documents = [document_row(document) for document in body.documents]
    links = [
        {
            "scope": revision.scope,
            "fact": revision.fact,
            "ordinal": ordinal,
            "document": document["hash"],
        }
        for ordinal, document in enumerate(documents)
    ]
    return Projected(row, documents, links)


def document_row(document: Document) -> Row:
    """Write a document as a row, named by the hash of its content."""
    plain = _DOCUMENT.dump_python(document, mode="json", exclude_defaults=True)
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    published = document.published_on
    return {
        "hash": text_hash(text),
        "publisher": document.publisher,
        "url": document.url,
        "title": document.title,
        "published_earliest": published.earliest if published else None,
        "published_latest": published.latest if published else None,
        "republished_by": document.republished_by,
        "archived_url": document.archived_url,
        "text_sha256": document.text_sha256,
    }
