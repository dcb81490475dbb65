"""The application's handlers of events: at once and in memory, or through an inbox."""

from __future__ import annotations

import asyncio
import inspect
import logging
from contextlib import asynccontextmanager
from os import PathLike
from typing import Any, AsyncIterator, Awaitable, Callable, Dict, List, Set, Tuple, Union

import wppkit
from wppkit import AsyncInbox, InboxEvent

__all__ = ["Handler", "Handlers"]

_log = logging.getLogger("wppkit.fastapi")

Handler = Callable[[str, Any], Union[Awaitable[Any], Any]]

# Webhooks come in by the mount's own address; the inbox only wants to have one.
_ADDRESS = "http://localhost/webhook"
_PAUSE = 5.0
# Events of which some handlers were done when others failed.
_REMEMBERED = 10_000


class Handlers:
    """Functions of the application that get events."""

    def __init__(self, path: Union[str, "PathLike[str]", None]) -> None:
        """Handlers, with an inbox in this file or without one."""
        self.inbox = AsyncInbox(path, url=_ADDRESS) if path is not None else None
        self._handlers: List[Handler] = []
        self._tasks: Set[asyncio.Task[None]] = set()
        self._tokens: Dict[str, str] = {}
        self._done: Dict[int, Set[int]] = {}
        if self.inbox is not None:
            self.inbox.on()(self._handle_stored)

    def add(self, handler: Handler) -> None:
        """One more."""
        self._handlers.append(handler)

    async def receive(self, session: str, body: bytes) -> Tuple[int, Any]:
        """Takes an event in: `(status, body)` to answer with."""
        event = wppkit.parse_event(body)
        if self.inbox is not None:
            if session not in self._tokens:
                self._tokens[session] = (await self.inbox.webhook_url(session)).rsplit("/", 1)[1]
            return await self.inbox.receive(self._tokens[session], body)
        for handler in self._handlers:
            task = asyncio.create_task(self._handle_now(handler, session, event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return 200, {"received": True}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Hands events of the inbox out; at the end, waits for handlers of events that are not kept."""
        loop = asyncio.create_task(self._hand_out(self.inbox)) if self.inbox is not None else None
        try:
            yield
        finally:
            if loop is not None:
                loop.cancel()
                await asyncio.wait([loop])
            if self._tasks:
                await asyncio.wait(set(self._tasks))

    async def _hand_out(self, inbox: AsyncInbox) -> None:
        while True:
            try:
                await inbox.run(shared=True)
            except wppkit.WppError:
                _log.exception("the inbox cannot be read; it is tried again in %s s", _PAUSE)
                await asyncio.sleep(_PAUSE)

    async def _handle_now(self, handler: Handler, session: str, event: Any) -> None:
        try:
            await _call(handler, session, event)
        except Exception:
            _log.exception("%s failed with an event of %s", _name(handler), session)

    async def _handle_stored(self, event: InboxEvent) -> None:
        done = self._done.pop(event.seq, set())
        problems = []
        for place, handler in enumerate(self._handlers):
            if place in done:
                continue
            try:
                await _call(handler, event.session or "", event)
                done.add(place)
            except Exception as error:
                problems.append(error)
                _log.warning("%s failed with event %s", _name(handler), event.seq)
        if problems:
            if len(self._done) >= _REMEMBERED:
                self._done.pop(next(iter(self._done)))
            self._done[event.seq] = done
            raise problems[0]


async def _call(handler: Handler, session: str, event: Any) -> None:
    outcome = handler(session, event)
    if inspect.isawaitable(outcome):
        await outcome


def _name(handler: Handler) -> str:
    return str(getattr(handler, "__qualname__", repr(handler)))
