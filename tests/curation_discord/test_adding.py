"""Adding a fact: forms, what is shown back, what is near, drafts, bad input, who may."""

from __future__ import annotations

import pytest

from tests.curation_discord.working import ORIGINATOR, PAGE, WORDS, add_fact, fact_in, fill_in
from tests.loopback import Channel, LoopbackDiscord, Person
from tests.loopback.exchanges import Reply

pytestmark = pytest.mark.asyncio(loop_scope="module")

HERE = "Kharkiv Oblast"


async def test_a_form_has_five_fields_and_opens_at_once(
    moderator: Person, channel: Channel
) -> None:
    form = await moderator.slash(channel, "fact add", place=HERE, originator=ORIGINATOR)
    assert form.form is not None
    names = [part["component"]["custom_id"] for part in form.form["components"]]
    assert names == ["statement", "figure", "stated_on", "happened", "side"]
    assert not form.deferred


async def test_place_and_originator_are_completed_while_typing(
    moderator: Person, channel: Channel
) -> None:
    for option, typed, meant in (
        ("place", "khark", "Kharkiv"),
        ("originator", "isw", "Study of War"),
    ):
        offered = await moderator.autocomplete(channel, "fact add", option, typed)
        assert meant in str(offered[0])


async def test_the_fact_is_shown_as_readers_will_see_it_and_nothing_is_on_record(
    moderator: Person, member: Person, channel: Channel
) -> None:
    panel = await fill_in(moderator, channel, statement="Russia lost over 31 tanks near Izium.")
    assert panel.ephemeral
    assert "over 70" in panel.text
    assert "70 or more" in panel.text, "the figure is shown back for checking"
    assert "Institute for the Study of War" in panel.text
    assert "31 tanks" not in (await member.ask(channel, "!losses 6-12 september 2022 ISW")).text


async def test_caveats_that_follow_from_the_source_are_added_by_rule(
    moderator: Person, channel: Channel
) -> None:
    form = await moderator.slash(
        channel, "fact add", place=HERE, originator="General Staff of the Armed Forces of Ukraine"
    )
    panel = await moderator.submit(form, **WORDS)
    assert "Added by rule" in panel.text


async def test_the_nearest_facts_are_offered_and_a_relation_goes_on_record(
    moderator: Person, channel: Channel
) -> None:
    first = fact_in(await add_fact(moderator, channel))
    panel = await fill_in(moderator, channel)
    assert first in panel.text
    assert "Same as this?" in " ".join(panel.buttons)
    panel = await moderator.click(panel, "1. Contradicts this?")
    assert "1. Chosen: Contradicts this?" in panel.buttons
    second = fact_in(await moderator.click(panel, "Publish"))
    shown = await moderator.slash(channel, "fact show", id=second)
    assert first in shown.text


async def test_a_draft_is_offered_again_and_can_be_thrown_away(
    moderator: Person, channel: Channel
) -> None:
    form = await moderator.slash(channel, "fact add", place=HERE, originator=ORIGINATOR)
    await moderator.submit(form, statement="Something about seventeen bridges.")
    offered = await moderator.slash(channel, "fact add", place=HERE, originator=ORIGINATOR)
    assert "seventeen bridges" in offered.text
    panel = await moderator.click(offered, "Go on with 1")
    assert "seventeen bridges" in panel.text
    gone = await moderator.click(panel, "Throw away")
    assert "Thrown away" in gone.text
    again = await moderator.slash(channel, "fact add", place=HERE, originator=ORIGINATOR)
    assert again.kind == "form"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"stated_on": "12 September 2099"}, "future"),
        ({"figure": "between 90 and 40 tanks"}, "greater than"),
        ({"statement": "Росія втратила танки під Ізюмом."}, "must be in English"),
        ({"figure": "plenty of tanks"}, "no number"),
    ],
)
async def test_what_is_wrong_is_named_by_field_and_cannot_be_published(
    moderator: Person, channel: Channel, wrong: dict[str, str], said: str
) -> None:
    panel = await fill_in(moderator, channel, **wrong)
    assert "Please mend" in panel.text
    assert said in panel.text
    assert "Publish" not in panel.buttons


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("https://user:secret@example.org/page", "password"),
        ("javascript:alert(1)", "not a link"),
    ],
)
async def test_a_link_that_is_none_is_refused(
    moderator: Person, channel: Channel, link: str, said: str
) -> None:
    form = await moderator.slash(channel, "fact add", place=HERE, originator=ORIGINATOR)
    panel = await moderator.submit(form, **WORDS)
    form = await moderator.click(panel, "Where it was published")
    panel = await moderator.submit(form, **{**PAGE, "url": link})
    assert said in panel.text
    assert "secret" not in panel.text.replace("password", "")


async def test_an_unknown_source_can_be_added_on_the_way(
    moderator: Person, channel: Channel
) -> None:
    form = await moderator.slash(channel, "fact add", place=HERE, originator="Izium Fire Brigade")
    panel = await moderator.submit(form, **WORDS)
    assert "no source" in panel.text
    form = await moderator.click(panel, "Add “Izium Fire Brigade” as a new source")
    panel = await moderator.submit(form, name="Izium Fire Brigade", kind="witness", party="none")
    panel = await moderator.click(panel, "Save")
    assert "Izium Fire Brigade" in panel.text
    published = await moderator.click(panel, "Publish")
    assert "On record" in published.text


async def test_save_as_fact_fills_the_form_from_a_message(
    discord: LoopbackDiscord, moderator: Person, member: Person, channel: Channel
) -> None:
    said = member.say(channel, "ISW: over 55 tanks lost in Kharkiv Oblast on 11 September 2022.")
    form = await moderator.message_menu("Save as fact", said)
    values = _values(form)
    assert "over 55 tanks" in values["statement"]
    assert "55" in values["figure"]
    assert "11 september" in values["stated_on"].lower()
    panel = await moderator.submit(form, side="russia")
    assert "Who published it?" in panel.text
    form = await moderator.click(panel, "Where it was published")
    panel = await moderator.submit(form, publisher="Reuters")
    assert "over 55" in panel.text
    assert "Publish" in panel.buttons


async def test_a_member_saves_a_message_as_a_suggestion(
    member: Person, moderator: Person, channel: Channel
) -> None:
    said = moderator.say(channel, "ISW: over 57 tanks lost in Kharkiv Oblast on 11 September 2022.")
    panel = await member.submit(await member.message_menu("Save as fact", said), side="russia")
    form = await member.click(panel, "Where it was published")
    panel = await member.submit(form, publisher="Reuters")
    assert "Publish" not in panel.buttons
    await member.click(panel, "Send to the moderators")
    assert "over 57" in (await moderator.slash(channel, "review")).text


async def test_pressing_publish_twice_publishes_once(moderator: Person, channel: Channel) -> None:
    panel = await fill_in(moderator, channel)
    button = next(c for c in _ids(panel) if c.startswith("M1:pub:"))
    first = await moderator.click(panel, button)
    assert "On record" in first.text
    again = await moderator.click(await _copy(moderator, channel, button), button)
    assert "no longer here" in again.text


async def _copy(person: Person, channel: Channel, button: str) -> Reply:
    """Draw a panel of the same draft anew on another message, as a second device would show it."""
    form = await person.slash(channel, "fact add", place=HERE, originator=ORIGINATOR)
    fresh = await person.submit(form, **WORDS)
    for one in _components(fresh):
        if str(one.get("custom_id", "")).startswith("M1:pub:"):
            one["custom_id"] = button
    return fresh


def _components(reply: Reply) -> list[dict[str, object]]:
    return [c for row in reply.message["components"] for c in row.get("components", [])]


def _ids(reply: Reply) -> list[str]:
    return [str(c["custom_id"]) for c in _components(reply) if "custom_id" in c]


def _values(form: Reply) -> dict[str, str]:
    assert form.form is not None
    fields = (part["component"] for part in form.form["components"])
    return {f["custom_id"]: f.get("value", "") for f in fields}
