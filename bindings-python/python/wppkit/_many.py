"""Many sends: jobs, and their outcomes as they come."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, Mapping, Optional, Type

from ._check import fields_of
from ._generated.errors import InvalidInputError
from ._generated.types import SendOutcome
from ._told import waited

if TYPE_CHECKING:
    from ._native import NativeOutcomes
    from ._typing import Time

__all__ = ["Job", "JobOutcome", "Sending"]


class Job:
    """One message of many.

    >>> Job("shop", "5521999999999", "Olá")
    Job('shop', to='5521999999999', operation='send-message')
    """

    __slots__ = ("_settings",)

    def __init__(
        self,
        session: str,
        to: str,
        text: Optional[str] = None,
        *,
        operation: str = "send-message",
        fields: Optional[Mapping[str, Any]] = None,
        idempotency_key: Optional[str] = None,
    ) -> None:
        """A message.

        Args:
            session: Name of the session that sends.
            to: The recipient, as in `send_text`.
            text: The text of a `send-message`.
            operation: Id of another operation that sends to a chat, such as `send-location`.
            fields: Its own fields in the spelling of the wire, without `phone` and its flags.
            idempotency_key: The same key again gives the first outcome instead of a second message.
        """
        given = fields_of("fields", fields or {})
        if text is not None:
            if operation != "send-message":
                raise InvalidInputError(f"text: is no field of {operation}", hint="put it into fields")
            given["message"] = text
        self._settings: Dict[str, Any] = {
            "session": session,
            "to": to,
            "operation": operation,
            "fields": given,
        }
        if idempotency_key is not None:
            self._settings["idempotencyKey"] = idempotency_key

    def __repr__(self) -> str:
        told = self._settings
        return f"Job({told['session']!r}, to={told['to']!r}, operation={told['operation']!r})"


class JobOutcome(SendOutcome):
    """What became of one job, and how far the run is."""

    __slots__ = ()
    _fields = {**SendOutcome._fields, "index": "index", "session": "session", "progress": "progress"}

    @property
    def index(self) -> int:
        """Place of the job in the list, from 0."""
        return self["index"]  # type: ignore[no-any-return]

    @property
    def session(self) -> str:
        """Name of the session."""
        return self["session"]  # type: ignore[no-any-return]

    @property
    def progress(self) -> Dict[str, int]:
        """Jobs so far: `total`, `done`, `sent`, `rejected`, `unknown`, `left` (not tried)."""
        return self["progress"]  # type: ignore[no-any-return]


def described(
    jobs: Iterable[Job],
    batch: Optional[str],
    concurrency: Optional[int],
    limit: Optional[int],
    pause: Optional["Time"],
) -> Dict[str, Any]:
    """The arguments of `send_many` in the core's spelling."""
    if not isinstance(jobs, Iterable):
        hint = "give a list of wppkit.Job(session, to, text)"
        raise InvalidInputError(f"jobs: {type(jobs).__name__} is no list of jobs", hint=hint)
    described = []
    for place, job in enumerate(jobs):
        if not isinstance(job, Job):
            hint = "give a list of wppkit.Job(session, to, text)"
            raise InvalidInputError(f"jobs.{place}: {type(job).__name__} is no Job", hint=hint)
        described.append(job._settings)
    return {"jobs": described, "batch": batch, "concurrency": concurrency, "limit": limit, "pauseMs": pause}


class Sending(Iterator[JobOutcome]):
    """Many sends under way: iterate over their outcomes. Nothing is sent before the first is asked for.

    Leaving the loop does not send the rest; `stop()` ends it early and still tells what was not tried.
    """

    def __init__(self, native: "NativeOutcomes") -> None:
        """A run; made by `Client.send_many`."""
        self._native = native

    def __iter__(self) -> "Sending":
        return self

    def __next__(self) -> JobOutcome:
        value = waited(self._native.next_outcome)
        if value is None:
            raise StopIteration
        return JobOutcome(value)

    def stop(self) -> None:
        """Ends the run: sends under way end, the others are told as `not_tried`. Any thread may call it."""
        self._native.stop()

    def close(self) -> None:
        """Ends the run without telling the rest."""
        self._native.close()

    def __enter__(self) -> "Sending":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()
