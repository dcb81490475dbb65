"""Relays: events posted to an address of one's own, signed, until it is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional

from ._check import Stationary
from ._inbox_results import RelayOff
from ._told import waited

if TYPE_CHECKING:
    from ._native import NativeRelay

__all__ = ["Relay", "RelayState"]


class RelayState(Stationary):
    """What relays of both kinds tell. It is kept in the inbox's file, by address."""

    __slots__ = ("_native",)

    def __init__(self, native: "NativeRelay") -> None:
        """A relay; made by `relay` of an inbox."""
        self._native = native

    @property
    def off(self) -> Optional[RelayOff]:
        """Why and since when it is off.

        Too many events in a row could not be delivered, or the receiver answered 410.
        """
        off = self._native.off()
        return None if off is None else RelayOff(off)

    @property
    def enabled(self) -> bool:
        """Whether it delivers."""
        return self.off is None

    def __repr__(self) -> str:
        return f"{type(self).__name__}(enabled={self.enabled})"


class Relay(RelayState):
    """Posts events to an address of yours, signed, until it is accepted; made by `Inbox.relay`."""

    __slots__ = ()

    def switch_on(self) -> None:
        """Switches it on again. What was put aside stays there."""
        waited(self._native.switch_on)

    def redrive(self) -> int:
        """Switches it on again, and has everything that was put aside delivered; how much that is."""
        return waited(self._native.redrive)  # type: ignore[no-any-return]
