"""REST: the bot's own account, its application, the gateway's address, and its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.loopback import limits, payloads
from tests.loopback.errors import ApiError, unknown_guild
from tests.loopback.routing import NO_CONTENT, Call, Routes
from tests.loopback.world import Json

if TYPE_CHECKING:
    from tests.loopback.server import LoopbackDiscord

routes = Routes()

MESSAGE_CONTENT_LIMITED = 1 << 19
"""Application flag: may use the message content intent (an app in fewer than 100 servers)."""


@routes.on("GET", "/gateway")
def gateway(discord: LoopbackDiscord, call: Call) -> Json:
    """Give the gateway's address."""
    return {"url": discord.gateway_url}


@routes.on("GET", "/gateway/bot")
def gateway_bot(discord: LoopbackDiscord, call: Call) -> Json:
    """Give the gateway's address, the recommended shards and what is left of today's starts."""
    return {
        "url": discord.gateway_url,
        "shards": discord.recommended_shards,
        "session_start_limit": {
            "total": 1000,
            "remaining": 1000 - len(discord.gateway.identifies),
            "reset_after": 86_400_000,
            "max_concurrency": 1,
        },
    }


@routes.on("GET", "/users/@me")
def me(discord: LoopbackDiscord, call: Call) -> Json:
    """Give the bot's own account."""
    return payloads.user(discord.bot) | {
        "mfa_enabled": False,
        "locale": "en-US",
        "premium_type": 0,
        "verified": True,
        "email": None,
        "bio": "",
    }


@routes.on("GET", "/users/{user_id}")
def user(discord: LoopbackDiscord, call: Call) -> Json:
    """Give any account."""
    found = discord.world.users.get(call.id("user_id"))
    if found is None:
        raise ApiError(404, 10013, "Unknown User")
    return payloads.user(found)


@routes.on("GET", "/users/@me/guilds")
def my_guilds(discord: LoopbackDiscord, call: Call) -> list[Json]:
    """List the servers that the bot is in."""
    return [
        {"id": str(g.id), "name": g.name, "owner": False, "permissions": "0", "features": []}
        for g in discord.world.guilds.values()
        if discord.bot.id in g.members
    ]


@routes.on("GET", "/applications/@me")
@routes.on("GET", "/oauth2/applications/@me")
def application(discord: LoopbackDiscord, call: Call) -> Json:
    """Give the application that the bot belongs to."""
    owner = discord.application_owner
    return {
        "id": str(discord.bot.id),
        "name": discord.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": payloads.user(discord.bot),
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0 if "message_content" in discord.refused_intents else MESSAGE_CONTENT_LIMITED,
        "flags_new": "0",
        "eligible_oauth2_scopes": [],
        "approximate_user_authorization_count": 0,
        "hook": True,
        "is_monetized": False,
        "integration_types_config": {"0": {}},
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": payloads.user(owner),
        "approximate_guild_count": len(discord.world.guilds),
        "approximate_user_install_count": 0,
        "interactions_event_types": [],
        "interactions_version": 1,
        "explicit_content_filter": 0,
        "rpc_application_state": 0,
        "store_application_state": 1,
        "verification_state": 1,
        "integration_public": True,
        "integration_require_code_grant": False,
        "discoverability_state": 1,
        "discovery_eligibility_flags": 0,
        "monetization_state": 1,
        "monetization_eligibility_flags": 0,
        "team": None,
        "tags": [],
    }


@routes.on("GET", "/applications/{application_id}/commands")
def list_global(discord: LoopbackDiscord, call: Call) -> list[Json]:
    """List the commands registered everywhere."""
    return _registered(discord, call, None)


@routes.on("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
def list_guild(discord: LoopbackDiscord, call: Call) -> list[Json]:
    """List the commands registered for one server."""
    return _registered(discord, call, _guild_id(discord, call))


@routes.on("PUT", "/applications/{application_id}/commands")
def put_global(discord: LoopbackDiscord, call: Call) -> list[Json]:
    """Replace the commands registered everywhere."""
    return _replace(discord, call, None)


@routes.on("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
def put_guild(discord: LoopbackDiscord, call: Call) -> list[Json]:
    """Replace the commands registered for one server."""
    return _replace(discord, call, _guild_id(discord, call))


@routes.on("POST", "/applications/{application_id}/commands")
def upsert_global(discord: LoopbackDiscord, call: Call) -> Json:
    """Register one command everywhere; one of that name and type is replaced."""
    return _upsert(discord, call, None)


@routes.on("POST", "/applications/{application_id}/guilds/{guild_id}/commands")
def upsert_guild(discord: LoopbackDiscord, call: Call) -> Json:
    """Register one command for one server; one of that name and type is replaced."""
    return _upsert(discord, call, _guild_id(discord, call))


@routes.on("DELETE", "/applications/{application_id}/commands/{command_id}")
def delete_global(discord: LoopbackDiscord, call: Call) -> object:
    """Take one command back."""
    _own(discord, call)
    kept = [c for c in discord.commands.get(None, []) if c["id"] != call.params["command_id"]]
    discord.commands[None] = kept
    return NO_CONTENT


def _own(discord: LoopbackDiscord, call: Call) -> None:
    if call.id("application_id") != discord.bot.id:
        raise ApiError(404, 10002, "Unknown Application")


def _guild_id(discord: LoopbackDiscord, call: Call) -> int:
    guild = discord.world.guilds.get(call.id("guild_id"))
    if guild is None or discord.bot.id not in guild.members:
        raise unknown_guild()
    return guild.id


def _registered(discord: LoopbackDiscord, call: Call, guild: int | None) -> list[Json]:
    _own(discord, call)
    held = discord.commands.get(guild, [])
    if call.query.get("with_localizations") in ("1", "true"):
        return held
    return [{k: v for k, v in c.items() if not k.endswith("_localizations")} for c in held]


def _replace(discord: LoopbackDiscord, call: Call, guild: int | None) -> list[Json]:
    _own(discord, call)
    wanted: list[Json] = call.body or []
    limits.check_commands(wanted)
    before = {(c["name"], c["type"]): c for c in discord.commands.get(guild, [])}
    discord.commands[guild] = [_stored(discord, c, before, guild) for c in wanted]
    return discord.commands[guild]


def _upsert(discord: LoopbackDiscord, call: Call, guild: int | None) -> Json:
    _own(discord, call)
    held = discord.commands.setdefault(guild, [])
    before = {(c["name"], c["type"]): c for c in held}
    made = _stored(discord, call.json, before, guild)
    kept = [c for c in held if (c["name"], c["type"]) != (made["name"], made["type"])]
    limits.check_commands([*kept, call.json])
    discord.commands[guild] = [*kept, made]
    return made


def _stored(
    discord: LoopbackDiscord, wanted: Json, before: dict[tuple[str, int], Json], guild: int | None
) -> Json:
    """Fill in what Discord adds to a command; an unchanged one keeps id and version."""
    kind = wanted.get("type") or 1
    old = before.get((wanted["name"], kind))
    made: Json = {
        "application_id": str(discord.bot.id),
        "type": kind,
        "name": wanted["name"],
        "name_localizations": wanted.get("name_localizations"),
        "description": wanted.get("description") or "",
        "description_localizations": wanted.get("description_localizations"),
        "default_member_permissions": _text(wanted.get("default_member_permissions")),
        "nsfw": bool(wanted.get("nsfw")),
        "integration_types": wanted.get("integration_types") or [0],
    }
    if guild is None:
        made["dm_permission"] = wanted.get("dm_permission", True)
        made["contexts"] = wanted.get("contexts")
    else:
        made["guild_id"] = str(guild)
    if wanted.get("options"):
        made["options"] = [_option(o) for o in wanted["options"]]
    if old is not None and {k: v for k, v in old.items() if k not in ("id", "version")} == made:
        return old
    own_id = old["id"] if old else str(discord.world.snowflakes.next())
    return {"id": own_id, "version": str(discord.world.snowflakes.next())} | made


def _option(wanted: Json) -> Json:
    """Drop what Discord does not send back: empty lists and false flags."""
    kept = {k: v for k, v in wanted.items() if v not in (None, False, []) or k == "options"}
    if "options" in kept:
        kept["options"] = [_option(o) for o in kept["options"] or []]
    return kept


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
