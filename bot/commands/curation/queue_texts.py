"""What a moderator reads of one thing in the queue: who sent it, what it says, what it is about."""

from __future__ import annotations

from bot.commands.curation.drafts import as_readers_see, near_text
from bot.render.safe_text import clip, code, markdown, prose
from facts.answering.preview import changes
from facts.curation.change import Change, ChangeKind
from facts.curation.naming import fact_ids
from facts.curation.nearest import nearest
from facts.curation.review import proposed
from facts.language.phrases import Phrases
from facts.model import BASE
from facts.questions import Asked
from facts.snapshot import View
from facts.store.curation_queue import ItemKind, ItemState, QueueItem


def item_texts(
    item: QueueItem, view: View, asked: Asked, say: Phrases, *, sender: str | None
) -> list[str]:
    """List the texts that show an item; `sender` is their Discord id, if it is still known."""
    who = f"<@{sender}>" if sender else prose(say("moderating.queue.nobody"))
    when = f"<t:{int(item.created_at.timestamp())}:R>"
    texts = [f"{prose(say('moderating.queue.from'))} {who} · {when}"]
    texts += _talk(item, say)
    if item.kind is ItemKind.QUESTION:
        times = say.plural("moderating.queue.times", int(item.payload.get("times", 1)))
        texts.append(f"“{markdown(str(item.payload['question']))}”\n-# {prose(times)}")
    elif item.kind is ItemKind.REPORT:
        texts += _report(item, view, asked, say)
    change = proposed(item)
    if change is not None:
        texts += _change(change, view, asked, say)
    if item.payload.get("words") and item.kind is ItemKind.SUGGESTION:
        texts.append(markdown(clip(str(item.payload["words"]), 500)))
    return texts


def _talk(item: QueueItem, say: Phrases) -> list[str]:
    lines = []
    for turn in item.payload.get("talk", [])[-3:]:
        asked = say("moderating.queue.we_asked", words=clip(str(turn.get("asked") or ""), 200))
        back = say("moderating.queue.they_said", words=clip(str(turn.get("answered")), 300))
        lines += [prose(asked), prose(back)]
    if item.state is ItemState.ASKED_BACK:
        asked = say("moderating.queue.we_asked", words=clip(item.reason or "", 200))
        lines += [prose(asked), prose(say("moderating.queue.no_answer"))]
    return ["\n".join(lines)] if lines else []


def _report(item: QueueItem, view: View, asked: Asked, say: Phrases) -> list[str]:
    words = markdown(clip(str(item.payload["words"]), 700))
    texts = [f"**{say('moderating.queue.wrong')}** {words}"]
    record = view.get(item.fact) if item.fact else None
    if record is None or item.fact is None:
        return texts
    seen = int(item.payload.get("revision", record.revision))
    if seen != record.revision:
        texts.append(prose(say("moderating.queue.changed_since", number=record.revision)))
    now, fact = record.revision, item.fact
    return [*texts, *as_readers_see(record.body, view, asked, fact=fact, revision=now, whole=False)]


def _change(change: Change, view: View, asked: Asked, say: Phrases) -> list[str]:
    lines = (
        []
        if change.kind is ChangeKind.CREATE
        else [f"**{say(f'moderating.change.{change.kind}')}** {code(change.fact or '')}"]
    )
    if change.reason:
        lines.append(prose(say("moderating.queue.reason", words=change.reason)))
    if change.notice:
        lines.append(prose(say("moderating.queue.notice", words=change.notice)))
    if change.text and change.kind is not ChangeKind.LIFT:
        lines.append(prose(change.text))
    lines += [
        f"- {prose(say(f'labels.relation.{link.kind}'))} {code(link.other)}"
        for link in change.links
    ]
    if change.source is not None:
        lines.append(markdown(change.source.name))
    record = view.get(change.fact) if change.fact else None
    if record is not None and change.body is not None:
        lines += [f"- {markdown(line)}" for line in changes(record.body, change.body, view, asked)]
    texts = ["\n".join(lines)] if lines else []
    body = change.body or (record.body if record is not None else None)
    if body is not None:
        revision = 1 if record is None else record.revision + (change.body is not None)
        fact = change.fact or next(fact_ids(body, asked.guild or BASE))
        # What stands on record is known: what changes is said above.
        whole = record is None
        texts += as_readers_see(body, view, asked, fact=fact, revision=revision, whole=whole)
        near = nearest(body, view) if record is None else ()
        texts += [near_text(near, say)] if near else []
    return texts
