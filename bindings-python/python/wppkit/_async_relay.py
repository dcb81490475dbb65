"""Relays, for asyncio."""

from __future__ import annotations

from ._async_told import awaited
from ._relay import RelayState

__all__ = ["AsyncRelay"]


class AsyncRelay(RelayState):
    """Posts events to an address of yours, signed, until it is accepted; made by `AsyncInbox.relay`."""

    __slots__ = ()

    async def switch_on(self) -> None:
        """Switches it on again. What was put aside stays there."""
        await awaited(self._native.switch_on)

    async def redrive(self) -> int:
        """Switches it on again, and has everything that was put aside delivered; how much that is."""
        return await awaited(self._native.redrive)  # type: ignore[no-any-return]
