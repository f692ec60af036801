"""Loading a collection into the store: what is new or different becomes revisions, nothing is lost.

The store remembers the digest of the collection it loaded last, so that an unchanged one costs one
read. Everything happens in one transaction; several processes that start at once take turns, and
the later ones find nothing left to do.

What a collection never touches: anything a server recorded, and any shared fact, relation, source,
place or series that somebody else than a collection recorded last. Those are left and reported.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from importlib.resources import files as files_of
from pathlib import Path
from typing import Any, Literal, Protocol

from facts.curation._folder import files_digest
from facts.curation.rules import RULES, with_rule_caveats
from facts.language.normalise import fold
from facts.model import Action, Body, Place, Relation, RelationKind, Series, Source
from facts.store import Store, Writing
from facts.store.projecting import body_hash

ACTOR = "collection"
"""Who recorded what a collection brought."""

DIGEST = "collection"
"""The note in the store that names the collection loaded last."""

FILES = "collection_files"
"""The note that names the files it was read from, together with the collection's own name."""

_VANISHED = "No longer part of the curated collection."
_BACK = "Part of the curated collection again."
_CLEARER = frozenset({"statement", "caveats", "quote", "aliases", "second_reading"})
"""Fields whose change makes a record clearer; a change of any other one corrects it."""


class Curated(Protocol):
    """What is published; `facts.curation.collection.Collection` is one."""

    # What each of them holds is said there.
    # ruff: noqa: D102

    @property
    def sources(self) -> tuple[Source, ...]: ...
    @property
    def places(self) -> tuple[Place, ...]: ...
    @property
    def series(self) -> tuple[Series, ...]: ...
    @property
    def facts(self) -> Mapping[str, Body]: ...
    @property
    def relations(self) -> tuple[Relation, ...]: ...
    @property
    def digest(self) -> str: ...


@dataclass(slots=True)
class Published:
    """What loading a collection did, counted in facts.

    `kept` names what the collection would have changed but somebody else had recorded, as
    "fact some-id", "place some-id" and so on.
    """

    new: int = 0
    changed: int = 0
    retracted: int = 0
    restored: int = 0
    same: int = 0
    kept: list[str] = field(default_factory=list)


async def publish_files(store: Store, path: Path | None = None) -> Published | None:
    """Load a collection's files (None: the shipped ones); None if these very files were loaded last.

    Unchanged files are recognised by their hash and not read as records, which takes longer than all
    the rest of a start. Raises CollectionError if anything is wrong with them.
    """
    seen = await asyncio.to_thread(_files_seen, path)
    loaded = await store.meta(DIGEST)
    if loaded is not None and await store.meta(FILES) == f"{seen}:{loaded}":
        return None
    # Imported here: a start that has nothing to load should not pay for it.
    from facts.curation.collection import load_collection

    collection = await asyncio.to_thread(load_collection, path)
    return await publish_collection(store, collection, files=seen)


def _files_seen(path: Path | None) -> str:
    """Name the files and the code that reads them: another version may read the same files otherwise."""
    own = files_digest(path)
    shipped = "" if path is None else files_digest()  # it may be built upon
    code = hashlib.sha256()
    for room in ("facts.curation", "facts.model"):
        for file in sorted(files_of(room).iterdir(), key=lambda f: f.name):
            if file.name.endswith(".py"):
                code.update(file.read_bytes())
    return f"{own}:{shipped}:{code.hexdigest()}"


async def publish_collection(
    store: Store, collection: Curated, *, files: str | None = None
) -> Published:
    """Bring the shared record to what a collection says, in one transaction.

    `files` names the files it was read from, as `publish_files` will recognise them.

    New facts are created, changed ones clarified or corrected, vanished ones retracted, and restored
    when they come back; relations are recorded and ended the same way. The caveats that follow from
    data are added by rule. Raises FactlineError and leaves everything as it was if the collection
    breaks a rule of the record.
    """
    digest = await asyncio.to_thread(lambda: f"{collection.digest}:{RULES}")
    note = None if files is None else f"{files}:{digest}"
    if await store.meta(DIGEST) == digest and note in (None, await store.meta(FILES)):
        return Published(same=len(collection.facts))
    prepared = await asyncio.to_thread(_prepared, collection)
    async with store.writing(actor=ACTOR) as w:
        if note is not None:
            await w.set_meta(FILES, note)
        if await w.meta(DIGEST) == digest:
            return Published(same=len(collection.facts))
        done = Published()
        await _put_entities(w, collection, done)
        await _write_facts(w, prepared, done)
        await _write_relations(w, collection.relations, done)
        await _remove_entities(w, collection)
        await w.set_meta(DIGEST, digest)
        return done


Prepared = Mapping[str, tuple[Body, str]]


def _prepared(collection: Curated) -> Prepared:
    """Add the caveats by rule, and hash each body; off the event loop, for there may be many."""
    sources = {source.id: source for source in collection.sources}
    ruled = {name: with_rule_caveats(body, sources) for name, body in collection.facts.items()}
    return {name: (body, body_hash(body)) for name, body in ruled.items()}


async def _put_entities(w: Writing, collection: Curated, done: Published) -> None:
    await _make_way(w, collection.places)
    puts: tuple[tuple[Literal["source", "place", "series"], Any, Any], ...] = (
        ("source", collection.sources, w.put_source),
        ("place", collection.places, w.put_place),
        ("series", collection.series, w.put_series),
    )
    for kind, entities, put in puts:
        owners = await w.entities(kind)
        for entity in entities:
            if owners.get(entity.id, ACTOR) == ACTOR:
                await put(entity)
            elif not await w.holds(entity):
                done.kept.append(f"{kind} {entity.id}")


async def _make_way(w: Writing, places: tuple[Place, ...]) -> None:
    """Let places that left the collection, yet are needed by a fact, give up names it uses anew."""
    ids = {place.id for place in places}
    names = {(place.parent, fold(name)) for place in places for name in place.names}
    for old in await w.places():
        taken = any((old.parent, fold(name)) in names for name in old.names)
        if old.id not in ids and taken:
            former = f"{old.name} (former record)"
            await w.put_place(replace(old, name=former, name_uk=None, name_ru=None, aliases=()))


async def _write_facts(w: Writing, prepared: Prepared, done: Published) -> None:
    heads = await w.heads()
    for name, (body, hashed) in prepared.items():
        head = heads.get(name)
        if head is None:
            await w.create(name, body)
            done.new += 1
        elif head.body_hash == hashed and not head.retracted:
            done.same += 1
        elif head.recorded_by != ACTOR:
            done.kept.append(f"fact {name}")
        elif head.retracted:
            await w.revise(name, Action.RESTORE, body, reason=_BACK)
            done.restored += 1
        else:
            before = await w.body(name)
            reason = (
                f"Changed in the curated collection: {', '.join(changed_fields(before, body))}."
            )
            await w.revise(name, action_for(before, body), body, reason=reason)
            done.changed += 1
    for name, head in heads.items():
        if name in prepared or head.retracted:
            continue
        if head.recorded_by == ACTOR:
            await w.revise(name, Action.RETRACT, reason=_VANISHED)
            done.retracted += 1


async def _write_relations(w: Writing, relations: tuple[Relation, ...], done: Published) -> None:
    links = await w.links()
    wanted = set()
    for relation in (r.canonical for r in relations):
        key = (relation.kind.value, relation.from_fact, relation.to_fact)
        wanted.add(key)
        held = links.get(key)
        if held is None or held.recorded_by == ACTOR:
            await w.relate(relation, reason=None if held is None else _BACK)
        elif not held.live or held.note != relation.note:
            done.kept.append("relation " + " ".join(key))
    for key, link in links.items():
        if key not in wanted and link.live and link.recorded_by == ACTOR:
            ended = Relation(RelationKind(key[0]), key[1], key[2], w.scope)
            await w.end_relation(ended, reason=_VANISHED)


async def _remove_entities(w: Writing, collection: Curated) -> None:
    """Take out what the collection dropped, where no fact needs it. Series first: they need sources."""
    kinds: tuple[tuple[Literal["source", "place", "series"], Any], ...] = (
        ("series", collection.series),
        ("place", collection.places),
        ("source", collection.sources),
    )
    for kind, entities in kinds:
        ids = {entity.id for entity in entities}
        for name, owner in (await w.entities(kind)).items():
            if name not in ids and owner == ACTOR:
                await w.remove_entity(kind, name)


def changed_fields(before: Body, after: Body) -> list[str]:
    """Name the fields in which two bodies differ, in the order of the model."""
    names = [f.name for f in fields(Body)]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def action_for(before: Body, after: Body) -> Action:
    """Choose the action for a changed body: correct if what was claimed changed, else clarify."""
    names = [f.name for f in fields(Body) if f.name not in _CLEARER]
    same = all(_claimed(name, before) == _claimed(name, after) for name in names)
    return Action.CLARIFY if same else Action.CORRECT


def _claimed(name: str, body: Body) -> Any:
    """Give what a field claims: of a hop who it is, of a document who published it and when."""
    if name == "chain":
        return [(hop.source, hop.words) for hop in body.chain]
    if name == "documents":
        return [(document.publisher, document.published_on) for document in body.documents]
    return getattr(body, name)
