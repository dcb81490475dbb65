"""`manage.py wpp_events`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ..._events import announce_again, forget_old


class Command(BaseCommand):
    """Announces events again whose receivers failed, and deletes old ones. For cron, once a minute or so."""

    help = "Announces WhatsApp events again whose receivers failed, and deletes old ones"

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints how many of each."""
        self.stdout.write(f"{announce_again()} handled, {forget_old()} deleted")
