"""One fact, its history, its source, and what was corrected."""

from __future__ import annotations

from dataclasses import replace

from facts.answering.desk import Desk
from facts.answers import Outcome, Status
from facts.model import Action, Caveat, DateRange, Measure, Side, Unit, Withdrawal
from facts.questions import (
    About,
    Asked,
    Corrections,
    FactHistory,
    FactShow,
    Help,
    SourceList,
    SourceShow,
)
from facts.snapshot import Overlay
from tests.answering.test_promises import Layers
from tests.answering.written_records import (
    TODAY,
    History,
    ask,
    day,
    desk_of,
    ids,
    lost,
    point,
    revision,
)
from tests.generated_stores import Store

TANKS = lost(70, day(9, 12))
MENDED = replace(
    TANKS,
    statement={"en": "general-staff said 80 were lost."},
    measure=Measure(unit=Unit.COUNT, wording="over 80", low=80),
)


async def test_a_fact_is_shown_with_its_own_caveats_before_the_standing_ones() -> None:
    body = replace(TANKS, caveats=(Caveat(text="Counted twice perhaps."),))
    (fact,) = (await ask(desk_of({"a": body}), FactShow("a"))).facts
    assert fact.caveats == ("Counted twice perhaps.", "Claims of a side; not verified.")


async def test_a_fact_without_any_caveat_says_none_recorded() -> None:
    (fact,) = (await ask(desk_of({"a": lost(1, None, by="ministry")}), FactShow("a"))).facts
    assert fact.caveats == ("none recorded",)
    assert fact.stated_on is None


async def test_a_withdrawn_claim_says_so() -> None:
    body = replace(TANKS, withdrawn=Withdrawal(None, "a slip of the pen"))
    (fact,) = (await ask(desk_of({"a": body}), FactShow("a"))).facts
    assert fact.withdrawn == "Withdrawn by its originator (undated): a slip of the pen"


async def test_an_unknown_fact_is_nothing_on_record() -> None:
    found = await ask(desk_of({"a": TANKS}), FactShow("no-such-fact"))
    assert found.outcome is Outcome.NOTHING
    assert found.why is not None
    assert "no-such-fact" in found.why


async def test_a_tombstone_tells_when_and_why() -> None:
    desk = desk_of({"a": TANKS}, retracted=frozenset({"a"}))
    found = await ask(desk, FactShow("a"))
    assert found.note == "Retracted on 1 January 2023: It was wrong."
    assert found.facts[0].status is Status.RETRACTED


async def test_history_shows_each_revision_and_what_changed_word_by_word() -> None:
    history = History(
        revision(2, MENDED, Action.CORRECT, "The report was read again."), revision(1, TANKS)
    )
    found = await ask(desk_of({"a": MENDED}, history=history), FactHistory("a"))
    first, second = found.history
    assert (first.revision, first.action, first.changes) == (1, "create", ())
    assert first.recorded_by == "the shipped collection"
    assert second.reason == "The report was read again."
    assert second.changes == (
        "Statement: “70” → “80”",
        "Figure: “70” → “over 80”",
    )
    # A person's account is nobody's business.
    assert second.recorded_by == "a moderator"


async def test_what_changed_is_told_in_the_readers_words() -> None:
    assert TANKS.measure is not None
    after = replace(
        TANKS,
        measure=replace(TANKS.measure, low=None),
        side=Side.UKRAINE,
        stated_on=DateRange.on(day(9, 13)),
    )
    history = History(revision(2, after, Action.CLARIFY, "Read again."), revision(1, TANKS))
    desk = desk_of({"a": after}, history=history)
    (_, english) = (await ask(desk, FactHistory("a"))).history
    assert english.changes == (
        "Kind: “Russia” → “Ukraine”",
        "Figure read as: “70” → “70 at most”",
        "Stated on: “12 September 2022” → “13 September 2022”",
    )
    (_, other) = (await ask(desk, FactHistory("a"), locale="uk")).history
    assert other.changes[0] == "Вид: «Росія» → «Україна»"
    assert other.changes[1] == "Число прочитано як: «70» → «не більше ніж 70»"


async def test_words_that_went_and_came_are_told_apart() -> None:
    after = replace(TANKS, statement={"en": "general-staff 70 were lost. Perhaps."})
    history = History(revision(2, after, Action.CORRECT, "Read again."), revision(1, TANKS))
    (_, changed) = (await ask(desk_of({"a": after}, history=history), FactHistory("a"))).history
    assert changed.changes == ("Statement: removed “said”; added “Perhaps.”",)


async def test_a_point_of_a_series_brings_how_it_is_counted() -> None:
    (total,) = (await ask(desk_of({"a": point(2000, day(9, 5))}), FactShow("a"))).facts
    assert (total.series, total.counting_rule) == ("general-staff-tank", "As claimed daily.")
    (alone,) = (await ask(desk_of({"a": TANKS}), FactShow("a"))).facts
    assert (alone.series, alone.counting_rule) == (None, None)


async def test_a_fact_that_a_server_hides_says_so_there_when_asked_for_by_id() -> None:
    hides = Store({}, (), scope="7", overlays=(Overlay("a", "hide"),))
    desk = Desk(Layers(Store({"a": TANKS}, ()).layer(), hides.layer()))
    here, elsewhere = [
        await desk.answer_question(FactShow("a"), Asked(TODAY, "en", guild), text="fact a")
        for guild in ("7", "8")
    ]
    assert here.note == "This server hides this fact from its answers."
    assert elsewhere.note is None


async def test_an_earlier_revision_is_shown_as_it_told_it_and_what_came_after() -> None:
    history = History(revision(1, TANKS), revision(2, MENDED, Action.CORRECT, "Read again."))
    desk = desk_of({"a": MENDED}, history=history)
    found = await ask(desk, FactShow("a", revision=1))
    assert found.facts[0].revision == 1
    assert found.facts[0].measure == TANKS.measure
    assert found.note == (
        "This is revision 1 of 2, recorded on 1 January 2023.\n"
        "Corrected on 1 January 2023: Read again."
    )
    missing = await ask(desk, FactShow("a", revision=9))
    assert missing.outcome is Outcome.NOTHING


async def test_a_source_shows_method_caveats_reliability_and_newest_facts() -> None:
    bodies = {f"fact-{n}": lost(n, day(9, n), by="tracker") for n in range(1, 8)}
    found = await ask(desk_of(bodies), SourceShow("tracker"))
    assert found.note is not None
    assert "open-source tracker; belongs to neither side." in found.note
    assert "- A floor: only what was filmed." in found.note
    assert "Reliability B (usually reliable), an editorial judgement. Each entry" in found.note
    assert "originator of 7 facts" in found.note
    assert ids(found) == ["fact-7", "fact-6", "fact-5", "fact-4", "fact-3"]


async def test_sources_are_listed_by_kind_and_may_be_narrowed_by_name() -> None:
    desk = desk_of({"a": TANKS})
    every = await ask(desk, SourceList())
    assert every.note is not None
    assert "- General Staff: C, 1 fact" in every.note
    one = await ask(desk, SourceList("PAPER"))
    assert one.note is not None
    assert "The Paper" in one.note
    assert "Tracker" not in one.note
    assert (await ask(desk, SourceList("nobody"))).outcome is Outcome.NOTHING


async def test_corrections_name_a_retracted_fact_without_showing_it() -> None:
    desk = desk_of({"a": TANKS}, retracted=frozenset({"a"}))
    found = await ask(desk, Corrections())
    assert found.note is not None
    assert "- 1 January 2023: retracted a — It was wrong." in found.note
    assert not found.facts


async def test_help_and_about_are_texts_in_three_languages() -> None:
    desk = desk_of({"a": TANKS})
    notes = set()
    for locale in ("en", "uk", "ru"):
        for question in (Help(), Help("losses"), Help("fact history"), Help("period"), About()):
            found = await ask(desk, question, locale=locale)
            assert found.outcome is Outcome.ANSWERED
            assert found.note
            notes.add(found.note)
    assert len(notes) == 15
