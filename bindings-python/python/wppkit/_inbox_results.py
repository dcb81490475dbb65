"""What an inbox gives: its events, those put aside, gaps, notices of its listener."""

from __future__ import annotations

from typing import List, Optional

from ._events import Event
from ._model import Model

__all__ = ["Gap", "InboxEvent", "Letter", "RelayOff", "SocketNotice"]


class InboxEvent(Event):
    """An event of an inbox."""

    __slots__ = ()
    _fields = {**Event._fields, "seq": "seq", "received_ms": "receivedMs", "recovered": "recovered"}

    @property
    def seq(self) -> int:
        """Its number in the inbox; rises with every event."""
        return self["seq"]  # type: ignore[no-any-return]

    @property
    def received_ms(self) -> int:
        """When it arrived here, in milliseconds since 1970."""
        return self["receivedMs"]  # type: ignore[no-any-return]

    @property
    def recovered(self) -> bool:
        """Whether it was read from the chat after a downtime."""
        return self["recovered"]  # type: ignore[no-any-return]


class Letter(Model):
    """An event that was put aside after its handler failed too often."""

    __slots__ = ()
    _fields = {"event": "event", "attempts": "attempts", "error": "error"}

    @property
    def event(self) -> InboxEvent:
        """The event."""
        return self._convert("event", InboxEvent)  # type: ignore[no-any-return]

    @property
    def attempts(self) -> int:
        """How often it was tried."""
        return self["attempts"]  # type: ignore[no-any-return]

    @property
    def error(self) -> str:
        """What the handler said last."""
        return self["error"]  # type: ignore[no-any-return]


class Gap(Model):
    """A span in which events of a session may have been lost."""

    __slots__ = ()
    _fields = {
        "session": "session",
        "from_ms": "fromMs",
        "to_ms": "toMs",
        "recovered": "recovered",
        "unknown_kinds": "unknownKinds",
        "problem": "problem",
    }

    @property
    def session(self) -> str:
        """Which session."""
        return self["session"]  # type: ignore[no-any-return]

    @property
    def from_ms(self) -> int:
        """Its beginning, in milliseconds since 1970."""
        return self["fromMs"]  # type: ignore[no-any-return]

    @property
    def to_ms(self) -> int:
        """Its end, in milliseconds since 1970."""
        return self["toMs"]  # type: ignore[no-any-return]

    @property
    def recovered(self) -> int:
        """Messages that were found in the chats and put into the inbox."""
        return self["recovered"]  # type: ignore[no-any-return]

    @property
    def unknown_kinds(self) -> List[str]:
        """Kinds of events that leave no trace in a chat: whether there were any cannot be known."""
        return self["unknownKinds"]  # type: ignore[no-any-return]

    @property
    def problem(self) -> Optional[str]:
        """Why messages may be missing, too: a chat that could not be read."""
        return self.get("problem")


class SocketNotice(Model):
    """What a listener sees: `connected`, or `disconnected` with the reason."""

    __slots__ = ()
    _fields = {"type": "type", "why": "why", "retry_in_ms": "retryInMs"}

    @property
    def type(self) -> str:
        """`connected` or `disconnected`."""
        return self["type"]  # type: ignore[no-any-return]

    @property
    def why(self) -> Optional[str]:
        """Why the connection is gone."""
        return self.get("why")

    @property
    def retry_in_ms(self) -> Optional[int]:
        """The pause before it is made again, in milliseconds."""
        return self.get("retryInMs")


class RelayOff(Model):
    """Why and since when a relay is off."""

    __slots__ = ()
    _fields = {"since_ms": "sinceMs", "reason": "reason"}

    @property
    def since_ms(self) -> int:
        """Since when, in milliseconds since 1970."""
        return self["sinceMs"]  # type: ignore[no-any-return]

    @property
    def reason(self) -> str:
        """Why, in one sentence."""
        return self["reason"]  # type: ignore[no-any-return]
