"""`manage.py wpp_status`."""

from __future__ import annotations

from typing import Any

from wppkit import Session

from .._base import SessionCommand


class Command(SessionCommand):
    """Tells the session's state, and what it was concluded from."""

    help = "Tells the state of the WhatsApp session, with the evidence"

    def run(self, session: Session, **options: Any) -> None:
        """Prints state, evidence and hint."""
        status = session.status()
        style = self.style.SUCCESS if status.state == "connected" else self.style.WARNING
        self.stdout.write(style(f"{session.name}: {status.state}"))
        for evidence in status.evidence:
            self.stdout.write(f"  {evidence.text}")
        if status.hint:
            self.stdout.write(f"next: {status.hint}")
