"""The sentences about digests: what was agreed, how each stands, what its last run did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.render.safe_text import markdown
from bot.sending import Drawing
from facts.answering.citing import place_name
from facts.errors import NotOnRecord
from facts.language.phrases import Phrases
from facts.snapshot import View
from facts.store.delivery_model import Subscription, SubscriptionState

ACTIONS = ("subscribe", "edit", "list", "preview", "pause", "resume", "unsubscribe")
"""What follows `digest`, as in INTERFACE.md."""

_CONTAINER, _TEXT = 17, 10
_LONGEST = 3_900


def told(*lines: str) -> Drawing:
    """Draw our own sentences; what is data in them was escaped where it was put in."""
    text = "\n".join(line for line in lines if line)
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rpartition("\n")[0] + "\n…"
    return Drawing([{"type": _CONTAINER, "components": [{"type": _TEXT, "content": text}]}])


def what(held: Subscription, view: View, say: Phrases) -> str:
    """Name what a digest is about: "what is new on record, strikes, Kherson Oblast"."""
    about = [say(f"labels.topic.{held.about}") if held.about else None, _place(held, view, say)]
    named = ", ".join(word for word in about if word) or say("digest.everything")
    return say("digest.what", kind=say(f"digest.kind.{held.kind}"), about=named)


def _place(held: Subscription, view: View, say: Phrases) -> str | None:
    if held.place is None:
        return None
    try:
        return markdown(place_name(view.place(held.place), say.language))
    except NotOnRecord:
        return held.place  # a server's own place, or one that is gone: its id is a name too


def instant(at: datetime | None, zone: str, say: Phrases, *, relative: bool = True) -> str:
    """Write an instant in a digest's time zone, and how far off it is, which Discord keeps true."""
    if at is None:
        return say("digest.last_never")
    local = at.astimezone(ZoneInfo(zone))
    written = f"{say.day(local.date())}, {local:%H:%M} ({zone})"
    return f"{written}, <t:{int(at.timestamp())}:R>" if relative else written


def where(held: Subscription, channel: str, say: Phrases) -> str:
    """Name where a digest goes, seen from a channel."""
    if held.channel is None:
        return say("digest.where.dm")
    if held.channel == channel:
        return say("digest.where.here")
    return say("digest.where.channel", channel=held.channel)


def confirmation(
    key: str, held: Subscription, day: date | None, channel: str, view: View, say: Phrases
) -> Sequence[str]:
    """Say what will come, when next, and how to stop; `day` is the one a replay tells next."""
    values = {
        "where": where(held, channel, say),
        "at": held.at,
        "zone": held.zone,
        "next": instant(held.next_at, held.zone, say),
    }
    if held.next_at is None:
        comes = state(held, say)
    elif day is not None:
        comes = say("digest.replay_comes", day=say.day(day), **values)
    else:
        comes = say("digest.comes", **values)
    return (
        say(key, id=held.id, what=what(held, view, say)),
        comes,
        say(f"digest.when_empty_says.{held.when_empty}"),
        say("digest.stop", id=held.id),
    )


def listed(held: Sequence[Subscription], channel: str, view: View, say: Phrases) -> Iterator[str]:
    """List digests: what, where, when, how each stands, and what its last run did and why."""
    if not held:
        yield say("digest.list_none")
        return
    yield f"### {say('digest.list_title')}"
    for heading, group in (
        ("digest.list_yours", [one for one in held if one.to == "dm"]),
        ("digest.list_here", [one for one in held if one.to == "here"]),
    ):
        if group:
            yield f"**{say(heading)}**"
        for one in group:
            item = say(
                "digest.item",
                id=one.id,
                what=what(one, view, say),
                where=where(one, channel, say),
                at=one.at,
                zone=one.zone,
            )
            yield f"- {item}\n  {state(one, say)} {last_run(one, say)}"


def state(held: Subscription, say: Phrases, *, relative: bool = True) -> str:
    """Say how a digest stands, and what to do about it."""
    reason = held.reason or say("digest.result.forbidden")
    return say(
        f"digest.state.{held.state}",
        id=held.id,
        next=instant(held.next_at, held.zone, say, relative=relative),
        since=say.day(held.state_since.astimezone(ZoneInfo(held.zone)).date()),
        reason=markdown(reason),
    )


def last_run(held: Subscription, say: Phrases) -> str:
    """Say when it last ran and what came of it: "Last run 25 November 2026, 07:30: nothing new."."""
    if held.last_at is None or held.last_state is None:
        return say("digest.last_never") if held.state is SubscriptionState.ACTIVE else ""
    local = held.last_at.astimezone(ZoneInfo(held.zone))
    when = f"{say.day(local.date())}, {local:%H:%M}"
    return say("digest.last", when=when, result=_result(held, say))


def _result(held: Subscription, say: Phrases) -> str:
    code = f"digest.last_code.{held.last_reason}"
    if held.last_state == "skipped" and say.has(code):
        return say(code)
    result = say(f"digest.result.{held.last_state}")
    if held.last_reason and held.last_state not in ("sent", "due"):
        return say("digest.with_reason", result=result, reason=markdown(held.last_reason))
    return result
