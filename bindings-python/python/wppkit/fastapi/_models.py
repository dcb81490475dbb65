"""Shapes of the endpoints, for the OpenAPI document."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, Optional

from pydantic import BaseModel, Field

__all__ = [
    "Connection",
    "Connections",
    "Done",
    "Failure",
    "NewConnection",
    "QrCode",
    "Shown",
    "Start",
    "Started",
    "StatusAnswer",
    "TestMessage",
    "Tested",
]

Word = Literal["notLogged", "qrReadSuccess", "inChat", "isLogged"]


class Start(BaseModel):
    """How a session is started."""

    phone: Optional[str] = Field(default=None, description="Number to pair with a code instead of a QR code")
    webhook: Optional[str] = Field(default=None, description="URL that gets the session's events")


class NewConnection(Start):
    """A session to create."""

    session: str = Field(description="Name of the session")


class TestMessage(BaseModel):
    """A message to try it out with."""

    phone: str = Field(description="10 to 15 digits with the country code")
    message: str = Field(description="The text")


class Shown(BaseModel):
    """A session as pages show it."""

    connected: bool = Field(description="Two consecutive checks found it connected")
    status: Word
    message: str
    state: str = Field(description="closed, starting, awaiting_qr, …, connected, degraded, …")
    phone: Optional[str] = None
    device: Optional[Dict[str, Optional[str]]] = None
    battery: Optional[float] = None


class StatusAnswer(BaseModel):
    """Answer of `GET status/`."""

    success: Literal[True]
    session: Shown


class QrCode(BaseModel):
    """Answer of `GET qrcode/`."""

    success: Literal[True]
    qrcode: Optional[str] = Field(description="A PNG as data URL while a code waits, else null")
    pairingCode: Optional[str] = None
    raw: Dict[str, Any]


class Started(QrCode):
    """Answer of `POST start/`."""

    status: Shown


class Message(BaseModel):
    """What was done."""

    message: str
    already: bool = Field(description="There was nothing to do")


class Done(BaseModel):
    """Answer of `POST logout/`, `close/`, `restart/`."""

    success: Literal[True]
    response: Message


class Tested(BaseModel):
    """Answer of `POST send-test/`."""

    success: Literal[True]
    messageId: str
    response: Dict[str, Any]


class Connection(Shown):
    """One session of the list."""

    session: str


class Connections(BaseModel):
    """Answer of `GET connections/`."""

    success: Literal[True]
    connections: List[Connection]


class Failure(BaseModel):
    """Every failure, with the HTTP status of its cause."""

    success: Literal[False]
    message: str
    status_code: int
    code: Optional[str] = None
    hint: Optional[str] = None
