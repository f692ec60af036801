"""The shipped collection's own names all lead to what they name."""

from __future__ import annotations

import pytest

from facts.curation.collection import load_collection
from facts.language.canonical import LONGEST, canonical
from facts.language.names import Doubt, Found, Names
from facts.language.parser import read
from facts.questions import Area, AskBack, Losses
from facts.snapshot import Layer, View


@pytest.fixture(scope="module")
def shipped() -> Layer:
    return load_collection().layer()


@pytest.fixture(scope="module")
def known(shipped: Layer) -> Names:
    return Names.of(View(shipped)).prepare()


def test_every_name_of_every_place_is_found(shipped: Layer, known: Names) -> None:
    for place in shipped.places.values():
        for name in place.names:
            found = known.place(name)
            if isinstance(found, Doubt):
                assert found.ambiguous, name
                assert place.id in found.ids, name
            else:
                assert found is not None, name
                assert place.id in (found.id, found.shared_name), name


def test_every_name_of_every_source_is_found(shipped: Layer, known: Names) -> None:
    for source in shipped.sources.values():
        for name in (source.name, *source.aliases):
            assert known.source(name) == Found(source.id), name


def test_every_fact_is_found_by_its_id_and_fits_a_button(shipped: Layer, known: Names) -> None:
    for ident in shipped.records:
        question = read(f"!fact {ident.upper()}", known)
        assert not isinstance(question, AskBack)
        assert read(canonical(question), known) == question
        assert len(canonical(question)) <= LONGEST + 10


@pytest.mark.parametrize(
    "typed", ["харків", "Kharkov", "Kharkiv", "Харьков", "Харкові", "kharkiv, ukraine"]
)
def test_kharkiv_is_the_oblast_and_offers_the_city(known: Names, typed: str) -> None:
    question = read(f"area {typed}", known)
    assert isinstance(question, Area)
    assert (question.place, question.shared_name) == ("kharkiv-oblast", "kharkiv")


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Izyum", "izium"), ("Изюме", "izium"), ("Balakleya", "balakliia"), ("Балаклії", "balakliia"),
        ("Куп`янськ", "kupiansk"), ("Купянске", "kupiansk"), ("лимана", "lyman"),
        ("Снигирёвке", "snihurivka"), ("Новій Каховці", "nova-kakhovka"), ("Кривому Розі", "kryvyi-rih"),
        ("Давидовому Броді", "davydiv-brid"), ("Оскола", "oskil-river"), ("херсонщина", "kherson-oblast"),
        ("Святогорск", "sviatohirsk"), ("Донецьк", "donetsk-oblast"), ("mykolaiv city", "mykolaiv"),
    ],
)  # fmt: skip
def test_places_in_any_language_and_case(known: Names, typed: str, place: str) -> None:
    found = known.place(typed)
    assert isinstance(found, Found)
    assert place in (found.id, found.shared_name)


@pytest.mark.parametrize("typed", ["Pokrovsk", "bakhmut", "Mariupol", "Kyiv", "Crimea"])
def test_a_place_that_is_not_on_record_is_never_answered_with_another(
    known: Names, typed: str
) -> None:
    assert not isinstance(known.place(typed), Found)


def test_the_issues_examples(known: Names) -> None:
    week = read("losses week tanks", known)
    assert isinstance(week, Losses)
    assert canonical(week) == "losses week tank"
