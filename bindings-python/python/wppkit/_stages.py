"""The stages of a login."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, ClassVar, Dict, Optional

from ._model import Model
from ._native import qr_terminal

if TYPE_CHECKING:
    from ._generated.types import SessionStatus

__all__ = ["Connected", "PairingCode", "Qr", "Scanned", "Stage", "Starting", "Syncing", "stage"]


class Stage(Model):
    """A stage of a login: `Starting`, codes, `Scanned` or `Syncing`, `Connected`."""

    __slots__ = ()

    type: ClassVar[str] = ""
    """The stage's name, snake_case."""


class Starting(Stage):
    """The server starts the browser, or still tidies up behind the last one."""

    __slots__ = ()
    type = "starting"


class Qr(Stage):
    """A QR code to scan; every further one replaces the one before."""

    __slots__ = ()
    type = "qr"
    _fields = {"seq": "seq", "age": "ageMs"}

    @property
    def text(self) -> str:
        """The text that the code encodes. It logs an account in: treat it like a password."""
        return str(self["text"])

    @property
    def seq(self) -> int:
        """1 for the first code of a login, counting up with every new one."""
        return int(self["seq"])

    @property
    def age(self) -> float:
        """Seconds since this code was first seen here."""
        return float(self["ageMs"]) / 1000

    @property
    def png(self) -> Optional[str]:
        """The code as a PNG in a data URL, for an `<img src=…>`."""
        return self.get("png")

    def png_bytes(self) -> bytes:
        """The code as the bytes of a PNG; empty if it cannot be drawn."""
        return base64.b64decode((self.png or ",").partition(",")[2])

    def terminal(self) -> str:
        """The code drawn with block characters, for a terminal."""
        return qr_terminal(self.text)


class PairingCode(Stage):
    """A code to type into the phone."""

    __slots__ = ()
    type = "pairing_code"
    _fields = {"phone": "phone"}

    @property
    def code(self) -> Optional[str]:
        """The eight characters; absent where only the webhook gets to know them."""
        return self.get("code")

    @property
    def grouped(self) -> Optional[str]:
        """The code as the phone shows it, `ABCD-EFGH`."""
        code = self.code
        return None if code is None else "-".join(part for part in (code[:4], code[4:]) if part)

    @property
    def phone(self) -> str:
        """The number that it is for, digits with country code."""
        return str(self["phone"])


class Scanned(Stage):
    """The phone accepted the code."""

    __slots__ = ()
    type = "scanned"


class Syncing(Stage):
    """Logged in; the session is being checked a second time."""

    __slots__ = ()
    type = "syncing"


class Connected(Stage):
    """Two checks in a row found the session connected. The last stage."""

    __slots__ = ()
    type = "connected"
    _fields = {"status": "status"}

    @property
    def status(self) -> "SessionStatus":
        """What is known of the session."""
        from ._generated.types import SessionStatus

        status: SessionStatus = self._convert("status", SessionStatus)
        return status


_STAGES: Dict[str, Any] = {kind.type: kind for kind in (Starting, Qr, PairingCode, Scanned, Syncing, Connected)}


def stage(value: Dict[str, Any]) -> Stage:
    """The stage that a JSON object describes."""
    made: Stage = _STAGES.get(value["type"], Stage)(value)
    return made
