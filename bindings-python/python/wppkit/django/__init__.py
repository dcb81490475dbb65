"""WPPConnect Server in Django: status page, webhooks, signals, commands, health check.

Put `"wppkit.django"` into `INSTALLED_APPS`, a `WPPKIT` dictionary into the settings, and
`path("whatsapp/", include("wppkit.django.urls"))` into the URLs; then `manage.py migrate`.

`wppkit.django.session()` gives the session for the application's own code.
"""

from __future__ import annotations

from ._clients import client, session
from ._settings import WppkitSettings, settings

__all__ = ["WppkitSettings", "client", "session", "settings"]
