"""The queue: what comes in, who decides, who is told, and that one of two wins."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from facts.curation.change import Change, ChangeKind
from facts.curation.curator import Curator
from facts.curation.drafting import Drafting
from facts.curation.incoming import Incoming
from facts.curation.review import Decision, Review
from facts.errors import FactlineError, NotOnRecord, Refused, StaleRevision
from facts.store.curation_queue import ItemKind, ItemState
from tests.curation.conftest import MEMBER, MODERATOR, SECOND, STRANGER
from tests.store.records import body


async def added(curator: Curator) -> str:
    """Put a fact of server 77 on record; gives its id."""
    made = (await curator.add(body(), by=MODERATOR)).applied
    assert made is not None
    assert made.fact is not None
    return made.fact


async def test_a_suggestion_is_approved_and_its_sender_told(curator: Curator) -> None:
    review = Review(curator)
    item = await Incoming(curator).suggest(body("Suggested."), by=MEMBER, channel="555")
    assert (await curator.store.layer("77")).records == {}
    (waiting,) = await review.waiting(by=MODERATOR)
    assert waiting == item
    decision = await review.approve(item.id, version=item.version, by=MODERATOR)
    assert decision.applied is not None
    fact = decision.applied.fact
    assert fact in (await curator.store.layer("77")).records
    assert decision.tell is not None
    assert (decision.tell.user_id, decision.tell.channel) == (MEMBER.user_id, "555")
    assert str(fact) in decision.tell.text
    assert await review.waiting(by=MODERATOR) == ()


async def waits(curator: Curator, kind: ItemKind) -> str:
    """Put one thing of a kind into the queue; gives its id."""
    incoming = Incoming(curator)
    if kind is ItemKind.SUGGESTION:
        return (await incoming.suggest(body("Suggested."), by=MEMBER, channel=None)).id
    if kind is ItemKind.QUESTION:
        await incoming.unanswered("How many ships?", by=MEMBER)
        return (await Review(curator).waiting(by=MODERATOR))[0].id
    if kind is ItemKind.REPORT:
        fact = await added(curator)
        return (await incoming.report(fact, 1, "Not so.", by=MEMBER, channel=None)).id
    await curator.settings.set("two_person", "on", by=MODERATOR)
    outcome = await curator.add(body(), by=replace(MODERATOR, user_id="900000000000000023"))
    assert outcome.waiting is not None
    return outcome.waiting.id


@pytest.mark.parametrize("kind", [kind for kind in ItemKind if kind is not ItemKind.IMPORT])
async def test_of_two_moderators_one_wins_and_the_other_is_told(
    curator: Curator, kind: ItemKind
) -> None:
    review = Review(curator)
    ident = await waits(curator, kind)
    before = len((await curator.store.layer("77")).records)
    both = await asyncio.gather(
        review.approve(ident, version=1, by=MODERATOR),
        review.reject(ident, version=1, reason="No.", by=SECOND),
        return_exceptions=True,
    )
    won = [one for one in both if isinstance(one, Decision)]
    lost = [one for one in both if isinstance(one, Refused)]
    assert (len(won), len(lost)) == (1, 1)
    assert "faster" in lost[0].sentence
    assert lost[0].hint in ("It was approved.", "It was rejected.")
    approved = won[0].item.state is ItemState.APPROVED
    stored = approved and kind in (ItemKind.SUGGESTION, ItemKind.CHANGE)
    assert len((await curator.store.layer("77")).records) == before + stored


async def test_two_who_answer_one_report_make_one_correction(curator: Curator) -> None:
    ident = await waits(curator, ItemKind.REPORT)
    review = Review(curator)
    fact = str((await review.get(ident, by=MODERATOR)).fact)

    def corrected(words: str) -> Change:
        return Change(ChangeKind.CORRECT, fact, body(words), "So.", words, based_on=1)

    both = await asyncio.gather(
        review.approve(ident, version=1, by=MODERATOR, edited=corrected("Eighty.")),
        review.approve(ident, version=1, by=SECOND, edited=corrected("Ninety.")),
        return_exceptions=True,
    )
    (lost,) = [one for one in both if isinstance(one, Refused)]
    assert "faster" in lost.sentence
    assert len(await curator.store.history(fact, ["77"])) == 2


async def test_what_answers_a_report_waits_for_a_second_moderator_and_the_report_is_done(
    curator: Curator,
) -> None:
    review, fact = Review(curator), await added(curator)
    item = await Incoming(curator).report(fact, 1, "Not so.", by=MODERATOR, channel="5")
    await curator.settings.set("two_person", "on", by=MODERATOR)
    faulty = Change(ChangeKind.CORRECT, fact, body(), "So.", "The same.", based_on=1)
    with pytest.raises(Refused, match="changes nothing"):
        await review.approve(item.id, version=1, by=MODERATOR, edited=faulty)
    assert [one.id for one in await review.waiting(by=SECOND)] == [item.id]
    change = replace(faulty, body=body("Eighty."))
    decision = await review.approve(item.id, version=1, by=MODERATOR, edited=change)
    assert (decision.applied, decision.item.state) == (None, ItemState.APPROVED)
    assert decision.tell is not None
    (waiting,) = await review.waiting(by=SECOND)
    assert decision.waiting is not None
    assert (waiting.id, waiting.kind) == (decision.waiting.id, ItemKind.CHANGE)
    with pytest.raises(Refused, match="second moderator"):
        await review.approve(waiting.id, version=1, by=MODERATOR)
    assert (await review.approve(waiting.id, version=1, by=SECOND)).applied is not None


async def test_oldest_first_and_only_of_this_server(curator: Curator) -> None:
    review = Review(curator)
    items = [
        await Incoming(curator).suggest(body(f"No {n}."), by=MEMBER, channel=None) for n in range(3)
    ]
    assert [i.id for i in await review.waiting(by=MODERATOR)] == [i.id for i in items]
    assert await review.count(by=MODERATOR) == 3
    assert await review.waiting(by=STRANGER) == ()
    for decide in (
        review.approve(items[0].id, version=1, by=STRANGER),
        review.reject(items[0].id, version=1, reason="No.", by=STRANGER),
        review.get(items[0].id, by=STRANGER),
    ):
        with pytest.raises(NotOnRecord):
            await decide
    with pytest.raises(Refused):
        await review.waiting(by=MEMBER)


async def test_asked_back_it_waits_for_the_sender_and_returns(curator: Curator) -> None:
    review = Review(curator)
    item = await Incoming(curator).suggest(body("Suggested."), by=MEMBER, channel=None)
    asked = await review.ask_back(item.id, version=1, words="Which page?", by=MODERATOR)
    assert asked.tell is not None
    assert asked.tell.text.endswith("Which page?")
    assert await review.waiting(by=MODERATOR) == ()
    with pytest.raises(NotOnRecord):
        await Incoming(curator).answer_back(item.id, "Mine!", by=STRANGER)
    await Incoming(curator).answer_back(item.id, "Page 2.", by=replace(MEMBER, guild=None))
    (again,) = await review.waiting(by=MODERATOR)
    assert again.payload["talk"] == [{"asked": "Which page?", "answered": "Page 2."}]
    with pytest.raises(Refused, match="faster"):
        await review.reject(item.id, version=1, reason="Late.", by=SECOND)
    await review.reject(item.id, version=again.version, reason="A rumour.", by=SECOND)


async def test_it_is_edited_and_approved(curator: Curator) -> None:
    drafting = Drafting(curator)
    item = await Incoming(curator).suggest(body("Suggested."), by=MEMBER, channel=None)
    draft = await drafting.begin_review(item, by=MODERATOR)
    words = "Seventy Russian tanks were lost."
    await drafting.submit(draft.id, {"statement": words, "side": "russia"}, by=MODERATOR)
    decision = await drafting.approve_edited(draft.id, by=MODERATOR)
    assert decision.applied is not None
    assert decision.applied.fact is not None
    held = (await curator.store.layer("77")).records[decision.applied.fact]
    assert held.body.statement["en"] == words
    assert await drafting.offered(by=MODERATOR) == ()


async def test_a_report_leads_to_a_correction(curator: Curator) -> None:
    drafting = Drafting(curator)
    made = (await curator.add(body("Seventy Russian tanks were lost."), by=MODERATOR)).applied
    assert made is not None
    assert made.fact is not None
    item = await Incoming(curator).report(made.fact, 1, "It was eighty.", by=MEMBER, channel="555")
    draft = await drafting.begin_review(item, by=MODERATOR)
    await drafting.submit(draft.id, {"figure": "over 80", "side": "russia"}, by=MODERATOR)
    await drafting.approve_edited(
        draft.id, by=MODERATOR, reason="A reader saw it.", notice="It was over 80."
    )
    assert (await curator.store.layer("77")).records[made.fact].revision == 2
    with pytest.raises(NotOnRecord):
        await Incoming(curator).report(made.fact, 1, "Wrong.", by=STRANGER, channel=None)


async def test_a_question_without_an_answer_is_counted_and_names_nobody(curator: Curator) -> None:
    review = Review(curator)
    for text in ("How many ships?", "how many  SHIPS?", "How many trains?"):
        await Incoming(curator).unanswered(text, by=MEMBER)
    ships, trains = await review.waiting(by=MODERATOR)
    assert (ships.kind, ships.person, ships.payload["times"]) == (ItemKind.QUESTION, None, 2)
    assert trains.payload["times"] == 1
    with pytest.raises(Refused, match="Nobody"):
        await review.ask_back(ships.id, version=ships.version, words="Who?", by=MODERATOR)
    decision = await review.reject(ships.id, version=2, reason="Off topic.", by=MODERATOR)
    assert decision.tell is None


async def test_two_person_rule_waits_for_a_second_moderator(curator: Curator) -> None:
    review = Review(curator)
    await curator.settings.set("two_person", "on", by=MODERATOR)
    outcome = await curator.add(body(), by=MODERATOR)
    assert outcome.applied is None
    item = outcome.waiting
    assert item is not None
    assert (await curator.store.layer("77")).records == {}
    with pytest.raises(Refused, match="second moderator"):
        await review.approve(item.id, version=1, by=MODERATOR)
    decision = await review.approve(item.id, version=1, by=SECOND)
    assert decision.applied is not None
    fact = decision.applied.fact
    assert fact is not None
    assert decision.tell is not None
    assert decision.tell.user_id == MODERATOR.user_id
    with pytest.raises(Refused, match="nothing"):  # a faulty change does not get into the queue
        await curator.clarify(fact, body(), based_on=1, reason="Same.", by=MODERATOR)
    waiting = []
    for words in ("One.", "Two."):
        outcome = await curator.clarify(
            fact, body(words), based_on=1, reason="Clearer.", by=MODERATOR
        )
        assert outcome.waiting is not None
        waiting.append(outcome.waiting)
    await review.approve(waiting[0].id, version=1, by=SECOND)
    with pytest.raises(StaleRevision):
        await review.approve(waiting[1].id, version=1, by=SECOND)
    (left,) = await review.waiting(by=SECOND)  # what could not be applied waits as before
    assert (left.id, left.state) == (waiting[1].id, ItemState.OPEN)
    assert await curator.store.verify() == []


async def test_rights_are_those_at_the_moment_of_pressing(curator: Curator) -> None:
    review = Review(curator)
    item = await Incoming(curator).suggest(body(), by=MEMBER, channel=None)
    helper = replace(MEMBER, user_id="900000000000000032", role_ids=frozenset({"5"}))
    await curator.settings.set("moderator_role", "5", by=MODERATOR)
    assert await review.waiting(by=helper)
    await curator.settings.set("moderator_role", "default", by=MODERATOR)
    with pytest.raises(FactlineError):
        await review.approve(item.id, version=1, by=helper)
