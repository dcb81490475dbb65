"""Arguments that are refused by their name before the core sees them."""

from __future__ import annotations

from os import PathLike, fspath
from typing import Any, Dict, Mapping, NoReturn, Optional

from ._generated.errors import InvalidInputError

__all__ = ["Stationary", "body_bytes", "fields_of", "path_of", "text"]


class Stationary:
    """A handle of this process: its connections and locks travel to no other one."""

    __slots__ = ()

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: Dict[int, Any]) -> Any:
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise InvalidInputError(
            f"a {type(self).__name__} cannot be pickled: its connections belong to this process",
            hint="make one in the other process, from the same settings; forked children may use their parent's",
        )


def text(field: str, value: Any) -> str:
    """A text, or the refusal of anything else."""
    if not isinstance(value, str):
        raise InvalidInputError(f"{field}: {type(value).__name__} is no text", hint="give a str")
    return value


def path_of(field: str, value: Any) -> Optional[str]:
    """A path as text, None for None, or the refusal of what names no file."""
    if value is None:
        return None
    path = fspath(value) if isinstance(value, (str, PathLike)) else None
    if not isinstance(path, str):
        raise InvalidInputError(f"{field}: {type(value).__name__} is no path", hint="give a str or a pathlib.Path")
    if not path:
        raise InvalidInputError(f"{field}: the path is empty", hint="name a file, or leave it out")
    return path


def fields_of(field: str, value: Any) -> Dict[str, Any]:
    """A dict of a mapping, or the refusal of anything else."""
    if not isinstance(value, Mapping):
        raise InvalidInputError(f"{field}: {type(value).__name__} is no mapping", hint="give a dict")
    return dict(value)


def body_bytes(body: Any) -> bytes:
    """A body as it came over the wire, or the refusal of anything else."""
    if isinstance(body, str):
        return body.encode()
    if not isinstance(body, (bytes, bytearray, memoryview)):
        raise InvalidInputError(
            f"body: {type(body).__name__} is no body of a request",
            hint="hand in the bytes as they came, before any parser changes them",
        )
    return bytes(body)
