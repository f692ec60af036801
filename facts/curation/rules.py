"""Rules that no curator can forget: caveats that follow from what a body itself says.

Pure functions over the model, for everybody who turns a curator's words into a revision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from facts.model import Body, Caveat, CaveatCode, DateRange, Party, Source

RULES = "1"
"""Raise it when a rule changes, so that an unchanged collection is loaded anew."""


def with_rule_caveats(body: Body, sources: Mapping[str, Source]) -> Body:
    """Give the body with every caveat that follows from its data; the same body if none is missing.

    What the curator wrote comes first and is never taken away. A source that `sources` lacks counts
    as belonging to no party. Raises pydantic.ValidationError (a ValueError) past 25 caveats.
    """
    known = {caveat.code for caveat in body.caveats}
    missing = [code for code in _codes(body, sources) if code not in known]
    if not missing:
        return body
    return replace(body, caveats=(*body.caveats, *(Caveat(code=code) for code in missing)))


def _codes(body: Body, sources: Mapping[str, Source]) -> Iterator[CaveatCode]:
    """List the codes that the data alone gives, always in the same order."""
    originator = sources.get(body.originator)
    if originator is not None and originator.party is not Party.NONE:
        yield CaveatCode.INTERESTED_PARTY
    if any(document.republished_by for document in body.documents):
        yield CaveatCode.REPUBLISHED_COPY
    if any(known.inferred for known in _dates(body)):
        yield CaveatCode.DATE_INFERRED
    if any(ref.inferred for ref in (body.scope_place, *body.places) if ref is not None):
        yield CaveatCode.PLACE_INFERRED


def _dates(body: Body) -> Iterator[DateRange]:
    valid = body.valid
    ends = (valid.start, valid.end) if valid is not None else ()
    published = (document.published_on for document in body.documents)
    yield from (known for known in (*ends, body.stated_on, *published) if known is not None)
