"""`manage.py check`: settings that cannot work are found before the first user is."""

from __future__ import annotations

from typing import Any, List, Optional, Sequence

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

from wppkit import (
    Client,
    ConnectError,
    InvalidInputError,
    TimeoutError,
    UnauthorizedError,
    WppError,
    WrongSecretError,
)

from ._settings import WppkitSettings, settings

__all__ = ["check_server", "check_settings"]


@register(Tags.security)
def check_settings(app_configs: Optional[Sequence[AppConfig]], **_: Any) -> List[CheckMessage]:
    """Whether a client and its session can be made of the settings."""
    try:
        own = settings()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="wppkit.E001")]
    try:
        with _client(own) as client:
            client.default_session  # noqa: B018 - it refuses what cannot be a session
    except WppError as error:
        return [Error(error.message, hint=error.hint or "see WPPKIT in the settings", id="wppkit.E002")]
    return []


@register(Tags.security)
def check_server(app_configs: Optional[Sequence[AppConfig]], **_: Any) -> List[CheckMessage]:
    """Whether the server is there and takes the secret key. A server that is down is a warning: it may come."""
    try:
        own = settings()
        if not own.check_server:
            return []
        with _client(own) as client:
            client.default_session.with_options(timeout=3, attempts=1).call("status-session")
    except (UnauthorizedError, WrongSecretError) as error:
        hint = error.hint or "compare WPPKIT['SECRET_KEY'] with the server's secretKey"
        return [
            Error(
                f"the WhatsApp server refuses the secret key or token: {error.message}", hint=hint, id="wppkit.E003"
            )
        ]
    except (ConnectError, TimeoutError) as error:
        hint = "is the server running, and is WPPKIT['URL'] right? manage.py wpp_doctor finds out"
        return [Warning(f"the WhatsApp server is not there: {error.message}", hint=hint, id="wppkit.W001")]
    except ImproperlyConfigured:
        return []
    except InvalidInputError as error:
        # What `check_settings` has told already; else that there is nothing to mint a token from.
        if check_settings(app_configs):
            return []
        return [Error(error.message, hint=error.hint or "see WPPKIT in the settings", id="wppkit.E002")]
    except WppError as error:
        return [Warning(f"the WhatsApp server: {error.message}", hint=error.hint, id="wppkit.W002")]
    return []


def _client(own: WppkitSettings) -> Client:
    # Without the stores: the database may not be there yet.
    options = {
        key: value for key, value in (own.client_options or {}).items() if key not in ("token_store", "ledger")
    }
    return Client(own.url, secret_key=own.secret_key, token=own.token, session=own.session, **options)
