"""Types of arguments."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any, Optional, Protocol, Union

if TYPE_CHECKING:
    from datetime import timedelta

    from ._media import Media

__all__ = ["Binary", "File", "Time", "TokenStore"]


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


Time = Union[int, float, "timedelta"]
"""A time in seconds, or a `timedelta`."""

File = Union[str, "PathLike[str]", bytes, bytearray, Binary, "Media"]
"""A file: path, bytes, an object opened with mode `rb`, a URL, a data URI, or `Media`."""
