"""Correct, retract, restore, withdraw, link, overlay, sources: what stands, and who was told why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from facts.curation.curator import Curator
from facts.curation.rights import Member
from facts.curation.stopping import Stopping
from facts.errors import NotOnRecord, Refused, StaleRevision
from facts.language.phrases import LANGUAGES, Phrases
from facts.model import Action, DateRange, RelationKind, Reliability, Source, SourceKind
from facts.store.people import user_of
from tests.curation.conftest import MEMBER, MODERATOR, OWNER, SECOND, STRANGER
from tests.store.records import body


async def added(
    curator: Curator, words: str = "Seventy tanks were lost.", *, by: Member = MODERATOR
) -> str:
    outcome = await curator.add(body(words), by=by)
    assert outcome.applied is not None
    assert outcome.applied.fact is not None
    return outcome.applied.fact


async def test_a_fact_lives_through_five_revisions(curator: Curator) -> None:
    fact = await added(curator)
    by = MODERATOR
    await curator.correct(
        fact, body("Eighty."), based_on=1, reason="Misread.", notice="It was eighty.", by=by
    )
    await curator.retract(fact, based_on=2, reason="No source.", notice="Not so.", by=SECOND)
    await curator.restore(fact, based_on=3, reason="Found it.", by=by)
    await curator.restore(fact, based_on=4, revision=1, reason="The first was right.", by=by)
    history = await curator.store.history(fact, ["77"])
    assert [r.action.value for r in history] == [
        "create",
        "correct",
        "retract",
        "restore",
        "restore",
    ]
    assert history[-1].body == history[0].body
    assert history[2].notice == "Not so."
    assert await user_of(curator.store, history[2].recorded_by) == SECOND.user_id
    record = (await curator.view("77")).get(fact)
    assert record is not None
    assert record.revision == 5
    assert await curator.store.verify() == []


async def test_who_was_slower_is_told(curator: Curator) -> None:
    fact = await added(curator)
    await curator.clarify(fact, body("Clearer."), based_on=1, reason="Clearer.", by=MODERATOR)
    with pytest.raises(StaleRevision, match="somebody else"):
        await curator.retract(fact, based_on=1, reason="Wrong.", notice="Wrong.", by=SECOND)
    assert len(await curator.store.history(fact, ["77"])) == 2


async def test_reasons_and_sentences_for_readers_are_required(curator: Curator) -> None:
    fact = await added(curator)
    with pytest.raises(Refused, match="reason"):
        await curator.retract(fact, based_on=1, reason="", notice="Wrong.", by=MODERATOR)
    with pytest.raises(Refused, match="readers"):
        await curator.retract(fact, based_on=1, reason="Wrong.", notice="", by=MODERATOR)
    with pytest.raises(Refused, match="reason"):
        await curator.clarify(fact, body("New."), based_on=1, reason="", by=MODERATOR)


async def test_a_withdrawal_keeps_the_claim_and_says_who_changed_their_mind(
    curator: Curator,
) -> None:
    fact = await added(curator)
    await curator.withdraw(
        fact,
        words="We were wrong about the tanks.",
        on=DateRange.on(date(2022, 9, 20)),
        based_on=1,
        reason="Said on television.",
        by=MODERATOR,
    )
    last = (await curator.store.history(fact, ["77"]))[-1]
    assert last.action is Action.CORRECT
    assert last.body.withdrawn is not None
    assert last.body.measure == body().measure
    assert last.notice == "Taken back by the one who said it: We were wrong about the tanks."


async def test_readers_are_told_of_a_withdrawal_in_their_servers_language(
    curator: Curator,
) -> None:
    await curator.settings.set("language", "ru", by=MODERATOR)
    fact, by = await added(curator), replace(MODERATOR, locale="uk")
    await curator.withdraw(fact, words="Ошиблись.", on=None, based_on=1, reason="Так.", by=by)
    last = (await curator.store.history(fact, ["77"]))[-1]
    assert last.notice == "Тот, кто это сказал, отказался от этого: Ошиблись."


async def test_relations_are_made_and_ended_by_the_rules(curator: Curator) -> None:
    one, other = await added(curator), await added(curator, "Another.")
    kind = RelationKind.SUPERSEDES
    await curator.link(one, kind, other, reason="Newer.", by=MODERATOR)
    with pytest.raises(Refused, match="circle"):
        await curator.link(other, kind, one, reason="Newer.", by=MODERATOR)
    await curator.unlink(one, kind, other, reason="Not so.", by=MODERATOR)
    assert one not in (await curator.store.layer("77")).edges
    shared = await added(curator, "Shared.", by=OWNER)
    with pytest.raises(Refused, match="corroborate"):
        await curator.link(one, RelationKind.CORROBORATES, shared, reason="So.", by=MODERATOR)


@pytest.mark.parametrize(
    ("locale", "circle", "same"),
    [("uk", "по колу", "нічого не змінює"), ("ru", "по кругу", "ничего не меняет")],
)
async def test_what_the_record_refuses_is_said_in_the_moderators_language(
    curator: Curator, locale: str, circle: str, same: str
) -> None:
    one, other = await added(curator), await added(curator, "Another.")
    kind, by = RelationKind.SUPERSEDES, replace(MODERATOR, locale=locale)
    await curator.link(one, kind, other, reason="Newer.", by=by)
    with pytest.raises(Refused, match=circle):
        await curator.link(other, kind, one, reason="Newer.", by=by)
    with pytest.raises(Refused, match=same):
        await curator.clarify(other, body("Another."), based_on=1, reason="So.", by=by)


async def test_a_server_lays_over_shared_facts_and_never_changes_them(curator: Curator) -> None:
    fact = await added(curator, by=OWNER)
    await curator.hide(fact, reason="Off topic here.", by=MODERATOR)
    await curator.note(fact, "Seen by our own members.", by=MODERATOR)
    await curator.pin(fact, by=MODERATOR)
    view = await curator.view("77")
    assert fact in view.hidden
    assert fact not in (await curator.view("88")).hidden
    await curator.lift(fact, "hide", reason="On topic again.", by=MODERATOR)
    assert fact not in (await curator.view("77")).hidden
    for change in (
        curator.retract(fact, based_on=1, reason="Wrong.", notice="Wrong.", by=MODERATOR),
        curator.clarify(fact, body("Ours."), based_on=1, reason="Ours.", by=MODERATOR),
    ):
        with pytest.raises(Refused, match="shared fact"):
            await change
    assert len(await curator.store.history(fact, ["base"])) == 1


async def test_only_moderators_of_that_server_write_there(curator: Curator) -> None:
    fact = await added(curator)
    for by in (MEMBER, STRANGER):
        with pytest.raises((Refused, NotOnRecord)):
            await curator.retract(fact, based_on=1, reason="Wrong.", notice="Wrong.", by=by)
    with pytest.raises(NotOnRecord):
        await curator.retract(fact, based_on=1, reason="Wrong.", notice="Wrong.", by=OWNER)
    assert len(await curator.store.history(fact, ["77"])) == 1
    assert (await curator.store.layer("88")).records == {}


async def test_a_source_s_new_caveat_shows_on_all_its_facts_at_once(curator: Curator) -> None:
    mine = Source("own-diary", "Diary", SourceKind.WITNESS, scope="77")
    await curator.put_source(mine, reason="A witness.", by=MODERATOR)
    warned = Source(
        "own-diary",
        "Diary",
        SourceKind.WITNESS,
        scope="77",
        standing_caveats=("Written from memory.",),
        reliability=Reliability.C,
        reliability_reason="Right twice.",
    )
    await curator.put_source(warned, reason="Told us so.", by=MODERATOR)
    assert (await curator.view("77")).source("own-diary") == warned
    with pytest.raises(NotOnRecord):
        (await curator.view("88")).source("own-diary")
    with pytest.raises(Refused):
        await curator.put_source(mine, reason="Mine.", by=STRANGER)


async def test_the_audit_tells_who_and_when_and_is_exported(curator: Curator) -> None:
    fact = await added(curator)
    await curator.retract(fact, based_on=1, reason="Wrong.", notice="Wrong.", by=SECOND)
    entries = await curator.audit(by=MODERATOR)
    assert [(e.action, e.subject) for e in entries] == [("retract", fact), ("create", fact)]
    (theirs,) = await curator.audit(by=MODERATOR, who=SECOND.user_id)
    assert theirs.reason == "Wrong."
    assert await curator.audit(by=MODERATOR, who="999") == ()
    assert await curator.audit(by=MODERATOR, since=curator.store.now()) == ()
    rows = await curator.export_audit(by=MODERATOR)
    assert [r.position for r in rows] == sorted(e.position for e in entries)
    with pytest.raises(Refused):
        await curator.audit(by=MEMBER)
    assert not any(MODERATOR.user_id in str(row) for row in rows)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_kind_of_change_is_audited_with_its_reason_and_a_word_for_it(
    curator: Curator, language: str
) -> None:
    one, other, shared = await added(curator), await added(curator), await added(curator, by=OWNER)
    contradicts, by = RelationKind.CONTRADICTS, MODERATOR
    source = Source("own-diary", "Diary", SourceKind.WITNESS, scope="77")
    await curator.link(one, contradicts, other, reason="Why linked.", by=by)
    await curator.unlink(one, contradicts, other, reason="Why unlinked.", by=by)
    await curator.hide(shared, reason="Why hidden.", by=by)
    await curator.lift(shared, "hide", reason="Why shown.", by=by)
    await curator.note(shared, "A note.", by=by)
    await curator.pin(shared, by=by)
    await curator.put_source(source, reason="Why added.", by=by)
    await curator.put_source(replace(source, name="My diary"), reason="Why renamed.", by=by)
    await curator.settings.set("language", "uk", by=by)
    await curator.settings.set("language", "default", by=by)
    await Stopping(curator).stop(MEMBER.user_id, reason="Why stopped.", by=by)
    entries = await curator.audit(by=by)
    say = Phrases.of(language)
    assert [e.action for e in entries if not say.has(f"moderating.audit.action.{e.action}")] == []
    told = [e.reason or e.after for e in reversed(entries) if e.kind not in ("fact", "setting")]
    assert told == [
        "Why linked.",
        "Why unlinked.",
        "Why hidden.",
        "Why shown.",
        '{"text": "A note."}',
        '{"text": null}',
        "Why added.",
        "Why renamed.",
        "Why stopped.",
    ]
