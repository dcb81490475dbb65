"""The app's configuration."""

from __future__ import annotations

from django.apps import AppConfig

__all__ = ["WppkitConfig"]


class WppkitConfig(AppConfig):
    """`wppkit.django`, with the label `wppkit`."""

    name = "wppkit.django"
    label = "wppkit"
    verbose_name = "WhatsApp"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the system checks."""
        from . import checks  # noqa: F401
