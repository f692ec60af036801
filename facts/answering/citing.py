"""Cite: turn a record into what may be shown, never without its source, chain and caveats."""

from __future__ import annotations

from facts.answers import CitedDocument, CitedFact, CitedRelation, NamedHop, Status
from facts.errors import NotOnRecord
from facts.language.phrases import Phrases
from facts.model import Body, Caveat, Hop, Place, PlaceRef, RelationKind
from facts.snapshot import Neighbour, Record, View


def cite(
    record: Record, view: View, phrases: Phrases, *, status: Status | None = None
) -> CitedFact:
    """Make the cited fact for a record, in the reader's language where the record has it.

    The originator's name stands first, then role, chain and documents; the record's own caveats come
    before the originator's standing ones, or "none recorded". `status` is given by an answer that
    also holds the successor; otherwise it follows from the record and its contradictions.
    """
    return cite_with(record, view, phrases, view.neighbours(record.id), status=status)


def cite_with(
    record: Record,
    view: View,
    phrases: Phrases,
    neighbours: list[Neighbour],
    *,
    status: Status | None = None,
) -> CitedFact:
    """Do as `cite`, with the record's neighbours already at hand."""
    body = record.body
    originator = view.source(body.originator)
    scope = _place(view, body.scope_place, phrases.language)
    named = (_place(view, ref, phrases.language) for ref in body.places)
    if body.withdrawn is None:
        withdrawn = None
    else:
        withdrawn = phrases(
            "answering.withdrawn", when=phrases.dates(body.withdrawn.on), words=body.withdrawn.words
        )
    return CitedFact(
        id=record.id,
        revision=record.revision,
        scope=record.scope,
        statement=statement_in(body, phrases.language),
        topic=body.topic,
        metric=body.metric,
        side=body.side,
        category=body.category,
        measure=body.measure,
        place=scope,
        places=tuple(name for name in named if name),
        valid=body.valid,
        stated_on=body.stated_on,
        originator=originator.name,
        originator_id=originator.id,
        originator_role=body.chain[0].role,
        originator_kind=originator.kind,
        party=originator.party,
        chain=tuple(_hop(view, hop) for hop in body.chain),
        documents=tuple(
            CitedDocument(
                publisher=source_name(view, document.publisher),
                url=document.url,
                published_on=document.published_on,
                republished_by=document.republished_by,
                title=document.title,
            )
            for document in body.documents
        ),
        caveats=_caveats(body.caveats, originator.standing_caveats, phrases),
        reliability=originator.reliability,
        reliability_reason=originator.reliability_reason,
        credibility=body.credibility,
        verification=body.verification,
        status=status or status_of(record, neighbours),
        relations=tuple(CitedRelation(n.kind, n.record.id, n.note, n.outgoing) for n in neighbours),
        series=body.series,
        counting_rule=view.series(body.series).counting_rule if body.series else None,
        withdrawn=withdrawn,
        quote=body.quote,
        annotations=tuple(
            phrases("answering.server_note", text=laid.text)
            for laid in view.overlays_of(record.id)
            if laid.kind == "note" and laid.text
        ),
    )


def status_of(record: Record, neighbours: list[Neighbour]) -> Status:
    """Derive where a record stands by itself: retracted, disputed or current."""
    if record.retracted:
        return Status.RETRACTED
    if any(n.kind is RelationKind.CONTRADICTS for n in neighbours):
        return Status.DISPUTED
    return Status.CURRENT


def place_name(place: Place, language: str) -> str:
    """Give a place's name in a language, else in English."""
    local = {"uk": place.name_uk, "ru": place.name_ru}.get(language)
    return local or place.name


def statement_in(body: Body, language: str) -> str:
    """Give the statement in a language, else in English, which every record has."""
    local = (text for known, text in body.statement.items() if known == language)
    return next(local, body.statement["en"])


def _place(view: View, ref: PlaceRef | None, language: str) -> str | None:
    return None if ref is None else place_name(view.place(ref.place), language)


def _hop(view: View, hop: Hop) -> NamedHop:
    if hop.source is None:
        return NamedHop(name=hop.words or "", role=hop.role)
    return NamedHop(name=source_name(view, hop.source), source=hop.source, role=hop.role)


def source_name(view: View, source: str) -> str:
    """Give a source's name, or its id where its own entry is gone."""
    # A relay or publisher that lost its own entry is still named, by its id: the chain stays whole.
    try:
        return view.source(source).name
    except NotOnRecord:
        return source


def _caveats(
    own: tuple[Caveat, ...], standing: tuple[str, ...], phrases: Phrases
) -> tuple[str, ...]:
    texts = [caveat_words(caveat, phrases) for caveat in own]
    texts.extend(standing)
    return tuple(dict.fromkeys(texts)) or (phrases("answering.no_caveats"),)


def caveat_words(caveat: Caveat, phrases: Phrases) -> str:
    """Put a caveat into plain words: its own text where it has one, else those of its code."""
    if caveat.text is not None:
        return caveat.text
    assert caveat.code is not None  # the model guarantees one of the two
    key = f"labels.caveat.{caveat.code}"
    return phrases(key) if phrases.has(key) else caveat.code.replace("_", " ")
