"""One REST request from arrival to answer: route, token, faults, limits, document, handler."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

from aiohttp import web
from multidict import CIMultiDict

from tests.loopback.errors import ApiError, invalid_form, not_found, unauthorized
from tests.loopback.faults import Fault
from tests.loopback.routing import NO_CONTENT, Call, Routes

if TYPE_CHECKING:
    from tests.loopback.server import LoopbackDiscord

PREFIXES = ("/api/v10", "/api/v9", "/api")


class Answering:
    """The REST side's one entry."""

    def __init__(self, discord: LoopbackDiscord, routes: Routes) -> None:
        self._discord = discord
        self._routes = routes

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request, log it, and wake who waits for it."""
        path = request.path
        if path.startswith("/attachments/"):
            data = self._discord.world.files.get(path)
            return web.Response(status=404) if data is None else web.Response(body=data)
        for prefix in PREFIXES:
            if path.startswith(prefix):
                path = path[len(prefix) :]
                break
        found = self._routes.find(request.method, path)
        if found is None:
            return _json(404, not_found().body(), {})
        route, params = found
        call = Call(route.method, route.template, params, request.query, None)
        call.at = self._discord.clock()
        started = time.perf_counter()
        if self._discord.record:
            self._discord.calls.append(call)
        response = await self._answered(request, call, route.handler)
        call.status = response.status
        call.ms = (time.perf_counter() - started) * 1000
        if self._discord.limits is not None and call.status in (401, 403, 429):
            self._discord.limits.invalid += 1
        self._discord.moved()
        return response

    async def _answered(self, request: web.BaseRequest, call: Call, handler: Any) -> web.Response:
        try:
            await _read_body(request, call)
            self._check_token(request, call)
        except ApiError as error:
            return self._refused(call, error, {})
        fault = self._discord.faults.take(call)
        if fault is not None and fault.kind not in ("delay", "lose_reply"):
            return self._failed(request, call, fault)
        if fault is not None and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        headers: dict[str, str] = {}
        if self._discord.limits is not None:
            verdict = self._discord.limits.judge(call)
            headers = verdict.headers
            if verdict.retry_after is not None:
                return _limited(verdict.retry_after, verdict.is_global, headers)
        try:
            self._check_body(call)
            answer = handler(self._discord, call)
        except ApiError as error:
            return self._refused(call, error, headers)
        if fault is not None and fault.kind == "lose_reply":
            return _cut(request)
        if answer is NO_CONTENT:
            return web.Response(status=204, headers=headers)
        call.answer = answer if self._discord.record else None
        self._check_answer(call, answer)
        return _json(200, answer, headers)

    def _check_token(self, request: web.BaseRequest, call: Call) -> None:
        if "_token}" in call.template:
            return  # the interaction's own token in the path is the key
        if request.headers.get("Authorization") != f"Bot {self._discord.token}":
            raise unauthorized()

    def _check_body(self, call: Call) -> None:
        if self._discord.judge is None or call.body is None:
            return
        wrong = self._discord.judge.request(call.method, call.template, call.body)
        if wrong:
            self._discord.violations += [f"{call.route}: {w}" for w in wrong]
            raise invalid_form("_", "; ".join(wrong))

    def _check_answer(self, call: Call, answer: Any) -> None:
        if self._discord.judge is None or not self._discord.check_responses:
            return
        wrong = self._discord.judge.response(call.method, call.template, 200, answer)
        self._discord.violations += [f"our answer to {call.route}: {w}" for w in wrong]

    def _failed(self, request: web.BaseRequest, call: Call, fault: Fault) -> web.Response:
        if fault.kind == "cut":
            return _cut(request)
        if fault.kind == "limit":
            scope = "global" if fault.is_global else "user"
            return _limited(fault.seconds, fault.is_global, {"X-RateLimit-Scope": scope})
        if fault.error is not None:
            return self._refused(call, fault.error, {})
        return web.Response(status=fault.status, text="upstream connect error")

    def _refused(self, call: Call, error: ApiError, headers: dict[str, str]) -> web.Response:
        call.code = error.code
        return _json(error.status, error.body(), headers)


async def _read_body(request: web.BaseRequest, call: Call) -> None:
    if request.content_type.startswith("multipart/"):
        form = await request.post()
        for name, value in form.items():
            if isinstance(value, web.FileField):
                call.files[name] = (value.filename, value.file.read())
            elif name == "payload_json":
                call.body = _parsed(str(value).encode())
        return
    raw = await request.read()
    if raw:
        call.body = _parsed(raw)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise ApiError(400, 50109, "The request body contains invalid JSON.") from None


def _json(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    # discord.py reads JSON only under exactly this content type, as Discord sends it.
    known: CIMultiDict[str] = CIMultiDict(headers)
    known["Content-Type"] = "application/json"
    return web.Response(status=status, body=json.dumps(body).encode(), headers=known)


def _limited(retry_after: float, is_global: bool, headers: dict[str, str]) -> web.Response:
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(retry_after, 3),
        "global": is_global,
    }
    # Discord's edge adds Via; without it discord.py takes a 429 for a ban by the edge and gives up.
    known = headers | {"Retry-After": str(max(1, round(retry_after))), "Via": "1.1 loopback"}
    return _json(429, body, known)


def _cut(request: web.BaseRequest) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
