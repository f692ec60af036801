"""`/healthz` and `/metrics` over HTTP. On only when FACTLINE_HTTP is set."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from bot.metrics import CONTENT_TYPE
from bot.settings import Address
from facts.errors import FactlineError

Probe = Callable[[], Mapping[str, Any]]
"""Tells how the process is: a mapping with `ok` (bool) and whatever else a host may want to see."""


Scrape = Callable[[], Awaitable[str]]
"""Writes the process's figures in the Prometheus text format."""

_NO_METRICS = "Metrics need the extra “metrics”: in Factline's folder, pip install '.[metrics]'"


@asynccontextmanager
async def health_served(
    address: Address | None, probe: Probe, scrape: Scrape | None = None
) -> AsyncIterator[None]:
    """Serve `/healthz` while inside: 200 when the probe says ok, else 503, the report as JSON.

    `/metrics` gives what `scrape` writes; without it 501 and how to install what it needs.
    Raises FactlineError if the address cannot be listened on. Does nothing without an address.
    """
    if address is None:
        yield
        return

    async def healthz(_request: web.Request) -> web.Response:
        report = dict(probe())
        return web.json_response(report, status=200 if report.get("ok") else 503)

    async def metrics(_request: web.Request) -> web.Response:
        if scrape is None:
            return web.Response(status=501, text=_NO_METRICS)
        return web.Response(body=(await scrape()).encode(), headers={"Content-Type": CONTENT_TYPE})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, address.host, address.port).start()
        except OSError as error:
            raise FactlineError(
                f"FACTLINE_HTTP: {address.host}:{address.port} cannot be listened on"
                f" ({error.strerror or error}).",
                "Choose a free port, such as 127.0.0.1:8080.",
            ) from None
        yield
    finally:
        await runner.cleanup()
