"""What askers share: a server that recorded nothing sees, and costs, what everybody's view does."""

from __future__ import annotations

from datetime import date

from facts.answering.candidates import Narrowed, OfTopics
from facts.answering.desk import Desk
from facts.model import Body, PlaceRef, Topic
from facts.questions import Asked, Losses
from facts.snapshot import Layer, Overlay, View
from tests.answering.written_records import TODAY, day, desk_of, lost


class Servers:
    """Layers of a base and of one server."""

    def __init__(self, base: Layer, own: Layer) -> None:
        self._base, self._own = base, own

    def base(self) -> Layer:
        """Give the base."""
        return self._base

    def guild(self, guild: str) -> Layer | None:
        """Give the server's."""
        return self._own if guild == "7" else None


BASE = desk_of({"a": lost(5, day(9, 10)), "b": lost(6, day(9, 20))}).view(Asked(TODAY)).base


async def test_a_server_without_facts_of_its_own_shares_the_answer() -> None:
    desk = Desk(Servers(BASE, Layer.build(scope="7", position=3, records=())))
    everywhere = await desk.answer_question(Losses(), Asked(TODAY), text="losses")
    there = await desk.answer_question(Losses(), Asked(TODAY, guild="7"), text="losses")
    assert there == everywhere
    assert there.sections is everywhere.sections


async def test_a_server_that_hides_a_fact_has_an_answer_of_its_own() -> None:
    own = Layer.build(scope="7", position=3, records=(), overlays=(Overlay("b", "hide"),))
    desk = Desk(Servers(BASE, own))
    everywhere = await desk.answer_question(Losses(), Asked(TODAY), text="losses")
    there = await desk.answer_question(Losses(), Asked(TODAY, guild="7"), text="losses")
    assert [f.id for f in everywhere.facts if f.id not in {g.id for g in there.facts}] == ["b"]


def test_looking_in_a_short_index_finds_what_looking_through_everything_finds() -> None:
    facts = {f"f{n:02}": lost(n, day(1 + n % 12, 1 + n)) for n in range(1, 25)}
    facts |= {f"p{n}": lost(n, day(9, n), place="izium") for n in range(1, 4)}
    view = View(desk_of(facts).view(Asked(TODAY)).base)
    topics = (Topic.EQUIPMENT_LOSSES,)
    wide = OfTopics(view, topics, lambda r: any(p.place == "izium" for p in _places(r.body)))
    narrow = Narrowed.of(wide, view.indexed("by_place", ("izium",)))
    assert isinstance(narrow, Narrowed)
    for edge in (date(2022, 1, 1), date(2022, 9, 2), date(2023, 1, 1)):
        assert list(narrow.backwards(edge)) == list(wide.backwards(edge))
        assert list(narrow.forwards(edge)) == list(wide.forwards(edge))
        assert list(narrow.within(edge, None)) == list(wide.within(edge, None))
        assert list(narrow.within(None, edge)) == list(wide.within(None, edge))
    assert [r.id for r in narrow.within(None, None)] == ["p1", "p2", "p3"]


def _places(body: Body) -> tuple[PlaceRef, ...]:
    return (*body.places, *((body.scope_place,) if body.scope_place else ()))
