"""What can go wrong on the way, planned by route: refusals, cuts, lost replies, delays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from tests.loopback import errors
from tests.loopback.errors import ApiError

if TYPE_CHECKING:
    from tests.loopback.routing import Call


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with a request. Make one with the constructors below."""

    kind: Literal["status", "refuse", "cut", "lose_reply", "limit", "delay"]
    status: int = 0
    error: ApiError | None = None
    seconds: float = 0.0
    is_global: bool = False

    @classmethod
    def unavailable(cls, status: int = 503) -> Fault:
        """Answer a 5xx before anything is stored."""
        return cls("status", status=status)

    @classmethod
    def cut(cls) -> Fault:
        """Cut the connection before anything is stored."""
        return cls("cut")

    @classmethod
    def lost_reply(cls) -> Fault:
        """Carry out the request, then cut the connection instead of answering."""
        return cls("lose_reply")

    @classmethod
    def rate_limited(cls, retry_after: float, *, is_global: bool = False) -> Fault:
        """Answer 429 with a retry-after in seconds."""
        return cls("limit", seconds=retry_after, is_global=is_global)

    @classmethod
    def delay(cls, seconds: float) -> Fault:
        """Answer properly, but late."""
        return cls("delay", seconds=seconds)

    @classmethod
    def forbidden(cls) -> Fault:
        """Answer 403, code 50013: Missing Permissions."""
        return cls("refuse", error=errors.missing_permissions())

    @classmethod
    def no_access(cls) -> Fault:
        """Answer 403, code 50001: Missing Access."""
        return cls("refuse", error=errors.missing_access())

    @classmethod
    def unknown_channel(cls) -> Fault:
        """Answer 404, code 10003: Unknown Channel."""
        return cls("refuse", error=errors.unknown_channel())

    @classmethod
    def dms_closed(cls) -> Fault:
        """Answer 403, code 50007: Cannot send messages to this user."""
        return cls("refuse", error=errors.dms_closed())


@dataclass(frozen=True, slots=True)
class _Plan:
    route: str
    fault: Fault
    left: int | None
    where: Callable[[Call], bool] | None


class Faults:
    """The plan of what goes wrong, in order; the first that fits a request is used up."""

    def __init__(self) -> None:
        self._plans: list[_Plan] = []

    def add(
        self,
        route: str,
        fault: Fault,
        *,
        times: int | None = 1,
        where: Callable[[Call], bool] | None = None,
    ) -> None:
        """Plan a fault for the next `times` requests (None: all) of a route that `where` accepts.

        `route` is method and template as Discord documents them, such as
        `POST /channels/{channel_id}/messages`, or `*` for any.
        """
        self._plans.append(_Plan(route, fault, times, where))

    def clear(self) -> None:
        """Let everything work again."""
        self._plans.clear()

    def take(self, call: Call) -> Fault | None:
        """Give the fault for this request, if one is planned, and count it."""
        for at, plan in enumerate(self._plans):
            if plan.route not in ("*", call.route) or (plan.where and not plan.where(call)):
                continue
            if plan.left is not None:
                if plan.left <= 1:
                    del self._plans[at]
                else:
                    self._plans[at] = replace(plan, left=plan.left - 1)
            return plan.fault
        return None
