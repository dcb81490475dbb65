"""Stores on the project's own database."""

from __future__ import annotations

from typing import Optional

__all__ = ["DatabaseTokenStore"]


class DatabaseTokenStore:
    """Keeps minted tokens in the table `wppkit_token`: all processes share them, a restart loses none.

    A token opens one session on the server: protect the database as you protect the secret key.
    """

    def load(self, server: str, session: str, /) -> Optional[str]:
        """The stored token, if there is one."""
        from .models import Token

        return Token.objects.filter(server=server, session=session).values_list("token", flat=True).first()

    def save(self, server: str, session: str, token: str, /) -> None:
        """Keeps a token, replacing an older one."""
        from .models import Token

        Token.objects.update_or_create(server=server, session=session, defaults={"token": token})

    def remove(self, server: str, session: str, /) -> None:
        """Forgets a token."""
        from .models import Token

        Token.objects.filter(server=server, session=session).delete()
