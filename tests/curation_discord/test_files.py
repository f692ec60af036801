"""Many facts at once: a dry run with a report first, then all or nothing; what is refused unread."""

from __future__ import annotations

import pytest

from tests.curation_discord.working import add_fact, attached, fact_in, told
from tests.loopback import Channel, Guild, LoopbackDiscord, Permission, Person, Program
from tests.loopback.people import Upload

pytestmark = pytest.mark.asyncio(loop_scope="module")

ROWS = """facts:
- id: own-tanks-izium
  statement: ISW said that Russia lost over 44 tanks near Izium.
  topic: equipment_losses
  metric: equipment_lost
  category: tank
  side: russia
  measure: {low: 44, wording: over 44}
  scope_place: izium
  valid: {start: 2022-09-06, end: 2022-09-12}
  stated_on: 2022-09-12
  chain: [isw]
"""


async def test_a_file_is_reported_first_and_then_loaded(
    moderator: Person, member: Person, channel: Channel
) -> None:
    upload = {"file": Upload("tanks.yaml", ROWS.encode())}
    report = await moderator.slash(channel, "fact import", uploads=upload)
    assert report.ephemeral
    assert "new: **1**" in report.text
    assert "own-tanks-izium" in attached(moderator, report).decode("utf-8-sig")
    assert "44" not in (await member.ask(channel, "!losses 6-12 september 2022 ISW")).text
    done = await moderator.click(report, "Load")
    assert "1 new" in done.text
    assert "over 44" in (await member.ask(channel, "!losses 6-12 september 2022 ISW")).text
    again = await moderator.slash(channel, "fact import", uploads=upload)
    assert "Nothing to load" in again.text
    assert "Load" not in " ".join(again.buttons)


async def test_wrong_rows_are_named_with_line_and_field_and_nothing_is_loaded(
    moderator: Person, channel: Channel
) -> None:
    wrong = ROWS.replace("side: russia", "side: mars").replace("[isw]", "[nobody-known]")
    report = await moderator.slash(
        channel, "fact import", uploads={"file": Upload("tanks.yaml", wrong.encode())}
    )
    assert "line 7" in report.text
    assert "line 12" in report.text
    assert not report.buttons
    assert "mars" in attached(moderator, report).decode("utf-8-sig")


@pytest.mark.parametrize("form", ["yaml", "json", "jsonl", "csv", "xlsx"])
async def test_importing_an_export_changes_nothing(
    moderator: Person, channel: Channel, form: str
) -> None:
    fact = fact_in(await add_fact(moderator, channel))
    data = attached(moderator, await moderator.slash(channel, "fact export", format=form))
    if form != "xlsx":
        assert fact in data.decode("utf-8-sig")
    upload = {"file": Upload(f"facts.{form}", data)}
    report = await moderator.slash(channel, "fact import", uploads=upload)
    assert "Nothing to load" in report.text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_a_template_is_read_without_an_error(
    moderator: Person, channel: Channel, form: str
) -> None:
    data = attached(moderator, await moderator.slash(channel, "fact template", format=form))
    upload = {"file": Upload(f"facts.{form}", data)}
    report = await moderator.slash(channel, "fact import", uploads=upload)
    assert "wrong: **0**" in report.text


async def test_a_large_file_is_refused_before_it_is_read(
    discord: LoopbackDiscord, moderator: Person, channel: Channel
) -> None:
    before = len(discord.calls)
    large = {"file": Upload("facts.csv", bytes(9_000_000))}
    refused = await moderator.slash(channel, "fact import", uploads=large)
    assert "8 MB" in refused.text
    assert not [c for c in discord.calls[before:] if "attachments" in c.route]


async def test_a_file_of_no_known_format_is_refused(moderator: Person, channel: Channel) -> None:
    upload = {"file": Upload("facts.exe", b"MZ")}
    refused = await moderator.slash(channel, "fact import", uploads=upload)
    assert "do not know the format" in refused.text


async def test_members_neither_import_nor_export(member: Person, channel: Channel) -> None:
    upload = {"file": Upload("tanks.yaml", ROWS.encode())}
    refused = await member.slash(channel, "fact import", uploads=upload)
    assert "may manage this server" in refused.text
    assert "may manage this server" in (await member.slash(channel, "fact export")).text


async def test_a_report_is_loaded_only_by_who_asked_for_it_and_where(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, member: Person, channel: Channel
) -> None:
    upload = {"file": Upload("tanks.yaml", ROWS.encode())}
    report = await moderator.slash(channel, "fact import", uploads=upload)
    assert "may manage this server" in (await member.click(report, "Load")).text
    assert "no longer here" in (await discord.owner.click(report, "Load")).text


async def test_a_report_can_be_loaded_after_a_restart(
    moderator: Person, channel: Channel, program: Program
) -> None:
    upload = {"file": Upload("tanks.yaml", ROWS.encode())}
    report = await moderator.slash(channel, "fact import", uploads=upload)
    await program.kill()
    await program.start()
    await program.ready()
    assert "1 new" in (await moderator.click(report, "Load")).text
    assert "no longer here" in (await moderator.click(report, "Load")).text


async def test_a_report_that_no_longer_holds_is_shown_anew(
    moderator: Person, channel: Channel
) -> None:
    reports = [
        await moderator.slash(channel, "fact import", uploads={"file": Upload(name, rows.encode())})
        for name, rows in (("one.yaml", ROWS), ("two.yaml", ROWS.replace("over 44", "about 44")))
    ]
    await moderator.click(reports[0], "Load")
    moved = await moderator.click(reports[1], "Load")
    assert "has changed since" in moved.text
    assert "changed: **1**" in moved.text
    assert "1 changed" in (await moderator.click(moved, "Load")).text


async def test_under_the_two_person_rule_a_second_moderator_loads_it(
    discord: LoopbackDiscord, guild: Guild, moderator: Person, channel: Channel
) -> None:
    second = discord.join(guild, "Second", Permission.MANAGE_GUILD)
    await moderator.slash(channel, "settings set", setting="two_person", value="on")
    upload = {"file": Upload("tanks.yaml", ROWS.encode())}
    report = await moderator.slash(channel, "fact import", uploads=upload)
    waiting = await moderator.click(report, "Ask a second moderator")
    assert "tanks.yaml waits" in waiting.text
    own = await moderator.click(await moderator.slash(channel, "review"), "Approve and load")
    assert "your own" in own.text

    queue = await second.slash(channel, "review")
    assert f"<@{moderator.user.id}>" in queue.text
    assert "new: **1**" in queue.text
    files = await second.click(queue, "Report and file")
    assert len(files.message["attachments"]) == 2
    assert "over 44" not in (await second.ask(channel, "!losses 6-12 september 2022 ISW")).text
    done = await second.click(queue, "Approve and load")
    assert "Loaded: 1 new" in done.text
    assert "over 44" in (await second.ask(channel, "!losses 6-12 september 2022 ISW")).text
    await told(moderator, "Your file tanks.yaml was approved")
    late = await second.click(queue, "Approve and load")
    assert "It was approved." in late.text
