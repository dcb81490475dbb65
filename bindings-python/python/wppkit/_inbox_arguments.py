"""Arguments of an inbox's methods in the core's spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional, Sequence, Union

from ._generated.errors import InvalidInputError
from ._inbox_results import InboxEvent

if TYPE_CHECKING:
    from datetime import datetime

    from ._native import NativeClient
    from ._typing import Time

Unattributed = Union[str, Mapping[str, str]]


def run_options(
    until_empty: bool,
    shared: bool,
    matching: Optional[str],
    concurrency: Optional[int],
    attempts: Optional[int],
    min_delay: Optional["Time"],
    max_delay: Optional["Time"],
) -> Dict[str, Any]:
    """The arguments of `run` in the core's spelling."""
    return {
        "untilEmpty": until_empty,
        "shared": shared,
        "matching": matching,
        "concurrency": concurrency,
        "attempts": attempts,
        "minDelayMs": min_delay,
        "maxDelayMs": max_delay,
    }


def replay_range(
    since: Optional["datetime"], until: Optional["datetime"], from_seq: Optional[int], session: Optional[str]
) -> Dict[str, Any]:
    """The arguments of `replay` in the core's spelling."""
    return {"fromSeq": from_seq, "session": session, **span(since, until)}


def place(field: str, value: Any) -> Optional[int]:
    """The number of an event, or the refusal of anything else."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    hint = "give the seq of one event, or leave it out for all"
    raise InvalidInputError(f"{field}: {type(value).__name__} is no number of an event", hint=hint)


def span(since: Optional["datetime"], until: Optional["datetime"]) -> Dict[str, Any]:
    """Two moments in the core's spelling."""
    moments: Dict[str, Any] = {}
    for name, key, moment in (("since", "fromMs", since), ("until", "toMs", until)):
        if moment is None:
            continue
        if not hasattr(moment, "timestamp"):
            raise InvalidInputError(f"{name}: {type(moment).__name__} is no time", hint="give a datetime")
        moments[key] = int(moment.timestamp() * 1000)
    return moments


def listen_options(sessions: Optional[Sequence[str]], unattributed: Unattributed) -> Dict[str, Any]:
    """The arguments of `listen` in the core's spelling."""
    if isinstance(sessions, str):
        raise InvalidInputError("sessions: str is no list", hint='give a list of names: ["shop"]')
    return {"sessions": sessions, "unattributed": unattributed}


def relay_settings(
    url: str,
    secret: str,
    schedule: Optional[Sequence["Time"]],
    timeout: Optional["Time"],
    disable_after: Optional[int],
) -> Dict[str, Any]:
    """The arguments of `relay` in the core's spelling."""
    return {
        "url": url,
        "secret": secret,
        "scheduleMs": None if schedule is None else list(schedule),
        "timeoutMs": timeout,
        "disableAfter": disable_after,
    }


def reply_wanted(event: Any, timeout: "Time") -> Dict[str, Any]:
    """The arguments of `wait_for_reply` in the core's spelling."""
    if not isinstance(event, InboxEvent):
        raise InvalidInputError(f"event: {type(event).__name__} is no InboxEvent", hint="give what the handler got")
    return {"session": event.session, "chat": event.chat, "timeoutMs": timeout}


def native_of(field: str, handle: Any, kind: type) -> "NativeClient":
    """The native client of a client or session, or the refusal of anything else."""
    if not isinstance(handle, kind):
        hint = f"give a {kind.__name__}"
        raise InvalidInputError(f"{field}: {type(handle).__name__} is no {kind.__name__}", hint=hint)
    return handle._native  # type: ignore[attr-defined, no-any-return]
