"""The inbox, for asyncio."""

from __future__ import annotations

import asyncio
import inspect
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, Set, Tuple, Union

from ._async_caller import running_loop
from ._async_told import awaited, soon
from ._check import body_bytes, text
from ._inbox import Handlers, InboxEvent, Letter, failed, replay_range, run_options

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
        concurrency: Optional[int] = None,
        attempts: Optional[int] = None,
        min_delay: Optional["Time"] = None,
        max_delay: Optional["Time"] = None,
    ) -> Dict[str, int]:
        """Hands events to the handlers, as tasks of this loop. Cancelling it ends them; nothing is lost by that.

        Args:
            until_empty: End when nothing waits any more: `{"handled": …, "dead": …}`.
            shared: Several processes use the file: one of them hands out what all take in.
            concurrency: Chats whose events are handled at the same time; 16 by default.
            attempts: How often a failing handler is tried before the event is put aside; 5 by default.
            min_delay: Pause before the second attempt, doubled before each further one; 0.5 s.
            max_delay: Longest pause; 30 s.
        """
        options = run_options(until_empty, shared, concurrency, attempts, min_delay, max_delay)
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

        filters = [filter for filter, _ in handlers]
        try:
            return await awaited(  # type: ignore[no-any-return]
                lambda done: self._native.run(filters, options, hand, done)
            )
        finally:
            for task in tasks:
                task.cancel()

    async def counts(self) -> Dict[str, int]:
        """How much is in it: `waiting`, `handled` (kept until the retention is over) and `dead` (put aside)."""
        return await awaited(self._native.counts)  # type: ignore[no-any-return]

    async def dead_letters(self) -> List[Letter]:
        """Events that were put aside after their handler failed too often."""
        return [Letter(letter) for letter in await awaited(self._native.dead_letters)]

    async def redrive(self, seq: Optional[int] = None) -> int:
        """Has one event that was put aside handled again, or all of them; how many."""
        return await awaited(lambda done: self._native.redrive(seq, done))  # type: ignore[no-any-return]

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
