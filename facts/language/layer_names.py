"""The indexes of one layer's names, built when first needed and kept for the layer's scope."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Mapping
from functools import cached_property
from threading import Lock

from facts.language.completion import Completion
from facts.language.entries import Entry, in_words, place_entries, shared_names, source_entries
from facts.language.fact_ids import FactIds
from facts.language.index import NameIndex
from facts.snapshot import Layer

_KEPT = 512
"""So many scopes (servers) keep their index."""


class LayerNames:
    """The names of one layer, indexed when first needed; layers are immutable, so it never ages."""

    def __init__(self, layer: Layer, before: LayerNames | None = None) -> None:
        """Take over from the layer before what only depends on names that have not changed."""
        self.layer = layer
        if before is not None:
            if before.layer.places is layer.places:
                self._take_over(before, "_place_words", "places", "shared")
            if before.layer.sources is layer.sources:
                self._take_over(before, "_source_words", "sources")

    def _take_over(self, before: LayerNames, *names: str) -> None:
        made = vars(before)
        vars(self).update({name: made[name] for name in names if name in made})

    @cached_property
    def _place_words(self) -> list[Entry]:
        return in_words(place_entries(self.layer.places.values()))

    @cached_property
    def _source_words(self) -> list[Entry]:
        return in_words(source_entries(self.layer.sources.values()))

    @cached_property
    def places(self) -> NameIndex:
        """Index the places' names."""
        return NameIndex(self._place_words)

    @cached_property
    def sources(self) -> NameIndex:
        """Index the sources' names."""
        return NameIndex(self._source_words)

    @cached_property
    def shared(self) -> Mapping[str, str]:
        """Map cities to the oblasts of the same name, within this layer."""
        return shared_names(self.layer.places.values(), self.layer.places.get)

    @cached_property
    def place_completion(self) -> Completion:
        """Sort the places' names for completion; places of more facts come first."""
        used = self.layer.by_place
        return Completion(self._place_words, lambda place: len(used.get(place, ())))

    @cached_property
    def source_completion(self) -> Completion:
        """Sort the sources' names for completion; sources of more facts come first."""
        used = self.layer.by_source
        return Completion(self._source_words, lambda source: len(used.get(source, ())))

    @cached_property
    def months(self) -> tuple[tuple[int, int], ...]:
        """List the (year, month) that records became known in, those of most records first."""
        counted = Counter(
            (r.known_on.year, r.known_on.month) for r in self.layer.records.values() if r.known_on
        )
        return tuple(sorted(counted, key=lambda month: (-counted[month], month)))

    @cached_property
    def fact_ids(self) -> FactIds:
        """Index the ids of all facts, retracted ones too."""
        return FactIds(list(self.layer.records))


_lock = Lock()
_kept: OrderedDict[str, LayerNames] = OrderedDict()


def layer_names(layer: Layer) -> LayerNames:
    """Give the index of a layer; an older layer's of the same scope is let go."""
    with _lock:
        names = _kept.get(layer.scope)
        if names is None or names.layer.digest != layer.digest:
            names = _kept[layer.scope] = LayerNames(layer, names)
        _kept.move_to_end(layer.scope)
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
        return names
