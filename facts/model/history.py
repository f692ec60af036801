"""How a fact changes: revisions, hash-chained, and relations recorded the same way."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from facts.model.base import STRICT, Line, Slug
from facts.model.fact import Body
from facts.model.vocabulary import Action, RelationKind, Scope

GENESIS = "0" * 64
"""The previous hash of a first revision."""

_BODY: TypeAdapter[Body] = TypeAdapter(Body)


def body_json(body: Body) -> str:
    """Write a body as canonical JSON: sorted keys, no defaults, no spaces, UTF-8 as it is.

    The same body gives the same text on every machine and Python (cf. RFC 8785, which it follows in
    key order and separators; numbers are Python's shortest round-trip form).
    """
    plain: Any = _BODY.dump_python(body, mode="json", exclude_defaults=True)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def body_from_json(text: str) -> Body:
    """Read a body back; raises pydantic.ValidationError (a ValueError) if it breaks a rule."""
    return _BODY.validate_json(text)


def revision_hash(
    previous: str,
    *,
    fact: str,
    scope: str,
    number: int,
    action: str,
    recorded_at: datetime,
    recorded_by: str,
    reason: str | None,
    notice: str | None,
    body: str,
) -> str:
    """Compute SHA-256 over the previous hash and everything the revision says (hex, 64 characters).

    `recorded_at` is taken in UTC with microseconds; `body` is the canonical JSON text.
    """
    text = json.dumps(
        [
            previous,
            fact,
            scope,
            number,
            action,
            recorded_at.isoformat(timespec="microseconds"),
            recorded_by,
            reason,
            notice,
            body,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, config=STRICT)
class Revision:
    """One entry of a fact's history, as stored. Reason is required except for a create."""

    fact: Slug
    scope: Scope
    number: Annotated[int, Field(ge=1)]
    action: Action
    recorded_at: AwareDatetime
    recorded_by: Line
    body: Body
    previous_hash: str
    hash: str
    reason: Line | None = None
    notice: Line | None = None

    @model_validator(mode="after")
    def _reasoned(self) -> Revision:
        if self.action is not Action.CREATE and not self.reason:
            raise ValueError("every change needs a reason")
        return self


@dataclass(frozen=True, slots=True, config=STRICT)
class Relation:
    """A link between two facts as it stands now; its history is kept like a revision's.

    Raises ValueError for a link of a fact to itself.
    """

    kind: RelationKind
    from_fact: Slug
    to_fact: Slug
    scope: Scope
    note: Line | None = None

    @model_validator(mode="after")
    def _no_self_loop(self) -> Relation:
        if self.from_fact == self.to_fact:
            raise ValueError("a fact cannot be related to itself")
        return self

    @property
    def canonical(self) -> Relation:
        """Give the form it is kept in: a symmetric relation runs from the lesser id to the greater."""
        if not self.kind.symmetric or self.from_fact < self.to_fact:
            return self
        return Relation(self.kind, self.to_fact, self.from_fact, self.scope, self.note)
