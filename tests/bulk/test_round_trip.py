"""What is exported can be imported, in every format, and then changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from facts.curation.bulk import Beside, Format, Report, State, collection_of, write_file
from facts.curation.collection import Collection, load_collection
from facts.model import Place, Source
from tests.bulk.generated import collections
from tests.bulk.reading import GUILD, empty, ruled, run


def expect_same_again(collection: Collection, form: Format) -> None:
    data = write_file(collection, form)
    fresh = run(f"all.{form}", data, Beside(empty()))
    assert fresh.errors == ()
    assert rebuilt(fresh) == ruled(collection)
    again = run(f"all.{form}", data, Beside(ruled(collection).layer()))
    assert again.errors == ()
    assert again.steps == 0
    assert {row.state for row in again.rows} <= {State.SAME}
    assert write_file(collection, form) == data


def rebuilt(report: Report) -> Collection:
    """Give what a report would write into an empty record, as a collection."""
    content = report.content
    return Collection.of(
        sources=content.sources,
        places=content.places,
        series=content.series,
        facts=content.created,
        relations=content.relations,
    )


@pytest.mark.parametrize("form", Format)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(collection=collections())
def test_any_collection_survives_the_round_trip(collection: Collection, form: Format) -> None:
    expect_same_again(collection, form)


@pytest.mark.parametrize("form", Format)
def test_the_shipped_collection_survives_the_round_trip(form: Format) -> None:
    expect_same_again(load_collection(), form)


@pytest.mark.parametrize("form", Format)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(collection=collections(GUILD))
def test_a_servers_own_facts_survive_it_beside_shared_ones(
    collection: Collection, form: Format
) -> None:
    base = load_collection().layer()
    data = write_file(collection, form)
    fresh = run(f"own.{form}", data, Beside(base, empty(GUILD)))
    assert rebuilt(fresh) == ruled(collection)
    assert {thing.scope for thing in _entities(fresh)} == {GUILD}
    own = ruled(collection).layer(GUILD)
    assert run(f"own.{form}", data, Beside(base, own)).steps == 0
    assert collection_of(own) == ruled(collection)


def _entities(report: Report) -> list[Source | Place]:
    return [*report.content.sources, *report.content.places]
