"""Who and what exists on this Discord: users, servers, channels, threads, messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.loopback import permissions
from tests.loopback.permissions import Permission

Json = dict[str, Any]

EPOCH_MS = 1_420_070_400_000
"""Discord's epoch (2015-01-01 UTC) in Unix milliseconds."""

TEXT, DM, NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 10, 11, 12
THREADS = (NEWS_THREAD, PUBLIC_THREAD, PRIVATE_THREAD)

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
"""Message flags."""


class Snowflakes:
    """Hand out ids that carry their time and never repeat or fall."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """Give a new id for this moment."""
        now = (int(self._clock() * 1000) - EPOCH_MS) << 22
        self._last = max(self._last + 1, now)
        return self._last


def moment(snowflake: int) -> str:
    """Read the time out of an id, as Discord writes timestamps."""
    at = datetime.fromtimestamp(((snowflake >> 22) + EPOCH_MS) / 1000, UTC)
    return at.isoformat(timespec="microseconds")


@dataclass(eq=False)
class User:
    """A person or a bot. `dms_open` False: takes no direct messages."""

    id: int
    name: str
    bot: bool = False
    dms_open: bool = True
    locale: str = "en-US"


@dataclass(eq=False)
class Role:
    """A role of one server; the one with the server's own id is @everyone."""

    id: int
    name: str
    permissions: Permission
    position: int = 0


@dataclass(eq=False)
class Member:
    """A user in a server with the roles held beside @everyone."""

    user: User
    roles: list[Role] = field(default_factory=list)


@dataclass(eq=False)
class Post:
    """A message as it stands; `payload` is what REST gives. Only its reader sees an ephemeral one."""

    id: int
    channel: Channel
    author: User
    payload: Json
    ephemeral: bool = False
    edits: int = 0
    deleted: bool = False


@dataclass(eq=False)
class Channel:
    """A text channel, direct message or thread with its messages, oldest first."""

    id: int
    type: int
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    recipient: User | None = None
    owner: User | None = None
    overwrites: dict[int, tuple[Permission, Permission]] = field(default_factory=dict)
    posts: dict[int, Post] = field(default_factory=dict)
    archived: bool = False
    locked: bool = False

    @property
    def is_thread(self) -> bool:
        """Tell whether this is a thread."""
        return self.type in THREADS

    def allow(self, whom: Role | User, rights: Permission) -> None:
        """Add an overwrite that grants rights here."""
        allowed, denied = self.overwrites.get(whom.id, (Permission(0), Permission(0)))
        self.overwrites[whom.id] = (allowed | rights, denied & ~rights)

    def deny(self, whom: Role | User, rights: Permission) -> None:
        """Add an overwrite that takes rights away here."""
        allowed, denied = self.overwrites.get(whom.id, (Permission(0), Permission(0)))
        self.overwrites[whom.id] = (allowed & ~rights, denied | rights)

    def rights(self, user: User) -> Permission:
        """Work out what a user may do here (nothing for who is not a member)."""
        if self.guild is None:
            return permissions.DIRECT
        member = self.guild.members.get(user.id)
        if member is None:
            return Permission(0)
        if self.guild.owner is user:
            return permissions.ALL
        rules = (self.parent or self).overwrites
        none = (Permission(0), Permission(0))
        of_roles = [rules.get(r.id, none) for r in member.roles]
        allow = deny = Permission(0)
        for allowed, denied in of_roles:
            allow, deny = allow | allowed, deny | denied
        return permissions.combine(
            [self.guild.everyone.permissions, *(r.permissions for r in member.roles)],
            [rules.get(self.guild.id, none), (allow, deny), rules.get(user.id, none)],
        )

    def latest(self) -> Post:
        """Give the newest message; raises LookupError in an empty channel."""
        if not self.posts:
            raise LookupError(f"no message in #{self.name}")
        return next(reversed(self.posts.values()))


@dataclass(eq=False)
class Guild:
    """A server: its owner, roles, members, channels and threads."""

    id: int
    name: str
    owner: User
    everyone: Role
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    threads: dict[int, Channel] = field(default_factory=dict)

    @property
    def channel(self) -> Channel:
        """Give the first channel."""
        return next(iter(self.channels.values()))


class World:
    """Everything there is, reachable by id."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.snowflakes = Snowflakes(clock)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.files: dict[str, bytes] = {}

    def new_user(self, name: str, *, bot: bool = False, locale: str = "en-US") -> User:
        """Create an account."""
        user = User(self.snowflakes.next(), name, bot=bot, locale=locale)
        self.users[user.id] = user
        return user

    def new_guild(self, name: str, owner: User, *, locale: str = "en-US") -> Guild:
        """Create a server with an @everyone role, its owner and one channel #general."""
        made = self.snowflakes.next()
        everyone = Role(made, "@everyone", permissions.MEMBER)
        guild = Guild(made, name, owner, everyone, locale, roles={made: everyone})
        self.guilds[made] = guild
        guild.members[owner.id] = Member(owner)
        self.new_channel(guild, "general")
        return guild

    def new_role(self, guild: Guild, name: str, rights: Permission) -> Role:
        """Create a role."""
        role = Role(self.snowflakes.next(), name, rights, len(guild.roles))
        guild.roles[role.id] = role
        return role

    def new_channel(self, guild: Guild, name: str) -> Channel:
        """Create a text channel."""
        channel = Channel(self.snowflakes.next(), TEXT, name, guild)
        guild.channels[channel.id] = channel
        self.channels[channel.id] = channel
        return channel

    def new_thread(
        self, parent: Channel, name: str, owner: User, *, private: bool = False, at: int = 0
    ) -> Channel:
        """Create a thread; one started from a message takes its id (`at`)."""
        kind = PRIVATE_THREAD if private else PUBLIC_THREAD
        made = at or self.snowflakes.next()
        thread = Channel(made, kind, name, parent.guild, parent, owner=owner)
        assert parent.guild is not None, "a direct message has no threads"
        parent.guild.threads[made] = thread
        self.channels[made] = thread
        return thread

    def direct(self, user: User) -> Channel:
        """Give the direct message channel between the bot and a user, made on first use."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.snowflakes.next(), DM, user.name, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def forget(self, channel: Channel) -> None:
        """Delete a channel or thread with its threads."""
        self.channels.pop(channel.id, None)
        if channel.guild is not None:
            channel.guild.channels.pop(channel.id, None)
            channel.guild.threads.pop(channel.id, None)
            for thread in [t for t in channel.guild.threads.values() if t.parent is channel]:
                self.forget(thread)
