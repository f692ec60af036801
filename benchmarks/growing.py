"""A record that grows without touching what is asked for: further facts in other years and places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from facts.curation.collection import Collection, load_collection
from facts.model import Body, DateRange, Period, Place, PlaceKind, PlaceRef

VILLAGES = 500
"""Made-up places that the further facts are about; no shipped name is like theirs."""

_SYLLABLES = ("qua", "zor", "pel", "mit", "dru", "wex", "hof", "bim", "gan", "tul")


def grown(facts: int) -> Collection:
    """Give the shipped collection with further facts up to a number (the shipped ones are kept).

    The further ones are copies of shipped facts, moved years back and to made-up villages, without
    relations and series: an old question finds the same records among more.
    """
    shipped = load_collection()
    if facts <= len(shipped.facts):
        return shipped
    villages = [_village(n) for n in range(VILLAGES)]
    bodies = dict(shipped.facts)
    originals = list(shipped.facts.items())
    for turn in count(1):
        for key, body in originals:
            if len(bodies) == facts:
                return Collection.of(
                    sources=shipped.sources,
                    places=(*shipped.places, *villages),
                    series=shipped.series,
                    facts=bodies,
                    relations=shipped.relations,
                )
            place = villages[len(bodies) % VILLAGES].id
            bodies[f"{key[:100]}-elsewhere-{turn}"] = _moved(body, turn, place)
    raise AssertionError("count() never ends")


def _village(number: int) -> Place:
    tens, ones, hundreds = number // 10 % 10, number % 10, number // 100
    name = _SYLLABLES[hundreds] + _SYLLABLES[tens] + _SYLLABLES[ones]
    return Place(f"elsewhere-{name}", name.capitalize(), PlaceKind.VILLAGE)


def _moved(body: Body, turn: int, place: str) -> Body:
    back = timedelta(days=366 * (1 + turn % 8))
    valid = None
    if body.valid is not None:
        valid = Period(_back(body.valid.start, back), _back(body.valid.end, back), body.valid.words)
    english = f"{body.statement['en'][:180]} (elsewhere {turn})"
    return replace(
        body,
        statement={**body.statement, "en": english},
        scope_place=PlaceRef(place),
        places=(),
        valid=valid,
        stated_on=_back(body.stated_on, back) or DateRange.on(date(2015, 1, 1)),
        documents=tuple(
            replace(d, published_on=_back(d.published_on, back)) for d in body.documents
        ),
        series=None,
        credibility=None,
    )


def _back(day: DateRange | None, by: timedelta) -> DateRange | None:
    if day is None:
        return None
    return DateRange(day.earliest - by, day.latest - by, day.inferred)
