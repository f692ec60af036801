"""While the store is away, who asks hears so in a sentence; where it is and why is for the host's log."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.client import FactlineClient
from bot.conversation import Conversation
from bot.settings import Settings
from facts.answering.desk import Desk
from facts.errors import StoreError
from facts.store import Store
from facts.store.snapshots import Snapshots
from tests.client.connecting import connected
from tests.loopback import LoopbackDiscord
from tests.store.records import create, furnish

SECRET = "db.internal.example"


WORDS = {
    "en-US": "I cannot get at my records just now.",
    "uk": "Зараз я не маю доступу до своїх записів.",
    "ru": "Сейчас у меня нет доступа к своим записям.",
}


async def test_a_click_that_needs_the_store_is_answered_without_naming_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'factline.db'}")
    await furnish(store)
    await create(store, "tanks")
    snapshots = Snapshots(store)
    await snapshots.load()
    conversation = Conversation(Desk(snapshots, store), snapshots)
    client = FactlineClient(Settings(), store, snapshots, conversation)

    async def away(*_asked: object) -> None:
        raise StoreError(f"The database “f” on {SECRET} cannot be reached.", "Check that it runs.")

    async with LoopbackDiscord() as discord, connected(client, discord):
        await discord.until(lambda: discord.commands.get(None))
        shown = await discord.owner.slash(discord.home.channel, "fact show", id="tanks")
        monkeypatch.setattr(store, "history", away)
        with caplog.at_level(logging.WARNING, "bot.notices"):
            for language, words in WORDS.items():
                reader = discord.join(discord.home, f"Reader {language}", locale=language)
                told = await reader.click(shown, "History")
                assert told.ephemeral
                assert told.text.startswith(words)
                assert SECRET not in told.text
    await store.close()
    assert caplog.text.count(SECRET) == len(WORDS)
