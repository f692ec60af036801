"""What Discord's refusals mean for a delivery and for its subscription.

Codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

from dataclasses import dataclass

from facts.store.delivery_model import DeliveryState, Kind, SubscriptionState


class Refusal(Exception):
    """Discord said no: nothing was stored.

    Attributes:
        status: HTTP status. code: Discord's JSON error code, 0 where it gave none.
    """

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"Discord answered {status}, code {code}")
        self.status = status
        self.code = code


class Lost(Exception):
    """Nobody knows whether Discord stored it: a cut connection, a 5xx, no answer in time."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a refusal makes of a delivery: its final state, or DUE where a later try may succeed."""

    state: DeliveryState
    reason: str
    ends: SubscriptionState | None = None
    reply_instead: bool = False


NO_ACCESS = 50001
REPLY_NEEDS_HISTORY = 160002

_FINAL: dict[int, tuple[DeliveryState, str, SubscriptionState]] = {
    50013: (
        DeliveryState.FORBIDDEN,
        "the bot may not write in this channel",
        SubscriptionState.FORBIDDEN,
    ),
    NO_ACCESS: (
        DeliveryState.FORBIDDEN,
        "the bot does not see this channel",
        SubscriptionState.FORBIDDEN,
    ),
    50083: (DeliveryState.FORBIDDEN, "the thread is closed", SubscriptionState.FORBIDDEN),
    160005: (DeliveryState.FORBIDDEN, "the thread is locked", SubscriptionState.FORBIDDEN),
    10003: (DeliveryState.GONE, "the channel was deleted", SubscriptionState.CHANNEL_GONE),
    10004: (
        DeliveryState.GONE,
        "the bot was removed from the server",
        SubscriptionState.BOT_REMOVED,
    ),
    10013: (DeliveryState.DMS_CLOSED, "the account does not exist", SubscriptionState.DMS_CLOSED),
    50007: (
        DeliveryState.DMS_CLOSED,
        "direct messages are closed",
        SubscriptionState.DMS_CLOSED,
    ),
    50278: (
        DeliveryState.DMS_CLOSED,
        "no server in common any more",
        SubscriptionState.DMS_CLOSED,
    ),
}
_UNEDITABLE = frozenset({30046, 50005, 50083, 160005})
_UNKNOWN_MESSAGE = 10008
_PASSING = frozenset({401, 408, 429})


def judge(kind: Kind, refused: Refusal) -> Verdict:
    """Say what a refusal means."""
    if refused.code == _UNKNOWN_MESSAGE:
        if kind is Kind.AMENDMENT:
            return Verdict(DeliveryState.GONE, "the message was deleted")
        # The nonce belongs to a message of ours that was deleted: an earlier try had arrived.
        return Verdict(DeliveryState.SENT, "it arrived and was deleted since")
    if kind is Kind.AMENDMENT and refused.code in _UNEDITABLE:
        reason = "the message cannot be edited any more"
        return Verdict(DeliveryState.FORBIDDEN, reason, reply_instead=True)
    if refused.code in _FINAL:
        state, reason, ends = _FINAL[refused.code]
        return Verdict(state, reason, ends)
    if refused.status in _PASSING or (refused.status == 403 and not refused.code):
        return Verdict(DeliveryState.DUE, f"Discord does not take it now ({refused.status})")
    return Verdict(
        DeliveryState.FAILED, f"Discord refused it ({refused.status}, code {refused.code})"
    )
