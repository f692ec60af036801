"""Rights in a server, their bits, and how roles and channel overwrites combine.

Bits and the computation as in Discord's documentation, "Permissions".
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntFlag


class Permission(IntFlag):
    """The rights that matter to a bot that reads and writes messages."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    PIN_MESSAGES = 1 << 51


ALL = Permission(sum(p.value for p in Permission))

MEMBER = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What everybody may do in a new server."""

DIRECT = MEMBER | Permission.MENTION_EVERYONE | Permission.USE_EXTERNAL_EMOJIS
"""What a bot may do in a direct message."""


def combine(
    granted: Iterable[Permission], overwrites: Iterable[tuple[Permission, Permission]]
) -> Permission:
    """Work out the rights in a channel from role rights and (allow, deny) pairs in Discord's order.

    An administrator has every right; who cannot view the channel has none in it.
    """
    rights = Permission(0)
    for grant in granted:
        rights |= grant
    if rights & Permission.ADMINISTRATOR:
        return ALL
    for allow, deny in overwrites:
        rights = (rights & ~deny) | allow
    return rights if rights & Permission.VIEW_CHANNEL else Permission(0)
