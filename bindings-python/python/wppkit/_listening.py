"""A listener in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, Optional

from ._check import Stationary
from ._inbox_results import SocketNotice

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from ._native import NativeClient, NativeInbox

__all__ = ["Listening"]


class Listening(Stationary):
    """Takes in what a server broadcasts over Socket.IO, until it is closed; made by `Inbox.listen`.

    A forked child does not listen.
    """

    __slots__ = ("_error", "_over", "_work")

    def __init__(
        self,
        inbox: "NativeInbox",
        client: "NativeClient",
        options: Dict[str, Any],
        notice: Optional[Callable[[SocketNotice], object]],
    ) -> None:
        """Begins to listen."""
        from threading import Event

        self._over = Event()
        self._error: Optional[BaseException] = None
        self._work = inbox.listen(client, options, noticing(notice), self._ended)

    def _ended(self, value: Any, error: Optional[BaseException]) -> None:
        import logging

        self._error = error
        self._over.set()
        logging.getLogger("wppkit.inbox").error("the listener ended: %s", error)

    def wait(self, timeout: Optional[float] = None) -> bool:
        """Waits until it is over, or so many seconds; whether it is. Raises what ended it, such as a full disk."""
        over = self._over.wait(timeout)
        if self._error is not None:
            raise self._error
        return over

    def close(self) -> None:
        """Ends it."""
        self._work.cancel()
        self._over.set()

    def __enter__(self) -> "Self":
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional["TracebackType"],
    ) -> None:
        self.close()


def noticing(notice: Optional[Callable[[SocketNotice], object]]) -> Callable[[Dict[str, Any]], object]:
    """The function that the native half calls."""

    def told(seen: Dict[str, Any]) -> None:
        if notice is not None:
            notice(SocketNotice(seen))

    return told
