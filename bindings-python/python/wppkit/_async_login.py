"""A login as an async iterator of stages."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, AsyncIterator, Optional, Type

from ._async_caller import completed
from ._login import _ended
from ._stages import Connected, Stage, stage

if TYPE_CHECKING:
    from ._native import NativeStages

__all__ = ["AsyncLogin"]


class AsyncLogin(AsyncIterator[Stage]):
    """A login under way: iterate over its stages. It ends after `Connected`; every other end raises.

    Nothing is sent before the first stage is asked for. Leaving the loop, cancelling the task, or `aclose()` stops
    watching; the server goes on by itself and closes the browser if nobody logs in.
    """

    def __init__(self, native: "NativeStages") -> None:
        """A login; made by `AsyncSession.connect`."""
        self._native = native

    def __aiter__(self) -> "AsyncLogin":
        return self

    async def __anext__(self) -> Stage:
        value = await completed(self._native.start_next)
        if value is None:
            raise StopAsyncIteration
        return stage(value)

    async def connected(self) -> Connected:
        """Runs to the end without showing the stages: for sessions with a stored login."""
        async for event in self:
            if isinstance(event, Connected):
                return event
        raise _ended()

    async def aclose(self) -> None:
        """Stops watching."""
        self._native.close()

    async def __aenter__(self) -> "AsyncLogin":
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.aclose()
