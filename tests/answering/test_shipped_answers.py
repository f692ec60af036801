"""The questions that a newcomer asks first, on the shipped facts."""

from __future__ import annotations

from datetime import date

import pytest

from facts.answering.desk import Desk
from facts.answers import Answer, Outcome
from facts.curation.collection import load_collection
from facts.errors import UsageError
from facts.questions import Asked
from tests.answering.written_records import Shelf, ids, line


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(Shelf(load_collection().layer()))


async def told(desk: Desk, text: str, locale: str = "en") -> Answer:
    return await desk.answer(text, Asked(date(2026, 11, 25), locale))


async def test_losses_week_reads_back_to_the_newest_general_staff_week(desk: Desk) -> None:
    found = await told(desk, "!losses week")
    assert found.note is not None
    assert found.note.startswith(
        "Nothing on record for the last 7 days; "
        "read back from the newest record: 8-14 November 2022."
    )
    tanks = line(found, "war-tanks-lost-2022-11-14-general-staff")
    assert tanks.difference is not None
    assert tanks.difference.value == 77
    assert tanks.disputes[0].fact.originator == "Oryx"


async def test_losses_week_tanks_as_the_world_knew_it(desk: Desk) -> None:
    found = await told(desk, "losses week tanks as of 2022-09-13")
    assert found.read_as["period"] == {"from": "2022-09-07", "to": "2022-09-13", "words": "week"}
    first = found.facts[0]
    assert first.id == "kharkiv-tanks-lost-undated-osint-database"
    assert first.measure is not None
    assert (first.measure.wording, first.measure.low, first.measure.high) == ("over 70", 70, None)
    assert "kharkiv-tanks-lost-2022-09-12-general-staff" not in ids(found)  # published later


@pytest.mark.parametrize("name", ["харків", "Kharkov", "kharkiv", "Харьков"])
async def test_area_kharkiv_means_the_oblast(desk: Desk, name: str) -> None:
    found = await told(desk, f"area {name}")
    assert found.read_as["place"] == "Kharkiv Oblast"
    assert found.note is not None
    assert "also a city" in found.note
    assert found.choices
    assert {f.place for f in found.facts[:4]} == {"Kharkiv Oblast"}


async def test_timeline_izium_runs_through_september(desk: Desk) -> None:
    found = await told(desk, "timeline izium september 2022")
    days = [s.title for s in found.sections]
    assert days[0] == "9 September 2022"
    assert days[-1] == "23 September 2022"


async def test_the_readers_language_is_used_throughout(desk: Desk) -> None:
    found = await told(desk, "losses тиждень танки", "uk")
    assert found.title == "Втрати: танки"
    assert found.note is not None
    assert found.note.startswith("За останні 7 днів записів немає; ")


async def test_a_choice_leads_to_its_answer(desk: Desk) -> None:
    (city,) = (await told(desk, "area kharkiv")).choices
    assert (await told(desk, city.question)).read_as["place"] == "Kharkiv"


async def test_canonical_text_gives_the_same_answer(desk: Desk) -> None:
    for text in ("losses week tanks", "area херсон", "timeline izium 8-12 sep", "source show oryx"):
        found = await told(desk, text)
        again = await told(desk, found.canonical)
        assert (again.facts, again.sections) == (found.facts, found.sections)


async def test_a_near_miss_is_put_back_and_unknown_words_are_named(desk: Desk) -> None:
    assert (await told(desk, "area khrkiv")).outcome is Outcome.ASK_BACK
    with pytest.raises(UsageError, match="sausages"):
        await told(desk, "!losses week sausages")


async def test_every_shipped_fact_can_be_shown(desk: Desk) -> None:
    layer = load_collection().layer()
    for fact in layer.records:
        found = await told(desk, f"fact {fact}")
        assert ids(found) == [fact]
