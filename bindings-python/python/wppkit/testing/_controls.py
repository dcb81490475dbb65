"""The hands of a test: phone, browser, clock, faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Optional

from ._control import Control, segment

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Browser", "Clock", "Faults", "Phone"]


class _OfSession:
    """Acts on one session; called with a name, on another one."""

    _path = ""

    def __init__(self, control: Control, session: str) -> None:
        """The controls of a session."""
        self._control = control
        self._session = session

    def __call__(self, session: str) -> "Self":
        """The same for another session."""
        return type(self)(self._control, session)

    def _do(self, what: str, **more: Any) -> None:
        body = {"do": what, **{key: value for key, value in more.items() if value is not None}}
        self._control("POST", f"/sessions/{segment(self._session)}/{self._path}", body)


class Phone(_OfSession):
    """The person with the phone."""

    _path = "phone"

    def scan(self, *, wait: bool = False) -> None:
        """Scans the QR code, or types the pairing code; with `wait`, the login is held until `confirm`."""
        self._do("scan", wait=wait or None)

    def confirm(self) -> None:
        """Confirms a login that is held."""
        self._do("confirm")

    def reject(self) -> None:
        """Rejects a login that is held."""
        self._do("reject")

    def unlink(self) -> None:
        """Removes the device from the phone."""
        self._do("unlink")

    def offline(self) -> None:
        """The phone loses its network."""
        self._do("offline")

    def online(self) -> None:
        """The phone is back."""
        self._do("online")

    def use_elsewhere(self) -> None:
        """Opens the same WhatsApp Web somewhere else."""
        self._do("use_elsewhere")

    def new_qr(self) -> None:
        """WhatsApp shows the next QR code now."""
        self._do("new_qr")


class Browser(_OfSession):
    """Chrome's troubles."""

    _path = "browser"

    def crash(self) -> None:
        """Kills the browser: a connected session becomes a zombie."""
        self._do("crash")

    def fail_launch(self) -> None:
        """Lets the next launch fail, so that the session sticks at INITIALIZING."""
        self._do("fail_launch")

    def slow(self, seconds: float) -> None:
        """Delays the next launch; from 30 s on it times out."""
        self._do("slow", ms=round(seconds * 1000))


class Clock:
    """Virtual time. On a frozen clock nothing happens by itself."""

    def __init__(self, control: Control) -> None:
        """The clock of a world."""
        self._control = control

    @property
    def now(self) -> float:
        """Seconds since 1970, of the world."""
        return float(self._control("GET", "/clock")["now_ms"]) / 1000

    def freeze(self) -> None:
        """Stops the clock."""
        self._control("POST", "/clock", {"freeze": True})

    def advance(self, seconds: float) -> None:
        """Lets everything happen that is due in the next seconds, in order."""
        self._control("POST", "/clock", {"advance_ms": round(seconds * 1000)})

    def run(self, speed: float = 1.0) -> None:
        """Lets the clock run, so many times as fast as real time."""
        self._control("POST", "/clock", {"run": True, "speed": speed})


class Faults:
    """What goes wrong. A fault without `times` stays; `nth` counts the requests that match, from 1."""

    def __init__(self, control: Control) -> None:
        """The faults of a world."""
        self._control = control

    def add(self, do: Dict[str, Any], **match: Any) -> None:
        """Adds a fault in the words of the control API; the others stay."""
        known = self._control("GET", "/faults")
        faults: List[Any] = [{"match": fault["match"], "do": fault["do"]} for fault in known]
        matching = {key: value for key, value in match.items() if value is not None}
        self._control("PUT", "/faults", [*faults, {"match": matching, "do": do}])

    def throw(
        self,
        message: str,
        *,
        kind: str = "pageError",
        call: str = "*",
        operation: Optional[str] = None,
        session: Optional[str] = None,
        nth: Optional[int] = None,
        times: Optional[int] = None,
    ) -> None:
        """The library call below the handler fails: `call` is its name, such as `sendText`."""
        fault = {"throw": {"kind": kind, "message": message}}
        self.add(fault, call=call, operation=operation, session=session, nth=nth, times=times)

    def answer(
        self,
        status: int,
        body: Any = None,
        *,
        operation: Optional[str] = None,
        session: Optional[str] = None,
        nth: Optional[int] = None,
        times: Optional[int] = None,
    ) -> None:
        """This answer instead; the handler does not run."""
        fault = {"status": status, "body": body}
        self.add(fault, operation=operation, session=session, nth=nth, times=times)

    def delay(
        self,
        seconds: float,
        *,
        operation: Optional[str] = None,
        session: Optional[str] = None,
        times: Optional[int] = None,
    ) -> None:
        """The handler runs so many virtual seconds later."""
        self.add({"delay_ms": round(seconds * 1000)}, operation=operation, session=session, times=times)

    def hang(
        self,
        *,
        operation: Optional[str] = None,
        session: Optional[str] = None,
        times: Optional[int] = None,
    ) -> None:
        """The handler runs, and its answer never leaves."""
        self.add({"hang": True}, operation=operation, session=session, times=times)

    def reset(
        self,
        when: str,
        *,
        operation: Optional[str] = None,
        session: Optional[str] = None,
        nth: Optional[int] = None,
        times: Optional[int] = None,
    ) -> None:
        """The connection is reset `"before"` or `"after"` the handler ran."""
        self.add({"reset": when}, operation=operation, session=session, nth=nth, times=times)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._control("DELETE", "/faults")
