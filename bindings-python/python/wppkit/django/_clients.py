"""The client that the settings describe: one per process, shared by its threads."""

from __future__ import annotations

import threading
from typing import Any, Optional

from django.core.signals import setting_changed

from wppkit import Client, Session

from ._settings import settings

__all__ = ["client", "session"]

_lock = threading.Lock()
_client: Optional[Client] = None


def client() -> Client:
    """The client of the settings. Cheap; forked workers may go on using it.

    Raises:
        InvalidInputError: For settings that cannot work.
    """
    global _client
    with _lock:
        if _client is None:
            own = settings()
            options = dict(own.client_options or {})
            if own.store_tokens and "token_store" not in options:
                from .stores import DatabaseTokenStore

                options["token_store"] = DatabaseTokenStore()
            if own.store_sends and "ledger" not in options:
                from .stores import DatabaseLedger

                options["ledger"] = DatabaseLedger()
            _client = Client(own.url, secret_key=own.secret_key, token=own.token, session=own.session, **options)
        return _client


def session(name: Optional[str] = None) -> Session:
    """The session of that name, or the one of the settings."""
    return client().session(name) if name else client().default_session


def _forget(*, setting: str, **_: Any) -> None:
    global _client
    if setting == "WPPKIT":
        with _lock:
            _client = None


setting_changed.connect(_forget)
