"""What a digest of changes holds: corrections first, then what is new, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.delivery.composing import Nothing, Part, Window
from bot.delivery.digests import Digests
from bot.delivery.subscribing import subscribe
from facts.answering.digest import MOST_FACTS
from facts.errors import Refused
from facts.model import Action, DateRange, Hop, Measure, PlaceRef, Topic, Unit
from facts.store import Store
from facts.store.delivery_model import LIMIT_EACH, UNSIGNED, NewSubscription, Subscription
from tests.loopback.exchanges import text_of
from tests.loopback.limits import walk
from tests.store.records import body, create, link

WHEN = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
EARLIER = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)


async def subscribed(store: Store, **wanted: Any) -> Subscription:
    given: dict[str, Any] = {"owner": "7", "to": "dm", "kind": "changes", "at": "07:30"}
    return await subscribe(store, NewSubscription(**(given | {"zone": "Europe/Kyiv"} | wanted)))


async def window(store: Store, since: int) -> Window:
    day, until = date(2026, 11, 25), await store.position()
    return Window(day, day, WHEN, since, EARLIER, until, WHEN)


async def composed(store: Store, digests: Digests, since: int, **wanted: Any) -> list[str]:
    """Compose a digest of everything after a position: the text of each part."""
    parts = await digests.compose(await subscribed(store, **wanted), await window(store, since))
    assert not isinstance(parts, Nothing)
    return [text_of({"components": part.components}) for part in parts]


async def revise(store: Store, fact: str, action: Action, reason: str, **parts: Any) -> None:
    async with store.writing(actor="user:1") as w:
        changed = body(f"About {fact}.", **parts)
        number = (await store.history(fact, ["base"]))[-1].number
        await w.revise(fact, action, changed, reason=reason, notice=None, based_on=number)


SEVENTY_FIVE = Measure(Unit.COUNT, "over 75", low=75)


async def test_a_new_fact_stands_under_its_theatre_and_topic_with_its_source(
    record: Store, digests: Digests
) -> None:
    since = await record.position()
    await create(record, "tanks")
    (text,) = await composed(record, digests, since)
    assert "Kharkiv Oblast: equipment losses" in text
    assert "over 70" in text
    assert "General Staff" in text
    assert "Beware:" in text


async def test_it_states_the_window_in_the_subscribers_zone(
    record: Store, digests: Digests
) -> None:
    since = await record.position()
    await create(record, "tanks")
    (text,) = await composed(record, digests, since)
    assert "24 November 2026, 07:30 - 25 November 2026, 07:30 (Europe/Kyiv)" in text


async def test_a_correction_opens_it_with_before_and_after(record: Store, digests: Digests) -> None:
    await create(record, "tanks")
    since = await record.position()
    await create(record, "guns")
    await revise(record, "tanks", Action.CORRECT, "misread", measure=SEVENTY_FIVE)
    (text,) = await composed(record, digests, since)
    corrected = text.index("Corrected or retracted since")
    assert corrected < text.index("over 70") < text.index("misread") < text.index("guns")
    assert "over 75" in text


async def test_a_retracted_fact_is_named_with_its_source_and_not_shown_as_a_figure(
    record: Store, digests: Digests
) -> None:
    await create(record, "tanks")
    since = await record.position()
    await revise(record, "tanks", Action.RETRACT, "wrong page")
    subscription = await subscribed(record)
    digest = await digests.look(subscription, await window(record, since))
    assert digest.answer.facts == ()
    (text,) = await composed(record, digests, since)
    assert "Retracted on" in text
    assert "About tanks." in text
    assert "General Staff" in text
    assert "wrong page" in text
    assert "over 70" not in text


async def test_what_came_and_went_within_the_window_is_told_as_a_retraction(
    record: Store, digests: Digests
) -> None:
    since = await record.position()
    await create(record, "tanks")
    await revise(record, "tanks", Action.RETRACT, "wrong page")
    digest = await digests.look(await subscribed(record), await window(record, since))
    assert [c.action for c in digest.corrections] == ["retract"]
    assert digest.answer.facts == ()


async def test_what_is_new_and_was_corrected_at_once_is_only_new(
    record: Store, digests: Digests
) -> None:
    since = await record.position()
    await create(record, "tanks")
    await revise(record, "tanks", Action.CORRECT, "misread", measure=SEVENTY_FIVE)
    digest = await digests.look(await subscribed(record), await window(record, since))
    assert digest.corrections == ()
    assert [f.revision for f in digest.answer.facts] == [2]


async def test_two_corrections_are_one_from_what_readers_had_to_what_stands(
    record: Store, digests: Digests
) -> None:
    await create(record, "tanks")
    since = await record.position()
    await revise(record, "tanks", Action.CORRECT, "misread", measure=SEVENTY_FIVE)
    eighty = Measure(Unit.COUNT, "over 80", low=80)
    await revise(record, "tanks", Action.CORRECT, "misread again", measure=eighty)
    digest = await digests.look(await subscribed(record), await window(record, since))
    (told,) = digest.corrections
    changes = " ".join(told.changes)
    assert "70" in changes
    assert "80" in changes
    assert "75" not in changes
    assert told.reason == "misread again"


async def test_a_clarification_is_no_news(record: Store, digests: Digests) -> None:
    await create(record, "tanks")
    since = await record.position()
    await revise(record, "tanks", Action.CLARIFY, "typo", aliases=("armour",))
    digest = await digests.look(await subscribed(record), await window(record, since))
    assert digest.reason == "nothing_new"


async def test_a_new_figure_names_the_one_that_it_supersedes(
    record: Store, digests: Digests
) -> None:
    await create(record, "old", measure=Measure(Unit.COUNT, "about 60", low=60))
    since = await record.position()
    await create(record, "new")
    async with record.writing(actor="user:1") as w:
        await w.relate(link("supersedes", "new", "old"))
    (text,) = await composed(record, digests, since)
    assert "Follows an older figure: about 60 (General Staff, 12 September 2022; old)" in text


async def test_a_new_figure_brings_what_contradicts_it(record: Store, digests: Digests) -> None:
    await create(record, "other", chain=(Hop(source="tracker"),))
    since = await record.position()
    await create(record, "new")
    async with record.writing(actor="user:1") as w:
        await w.relate(link("contradicts", "new", "other", note="another count"))
    (text,) = await composed(record, digests, since)
    assert "another count" in text


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ({"about": "strikes"}, ["strike"]),
        ({"place": "izium"}, ["strike"]),
        ({"place": "kharkiv-oblast"}, ["strike", "tanks"]),
        ({"about": "equipment_losses", "place": "izium"}, []),
    ],
)
async def test_only_what_was_asked_for(
    record: Store, digests: Digests, wanted: dict[str, str], held: list[str]
) -> None:
    since = await record.position()
    await create(record, "tanks")
    await create(record, "strike", topic=Topic.STRIKES, scope_place=PlaceRef("izium"))
    subscription = await subscribed(record, **wanted)
    digest = await digests.look(subscription, await window(record, since))
    assert sorted(f.id for f in digest.answer.facts) == held


async def test_nothing_new_is_silence_or_one_line_as_the_subscriber_chose(
    record: Store, digests: Digests
) -> None:
    since = await record.position()
    silent = await subscribed(record, when_empty="silent")
    assert await digests.compose(silent, await window(record, since)) == Nothing("nothing_new")
    (text,) = await composed(record, digests, since, when_empty="say")
    assert "Nothing new on record." in text


async def test_a_servers_own_facts_come_to_its_channels_only(
    record: Store, digests: Digests
) -> None:
    since = await record.position()
    await create(record, "ours", scope="42")
    here = {"to": "here", "guild": "42", "channel": "1"}
    (text,) = await composed(record, digests, since, **here)
    assert "ours" in text
    elsewhere = await subscribed(record, to="here", guild="43", channel="2")
    assert isinstance(await digests.compose(elsewhere, await window(record, since)), Nothing)
    direct = await subscribed(record)
    assert isinstance(await digests.compose(direct, await window(record, since)), Nothing)


async def test_what_a_server_hides_is_no_news_there(record: Store, digests: Digests) -> None:
    since = await record.position()
    await create(record, "tanks")
    async with record.writing(actor="user:1", scope="42") as w:
        await w.overlay("tanks", "hide")
    here = await subscribed(record, to="here", guild="42", channel="1")
    assert isinstance(await digests.compose(here, await window(record, since)), Nothing)


async def test_a_long_digest_comes_in_parts_each_with_its_mark_and_the_last_with_the_button(
    record: Store, digests: Digests
) -> None:
    since = await record.position()
    for n in range(90):
        day = DateRange.on(date(2022, 9, 1 + n % 28))
        await create(record, f"claim-{n}", stated_on=day)
    subscription = await subscribed(record)
    parts = await digests.compose(subscription, await window(record, since))
    assert not isinstance(parts, Nothing)
    assert 2 < len(parts) <= 12
    for part in parts:
        ids = [c["custom_id"] for c in every(part) if "custom_id" in c]
        assert sum(i.endswith(UNSIGNED) for i in ids) >= 1
        assert len(list(every(part))) <= 40
        assert sum(len(c.get("content", "")) for c in every(part)) <= 4000
    assert [subscription.id in str(p.components) for p in parts] == [False] * (len(parts) - 1) + [
        True
    ]
    assert f"newest {MOST_FACTS} of 90" in text_of({"components": parts[0].components})


async def test_subscribers_of_the_same_share_everything_but_the_button(
    record: Store, digests: Digests
) -> None:
    since = await record.position()
    await create(record, "tanks")
    one, other = await subscribed(record), await subscribed(record, owner="8")
    first = await digests.compose(one, await window(record, since))
    second = await digests.compose(other, await window(record, since))
    assert str(first).replace(one.id, other.id) == str(second)
    assert one.id not in str(second)


async def test_in_ukrainian_for_who_reads_ukrainian(record: Store, digests: Digests) -> None:
    since = await record.position()
    await create(record, "tanks")
    (text,) = await composed(record, digests, since, locale="uk")
    assert "Що нового в записах" in text
    assert "Харківська область" in text


def every(part: Part) -> list[dict[str, Any]]:
    return [dict(c) for c in walk(list(part.components))]


async def test_a_place_that_is_gone_stops_no_digest(record: Store, digests: Digests) -> None:
    since = await record.position()
    await create(record, "tanks")
    lost = replace(await subscribed(record, when_empty="say"), place="atlantis")
    parts = await digests.compose(lost, await window(record, since))
    assert "atlantis" in str(parts)


@pytest.mark.parametrize(
    ("locale", "to", "words"),
    [
        ("en", "dm", "You get 25 digests already"),
        ("uk", "dm", "Дайджестів у вас уже 25"),
        ("ru", "here", "Дайджестов в этом канале уже 25"),
    ],
)
async def test_who_wants_one_too_many_is_told_in_their_language(
    record: Store, locale: str, to: str, words: str
) -> None:
    where = {"guild": "1", "channel": "5"} if to == "here" else {}
    for _ in range(LIMIT_EACH):
        await subscribed(record, to=to, locale=locale, **where)
    with pytest.raises(Refused, match=words) as refused:
        await subscribed(record, to=to, locale=locale, **where)
    assert "/digest unsubscribe" in refused.value.hint
    assert (await subscribed(record, owner="8", to="dm")).id
