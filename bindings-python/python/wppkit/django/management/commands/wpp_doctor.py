"""`manage.py wpp_doctor`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from wppkit import Session

from ..._settings import settings
from ...views import webhook_url
from .._base import SessionCommand


class Command(SessionCommand):
    """Finds out which layer is broken: settings, network, server, secret, session, browser."""

    help = "Finds out what is wrong with the WhatsApp connection, and how to cure it"

    def run(self, session: Session, **options: Any) -> None:
        """Prints the findings; fails if there is something to cure."""
        webhook = webhook_url(session.name) if settings().webhook_url else None
        diagnosis = session.diagnose(webhook=webhook)
        for finding in diagnosis.findings:
            style = {"problem": self.style.ERROR, "warning": self.style.WARNING}.get(finding.severity, str)
            self.stdout.write(style(f"{finding.severity}: {finding.what}"))
            if finding.cure:
                self.stdout.write(f"  cure: {finding.cure}")
        if any(finding.severity == "problem" for finding in diagnosis.findings):
            raise CommandError("something has to be cured")
        self.stdout.write(self.style.SUCCESS("healthy"))
