"""What the commands share: the session, and errors that say what to do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from wppkit import Session, WppError

from .._clients import session

__all__ = ["SessionCommand"]


class SessionCommand(BaseCommand, ABC):
    """A command on one session; `--session` names another than the settings do."""

    requires_system_checks = ()
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds `--session`."""
        parser.add_argument("--session", help="name of the session, instead of WPPKIT['SESSION']")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs the command; an error of the server is one line and its hint."""
        try:
            self.run(session(options.pop("session", None)), **options)
        except WppError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("interrupted; the session on the server stays as it is", returncode=130) from None

    @abstractmethod
    def run(self, session: Session, **options: Any) -> None:
        """What the command does."""
