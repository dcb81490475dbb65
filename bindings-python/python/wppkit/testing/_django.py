"""`wppkit.django` of the project under test, pointed at a world of the mock."""

from __future__ import annotations

import sys
from typing import Any, ContextManager, Dict, Optional

from ._world import SESSION, World

__all__ = ["pointed_at"]


def pointed_at(world: World) -> "Optional[ContextManager[Any]]":
    """Overrides `WPPKIT` so that `wppkit.django.session()` is the world's `shop`; None without such a project."""
    if "django" not in sys.modules:
        return None
    from django.apps import apps
    from django.conf import settings

    if not settings.configured or not apps.ready or not apps.is_installed("wppkit.django"):
        return None
    from django.test.utils import override_settings

    given: Dict[str, Any] = dict(getattr(settings, "WPPKIT", {}))
    mock = world._settings({})
    options = {**(given.get("CLIENT_OPTIONS") or {}), **{key: mock[key] for key in ("token_cost", "pace", "env")}}
    return override_settings(
        WPPKIT={
            **given,
            "URL": world.url,
            "SECRET_KEY": world.secret,
            "TOKEN": None,
            "SESSION": SESSION,
            "CLIENT_OPTIONS": options,
        }
    )
