"""How answers about places are composed."""

from __future__ import annotations

from dataclasses import replace

from facts.answers import Outcome, Status
from facts.model import BASE, Body, PlaceRef, Relation, RelationKind, Side, Topic
from facts.questions import Area, Timeline
from tests.answering.written_records import ask, day, desk_of, ids, line, lost, sections, span

KHARKIV = Area("kharkiv-oblast")


def regained(
    km2: int | None, on: int, *, by: str = "general-staff", place: str = "kharkiv-oblast"
) -> Body:
    return replace(
        lost(km2, day(9, on), by=by, place=place, category=None, side=Side.UKRAINE),
        topic=Topic.TERRITORY,
        metric="area_regained",
    )


def taken(
    on: int,
    *,
    by: str = "general-staff",
    place: str = "izium",
    metric: str = "settlement_liberated",
) -> Body:
    return replace(
        lost(None, day(9, on), by=by, place=place, category=None),
        topic=Topic.SETTLEMENTS,
        metric=metric,
    )


async def test_area_shows_newest_figures_then_control_then_towns_then_what_is_wider() -> None:
    wide = replace(regained(6000, 12, place="ukraine"), places=(PlaceRef("kharkiv-oblast"),))
    desk = desk_of(
        {
            "older": regained(2500, 9),
            "newest": regained(3000, 11),
            "other": regained(400, 7, by="think-tank"),
            "held": taken(12, place="kharkiv-oblast", metric="settlement_control"),
            "denied": taken(11, place="kharkiv-oblast", by="ministry", metric="settlement_control"),
            "town-old": taken(8),
            "town-new": taken(10),
            "wide": wide,
        }
    )
    found = await ask(desk, KHARKIV)
    assert sections(found) == {
        "Ground gained or still held": [["newest"], ["other"]],
        "Who says that they hold or left it": [["held"], ["denied"]],
        "Town by town": [["town-new"]],
        "Wider than this place": [["wide"]],
    }
    assert [(f.id, f.status) for f in found.superseded] == [
        ("older", Status.SUPERSEDED),
        ("town-old", Status.CURRENT),
    ]
    assert ids(found)[-2:] == ["older", "town-old"]


async def test_undated_areas_come_last() -> None:
    undated = replace(regained(2500, 9, by="think-tank"), valid=None, stated_on=None)
    desk = desk_of({"a-undated": undated, "dated": regained(3000, 1)})
    assert ids(await ask(desk, KHARKIV)) == ["dated", "a-undated"]


async def test_a_name_shared_with_a_city_says_so_and_offers_the_city() -> None:
    found = await ask(
        desk_of({"a": regained(3000, 11)}), Area("kharkiv-oblast", shared_name="kharkiv")
    )
    assert found.note is not None
    assert "“Kharkiv” is also a city; this is Kharkiv Oblast." in found.note
    assert [choice.question for choice in found.choices] == ["area #kharkiv"]


async def test_a_place_without_records_offers_the_place_around_it() -> None:
    found = await ask(desk_of({"a": regained(3000, 11)}), Area("izium"))
    assert found.outcome is Outcome.NOTHING
    assert [choice.label for choice in found.choices] == ["Kharkiv Oblast"]


async def test_a_timeline_runs_oldest_first_by_day_and_claim() -> None:
    desk = desk_of(
        {
            "c": taken(10),
            "b": taken(11),
            "a": taken(8, by="ministry"),
            "b-again": replace(taken(11), chain=taken(11).chain[:1]),
            "elsewhere": taken(9, place="kherson-oblast"),
        },
        Relation(RelationKind.SAME_CLAIM, "b", "b-again", BASE),
    )
    found = await ask(desk, Timeline("kharkiv-oblast", span(day(9, 1), day(9, 30))))
    assert list(sections(found)) == [
        "8 September 2022",
        "10 September 2022",
        "11 September 2022",
    ]
    assert ids(found) == ["a", "c", "b", "b-again"]
    assert [twin.id for twin in line(found, "b").also] == ["b-again"]


async def test_a_timeline_keeps_superseded_claims_in_their_place_and_marks_them() -> None:
    desk = desk_of(
        {"old": regained(2500, 9), "new": regained(3000, 11)},
        Relation(RelationKind.SUPERSEDES, "new", "old", BASE),
    )
    found = await ask(desk, Timeline("kharkiv-oblast"))
    assert [(f.id, f.status) for f in found.facts] == [
        ("old", Status.SUPERSEDED),
        ("new", Status.CURRENT),
    ]


async def test_places_are_named_in_the_readers_language() -> None:
    found = await ask(desk_of({"a": regained(3000, 11)}), KHARKIV, locale="uk")
    assert found.facts[0].place == "Харківська область"
    assert found.title.startswith("Харківська область")
    assert found.facts[0].statement == "general-staff said 3000 were lost."
