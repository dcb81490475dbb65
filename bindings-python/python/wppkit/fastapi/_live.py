"""Live status as server-sent events."""

from __future__ import annotations

import asyncio
import json
import signal
from typing import AsyncIterator, Optional

from fastapi import Request

from wppkit import AsyncSession

__all__ = ["live"]

_LONG_POLL = 25.0
# How long a server that shuts down may wait for an answer that has no end.
_LOOK = 1.0


async def live(request: Request, session: AsyncSession) -> AsyncIterator[str]:
    """Status and code whenever they change, until the page or the server goes."""
    version: Optional[str] = None
    while not await request.is_disconnected():
        watching = asyncio.ensure_future(session.panel("watch", after=version, timeout=_LONG_POLL))
        try:
            while not (await asyncio.wait({watching}, timeout=_LOOK))[0]:
                if _server_ends():
                    return
        finally:
            watching.cancel()
        answer = watching.result()
        if answer.status == 200 and answer.body["version"] == version:
            yield ": nothing new\n\n"
            continue
        yield f"event: status\ndata: {json.dumps(answer.body)}\n\n"
        if answer.status != 200:
            # The page connects again by itself, and not at once.
            yield "retry: 10000\n\n"
            return
        version = answer.body["version"]


def _server_ends() -> bool:
    # uvicorn waits for all answers before it tells the application: only its signal handler knows until then.
    return any(
        getattr(getattr(signal.getsignal(number), "__self__", None), "should_exit", False) is True
        for number in (signal.SIGINT, signal.SIGTERM)
    )
