"""Loading is all or nothing, on the record that the report compared with; nothing crosses servers."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from facts.curation.bulk import (
    Beside,
    Format,
    Report,
    State,
    collection_of,
    load,
    write_file,
)
from facts.curation.publish import publish_collection
from facts.errors import Refused, StaleRevision
from facts.model import Action, CaveatCode
from facts.store import Store
from facts.store.snapshots import Snapshots
from tests.bulk.reading import GUILD, OTHER, good, good_as, run, said

ACTOR = "person:abcdefghijkl"
NEW = """\
sources:
- {id: own-tip, name: A reader, kind: witness, party: ukraine}
facts:
- id: own-tanks
  statement: A reader counted about 12 tanks near Kharkiv.
  topic: equipment_losses
  metric: equipment_lost
  category: tank
  side: russia
  measure: {low: 12, high: 12, wording: about 12}
  scope_place: Kharkiv Oblast
  stated_on: 2022-09-10
  chain: [A reader]
  relations:
  - {kind: contradicts, to: tanks-early, note: another count}
"""


@pytest.fixture
async def filled(store: Store) -> Store:
    await publish_collection(store, good())
    return store


async def beside(store: Store, guild: str | None = None) -> Beside:
    return Beside(await store.layer(), await store.layer(guild) if guild else None)


async def imported(store: Store, text: str | bytes, guild: str | None = None) -> Report:
    """Read a file beside the store and load it."""
    report = run("mine.yaml", text, await beside(store, guild))
    assert said(report) == []
    await load(store, report, actor=ACTOR)
    return report


async def test_what_was_imported_stands_and_importing_it_again_changes_nothing(
    filled: Store,
) -> None:
    report = await imported(filled, NEW, GUILD)
    assert (report.count(State.NEW), report.steps) == (2, 3)
    layer = await filled.layer(GUILD)
    assert list(layer.records) == ["own-tanks"]
    assert [edge.other for edge in layer.edges["own-tanks"]] == ["tanks-early"]
    again = run("mine.yaml", NEW, await beside(filled, GUILD))
    assert (again.steps, again.count(State.SAME)) == (0, 2)
    before = await filled.position()
    assert (await load(filled, again, actor=ACTOR)).same == 2
    assert await filled.position() == before
    assert await filled.verify() == []


async def test_caveats_that_follow_from_data_are_added(filled: Store) -> None:
    await imported(filled, NEW, GUILD)
    caveats = (await filled.layer(GUILD)).records["own-tanks"].body.caveats
    assert [caveat.code for caveat in caveats] == [CaveatCode.INTERESTED_PARTY]


async def test_a_changed_fact_gets_a_revision_that_says_why(filled: Store) -> None:
    await imported(filled, NEW, GUILD)
    text = NEW.replace("about 12}", "about 15}").replace("low: 12, high: 12", "low: 15, high: 15")
    report = run("mine.yaml", text, await beside(filled, GUILD))
    loaded = await load(filled, report, actor=ACTOR, notice="The figure was 15.")
    assert (loaded.new, loaded.changed, loaded.same) == (0, 1, 1)
    last = (await filled.history("own-tanks", [GUILD]))[-1]
    assert (last.number, last.action, last.recorded_by) == (2, Action.CORRECT, ACTOR)
    assert last.reason == "Changed by the import of mine.yaml: measure."
    assert last.notice == "The figure was 15."


async def test_a_report_with_errors_is_not_loaded(filled: Store) -> None:
    report = run("mine.yaml", NEW.replace("A reader]", "Nobody]"), await beside(filled, GUILD))
    before = await filled.position()
    with pytest.raises(Refused, match="nothing was loaded"):
        await load(filled, report, actor=ACTOR)
    assert await filled.position() == before


async def test_what_changed_since_the_report_is_never_overwritten(filled: Store) -> None:
    await imported(filled, NEW, GUILD)
    report = run(
        "mine.yaml", NEW.replace("about 12 tanks", "12 tanks"), await beside(filled, GUILD)
    )
    async with filled.writing(actor="person:another", scope=GUILD) as w:
        body = await w.body("own-tanks")
        await w.revise("own-tanks", Action.CLARIFY, replace(body, quote="twelve"), reason="clear")
    with pytest.raises(StaleRevision, match="own-tanks"):
        await load(filled, report, actor=ACTOR)
    assert len(await filled.history("own-tanks", [GUILD])) == 2


async def test_an_id_that_was_taken_meanwhile_stops_the_whole_import(filled: Store) -> None:
    late = run("mine.yaml", NEW, await beside(filled, GUILD))
    await imported(filled, NEW, GUILD)
    before = await filled.position()
    with pytest.raises(StaleRevision):
        await load(filled, late, actor=ACTOR)
    assert await filled.position() == before


async def test_a_refusal_at_the_last_step_leaves_no_half(filled: Store) -> None:
    report = run("mine.yaml", NEW, await beside(filled, GUILD))
    before = await filled.position()

    def fail(done: int, of: int) -> None:
        if done == of:
            raise Refused("the very last step")

    with pytest.raises(Refused):
        await load(filled, report, actor=ACTOR, progress=fail)
    assert await filled.position() == before
    assert (await filled.layer(GUILD)).sources == {}


async def test_progress_ends_at_the_end(filled: Store) -> None:
    seen: list[tuple[int, int]] = []
    report = run("mine.yaml", NEW, await beside(filled, GUILD))
    await load(filled, report, actor=ACTOR, progress=lambda *step: seen.append(step))
    assert seen[-1] == (3, 3)


async def test_a_retracted_fact_is_not_brought_back_by_a_file(filled: Store) -> None:
    await imported(filled, NEW, GUILD)
    async with filled.writing(actor=ACTOR, scope=GUILD) as w:
        await w.revise("own-tanks", Action.RETRACT, reason="wrong")
    report = run("mine.yaml", NEW, await beside(filled, GUILD))
    assert ["was retracted" in line for line in said(report)] == [True]
    assert collection_of(await filled.layer(GUILD)).facts == {}


@pytest.mark.parametrize("form", Format)
async def test_an_export_holds_one_servers_facts_only_and_changes_nothing(
    filled: Store, form: Format
) -> None:
    await imported(filled, NEW, GUILD)
    await imported(filled, NEW.replace("own-", "own-other-").replace("near", "by"), OTHER)
    data = write_file(await filled.layer(GUILD), form)
    report = run(f"own.{form}", data, await beside(filled, GUILD))
    assert [row.id for row in report.rows if row.kind == "fact"] == ["own-tanks"]
    assert (said(report), report.steps) == ([], 0)
    assert collection_of(await filled.layer(GUILD)).facts.keys() == {"own-tanks"}


@pytest.mark.parametrize("form", Format)
async def test_an_export_of_the_shared_record_changes_nothing(filled: Store, form: Format) -> None:
    data = write_file(await filled.layer(), form)
    report = run(f"all.{form}", data, await beside(filled))
    assert (said(report), report.steps) == ([], 0)


async def test_a_servers_file_never_touches_the_shared_record(filled: Store) -> None:
    base = (await filled.layer()).digest
    report = run("all.yaml", good_as(Format.YAML), await beside(filled, GUILD))
    assert report.count(State.WRONG) == len(report.rows)
    await imported(filled, NEW, GUILD)
    assert (await filled.layer()).digest == base
    assert (await filled.layer(OTHER)).records == {}


async def test_questions_are_served_while_thousands_are_loaded(filled: Store) -> None:
    """Others get their turn all the time: hundreds of turns during the load of 600 facts."""
    one = NEW[NEW.index("- id: own-tanks") :]
    rows = [one.replace("own-tanks", f"own-tanks-{n}") for n in range(600)]
    report = run("mine.yaml", NEW + "".join(rows), await beside(filled, GUILD))
    turns = 0
    loading = asyncio.create_task(load(filled, report, actor=ACTOR))
    while not loading.done():
        turns += 1
        await asyncio.sleep(0)
    assert (await loading).new == 602
    assert turns > 100
    snapshots = Snapshots(filled)
    await snapshots.load()
    assert len((await snapshots.ensure_guild(GUILD)).records) == 601
