"""A small Discord of our own: REST and gateway over real sockets on 127.0.0.1.

Tests and benchmarks drive the real program against it, as people would. It behaves as Discord
documents itself (and as discord.py 2.7 expects), not as our client happens to send. Nothing here
imports `bot`, `facts` or discord.py: whoever connects must speak the wire protocol.
"""

from tests.loopback.errors import ApiError
from tests.loopback.exchanges import NoResponse, Reply
from tests.loopback.faults import Fault
from tests.loopback.people import Person
from tests.loopback.permissions import Permission
from tests.loopback.program import Program
from tests.loopback.server import LoopbackDiscord
from tests.loopback.world import Channel, Guild, Post, User

__all__ = [
    "ApiError",
    "Channel",
    "Fault",
    "Guild",
    "LoopbackDiscord",
    "NoResponse",
    "Permission",
    "Person",
    "Post",
    "Program",
    "Reply",
    "User",
]
