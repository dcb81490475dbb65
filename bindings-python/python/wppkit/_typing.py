"""Types of arguments."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any, Optional, Protocol, Union

if TYPE_CHECKING:
    from datetime import timedelta

    from ._media import Media

__all__ = ["Binary", "File", "Ledger", "Time", "TokenStore"]


class Binary(Protocol):
    """An object that is opened for reading bytes."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


class TokenStore(Protocol):
    """Keeps minted tokens where the application wants them.

    The methods of a blocking client's store run on the thread that makes the call, so that they use its database
    connection; those of an `AsyncClient`'s run on threads of their own. An exception is logged, and the token is
    minted again.
    """

    def load(self, server: str, session: str, /) -> Optional[str]:
        """The stored token, if there is one."""
        ...

    def save(self, server: str, session: str, token: str, /) -> Any:
        """Keeps a token, replacing an older one."""
        ...

    def remove(self, server: str, session: str, /) -> Any:
        """Forgets a token."""
        ...


class Ledger(Protocol):
    """Keeps the outcomes of idempotency keys where the application wants them.

    A key is claimed before its request leaves, and settled after the answer: `claim` must be durable when it
    returns, and atomic among all processes that share the ledger. An exception in `load` or `claim` fails the send
    before anything leaves; one after it leaves the key claimed, so that a later send with it is told as unknown.
    Threads as of `TokenStore`. An entry is JSON text whose `state.is` is `begun`, `sent` or `unknown`; it holds
    recipient and text.
    """

    def load(self, server: str, session: str, key: str, /) -> Optional[str]:
        """The entry of a key, if it has one."""
        ...

    def claim(self, server: str, session: str, key: str, entry: str, /) -> Optional[str]:
        """Puts the entry in if the key has none; else gives the one it has and changes nothing."""
        ...

    def settle(self, server: str, session: str, key: str, entry: str, /) -> Any:
        """Replaces the entry of a key."""
        ...

    def release(self, server: str, session: str, key: str, /) -> Any:
        """Frees a key: it was proven that nothing was sent."""
        ...


Time = Union[int, float, "timedelta"]
"""A time in seconds, or a `timedelta`."""

File = Union[str, "PathLike[str]", bytes, bytearray, memoryview, Binary, "Media"]
"""A file: path, bytes, an object opened with mode `rb`, a URL, a data URI, or `Media`."""
