"""The published series: totals that fall are corrections, counts are floors, days are not losses.

By hand-made rows everywhere; by the files themselves where they lie beside the checkout.
"""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from facts.curation.bulk import Beside, Report, State
from facts.curation.collection import Collection, load_collection
from facts.model import CaveatCode, RelationKind
from facts.snapshot import Layer
from tests.bulk.published_rows import (
    CORRECTIONS,
    EQUIPMENT,
    ITEMS,
    PERSONNEL,
    oryx_items,
    staff_file,
)
from tests.bulk.reading import GUILD, empty, run, said

SEVENTH, FOURTEENTH = date(2022, 9, 7), date(2022, 9, 13)


@pytest.fixture(scope="module")
def shipped() -> Collection:
    return load_collection()


@pytest.fixture(scope="module")
def base(shipped: Collection) -> Layer:
    return shipped.layer()


def totals(rows: list[dict[str, Any]], beside: Beside) -> Report:
    return run("totals.json", json.dumps(rows, indent=1), beside)


def after(report: Report, before: Layer) -> Layer:
    """Give the record as it stands once a report is loaded."""
    content = report.content
    series = {**before.series, **{s.id: s for s in content.series}}
    sources = {**before.sources, **{s.id: s for s in content.sources}}
    facts = {k: r.body for k, r in before.records.items()} | dict(content.created)
    scope = before.scope
    return Collection.of(
        sources=sources.values(),
        places=before.places.values(),
        series=series.values(),
        facts=facts,
        relations=content.relations,
    ).layer(scope)


def test_daily_totals_become_points_of_the_series_that_ship(base: Layer) -> None:
    report = totals(EQUIPMENT, Beside(base))
    assert said(report) == []
    body = report.content.created["gs-tank-2022-08-02"]
    assert body.statement["en"] == (
        "The General Staff of Ukraine claimed 1,774 Russian tanks lost between 24 February "
        "and 2 August 2022."
    )
    assert (body.series, body.originator) == ("gs-tank", "general-staff")
    assert body.measure is not None
    assert (body.measure.low, body.measure.high, body.measure.wording) == (1774, 1774, "1,774")
    assert body.valid is not None
    assert (str(body.valid.start and body.valid.start.earliest), body.published_on) == (
        "2022-02-24",
        None,
    )
    assert {CaveatCode.INTERESTED_PARTY, CaveatCode.CUMULATIVE} <= {c.code for c in body.caveats}
    links = {(r.from_fact, r.to_fact) for r in report.content.relations}
    assert ("gs-tank-2022-08-03", "gs-tank-2022-08-02") in links
    assert any("naval ship" in problem.message for problem in report.warnings)


def test_a_total_that_falls_is_a_correction_of_its_series(base: Layer) -> None:
    report = totals(EQUIPMENT, Beside(base))
    (series,) = report.content.series
    assert series.id == "gs-afv"
    step = series.corrected_between(date(2022, 8, 1), date(2022, 8, 2))
    assert step is not None
    assert "fell from 4,022 to 4,014" in step.note
    assert series.corrected_between(date(2022, 8, 2), date(2022, 8, 3)) is None


def test_the_correction_file_explains_a_fall_before_it_is_seen(base: Layer) -> None:
    corrected = after(totals(CORRECTIONS, Beside(base)), base)
    (step,) = [c for c in corrected.series["gs-afv"].corrections if c.on == date(2022, 8, 2)]
    assert "by -12" in step.note
    assert "gs-tank" not in {s.id for s in totals(CORRECTIONS, Beside(base)).content.series}
    assert totals(EQUIPMENT, Beside(corrected)).content.series == ()


def test_personnel_is_about_or_more(base: Layer) -> None:
    created = totals(PERSONNEL, Beside(base)).content.created
    about = created["gs-personnel-2022-08-01"].measure
    more = created["gs-personnel-2022-08-02"].measure
    assert about is not None
    assert more is not None
    assert (about.low, about.high, about.wording) == (41030, 41030, "about 41,030")
    assert (more.low, more.high, more.wording) == (41170, None, "more than 41,170")


def test_days_that_are_on_record_stay_as_they_are(base: Layer) -> None:
    rows = [
        {"date": "2022-08-28", "day": 186, "tank": 1, "APC": 4254},
        {"date": "2022-08-29", "day": 187, "tank": 1, "APC": 4269},
        {"date": "2022-09-05", "day": 194, "tank": 1, "APC": 5000},
    ]
    report = totals(rows, Beside(base))
    assert said(report) == []
    states = {row.id: row for row in report.rows}
    assert states["gs-afv-2022-08-29"].fields == ("relations",)  # it supersedes the day before now
    assert states["gs-afv-2022-08-28"].state is State.NEW
    assert "gs-afv-2022-08-29" not in report.content.revised
    differs = [p.message for p in report.warnings if "gs-afv-2022-09-05" in p.field]
    assert "on record with 4,459, the file says 5,000" in differs[0]


def test_a_server_keeps_series_of_its_own(base: Layer) -> None:
    own = empty(GUILD)
    report = totals(EQUIPMENT, Beside(base, own))
    assert said(report) == []
    assert {s.id for s in report.content.series} == {"own-gs-tank", "own-gs-afv"}
    assert {b.series for b in report.content.created.values()} == {"own-gs-tank", "own-gs-afv"}
    again = totals(EQUIPMENT, Beside(base, after(report, own)))
    assert (said(again), again.steps) == ([], 0)


@pytest.mark.parametrize(
    ("change", "field", "problem"),
    [
        ({"date": "1 August"}, "date", "is not a date"),
        ({"tank": -3}, "tank", "is not a total"),
        ({"tank": "many"}, "tank", "is not a total"),
        ({"date": "2022-08-02"}, "tank", "stands twice"),
    ],
)
def test_wrong_days_and_totals_are_named_with_their_line(
    base: Layer, change: dict[str, Any], field: str, problem: str
) -> None:
    report = totals([EQUIPMENT[0] | change, *EQUIPMENT[1:]], Beside(base))
    found = [p for p in report.errors if p.field == field]
    assert problem in found[0].message
    assert found[0].line > 1


def test_points_need_the_series_they_belong_to() -> None:
    lines = said(totals(EQUIPMENT, Beside(empty())))
    assert any("no series “gs-tank”" in line for line in lines)


def test_items_are_counted_by_day_side_and_status_as_a_floor(base: Layer) -> None:
    report = run("items.csv", ITEMS, Beside(base))
    assert said(report) == []
    assert list(report.content.created) == [
        "oryx-listed-russia-captured-2022-09-07",
        "oryx-listed-ukraine-destroyed-2022-09-07",
    ]
    body = report.content.created["oryx-listed-russia-captured-2022-09-07"]
    assert body.measure is not None
    assert (body.measure.low, body.measure.high, body.measure.wording) == (2, None, "at least 2")
    assert (body.metric, body.side) == ("equipment_captured", "russia")
    notes = [caveat.text or "" for caveat in body.caveats]
    assert any("not the day of the loss" in note for note in notes)
    assert CaveatCode.LOWER_BOUND_BY_METHOD in {caveat.code for caveat in body.caveats}
    assert "more than once: 1" in report.warnings[0].message


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("Ukraine,destroyed", "Belarus,destroyed", "country"),
        ("Ukraine,destroyed", "Ukraine,lost", "status"),
        ("2022-09-07,Ukraine", "2022-13-07,Ukraine", "date_recorded"),
    ],
)
def test_items_that_cannot_be_counted_are_wrong(
    base: Layer, old: str, new: str, field: str
) -> None:
    report = run("items.csv", ITEMS.replace(old, new), Beside(base))
    assert [(p.line, p.field) for p in report.errors] == [(5, field)]


def test_the_general_staff_files_load_with_every_fall_explained(base: Layer) -> None:
    now = after(run("corrections.json", staff_file("equipment_correction"), Beside(base)), base)
    report = run("equipment.json", staff_file("equipment"), Beside(now))
    assert said(report) == []
    assert not any("on record with" in problem.message for problem in report.warnings)
    now = after(report, now)
    for name in ("gs-tank", "gs-afv", "gs-artillery", "gs-mrl", "gs-aircraft", "gs-drone"):
        points = now.by_series.get(name, ())
        for old, new in pairwise(points):
            fell = new.body.measure.sort_key < old.body.measure.sort_key  # type: ignore[union-attr]  # points have one
            assert old.ends is not None
            assert new.ends is not None
            if fell:
                assert now.series[name].corrected_between(old.ends, new.ends), (name, new.ends)
    report = run("personnel.json", staff_file("personnel"), Beside(now))
    assert said(report) == []
    wordings = {b.measure.wording.split()[0] for b in report.content.created.values() if b.measure}
    assert wordings == {"about", "more"}
    kinds = {relation.kind for relation in report.content.relations}
    assert kinds == {RelationKind.SUPERSEDES}


def test_the_items_of_the_kharkiv_week_add_up(base: Layer) -> None:
    data = oryx_items()
    report = run("items.csv", data, Beside(base))
    assert said(report) == []
    count = 0.0
    for body in report.content.created.values():
        day = body.stated_on.earliest if body.stated_on else date.max
        if body.side == "russia" and SEVENTH <= day <= FOURTEENTH and body.measure:
            count += body.measure.low or 0
    assert count == (2 if data == ITEMS.encode() else 411)
