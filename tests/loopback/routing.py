"""Which function answers which request: method and path template, as Discord documents them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.loopback.errors import invalid_form

if TYPE_CHECKING:
    from tests.loopback.server import LoopbackDiscord

NO_CONTENT = object()
"""What a handler returns for 204."""

Handler = Callable[["LoopbackDiscord", "Call"], Any]


@dataclass(slots=True)
class Call:
    """One request as it came in, and (once answered) what became of it.

    `at` and `ms` are the server clock's seconds at arrival and the milliseconds until answered.
    """

    method: str
    template: str
    params: dict[str, str]
    query: Mapping[str, str]
    body: Any
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    at: float = 0.0
    status: int = 0
    code: int | None = None
    ms: float = 0.0
    answer: Any = None

    @property
    def route(self) -> str:
        """Give method and template, such as `GET /users/@me`."""
        return f"{self.method} {self.template}"

    @property
    def json(self) -> dict[str, Any]:
        """Give the body as an object; raises ApiError (50035) if it is none."""
        if not isinstance(self.body, dict):
            raise invalid_form("_", "Only dictionaries may be used in a DictType")
        return self.body

    def id(self, name: str) -> int:
        """Give an id of the path; raises ApiError (50035) if it is no number."""
        if not self.params[name].isdigit():
            raise invalid_form(name, f'Value "{self.params[name]}" is not snowflake.')
        return int(self.params[name])


@dataclass(frozen=True, slots=True)
class Route:
    """A template with its handler."""

    method: str
    template: str
    handler: Handler
    segments: tuple[str, ...]
    """The template's parts; a parameter has an empty string here."""
    names: tuple[tuple[int, str], ...]

    def match(self, parts: list[str]) -> dict[str, str] | None:
        """Read the parameters out of a path's parts, or give None if it is another route's."""
        for part, segment in zip(parts, self.segments, strict=True):
            if segment and segment != part:
                return None
        return {name: parts[at] for at, name in self.names}


class Routes:
    """A table of routes; files of handlers each fill one, the server joins them."""

    def __init__(self) -> None:
        self._by_shape: dict[tuple[str, int], list[Route]] = {}

    def on(self, method: str, template: str) -> Callable[[Handler], Handler]:
        """Register the decorated function for a method and template."""

        def register(handler: Handler) -> Handler:
            parts = template.strip("/").split("/")
            fixed = tuple("" if p.startswith("{") else p for p in parts)
            names = tuple((i, p[1:-1]) for i, p in enumerate(parts) if re.match(r"^\{\w+\}$", p))
            self._add(Route(method, template, handler, fixed, names))
            return handler

        return register

    def _add(self, route: Route) -> None:
        shape = self._by_shape.setdefault((route.method, len(route.segments)), [])
        shape.append(route)
        # The most literal template first: /users/@me before /users/{user_id}.
        shape.sort(key=lambda r: len(r.names))

    def include(self, other: Routes) -> None:
        """Take over all routes of another table."""
        for routes in other._by_shape.values():
            for route in routes:
                self._add(route)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """Find the route of a path with its parameters, or None."""
        parts = path.strip("/").split("/")
        for route in self._by_shape.get((method, len(parts)), ()):
            params = route.match(parts)
            if params is not None:
                return route, params
        return None
