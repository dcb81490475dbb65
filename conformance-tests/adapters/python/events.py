"""The call `listen`: a session with a webhook of its own, whose events are stages."""

from __future__ import annotations

import asyncio
import logging
import threading
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, Optional, Set, Tuple

from wppkit import (
    AsyncClient,
    AsyncInbox,
    AsyncSession,
    Client,
    Gap,
    Inbox,
    InboxEvent,
    Session,
    SocketNotice,
)

# Handlers that fail, fail on purpose.
logging.getLogger("wppkit.inbox").setLevel(logging.CRITICAL)


class Enough(BaseException):
    """As many events as were asked for were handled."""


class Listen:
    """Arguments of the call, and what its handler does."""

    def __init__(self, call: Dict[str, Any], write: Callable[[Dict[str, Any]], None]) -> None:
        self.call, self.write = call, write
        fields = call["with"]
        self.count: int = fields["count"]
        self.filter: str = fields.get("filter", "")
        self.fail_first: bool = fields.get("failFirst", False)
        self.socket: bool = fields.get("socket", False)
        self.missed: Optional[Tuple[datetime, datetime]] = None
        if "missedSinceMs" in fields:
            self.missed = (
                moment(fields["missedSinceMs"]),
                moment(fields["missedUntilMs"]),
            )
        self.seen: Set[int] = set()
        self.handled = 0

    def stage(self, stage: Dict[str, Any]) -> None:
        self.write({"id": self.call["id"], "stage": stage})

    def gap(self, gap: Optional[Gap]) -> None:
        self.stage({"type": "gap", **(gap or {})})

    def handle(self, event: InboxEvent) -> bool:
        """Handles an event; whether it was the last."""
        if self.fail_first and event.seq not in self.seen:
            self.seen.add(event.seq)
            raise RuntimeError("not yet")
        self.stage({"type": event.kind, **event})
        self.handled += 1
        return self.handled == self.count


def moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, timezone.utc)


class Hooks(ThreadingHTTPServer):
    """A server for webhooks, as an application has one."""

    daemon_threads = True

    def __init__(self, receive: Callable[[str, bytes, str], int]) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                self.send_response(receive(self.path.rsplit("/", 1)[1], body, self.command))
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server_port}/hooks"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


def listen(listen: Listen, client: Client, session: Session) -> Dict[str, int]:
    """Blocking: the events are handled on this thread."""
    hooks = Hooks(lambda token, body, method: inbox.receive(token, body, method=method)[0])
    inbox = Inbox(url=hooks.base)
    connected = threading.Event()

    @inbox.on(listen.filter)
    def handle(event: InboxEvent) -> None:
        if listen.handle(event):
            raise Enough

    def notice(seen: SocketNotice) -> None:
        if seen.type == "connected":
            connected.set()

    listening = None
    try:
        if listen.socket:
            listening = inbox.listen(client, unattributed={"of": session.name}, notice=notice)
        session.connect(webhook=inbox.webhook_url(session.name)).connected()
        if listen.socket:
            connected.wait()
        if listen.missed:
            since, until = listen.missed
            listen.gap(inbox.recover(session, since=since, until=until))
        listen.stage({"type": "listening"})
        inbox.run(min_delay=0.001)
    except Enough:
        pass
    finally:
        if listening is not None:
            listening.close()
        hooks.stop()
    return {"handled": listen.handled}


async def listen_async(listen: Listen, client: AsyncClient, session: AsyncSession) -> Dict[str, int]:
    """In an event loop: listener and handlers are tasks."""
    loop = asyncio.get_running_loop()

    def receive(token: str, body: bytes, method: str) -> int:
        return asyncio.run_coroutine_threadsafe(inbox.receive(token, body, method=method), loop).result()[0]

    hooks = Hooks(receive)
    inbox = AsyncInbox(url=hooks.base)
    connected, enough = asyncio.Event(), asyncio.Event()

    @inbox.on(listen.filter)
    async def handle(event: InboxEvent) -> None:
        if listen.handle(event):
            enough.set()

    def notice(seen: SocketNotice) -> None:
        if seen.type == "connected":
            connected.set()

    tasks = []
    try:
        if listen.socket:
            work = inbox.listen(client, unattributed={"of": session.name}, notice=notice)
            tasks.append(asyncio.create_task(work))
        await session.connect(webhook=await inbox.webhook_url(session.name)).connected()
        if listen.socket:
            await connected.wait()
        if listen.missed:
            since, until = listen.missed
            listen.gap(await inbox.recover(session, since=since, until=until))
        listen.stage({"type": "listening"})
        tasks.append(asyncio.create_task(inbox.run(min_delay=0.001)))
        tasks.append(asyncio.create_task(enough.wait()))  # type: ignore[arg-type]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await loop.run_in_executor(None, hooks.stop)
    return {"handled": listen.handled}
