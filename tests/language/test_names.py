"""Names are found exactly, in any script and case form; what is only similar is asked back."""

from __future__ import annotations

import pytest

from facts.language.names import Doubt, Found, Names
from facts.snapshot import View
from tests.language.world import FACTS, KH, KS, SOURCES, K, layer, place


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("kharkiv oblast", KH), ("Kharkiv region", KH), ("Kharkov Oblast", KH), ("Kharkivshchyna", KH),
        ("Харківська область", KH), ("у Харківській області", None), ("Харківській області", KH),
        ("Харківщині", KH), ("Харьковской области", KH), ("Харьковщине", KH), ("область Харків", KH),
        ("Kharkiv city", "kharkiv"), ("city of Kharkov", "kharkiv"), ("місто Харків", "kharkiv"),
        ("м. Харків", "kharkiv"), ("город Харьков", "kharkiv"), ("Kharkiv (city)", "kharkiv"),
        ("Izyum", "izium"), ("Izium", "izium"), ("Ізюм", "izium"), ("Изюм", "izium"), ("изюме", "izium"),
        ("Ізюмом", "izium"), ("Ізюма", "izium"),
        ("Balakleya", "balakliia"), ("Balakliya", "balakliia"), ("Балаклія", "balakliia"),
        ("Балаклії", "balakliia"), ("Балаклею", "balakliia"),
        ("Куп’янськ", "kupiansk"), ("Куп'янську", "kupiansk"), ("Купянск", "kupiansk"),
        ("Купянском", "kupiansk"), ("Куп`янськ-Вузловий", "kupiansk-vuzlovyi"),
        ("kupiansk vuzlovyi", "kupiansk-vuzlovyi"),
        ("Лиманом", "lyman"), ("Нову Каховку", "nova-kakhovka"), ("Новой Каховке", "nova-kakhovka"),
        ("Новій Каховці", "nova-kakhovka"), ("artemivsk", "bakhmut"), ("Бахмуті", "bakhmut"),
        ("Гракове", "hrakove"), ("River Oskil", "oskil"), ("Oskil", "oskil"), ("Осколу", "oskil"),
        ("донецьк", "donetsk-oblast"), ("Donetsk", "donetsk-oblast"), ("UA", "ukraine"),
    ],
)  # fmt: skip
def test_places(names: Names, typed: str, known: str | None) -> None:
    found = names.place(typed)
    if known is None:  # a preposition is the parser's business, not part of a name
        assert not isinstance(found, Found)
    else:
        assert found == Found(known)


@pytest.mark.parametrize(
    "typed", ["Kharkiv", "Kharkov", "Харків", "Харьков", "Харкові", "ХАРЬКОВА"]
)
def test_a_name_shared_with_the_city_means_the_oblast_and_tells_so(
    names: Names, typed: str
) -> None:
    assert names.place(typed) == Found(KH, "kharkiv")


def test_namesakes_are_asked_back(names: Names) -> None:
    assert names.place("Ivanivka") == Doubt(
        "ambiguous", "ivanivka", ("ivanivka-kharkiv", "ivanivka-kherson")
    )
    assert names.place_label("ivanivka-kherson") == "Ivanivka (Kherson Oblast)"
    assert names.place_label("ivanivka-kherson", "uk") == "Іванівка (Херсонська область)"


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("Pokrovsk", "pokrovske"),
        ("Покровськ", "pokrovske"),
        ("Izuim", "izium"),
        ("Balaklia", "balakliia"),
        ("Kharkhiv", "kharkiv"),
        ("donetsk city", "donetsk-oblast"),
    ],
)
def test_a_near_miss_is_a_question(names: Names, typed: str, near: str) -> None:
    doubt = names.place(typed)
    assert isinstance(doubt, Doubt)
    assert doubt.reason == "did_you_mean"
    assert near in doubt.ids


@pytest.mark.parametrize("typed", ["Xyzzy", "", "🔥", "ab", "Mariupol"])
def test_nothing_near_is_nothing(names: Names, typed: str) -> None:
    assert names.place(typed) is None


@pytest.mark.parametrize(
    ("typed", "source"),
    [
        ("oryx", "oryx"), ("ISW", "isw"), ("Maliar", "maliar"), ("Malyar", "maliar"), ("Маляр", "maliar"),
        ("Зеленський", "zelensky"), ("Зеленського", "zelensky"), ("Зеленского", "zelensky"),
        ("uk mod", "uk-mod"), ("UK Ministry of Defence", "uk-mod"),
        ("General Staff of the Armed Forces of Ukraine", "general-staff"),

        ("Інституту вивчення війни", "isw"), ("hanna maliar", "maliar"),
    ],
)  # fmt: skip
def test_sources(names: Names, typed: str, source: str) -> None:
    assert names.source(typed) == Found(source)


def test_a_part_of_a_sources_name_is_a_question(names: Names) -> None:
    assert names.source("general staff") == Doubt(
        "did_you_mean", "general staff", ("general-staff",)
    )
    assert names.source("України") is None


def test_a_mistyped_source_is_a_question(names: Names) -> None:
    assert names.source("Zelenski") == Doubt("did_you_mean", "Zelenski", ("zelensky",))


def test_fact_ids(names: Names) -> None:
    assert names.fact(FACTS[0].upper()) == FACTS[0]
    assert names.fact("nothing") is None
    assert names.near_facts("kharkiv-area-2022-09-12-malyar") == (FACTS[0],)
    assert names.near_facts("kharkiv tanks") == (FACTS[1],)
    assert names.near_facts("🔥") == ()


def test_places_inside_one_another_name_the_inner_one(names: Names) -> None:
    kharkiv, namesakes = names.place("Kharkiv"), names.place("Ivanivka")
    assert isinstance(kharkiv, Found)
    assert isinstance(namesakes, Doubt)
    assert names.narrowed(Found("izium"), kharkiv) == Found("izium")
    assert names.narrowed(Found(KS), namesakes) == Found("ivanivka-kherson")
    assert names.narrowed(kharkiv, Found("ukraine")) == kharkiv
    assert names.narrowed(Found("izium"), Found("lyman")) is None


def test_a_servers_own_names_join_the_shared_ones() -> None:
    own = layer(
        scope="42",
        places=[
            place("ivanivka-own", K.VILLAGE, "Ivanivka", parent="donetsk-oblast"),
            place("donetsk", K.CITY, "Donetsk", parent="donetsk-oblast"),
        ],
        sources=[],
        facts=["own-fact"],
    )
    names = Names.of(View(layer(), own))
    namesakes = names.place("Ivanivka")
    assert isinstance(namesakes, Doubt)
    assert namesakes.ids == ("ivanivka-kharkiv", "ivanivka-kherson", "ivanivka-own")
    assert names.place("Donetsk") == Found("donetsk-oblast", "donetsk")
    assert names.fact("own-fact") == "own-fact"
    assert Names.of(View(layer())).fact("own-fact") is None


def test_an_index_is_built_once_for_a_layer_and_replaced_by_a_newer_one() -> None:
    first = Names.of(View(layer()))
    again = Names.of(View(layer()))
    assert again.layers[0] is first.layers[0]
    newer = Names.of(View(layer(sources=SOURCES[:1])))
    assert newer.layers[0] is not first.layers[0]
    assert newer.source("ISW") is None
