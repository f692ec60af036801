"""Evidence, adjusted for how well a record fits the kind of question: figures, dates, scope, speaker."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from facts.language.asking.lexicon import Lexicon
from facts.language.asking.ranking import Candidate
from facts.language.asking.slots import Slots
from facts.language.asking.times import in_time, on_the_day
from facts.language.asking.tokens import tokens
from facts.model import Category, Topic, Unit


def score_of(candidate: Candidate, slots: Slots, as_of: date | None) -> float:
    """Give evidence, adjusted for how well the record fits the kind of question."""
    body = candidate.record.body
    score = candidate.evidence
    if "how_many" in slots.kinds:
        score += 0.06 if body.measure is not None else 0.0
    elif slots.kinds & {"why", "where"} and body.measure is not None:
        score -= 0.02
    if not slots.places and body.scope_place is not None and slots.kinds & {"how_many"}:
        wide = candidate.part.namings.of_place.get(body.scope_place.place) == ()
        score += 0.03 if wide else 0.0
        if body.scope_place.inferred:
            score -= 0.05
    score += _timely(candidate, slots, as_of) + 0.05 * _in_metric(body.metric, slots)
    if slots.much and body.measure is not None and body.measure.unit is Unit.KM2:
        score += 0.06
    if slots.places and all(candidate.weight(p) >= 90 for p in slots.places):
        score += 0.03
    if slots.side is not None and body.side is slots.side:
        score += 0.03
    score += _of_category(body.category, slots)
    if body.topic is Topic.EQUIPMENT_CAPTURED and "take" not in slots.families:
        score -= 0.06
    scope = body.scope_place.place if body.scope_place is not None else ""
    if set(candidate.part.namings.of_place.get(scope, ())) & set(slots.places):
        score += 0.05
    if slots.speakers and any(candidate.weight(f"by:{s}") >= 90 for s in slots.speakers):
        score += 0.05
    if (
        body.measure is not None
        and body.measure.unit is Unit.PERCENT
        and "percent" not in {c for c, _ in slots.concepts}
    ):
        score -= 0.03
    return score


def _of_category(category: Category | None, slots: Slots) -> float:
    """Prefer a record filed under the category asked about to one that only names it."""
    concepts = Lexicon.load().concepts
    asked = {
        concepts[c].category for c, kind in slots.concepts if kind == "thing" and c in concepts
    }
    asked.discard(None)
    if not asked or category is None:
        return 0.0
    return 0.06 if category.value in asked else -0.08


def _timely(candidate: Candidate, slots: Slots, as_of: date | None) -> float:
    """Prefer a record of the very days over one that ends with them, and that over one of about that time."""
    when = slots.when
    if when is None:
        return 0.16 if as_of is not None and on_the_day(as_of, candidate.record) else 0.0
    if not in_time(when, candidate.record):
        return 0.0
    record = candidate.record
    if when.bound == "since":
        return 0.16 if record.starts == when.first else 0.05
    if record.starts == when.first and record.ends == when.last:
        return 0.22
    return 0.14 if when.last is not None and on_the_day(when.last, candidate.record) else 0.05


def _in_metric(metric: str, slots: Slots) -> float:
    """Give the share of what is asked that stands in the record's metric."""
    named = _metric_concepts(metric)
    asked = [c for c, kind in slots.concepts if kind in ("event", "thing", "detail")]
    return sum(1 for c in asked if c in named) / len(asked) if asked else 0.0


@lru_cache(maxsize=1024)
def _metric_concepts(metric: str) -> frozenset[str]:
    lexicon = Lexicon.load()
    hits = lexicon.content(tokens(metric.replace("_", " ")))
    return frozenset(w for h in hits for w in (h.concept, *lexicon.concepts[h.concept].wider))
