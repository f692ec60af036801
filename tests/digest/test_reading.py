"""Times, zones, topics and the text form, as people type them."""

from __future__ import annotations

import pytest

from bot.digest_options import Reader, guesser, read_words
from facts.curation.collection import load_collection
from facts.errors import NotOnRecord, UnknownWords, UsageError
from facts.language.clock import complete_zone, read_time_of_day, read_zone
from facts.language.names import Names
from facts.language.topics import complete_topic, read_topic
from facts.model import Topic
from facts.snapshot import View


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(Names.of(View(load_collection().layer())), "en", lambda: None)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("07:30", "07:30"),
        ("7:30", "07:30"),
        ("0730", "07:30"),
        ("7.30 pm", "19:30"),
        ("7pm", "19:00"),
        ("12 am", "00:00"),
        ("12 pm", "12:00"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("опівдні", "12:00"),
        ("7:30 вечора", "19:30"),
        ("23:59", "23:59"),
    ],
)
def test_times_of_day(typed: str, read: str) -> None:
    assert read_time_of_day(typed) == read


@pytest.mark.parametrize("typed", ["25:00", "07:60", "13 am", "later", "", "-1", "7:3", "19:30:15"])
def test_what_is_no_time_is_refused_with_a_form_that_works(typed: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_time_of_day(typed)
    assert "07:30" in refused.value.hint


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("europe/kyiv", "Europe/Kyiv"),
        ("kyiv", "Europe/Kyiv"),
        ("Київ", "Europe/Kyiv"),
        ("New York", "America/New_York"),
        ("utc", "UTC"),
        ("kathmandu", "Asia/Kathmandu"),
        ("EST5EDT", "EST5EDT"),
    ],
)
def test_time_zones(typed: str, read: str) -> None:
    assert read_zone(typed) == read


def test_an_unknown_time_zone_brings_the_nearest_names() -> None:
    with pytest.raises(UsageError) as refused:
        read_zone("Europe/Kiyv")
    assert "Europe/Kyiv" in refused.value.hint


def test_an_offset_is_refused_because_of_summer_time() -> None:
    with pytest.raises(UsageError, match="summer time"):
        read_zone("UTC+2")


def test_zones_and_topics_complete() -> None:
    assert complete_zone("kyi")[0].question == "Europe/Kyiv"
    assert 0 < len(complete_zone("")) <= 25
    assert len(complete_zone("america")) == 25
    assert [c.question for c in complete_topic("captured")] == ["equipment_captured"]
    assert len(complete_topic("", "uk")) == len(Topic)
    assert "удари" in [c.label for c in complete_topic("", "uk")]


def test_topics_in_three_languages() -> None:
    assert read_topic("strikes") is Topic.STRIKES
    assert read_topic("equipment_losses") is Topic.EQUIPMENT_LOSSES
    assert read_topic("удари", "uk") is Topic.STRIKES
    with pytest.raises(UsageError, match="no topic"):
        read_topic("weather")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", {}),
        ("at 07:30", {"at": "07:30"}),
        ("at:07:30 timezone:Europe/Kyiv", {"at": "07:30", "timezone": "Europe/Kyiv"}),
        (
            "dm strikes Europe/Kyiv 07:30 kherson",
            {
                "where": "dm",
                "about": "strikes",
                "timezone": "Europe/Kyiv",
                "at": "07:30",
                "place": "kherson",
            },
        ),
        ("place new york at 7.30 pm", {"place": "new york", "at": "7.30 pm"}),
        ("replay from_date 6 sep 2022", {"kind": "replay", "from_date": "6 sep 2022"}),
        ("k7f2qa silent", {"id": "k7f2qa", "when_empty": "silent"}),
    ],
)
def test_the_text_form_has_free_order(reader: Reader, text: str, read: dict[str, str]) -> None:
    assert read_words(text, "en", guesser(reader, {"k7f2qa"})) == read


def test_unknown_words_are_named(reader: Reader) -> None:
    with pytest.raises(UnknownWords, match="blue bananas"):
        read_words("07:30 blue bananas", "en", guesser(reader, ()))


def test_an_option_given_twice_is_refused(reader: Reader) -> None:
    with pytest.raises(UsageError, match="twice"):
        read_words("at 07:30 at 08:00", "en", guesser(reader, ()))


def test_a_place_that_is_not_held(reader: Reader) -> None:
    with pytest.raises(NotOnRecord, match="Atlantis"):
        reader.read({"place": "Atlantis"})


def test_a_place_nearly_typed_brings_the_names(reader: Reader) -> None:
    with pytest.raises(NotOnRecord) as refused:
        reader.read({"place": "Kharkivv"})
    assert "Kharkiv" in refused.value.hint
