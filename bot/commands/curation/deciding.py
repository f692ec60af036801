"""How a draft becomes a change: at once, before a second moderator, or as the answer to a queued item."""

from __future__ import annotations

from bot.commands.curation.bench import Act, Bench, Shown
from bot.commands.curation.drafts import ITEM, VERSION
from bot.commands.curation.panels import Look, button, panel
from bot.commands.curation.steps import Step
from bot.commands.curation.telling import tell
from bot.render.custom_ids import ButtonId, Press
from bot.render.custom_ids import encode as encode_press
from bot.render.safe_text import prose
from bot.sending import Json
from facts.curation.change import Change
from facts.curation.curator import Outcome
from facts.language.phrases import Phrases
from facts.store.curation_drafts import Draft


async def use(bench: Bench, act: Act, draft: Draft, change: Change) -> Outcome:
    """Make a draft's change and use the draft up; an item of the queue that it answers is decided.

    Raises whatever the curator says no with; the draft is then kept.
    """
    item = draft.fields.get(ITEM)
    if item is None:
        return await bench.curator.perform(change, by=act.by, draft=draft.id)
    version = int(draft.fields.get(VERSION, "1"))
    decision = await bench.review.approve(
        item, version=version, by=act.by, edited=change, draft=draft.id
    )
    await tell(bench, act.interaction, decision.tell)
    return Outcome(decision.applied, decision.waiting)


def told(act: Act, outcome: Outcome) -> Shown:
    """Say what came of a change, with the way to see it."""
    say = act.say
    if outcome.waiting is not None:
        return Shown(panel([prose(say("moderating.done.waiting"))]))
    applied = outcome.applied
    if applied is None or applied.fact is None:
        return Shown(panel([prose(say("moderating.done.plain"))]))
    key = "moderating.done.revision" if applied.revision else "moderating.done.beside"
    text = say(key, fact=f"`{applied.fact}`", number=applied.revision)
    return Shown(panel([prose(text)], _ways_on(applied.fact, say)))


def _ways_on(fact: str, say: Phrases) -> list[Json]:
    row: list[Json] = []
    for press, label in (
        (Press.DETAILS, say("render.button.details")),
        (Press.HISTORY, say("render.button.history")),
    ):
        custom_id = encode_press(ButtonId(press, fact))
        if custom_id is not None:
            row.append({"type": 2, "style": 2, "label": label, "custom_id": custom_id})
    return row


def again(act: Act, sentence: str, hint: str, draft: str, kind: str) -> Shown:
    """Say why a change was not made; what was written is kept, and can be looked at again."""
    say = act.say
    row = [
        button(say("moderating.draft.again"), Step.SAVE, draft, kind, look=Look.MAIN),
        button(say("moderating.draft.discard"), Step.DISCARD, draft, look=Look.GRAVE),
    ]
    return Shown(panel([prose(sentence), prose(hint)], row))
