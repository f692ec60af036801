"""Read a collection of curated records: the shipped one, or a folder or file of somebody's own.

A collection is all or nothing: `load_collection` refuses a broken one, `check_collection` lists
everything there is to mend. The format is described in `docs/collection-format.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from facts.curation._folder import files_digest, parse_files, shipped_folder
from facts.curation._problems import Problem, Problems, Severity
from facts.curation._reading import Around, Understood, extends_shipped, understand
from facts.errors import CollectionError
from facts.model import (
    BASE,
    GENESIS,
    Action,
    Body,
    Place,
    Relation,
    Series,
    Source,
    body_json,
    revision_hash,
)
from facts.snapshot.layer import Layer
from facts.snapshot.record import Record

__all__ = [
    "Collection",
    "Problem",
    "Severity",
    "check_collection",
    "files_digest",
    "load_collection",
    "shipped_folder",
]

_READ_AT = datetime(2022, 2, 24, tzinfo=UTC)
"""When records of a layer without a database count as recorded: fixed, for the same digest always."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Curated records, checked: every reference resolves and every rule of the model holds.

    Attributes:
        facts: body by fact id, ordered by id.
        relations: each pair and kind once; a symmetric one runs from the id that sorts first.
    """

    sources: tuple[Source, ...]
    places: tuple[Place, ...]
    series: tuple[Series, ...]
    facts: Mapping[str, Body]
    relations: tuple[Relation, ...]

    @classmethod
    def of(
        cls,
        *,
        sources: Iterable[Source],
        places: Iterable[Place],
        series: Iterable[Series],
        facts: Mapping[str, Body],
        relations: Iterable[Relation],
    ) -> Collection:
        """Put records in order, symmetric relations once each; the order given does not matter."""
        return cls(
            sources=tuple(sorted(sources, key=lambda s: s.id)),
            places=tuple(sorted(places, key=lambda p: p.id)),
            series=tuple(sorted(series, key=lambda s: s.id)),
            facts={key: facts[key] for key in sorted(facts)},
            relations=once_each(relations),
        )

    @property
    def digest(self) -> str:
        """Name the content: the same records give the same 16 digits however they are filed.

        Computed anew on each call.
        """
        return self.layer().digest

    def layer(self, scope: str = BASE) -> Layer:
        """Give the records as a snapshot layer, for tools and tests that need no database."""
        return Layer.build(
            scope=scope,
            position=0,
            records=(_record(key, body, scope) for key, body in self.facts.items()),
            sources=self.sources,
            places=self.places,
            series=self.series,
            relations=self.relations,
        )


def load_collection(
    path: Path | None = None, *, scope: str = BASE, beside: Collection | None = None
) -> Collection:
    """Read a collection (None: the shipped one).

    Args:
        path: a folder, or one `.yaml`, `.yml` or `.json` file.
        scope: `base`, or the id of the one server the records belong to.
        beside: records that may be referred to but are no part of the result, such as the base
            facts that a server's own facts stand beside.

    Raises:
        CollectionError: if anything is wrong with it; the sentence names the first problem.
    """
    collection, problems = _read(path, scope, beside)
    errors = [p for p in problems if p.severity == "error"]
    if collection is None:
        count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        raise CollectionError(
            f"The collection has {count}, the first of them: {errors[0]}",
            "“factline facts check” lists them all.",
        )
    return collection


def check_collection(
    path: Path | None = None, *, scope: str = BASE, beside: Collection | None = None
) -> list[Problem]:
    """List everything that is wrong or odd in a collection, by file and line; empty if all is well.

    Arguments as for `load_collection`. Nothing that stands in the files makes it raise.
    """
    return _read(path, scope, beside)[1]


def _read(
    path: Path | None, scope: str, beside: Collection | None
) -> tuple[Collection | None, list[Problem]]:
    problems = Problems()
    trees = dict(parse_files(path or shipped_folder(), problems))
    base = load_collection() if extends_shipped(trees, problems) else None
    around = [
        Around(c.sources, c.places, c.series, c.facts) for c in (base, beside) if c is not None
    ]
    read = understand(trees, around, scope, problems)
    collection = None if problems.errors else _joined(read, base)
    return collection, problems.in_order()


def _joined(read: Understood, base: Collection | None) -> Collection:
    relations = [r.relation for fact in read.facts for r in fact.relations]
    facts = {fact.id: fact.body for fact in read.facts}
    if base is None:
        return Collection.of(
            sources=read.sources,
            places=read.places,
            series=read.series,
            facts=facts,
            relations=relations,
        )
    return Collection.of(
        sources=(*base.sources, *read.sources),
        places=(*base.places, *read.places),
        series=(*base.series, *read.series),
        facts={**base.facts, **facts},
        relations=(*base.relations, *relations),
    )


def once_each(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    """Keep a relation that both ends mention once, and the note that either end gives."""
    kept: dict[tuple[str, str, str], Relation] = {}
    for link in relations:
        ends = (link.from_fact, link.to_fact)
        first, second = sorted(ends) if link.kind.symmetric else ends
        key = (link.kind, first, second)
        if key not in kept or kept[key].note is None:
            kept[key] = Relation(
                kind=link.kind, from_fact=first, to_fact=second, scope=link.scope, note=link.note
            )
    return tuple(kept[key] for key in sorted(kept))


def _record(key: str, body: Body, scope: str) -> Record:
    hashed = revision_hash(
        GENESIS,
        fact=key,
        scope=scope,
        number=1,
        action=Action.CREATE,
        recorded_at=_READ_AT,
        recorded_by="collection",
        reason=None,
        notice=None,
        body=body_json(body),
    )
    return Record(key, scope, 1, Action.CREATE, _READ_AT, hashed, body)
