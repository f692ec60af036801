"""The shipped records: complete, exact, attributed, and consistent with each other."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from facts.curation.collection import Collection, check_collection, load_collection
from facts.model import Body, CaveatCode, DateRange, PlaceKind, RelationKind
from facts.snapshot.record import Record
from facts.snapshot.view import View

RESEARCH = Path(__file__).parents[3] / "shared" / "research"
CLAIMS = 415
FIGURES = "b88db94ed120e68d"
"""SHA-256 (first 16 digits) over id, low, high and unit of the 415 researched claims."""

YAHOO = "yahoo-news"
REPORT = DateRange(date(2022, 9, 12), date(2022, 9, 13), inferred=True)


@pytest.fixture(scope="module")
def shipped() -> Collection:
    return load_collection()


@pytest.fixture(scope="module")
def view(shipped: Collection) -> View:
    return View(shipped.layer())


def researched() -> list[dict[str, Any]]:
    """Read the research where it stands beside the checkout; an empty list elsewhere."""
    file = RESEARCH / "collection.yaml"
    return yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) if file.exists() else []


def claims(shipped: Collection) -> dict[str, Body]:
    return {key: body for key, body in shipped.facts.items() if not key.startswith("gs-")}


def yahoo_claims(shipped: Collection) -> dict[str, Body]:
    return {k: b for k, b in shipped.facts.items() if b.documents[0].publisher == YAHOO}


def figures_digest(shipped: Collection) -> str:
    lines = [
        f"{key} {b.measure.low} {b.measure.high} {b.measure.unit}" if b.measure else f"{key} -"
        for key, b in claims(shipped).items()
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def test_the_check_passes_but_for_the_two_forecasts() -> None:
    problems = check_collection()
    assert [(p.severity, p.field) for p in problems] == [
        ("warning", "lyman-forecast-2022-09-30-isw.valid.end"),
        ("warning", "kharkiv-forecast-2022-09-08-isw.valid.end"),
    ]


def test_every_researched_claim_is_there_with_its_figures(shipped: Collection) -> None:
    assert len(claims(shipped)) == CLAIMS
    assert figures_digest(shipped) == FIGURES
    for row in researched():
        measure = shipped.facts[row["id"]].measure
        bounds = (measure.low, measure.high) if measure else (None, None)
        assert bounds == (row["value"]["low"], row["value"]["high"]), row["id"]


def test_every_researched_relation_and_publication_is_kept(shipped: Collection) -> None:
    linked = {frozenset((r.from_fact, r.to_fact)): r.note for r in shipped.relations}
    for row in researched():
        body = shipped.facts[row["id"]]
        urls = {document.url for document in body.documents}
        assert {row["publication"]["url"]} <= urls, row["id"]
        assert {p["url"] for p in row.get("also_published", ())} <= urls, row["id"]
        for relation in row["relations"]:
            assert frozenset((row["id"], relation["to"])) in linked, row["id"]
        assert body.chain[0].role == row["originator"]["role"], row["id"]
        assert body.second_reading is not None
        assert body.second_reading.result == row["second_reading"]["result"]


def test_no_statement_is_longer_than_200_characters(shipped: Collection) -> None:
    assert all(len(text) <= 200 for b in shipped.facts.values() for text in b.statement.values())


def test_the_wording_holds_the_number_it_stands_for(shipped: Collection) -> None:
    for key, body in shipped.facts.items():
        if body.measure is None:
            continue
        said = [float(n.replace(",", "")) for n in re.findall(r"\d[\d,.]*", body.measure.wording)]
        bounds = [b for b in (body.measure.low, body.measure.high) if b is not None]
        if body.measure.unit == "ratio":
            said.remove(1.0)
        assert set(said) == set(bounds), key


def test_an_open_bound_is_told_by_the_wording(shipped: Collection) -> None:
    for key, body in shipped.facts.items():
        measure = body.measure
        if measure is None:
            continue
        if measure.wording.startswith(("over", "at least")):
            assert measure.high is None, key
        if measure.wording.startswith(("up to", "nearly")):
            assert measure.low is None, key


def test_every_chain_ends_with_its_publisher_and_repeats_nobody(shipped: Collection) -> None:
    for key, body in shipped.facts.items():
        stations = [hop.source or hop.words for hop in body.chain]
        assert stations[-1] == body.documents[0].publisher, key
        assert len(stations) == len(set(stations)), key


def test_every_claim_of_the_yahoo_report_has_its_chain_and_its_date(shipped: Collection) -> None:
    found = yahoo_claims(shipped)
    assert len(found) == 45
    for key, body in found.items():
        assert body.chain[-1].source == YAHOO, key
        assert body.documents[0].published_on == REPORT, key
        assert CaveatCode.DATE_INFERRED in {c.code for c in body.caveats}, key
        record = Record("x", "base", 1, "create", None, "", body)  # type: ignore[arg-type]
        # only the body matters for the days by which a record is found
        assert record.known_on in (REPORT.earliest, REPORT.latest), key


def test_what_witnesses_told_another_paper_shows_that_paper(shipped: Collection) -> None:
    chain = shipped.facts["kharkiv-flight-undated-witnesses"].chain
    assert [hop.source for hop in chain] == [
        "ukrainian-eyewitnesses",
        "the-washington-post",
        YAHOO,
    ]


def test_the_week_of_the_yahoo_report_is_a_week(shipped: Collection) -> None:
    body = shipped.facts["kharkiv-tanks-lost-undated-osint-database"]
    assert body.measure is not None
    assert (body.measure.low, body.measure.high, body.measure.wording) == (70, None, "over 70")
    assert body.valid is not None
    assert body.valid.start is not None
    assert body.valid.end is not None
    assert body.valid.start.inferred
    assert (body.valid.end.latest - body.valid.start.earliest).days == 6


def test_the_three_pages_not_found_again_say_so(shipped: Collection) -> None:
    said = {
        key
        for key, body in shipped.facts.items()
        if CaveatCode.PAGE_NOT_FOUND_AGAIN in {c.code for c in body.caveats}
    }
    assert said == {
        "kharkiv-still-occupied-2022-10-05-kharkiv-rma",
        "both-offensive-start-2022-09-12-ukrainska-pravda",
        "kharkiv-tanks-captured-undated-tsymbaliuk",
    }


def test_no_caveat_code_stands_twice_in_one_record(shipped: Collection) -> None:
    for key, body in shipped.facts.items():
        codes = Counter(c.code for c in body.caveats if c.code)
        assert max(codes.values(), default=1) == 1, key


SERIES_POINTS = {
    "gs-tank": 16,
    "gs-afv": 12,
    "gs-artillery": 12,
    "gs-mrl": 12,
    "gs-aircraft": 12,
    "gs-helicopter": 12,
    "gs-drone": 12,
    "gs-personnel": 17,
}


@pytest.mark.parametrize(("series", "points"), SERIES_POINTS.items())
def test_general_staff_totals_stand_on_twelve_mondays(view: View, series: str, points: int) -> None:
    run = view.base.by_series[series]
    assert len(run) == points
    mondays = [r.ends for r in run if r.ends and r.ends.weekday() == 0]
    assert len(mondays) == 12
    assert (mondays[0], mondays[-1]) == (date(2022, 8, 29), date(2022, 11, 14))


def test_series_only_rise_but_for_their_corrections(view: View) -> None:
    for kept in view.all_series():
        run = view.base.by_series[kept.id]
        assert len(run) >= 2, kept.id
        for earlier, later in pairwise(run):
            assert earlier.body.measure is not None
            assert later.body.measure is not None
            assert earlier.ends is not None
            assert later.ends is not None
            if not kept.corrected_between(earlier.ends, later.ends):
                assert later.body.measure.sort_key >= earlier.body.measure.sort_key, later.id
            assert earlier.ends < later.ends


@pytest.mark.parametrize("series", ["gs-afv", "gs-artillery", "gs-drone"])
def test_the_re_basing_of_13_october_bars_differences_across_it(view: View, series: str) -> None:
    kept = view.series(series)
    assert kept.corrected_between(date(2022, 10, 10), date(2022, 10, 17)) is not None
    assert kept.corrected_between(date(2022, 10, 17), date(2022, 10, 24)) is None


def test_each_newer_general_staff_total_replaces_the_one_before(view: View) -> None:
    for series in SERIES_POINTS:
        for earlier, later in pairwise(view.base.by_series[series]):
            older = {
                n.record.id
                for n in view.neighbours(later.id, RelationKind.SUPERSEDES)
                if n.outgoing
            }
            assert earlier.id in older, later.id


def test_figures_of_more_than_one_front_do_not_pass_for_kharkivs(shipped: Collection) -> None:
    for key, body in shipped.facts.items():
        wide = CaveatCode.INCLUDES_OTHER_FRONT in {c.code for c in body.caveats}
        if wide and body.measure:
            assert body.scope_place is not None, key
            assert body.scope_place.place in ("ukraine", "eastern-ukraine", "southern-ukraine"), key


def test_each_offensives_area_figures_are_found_by_their_oblast(shipped: Collection) -> None:
    def scope(key: str) -> str | None:
        ref = shipped.facts[key].scope_place
        return ref.place if ref else None

    assert scope("kharkiv-area-2022-09-13-maliar") == "kharkiv-oblast"
    assert scope("kherson-area-2022-10-09-humeniuk") == "kherson-oblast"
    assert scope("both-area-2022-09-12-zelensky") == "ukraine"
    assert scope("kherson-area-2022-11-13-oc-south") == "southern-ukraine"


@pytest.mark.parametrize(
    "pair",
    [
        ("kharkiv-area-2022-09-12-maliar", "war-area-2022-09-12-maliar"),
        ("kherson-area-2022-09-12-humeniuk", "kherson-area-yahoo-2022-09-12-humeniuk"),
        ("kherson-killed-2022-09-12-humeniuk", "kherson-killed-yahoo-2022-09-12-humeniuk"),
        ("belgorod-raid-undated-telegram", "kharkiv-cross-border-raid-undated-unattributed"),
        (
            "kharkiv-civilians-displaced-2022-09-12-ganchev",
            "kharkiv-civilians-displaced-tass-2022-09-12-ganchev",
        ),
    ],
)
def test_two_records_of_one_statement_are_linked(view: View, pair: tuple[str, str]) -> None:
    same = {n.record.id for n in view.neighbours(pair[0], RelationKind.SAME_CLAIM)}
    assert pair[1] in same


def test_towns_lie_in_their_oblasts_and_oblasts_in_their_country(shipped: Collection) -> None:
    places = {p.id: p for p in shipped.places}
    abroad = {"samarkand", "washington"}
    for place in shipped.places:
        parent = places[place.parent].kind if place.parent else None
        if place.kind is PlaceKind.OBLAST:
            assert parent is PlaceKind.COUNTRY, place.id
        elif place.kind in (PlaceKind.TOWN, PlaceKind.SETTLEMENT, PlaceKind.VILLAGE):
            assert parent is PlaceKind.OBLAST, place.id
        elif place.kind is PlaceKind.CITY:
            assert place.parent or place.id in abroad, place.id


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        ("Kharkov", {"kharkiv"}),
        ("Харків", {"kharkiv"}),
        ("Харьков", {"kharkiv"}),
        ("Kharkiv region", {"kharkiv-oblast"}),
        ("Харківщина", {"kharkiv-oblast"}),
        ("Харьковская область", {"kharkiv-oblast"}),
        ("Херсонщина", {"kherson-oblast"}),
        ("Izyum", {"izium"}),
        ("Ізюм", {"izium"}),
        ("Изюм", {"izium"}),
        ("Balakleya", {"balakliia"}),
        ("Balakliya", {"balakliia"}),
        ("Kupyansk", {"kupiansk"}),
        ("Куп'янськ", {"kupiansk"}),
        ("Купянск", {"kupiansk"}),
        ("Liman", {"lyman"}),
        ("Volchansk", {"vovchansk"}),
        ("Antonovsky Bridge", {"antonivskyi-bridge"}),
        ("Dnieper", {"dnipro-river"}),
        ("Ingulets", {"inhulets-river"}),
        ("Oskol", {"oskil-river"}),
    ],
)
def test_places_go_by_the_names_people_use(shipped: Collection, name: str, ids: set[str]) -> None:
    assert {p.id for p in shipped.places if name in p.names} == ids


def test_places_have_their_ukrainian_and_russian_names(shipped: Collection) -> None:
    latin = re.compile(r"[A-Za-z]")
    for place in shipped.places:
        assert place.name_uk, place.id
        assert place.name_ru, place.id
        assert not latin.search(place.name_uk), place.id
        assert not re.search("[ыэъё]", place.name_uk.lower()), place.id
        assert not re.search("[іїєґ']", place.name_ru.lower()), place.id


def test_every_source_says_why_it_is_trusted_as_far_as_it_is(shipped: Collection) -> None:
    assert all(s.reliability_reason for s in shipped.sources if s.reliability != "F")
    assert len(shipped.sources) == 258


def test_dates_that_the_research_gives_as_a_range_are_kept_as_one(shipped: Collection) -> None:
    guardian = shipped.facts["kharkiv-area-share-2022-09-10-guardian"]
    weekend = DateRange(date(2022, 9, 10), date(2022, 9, 11), inferred=True)
    assert guardian.stated_on is None
    assert guardian.published_on == weekend
    nadezhdin = shipped.facts["russia-prospects-of-war-undated-nadezhdin"]
    assert nadezhdin.stated_on == DateRange(date(2022, 9, 9), date(2022, 9, 11), inferred=True)
    estimate = shipped.facts["kharkiv-area-undated-conservative-estimate"].valid
    assert estimate is not None
    assert estimate.end == weekend
