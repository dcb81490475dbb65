"""The call `listen`: a session with a webhook of its own, whose events are stages."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

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
    UnauthorizedError,
    verify_relay,
)

# Handlers that fail, fail on purpose.
logging.getLogger("wppkit.inbox").setLevel(logging.CRITICAL)


# What relays are signed with.
SECRET = "a long secret text that both know"
# How long somebody is given to answer, in seconds.
PATIENCE = 20


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
        self.ask: Optional[str] = fields.get("ask")
        self.relay: Optional[List[int]] = fields.get("relay")
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

    def look(self, event: InboxEvent) -> None:
        """Looks at an event before it is handled."""
        if self.fail_first and event.seq not in self.seen:
            self.seen.add(event.seq)
            raise RuntimeError("not yet")

    def reply(self, reply: Optional[InboxEvent]) -> None:
        self.stage({"type": "reply", **(reply or {})})

    def relayed(self, headers: Dict[str, str], body: bytes) -> int:
        """Takes a relay; the status to answer."""
        try:
            verify_relay(SECRET, headers, body)
        except UnauthorizedError:
            return 401
        status = self.relay.pop(0) if self.relay else 200
        kind = "relayed" if status == 200 else "refused"
        self.stage({"type": kind, "status": status, "event": json.loads(body)})
        return status

    def handle(self, event: InboxEvent) -> bool:
        """Handles an event; whether it was the last."""
        self.stage({"type": event.kind, **event})
        self.handled += 1
        return self.handled == self.count


def moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, timezone.utc)


class Hooks(ThreadingHTTPServer):
    """A server for webhooks, as an application has one."""

    daemon_threads = True

    def __init__(
        self, receive: Callable[[str, bytes, str], int], relayed: Callable[[Dict[str, str], bytes], int]
    ) -> None:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.path == "/relayed":
                    status = relayed(dict(self.headers), body)
                else:
                    status = receive(self.path.rsplit("/", 1)[1], body, self.command)
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


def listen(listen: Listen, client: Client, session: Session) -> Dict[str, int]:
    """Blocking: the events are handled on this thread."""
    hooks = Hooks(lambda token, body, method: inbox.receive(token, body, method=method)[0], listen.relayed)
    inbox = Inbox(url=f"{hooks.base}/hooks")
    if listen.relay:
        inbox.relay(f"{hooks.base}/relayed", SECRET, filter=listen.filter, schedule=[0.001] * 5)
    connected = threading.Event()

    @inbox.on(listen.filter)
    def handle(event: InboxEvent) -> None:
        listen.look(event)
        if listen.ask is not None:
            reply = inbox.wait_for_reply(event, timeout=PATIENCE)
            session.send_text(event.chat or "", listen.ask)
            listen.stage({"type": "asked"})
            listen.reply(reply.result())
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
        inbox.run(min_delay=0.001, matching="all")
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

    hooks = Hooks(receive, listen.relayed)
    inbox = AsyncInbox(url=f"{hooks.base}/hooks")
    if listen.relay:
        inbox.relay(f"{hooks.base}/relayed", SECRET, filter=listen.filter, schedule=[0.001] * 5)
    connected, enough = asyncio.Event(), asyncio.Event()

    @inbox.on(listen.filter)
    async def handle(event: InboxEvent) -> None:
        listen.look(event)
        if listen.ask is not None:
            reply = inbox.wait_for_reply(event, timeout=PATIENCE)
            await session.send_text(event.chat or "", listen.ask)
            listen.stage({"type": "asked"})
            listen.reply(await reply)
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
        tasks.append(asyncio.create_task(inbox.run(min_delay=0.001, matching="all")))
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
