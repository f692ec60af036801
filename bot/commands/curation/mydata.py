"""`/mydata export` and `/mydata delete`: what is kept about oneself, for everybody, everywhere."""

from __future__ import annotations

import json
from typing import Any

from discord import app_commands

from bot.commands.curation.bench import Act, Bench, Response, Shown
from bot.commands.curation.panels import Look, button, panel
from bot.commands.curation.steps import Step
from bot.commands.descriptions import described
from bot.interactions import Interaction
from bot.render.safe_text import prose
from bot.sending import Attached
from facts.curation.mydata import delete_mydata, export_mydata


def register(tree: app_commands.CommandTree[Any], bench: Bench) -> None:
    """Add the group to the tree and take its steps."""
    group = app_commands.Group(name="mydata", description=described("mydata"))

    @group.command(name="export", description=described("mydata_export"))
    async def export(interaction: Interaction) -> None:
        await bench.begin(interaction, lambda act: give_mydata(bench, act))

    @group.command(name="delete", description=described("mydata_delete"))
    async def delete(interaction: Interaction) -> None:
        await bench.begin(interaction, lambda act: ask_delete(bench, act))

    tree.add_command(group)
    bench.on(Step.MYDATA, lambda act: _delete(bench, act))


async def give_mydata(bench: Bench, act: Act) -> Response:
    """Give everything that is kept of the one who asks, as a file that only they see."""
    kept = await export_mydata(bench.curator.store, act.by.user_id)
    data = json.dumps(kept, ensure_ascii=False, indent=1, default=str).encode()
    text = act.say("moderating.mydata.exported")
    return Shown(panel([prose(text)], files=(Attached("mydata.json", data),)))


async def ask_delete(bench: Bench, act: Act) -> Response:  # noqa: ARG001 - as every handler
    """Ask once more before forgetting somebody."""
    say = act.say
    sure = button(say("moderating.mydata.sure"), Step.MYDATA, "sure", look=Look.GRAVE)
    return Shown(panel([prose(say("moderating.mydata.ask"))], [sure]))


async def _delete(bench: Bench, act: Act) -> Response:
    found = await delete_mydata(bench.curator.store, act.by.user_id)
    return Shown(panel([prose(act.say(f"curation.mydata.{'deleted' if found else 'nothing'}"))]))
