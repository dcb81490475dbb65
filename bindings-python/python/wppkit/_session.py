"""One WhatsApp account on the server, for blocking calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Mapping, Optional

from ._caller import Limits
from ._check import Stationary, fields_of, text
from ._generated.operations import SessionOperationGroups
from ._login import Login
from ._model import Answer

if TYPE_CHECKING:
    from ._client import Client
    from ._typing import File, Time

__all__ = ["Session"]


class Session(Stationary, SessionOperationGroups):
    """One WhatsApp account on the server. Handles of one name share token, poller and caches; threads may share one.

    Operations hang on their group: `session.messages.send_message(…)`. Helpers hang on the session itself.
    """

    __slots__ = ("_client", "_name")

    def __init__(self, client: "Client", name: str, limits: Optional[Limits] = None) -> None:
        """A handle; made by `Client.session`."""
        self._client = client
        self._native = client._native
        self._session = name
        self._name = name
        self._limits = limits

    @property
    def name(self) -> str:
        """The session's name."""
        return self._name

    @property
    def client(self) -> "Client":
        """The client that made the handle."""
        return self._client

    def with_options(
        self,
        *,
        timeout: Optional["Time"] = None,
        deadline: Optional["Time"] = None,
        attempts: Optional[int] = None,
    ) -> "Session":
        """The same session with other limits for its calls.

        Args:
            timeout: Longest time for one attempt, in seconds.
            deadline: Longest time for the whole call, retries included, in seconds.
            attempts: Attempts in all, where repeating is safe; 1 switches retries off.
        """
        return Session(self._client, self._name, (timeout, deadline, attempts))

    def call(
        self,
        operation: str,
        fields: Optional[Mapping[str, Any]] = None,
        *,
        file: Optional["File"] = None,
        timeout: Optional["Time"] = None,
        deadline: Optional["Time"] = None,
    ) -> Answer[Any]:
        """Calls an operation or a helper by its id, with fields in the spelling of the wire.

        The result's `value` is plain JSON, `raw` the server's whole answer.
        """
        payload, answer = self._exchange(
            text("operation", operation), fields_of("fields", fields or {}), timeout, deadline, file
        )
        return Answer(payload, answer)

    def connect(
        self,
        *,
        phone: Optional[str] = None,
        webhook: Optional[str] = None,
        device_name: Optional[str] = None,
        code_by_webhook: bool = False,
        restart: bool = False,
        resume_after_autoclose: int = 0,
        timeout: Optional["Time"] = None,
    ) -> Login:
        """Logs the session in, stage by stage; iterate over what it returns.

        Idempotent: a connected session gives `Connected` after two checks, one that waits for a QR code is joined.
        Any of `phone`, `webhook` and `device_name` replaces all settings that the server stored for the session.

        Args:
            phone: Ask for a pairing code for this number instead of a QR code.
            webhook: URL that gets the session's events.
            device_name: Name in the phone's list of linked devices.
            code_by_webhook: Pair also where only the webhook gets to know the code.
            restart: Close and start again a browser that is dead or does not come up, once.
            resume_after_autoclose: How often a login that the server closed is started again with a new code.
            timeout: Longest time for the whole login, in seconds; 300 by default.
        """
        options: Dict[str, Any] = {
            "phone": phone,
            "webhook": webhook,
            "deviceName": device_name,
            "codeByWebhook": code_by_webhook or None,
            "restart": restart or None,
            "resumeAfterAutoclose": resume_after_autoclose or None,
            "timeoutMs": timeout,
        }
        return Login(self._native.connect(self._name, options))

    def observe_webhook(self, body: Mapping[str, Any]) -> bool:
        """Hands in the JSON body of a webhook; whether it was one of the session's life.

        Such events show what polling cannot: the scan, a pairing code, the phone removing the link.
        """
        return self._native.observe_webhook(self._name, fields_of("body", body))

    def __repr__(self) -> str:
        return f"Session({self._name!r}, {self._client.base_url!r})"
