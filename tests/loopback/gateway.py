"""The gateway: sessions, events with sequence numbers, heartbeats, resuming, and ways to fail.

Opcodes and close codes as in Discord's documentation, "Opcodes and Status Codes" and "Gateway".
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.loopback import payloads
from tests.loopback.sessions import Connection, Session
from tests.loopback.world import Guild, Json, Post

if TYPE_CHECKING:
    from tests.loopback.server import LoopbackDiscord

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME = 0, 1, 2, 3, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11

INTENTS = {
    "guilds": 1 << 0,
    "guild_members": 1 << 1,
    "guild_presences": 1 << 8,
    "guild_messages": 1 << 9,
    "direct_messages": 1 << 12,
    "message_content": 1 << 15,
}
PRIVILEGED = ("guild_members", "guild_presences", "message_content")

_NEEDS = {
    "GUILD_CREATE": "guilds",
    "GUILD_UPDATE": "guilds",
    "GUILD_DELETE": "guilds",
    "CHANNEL_CREATE": "guilds",
    "CHANNEL_UPDATE": "guilds",
    "CHANNEL_DELETE": "guilds",
    "THREAD_CREATE": "guilds",
    "THREAD_UPDATE": "guilds",
    "THREAD_DELETE": "guilds",
    "GUILD_ROLE_CREATE": "guilds",
    "GUILD_ROLE_UPDATE": "guilds",
    "GUILD_MEMBER_ADD": "guild_members",
}
"""Which intent an event needs; messages depend on where they are, the rest needs none."""


class Gateway:
    """All gateway sessions of the bot, and the switches that make the gateway fail.

    Attributes:
        refuse: HTTP status for every new connection, or None (503: overloaded).
        refuse_resume: the same for the resume address only.
        shards_wanted: an IDENTIFY with fewer shards is refused.
        silent: a zombie: sockets stay open, nothing comes any more.
        identifies, resumes: the `d` of each IDENTIFY and RESUME seen.
        heartbeats: how many were received.
        readies: how many READY were sent.
    """

    def __init__(self, discord: LoopbackDiscord, heartbeat_seconds: float) -> None:
        self._discord = discord
        self.heartbeat_seconds = heartbeat_seconds
        self.refuse: int | None = None
        self.refuse_resume: int | None = None
        self.shards_wanted = 1
        self.silent = False
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self.heartbeats = 0
        self.readies = 0
        self.sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()

    # What tests do to it

    async def close(self, code: int = 4000) -> None:
        """Close every connection with a close code."""
        for connection in list(self._connections):
            await connection.close(code)

    def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._connections):
            connection.abort()

    def ask_reconnect(self) -> None:
        """Ask every connection to reconnect and resume (op 7)."""
        for connection in list(self._connections):
            connection.send(json.dumps({"op": RECONNECT, "d": None, "s": None, "t": None}))

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell every connection that its session is invalid (op 9)."""
        if not resumable:
            self.sessions.clear()
        for connection in list(self._connections):
            connection.send(json.dumps({"op": INVALID_SESSION, "d": resumable}))

    @property
    def connected(self) -> int:
        """Count the connections that have a session."""
        return sum(1 for c in self._connections if c.session is not None)

    # Events

    def dispatch(self, event: str, data: Json, *, guild: Guild | None = None) -> None:
        """Send an event to every session that should have it."""
        needs = _NEEDS.get(event)
        text = json.dumps(data)
        for session in self._for(guild):
            if needs is None or session.intents & INTENTS[needs]:
                session.dispatch(event, text)
        self._discord.moved()

    def dispatch_post(self, event: str, post: Post) -> None:
        """Send a message's creation or change, blanked for who may not read contents."""
        guild = post.channel.guild
        where = "guild_messages" if guild else "direct_messages"
        whole = payloads.message_event(post)
        text = json.dumps(whole)
        for session in self._for(guild):
            if not session.intents & INTENTS[where]:
                continue
            readable = (
                bool(session.intents & INTENTS["message_content"])
                or guild is None
                or post.author is self._discord.bot
                or any(m["id"] == str(self._discord.bot.id) for m in whole["mentions"])
            )
            session.dispatch(event, text if readable else json.dumps(_blanked(whole)))
        self._discord.moved()

    def dispatch_gone(self, post: Post) -> None:
        """Send a message's deletion."""
        guild = post.channel.guild
        data: Json = {"id": str(post.id), "channel_id": str(post.channel.id)}
        if guild is not None:
            data["guild_id"] = str(guild.id)
        where = "guild_messages" if guild else "direct_messages"
        for session in self._for(guild):
            if session.intents & INTENTS[where]:
                session.dispatch("MESSAGE_DELETE", json.dumps(data))

    def _for(self, guild: Guild | None) -> list[Session]:
        if guild is None:
            return [s for s in self.sessions.values() if s.shard[0] == 0]
        return [s for s in self.sessions.values() if s.carries(guild.id)]

    # Connections

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Take one connection from upgrade to close."""
        resuming = request.path.startswith("/resume")
        status = self.refuse or (self.refuse_resume if resuming else None)
        if status is not None:
            return web.Response(status=status)
        socket = web.WebSocketResponse(compress=False, max_msg_size=0, autoping=True, timeout=1.0)
        await socket.prepare(request)
        zlib_stream = request.query.get("compress") == "zlib-stream"
        connection = Connection(self, socket, request.transport, zlib_stream=zlib_stream)
        self._connections.add(connection)
        interval = int(self.heartbeat_seconds * 1000)
        connection.send(
            json.dumps({"op": HELLO, "d": {"heartbeat_interval": interval, "_trace": []}})
        )
        try:
            async for frame in socket:
                if frame.type is not WSMsgType.TEXT:
                    await connection.close(4002)
                    break
                await self._received(connection, json.loads(frame.data))
        finally:
            self._connections.discard(connection)
            connection.ended()
            self._discord.moved()
        return socket

    async def _received(self, connection: Connection, message: Json) -> None:
        if self.silent:
            return
        op, data = message.get("op"), message.get("d")
        if op == HEARTBEAT:
            self.heartbeats += 1
            connection.send('{"op":11,"d":null}')
        elif op == IDENTIFY and isinstance(data, dict):
            await self._identify(connection, data)
        elif op == RESUME and isinstance(data, dict):
            await self._resume(connection, data)
        elif connection.session is None:
            await connection.close(4003)
        elif op == REQUEST_MEMBERS and isinstance(data, dict):
            self._members(connection.session, data)
        self._discord.moved()

    async def _identify(self, connection: Connection, data: Json) -> None:
        if connection.session is not None:
            await connection.close(4005)
            return
        self.identifies.append(data)
        fault = self._identify_fault(data)
        if fault is not None:
            await connection.close(fault)
            return
        shard = tuple(data.get("shard") or (0, 1))
        session = Session(f"{len(self.identifies):032x}", (shard[0], shard[1]), data["intents"])
        self.sessions[session.id] = session
        session.attach(connection)
        guilds = [
            g
            for g in self._discord.world.guilds.values()
            if self._discord.bot.id in g.members and session.carries(g.id)
        ]
        session.dispatch("READY", json.dumps(self._ready(session, guilds)))
        self.readies += 1
        if session.intents & INTENTS["guilds"]:
            for guild in guilds:
                session.dispatch("GUILD_CREATE", json.dumps(payloads.guild_create(guild)))

    def _identify_fault(self, data: Json) -> int | None:
        """Give the close code for an IDENTIFY that Discord would refuse, or None."""
        if data.get("token") != self._discord.token:
            return 4004
        intents = data.get("intents")
        if not isinstance(intents, int) or intents < 0 or intents >= 1 << 27:
            return 4013
        shard, count = data.get("shard") or (0, 1)
        if not 0 <= shard < count:
            return 4010
        if count < self.shards_wanted:
            return 4011
        refused = [n for n in PRIVILEGED if n in self._discord.refused_intents]
        if any(intents & INTENTS[name] for name in refused):
            return 4014
        return None

    def _ready(self, session: Session, guilds: list[Guild]) -> Json:
        discord = self._discord
        return {
            "v": 10,
            "user_settings": {},
            "user": payloads.user(discord.bot) | {"verified": True, "mfa_enabled": False},
            "session_type": "normal",
            "session_id": session.id,
            "resume_gateway_url": discord.gateway_url + "/resume",
            "relationships": [],
            "private_channels": [],
            "presences": [],
            "guilds": [{"id": str(g.id), "unavailable": True} for g in guilds],
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": [],
            "shard": list(session.shard),
            "application": {"id": str(discord.bot.id), "flags": 1 << 19},
            "_trace": [],
        }

    async def _resume(self, connection: Connection, data: Json) -> None:
        self.resumes.append(data)
        if data.get("token") != self._discord.token:
            await connection.close(4004)
            return
        session = self.sessions.get(str(data.get("session_id")))
        if session is None or not session.holds(int(data.get("seq") or 0)):
            connection.send(json.dumps({"op": INVALID_SESSION, "d": False}))
            return
        session.attach(connection, after=int(data.get("seq") or 0))
        session.dispatch("RESUMED", json.dumps({"_trace": []}))

    def _members(self, session: Session, data: Mapping[str, Any]) -> None:
        guild = self._discord.world.guilds.get(int(data["guild_id"]))
        if guild is None:
            return
        wanted = {str(u) for u in data.get("user_ids") or []}
        query = str(data.get("query") or "").lower()
        found = [
            payloads.member(m)
            for m in guild.members.values()
            if (str(m.user.id) in wanted if wanted else m.user.name.lower().startswith(query))
        ]
        chunk: Json = {"guild_id": str(guild.id), "members": found, "not_found": []}
        chunk |= {"chunk_index": 0, "chunk_count": 1}
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        session.dispatch("GUILD_MEMBERS_CHUNK", json.dumps(chunk))


def _blanked(message: Json) -> Json:
    return message | {"content": "", "embeds": [], "attachments": [], "components": []}
