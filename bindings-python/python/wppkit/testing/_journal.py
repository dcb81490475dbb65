"""What the server was asked, and what was sent."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

__all__ = ["Request", "SentMessage", "sent_in", "unsent"]

_TEXT = ("message", "caption", "text")


class Request(Dict[str, Any]):
    """One entry of the journal."""

    @property
    def operation(self) -> Optional[str]:
        """Id of the operation."""
        return self.get("operation")

    @property
    def session(self) -> Optional[str]:
        """Name of the session."""
        return self.get("session")

    @property
    def status(self) -> Optional[int]:
        """Status of the answer."""
        return self.get("status")

    @property
    def body(self) -> Any:
        """The request's body as JSON."""
        return self.get("body")


class SentMessage:
    """A message that reached WhatsApp: a library call that sends, below a request."""

    def __init__(self, session: Optional[str], to: str, text: Optional[str], method: str) -> None:
        """A message as the library was told to send it."""
        self.session = session
        self.to = to
        self.text = text
        self.method = method

    def matches(self, to: Optional[str], text: Optional[str], session: Optional[str]) -> bool:
        """Whether it is to this recipient (any spelling of the number), with this text, from this session."""
        return (
            (to is None or _user(self.to) == _user(to))
            and (text is None or self.text == text)
            and (session is None or self.session == session)
        )

    def __repr__(self) -> str:
        return f"{self.method}(to={self.to!r}, text={self.text!r}, session={self.session!r})"


def _user(recipient: str) -> str:
    name, _, server = recipient.partition("@")
    if server not in ("", "c.us"):
        return recipient
    return "".join(character for character in name if character.isdigit())


def sent_in(requests: List[Dict[str, Any]]) -> List[SentMessage]:
    """The messages that these requests sent."""
    found = []
    for request in requests:
        for call in request.get("client_calls", []):
            method, arguments = call.get("method", ""), call.get("args", call.get("arguments", []))
            if not str(method).startswith("send") or not arguments:
                continue
            texts = [argument for argument in arguments[1:] if isinstance(argument, str)]
            body = request.get("body")
            if isinstance(body, dict):
                text = next((body[key] for key in _TEXT if isinstance(body.get(key), str)), None)
            else:
                text = texts[0] if texts else None
            found.append(SentMessage(request.get("session"), str(arguments[0]), text, method))
    return found


def unsent(to: Optional[str], text: Optional[str], session: Optional[str], found: List[SentMessage]) -> str:
    """What was expected and what was sent instead, the nearest first."""
    wanted = {"to": to, "text": text, "session": session}
    shown = ", ".join(f"{key}={value!r}" for key, value in wanted.items() if value is not None)
    lines = [f"no message was sent with {shown or 'anything'}"]
    if not found:
        lines.append("nothing was sent at all")
    nearest = sorted(found, key=lambda message: _distance(message, to, text, session))
    for message in nearest[:5]:
        lines.append(f"sent: {message!r}")
        for key, value in wanted.items():
            got = getattr(message, key)
            same = _user(str(got)) == _user(str(value)) if key == "to" else got == value
            if value is not None and not same:
                lines.append(f"  - {key}: {value!r}")
                lines.append(f"  + {key}: {got!r}")
    if len(found) > 5:
        lines.append(f"… and {len(found) - 5} more")
    return "\n".join(lines)


def _distance(message: SentMessage, to: Optional[str], text: Optional[str], session: Optional[str]) -> int:
    return (
        (0 if message.matches(to, None, None) else 2)
        + (0 if message.matches(None, text, None) else 1)
        + (0 if message.matches(None, None, session) else 1)
    )
