"""A world of the mock: a server of its own, isolated from every other one."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Optional

from wppkit import AsyncClient, AsyncSession, Client, Pace, Session

from ._control import Control, segment
from ._controls import Browser, Clock, Faults, Phone
from ._journal import Request, SentMessage, sent_in, unsent

__all__ = ["World"]

SESSION = "shop"
# The client's own waits are real time: short ones, since the mock is near.
_PACE = {
    "poll": 0.01,
    "poll_max": 0.05,
    "debounce": 0.01,
    "logout_settle": 0.05,
    "orphan": 0.5,
    "diagnose_patience": 0.1,
}


class World:
    """A server of its own: sessions, contacts, chats, faults, clock and journal.

    `session` arguments left out mean the session `shop`.
    """

    def __init__(self, url: str, secret: str) -> None:
        """The world at this base URL."""
        self.url = url
        """Base URL for a client."""
        self.secret = secret
        """The server's secret key."""
        self.control = Control(f"{url}/__mock__")
        """Any call of the control API: `control("GET", "/health")`."""
        self.phone = Phone(self.control, SESSION)
        """The person with the phone: `phone.scan()`, `phone("other").unlink()`."""
        self.browser = Browser(self.control, SESSION)
        """Chrome's troubles: `browser.crash()`."""
        self.clock = Clock(self.control)
        """Virtual time: `clock.freeze()`, `clock.advance(5)`."""
        self.faults = Faults(self.control)
        """What goes wrong: `faults.throw("boom", call="sendText")`."""

    def client(self, **settings: Any) -> Client:
        """A client of this world, with short waits and locally minted tokens."""
        return Client(**self._settings(settings))

    def async_client(self, **settings: Any) -> AsyncClient:
        """A client for asyncio of this world."""
        return AsyncClient(**self._settings(settings))

    def session(self, name: str = SESSION, state: str = "CONNECTED", **settings: Any) -> Session:
        """A handle on a session that is put into this state first."""
        self.put_session(name, state)
        return self.client(**settings).session(name)

    def async_session(self, name: str = SESSION, state: str = "CONNECTED", **settings: Any) -> AsyncSession:
        """A handle for asyncio on a session that is put into this state first."""
        self.put_session(name, state)
        return self.async_client(**settings).session(name)

    def put_session(self, name: str = SESSION, state: str = "CONNECTED", **more: Any) -> None:
        """Puts a session straight into a state: `CONNECTED`, `QRCODE`, `CLOSED`, `absent`, …"""
        self.control("PUT", f"/sessions/{segment(name)}", {"state": state, **more})

    def state(self, session: str = SESSION) -> str:
        """The state of a session, as the world knows it."""
        return str(self.control("GET", f"/sessions/{segment(session)}")["state"])

    def deliver(self, event: str, session: str = SESSION, **what: Any) -> None:
        """Something arrives: `deliver("message", chat="5521999999999", body="Hi")`, `deliver("ack", ack=3)`, …

        A chat that is left out is the account's first one; an account that has none yet needs it named.
        """
        self.control("POST", f"/sessions/{segment(session)}/deliver", {"event": event, **what})

    def missing(self, *numbers: str) -> None:
        """These numbers are not on WhatsApp."""
        self.control("PUT", "/directory", {"numbers": {number: {"exists": False} for number in numbers}})

    def reset(self, preset: str = "empty") -> None:
        """A known world: `empty`, `demo`, `recordings`; faults, journal and clock are cleared."""
        self.control("POST", "/reset", {"preset": preset})

    def requests(self, operation: Optional[str] = None, session: Optional[str] = None) -> List[Request]:
        """What the server was asked, in order."""
        entries: List[Mapping[str, Any]] = self.control("GET", "/requests")
        return [
            Request(entry)
            for entry in entries
            if operation in (None, entry.get("operation")) and session in (None, entry.get("session"))
        ]

    def sent(self, session: Optional[str] = None) -> List[SentMessage]:
        """What reached WhatsApp, in order."""
        return sent_in(self.requests(session=session))  # type: ignore[arg-type]

    def assert_sent(
        self,
        *,
        to: Optional[str] = None,
        text: Optional[str] = None,
        session: Optional[str] = None,
        times: Optional[int] = None,
    ) -> List[SentMessage]:
        """Fails unless such a message was sent, at least once or exactly so many times; says what was sent instead.

        Args:
            to: The recipient, in any spelling of the number.
            text: The text, or the caption of a file.
            session: The session that sent it.
            times: How often exactly.
        """
        __tracebackhide__ = True
        found = self.sent()
        matching = [message for message in found if message.matches(to, text, session)]
        if times is not None and matching and len(matching) != times:
            shown = "\n".join(f"sent: {message!r}" for message in matching)
            raise AssertionError(f"sent {len(matching)} times instead of {times}\n{shown}")
        if (times is None and not matching) or (times and not matching):
            raise AssertionError(unsent(to, text, session, found))
        return matching

    def assert_not_sent(
        self, *, to: Optional[str] = None, text: Optional[str] = None, session: Optional[str] = None
    ) -> None:
        """Fails if such a message was sent."""
        __tracebackhide__ = True
        self.assert_sent(to=to, text=text, session=session, times=0)

    def _settings(self, given: Dict[str, Any]) -> Dict[str, Any]:
        return {
            "url": self.url,
            "secret_key": self.secret if "token" not in given else None,
            "token_cost": 4,
            "pace": Pace(**_PACE),
            "env": False,
            **given,
        }

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.url!r})"
