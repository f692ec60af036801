"""Members who send too much: quotas, who was stopped, and that forgetting oneself lifts nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from facts.curation.curator import Curator
from facts.curation.incoming import (
    QUESTIONS_A_DAY,
    REPORTS_A_DAY,
    SUGGESTIONS_A_DAY,
    Incoming,
)
from facts.curation.mydata import delete_mydata, export_mydata
from facts.curation.rights import Member
from facts.curation.stopping import Stopping
from facts.errors import NotOnRecord, Refused
from facts.store.people import known_person
from tests.curation.conftest import MEMBER, MODERATOR, STRANGER
from tests.store.records import body

OTHER = replace(MEMBER, user_id="900000000000000031")
Send = Callable[[Member], Awaitable[object]]


@pytest.fixture
async def ways(curator: Curator) -> dict[str, Send]:
    """Give each way in which a member reaches the moderators of server 77."""
    incoming = Incoming(curator)
    made = (await curator.add(body(), by=MODERATOR)).applied
    fact = str(made and made.fact)
    return {
        "suggestion": lambda by: incoming.suggest(body(), by=by, channel=None),
        "report": lambda by: incoming.report(fact, 1, "Wrong.", by=by, channel=None),
        "question": lambda by: incoming.unanswered("How many ships?", by=by),
    }


@pytest.mark.parametrize(
    ("way", "most"),
    [
        ("suggestion", SUGGESTIONS_A_DAY),
        ("report", REPORTS_A_DAY),
        ("question", QUESTIONS_A_DAY),
    ],
)
async def test_each_member_has_a_quota_a_day(ways: dict[str, Send], way: str, most: int) -> None:
    for _ in range(most):
        await ways[way](MEMBER)
    with pytest.raises(Refused, match="today"):
        await ways[way](MEMBER)
    await ways[way](OTHER)


async def test_a_stopped_member_reaches_no_moderator_here(
    curator: Curator, ways: dict[str, Send]
) -> None:
    stopping = Stopping(curator)
    await stopping.stop(OTHER.user_id, reason="Spam.", by=MODERATOR)
    for send in ways.values():
        with pytest.raises(Refused, match="Spam"):
            await send(OTHER)
    await ways["suggestion"](MEMBER)
    await ways["question"](replace(OTHER, guild="88"))
    (one,) = await stopping.stopped(by=MODERATOR)
    assert (one.user_id, one.block.reason) == (OTHER.user_id, "Spam.")
    assert await stopping.stopped(by=STRANGER) == ()
    await stopping.welcome(one.block.person, by=MODERATOR)
    await ways["suggestion"](OTHER)
    with pytest.raises(NotOnRecord, match="not stopped"):
        await stopping.welcome(one.block.person, by=MODERATOR)


async def test_only_moderators_stop_and_it_is_audited(curator: Curator) -> None:
    stopping = Stopping(curator)
    with pytest.raises(Refused):
        await stopping.stop(OTHER.user_id, reason="Spam.", by=MEMBER)
    with pytest.raises(Refused, match="reason"):
        await stopping.stop(OTHER.user_id, reason=" ", by=MODERATOR)
    await stopping.stop(OTHER.user_id, reason="Spam.", by=MODERATOR)
    person = await known_person(curator.store, OTHER.user_id)
    await stopping.welcome(str(person), by=MODERATOR)
    entries = await curator.audit(by=MODERATOR)
    assert [(e.action, e.subject, e.kind) for e in entries] == [
        ("welcome", person, "member"),
        ("stop", person, "member"),
    ]
    assert await curator.store.verify() == []


async def test_who_is_forgotten_stays_stopped(curator: Curator, ways: dict[str, Send]) -> None:
    stopping = Stopping(curator)
    for _ in range(2):  # however often they try
        await stopping.stop(OTHER.user_id, reason="Spam.", by=MODERATOR)
        assert await delete_mydata(curator.store, OTHER.user_id)
        with pytest.raises(Refused, match="Spam"):
            await ways["suggestion"](OTHER)
    (one,) = await stopping.stopped(by=MODERATOR)
    assert one.user_id is None
    assert OTHER.user_id not in str(await export_mydata(curator.store, MODERATOR.user_id))
    kept = (await export_mydata(curator.store, OTHER.user_id))["kept"]
    assert [row["reason"] for row in kept["blocked_member"]] == ["Spam."]
    await ways["suggestion"](MEMBER)
    await stopping.welcome(one.block.person, by=MODERATOR)
    await ways["suggestion"](OTHER)
