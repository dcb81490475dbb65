"""The inbox, for asyncio."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Sequence, Set, Tuple, Union

from ._async_caller import running_loop
from ._async_client import AsyncClient
from ._async_relay import AsyncRelay
from ._async_session import AsyncSession
from ._async_told import awaited, soon
from ._check import body_bytes, text
from ._inbox import Handlers, failed
from ._inbox_arguments import (
    Unattributed,
    listen_options,
    native_of,
    place,
    relay_settings,
    replay_range,
    reply_wanted,
    run_options,
    span,
)
from ._inbox_results import Gap, InboxEvent, Letter, SocketNotice

if TYPE_CHECKING:
    from datetime import datetime

    from ._native import NativeAnswer
    from ._typing import Time

__all__ = ["AsyncInbox"]


class AsyncInbox(Handlers[Callable[[InboxEvent], Any]]):
    """Events on disk before they are acknowledged, handed to handlers at least once, in the order of each chat.

    Handlers may be coroutine functions. `session.connect(webhook=await inbox.webhook_url("shop"))` has the server
    post to it, `receive` takes the posts in, `run` hands them out. Any event loop may use it, in forked children too.
    """

    async def webhook_url(self, session: str) -> str:
        """The webhook address for the next start of a session. A secret: whoever knows it can post events."""
        return await awaited(lambda done: self._native.webhook_url(text("session", session), done))  # type: ignore[no-any-return]

    async def rotate(self, session: str) -> None:
        """Gives a session another webhook address from its next start on. The old one stays valid until then."""
        await awaited(lambda done: self._native.rotate(text("session", session), done))

    async def receive(
        self, token: str, body: Union[bytes, bytearray, str], *, method: str = "POST", peer: Optional[str] = None
    ) -> Tuple[int, Any]:
        """Takes a webhook in: `(status, body)` to answer with, the body being JSON. It is on disk when this returns.

        Args:
            token: The last segment of the request's path.
            body: The request's body as it came.
            method: The request's method.
            peer: IP address of the caller, for `peers`.
        """
        content = body_bytes(body)
        answer = await awaited(lambda done: self._native.receive(method, text("token", token), peer, content, done))
        return answer["status"], answer["body"]

    async def run(
        self,
        *,
        until_empty: bool = False,
        shared: bool = False,
        matching: Optional[str] = None,
        concurrency: Optional[int] = None,
        attempts: Optional[int] = None,
        min_delay: Optional["Time"] = None,
        max_delay: Optional["Time"] = None,
    ) -> Dict[str, int]:
        """Hands events to the handlers, as tasks of this loop. Cancelling it ends them; nothing is lost by that.

        Args:
            until_empty: End when nothing waits any more: `{"handled": …, "dead": …}`.
            shared: Several processes use the file: one of them hands out what all take in.
            matching: Which of the handlers that want an event get it: `first` (default), or `all`, one by one.
            concurrency: Chats whose events are handled at the same time; 16 by default.
            attempts: How often a failing handler is tried before the event is put aside; 5 by default.
            min_delay: Pause before the second attempt, doubled before each further one; 0.5 s.
            max_delay: Longest pause; 30 s.
        """
        options = run_options(until_empty, shared, matching, concurrency, attempts, min_delay, max_delay)
        handlers = list(self._handlers)
        loop = running_loop()
        tasks: Set[asyncio.Task[None]] = set()

        async def handle(place: int, event: Dict[str, Any], answer: "NativeAnswer") -> None:
            handler = handlers[place][1]
            try:
                outcome = handler(InboxEvent(event))
                if inspect.isawaitable(outcome):
                    await outcome
            except Exception as error:
                answer.tell(failed(handler, event, error))
            else:
                answer.tell(None)

        def start(place: int, event: Dict[str, Any], answer: "NativeAnswer") -> None:
            task = loop.create_task(handle(place, event, answer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        def hand(place: int, event: Dict[str, Any], answer: "NativeAnswer") -> None:
            soon(loop, start, place, event, answer)

        wanting = self._wanting()
        try:
            return await awaited(  # type: ignore[no-any-return]
                lambda done: self._native.run(wanting, options, hand, done)
            )
        finally:
            for task in tasks:
                task.cancel()

    def wait_for_reply(self, event: InboxEvent, *, timeout: "Time") -> "asyncio.Future[Optional[InboxEvent]]":
        """The next message that somebody else writes in the chat of an event; `None` if none comes in time.

        It goes here and to no handler, and is waited for from the call on:

        >>> reply = inbox.wait_for_reply(event, timeout=300)
        >>> await shop.send_text(event.chat, "What size?")
        >>> answer = await reply

        Args:
            event: What is replied to.
            timeout: Longest wait, in seconds.
        """
        loop = running_loop()
        reply: "asyncio.Future[Optional[InboxEvent]]" = loop.create_future()

        def settle(value: Any, error: Optional[BaseException]) -> None:
            if reply.done():
                return
            if error is not None:
                reply.set_exception(error)
            else:
                reply.set_result(None if value is None else InboxEvent(value))

        def done(value: Any, error: Optional[BaseException]) -> None:
            soon(loop, settle, value, error)

        work = self._native.wait_for_reply(reply_wanted(event, timeout), done)
        reply.add_done_callback(lambda settled: work.cancel() if settled.cancelled() else None)
        return reply

    async def counts(self) -> Dict[str, int]:
        """How much is in it: `waiting`, `handled` (kept until the retention is over) and `dead` (put aside)."""
        return await awaited(self._native.counts)  # type: ignore[no-any-return]

    async def dead_letters(self) -> List[Letter]:
        """Events that were put aside after their handler failed too often."""
        return [Letter(letter) for letter in await awaited(self._native.dead_letters)]

    async def redrive(self, seq: Optional[int] = None) -> int:
        """Has one event that was put aside handled again, or all of them; how many."""
        return await awaited(lambda done: self._native.redrive(place("seq", seq), done))  # type: ignore[no-any-return]

    async def replay(
        self,
        *,
        since: Optional["datetime"] = None,
        until: Optional["datetime"] = None,
        from_seq: Optional[int] = None,
        session: Optional[str] = None,
    ) -> int:
        """Has stored events handled once more, handled ones too; how many. Without arguments: all that are kept."""
        range = replay_range(since, until, from_seq, session)
        return await awaited(lambda done: self._native.replay(range, done))  # type: ignore[no-any-return]

    def feed(self, client: AsyncClient) -> None:
        """Lets the client's sessions learn from what arrives here.

        Whoever waits for one sees a change at once, and the server is asked less often. `listen` does it by itself.
        """
        self._native.feed(native_of("client", client, AsyncClient))

    async def listen(
        self,
        client: AsyncClient,
        *,
        sessions: Optional[Sequence[str]] = None,
        unattributed: Unattributed = "refuse",
        notice: Optional[Callable[[SocketNotice], object]] = None,
    ) -> None:
        """Takes in what the client's server broadcasts over Socket.IO, until it is cancelled.

        No address that the server can reach is needed, a lost connection is made again, and what comes by webhook,
        too, is handled once. But the server tells everybody everything, and mostly not of which session it is.

        >>> await asyncio.gather(inbox.listen(client, unattributed={"of": "shop"}), inbox.run())

        Args:
            client: Whose server; its sessions learn from what arrives.
            sessions: Only events of these sessions; all by default.
            unattributed: What becomes of events that name no session, such as acks, presence and reactions: `refuse`
                leaves them out, for they may be of any session of the server; `keep` stores them without a session;
                `{"of": "shop"}` says that the server has this session only.
            notice: Is told when the connection is there and when it is lost, in this loop.
        """
        loop = running_loop()
        native, options = native_of("client", client, AsyncClient), listen_options(sessions, unattributed)

        def told(seen: Dict[str, Any]) -> None:
            if notice is not None:
                soon(loop, notice, SocketNotice(seen))

        await awaited(lambda done: self._native.listen(native, options, told, done))

    def relay(
        self,
        url: str,
        secret: str,
        *,
        filter: str = "",
        schedule: Optional[Sequence["Time"]] = None,
        timeout: Optional["Time"] = None,
        disable_after: Optional[int] = None,
    ) -> AsyncRelay:
        """Adds a relay as a handler: it posts events as JSON to an address, signed, until it is accepted.

        It delivers while `run` goes on, and makes its own attempts; what it gives up is put aside. With
        `run(matching="all")` other handlers get the events, too.

        Args:
            url: Where to.
            secret: What it signs with; the receiver has the same, and checks with `verify_relay`.
            filter: Which events, written as for `on`; all by default.
            schedule: Pauses after each failed attempt, in seconds. By default from 1 s doubled up to 5 min, eight
                attempts.
            timeout: How long the receiver may take, in seconds; 15 by default.
            disable_after: After so many events in a row that could not be delivered it is off; 10 by default.
        """
        settings = relay_settings(url, secret, schedule, timeout, disable_after)
        return AsyncRelay(self._add_relay(filter, settings))

    async def recover(
        self, session: AsyncSession, *, since: Optional["datetime"] = None, until: Optional["datetime"] = None
    ) -> Optional[Gap]:
        """Puts messages of a session that arrived in a downtime into the inbox, marked as recovered.

        They are looked for in the chats that were active since; reading one costs the server one call of its page.

        Args:
            session: Whose messages.
            since: Beginning of the downtime; by default the last moment at which the process before this one could
                receive (`silent_since_ms`).
            until: Its end; now by default.

        Returns:
            What was found, and what nobody can know; `None` if no process received before this one and no `since` is
            given.
        """
        client, moments = native_of("session", session, AsyncSession), span(since, until)
        gap = await awaited(lambda done: self._native.recover(client, session.name, moments, done))
        return None if gap is None else Gap(gap)

    async def gaps(self) -> List[Gap]:
        """Spans in which events may have been lost, oldest first."""
        return [Gap(gap) for gap in await awaited(self._native.gaps)]
