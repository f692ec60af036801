"""Caveats that follow from data are there whether or not a curator thought of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from facts.curation.rules import with_rule_caveats
from facts.model import Caveat, CaveatCode, DateRange, Document, Hop, Period, PlaceRef
from tests.store.records import PAPER, STAFF, TRACKER, body

SOURCES = {source.id: source for source in (STAFF, TRACKER, PAPER)}
NEUTRAL = (Hop(source="tracker"),)
ABOUT = DateRange(date(2022, 9, 12), date(2022, 9, 13), inferred=True)


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ({"chain": NEUTRAL}, []),
        ({"chain": (Hop(source="general-staff"),)}, ["interested_party"]),
        ({"chain": (Hop(source="tracker"), Hop(source="general-staff"))}, []),
        (
            {"chain": NEUTRAL, "documents": (Document("paper", republished_by="A copy"),)},
            ["republished_copy"],
        ),
        ({"chain": NEUTRAL, "stated_on": ABOUT}, ["date_inferred"]),
        ({"chain": NEUTRAL, "valid": Period(end=ABOUT)}, ["date_inferred"]),
        (
            {"chain": NEUTRAL, "documents": (Document("paper", published_on=ABOUT),)},
            ["date_inferred"],
        ),
        ({"chain": NEUTRAL, "scope_place": PlaceRef("izium", True)}, ["place_inferred"]),
        ({"chain": NEUTRAL, "places": (PlaceRef("izium", True),)}, ["place_inferred"]),
        ({"chain": (Hop(source="unknown"),)}, []),
    ],
)
def test_codes_follow_from_data(parts: dict[str, Any], codes: list[str]) -> None:
    assert [c.code for c in with_rule_caveats(body(**parts), SOURCES).caveats] == codes


def test_the_curator_s_own_come_first_and_none_comes_twice() -> None:
    own = (Caveat(text="One video."), Caveat(CaveatCode.INTERESTED_PARTY, "Of the war."))
    said = body(caveats=own, stated_on=ABOUT)
    ruled = with_rule_caveats(said, SOURCES)
    assert ruled.caveats == (*own, Caveat(CaveatCode.DATE_INFERRED))
    assert with_rule_caveats(ruled, SOURCES) is ruled
