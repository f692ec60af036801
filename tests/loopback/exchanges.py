"""An interaction from the click to its answer, and what the person then sees."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from tests.loopback.limits import BUTTON, SELECTS, TEXT_DISPLAY, walk
from tests.loopback.world import Channel, Json, Post, User

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 1, 2, 3, 4, 5
"""Interaction types."""

MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""Interaction callback types."""


class NoResponse(AssertionError):
    """The program did not answer in time: "The application did not respond"."""


@dataclass(eq=False)
class Exchange:
    """One interaction: who did what where, and how the program answered.

    `original` is what `@original` means: the response's message, or after an update the clicked one.
    `opened_by` is the interaction that showed the form which this one sends off.
    """

    id: int
    token: str
    type: int
    user: User
    channel: Channel
    at: float
    name: str = ""
    clicked: Post | None = None
    opened_by: Exchange | None = None
    callback: Json | None = None
    original: Post | None = None
    followups: list[Post] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)
    answered_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person sees in answer: a message (new or changed), or a form.

    `seconds` is the time from the person's deed to the first response; `deferred` tells whether
    "is thinking…" was shown first.
    """

    kind: str
    post: Post | None
    seconds: float
    deferred: bool = False
    form: Json | None = None
    exchange: Exchange | None = None

    @property
    def message(self) -> Json:
        """Give the message's payload as it stands now."""
        if self.post is None:
            raise LookupError(f"a {self.kind} has no message")
        return self.post.payload

    @property
    def ephemeral(self) -> bool:
        """Tell whether only the asker sees it."""
        return self.post is not None and self.post.ephemeral

    @property
    def text(self) -> str:
        """Give everything readable on the screen, line by line."""
        return text_of(self.message)

    @property
    def buttons(self) -> list[str]:
        """List the labels of all buttons (an emoji's name where there is no label)."""
        return [label_of(b) for b in walk(self.message["components"]) if b["type"] == BUTTON]


def text_of(message: Json) -> str:
    """Give everything readable in a message: content, embeds and text components."""
    lines = [message.get("content") or ""]
    for embed in message.get("embeds") or []:
        lines += [embed.get("title") or "", embed.get("description") or ""]
        for line in embed.get("fields") or []:
            lines += [line["name"], line["value"]]
        lines.append((embed.get("footer") or {}).get("text") or "")
    components = list(walk(message.get("components") or []))
    lines += [c["content"] for c in components if c["type"] == TEXT_DISPLAY]
    return "\n".join(line for line in lines if line)


def label_of(button: Json) -> str:
    """Give a button's label, or its emoji's name."""
    label: str = button.get("label") or (button.get("emoji") or {}).get("name") or ""
    return label


def find_component(message: Json, wanted: str, *, kinds: tuple[int, ...] = (BUTTON,)) -> Json:
    """Find a button (or select) by custom id or label; an exact label goes before a part of one.

    Raises LookupError naming what is there, if nothing fits or it is disabled.
    """
    there = [c for c in walk(message.get("components") or []) if c["type"] in kinds]
    tests: list[Any] = [
        lambda c: c.get("custom_id") == wanted,
        lambda c: label_of(c) == wanted,
        lambda c: wanted.lower() in label_of(c).lower(),
    ]
    for fits in tests:
        for one in there:
            if fits(one):
                if one.get("disabled") or "custom_id" not in one:
                    raise LookupError(f"{wanted!r} cannot be clicked")
                found: Json = one
                return found
    raise LookupError(f"no {wanted!r} among {[label_of(c) or c.get('custom_id') for c in there]}")


def is_select(component: Json) -> bool:
    """Tell whether a component is a select menu."""
    return component["type"] in SELECTS
