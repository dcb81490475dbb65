"""Client for WPPConnect Server: log WhatsApp accounts in, send, and know what became of it.

>>> from wppkit import Client
>>> shop = Client("http://127.0.0.1:21465", secret_key="THISISMYSECURETOKEN").session("shop")

`shop.connect()` logs in, `shop.send_text(to, text)` sends, `shop.status()` tells the state. Every operation of the
server hangs on its group: `shop.groups`, `shop.chat`, … `AsyncClient` has the same names for asyncio.
"""

from __future__ import annotations

import os as _os
from typing import TYPE_CHECKING

from ._interpreter import refuse_subinterpreters as _refuse_subinterpreters

_refuse_subinterpreters()

from . import _native  # noqa: E402
from ._client import Client  # noqa: E402
from ._error import Cause, WppError  # noqa: E402
from ._events import Event, event_key, parse_event, verify_relay  # noqa: E402
from ._generated import errors as _generated_errors  # noqa: E402
from ._generated.errors import *  # noqa: E402, F403
from ._inbox import Inbox  # noqa: E402
from ._inbox_results import Gap, InboxEvent, Letter, RelayOff, SocketNotice  # noqa: E402
from ._listening import Listening  # noqa: E402
from ._login import Login  # noqa: E402
from ._many import Job, JobOutcome, Sending  # noqa: E402
from ._media import Media  # noqa: E402
from ._model import Answer, Model, Results  # noqa: E402
from ._relay import Relay  # noqa: E402
from ._session import Session  # noqa: E402
from ._settings import Pace, Retries, Timeouts  # noqa: E402
from ._stages import Connected, PairingCode, Qr, Scanned, Stage, Starting, Syncing  # noqa: E402
from ._typing import File, Ledger, Time, TokenStore  # noqa: E402

if TYPE_CHECKING:
    from ._async_client import AsyncClient
    from ._async_inbox import AsyncInbox
    from ._async_login import AsyncLogin
    from ._async_many import AsyncSending
    from ._async_relay import AsyncRelay
    from ._async_session import AsyncSession

__version__: str = _native.__version__

# A fork copies one thread and every lock that another one holds: the runtime comes to rest first.
if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(
        before=_native.before_fork,
        after_in_parent=_native.after_fork_in_parent,
        after_in_child=_native.after_fork_in_child,
    )

_ASYNC = {
    "AsyncClient": "_async_client",
    "AsyncInbox": "_async_inbox",
    "AsyncLogin": "_async_login",
    "AsyncRelay": "_async_relay",
    "AsyncSending": "_async_many",
    "AsyncSession": "_async_session",
}


def __getattr__(name: str) -> object:
    # asyncio takes longer to import than all of this.
    if name in _ASYNC:
        from importlib import import_module

        value: object = getattr(import_module(f".{_ASYNC[name]}", __name__), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Answer",
    "AsyncClient",
    "AsyncInbox",
    "AsyncLogin",
    "AsyncRelay",
    "AsyncSending",
    "AsyncSession",
    "Cause",
    "Client",
    "Connected",
    "Event",
    "File",
    "Gap",
    "Inbox",
    "InboxEvent",
    "Job",
    "JobOutcome",
    "Ledger",
    "Letter",
    "Listening",
    "Login",
    "Media",
    "Model",
    "Pace",
    "PairingCode",
    "Qr",
    "Relay",
    "RelayOff",
    "Results",
    "Retries",
    "Scanned",
    "Sending",
    "Session",
    "SocketNotice",
    "Stage",
    "Starting",
    "Syncing",
    "Time",
    "Timeouts",
    "TokenStore",
    "WppError",
    "event_key",
    "parse_event",
    "verify_relay",
]
__all__ += _generated_errors.__all__
