"""The control API of the mock."""

from __future__ import annotations

import json
import threading
from http.client import HTTPConnection, HTTPException
from typing import Any, Dict, Optional, Tuple
from urllib.parse import quote, urlsplit

__all__ = ["Control", "ControlError", "segment"]


class ControlError(AssertionError):
    """The mock refuses what it was told; its own words and hint."""

    def __init__(self, message: str, answer: Any = None) -> None:
        """A refusal with the whole answer."""
        super().__init__(message)
        self.answer = answer


def segment(name: str) -> str:
    """A name as a segment of a path."""
    return quote(name, safe="")


class _Connection(HTTPConnection):
    """A connection that is closed with its thread or its world: nothing that a test leaves behind."""

    def __del__(self) -> None:
        self.close()


class Control:
    """Calls below `/__mock__` of one world; one connection per thread."""

    def __init__(self, url: str) -> None:
        """The control API at this address."""
        parts = urlsplit(url)
        self._address: Tuple[str, int] = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._path = parts.path.rstrip("/")
        self._connections = threading.local()

    def __call__(self, method: str, path: str, body: Optional[Any] = None) -> Any:
        """Makes a call and gives its JSON answer."""
        status, answer = self.ask(method, path, body)
        if status >= 400:
            problem = answer.get("error") if isinstance(answer, dict) else answer
            hint = answer.get("hint") if isinstance(answer, dict) else None
            raise ControlError(f"{problem}{f'; {hint}' if hint else ''} ({method} {path})", answer)
        return answer

    def ask(self, method: str, path: str, body: Optional[Any] = None) -> Tuple[int, Any]:
        """Makes a call and gives its status and JSON answer, refusals too."""
        content = None if body is None else json.dumps(body).encode()
        headers: Dict[str, str] = {} if content is None else {"content-type": "application/json"}
        for fresh in (False, True):
            try:
                connection = self._connection(fresh)
                connection.request(method, self._path + path, content, headers)
                response = connection.getresponse()
                text = response.read()
                return response.status, json.loads(text) if text else None
            except (HTTPException, ConnectionError):
                # An idle connection was closed by the mock; a fresh one is not.
                if fresh:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Closes this thread's connection; the next call opens another one."""
        known: Optional[HTTPConnection] = getattr(self._connections, "connection", None)
        if known is not None:
            known.close()

    def _connection(self, fresh: bool) -> HTTPConnection:
        known: Optional[HTTPConnection] = getattr(self._connections, "connection", None)
        if known is not None and not fresh:
            return known
        if known is not None:
            known.close()
        connection = _Connection(*self._address, timeout=30)
        self._connections.connection = connection
        return connection
