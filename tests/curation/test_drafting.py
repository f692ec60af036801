"""From a form to the record: kept at once, checked by field, published once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from facts.curation.change import LinkTo
from facts.curation.curator import Curator
from facts.curation.drafting import Drafting
from facts.curation.nearest import Because
from facts.errors import NotOnRecord, Refused
from facts.model import CaveatCode, RelationKind
from facts.store.snapshots import Snapshots
from tests.curation.conftest import MEMBER, MODERATOR, OWNER, STRANGER

FORM = {
    "place": "Kharkiv Oblast",
    "originator": "General Staff",
    "statement": "Russia lost over 70 tanks in Kharkiv Oblast.",
    "figure": "over 70 tanks",
    "stated_on": "12 September 2022",
    "happened": "6-12 sep 2022",
}
REST = {"publisher": "Paper", "url": "https://example.org/losses", "relays": "telethon"}


async def test_a_form_becomes_a_fact_that_answers(curator: Curator) -> None:
    drafting = Drafting(curator)
    draft = await drafting.begin(FORM, by=MODERATOR)
    preview = await drafting.submit(draft.id, REST, by=MODERATOR)
    assert preview.reading.problems == ()
    assert preview.reading.figure == "70 or more"
    body = preview.reading.body
    assert body is not None
    assert [c.code for c in body.caveats] == [CaveatCode.INTERESTED_PARTY]
    assert [h.source or h.words for h in body.chain] == ["general-staff", "telethon", "paper"]
    outcome = await drafting.publish(draft.id, by=MODERATOR)
    assert outcome.applied is not None
    fact = outcome.applied.fact
    assert fact == "own-kharkiv-oblast-tank-2022-09-12-general-staff"
    layer = curator.snapshots.guild("77")
    assert layer is not None
    assert layer.records[fact].body == body
    assert curator.snapshots.base().records == {}
    assert await curator.store.verify() == []


async def test_a_draft_is_published_once_however_often_it_is_pressed(curator: Curator) -> None:
    drafting = Drafting(curator)
    draft = await drafting.begin(FORM | REST, by=MODERATOR)
    await drafting.publish(draft.id, by=MODERATOR)
    with pytest.raises(NotOnRecord):
        await drafting.publish(draft.id, by=MODERATOR)
    assert len((await curator.store.layer("77")).records) == 1


async def test_a_draft_is_offered_again_after_a_restart_and_to_nobody_else(
    curator: Curator,
) -> None:
    draft = await Drafting(curator).begin(FORM, by=MEMBER)
    snapshots = Snapshots(curator.store)
    await snapshots.load()
    again = Drafting(Curator(curator.store, snapshots))
    (offered,) = await again.offered(by=MEMBER)
    assert offered == draft
    elsewhere = replace(MEMBER, guild="88")
    for other in (MODERATOR, STRANGER, elsewhere):
        assert await again.offered(by=other) == ()
        with pytest.raises(NotOnRecord):
            await again.submit(draft.id, REST, by=other)
    await again.discard(draft.id, by=MEMBER)
    assert await again.offered(by=MEMBER) == ()


async def test_a_member_cannot_publish_and_keeps_the_draft(curator: Curator) -> None:
    drafting = Drafting(curator)
    draft = await drafting.begin(FORM | REST, by=MEMBER)
    with pytest.raises(Refused, match="Only members who may manage"):
        await drafting.publish(draft.id, by=MEMBER)
    assert [d.id for d in await drafting.offered(by=MEMBER)] == [draft.id]
    assert (await curator.store.layer("77")).records == {}


async def test_an_edit_keeps_what_a_form_cannot_show(curator: Curator) -> None:
    drafting = Drafting(curator)
    first = await drafting.begin(FORM | REST, by=OWNER)
    made = (await drafting.publish(first.id, by=OWNER)).applied
    assert made is not None
    assert made.fact is not None
    before = curator.snapshots.base().records[made.fact].body
    edit = await drafting.begin_edit(made.fact, by=OWNER)
    unchanged = await drafting.preview(edit.id, by=OWNER)
    assert unchanged.reading.body == before
    preview = await drafting.submit(edit.id, {"figure": "over 80"}, by=OWNER)
    assert preview.reading.body is not None
    assert preview.reading.body.measure is not None
    assert preview.reading.body.measure.low == 80
    with pytest.raises(Refused, match="reason"):
        await drafting.publish(edit.id, by=OWNER)
    with pytest.raises(Refused, match="readers"):
        await drafting.publish(edit.id, by=OWNER, reason="Misread.")
    await drafting.publish(edit.id, by=OWNER, reason="Misread.", notice="It was over 80.")
    assert curator.snapshots.base().records[made.fact].revision == 2


async def test_a_shared_fact_is_not_edited_from_a_server(curator: Curator) -> None:
    drafting = Drafting(curator)
    first = await drafting.begin(FORM | REST, by=OWNER)
    made = (await drafting.publish(first.id, by=OWNER)).applied
    assert made is not None
    assert made.fact is not None
    with pytest.raises(Refused, match="shared fact"):
        await drafting.begin_edit(made.fact, by=MODERATOR)


async def test_the_nearest_facts_are_shown_with_the_relation_that_fits(curator: Curator) -> None:
    drafting = Drafting(curator)
    first = await drafting.begin(FORM | REST, by=MODERATOR)
    old = (await drafting.publish(first.id, by=MODERATOR)).applied
    assert old is not None
    assert old.fact is not None
    newer = {
        "figure": "over 90",
        "stated_on": "13 September 2022",
        "statement": "Over 90 Russian tanks lost.",
    }
    same = await drafting.begin(FORM | REST, by=MODERATOR)
    (near,) = (await drafting.preview(same.id, by=MODERATOR)).near
    assert (near.record.id, near.because, near.suggests) == (
        old.fact,
        Because.SAME_FIGURE,
        RelationKind.SAME_CLAIM,
    )
    preview = await drafting.submit(same.id, newer, by=MODERATOR)
    assert preview.near[0].suggests is RelationKind.SUPERSEDES
    link = LinkTo(RelationKind.SUPERSEDES, old.fact)
    made = (await drafting.publish(same.id, by=MODERATOR, links=[link])).applied
    assert made is not None
    assert made.fact is not None
    (edge,) = (await curator.store.layer("77")).edges[made.fact]
    assert (edge.kind, edge.other, edge.outgoing) == (RelationKind.SUPERSEDES, old.fact, True)


BAD = [
    ({"stated_on": "12 September 2031"}, "stated_on", "future"),
    ({"stated_on": "31 February 2022"}, "stated_on", ""),
    ({"url": "https://user:secret@example.org/"}, "url", "password"),
    ({"url": "not a link"}, "url", "not a link"),
    ({"url": "javascript:alert(1)"}, "url", "not a link"),
    ({"figure": "between 500 and 400"}, "figure", "greater"),
    ({"figure": "over 70", "low": "60"}, "figure", "does not fit"),
    ({"figure": "over 70", "low": "90", "high": "80"}, "figure", "greater"),
    ({"figure": "a lot of tanks"}, "figure", "no number"),
    ({"figure": "70 of 90 tanks"}, "figure", "more than one"),
    ({"originator": "Nobody We Know"}, "originator", "no source"),
    ({"place": "Atlantis"}, "place", "no place"),
    ({"statement": ""}, "statement", "missing"),
    ({"statement": "x" * 201}, "statement", "201"),
    ({"statement": "Втрачено танки."}, "statement", "English"),
    ({"publisher": ""}, "publisher", "missing"),
    ({"category": "dragons"}, "category", "not a known"),
    ({"unit": "furlongs"}, "unit", "not a known"),
    ({"statement": "Seventy tanks were lost.", "side": ""}, "side", "Whose"),
    ({"happened": "last 7 days", "stated_on": "", "published_on": ""}, "happened", "counts back"),
]


@pytest.mark.parametrize(("change", "field", "words"), BAD, ids=lambda v: str(v)[:30])
@pytest.mark.parametrize("locale", ["en", "uk", "ru"])
async def test_bad_input_is_a_sentence_by_field(
    readers: Curator, change: dict[str, str], field: str, words: str, locale: str
) -> None:
    drafting = Drafting(readers)
    by = replace(MODERATOR, locale=locale)
    draft = await drafting.begin(FORM | REST | change, by=by)
    reading = (await drafting.preview(draft.id, by=by)).reading
    assert reading.body is None
    told = {p.field: p for p in reading.problems}
    assert field in told
    assert told[field].sentence
    if locale == "en":
        assert words in told[field].sentence
    with pytest.raises(Refused):
        await drafting.publish(draft.id, by=by)


async def test_an_unknown_source_is_offered_to_be_added(curator: Curator) -> None:
    drafting = Drafting(curator)
    draft = await drafting.begin(FORM | {"originator": "Genral Staff"}, by=MODERATOR)
    (problem,) = (await drafting.preview(draft.id, by=MODERATOR)).reading.problems
    assert problem.offer == "add_source"
    assert problem.choices == ("general-staff",)
