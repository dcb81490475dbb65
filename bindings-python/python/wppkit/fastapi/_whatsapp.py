"""`WhatsApp`: one server and its sessions, mounted in an application."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import inspect
import json
import logging
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Awaitable, Callable, List, Optional, Sequence, Set, Union

from fastapi import APIRouter, FastAPI

import wppkit
from wppkit import AsyncClient, AsyncSession, InvalidInputError

from ._routes import add_routes

__all__ = ["WhatsApp"]

_log = logging.getLogger("wppkit.fastapi")

Handler = Callable[[str, Any], Union[Awaitable[Any], Any]]


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
            language: Language of the page, `pt-BR` or `en`.
            **options: Further arguments of `wppkit.AsyncClient`.

        Raises:
            InvalidInputError: For settings that cannot work.
        """
        self.client = client or AsyncClient(url, secret_key=secret_key, session=session, **options)
        self.language = language
        self._name = session
        self._public_url = public_url
        self._webhook_key = (webhook_secret or secret_key or "").encode()
        if public_url and not self._webhook_key:
            raise InvalidInputError("a webhook needs webhook_secret or secret_key", hint="give one of them")
        self._handlers: List[Handler] = []
        self._tasks: Set[asyncio.Task[None]] = set()
        self.router = APIRouter(tags=["whatsapp"])
        add_routes(self, dependencies, connections)

    def session(self) -> AsyncSession:
        """The session; a dependency: `shop: AsyncSession = Depends(whatsapp.session)`."""
        return self.client.session(self._name) if self._name else self.client.default_session

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """For `FastAPI(lifespan=…)`: waits for running handlers and closes the client at the end."""
        try:
            yield
        finally:
            if self._tasks:
                await asyncio.wait(set(self._tasks))
            await self.client.aclose()

    def on_event(self, handler: Handler) -> Handler:
        """Decorator: the function is called with the session's name and each event.

        Events are answered first and handled then, so that a slow handler holds nobody up; what a handler raises is
        logged. They are not stored: a process that ends loses what it has not handled.
        """
        self._handlers.append(handler)
        return handler

    def webhook_url(self, session: str) -> Optional[str]:
        """The address that the session's events go to, a secret; None without `public_url`."""
        if not self._public_url:
            return None
        return f"{self._public_url.rstrip('/')}/webhook/{session}/{self._webhook_token(session)}"

    def webhook_is_known(self, session: str, token: str) -> bool:
        """Whether the address is this session's, compared in constant time."""
        return bool(self._webhook_key) and hmac.compare_digest(self._webhook_token(session), token)

    def _webhook_token(self, session: str) -> str:
        # Made, not stored: all workers know it.
        return hmac.new(self._webhook_key, b"wppkit webhook " + session.encode(), hashlib.sha256).hexdigest()

    def receive(self, session: str, body: bytes) -> None:
        """Takes an event in and starts its handlers.

        Raises:
            InvalidInputError: If the body is no event.
        """
        event = wppkit.parse_event(body)
        self.client.session(session).observe_webhook(json.loads(body))
        for handler in self._handlers:
            task = asyncio.create_task(self._handle(handler, session, event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _handle(self, handler: Handler, session: str, event: Any) -> None:
        try:
            outcome = handler(session, event)
            if inspect.isawaitable(outcome):
                await outcome
        except Exception:
            name = getattr(handler, "__qualname__", repr(handler))
            _log.exception("%s failed with an event of %s", name, session)
