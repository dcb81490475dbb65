"""Waits in an event loop for work that tells its outcome on another thread."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Callable, Optional

from ._async_caller import running_loop

if TYPE_CHECKING:
    from ._native import NativeWork
    from ._told import Done


async def awaited(start: "Callable[[Done], NativeWork]") -> Any:
    """Starts work and waits for it; cancelling the task cancels the work."""
    loop = running_loop()
    future: "asyncio.Future[Any]" = loop.create_future()

    def settle(value: Any, error: Optional[BaseException]) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)

    def done(value: Any, error: Optional[BaseException]) -> None:
        soon(loop, settle, value, error)

    work = start(done)
    try:
        return await future
    except BaseException:
        work.cancel()
        raise


def soon(loop: asyncio.AbstractEventLoop, call: Callable[..., object], *arguments: Any) -> bool:
    """Calls something in a loop, from another thread; not any more once the loop is closed."""
    try:
        loop.call_soon_threadsafe(call, *arguments)
    except RuntimeError:
        return False
    return True
