"""`WhatsApp`: one server and its sessions, mounted in an application."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from contextlib import asynccontextmanager
from os import PathLike
from typing import Any, AsyncIterator, Optional, Sequence, Tuple, Union

from fastapi import APIRouter, FastAPI

from wppkit import AsyncClient, AsyncInbox, AsyncSession, InvalidInputError, WppError
from wppkit._check import text

from ._handlers import Handler, Handlers
from ._routes import add_routes

__all__ = ["WhatsApp"]

_log = logging.getLogger("wppkit.fastapi")


class WhatsApp:
    """One WPPConnect Server in an application; safe in any event loop and under several workers.

    `router` has the endpoints of a status page, `session` is the dependency for the application's own routes.
    """

    def __init__(
        self,
        url: Optional[str] = None,
        *,
        secret_key: Optional[str] = None,
        session: Optional[str] = None,
        client: Optional[AsyncClient] = None,
        dependencies: Sequence[Any] = (),
        connections: bool = True,
        public_url: Optional[str] = None,
        webhook_secret: Optional[str] = None,
        inbox: Union[str, "PathLike[str]", None] = None,
        language: str = "pt-BR",
        **options: Any,
    ) -> None:
        """A mount; nothing is sent.

        Args:
            url: Base URL of the server (`WPPKIT_URL`).
            secret_key: The server's secret key (`WPPKIT_SECRET_KEY`).
            session: The session that the page is about (`WPPKIT_SESSION`).
            client: A client of your own instead.
            dependencies: FastAPI dependencies of all routes but the webhook, such as the check of a login.
            connections: Whether the routes for many sessions exist.
            public_url: Address of the router as the WhatsApp server reaches it, prefix included; without it no
                webhook is set up.
            webhook_secret: From which the unguessable ends of webhook addresses are made; the secret key by default.
                Another one gives every session another address at its next start.
            inbox: An SQLite file in which events are kept until their handlers could do with them; workers share it.
                Without one, a process that ends loses what it has not handled.
            language: Language of the page, `pt-BR` or `en`.
            **options: Further arguments of `wppkit.AsyncClient`.

        Raises:
            InvalidInputError: For settings that cannot work.
            StorageError: For a file that cannot be used.
        """
        _check(client, public_url, webhook_secret, language)
        self.client = client or AsyncClient(url, secret_key=secret_key, session=session, **options)
        if session:
            self.client.session(session)
        self.language = language
        self._name = session
        self._public_url = public_url
        self._webhook_key = (webhook_secret or secret_key or "").encode()
        if public_url and not self._webhook_key:
            raise InvalidInputError("a webhook needs webhook_secret or secret_key", hint="give one of them")
        self._handlers = Handlers(inbox)
        self.router = APIRouter(tags=["whatsapp"])
        add_routes(self, dependencies, connections)

    def session(self) -> AsyncSession:
        """The session; a dependency: `shop: AsyncSession = Depends(whatsapp.session)`."""
        return self.client.session(self._name) if self._name else self.client.default_session

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """For `FastAPI(lifespan=…)`: runs the handlers of events, and closes the client at the end."""
        try:
            async with self._handlers.running():
                yield
        finally:
            await self.client.aclose()

    def on_event(self, handler: Handler) -> Handler:
        """Decorator: the function is called with the session's name and each event.

        Events are answered first and handled then, so that a slow handler holds nobody up; what a handler raises is
        logged. With an `inbox` the handler is called again then, with growing pauses, also after a restart, so that
        it may get an event more than once; of several workers, one handles. Without one, events are not kept.
        """
        self._handlers.add(handler)
        return handler

    @property
    def inbox(self) -> Optional[AsyncInbox]:
        """The inbox, for `counts()`, `dead_letters()`, `redrive()` and `replay()`."""
        return self._handlers.inbox

    def webhook_url(self, session: str) -> Optional[str]:
        """The address that the session's events go to, a secret; None without `public_url`."""
        if not self._public_url:
            return None
        return f"{self._public_url.rstrip('/')}/webhook/{session}/{self._webhook_token(session)}"

    def webhook_is_known(self, session: str, token: str) -> bool:
        """Whether the address is this session's, compared in constant time."""
        known = self._webhook_token(session).encode()
        return bool(self._webhook_key) and hmac.compare_digest(known, token.encode(errors="replace"))

    def _webhook_token(self, session: str) -> str:
        # Made, not stored: all workers know it.
        return hmac.new(self._webhook_key, b"wppkit webhook " + session.encode(), hashlib.sha256).hexdigest()

    async def receive(self, session: str, body: bytes) -> Tuple[int, Any]:
        """Takes an event in: `(status, body)` to answer with. With an `inbox` it is on disk then.

        Raises:
            InvalidInputError: If the body is no event.
        """
        answer = await self._handlers.receive(session, body)
        # Speeds a login up that is under way in this process; no reason to refuse what was taken in.
        try:
            self.client.session(session).observe_webhook(json.loads(body.decode(errors="replace")))
        except WppError as error:
            _log.warning("an event of %s could not be shown to its session: %s", session, error)
        return answer


def _check(client: Any, public_url: Any, webhook_secret: Any, language: Any) -> None:
    """Refuses what would fail only at the first request."""
    if client is not None and not isinstance(client, AsyncClient):
        hint = "give a wppkit.AsyncClient, or leave it out"
        raise InvalidInputError(f"client: {type(client).__name__} is no AsyncClient", hint=hint)
    if webhook_secret is not None:
        text("webhook_secret", webhook_secret)
    if public_url and not text("public_url", public_url).startswith(("http://", "https://")):
        hint = "give the router's address as the WhatsApp server reaches it, such as https://bot.example/whatsapp"
        raise InvalidInputError(f"public_url: {public_url} is no address", hint=hint)
    if language not in ("pt-BR", "en"):
        raise InvalidInputError(f"language: the page does not speak {language!r}", hint="give 'pt-BR' or 'en'")
