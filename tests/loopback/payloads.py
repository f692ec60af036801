"""The world as Discord writes it in JSON: absent keys are left out, ids are strings."""

from __future__ import annotations

from typing import Any

from tests.loopback.world import DM, Channel, Guild, Json, Member, Post, Role, User, moment


def user(who: User) -> Json:
    """Write an account as others see it."""
    said: Json = {
        "id": str(who.id),
        "username": who.name.lower(),
        "discriminator": "0",
        "global_name": who.name,
        "avatar": None,
        "primary_guild": None,
        "public_flags": 0,
        "flags": 0,
    }
    if who.bot:
        said["bot"] = True
    return said


def role(one: Role) -> Json:
    """Write a role."""
    return {
        "id": str(one.id),
        "name": one.name,
        "description": None,
        "permissions": str(int(one.permissions)),
        "position": one.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": False,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def member(one: Member, *, with_user: bool = True) -> Json:
    """Write a member; inside a message the user stands beside it."""
    said: Json = {
        "roles": [str(r.id) for r in one.roles],
        "nick": None,
        "avatar": None,
        "banner": None,
        "joined_at": moment(one.user.id),
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }
    if with_user:
        said["user"] = user(one.user)
    return said


def channel(one: Channel) -> Json:
    """Write a channel, direct message or thread."""
    last = str(next(reversed(one.posts))) if one.posts else None
    said: Json = {"id": str(one.id), "type": one.type, "flags": 0, "last_message_id": last}
    if one.type == DM:
        assert one.recipient is not None
        return said | {"recipients": [user(one.recipient)]}
    assert one.guild is not None
    said |= {"guild_id": str(one.guild.id), "name": one.name, "rate_limit_per_user": 0}
    if one.is_thread:
        assert one.parent is not None
        assert one.owner is not None
        return said | {
            "parent_id": str(one.parent.id),
            "owner_id": str(one.owner.id),
            "message_count": len(one.posts),
            "total_message_sent": len(one.posts),
            "member_count": 2,
            "thread_metadata": {
                "archived": one.archived,
                "locked": one.locked,
                "auto_archive_duration": 1440,
                "archive_timestamp": moment(one.id),
                "create_timestamp": moment(one.id),
            },
        }
    return said | {
        "position": list(one.guild.channels).index(one.id),
        "permission_overwrites": [
            {
                "id": str(whom),
                "type": 0 if whom in one.guild.roles else 1,
                "allow": str(int(allow)),
                "deny": str(int(deny)),
            }
            for whom, (allow, deny) in one.overwrites.items()
        ],
        "parent_id": None,
        "topic": None,
        "nsfw": False,
    }


def guild(one: Guild) -> Json:
    """Write a server as REST gives it."""
    return {
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": str(one.owner.id),
        "application_id": None,
        "region": "deprecated",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "roles": [role(r) for r in one.roles.values()],
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": one.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "premium_progress_bar_enabled_user_updated_at": None,
        "nsfw": False,
        "nsfw_level": 0,
        "emojis": [],
        "stickers": [],
        "incidents_data": None,
        "inventory_settings": None,
        "embed_enabled": False,
        "embed_channel_id": None,
    }


def guild_create(one: Guild) -> Json:
    """Write a server as the gateway announces it, with channels, members and threads."""
    return guild(one) | {
        "joined_at": moment(one.id),
        "large": False,
        "unavailable": False,
        "member_count": len(one.members),
        "voice_states": [],
        "members": [member(m) for m in one.members.values()],
        "channels": [channel(c) for c in one.channels.values()],
        "threads": [channel(t) for t in one.threads.values() if not t.archived],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message_event(post: Post) -> Json:
    """Write a message as the gateway sends it: with its server and the author's membership."""
    guild_of = post.channel.guild
    if guild_of is None:
        return post.payload | {"channel_type": post.channel.type}
    said: Json = post.payload | {"guild_id": str(guild_of.id), "channel_type": post.channel.type}
    known = guild_of.members.get(post.author.id)
    return said | {"member": member(known, with_user=False)} if known else said


def interaction_channel(one: Channel, who: User) -> Json:
    """Write the channel of an interaction, with the asker's rights in it."""
    return channel(one) | {"permissions": str(int(one.rights(who)))}


def numbered(components: list[Any]) -> list[Any]:
    """Number the components in reading order and add defaults, as Discord sends them back."""
    used = iter(range(1, 1000))
    return [_number(c, used) for c in components]


_DEFAULTS: dict[int, Json] = {
    2: {"disabled": False},
    3: {"min_values": 1, "max_values": 1, "disabled": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}


def _number(component: Any, used: Any) -> Json:
    said: Json = {k: v for k, v in component.items() if v is not None}
    said = _DEFAULTS.get(said["type"], {}) | said
    own = next(used)
    said["id"] = said.get("id") or own
    if "components" in said:
        said["components"] = [_number(c, used) for c in said["components"]]
    for part in ("accessory", "component"):
        if part in said:
            said[part] = _number(said[part], used)
    return said
