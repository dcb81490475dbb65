"""Many sends, for asyncio."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, AsyncIterator, Optional, Type

from ._async_told import awaited
from ._many import JobOutcome

if TYPE_CHECKING:
    from ._native import NativeOutcomes

__all__ = ["AsyncSending"]


class AsyncSending(AsyncIterator[JobOutcome]):
    """Many sends under way: iterate over their outcomes. Nothing is sent before the first is asked for.

    Leaving the loop, or cancelling the task, does not send the rest; `stop()` ends it early and still tells what was
    not tried.
    """

    def __init__(self, native: "NativeOutcomes") -> None:
        """A run; made by `AsyncClient.send_many`."""
        self._native = native

    def __aiter__(self) -> "AsyncSending":
        return self

    async def __anext__(self) -> JobOutcome:
        value = await awaited(self._native.next_outcome)
        if value is None:
            raise StopAsyncIteration
        return JobOutcome(value)

    def stop(self) -> None:
        """Ends the run: sends under way end, the others are told as `not_tried`."""
        self._native.stop()

    async def aclose(self) -> None:
        """Ends the run without telling the rest."""
        self._native.close()

    async def __aenter__(self) -> "AsyncSending":
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.aclose()
