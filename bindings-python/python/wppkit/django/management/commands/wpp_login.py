"""`manage.py wpp_login`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from wppkit import Connected, PairingCode, Qr, Session

from ..._settings import settings
from ...views import webhook_url
from .._base import SessionCommand


class Command(SessionCommand):
    """Logs the session in: shows the QR code, or a pairing code for `--phone`."""

    help = "Logs the WhatsApp session in with a QR code, or with a pairing code for --phone"

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds `--phone` and `--timeout`."""
        super().add_arguments(parser)
        parser.add_argument("--phone", help="number to pair with a code instead of a QR code")
        parser.add_argument("--timeout", type=float, default=300, help="seconds for the whole login (300)")

    def run(self, session: Session, **options: Any) -> None:
        """Follows the login to its end."""
        webhook = webhook_url(session.name) if settings().webhook_url else None
        login = session.connect(phone=options["phone"], webhook=webhook, timeout=options["timeout"])
        for stage in login:
            if isinstance(stage, Qr):
                self.stdout.write(f"\n{stage.terminal()}\nScan it with WhatsApp > Linked devices.")
            elif isinstance(stage, PairingCode):
                self.stdout.write(f"Type this code into the phone: {stage.code or 'the webhook gets it'}")
            elif isinstance(stage, Connected):
                self.stdout.write(self.style.SUCCESS(f"{session.name}: connected"))
            else:
                self.stdout.write(stage.type)
