"""One change to the record as a value: it is applied at once, or waits for a second moderator."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from pydantic.dataclasses import dataclass

from facts.model import Body, RelationKind, Source, Withdrawal
from facts.model.base import STRICT, Line, Slug


class ChangeKind(StrEnum):
    """What a change does. `withdraw` notes that the originator took the claim back."""

    CREATE = "create"
    CLARIFY = "clarify"
    CORRECT = "correct"
    RETRACT = "retract"
    RESTORE = "restore"
    WITHDRAW = "withdraw"
    LINK = "link"
    UNLINK = "unlink"
    HIDE = "hide"
    NOTE = "note"
    PIN = "pin"
    LIFT = "lift"
    SOURCE = "source"


@dataclass(frozen=True, slots=True, config=STRICT)
class LinkTo:
    """A relation from the changed fact to another; `outgoing` False turns it round."""

    kind: RelationKind
    other: Slug
    note: Line | None = None
    outgoing: bool = True


@dataclass(frozen=True, slots=True, config=STRICT)
class Change:
    """Everything a change needs, so that it can wait in the queue and be applied later.

    Attributes:
        fact: the fact that is changed; None for a new one or a source.
        body: what a new, clarified or corrected fact says.
        based_on: the revision that the curator had read.
        revision: the earlier revision to restore; None gives a retracted fact back as it was.
        text: the words of a note, or what to lift (`hide`, `note`, `pin`).
        seen: for a source, the mark of what the curator had read of it; sources have no revisions.
    """

    kind: ChangeKind
    fact: Slug | None = None
    body: Body | None = None
    reason: Line | None = None
    notice: Line | None = None
    based_on: Annotated[int, Field(ge=1)] | None = None
    revision: Annotated[int, Field(ge=1)] | None = None
    links: tuple[LinkTo, ...] = ()
    withdrawal: Withdrawal | None = None
    source: Source | None = None
    text: Line | None = None
    seen: Line | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """What a change left on record: the fact and its revision, or the source."""

    fact: str | None = None
    revision: int | None = None
    source: str | None = None


def source_mark(source: Source) -> str:
    """Give a short mark of what a source says; it differs once anything of it is changed."""
    return hashlib.sha256(_SOURCE.dump_json(source)).hexdigest()[:10]


_SOURCE: TypeAdapter[Source] = TypeAdapter(Source)
_CHANGE: TypeAdapter[Change] = TypeAdapter(Change)


def change_to_plain(change: Change) -> dict[str, Any]:
    """Write a change as JSON-able values."""
    plain: dict[str, Any] = _CHANGE.dump_python(change, mode="json", exclude_defaults=True)
    return plain


def change_from_plain(plain: Any) -> Change:
    """Read a change back; raises pydantic.ValidationError (a ValueError) if it breaks a rule."""
    return _CHANGE.validate_python(plain)
