"""Events on disk before they are acknowledged, handed to handlers at least once."""

from __future__ import annotations

from os import PathLike, fspath
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
)

from ._check import Stationary, body_bytes, text
from ._events import Event
from ._generated.errors import InvalidInputError
from ._model import Model
from ._native import NativeInbox
from ._told import waited

if TYPE_CHECKING:
    from datetime import datetime
    from queue import SimpleQueue

    from ._typing import Time

__all__ = ["Inbox", "InboxEvent", "Letter"]

H = TypeVar("H", bound=Callable[..., Any])


class InboxEvent(Event):
    """An event of an inbox."""

    __slots__ = ()
    _fields = {**Event._fields, "seq": "seq", "received_ms": "receivedMs", "recovered": "recovered"}

    @property
    def seq(self) -> int:
        """Its number in the inbox; rises with every event."""
        return self["seq"]  # type: ignore[no-any-return]

    @property
    def received_ms(self) -> int:
        """When it arrived here, in milliseconds since 1970."""
        return self["receivedMs"]  # type: ignore[no-any-return]

    @property
    def recovered(self) -> bool:
        """Whether it was read from the chat after a downtime."""
        return self["recovered"]  # type: ignore[no-any-return]


class Letter(Model):
    """An event that was put aside after its handler failed too often."""

    __slots__ = ()
    _fields = {"event": "event", "attempts": "attempts", "error": "error"}

    @property
    def event(self) -> InboxEvent:
        """The event."""
        return self._convert("event", InboxEvent)  # type: ignore[no-any-return]

    @property
    def attempts(self) -> int:
        """How often it was tried."""
        return self["attempts"]  # type: ignore[no-any-return]

    @property
    def error(self) -> str:
        """What the handler said last."""
        return self["error"]  # type: ignore[no-any-return]


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
        self._path = None if path is None else fspath(path)
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

    def on(self, filter: str = "") -> Callable[[H], H]:
        """Decorator: the function handles the events that pass a filter; an empty one passes all.

        A filter is words such as `kind=onmessage chat=person text=(?i)^order`. An event goes to the first handler
        whose filter it passes. What raises is tried again, with growing pauses, and in the end put aside.
        """
        if not isinstance(filter, str):
            hint = 'write @inbox.on("kind=onmessage"), or @inbox.on() for all events'
            raise InvalidInputError(f"filter: {type(filter).__name__} is no text", hint=hint)

        def added(handler: H) -> H:
            self._handlers.append((filter, handler))
            return handler

        return added

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._path or 'memory'!r})"


def run_options(
    until_empty: bool,
    shared: bool,
    concurrency: Optional[int],
    attempts: Optional[int],
    min_delay: Optional["Time"],
    max_delay: Optional["Time"],
) -> Dict[str, Any]:
    """The arguments of `run` in the core's spelling."""
    return {
        "untilEmpty": until_empty,
        "shared": shared,
        "concurrency": concurrency,
        "attempts": attempts,
        "minDelayMs": min_delay,
        "maxDelayMs": max_delay,
    }


def replay_range(
    since: Optional["datetime"], until: Optional["datetime"], from_seq: Optional[int], session: Optional[str]
) -> Dict[str, Any]:
    """The arguments of `replay` in the core's spelling."""
    moments: Dict[str, Any] = {"fromSeq": from_seq, "session": session}
    for name, key, moment in (("since", "fromMs", since), ("until", "toMs", until)):
        if moment is None:
            continue
        if not hasattr(moment, "timestamp"):
            raise InvalidInputError(f"{name}: {type(moment).__name__} is no time", hint="give a datetime")
        moments[key] = int(moment.timestamp() * 1000)
    return moments


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

    def webhook_url(self, session: str) -> str:
        """The webhook address for the next start of a session. A secret: whoever knows it can post events."""
        return waited(lambda done: self._native.webhook_url(text("session", session), done))  # type: ignore[no-any-return]

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
        concurrency: Optional[int] = None,
        attempts: Optional[int] = None,
        min_delay: Optional["Time"] = None,
        max_delay: Optional["Time"] = None,
    ) -> Dict[str, int]:
        """Hands events to the handlers, on this thread, one after the other. Ctrl-C ends it; nothing is lost by that.

        Args:
            until_empty: End when nothing waits any more: `{"handled": …, "dead": …}`.
            shared: Several processes use the file: one of them hands out what all take in.
            concurrency: Chats whose events are being tried at the same time; 16 by default.
            attempts: How often a failing handler is tried before the event is put aside; 5 by default.
            min_delay: Pause before the second attempt, doubled before each further one; 0.5 s.
            max_delay: Longest pause; 30 s.
        """
        from queue import SimpleQueue

        options = run_options(until_empty, shared, concurrency, attempts, min_delay, max_delay)
        handlers = list(self._handlers)
        work: "SimpleQueue[Tuple[Optional[int], Any, Any]]" = SimpleQueue()
        running = self._native.run(
            [filter for filter, _ in handlers],
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
                    handler(InboxEvent(value))
                except Exception as error:
                    problem = failed(handler, value, error)
                other.tell(problem)
        except BaseException:
            running.cancel()
            raise

    def counts(self) -> Dict[str, int]:
        """How much is in it: `waiting`, `handled` (kept until the retention is over) and `dead` (put aside)."""
        return waited(self._native.counts)  # type: ignore[no-any-return]

    def dead_letters(self) -> List[Letter]:
        """Events that were put aside after their handler failed too often."""
        return [Letter(letter) for letter in waited(self._native.dead_letters)]

    def redrive(self, seq: Optional[int] = None) -> int:
        """Has one event that was put aside handled again, or all of them; how many."""
        return waited(lambda done: self._native.redrive(seq, done))  # type: ignore[no-any-return]

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
