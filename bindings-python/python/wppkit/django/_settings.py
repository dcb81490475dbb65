"""`WPPKIT` of the project's settings, read once and checked."""

from __future__ import annotations

from dataclasses import dataclass, fields
from inspect import signature
from typing import Any, Callable, Dict, List, NoReturn, Optional, Union

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from wppkit import Client

__all__ = ["WppkitSettings", "settings"]


@dataclass(frozen=True)
class WppkitSettings:
    """What `WPPKIT = {…}` may say; the keys in capitals. What is left out is read from the environment."""

    url: Optional[str] = None
    """Base URL of the server, such as `http://127.0.0.1:21465`."""
    secret_key: Optional[str] = None
    """The server's secret key, from which tokens are minted and renewed."""
    token: Optional[str] = None
    """A ready token instead."""
    session: Optional[str] = None
    """Name of the session that the status page is about."""
    webhook_url: Optional[str] = None
    """Address of this site as the WhatsApp server reaches it, `http://web:8000`. Without it there is no webhook."""
    permission: Union[str, Callable[[Any], bool], None] = "staff"
    """Who may see and use the page: `"staff"`, a permission such as `"wppkit.view_event"`, a function of the user, or
    None for everybody."""
    store_tokens: bool = True
    """Keep minted tokens in the database, so that every process shares them."""
    store_sends: bool = True
    """Keep the outcomes of idempotency keys in the database, so that no process sends twice with one."""
    keep_sends_days: int = 30
    """How long an idempotency key is remembered."""
    keep_events_days: int = 30
    """How long handled events are kept."""
    announce_in_request: bool = True
    """Announce an event to the signals before the webhook is answered; else `manage.py wpp_events --follow` does."""
    event_attempts: int = 10
    """How often an event is announced before it is put aside; the pauses grow from 30 seconds to an hour."""
    check_server: bool = True
    """Let `manage.py check` ask the server whether the secret key is right."""
    client_options: Optional[Dict[str, Any]] = None
    """Further arguments of `wppkit.Client`, such as `timeout` or `region`."""


def settings() -> WppkitSettings:
    """The present settings.

    Raises:
        ImproperlyConfigured: For a key that does not exist.
    """
    global _settings
    if _settings is None:
        given = getattr(django_settings, "WPPKIT", {})
        if not isinstance(given, dict):
            raise ImproperlyConfigured(f"WPPKIT is {type(given).__name__}, and must be a dict")
        known = {field.name.upper() for field in fields(WppkitSettings)}
        unknown: List[str] = sorted(set(given) - known)
        if unknown:
            raise ImproperlyConfigured(
                f"WPPKIT has unknown keys: {', '.join(unknown)}; it may have {', '.join(sorted(known))}"
            )
        own = WppkitSettings(**{key.lower(): value for key, value in given.items()})
        _check(own)
        _settings = own
    return _settings


def _check(own: WppkitSettings) -> None:
    """Refuses what would fail only at the first event or the first visitor; the client checks its own."""

    def refuse(key: str, wanted: str) -> NoReturn:
        raise ImproperlyConfigured(f"WPPKIT[{key!r}] is {getattr(own, key.lower())!r}, and must be {wanted}")

    for key in ("STORE_TOKENS", "STORE_SENDS", "ANNOUNCE_IN_REQUEST", "CHECK_SERVER"):
        if not isinstance(getattr(own, key.lower()), bool):
            refuse(key, "True or False")
    # Events may go as soon as they are handled; a key that is forgotten at once would protect nothing.
    for key, least in (("KEEP_SENDS_DAYS", 1), ("KEEP_EVENTS_DAYS", 0), ("EVENT_ATTEMPTS", 1)):
        number = getattr(own, key.lower())
        if isinstance(number, bool) or not isinstance(number, int) or number < least:
            refuse(key, f"a whole number from {least} on")
    known = own.permission in (None, "staff") or callable(own.permission)
    if not known and not (isinstance(own.permission, str) and "." in own.permission):
        refuse("PERMISSION", "'staff', a permission such as 'wppkit.view_event', a function of the user, or None")
    if own.webhook_url and not str(own.webhook_url).startswith(("http://", "https://")):
        refuse("WEBHOOK_URL", "the address of this site as the WhatsApp server reaches it, such as http://web:8000")
    if own.client_options is None:
        return
    if not isinstance(own.client_options, dict):
        refuse("CLIENT_OPTIONS", "a dict")
    possible = sorted(set(signature(Client).parameters) - {"url", "secret_key", "token", "session"})
    unknown = sorted(set(map(str, own.client_options)) - set(possible))
    if unknown:
        raise ImproperlyConfigured(
            f"WPPKIT['CLIENT_OPTIONS'] has unknown keys: {', '.join(unknown)}; it may have {', '.join(possible)}"
        )


_settings: Optional[WppkitSettings] = None


def _forget(*, setting: str, **_: Any) -> None:
    global _settings
    if setting == "WPPKIT":
        _settings = None


setting_changed.connect(_forget)
