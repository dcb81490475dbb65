"""What blocking operations hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple

from . import _telemetry
from ._model import result

if TYPE_CHECKING:
    from ._native import NativeClient
    from ._typing import File, Time

Limits = Tuple[Optional["Time"], Optional["Time"], Optional[int]]


class Caller:
    """Makes blocking calls for one session, or for the server itself."""

    __slots__ = ("_limits", "_native", "_session")

    _native: "NativeClient"
    _session: Optional[str]
    _limits: Optional[Limits]

    def __init__(self, caller: "Caller") -> None:
        """The same session with other methods."""
        self._native = caller._native
        self._session = caller._session
        self._limits = caller._limits

    def _call(
        self,
        operation: str,
        fields: Dict[str, Any],
        form: Any,
        timeout: Optional["Time"],
        deadline: Optional["Time"],
        file: Optional["File"],
    ) -> Any:
        payload, answer = self._exchange(operation, fields, timeout, deadline, file)
        return result(payload, answer, form)

    def _exchange(
        self,
        operation: str,
        fields: Dict[str, Any],
        timeout: Optional["Time"],
        deadline: Optional["Time"],
        file: Optional["File"],
    ) -> Tuple[Any, Any]:
        _telemetry.follow()
        limits = self._limits if timeout is None and deadline is None else joined(self._limits, timeout, deadline)
        return self._native.call(operation, self._session, fields, file, limits)


def joined(limits: Optional[Limits], timeout: Optional["Time"], deadline: Optional["Time"]) -> Limits:
    """The limits of a call that is given some, completed by those of the session."""
    if limits is None:
        return (timeout, deadline, None)
    return (
        limits[0] if timeout is None else timeout,
        limits[1] if deadline is None else deadline,
        limits[2],
    )
