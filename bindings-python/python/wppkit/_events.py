"""Events of webhooks and Socket.IO: read, told apart, and relays verified."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Union

from . import _native
from ._check import body_bytes, text
from ._model import Model

if TYPE_CHECKING:
    from ._typing import Time

__all__ = ["Event", "event_key", "parse_event", "verify_relay"]


class Event(Model):
    """Something that happened in a session."""

    __slots__ = ()
    _fields = {
        "kind": "kind",
        "name": "name",
        "source": "source",
        "session": "session",
        "chat": "chat",
        "data": "data",
    }

    @property
    def source(self) -> str:
        """`webhook` or `socket`; `recovered` for an event of an inbox that was read from a chat after a downtime."""
        return str(self["source"])

    @property
    def kind(self) -> str:
        """What it is, the same for webhook and Socket.IO; `unknown` for events that this version does not know."""
        return str(self["kind"])

    @property
    def name(self) -> str:
        """The server's name for it, such as `onmessage`."""
        return str(self["name"])

    @property
    def session(self) -> Optional[str]:
        """The session as the event says it; often it does not: then the address that it came to tells."""
        return self.get("session")

    @property
    def chat(self) -> Optional[str]:
        """Id of the conversation that it is about."""
        return self.get("chat")

    @property
    def data(self) -> Dict[str, Any]:
        """What happened, in the spelling of the wire; ids are text."""
        return self["data"]  # type: ignore[no-any-return]


def parse_event(body: Union[bytes, bytearray, str], *, name: Optional[str] = None) -> Event:
    """Reads the body of a webhook, or with `name` the data of a Socket.IO event.

    Raises:
        InvalidInputError: If it is no event.
    """
    return Event(_native.parse_event(body_bytes(body), name))


def event_key(session: str, body: Union[bytes, bytearray, str]) -> Optional[str]:
    """A text that is the same for the same event of a session, however often it comes.

    `None` for events of which two that look alike may be two, such as `inChat`. For stores that keep each event once.

    Raises:
        InvalidInputError: If it is no event.
    """
    return _native.event_key(text("session", session), body_bytes(body))


def verify_relay(
    secret: str, headers: Mapping[str, str], body: Union[bytes, bytearray, str], *, now: "Optional[Time]" = None
) -> None:
    """Checks that a request is a relay signed with this secret, not older than five minutes and unchanged.

    Args:
        secret: The secret that the relay was set up with.
        headers: The request's headers, names in any case.
        body: The request's body as it came, before anything parsed it.
        now: Seconds since 1970; the present by default.

    Raises:
        UnauthorizedError: Saying which of header, age or signature is wrong: answer 401 and do nothing.
    """
    moment = time.time() if now is None else now
    seconds = moment if isinstance(moment, (int, float)) else moment.total_seconds()
    _native.verify_relay(
        text("secret", secret),
        [(str(key).lower(), str(value)) for key, value in headers.items()],
        body_bytes(body),
        int(seconds),
    )
