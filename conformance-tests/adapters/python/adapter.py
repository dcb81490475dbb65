"""Adapter of the conformance suite for the Python package: `adapter.py sync|async`.

Reads a call per line and answers with lines (see conformance-tests/README.md), through the public API: the typed
method where the arguments fit its signature, else `call()`.
"""

from __future__ import annotations

import asyncio
import functools
import inspect
import json
import re
import signal
import sys
from typing import Any, Callable, Dict, Iterator, Optional, Tuple

from events import Listen, listen, listen_async

from wppkit import (
    AsyncClient,
    Client,
    Pace,
    Retries,
    Timeouts,
    WppError,
    parse_event,
    verify_relay,
)

Settings = Dict[str, Any]
CALL_LIMITS = {"self", "file", "deadline"}


class Cancelled(Exception):
    """The caller gave up."""


def arguments(settings: Settings) -> Dict[str, Any]:
    """Settings of the runner as arguments of a client; waits as short as those of the target `rust`."""
    timeout = settings.get("timeout_ms")
    seconds = None if timeout is None else timeout / 1000
    retries = settings.get("retries")
    return {
        "url": settings["url"],
        "secret_key": settings.get("secret_key"),
        "token": settings.get("token"),
        "token_cost": 4 if settings.get("mint", "local") == "local" else None,
        "timeout": Timeouts(normal=seconds, session=seconds, media=seconds),
        "retries": Retries(None if retries is None else retries + 1, min_delay=0.002, max_delay=0.02),
        "pace": Pace(
            poll=0.015,
            poll_max=0.05,
            debounce=0.002,
            stuck_after=settings.get("stuck_after_ms", 30_000) / 1000,
            logout_settle=1,
            orphan=4,
            diagnose_patience=0.1,
        ),
        "env": False,
    }


def snake(name: str) -> str:
    """`waitQrCode` and `send-text` as an argument's or a method's name."""
    words = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).replace("-", "_").lower()
    return words + "_" if words in ("from", "in", "is", "class", "import", "global", "pass") else words


@functools.cache
def groups(kind: type) -> Tuple[str, ...]:
    """Properties of a class that hold the methods of a group of operations."""
    statics = ((name, inspect.getattr_static(kind, name)) for name in dir(kind))
    properties = ((name, static) for name, static in statics if isinstance(static, property))
    return tuple(name for name, static in properties if "_generated" in getattr(static.fget, "__module__", ""))


def method(owner: Any, operation: str) -> Optional[Callable[..., Any]]:
    """The typed method of an operation or a helper: of the object itself, or of one of its groups."""
    name = snake(operation)
    places = [owner]
    # Closing a client is not closing a session, and its jobs are not the helper that sends one text to many.
    if isinstance(owner, (Client, AsyncClient)) and name in (
        "close",
        "session",
        "send_many",
    ):
        return None
    places.extend(getattr(owner, group) for group in groups(type(owner)))
    return next((found for place in places if callable(found := getattr(place, name, None))), None)


def fitting(found: Optional[Callable[..., Any]], fields: Dict[str, Any]) -> Optional[Dict[str, Any]]:
    """The fields as arguments of the method; `None` where they do not fit, as bad input does not."""
    if found is None:
        return None
    parameters = inspect.signature(found).parameters
    given: Dict[str, Any] = {}
    for wire, value in fields.items():
        name = snake(wire)
        if name.endswith("_ms") and name[:-3] in parameters and isinstance(value, (int, float)):
            name, value = name[:-3], value / 1000
        if name not in parameters or name in CALL_LIMITS - {"file"} or value is None:
            return None
        given[name] = value
    required = [name for name, parameter in parameters.items() if parameter.default is inspect.Parameter.empty]
    return given if all(name in given for name in required) else None


def connect_arguments(fields: Dict[str, Any]) -> Tuple[Dict[str, Any], Optional[str]]:
    """Options of a login, and the stage after which the caller gives up."""
    fields = dict(fields)
    last = fields.pop("cancelAfterStage", None)
    timeout = fields.pop("timeoutMs", None)
    given = {snake(name): value for name, value in fields.items()}
    if timeout is not None:
        given["timeout"] = timeout / 1000
    return given, last


def told(error: WppError) -> Dict[str, Any]:
    """An error as the protocol has it."""
    names = (
        "code",
        "message",
        "hint",
        "operation",
        "session",
        "status",
        "body",
        "delivery",
        "temporary",
    )
    return {name: getattr(error, name) for name in names}


def cancelled(call: Dict[str, Any]) -> Dict[str, Any]:
    """The error of a call that the caller cancelled."""
    return {
        "code": "cancelled",
        "message": "the caller cancelled the call",
        "operation": call["call"],
        "session": call["session"],
    }


def write(line: Dict[str, Any]) -> None:
    """Writes a line of the answer."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def key(settings: Settings) -> str:
    """Equal settings mean the same client."""
    return json.dumps(settings, sort_keys=True)


def of_payload(call: Dict[str, Any]) -> Optional[Callable[[], Any]]:
    """Calls about events alone, which need no client. A body that is text goes as it is."""
    fields = dict(call["with"])
    if call["call"] not in ("parse-event", "verify-relay"):
        return None
    body = fields.pop("body")
    text = body if isinstance(body, str) else json.dumps(body)
    if call["call"] == "parse-event":
        return lambda: parse_event(text, **fields)

    def verified() -> Dict[str, bool]:
        verify_relay(body=text, **fields)
        return {"verified": True}

    return verified


class Sync:
    """Blocking calls; a caller gives up by a signal, as with Ctrl-C."""

    def __init__(self) -> None:
        self.clients: Dict[str, Client] = {}

        def give_up(number: int, frame: Any) -> None:
            raise Cancelled

        signal.signal(signal.SIGALRM, give_up)

    def answer(self, call: Dict[str, Any]) -> Any:
        if work := of_payload(call):
            return work()
        known = key(call["client"])
        if known not in self.clients:
            self.clients[known] = Client(**arguments(call["client"]))
        client = self.clients[known]
        on_client = method(client, call["call"])
        if call["call"] != "connect" and on_client is not None:
            given = fitting(on_client, call["with"])
            return on_client(**given) if given is not None else client.call(call["call"], call["with"]).value
        session = client.session(call["session"])
        if call["call"] == "listen":
            return listen(Listen(call, write), client, session)
        if call["call"] == "connect":
            return self.connect(call, session)
        found = method(session, call["call"])
        given = fitting(found, call["with"])
        if found is not None and given is not None:
            return found(**given)
        return session.call(call["call"], call["with"]).value

    def connect(self, call: Dict[str, Any], session: Any) -> Any:
        given, stop = connect_arguments(call["with"])
        last = None
        for last in session.connect(**given):
            write({"id": call["id"], "stage": last})
            if last.type == stop:
                raise Cancelled
        return last

    def run(self, lines: Iterator[str]) -> None:
        for line in lines:
            call = json.loads(line)
            after = call.get("cancel_after_ms")
            try:
                signal.setitimer(signal.ITIMER_REAL, after / 1000 if after else 0)
                result = {"ok": self.answer(call)}
            except WppError as error:
                result = {"error": told(error)}
            except Cancelled:
                result = {"error": cancelled(call)}
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            write({"id": call["id"], **result})


class Async:
    """Calls of asyncio; a caller gives up by cancelling the task."""

    def __init__(self) -> None:
        self.clients: Dict[str, AsyncClient] = {}

    async def answer(self, call: Dict[str, Any]) -> Any:
        if work := of_payload(call):
            return work()
        known = key(call["client"])
        if known not in self.clients:
            self.clients[known] = AsyncClient(**arguments(call["client"]))
        client = self.clients[known]
        on_client = method(client, call["call"])
        if call["call"] != "connect" and on_client is not None:
            given = fitting(on_client, call["with"])
            if given is not None:
                return await on_client(**given)
            return (await client.call(call["call"], call["with"])).value
        session = client.session(call["session"])
        if call["call"] == "listen":
            return await listen_async(Listen(call, write), client, session)
        if call["call"] == "connect":
            return await self.connect(call, session)
        found = method(session, call["call"])
        given = fitting(found, call["with"])
        if found is not None and given is not None:
            return await found(**given)
        return (await session.call(call["call"], call["with"])).value

    async def connect(self, call: Dict[str, Any], session: Any) -> Any:
        given, stop = connect_arguments(call["with"])
        last = None
        async for last in session.connect(**given):
            write({"id": call["id"], "stage": last})
            if last.type == stop:
                raise Cancelled
        return last

    async def run(self, lines: Iterator[str]) -> None:
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, next, lines, ""):
            call = json.loads(line)
            after = call.get("cancel_after_ms")
            try:
                work = self.answer(call)
                result = {"ok": await asyncio.wait_for(work, after / 1000 if after else None)}
            except WppError as error:
                result = {"error": told(error)}
            except (Cancelled, asyncio.TimeoutError):
                result = {"error": cancelled(call)}
            write({"id": call["id"], **result})


if __name__ == "__main__":
    if sys.argv[1:] == ["async"]:
        asyncio.run(Async().run(iter(sys.stdin)))
    else:
        Sync().run(iter(sys.stdin))
