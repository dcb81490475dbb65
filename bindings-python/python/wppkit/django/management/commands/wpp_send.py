"""`manage.py wpp_send`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from wppkit import Session

from .._base import SessionCommand


class Command(SessionCommand):
    """Sends a text to one recipient."""

    help = "Sends a WhatsApp text"

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds recipient and text."""
        super().add_arguments(parser)
        parser.add_argument("to", help="phone number with country code, or a group's id")
        parser.add_argument("text")
        parser.add_argument("--key", help="idempotency key: the same again gives the first outcome")

    def run(self, session: Session, **options: Any) -> None:
        """Sends, and prints the message's id."""
        sent = session.send_text(options["to"], options["text"], idempotency_key=options["key"])
        self.stdout.write(self.style.SUCCESS(f"sent {sent.id} (ack {sent.ack})"))
