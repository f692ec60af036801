"""What is on record already, as an import sees it: the shared layer and one server's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from facts.curation._reading import Around
from facts.model import BASE, Body, Source
from facts.snapshot import Layer


@dataclass(frozen=True, slots=True)
class Beside:
    """The record that a file is read beside and compared with.

    Attributes:
        base: the shared layer.
        own: the layer of the server whose facts the file holds; None for the shared record itself.
    """

    base: Layer
    own: Layer | None = None

    @property
    def scope(self) -> str:
        """Give where the file's records belong."""
        return BASE if self.own is None else self.own.scope

    @property
    def target(self) -> Layer:
        """Give the layer that would be changed."""
        return self.base if self.own is None else self.own

    def sources(self) -> dict[str, Source]:
        """Give every source that can be named, by id."""
        return {**self.base.sources, **(self.own.sources if self.own else {})}

    def around(self, replaced: Mapping[str, frozenset[str]]) -> list[Around]:
        """Give what the file may refer to, without the records of the target that it replaces.

        `replaced` maps sections (`sources`, `places`, `series`, `facts`) to ids.
        """
        found = []
        for layer in (self.base, self.own):
            if layer is None:
                continue
            gone = replaced if layer is self.target else {}
            facts: dict[str, Body] = {
                key: record.body
                for key, record in layer.records.items()
                if key not in gone.get("facts", ())
            }
            found.append(
                Around(
                    tuple(s for k, s in layer.sources.items() if k not in gone.get("sources", ())),
                    tuple(p for k, p in layer.places.items() if k not in gone.get("places", ())),
                    tuple(s for k, s in layer.series.items() if k not in gone.get("series", ())),
                    facts,
                )
            )
        return found
