"""A file on its way to the record: kept until it is loaded, loaded as it was shown, by one or by two."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from facts.curation.bulk import State
from facts.curation.curator import Curator
from facts.curation.importing import KEPT_HOURS, Importing
from facts.curation.mydata import delete_mydata
from facts.curation.review import Review
from facts.curation.rights import Member
from facts.errors import FactlineError, NotOnRecord, Refused
from facts.store import Store
from facts.store.curation_files import MOST_EACH
from facts.store.curation_queue import ItemKind, ItemState
from facts.store.people import known_person
from facts.store.snapshots import Snapshots
from tests.curation.conftest import MEMBER, MODERATOR, SECOND, STRANGER
from tests.store.records import furnish

ROWS = """facts:
- id: own-izium-44
  statement: The General Staff said that Russia lost over 44 tanks near Izium.
  topic: equipment_losses
  metric: equipment_lost
  category: tank
  side: russia
  measure: {low: 44, wording: over 44}
  scope_place: izium
  stated_on: 2022-09-12
  chain: [general-staff]
"""
NEWER = ROWS.replace("44", "45").replace("own-izium-45", "own-izium-44").encode()
DATA = ROWS.encode()


def importing(curator: Curator) -> Importing:
    return Importing(curator, Review(curator))


async def checked(curator: Curator, data: bytes = DATA) -> tuple[str, str]:
    """Check a file as a moderator; gives it and its report's mark."""
    found = await importing(curator).check("rows.yaml", data, by=MODERATOR)
    assert found.file is not None
    return found.file, found.report.mark


async def proposed(curator: Curator, data: bytes = DATA) -> tuple[str, str]:
    """Put a file before a second moderator; gives the item and the report's mark."""
    await curator.settings.set("two_person", "on", by=MODERATOR)
    file, mark = await checked(curator, data)
    outcome = await importing(curator).load(file, mark, by=MODERATOR)
    assert outcome.waiting is not None
    return outcome.waiting.id, mark


async def test_what_was_shown_is_loaded_once(curator: Curator) -> None:
    files = importing(curator)
    file, mark = await checked(curator)
    assert (await curator.store.layer("77")).records == {}
    outcome = await files.load(file, mark, by=MODERATOR)
    assert outcome.loaded is not None
    assert outcome.loaded.new == 1
    assert (await curator.view("77")).get("own-izium-44") is not None
    with pytest.raises(NotOnRecord, match="no longer here"):
        await files.load(file, mark, by=MODERATOR)
    again = await files.check("rows.yaml", DATA, by=MODERATOR)
    assert (again.file, again.report.count(State.SAME)) == (None, 1)


async def test_a_file_is_loaded_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'files.db'}"
    for step in ("check", "load"):
        store = await Store.open(url)
        if step == "check":
            await furnish(store)
        snapshots = Snapshots(store)
        await snapshots.load()
        curator = Curator(store, snapshots)
        if step == "check":
            file, mark = await checked(curator)
        else:
            assert (await importing(curator).load(file, mark, by=MODERATOR)).loaded is not None
        await store.close()


async def test_a_file_that_would_now_do_something_else_is_shown_anew(curator: Curator) -> None:
    files = importing(curator)
    first, first_mark = await checked(curator)
    second, second_mark = await checked(curator, NEWER)
    await files.load(first, first_mark, by=MODERATOR)
    moved = (await files.load(second, second_mark, by=MODERATOR)).changed
    assert moved is not None
    assert moved.report.count(State.CHANGED) == 1
    assert (await curator.store.layer("77")).records["own-izium-44"].revision == 1
    assert (await files.load(second, moved.report.mark, by=MODERATOR)).loaded is not None
    assert (await curator.store.layer("77")).records["own-izium-44"].revision == 2


async def test_a_file_is_loaded_only_by_who_sent_it_and_where(curator: Curator) -> None:
    files = importing(curator)
    file, mark = await checked(curator)
    for other in (SECOND, STRANGER, replace(MODERATOR, guild="88"), MEMBER):
        with pytest.raises(FactlineError):
            await files.load(file, mark, by=other)
    with pytest.raises(Refused):
        await files.load(file, mark, by=replace(MODERATOR, manage_server=False))
    with pytest.raises(Refused):
        await files.check("rows.yaml", DATA, by=MEMBER)
    assert (await curator.store.layer("77")).records == {}


async def test_under_the_two_person_rule_another_moderator_loads_it(curator: Curator) -> None:
    files, review = importing(curator), Review(curator)
    ident, mark = await proposed(curator)
    (item,) = await review.waiting(by=SECOND)
    assert (item.kind, item.payload["name"]) == (ItemKind.IMPORT, "rows.yaml")
    assert item.payload["counts"]["new"] == 1
    assert (await curator.store.layer("77")).records == {}
    with pytest.raises(Refused, match="second moderator"):
        await files.approve(item, mark, version=1, by=MODERATOR)
    with pytest.raises(Refused, match="report"):  # never without having seen what it does
        await review.approve(ident, version=1, by=SECOND)
    seen, data = await files.waiting(item, by=SECOND)
    assert (seen.report.mark, data) == (mark, DATA)
    outcome = await files.approve(item, mark, version=1, by=SECOND)
    assert outcome.loaded is not None
    assert outcome.decision is not None
    assert outcome.decision.tell is not None
    assert outcome.decision.tell.user_id == MODERATOR.user_id
    assert "rows.yaml" in outcome.decision.tell.text
    record = (await curator.store.layer("77")).records["own-izium-44"]
    history = await curator.store.history(record.id, ["77"])
    assert history[0].recorded_by == await known_person(curator.store, SECOND.user_id)
    assert await review.waiting(by=SECOND) == ()
    assert await curator.store.verify() == []


async def test_of_two_moderators_one_loads_and_the_other_is_told(curator: Curator) -> None:
    files, third = importing(curator), replace(SECOND, user_id="900000000000000022")
    ident, mark = await proposed(curator)
    item = await Review(curator).get(ident, by=SECOND)
    both = await asyncio.gather(
        files.approve(item, mark, version=1, by=SECOND),
        files.approve(item, mark, version=1, by=third),
        return_exceptions=True,
    )
    lost = [one for one in both if isinstance(one, FactlineError)]
    assert len(lost) == 1
    assert "faster" in lost[0].sentence
    assert len(await curator.store.history("own-izium-44", ["77"])) == 1


async def test_who_is_overtaken_between_look_and_load_is_told_too(
    curator: Curator, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, third = importing(curator), replace(SECOND, user_id="900000000000000022")
    ident, mark = await proposed(curator)
    review = Review(curator)
    item = await review.get(ident, by=SECOND)
    looked = review.expect_second
    first = True

    async def overtaken(ident: str, version: int, *, by: Member) -> object:
        nonlocal first
        found = await looked(ident, version, by=by)
        if first:
            first = False
            await files.approve(item, mark, version=1, by=SECOND)
        return found

    monkeypatch.setattr(review, "expect_second", overtaken)
    with pytest.raises(Refused, match="faster"):
        await Importing(curator, review).approve(item, mark, version=1, by=third)
    assert len(await curator.store.history("own-izium-44", ["77"])) == 1


async def test_a_file_that_waits_shows_what_it_does_now(curator: Curator) -> None:
    files = importing(curator)
    ident, mark = await proposed(curator, NEWER)
    await curator.settings.set("two_person", "off", by=MODERATOR)
    await files.load(*(await checked(curator)), by=MODERATOR)
    item = await Review(curator).get(ident, by=SECOND)
    moved = (await files.approve(item, mark, version=1, by=SECOND)).changed
    assert moved is not None
    assert moved.report.count(State.CHANGED) == 1
    assert (await Review(curator).get(ident, by=SECOND)).state is ItemState.OPEN
    assert (await files.approve(item, moved.report.mark, version=1, by=SECOND)).loaded is not None


async def test_a_rejected_file_is_gone_and_its_sender_told(curator: Curator) -> None:
    files, review = importing(curator), Review(curator)
    ident, _ = await proposed(curator)
    item = await review.get(ident, by=SECOND)
    decision = await review.reject(ident, version=1, reason="Wrong week.", by=SECOND)
    assert decision.tell is not None
    assert "rows.yaml was not loaded: Wrong week." in decision.tell.text
    with pytest.raises(NotOnRecord):
        await files.waiting(item, by=SECOND)


async def test_who_asks_to_be_forgotten_takes_their_files_along(curator: Curator) -> None:
    ident, _ = await proposed(curator)
    file, mark = await checked(curator)
    item = await Review(curator).get(ident, by=SECOND)
    await delete_mydata(curator.store, MODERATOR.user_id)
    for gone in (
        importing(curator).load(file, mark, by=MODERATOR),
        importing(curator).waiting(item, by=SECOND),
    ):
        with pytest.raises(NotOnRecord):
            await gone


async def test_files_that_nobody_loads_make_room(tmp_path: Path) -> None:
    clock = [datetime(2022, 11, 15, 12, tzinfo=UTC)]
    store = await Store.open(f"sqlite:///{tmp_path / 'files.db'}", clock=lambda: clock[0])
    await furnish(store)
    snapshots = Snapshots(store)
    await snapshots.load()
    curator = Curator(store, snapshots)
    ident, _ = await proposed(curator)
    await curator.settings.set("two_person", "off", by=MODERATOR)
    sent = []
    for _ in range(MOST_EACH + 1):
        clock[0] += timedelta(minutes=1)
        sent.append(await checked(curator))
    with pytest.raises(NotOnRecord):
        await importing(curator).load(*sent[0], by=MODERATOR)
    clock[0] += timedelta(hours=KEPT_HOURS, minutes=1)
    last = await checked(curator)
    with pytest.raises(NotOnRecord):
        await importing(curator).load(*sent[-1], by=MODERATOR)
    assert (await importing(curator).load(*last, by=MODERATOR)).loaded is not None
    item = await Review(curator).get(ident, by=SECOND)
    assert (await importing(curator).waiting(item, by=SECOND))[1] == DATA, "the queue's stays"
    await store.close()
