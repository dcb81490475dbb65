"""The base of all exceptions."""

from __future__ import annotations

from typing import Any, ClassVar, Dict, Optional, Tuple

__all__ = ["Cause", "WppError"]


class Cause(Exception):
    """What an error was caused by, in the words of the library below."""


class WppError(Exception):
    """Why a call failed, what is known of the delivery, and what to do next.

    There is one subclass per code. `str()` gives the facts on one line and the hint below it; secrets and tokens
    are in neither. Errors can be pickled.
    """

    code: ClassVar[str] = "error"
    """The kind of failure, a stable string in every language."""

    message: str
    """What was attempted and what stood in the way."""
    operation: Optional[str]
    """Id of the operation, such as `send-message`."""
    session: Optional[str]
    """Name of the session."""
    status: Optional[int]
    """HTTP status of the answer, if there was one."""
    body: Any
    """The answer's body as JSON, or as text if it is none."""
    delivery: Optional[str]
    """For sends: `not_sent` (proven) or `unknown` (it may have arrived: look before sending again)."""
    temporary: bool
    """Whether the same call may succeed later without a change."""
    hint: Optional[str]
    """What to do about it."""
    message_id: Optional[str]
    """For sends: the id of the message that was not confirmed."""

    def __init__(self, message: str = "", **facts: Any) -> None:
        """An error as the core describes it; applications only catch it."""
        Exception.__init__(self, message)
        self.message = message
        self.operation = facts.get("operation")
        self.session = facts.get("session")
        self.status = facts.get("status")
        self.body = facts.get("body")
        self.delivery = facts.get("delivery")
        self.temporary = bool(facts.get("temporary", False))
        self.hint = facts.get("hint")
        self.message_id = facts.get("message_id")
        self._display: str = facts.get("display") or f"{self.code}: {message}"

    def __str__(self) -> str:
        return f"{self._display}\n  hint: {self.hint}" if self.hint else self._display

    def __repr__(self) -> str:
        facts = ", ".join(f"{key}={value!r}" for key, value in self._facts().items() if key != "body")
        return f"{type(self).__name__}({self.message!r}{', ' if facts else ''}{facts})"

    def to_dict(self) -> Dict[str, Any]:
        """The error as a JSON object: code, message and the facts that are known."""
        return {"code": self.code, "message": self.message, "temporary": self.temporary, **self._facts()}

    def _facts(self) -> Dict[str, Any]:
        facts = {
            "operation": self.operation,
            "session": self.session,
            "status": self.status,
            "body": self.body,
            "delivery": self.delivery,
            "temporary": self.temporary or None,
            "hint": self.hint,
            "message_id": self.message_id,
        }
        return {key: value for key, value in facts.items() if value is not None}

    def __reduce__(self) -> Tuple[Any, ...]:
        facts = {**self._facts(), "display": self._display}
        return _restored, (type(self), self.message, facts)


def _restored(kind: type[WppError], message: str, facts: Dict[str, Any]) -> WppError:
    return kind(message, **facts)
