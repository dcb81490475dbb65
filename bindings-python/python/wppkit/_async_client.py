"""One WPPConnect Server, for asyncio."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Iterable, Mapping, Optional, Type, Union

from ._async_many import AsyncSending
from ._async_session import AsyncSession
from ._check import Stationary, fields_of, text
from ._generated.async_operations import AsyncServerOperations
from ._many import Job, described
from ._model import Answer
from ._native import NativeClient
from ._settings import LedgerStore, Pace, Retries, Store, Timeouts, settings

if TYPE_CHECKING:
    from ._typing import Time

__all__ = ["AsyncClient"]


class AsyncClient(Stationary, AsyncServerOperations):
    """One WPPConnect Server. Any event loop may use it, in forked children too.

    >>> client = AsyncClient("http://127.0.0.1:21465", secret_key="THISISMYSECURETOKEN")
    >>> shop = client.session("shop")
    """

    __slots__ = ()

    def __init__(
        self,
        url: Optional[str] = None,
        *,
        secret_key: Optional[str] = None,
        token: Optional[str] = None,
        session: Optional[str] = None,
        timeout: Union["Time", Timeouts, None] = None,
        retries: Union[int, Retries, None] = None,
        pace: Optional[Pace] = None,
        region: Optional[str] = None,
        token_store: Optional[Store] = None,
        token_cost: Optional[int] = None,
        ledger: Optional[LedgerStore] = None,
        max_answer_bytes: Optional[int] = None,
        number_cache_ttl: Optional["Time"] = None,
        env: bool = True,
    ) -> None:
        """A client; nothing is sent.

        Args:
            url: Base URL of the server (`WPPKIT_URL`).
            secret_key: The server's secret key, from which tokens are minted and renewed (`WPPKIT_SECRET_KEY`).
            token: A ready token instead. It fits one session only (`WPPKIT_TOKEN`).
            session: The session of `default_session` (`WPPKIT_SESSION`).
            timeout: Longest time for one attempt, in seconds; `Timeouts` for one per class of operation.
            retries: How often what may be repeated is repeated; `Retries` for the pauses.
            pace: The pace of polls and waits.
            region: Region of phone numbers in national form, such as `BR` (`WPPKIT_REGION`).
            token_store: A file, or an object that keeps tokens (`WPPKIT_TOKEN_FILE`); memory by default.
            token_cost: Mint tokens here, at this bcrypt cost, instead of asking the server (`WPPKIT_TOKEN_COST`).
            ledger: Where the outcomes of idempotency keys are kept: an SQLite file (`WPPKIT_LEDGER_FILE`), or an
                object; for the life of the process by default.
            max_answer_bytes: Largest answer that is read; 256 MB by default.
            number_cache_ttl: How long a number on WhatsApp is not checked again; a day by default.
            env: Whether the environment fills what is left out.

        Raises:
            InvalidInputError: For URLs, keys, tokens and numbers that cannot work.
            StorageError: For a ledger's file that cannot be used.
        """
        given, store, book = settings(
            url,
            secret_key,
            token,
            session,
            timeout,
            retries,
            pace,
            region,
            token_store,
            token_cost,
            ledger,
            max_answer_bytes,
            number_cache_ttl,
            env,
        )
        self._native = NativeClient(given, store, book)
        self._session = None
        self._limits = None

    @property
    def base_url(self) -> str:
        """The server's base URL, without a slash at the end."""
        return self._native.base_url

    @property
    def closed(self) -> bool:
        """Whether `aclose` was called."""
        return self._native.closed

    def session(self, name: str) -> AsyncSession:
        """A handle on a session; nothing is sent.

        Raises:
            InvalidInputError: For names that the server cannot tell apart: empty, with `/ : ? #` or control
                characters, or longer than 72 bytes together with the secret key.
        """
        self._native.check_session(text("name", name))
        return AsyncSession(self, name)

    @property
    def default_session(self) -> AsyncSession:
        """The session that the client, or `WPPKIT_SESSION`, names."""
        return AsyncSession(self, self._native.default_session())

    async def call(
        self,
        operation: str,
        fields: Optional[Mapping[str, Any]] = None,
        *,
        timeout: Optional["Time"] = None,
        deadline: Optional["Time"] = None,
    ) -> Answer[Any]:
        """Calls an operation that belongs to no session by its id, with fields in the spelling of the wire."""
        payload, answer = await self._exchange(
            text("operation", operation), fields_of("fields", fields or {}), timeout, deadline, None
        )
        return Answer(payload, answer)

    def send_many(
        self,
        jobs: Iterable[Job],
        *,
        batch: Optional[str] = None,
        concurrency: Optional[int] = None,
        limit: Optional[int] = None,
        pause: Optional["Time"] = None,
    ) -> AsyncSending:
        """Sends many messages; iterate over the outcomes as they come, with `async for`.

        Each session's in their order, one after the other, and several sessions at once. No job fails the others;
        what concerns a session and not a recipient (not connected, wrong token, no connection) ends that session's
        jobs.

        Args:
            jobs: The messages.
            batch: Gives each job without an idempotency key one, so that the same list can be run again: who has an
                outcome is not sent to again, unless it was proven that nothing was sent. Use a durable `ledger`.
            concurrency: Sessions that send at once; 8 by default.
            limit: At most so many sends per session in this run.
            pause: Pause between two sends of one session, in seconds.
        """
        return AsyncSending(self._native.send_many(described(jobs, batch, concurrency, limit, pause)))

    async def aclose(self) -> None:
        """Refuses every further call. Connections are shared by the process and close when they are idle."""
        self._native.close()

    async def __aenter__(self) -> "AsyncClient":
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return f"AsyncClient({self.base_url!r}{', closed' if self.closed else ''})"
