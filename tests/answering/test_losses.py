"""How an answer about losses is composed."""

from __future__ import annotations

from dataclasses import replace

from facts.answers import Outcome, Status
from facts.model import BASE, Category, PlaceRef, Relation, RelationKind, Side, Topic, Verification
from facts.questions import Losses
from tests.answering.written_records import (
    ask,
    day,
    desk_of,
    ids,
    line,
    lost,
    point,
    sections,
    span,
)

SEPTEMBER = Losses(span(day(9, 1), day(9, 30)))


def relation(kind: RelationKind, one: str, other: str, note: str | None = None) -> Relation:
    return Relation(kind, one, other, BASE, note)


async def test_russia_before_ukraine_and_documented_before_claimed_before_estimated() -> None:
    desk = desk_of(
        {
            "claim": lost(86, day(9, 12)),
            "tracker": lost(70, day(9, 12), by="tracker"),
            "estimate": lost(80, day(9, 12), by="think-tank"),
            "ukraine": lost(40, day(9, 12), side=Side.UKRAINE, by="ministry"),
        }
    )
    assert sections(await ask(desk, SEPTEMBER)) == {
        "Russia: documented": [["tracker"]],
        "Russia: claimed by a party": [["claim"]],
        "Russia: third-party estimates": [["estimate"]],
        "Ukraine: claimed by a party": [["ukraine"]],
    }


async def test_one_source_s_claim_and_its_confirmed_figure_share_no_block() -> None:
    seen = Verification.VISUALLY_CONFIRMED
    desk = desk_of({"a": lost(86, day(9, 12)), "b": lost(9, day(9, 12), verification=seen)})
    assert sections(await ask(desk, SEPTEMBER)) == {
        "Russia: documented": [["b"]],
        "Russia: claimed by a party": [["a"]],
    }


async def test_blocks_share_originator_publication_and_date_newest_first() -> None:
    desk = desk_of(
        {
            "tanks": lost(86, day(9, 12)),
            "afv": lost(158, day(9, 12), category=Category.AFV),
            "older": lost(20, day(9, 5)),
            "elsewhere": lost(22, day(9, 12), via="the-paper"),
        }
    )
    claimed = sections(await ask(desk, SEPTEMBER))["Russia: claimed by a party"]
    assert claimed == [["tanks", "afv"], ["elsewhere"], ["older"]]


async def test_parts_stand_under_their_total() -> None:
    desk = desk_of(
        {
            "a-part": lost(86, day(9, 12)),
            "b-total": lost(590, day(9, 12), category=None),
            "c-part": lost(158, day(9, 12), category=Category.AFV),
        },
        relation(RelationKind.PART_OF, "a-part", "b-total"),
        relation(RelationKind.PART_OF, "c-part", "b-total"),
    )
    found = await ask(desk, SEPTEMBER)
    assert sections(found)["Russia: claimed by a party"] == [["b-total", "a-part", "c-part"]]
    assert [line(found, fact).depth for fact in ("b-total", "a-part", "c-part")] == [0, 1, 1]


async def test_captions_videos_and_records_without_number_come_last_but_for_totals() -> None:
    desk = desk_of(
        {
            "caption": lost(1, day(9, 12), metric="photo_caption"),
            "no-number": lost(None, day(9, 12)),
            "total": lost(2000, day(9, 12), days=200, by="think-tank"),
            "figure": lost(86, day(9, 12)),
            "captured": lost(9, day(9, 12), topic=Topic.EQUIPMENT_CAPTURED, by="tracker"),
        }
    )
    found = await ask(desk, SEPTEMBER)
    assert list(sections(found)) == [
        "Russia: claimed by a party",
        "Russia: captured from it, documented",
        "Without a figure, captions and single observations",
        "Running totals, as context (not for this period)",
    ]
    assert [s.context for s in found.sections] == [False, False, False, True]


async def test_a_total_answers_for_a_window_that_starts_with_it() -> None:
    desk = desk_of({"total": lost(2000, day(9, 12), days=201)})
    since_february = Losses(span(day(2, 24), day(9, 12)))
    assert list(sections(await ask(desk, since_february))) == ["Russia: claimed by a party"]


async def test_the_difference_of_a_series_cites_both_ends() -> None:
    desk = desk_of({"one": point(2068, day(9, 5)), "two": point(2169, day(9, 12))})
    found = await ask(desk, Losses(span(day(9, 6), day(9, 12))))
    (difference,) = found.derived
    assert (difference.earlier.id, difference.later.id, difference.value) == ("one", "two", 101)
    assert ids(found) == ["two", "one"]
    assert [fact.status for fact in found.facts] == [Status.CURRENT, Status.SUPERSEDED]


async def test_no_difference_across_a_correction_of_the_series() -> None:
    # The generated series was re-based on 19 September.
    desk = desk_of({"one": point(2100, day(9, 12)), "two": point(2212, day(9, 19))})
    found = await ask(desk, Losses(span(day(9, 13), day(9, 19))))
    assert not found.derived
    assert found.note is not None
    assert "No difference for tanks over 12-19 September 2022" in found.note
    assert "corrected on 19 September 2022" in found.note
    assert found.sections[0].context


async def test_a_falling_total_is_never_a_negative_loss() -> None:
    desk = desk_of({"one": point(2100, day(9, 5)), "two": point(2090, day(9, 12))})
    found = await ask(desk, Losses(span(day(9, 6), day(9, 12))))
    assert not found.derived
    assert found.note is not None
    assert "the total fell" in found.note


async def test_points_of_different_series_are_never_subtracted() -> None:
    desk = desk_of(
        {
            "staff": point(2068, day(9, 5)),
            "tracker": point(1100, day(9, 12), series="tracker-tank"),
        }
    )
    assert not (await ask(desk, Losses(span(day(9, 6), day(9, 12))))).derived


async def test_an_older_figure_steps_back_only_where_its_successor_is_shown() -> None:
    desk = desk_of(
        {"old": lost(48, day(9, 5)), "new": lost(63, day(9, 12))},
        relation(RelationKind.SUPERSEDES, "new", "old"),
    )
    found = await ask(desk, SEPTEMBER)
    assert [f.id for f in found.superseded] == ["old"]
    assert found.superseded[0].status is Status.SUPERSEDED
    assert sections(found) == {"Russia: claimed by a party": [["new"]]}
    alone = await ask(desk, Losses(span(day(9, 1), day(9, 6))))
    assert [f.status for f in alone.facts] == [Status.CURRENT]


async def test_a_successor_of_another_scope_leaves_a_figure_standing() -> None:
    desk = desk_of(
        {"old": lost(48, day(9, 5), place="izium"), "new": lost(63, day(9, 12))},
        relation(RelationKind.SUPERSEDES, "new", "old"),
    )
    assert not (await ask(desk, SEPTEMBER)).superseded


async def test_contradictions_stand_under_the_line_two_at_most_never_transitively() -> None:
    bodies = {
        "main": lost(86, day(9, 12)),
        "near": lost(70, day(9, 11), by="tracker"),
        "beyond": lost(1, day(9, 10), by="think-tank"),
        "outside-1": lost(7, day(8, 10), by="tracker"),
        "outside-2": lost(8, day(8, 11), by="tracker"),
    }
    against = [
        relation(RelationKind.CONTRADICTS, "main", other, f"main or {other}")
        for other in ("near", "outside-1", "outside-2")
    ]
    desk = desk_of(bodies, *against, relation(RelationKind.CONTRADICTS, "near", "beyond"))
    found = await ask(desk, SEPTEMBER)
    main = line(found, "main")
    assert [(d.fact.id, d.outside_window) for d in main.disputes] == [
        ("near", False),
        ("outside-2", True),
    ]
    assert main.disputes[0].note == "main or near"
    assert main.more_disputes == 1
    assert main.fact.status is Status.DISPUTED
    assert ("main", "outside-1") in [d.ids for d in found.disagreements]


async def test_two_publications_of_one_claim_are_one_line_and_both_listed() -> None:
    told = lost(1800, day(9, 12), days=14, category=Category.PERSONNEL)
    shorter = lost(1800, day(9, 12), days=None, category=Category.PERSONNEL, via="the-paper")
    same = relation(RelationKind.SAME_CLAIM, "a-short", "b-full")
    found = await ask(desk_of({"a-short": shorter, "b-full": told}, same), SEPTEMBER)
    assert sections(found) == {"Russia: claimed by a party": [["b-full"]]}
    assert [twin.id for twin in line(found, "b-full").also] == ["a-short"]
    assert ids(found) == ["b-full", "a-short"]


async def test_the_same_claim_with_another_number_keeps_its_own_line() -> None:
    same = relation(RelationKind.SAME_CLAIM, "a", "b")
    desk = desk_of({"a": lost(1800, day(9, 12)), "b": lost(1900, day(9, 12))}, same)
    assert len((await ask(desk, SEPTEMBER)).sections[0].blocks[0].lines) == 2


async def test_filters_keep_what_was_asked_for() -> None:
    desk = desk_of(
        {
            "tank": lost(86, day(9, 12)),
            "afv": lost(158, day(9, 12), category=Category.AFV),
            "men": lost(900, day(9, 12), category=Category.PERSONNEL),
            "ours": lost(40, day(9, 12), side=Side.UKRAINE, by="ministry"),
            "local": lost(3, day(9, 12), place="izium", by="tracker"),
        }
    )
    september = SEPTEMBER.period

    async def found(**only: object) -> set[str]:
        return set(ids(await ask(desk, Losses(september, **only))))  # type: ignore[arg-type] # any filter

    assert await found(category=Category.TANK) == {"tank", "ours", "local"}
    assert await found(category=Category.HEAVY_EQUIPMENT) == {"tank", "afv", "ours", "local"}
    assert await found(side=Side.UKRAINE) == {"ours"}
    assert await found(source="tracker") == {"local"}
    assert await found(source="agency", category=Category.PERSONNEL) == {"men"}
    assert await found(place="kharkiv-oblast") == {"local"}


async def test_a_place_names_figures_that_cover_more_than_it_as_wider() -> None:
    wider = desk_of({"wide": replace(lost(86, day(9, 12)), places=(PlaceRef("izium"),))})
    found = await ask(wider, Losses(SEPTEMBER.period, place="izium"))
    assert sections(found) == {"Wider than this place": [["wide"]]}


async def test_nothing_says_what_was_looked_for_and_what_there_is() -> None:
    desk = desk_of({"tank": lost(86, day(9, 12))})
    found = await ask(desk, Losses(SEPTEMBER.period, category=Category.SHIP))
    assert found.outcome is Outcome.NOTHING
    assert found.why == (
        "Looked for: Losses: ships, 1-30 September 2022. "
        "Nothing of that kind is on record for any date. On record for these dates: tanks."
    )
