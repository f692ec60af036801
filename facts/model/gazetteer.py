"""Where: places with their names in three languages."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from facts.model.base import STRICT, Line, Slug
from facts.model.vocabulary import BASE, PlaceKind, Scope


@dataclass(frozen=True, slots=True, config=STRICT)
class Place:
    """A place that facts speak of. Names are aliases too; one alias may belong to several places.

    `lat` and `lon` are WGS 84 degrees, None where no gazetteer lists the place.
    """

    id: Slug
    name: Line
    kind: PlaceKind
    name_uk: Line | None = None
    name_ru: Line | None = None
    aliases: tuple[Line, ...] = ()
    parent: Slug | None = None
    scope: Scope = BASE
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    not_to_confuse_with: tuple[Line, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """List every name it goes by, the English one first."""
        known = (self.name, self.name_uk, self.name_ru, *self.aliases)
        return tuple(dict.fromkeys(n for n in known if n))
