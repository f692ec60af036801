"""The gate: answer only if both rankings agree and nothing forbids it; else say why not.

The reason is a name (`side`, `period`, `prediction` …) with its particulars; the sentence for people is
written by `facts.answering.ask`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from facts.language.asking.doubts import alone, doubts, respelled_place
from facts.language.asking.finding import Finding, Rejected, Thresholds
from facts.language.asking.index import ViewIndex
from facts.language.asking.lexicon import Lexicon
from facts.language.asking.objections import asks_status, objections
from facts.language.asking.ranking import (
    Candidate,
    Item,
    by_evidence,
    by_letters,
    by_number,
    items_of,
)
from facts.language.asking.scoring import score_of
from facts.language.asking.scripts import unread_language
from facts.language.asking.slots import Slots, read_slots
from facts.language.asking.small_words import small_words
from facts.model import RelationKind
from facts.snapshot import View

_TIE_BREAK = 0.1
"""What the letters may add where evidence is all but equal; agreement is asked for besides."""

MOST_ANSWERED = 8
MOST_CLOSEST = 3


def find(text: str, view: View, thresholds: Thresholds | None = None) -> Finding:
    """Find the records that answer a plain question, or the reason why none does.

    Deterministic: the same text and view give the same finding.
    """
    sure = thresholds or Thresholds.load()
    index = ViewIndex(view)
    slots = read_slots(text, index)
    refused = _refused_at_once(text, slots, index)
    if refused is not None and refused.reason not in _SOFT:
        return refused
    items = items_of(slots, index)
    bare = not items and not slots.unexplained and slots.kinds & _WHOSE_NUMBER
    ranked = by_number(index, slots.numbers) if bare else by_evidence(index, items, slots)
    letters = by_letters(slots, index)
    for candidate in ranked:
        candidate.letters = letters.of(candidate)
    judged = [(c, tuple(objections(slots, c))) for c in ranked]
    fitting = [c for c, against in judged if not against]
    best_letters = max((c.letters for c in fitting), default=0.0) or 1.0
    for candidate in fitting:
        candidate.score = score_of(candidate, slots, view.as_of)
    fitting.sort(
        key=lambda c: (-c.score - _TIE_BREAK * c.letters / best_letters, -c.letters, c.record.id)
    )
    rejected = tuple(Rejected(c.record, against) for c, against in judged[:12] if against)[:4]
    if refused is not None:
        return _what_was_said(refused, fitting)
    unheld = _unheld(items)
    if unheld is not None:
        return _closest(slots, fitting, judged, rejected, sure, *unheld)
    if fitting:
        found = _decide(slots, items, fitting, rejected, index, sure)
        if found is not None:
            return found
    reason, about = _doubt(slots, fitting, judged, sure)
    return _closest(slots, fitting, judged, rejected, sure, reason, about)


_WHOSE_NUMBER = frozenset({"who", "says", "true"})
"""Kinds of question that a number alone is enough for."""

_SOFT = frozenset({"prediction", "opinion", "now"})
"""Reasons beside which a record that speaks to the whole question is still worth showing."""


def _what_was_said(refused: Finding, fitting: Sequence[Candidate]) -> Finding:
    """Show what was said on the matter, if a record bears on nearly all of the question."""
    concepts = Lexicon.load().concepts
    heavy = [c for c, _ in refused.slots.concepts if c not in concepts or not concepts[c].light]
    near = [c.record for c in fitting if c.evidence >= _NEARLY_ALL][:MOST_CLOSEST]
    if len(heavy) < 2 or not near or refused.slots.unexplained:
        return refused
    return replace(refused, outcome="closest", records=tuple(near))


_NEARLY_ALL = 0.8


def _decide(
    slots: Slots,
    items: Sequence[Item],
    fitting: Sequence[Candidate],
    rejected: tuple[Rejected, ...],
    index: ViewIndex,
    sure: Thresholds,
) -> Finding | None:
    top, view = fitting[0], index.view
    best_letters = max(c.letters for c in fitting)
    agreement = top.letters / best_letters if best_letters > 0 else 0.0
    equals = [c for c in fitting if _equal(c, top, view)]
    chosen = {c.record.id for c in equals}
    others = [c for c in fitting if c.record.id not in chosen]
    lead = top.score - (others[0].score if others else 0.0)
    if alone(top, lead):
        agreement = max(agreement, top.evidence)
    confidence = 0.6 * top.evidence + 0.25 * agreement + 0.15 * min(1.0, max(0.0, lead) / 0.15)
    if confidence < sure.confidence or any(
        doubts(slots, items, top, others, agreement, index, sure)
    ):
        return None
    records = [c.record for c in equals]
    for near in view.neighbours(top.record.id, RelationKind.CONTRADICTS):
        if near.record.id not in chosen:
            records.insert(1, near.record)
    return Finding(
        "answered",
        slots,
        tuple(records[:MOST_ANSWERED]),
        rejected=rejected,
        evidence=top.evidence,
        agreement=agreement,
        confidence=confidence,
    )


def _equal(one: Candidate, top: Candidate, view: View) -> bool:
    """Tell whether a record answers the question as well as the first one does."""
    if one is top:
        return True
    gap = top.score - one.score
    if gap > 0.04:
        return False
    body, other = one.record.body, top.record.body
    if body.metric == other.metric:
        return True
    return gap < 0.02 and any(e.other == top.record.id for e in view.edges(one.record.id))


def _refused_at_once(text: str, slots: Slots, index: ViewIndex) -> Finding | None:
    lexicon = Lexicon.load()

    def no(reason: str, *about: str) -> Finding:
        return Finding("nothing", slots, reason=reason, about=about)

    if not slots.words:
        return no("empty" if not text.strip() else "no_words")
    foreign = unread_language(text, slots)
    if foreign is not None:
        return no(foreign)
    if slots.cue in ("injection", "personal"):
        return no(slots.cue)
    other_wars = [
        c
        for c, k in slots.concepts
        if k == "place"
        and (known := lexicon.concepts.get(c))
        and known.other_war
        and not index.count(c)
    ]
    if other_wars:
        return no("other_war", *other_wars)
    said = bool(slots.speakers) and "says" in slots.kinds
    if slots.cue == "off_topic" or (slots.cue == "live" and not said):
        return no(slots.cue)
    if slots.cue == "prediction" and not said and not _outlook(slots):
        return no("prediction")
    if slots.relative == "tomorrow":
        return no("prediction")
    if slots.cue == "opinion" and (not said or _of_the_bot(slots)):
        return no("opinion")
    if slots.relative == "now" and (slots.places or "where" in slots.kinds):
        return no("now")
    return None


def _of_the_bot(slots: Slots) -> bool:
    return any(token.text in _YOU for token in slots.words)


_YOU = small_words("the_bot")


def _outlook(slots: Slots) -> bool:
    """Tell whether a question is about what somebody expected, which may be on record."""
    keys = {c for c, _ in slots.concepts}
    return "forecast" in keys or bool(
        keys & {"odds", "improve"} and keys & {"capture", "offensive"}
    )


def _unheld(items: Sequence[Item]) -> tuple[str, tuple[str, ...]] | None:
    """Name a place, speaker or category asked about that no record has."""
    concepts = Lexicon.load().concepts
    for kind, reason in (("place", "place_not_held"), ("speaker", "source_not_held")):
        missing = tuple(i.concept for i in items if i.kind == kind and not i.held)
        if missing:
            return reason, missing
    missing = tuple(
        i.concept
        for i in items
        if not i.held and i.concept in concepts and concepts[i.concept].category
    )
    return ("category_not_held", missing) if missing else None


_REASONS = ("number", "side", "source", "place", "period", "category", "status", "quantity")


def _doubt(
    slots: Slots,
    fitting: Sequence[Candidate],
    judged: Sequence[tuple[Candidate, tuple[str, ...]]],
    sure: Thresholds,
) -> tuple[str, tuple[str, ...]]:
    """Choose the reason that tells most: the constraint that the best match breaks, else plain doubt."""
    best = fitting[0].evidence if fitting else 0.0
    barred = [(c, a) for c, a in judged if a and c.evidence > max(best, sure.near)]
    if barred:
        against = barred[0][1]
        reason = next((r for r in _REASONS if r in against), against[0])
        return reason, ()
    if slots.unexplained:
        return "unexplained", slots.unexplained
    if slots.respelled and any(respelled_place(slots)):
        return "respelled", tuple(better for _, better in slots.respelled)
    if fitting and best >= sure.near:
        return "unsure", fitting[0].missing
    return "not_found", ()


def _closest(
    slots: Slots,
    fitting: Sequence[Candidate],
    judged: Sequence[tuple[Candidate, tuple[str, ...]]],
    rejected: tuple[Rejected, ...],
    sure: Thresholds,
    reason: str,
    about: tuple[str, ...] = (),
) -> Finding:
    near = [c for c in fitting if c.evidence >= sure.near]
    barred = [c for c, against in judged if against and c.evidence >= sure.near]
    barred.sort(key=lambda c: (-c.evidence - 0.3 * c.letters, c.record.id))
    near.sort(key=lambda c: (-c.score - 0.3 * c.letters, c.record.id))
    shown = [c.record for c in (*near, *barred)]
    records = tuple({r.id: r for r in shown}.values())[:MOST_CLOSEST]
    best = near[0] if near else None
    return Finding(
        "closest" if records else "nothing",
        slots,
        records,
        reason=reason,
        about=about,
        rejected=rejected,
        evidence=best.evidence if best else 0.0,
    )


__all__ = ["Finding", "Rejected", "Thresholds", "asks_status", "find"]
