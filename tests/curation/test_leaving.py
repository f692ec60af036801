"""Servers that leave, and users who ask to be forgotten: what stays valid, what is gone."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from facts.curation.curator import Curator
from facts.curation.drafting import Drafting
from facts.curation.importing import Importing
from facts.curation.incoming import Incoming
from facts.curation.leaving import Leaving
from facts.curation.mydata import delete_mydata, export_mydata
from facts.curation.review import Review
from facts.curation.stopping import Stopping
from facts.errors import Refused
from facts.model import Document, RelationKind
from facts.store import Store
from facts.store.people import known_person, person_of, user_of
from facts.store.snapshots import Snapshots
from facts.store.tables import audit, metadata
from tests.curation.conftest import MEMBER, MODERATOR, OWNER, SECOND, STRANGER
from tests.curation.test_importing import ROWS
from tests.store.records import body, furnish


async def busy(curator: Curator) -> str:
    """Let server 77 do one of everything; gives one of its facts."""
    page = Document("paper", "https://secret.example.org/only-ours", "Ours alone")
    facts = []
    for words in ("Ours.", "Ours too."):
        made = (await curator.add(body(words, documents=(page,)), by=MODERATOR)).applied
        assert made is not None
        assert made.fact is not None
        facts.append(made.fact)
    # An earlier revision's page must go as well.
    await curator.clarify(facts[0], body("Ours."), based_on=1, reason="Page.", by=SECOND)
    await curator.link(facts[0], RelationKind.CONTRADICTS, facts[1], reason="So.", by=MODERATOR)
    await curator.settings.set("language", "uk", by=MODERATOR)
    shared = (await curator.add(body("Shared."), by=OWNER)).applied
    assert shared is not None
    assert shared.fact is not None
    await curator.note(shared.fact, "Ours to say.", by=MODERATOR)
    await Drafting(curator).begin({"statement": "Half a draft."}, by=MEMBER)
    review = Review(curator)
    await Incoming(curator).suggest(body("Suggested."), by=MEMBER, channel="5")
    await Stopping(curator).stop(SECOND.user_id, reason="Spam of ours.", by=MODERATOR)
    await Importing(curator, review).check("rows.yaml", ROWS.encode(), by=MODERATOR)
    await curator.add(body("Theirs."), by=STRANGER)
    return facts[0]


async def run(store: Store, *statements: str) -> None:
    """Run statements in one transaction as another program would, past every rule of ours."""
    async with store.engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))


async def rows_of(store: Store, guild: str) -> dict[str, int]:
    """Count the rows of a server in every table that knows servers."""
    found = {}
    async with store.looking() as connection:
        for table in metadata.sorted_tables:
            for name in ("scope", "guild"):
                if name in table.c:
                    rows = (
                        await connection.execute(select(table).where(table.c[name] == guild))
                    ).all()
                    if rows:
                        found[table.name] = len(rows)
    return found


async def test_everything_of_a_server_is_deleted_and_the_rest_stays_whole(
    curator: Curator,
) -> None:
    fact = await busy(curator)
    base, theirs = curator.snapshots.base().digest, (await curator.store.layer("88")).digest
    with pytest.raises(Refused):
        await Leaving(curator).delete_everything(by=MEMBER)
    assert (await curator.view("77")).get(fact) is not None
    await Leaving(curator).delete_everything(by=MODERATOR)
    assert await curator.store.verify() == []
    assert set(await rows_of(curator.store, "77")) == {"audit"}
    async with curator.store.looking() as connection:
        left = (await connection.execute(select(audit).where(audit.c.scope == "77"))).all()
        pages = (await connection.execute(text("SELECT title FROM document"))).scalars().all()
    assert {(e.kind, e.actor) for e in left[:-1]} == {("purged", "")}
    assert (left[-1].kind, left[-1].action) == ("server", "purge")
    assert "Ours alone" not in pages
    assert (await curator.view("77")).get(fact) is None  # the layer in memory is read anew
    assert curator.settings.of("77").language == "uk"  # until it is asked for
    assert (await curator.settings.ensure("77")).language is None
    assert curator.snapshots.base().digest == base
    assert (await curator.store.layer("88")).digest == theirs
    made = (await curator.add(body("Anew."), by=MODERATOR)).applied  # and life goes on
    assert made is not None
    assert await curator.store.verify() == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM revision WHERE scope = '77'",
        "DELETE FROM relation_revision WHERE scope = '77'",
        "UPDATE audit SET kind = 'purged' WHERE scope = '77'",
        "INSERT INTO purging (scope) VALUES ('base')",
    ],
)
async def test_nothing_is_deleted_outside_of_a_purge(curator: Curator, statement: str) -> None:
    await busy(curator)
    with pytest.raises(DBAPIError):
        await run(curator.store, statement)


async def test_a_purge_lets_go_of_that_server_s_rows_only(curator: Curator) -> None:
    await busy(curator)
    for statement in (
        "DELETE FROM revision WHERE scope = '88'",
        "DELETE FROM revision WHERE scope = 'base'",
        "UPDATE revision SET reason = 'x' WHERE scope = '77'",
        "DELETE FROM audit WHERE scope = '77'",
        "UPDATE audit SET actor = 'x' WHERE scope = '77'",
    ):
        with pytest.raises(DBAPIError):
            await run(curator.store, "INSERT INTO purging (scope) VALUES ('77')", statement)
    assert await curator.store.verify() == []


async def test_a_removed_server_is_kept_for_thirty_days(database: str) -> None:
    now = datetime(2022, 12, 1, tzinfo=UTC)
    store = await Store.open(database, clock=lambda: now)
    await furnish(store)
    snapshots = Snapshots(store)
    await snapshots.load()
    curator = Curator(store, snapshots, owners={OWNER.user_id})
    leaving = Leaving(curator)
    fact = await busy(curator)
    await leaving.removed("77")
    now += timedelta(days=20)
    await leaving.removed("77")  # said again after a restart: the first day counts
    assert await leaving.purge_due() == ()
    assert await leaving.returned("77")
    now += timedelta(days=20)
    assert await leaving.purge_due() == ()
    assert (await curator.view("77")).get(fact) is not None
    await leaving.removed("77")
    now += timedelta(days=31)
    assert await leaving.purge_due() == ("77",)
    assert await leaving.purge_due() == ()
    assert not await leaving.returned("77")
    assert (await curator.view("77")).get(fact) is None
    assert await store.verify() == []
    await store.close()


async def test_an_export_holds_all_of_one_server_and_nothing_else(curator: Curator) -> None:
    await busy(curator)
    with pytest.raises(Refused):
        await Leaving(curator).export_everything(by=MEMBER)
    exported = json.dumps(await Leaving(curator).export_everything(by=MODERATOR))
    for words in ("Ours too.", "Half a draft.", "Suggested.", "Ours to say.", '\\"uk\\"'):
        assert words in exported
    assert base64.b64encode(ROWS.encode()).decode() in exported
    for words in ("Theirs.", "Shared.", MEMBER.user_id, MODERATOR.user_id):
        assert words not in exported


async def test_a_user_gets_everything_of_theirs_and_nobody_else_s(curator: Curator) -> None:
    await busy(curator)
    given = await export_mydata(curator.store, MEMBER.user_id)
    assert given["pseudonym"] == await known_person(curator.store, MEMBER.user_id)
    assert set(given["kept"]) == {"person", "draft", "queue_item", "quota"}
    kept = json.dumps(given)
    assert "Half a draft." in kept
    assert "Ours." not in kept
    mine = await export_mydata(curator.store, MODERATOR.user_id)
    assert {"revision", "relation_revision", "audit", "overlay", "guild_setting"} <= set(
        mine["kept"]
    )
    nobody = await export_mydata(curator.store, "900000000000009999")
    assert nobody == {"pseudonym": None, "kept": {}}


async def test_a_forgotten_user_leaves_a_valid_record(curator: Curator) -> None:
    fact = await busy(curator)
    review = Review(curator)
    decided = await Incoming(curator).suggest(body("Decided."), by=MEMBER, channel="5")
    await review.reject(decided.id, version=1, reason="No.", by=SECOND)
    history = await curator.store.history(fact, ["77"])
    for user in (MEMBER.user_id, MODERATOR.user_id):
        before = await known_person(curator.store, user)
        assert before is not None
        assert await delete_mydata(curator.store, user)
        assert await user_of(curator.store, before) is None
        assert (await export_mydata(curator.store, user))["kept"] == {}
        assert not await delete_mydata(curator.store, user)
        assert await person_of(curator.store, user) != before  # they come back as somebody new
    assert await curator.store.history(fact, ["77"]) == history
    assert await curator.store.verify() == []
    assert await review.waiting(by=SECOND) == ()
    left = await review.get(decided.id, by=SECOND)
    assert (left.person, left.channel, left.payload, left.reason) == (None, None, {}, "No.")
