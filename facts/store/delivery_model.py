"""What is sent without being asked: subscriptions, deliveries, and every state they may be in."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum
from typing import Any

UNSIGNED = "#000000000000"
"""Where a payload's custom ids will carry the delivery's mark: put it at the end of one of them."""

LIMIT_EACH = 25
"""Subscriptions that one person may have in direct messages, and one channel (issue 5)."""


class SubscriptionState(StrEnum):
    """How a subscription stands. Only an active one is planned; the others say why not."""

    ACTIVE = "active"
    PAUSED = "paused"
    """Its owner or a moderator paused it."""
    FORBIDDEN = "forbidden"
    """Paused: the bot may no longer write in the channel."""
    CHANNEL_GONE = "channel_gone"
    """The channel was deleted."""
    BOT_REMOVED = "bot_removed"
    """The bot was removed from the server."""
    DMS_CLOSED = "dms_closed"
    """Its owner takes no direct messages."""
    ENDED = "ended"
    """Unsubscribed."""


class DeliveryState(StrEnum):
    """Where a delivery is. The first two are on their way, every other one is final."""

    DUE = "due"
    CLAIMED = "claimed"
    """A worker has it; when its lease runs out another one may."""
    SENT = "sent"
    SKIPPED = "skipped"
    """Nothing new, and the subscriber wanted silence then."""
    FORBIDDEN = "forbidden"
    GONE = "gone"
    """The channel, the message or the server is not there any more."""
    DMS_CLOSED = "dms_closed"
    UNREACHABLE = "unreachable"
    """An answer that only its asker could see."""
    UNCERTAIN = "uncertain"
    """It may have arrived and nobody can look; it is never sent again."""
    FAILED = "failed"
    """Discord took it in none of the tries."""
    CANCELLED = "cancelled"
    """Its subscription ended before it was sent."""


PENDING = (DeliveryState.DUE, DeliveryState.CLAIMED)


class Kind(StrEnum):
    """What a delivery does."""

    DIGEST = "digest"
    NOTICE = "notice"
    """A word to a subscription's owner."""
    AMENDMENT = "amendment"
    """An edit of a message posted earlier."""
    REPLY = "reply"
    """A reply to a message posted earlier that cannot be edited."""


class Lane(IntEnum):
    """Who goes first. Answers go before all of them."""

    DIGEST = 1
    NOTICE = 2
    AMENDMENT = 3


LANES: Mapping[Kind, Lane] = {
    Kind.DIGEST: Lane.DIGEST,
    Kind.NOTICE: Lane.NOTICE,
    Kind.AMENDMENT: Lane.AMENDMENT,
    Kind.REPLY: Lane.AMENDMENT,
}

Components = Sequence[Mapping[str, Any]]
"""A drawn layout: components as Discord takes them."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who gets what, where and when, and how it stands.

    `to` is `here` (then `channel` and `guild` are set) or `dm`; `at` is HH:MM in the IANA `zone`;
    `about` a topic; `when_empty` is `say` or `silent`. The next digest covers what was recorded after
    `covered_until` and `covered_position`. A replay tells the campaign's day `from_date` on the local
    date `first_on`, and so on from there.
    """

    id: str
    owner: str
    to: str
    guild: str | None
    channel: str | None
    kind: str
    at: str
    zone: str
    about: str | None
    place: str | None
    from_date: date | None
    when_empty: str
    locale: str
    state: SubscriptionState
    reason: str | None
    state_since: datetime
    created_at: datetime
    next_at: datetime | None
    last_occurrence: str | None
    last_at: datetime | None
    last_state: str | None
    last_reason: str | None
    covered_until: datetime
    covered_position: int
    first_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """What a subscriber asked for; see `Subscription` for the fields."""

    owner: str
    to: str
    kind: str
    at: str
    zone: str
    guild: str | None = None
    channel: str | None = None
    about: str | None = None
    place: str | None = None
    from_date: date | None = None
    first_on: date | None = None
    when_empty: str = "silent"
    locale: str = "en"

    def __post_init__(self) -> None:
        if (self.to == "here") != (self.channel is not None) or self.to not in ("here", "dm"):
            raise ValueError("a digest goes to a channel (here) or to its owner (dm)")


_MARKS = "0123456789abcdefghijklmnopqrstuvwxyz"


def _new_mark() -> str:
    return "".join(secrets.choice(_MARKS) for _ in range(12))


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """One thing to be sent, unique by (subject, occurrence, part).

    `subject` and `occurrence` name the run that it is a part of, such as `subscription:k7f2q` and
    `2026-11-25`, or `message:123` and `position:4711`; parts of a run arrive in order. It goes to
    `channel`, or to `user_id`'s direct messages. `message` is what an amendment edits and a reply
    answers; `otherwise` is the reply to send where an amendment cannot be made. Without components it only
    records what is final at once (see `enqueue`). `mark` is the delivery's id, from the plan to the stamp.

    Raises ValueError for a new message (all but an amendment) in which no custom id ends in UNSIGNED:
    nobody could find it again.
    """

    kind: Kind
    subject: str
    occurrence: str
    components: Components
    part: int = 0
    channel: str | None = None
    user_id: str | None = None
    guild: str | None = None
    message: str | None = None
    subscription: str | None = None
    otherwise: Components | None = None
    mark: str = field(default_factory=_new_mark, compare=False)

    def __post_init__(self) -> None:
        if (self.channel is None) == (self.user_id is None):
            raise ValueError("a delivery goes to a channel or to a user")
        if self.message is None and self.kind in (Kind.AMENDMENT, Kind.REPLY):
            raise ValueError(f"a delivery of kind {self.kind} needs its message")
        shown = self.otherwise if self.kind is Kind.AMENDMENT else self.components
        if shown and UNSIGNED not in json.dumps(shown):
            raise ValueError("a new message needs a custom id that carries its mark")

    @property
    def destination(self) -> str:
        """Give the one place it goes to, such as `channel:123` or `user:123`."""
        return f"channel:{self.channel}" if self.channel else f"user:{self.user_id}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A claimed delivery: what to send where, and what is known of earlier tries.

    `first_try_at` is when it may first have been stored by Discord: at this claim, or earlier if it is
    `repeated`. `tries` counts this claim too and, with `claimed_by`, tells this claim from any other.
    """

    mark: str
    kind: Kind
    subject: str
    occurrence: str
    part: int
    subscription: str | None
    guild: str | None
    channel: str
    user_id: str | None
    message: str | None
    components: Components
    otherwise: Components | None
    due_at: datetime
    tries: int
    claimed_by: str
    lease_until: datetime
    first_try_at: datetime
    repeated: bool


@dataclass(frozen=True, slots=True)
class Stamp:
    """What became of a claimed delivery.

    `state` DUE puts it back, to be tried from `try_after` on; `not_stored` says that Discord surely has
    nothing of it yet, `uncounted` that this claim was no try. `ends` is the state that its subscription
    comes to; `told` the word to its owner, sent if this stamp is what ended it. `instead` follows it in
    any case.
    """

    mark: str
    claimed_by: str
    tries: int
    state: DeliveryState
    at: datetime
    reason: str | None = None
    sent_message: str | None = None
    try_after: datetime | None = None
    not_stored: bool = False
    uncounted: bool = False
    ends: SubscriptionState | None = None
    told: NewDelivery | None = None
    instead: NewDelivery | None = None


def signed(components: Components, mark: str) -> str:
    """Write components as JSON, with the delivery's mark where UNSIGNED stood."""
    return json.dumps(components, ensure_ascii=False, separators=(",", ":")).replace(
        UNSIGNED, f"#{mark}"
    )
