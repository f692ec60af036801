"""Who may do what, decided by one function that also explains it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from facts.curation.curator import Curator
from facts.curation.rights import Member, Why, may_curate, may_suggest
from facts.curation.server_settings import (
    KEYS,
    ServerSettings,
    WhoMaySuggest,
    read_setting,
)
from facts.errors import Refused, UsageError
from facts.language.phrases import LANGUAGES, Phrases
from facts.store.people import user_of
from tests.curation.conftest import MEMBER, MODERATOR, OWNER, STRANGER

ROLE = ServerSettings(moderator_role="5")
OWNERS = {OWNER.user_id}


@pytest.mark.parametrize(
    ("member", "settings", "why", "allowed", "scope"),
    [
        (OWNER, ServerSettings(), Why.OWNER, True, "base"),
        (replace(OWNER, guild="77"), ServerSettings(), Why.NOT_MODERATOR_NO_ROLE, False, "77"),
        (MODERATOR, ServerSettings(), Why.MANAGE_SERVER, True, "77"),
        (replace(MODERATOR, guild=None), ServerSettings(), Why.ONLY_IN_SERVERS, False, "base"),
        (MEMBER, ServerSettings(), Why.NOT_MODERATOR_NO_ROLE, False, "77"),
        (MEMBER, ROLE, Why.NOT_MODERATOR, False, "77"),
        (replace(MEMBER, role_ids=frozenset({"5"})), ROLE, Why.MODERATOR_ROLE, True, "77"),
    ],
)
def test_who_curates(
    member: Member, settings: ServerSettings, why: Why, allowed: bool, scope: str
) -> None:
    verdict = may_curate(member, settings, OWNERS)
    assert (verdict.allowed, verdict.why, verdict.scope) == (allowed, why, scope)
    if not allowed:
        with pytest.raises(Refused):
            verdict.expect()


def test_who_suggests() -> None:
    closed = ServerSettings(who_may_suggest=WhoMaySuggest.MODERATORS)
    assert may_suggest(MEMBER, ServerSettings(), OWNERS).allowed
    assert may_suggest(MEMBER, closed, OWNERS).why is Why.MODERATORS_ONLY
    assert may_suggest(MODERATOR, closed, OWNERS).allowed
    assert may_suggest(Member("9"), ServerSettings(), OWNERS).scope == "base"
    nobody = may_suggest(Member("9"), ServerSettings(), ())
    assert nobody.why is Why.ONLY_IN_SERVERS
    assert not nobody.allowed


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_verdict_and_setting_has_its_sentence(locale: str) -> None:
    own = Phrases.of(locale)
    for why in Why:
        assert own(f"curation.rights.{why}")
    for key in KEYS:
        assert own(f"curation.setting.{key}")


async def test_a_setting_holds_at_once_and_says_who_set_it(curator: Curator) -> None:
    settings = await curator.settings.set("time_zone", "europe/kyiv", by=MODERATOR)
    assert settings.time_zone == "Europe/Kyiv"
    assert curator.settings.of("77") == settings
    assert curator.settings.of("88") == ServerSettings()
    shown = {s.key: s for s in await curator.settings.show("77")}
    assert shown["two_person"].changed_by is None
    changed_by = shown["time_zone"].changed_by
    assert changed_by is not None
    assert await user_of(curator.store, changed_by) == MODERATOR.user_id
    (entry,) = await curator.audit(by=MODERATOR)
    assert (entry.kind, entry.subject, entry.after) == ("setting", "time_zone", '"Europe/Kyiv"')
    assert entry.actor == changed_by
    assert await curator.audit(by=STRANGER) == ()
    await curator.settings.set("time_zone", "default", by=MODERATOR)
    assert (await curator.settings.ensure("77")).time_zone == "UTC"


async def test_another_process_sees_a_setting(curator: Curator) -> None:
    other = Curator(curator.store, curator.snapshots)
    assert not (await other.settings.ensure("77")).two_person
    await curator.settings.set("two_person", "on", by=MODERATOR)
    await other.snapshots.refresh()
    assert (await other.settings.ensure("77")).two_person


async def test_settings_need_manage_server(curator: Curator) -> None:
    await curator.settings.set("moderator_role", "<@&5>", by=MODERATOR)
    with pytest.raises(Refused):
        await curator.settings.set(
            "two_person", "on", by=replace(MEMBER, role_ids=frozenset({"5"}))
        )


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("time_zone", "Europe/Kiew"),
        ("two_person", "maybe"),
        ("language", "tlh"),
        ("moderator_role", "@everyone"),
        ("public_answers", "#general"),
        ("colour", "red"),
        ("who_may_suggest", "nobody"),
    ],
)
def test_a_wrong_value_is_explained(key: str, typed: str) -> None:
    for locale in LANGUAGES:
        with pytest.raises(UsageError) as refused:
            read_setting(key, typed, locale)
        assert refused.value.hint
    if key == "time_zone":
        with pytest.raises(UsageError, match=r"Europe/(Kiev|Kyiv)"):
            read_setting(key, typed)


@pytest.mark.parametrize("typed", ["moderators", "модератори", "Модераторы"])
def test_a_value_may_be_given_in_ones_own_words(typed: str) -> None:
    assert read_setting("who_may_suggest", typed, "uk") == "moderators"
