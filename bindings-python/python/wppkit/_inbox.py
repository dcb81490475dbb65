"""Events on disk before they are acknowledged, handed to handlers at least once."""

from __future__ import annotations

from os import PathLike
from types import CoroutineType
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Generic,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    TypeVar,
    Union,
    cast,
)

from ._check import Stationary, body_bytes, path_of, text
from ._client import Client
from ._generated.errors import InvalidInputError
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
from ._listening import Listening
from ._native import NativeInbox, NativeRelay
from ._relay import Relay
from ._session import Session
from ._told import waited

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import datetime
    from queue import SimpleQueue

    from ._typing import Time

__all__ = ["Handlers", "Inbox", "failed"]

H = TypeVar("H", bound=Callable[..., Any])


class Handlers(Stationary, Generic[H]):
    """What the inboxes of both kinds share: settings, and the list of handlers."""

    def __init__(
        self,
        path: Union[str, "PathLike[str]", None] = None,
        *,
        url: Optional[str] = None,
        peers: Optional[Sequence[str]] = None,
        answer_after_handlers: bool = False,
        handler_timeout: Optional["Time"] = None,
        body_limit: Optional[int] = None,
        retention: Optional["Time"] = None,
    ) -> None:
        """Opens an inbox, and makes its file if there is none.

        Args:
            path: An SQLite file; several processes may share it. Without one events are kept in memory, for tests.
            url: Public address of the webhooks, such as `https://bot.example/hooks`: the server posts to
                `…/hooks/<token>`.
            peers: IP addresses that may post; everybody by default.
            answer_after_handlers: Answer a webhook only after its handlers; a failure is answered 503, which keeps
                the chat unread.
            handler_timeout: How long handlers may then take, in seconds; 30 by default.
            body_limit: Largest body of a webhook, in bytes; 64 MB by default.
            retention: How long handled events are kept, in seconds; 7 days by default.

        Raises:
            InvalidInputError: For settings that cannot work.
            StorageError: For a file that cannot be used.
        """
        self._path = path_of("path", path)
        self._native = NativeInbox(
            {
                "path": self._path,
                "url": url,
                "peers": peers,
                "answerAfterHandlers": answer_after_handlers,
                "handlerTimeoutMs": handler_timeout,
                "bodyLimit": body_limit,
                "retentionMs": retention,
            }
        )
        self._handlers: List[Tuple[str, H]] = []
        # Those among them that are relays, by place.
        self._relays: Dict[int, NativeRelay] = {}

    def on(self, filter: str = "") -> Callable[[H], H]:
        """Decorator: the function handles the events that pass a filter; an empty one passes all.

        A filter is words such as `kind=onmessage chat=person text=(?i)^order`. An event goes to the first handler
        whose filter it passes, or with `run(matching="all")` to all. What raises is tried again, with growing pauses,
        and in the end put aside.
        """
        if not isinstance(filter, str):
            hint = 'write @inbox.on("kind=onmessage"), or @inbox.on() for all events'
            raise InvalidInputError(f"filter: {type(filter).__name__} is no text", hint=hint)

        def added(handler: H) -> H:
            if not callable(handler):
                raise InvalidInputError(f"handler: {type(handler).__name__} is no function", hint="decorate one")
            self._check_handler(handler)
            self._handlers.append((filter, handler))
            return handler

        return added

    def _check_handler(self, handler: H) -> None:
        """Refuses what this kind of inbox cannot call."""

    def _add_relay(self, filter: str, settings: Dict[str, Any]) -> NativeRelay:
        relay = NativeRelay(self._native, settings)
        self._relays[len(self._handlers)] = relay
        self._handlers.append((text("filter", filter), cast("H", _delivers_itself)))
        return relay

    def _wanting(self) -> List[Tuple[str, Optional[NativeRelay]]]:
        return [(filter, self._relays.get(place)) for place, (filter, _) in enumerate(self._handlers)]

    @property
    def silent_since_ms(self) -> Optional[int]:
        """Since when events may be missing, in milliseconds since 1970.

        It is the last moment at which the process before this one could receive; `None` if there was none.
        """
        return self._native.silent_since_ms()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._path or 'memory'!r})"


def _delivers_itself(event: InboxEvent) -> None:
    """Stands where a relay is a handler; events go to it past Python."""


def failed(handler: Any, event: Mapping[str, Any], error: BaseException) -> str:
    """Logs what a handler raised; the text that is kept with the event."""
    import logging

    name = getattr(handler, "__qualname__", repr(handler))
    # Not the event's data: they are private.
    logging.getLogger("wppkit.inbox").warning(
        "%s failed with event %s (%s of %s)", name, event["seq"], event["kind"], event["session"], exc_info=error
    )
    return f"{name}: {type(error).__name__}: {error}"


class Inbox(Handlers[Callable[[InboxEvent], Any]]):
    """Events on disk before they are acknowledged, handed to handlers at least once, in the order of each chat.

    >>> inbox = Inbox("events.db", url="https://bot.example/hooks")
    >>> @inbox.on("kind=onmessage chat=person")
    ... def answer(event): ...

    `shop.connect(webhook=inbox.webhook_url("shop"))` has the server post to it, `receive` takes the posts in, `run`
    hands them out. Threads may share it; forked children may go on using it.
    """

    def _check_handler(self, handler: Callable[..., Any]) -> None:
        from inspect import iscoroutinefunction

        if iscoroutinefunction(handler):
            hint = "use wppkit.AsyncInbox, or decorate a plain function"
            raise InvalidInputError("handler: a coroutine function, which this inbox would never run", hint=hint)

    def webhook_url(self, session: str) -> str:
        """The webhook address for the next start of a session. A secret: whoever knows it can post events."""
        return waited(lambda done: self._native.webhook_url(text("session", session), done))  # type: ignore[no-any-return]

    def rotate(self, session: str) -> None:
        """Gives a session another webhook address from its next start on. The old one stays valid until then."""
        waited(lambda done: self._native.rotate(text("session", session), done))

    def receive(
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
        answer = waited(lambda done: self._native.receive(method, text("token", token), peer, content, done))
        return answer["status"], answer["body"]

    def run(
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
        """Hands events to the handlers, on this thread, one after the other. Ctrl-C ends it; nothing is lost by that.

        Args:
            until_empty: End when nothing waits any more: `{"handled": …, "dead": …}`.
            shared: Several processes use the file: one of them hands out what all take in.
            matching: Which of the handlers that want an event get it: `first` (default), or `all`, one by one.
            concurrency: Chats whose events are being tried at the same time; 16 by default.
            attempts: How often a failing handler is tried before the event is put aside; 5 by default.
            min_delay: Pause before the second attempt, doubled before each further one; 0.5 s.
            max_delay: Longest pause; 30 s.
        """
        from queue import SimpleQueue

        options = run_options(until_empty, shared, matching, concurrency, attempts, min_delay, max_delay)
        handlers = list(self._handlers)
        work: "SimpleQueue[Tuple[Optional[int], Any, Any]]" = SimpleQueue()
        running = self._native.run(
            self._wanting(),
            options,
            lambda place, event, answer: work.put((place, event, answer)),
            lambda value, error: work.put((None, value, error)),
        )
        try:
            while True:
                place, value, other = work.get()
                if place is None:
                    if other is not None:
                        raise other
                    return value  # type: ignore[no-any-return]
                handler = handlers[place][1]
                problem = None
                try:
                    outcome = handler(InboxEvent(value))
                    if isinstance(outcome, CoroutineType):
                        outcome.close()
                        raise TypeError("the handler returned a coroutine, which only an AsyncInbox runs")
                except Exception as error:
                    problem = failed(handler, value, error)
                other.tell(problem)
        except BaseException:
            running.cancel()
            raise

    def wait_for_reply(self, event: InboxEvent, *, timeout: "Time") -> "Future[Optional[InboxEvent]]":
        """The next message that somebody else writes in the chat of an event; `None` if none comes in time.

        It goes here and to no handler, and is waited for from the call on:

        >>> reply = inbox.wait_for_reply(event, timeout=300)
        >>> shop.send_text(event.chat, "What size?")
        >>> answer = reply.result()

        A handler that waits for it keeps the others waiting, which `run` calls one after the other: `AsyncInbox` does
        not.

        Args:
            event: What is replied to.
            timeout: Longest wait, in seconds.
        """
        from concurrent.futures import Future

        reply: "Future[Optional[InboxEvent]]" = Future()

        def settle(value: Any, error: Optional[BaseException]) -> None:
            if not reply.set_running_or_notify_cancel():
                return
            if error is not None:
                reply.set_exception(error)
            else:
                reply.set_result(None if value is None else InboxEvent(value))

        work = self._native.wait_for_reply(reply_wanted(event, timeout), settle)
        reply.add_done_callback(lambda done: work.cancel() if done.cancelled() else None)
        return reply

    def counts(self) -> Dict[str, int]:
        """How much is in it: `waiting`, `handled` (kept until the retention is over) and `dead` (put aside)."""
        return waited(self._native.counts)  # type: ignore[no-any-return]

    def dead_letters(self) -> List[Letter]:
        """Events that were put aside after their handler failed too often."""
        return [Letter(letter) for letter in waited(self._native.dead_letters)]

    def redrive(self, seq: Optional[int] = None) -> int:
        """Has one event that was put aside handled again, or all of them; how many."""
        return waited(lambda done: self._native.redrive(place("seq", seq), done))  # type: ignore[no-any-return]

    def replay(
        self,
        *,
        since: Optional["datetime"] = None,
        until: Optional["datetime"] = None,
        from_seq: Optional[int] = None,
        session: Optional[str] = None,
    ) -> int:
        """Has stored events handled once more, handled ones too; how many. Without arguments: all that are kept."""
        range = replay_range(since, until, from_seq, session)
        return waited(lambda done: self._native.replay(range, done))  # type: ignore[no-any-return]

    def feed(self, client: Client) -> None:
        """Lets the client's sessions learn from what arrives here.

        Whoever waits for one sees a change at once, and the server is asked less often. `listen` does it by itself.
        """
        self._native.feed(native_of("client", client, Client))

    def listen(
        self,
        client: Client,
        *,
        sessions: Optional[Sequence[str]] = None,
        unattributed: Unattributed = "refuse",
        notice: Optional[Callable[[SocketNotice], object]] = None,
    ) -> Listening:
        """Takes in what the client's server broadcasts over Socket.IO, in the background, until it is closed.

        No address that the server can reach is needed, a lost connection is made again, and what comes by webhook,
        too, is handled once. But the server tells everybody everything, and mostly not of which session it is.

        >>> with inbox.listen(client, unattributed={"of": "shop"}):
        ...     inbox.run()

        Args:
            client: Whose server; its sessions learn from what arrives.
            sessions: Only events of these sessions; all by default.
            unattributed: What becomes of events that name no session, such as acks, presence and reactions: `refuse`
                leaves them out, for they may be of any session of the server; `keep` stores them without a session;
                `{"of": "shop"}` says that the server has this session only.
            notice: Is told when the connection is there and when it is lost, on a thread of its own.
        """
        return Listening(
            self._native, native_of("client", client, Client), listen_options(sessions, unattributed), notice
        )

    def relay(
        self,
        url: str,
        secret: str,
        *,
        filter: str = "",
        schedule: Optional[Sequence["Time"]] = None,
        timeout: Optional["Time"] = None,
        disable_after: Optional[int] = None,
    ) -> Relay:
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
        return Relay(self._add_relay(filter, settings))

    def recover(
        self, session: Session, *, since: Optional["datetime"] = None, until: Optional["datetime"] = None
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
        client, moments = native_of("session", session, Session), span(since, until)
        gap = waited(lambda done: self._native.recover(client, session.name, moments, done))
        return None if gap is None else Gap(gap)

    def gaps(self) -> List[Gap]:
        """Spans in which events may have been lost, oldest first."""
        return [Gap(gap) for gap in waited(self._native.gaps)]
