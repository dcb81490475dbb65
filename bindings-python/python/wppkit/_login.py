"""A login as an iterator of stages."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Iterator, Optional, Type

from ._error import WppError
from ._generated.errors import CancelledError
from ._stages import Connected, Stage, stage

if TYPE_CHECKING:
    from ._native import NativeStages

__all__ = ["Login"]


class Login(Iterator[Stage]):
    """A login under way: iterate over its stages. It ends after `Connected`; every other end raises.

    Nothing is sent before the first stage is asked for. Leaving the loop, or `close()`, stops watching; the server
    goes on by itself and closes the browser if nobody logs in.
    """

    def __init__(self, native: "NativeStages") -> None:
        """A login; made by `Session.connect`."""
        self._native = native

    def __iter__(self) -> "Login":
        return self

    def __next__(self) -> Stage:
        value = self._native.next_stage()
        if value is None:
            raise StopIteration
        return stage(value)

    def connected(self) -> Connected:
        """Runs to the end without showing the stages: for sessions with a stored login."""
        for event in self:
            if isinstance(event, Connected):
                return event
        raise _ended()

    def close(self) -> None:
        """Stops watching."""
        self._native.close()

    def __enter__(self) -> "Login":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()


def _ended() -> WppError:
    return CancelledError("the login had ended before", operation="connect")
