"""One question, one drawing: however it was put, and in whichever server."""

from __future__ import annotations

from bot.conversation import Conversation
from facts.answering.desk import Desk
from facts.questions import Asked
from facts.snapshot import Layer
from tests.answering.test_shared import BASE, Servers
from tests.answering.written_records import TODAY


class NoServers:
    """Servers whose facts are in memory already."""

    async def ensure_guild(self, guild: str) -> object:
        """Do nothing."""
        return guild


def conversation() -> Conversation:
    own = Layer.build(scope="7", position=3, records=())
    return Conversation(Desk(Servers(BASE, own)), NoServers())


async def test_typed_and_picked_forms_share_a_drawing() -> None:
    talk, asked = conversation(), Asked(TODAY)
    typed = await talk.text("!losses tanks week", asked)
    assert await talk.options("losses", {"category": "tanks", "period": "week"}, asked) is typed
    assert await talk.text("!losses week tanks", asked) is typed


async def test_servers_without_facts_of_their_own_share_a_drawing() -> None:
    talk = conversation()
    everywhere = await talk.text("!losses", Asked(TODAY))
    assert await talk.text("!losses", Asked(TODAY, guild="7")) is everywhere


async def test_another_language_or_day_has_a_drawing_of_its_own() -> None:
    talk = conversation()
    drawn = await talk.text("!losses week", Asked(TODAY))
    assert await talk.text("!losses week", Asked(TODAY, "uk")) is not drawn
    assert await talk.text("!losses week", Asked(TODAY.replace(day=1))) is not drawn


async def test_a_plain_question_waits_for_its_index_however_it_is_put() -> None:
    """Indexing runs in a thread: on the event loop it would hold everybody up."""
    for text in ("!ask how many tanks", "how many tanks"):
        talk, asked = conversation(), Asked(TODAY)
        assert not talk.at_once(text, asked)
        await talk.text(text, asked)
        assert talk.prepared(asked)
        assert talk.at_once(text, asked)
    talk = conversation()
    await talk.answer("ask how many tanks", Asked(TODAY))
    assert talk.prepared(Asked(TODAY))


async def test_a_command_waits_for_no_index() -> None:
    talk, asked = conversation(), Asked(TODAY)
    assert talk.at_once("!losses week", asked)
    await talk.text("!losses week", asked)
    assert not talk.prepared(asked)
