"""What asyncio operations hang on."""

from __future__ import annotations

import asyncio
import os
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Callable, Dict, Optional, Tuple
from weakref import WeakKeyDictionary

from . import _telemetry
from ._caller import Limits, joined
from ._generated.errors import InvalidInputError
from ._model import result
from ._native import EventLoop

if TYPE_CHECKING:
    from ._native import NativeClient
    from ._typing import File, Time

# Between looks at the clock for calls under way: their time-outs and pauses are as exact as that.
_TICK = 0.02

_loops: "WeakKeyDictionary[asyncio.AbstractEventLoop, Tuple[int, EventLoop]]" = WeakKeyDictionary()


def _bridge(loop: asyncio.AbstractEventLoop) -> EventLoop:
    """The bridge between the runtime and this event loop, in this process."""
    known = _loops.get(loop)
    if known is not None and known[0] == os.getpid():
        return known[1]
    bridge = EventLoop()
    loop.add_reader(bridge.fileno(), bridge.drain)
    _loops[loop] = (os.getpid(), bridge)
    return bridge


def running_loop() -> asyncio.AbstractEventLoop:
    """The event loop that runs here.

    Raises:
        InvalidInputError: If it is none of asyncio's.
    """
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        raise InvalidInputError(
            "there is no event loop of asyncio here; trio is none",
            hint='run it with asyncio.run(…), or anyio.run(…, backend="asyncio"); without a loop, use wppkit.Client',
        ) from None


def _follow_up(loop: asyncio.AbstractEventLoop, bridge: EventLoop) -> None:
    """Sees to it that what was just started goes on."""
    wanted = bridge.wants()
    if wanted:
        if wanted & 1:
            loop.call_soon(bridge.drain)
        if wanted & 2:
            loop.call_later(_TICK, _tick, loop, bridge)


def _tick(loop: asyncio.AbstractEventLoop, bridge: EventLoop) -> None:
    """Lets time pass for calls under way, as long as there are any."""
    if bridge.tick():
        loop.call_later(_TICK, _tick, loop, bridge)


async def completed(start: Callable[[EventLoop, "asyncio.Future[Any]", Optional[Any]], int]) -> Any:
    """Starts work of the runtime and waits for it; cancelling the task cancels the work."""
    loop = running_loop()
    bridge = _bridge(loop)
    future: "asyncio.Future[Any]" = loop.create_future()
    ticket = start(bridge, future, copy_context() if _telemetry.follow() else None)
    _follow_up(loop, bridge)
    try:
        return await future
    except BaseException:
        bridge.cancel(ticket)
        raise


class AsyncCaller:
    """Makes asyncio calls for one session, or for the server itself. Any event loop may use it."""

    __slots__ = ("_limits", "_native", "_session")

    _native: "NativeClient"
    _session: Optional[str]
    _limits: Optional[Limits]

    def __init__(self, caller: "AsyncCaller") -> None:
        """The same session with other methods."""
        self._native = caller._native
        self._session = caller._session
        self._limits = caller._limits

    async def _call(
        self,
        operation: str,
        fields: Dict[str, Any],
        form: Any,
        timeout: Optional["Time"],
        deadline: Optional["Time"],
        file: Optional["File"],
    ) -> Any:
        bridge, future, ticket = self._start(operation, fields, timeout, deadline, file)
        try:
            payload, answer = await future
        except BaseException:
            bridge.cancel(ticket)
            raise
        return result(payload, answer, form)

    async def _exchange(
        self,
        operation: str,
        fields: Dict[str, Any],
        timeout: Optional["Time"],
        deadline: Optional["Time"],
        file: Optional["File"],
    ) -> Tuple[Any, Any]:
        bridge, future, ticket = self._start(operation, fields, timeout, deadline, file)
        try:
            return await future
        except BaseException:
            bridge.cancel(ticket)
            raise

    def _start(
        self,
        operation: str,
        fields: Dict[str, Any],
        timeout: Optional["Time"],
        deadline: Optional["Time"],
        file: Optional["File"],
    ) -> Tuple[EventLoop, "asyncio.Future[Tuple[Any, Any]]", int]:
        limits = self._limits if timeout is None and deadline is None else joined(self._limits, timeout, deadline)
        loop = running_loop()
        known = _loops.get(loop)
        bridge = known[1] if known is not None and known[0] == os.getpid() else _bridge(loop)
        future: "asyncio.Future[Tuple[Any, Any]]" = loop.create_future()
        context = copy_context() if _telemetry.follow() else None
        ticket = self._native.start(bridge, future, context, operation, self._session, fields, file, limits)
        _follow_up(loop, bridge)
        return bridge, future, ticket
