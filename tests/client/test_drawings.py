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
