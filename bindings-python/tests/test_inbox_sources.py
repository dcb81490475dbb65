"""What fills the inbox besides webhooks, and its relays."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import textwrap
import threading
import time
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Iterator, List

import pytest

import wppkit
from wppkit import AsyncInbox, AsyncSession, Inbox, InboxEvent, Session, SocketNotice
from wppkit.testing import World

URL = "https://bot.example/hooks"
SECRET = "a long secret text that both know"


def message(number: int, chat: str = "5511999990001@c.us", body: str = "Oi") -> str:
    return json.dumps({"event": "onmessage", "session": "shop", "id": f"false_{chat}_{number}", "body": body})


def token(url: str) -> str:
    return url.rsplit("/", 1)[1]


def test_an_address_that_was_rotated_takes_over_when_the_server_uses_it() -> None:
    inbox = Inbox(url=URL)
    old = token(inbox.webhook_url("shop"))
    inbox.rotate("shop")
    new = token(inbox.webhook_url("shop"))
    assert new != old
    assert [inbox.receive(one, message(1))[0] for one in (old, new, old)] == [200, 200, 404]


def test_messages_of_a_downtime_are_found_in_the_chats(wpp_session: Session, wpp_mock: World) -> None:
    inbox = Inbox()
    assert (inbox.silent_since_ms, inbox.recover(wpp_session)) == (None, None)
    wpp_mock.deliver("message", chat="5511999990001@c.us", body="missed")
    gap = inbox.recover(wpp_session, since=datetime(2000, 1, 1, tzinfo=timezone.utc))
    assert gap is not None
    assert (gap.session, gap.recovered, gap.problem) == ("shop", 1, None)
    assert "onack" in gap.unknown_kinds
    assert gap.from_ms < gap.to_ms
    assert inbox.gaps() == [gap]
    seen: List[InboxEvent] = []
    inbox.on()(seen.append)
    inbox.run(until_empty=True)
    assert [(event.source, event.recovered, event.data["body"]) for event in seen] == [("recovered", True, "missed")]
    with pytest.raises(wppkit.InvalidInputError, match="ends before"):
        inbox.recover(wpp_session, since=datetime.now(), until=datetime(2000, 1, 1))
    with pytest.raises(wppkit.InvalidInputError, match="session: str is no Session"):
        inbox.recover("shop")  # type: ignore[arg-type]


def test_a_file_says_since_when_nobody_received(tmp_path: Path) -> None:
    before = Inbox(tmp_path / "events.db")
    before.run(until_empty=True)
    since = Inbox(tmp_path / "events.db").silent_since_ms
    assert since is not None
    assert 0 <= time.time() * 1000 - since < 600_000


def test_what_the_server_broadcasts_comes_into_the_inbox(wpp_session: Session, wpp_mock: World) -> None:
    inbox = Inbox()
    connected = threading.Event()
    notices: List[SocketNotice] = []

    def notice(seen: SocketNotice) -> None:
        notices.append(seen)
        connected.set()

    class Enough(BaseException):
        pass

    seen: List[InboxEvent] = []

    @inbox.on("kind=onmessage")
    def handle(event: InboxEvent) -> None:
        seen.append(event)
        raise Enough

    client = wpp_session.client
    with inbox.listen(client, sessions=["shop"], unattributed={"of": "shop"}, notice=notice) as listening:
        connected.wait()
        wpp_mock.deliver("message", chat="5511999990001@c.us", body="over the socket")
        with pytest.raises(Enough):
            inbox.run()
    assert listening.wait()
    assert [(event.source, event.session, event.data["body"]) for event in seen] == [
        ("socket", "shop", "over the socket")
    ]
    assert [notice.type for notice in notices] == ["connected"]


def test_a_listener_says_what_is_wrong() -> None:
    inbox = Inbox()
    away = wppkit.Client("http://127.0.0.1:1", secret_key="x", env=False)
    told: "SimpleQueue[SocketNotice]" = SimpleQueue()
    with inbox.listen(away, notice=told.put):
        notice = told.get()
    assert notice.type == "disconnected"
    assert notice.why
    assert (notice.retry_in_ms or 0) >= 500
    with pytest.raises(wppkit.InvalidInputError, match="unattributed"):
        inbox.listen(away, unattributed="guess")
    with pytest.raises(wppkit.InvalidInputError, match="sessions"):
        inbox.listen(away, sessions="shop")
    with pytest.raises(wppkit.InvalidInputError, match="client: Inbox is no Client"):
        inbox.listen(inbox)  # type: ignore[arg-type]
    away.close()
    with pytest.raises(wppkit.InvalidInputError, match="closed"):
        inbox.feed(away)


class Endpoint(ThreadingHTTPServer):
    """Somebody's own endpoint for relays; it answers as told, and keeps what was signed."""

    daemon_threads = True

    def __init__(self) -> None:
        self.status = 200
        self.got: List[Any] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                wppkit.verify_relay(SECRET, dict(self.headers), body)
                endpoint.got.append(json.loads(body))
                self.send_response(endpoint.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/in"
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    with Endpoint() as endpoint:
        yield endpoint
        endpoint.shutdown()


def test_a_relay_posts_what_others_handle_too_is_off_when_told_and_is_redriven(
    tmp_path: Path, endpoint: Endpoint
) -> None:
    inbox = Inbox(tmp_path / "events.db", url=URL)
    address = token(inbox.webhook_url("shop"))
    for number in range(2):
        inbox.receive(address, message(number))
    relay = inbox.relay(endpoint.url, SECRET, filter="kind=onmessage", schedule=[0.001], disable_after=5)
    handled: List[int] = []
    inbox.on()(lambda event: handled.append(event.seq))
    endpoint.status = 410
    # The first pause of a handler would be longer than a test may take: what a relay gives up is put aside at once.
    assert inbox.run(until_empty=True, matching="all", min_delay=600) == {"handled": 0, "dead": 2}
    assert handled == [1, 2]
    assert not relay.enabled
    assert relay.off is not None
    assert "410" in relay.off.reason
    assert relay.off.since_ms <= time.time() * 1000
    assert not Inbox(tmp_path / "events.db").relay(endpoint.url, SECRET).enabled
    endpoint.status = 200
    endpoint.got.clear()
    assert relay.redrive() == 2
    assert relay.enabled
    assert inbox.run(until_empty=True) == {"handled": 2, "dead": 0}
    assert [event["data"]["body"] for event in endpoint.got] == ["Oi", "Oi"]
    relay.switch_on()


@pytest.mark.parametrize(
    ("url", "more", "said"),
    [
        ("ftp://h", {}, "HTTP URL"),
        ("http://h", {"secret": ""}, "secret"),
        ("http://h", {"schedule": [0.1, "x"]}, "schedule: str is no time"),
        ("http://h", {"timeout": 0}, "timeout"),
        ("http://h", {"disable_after": 0}, "disableAfter"),
        ("http://h", {"filter": 5}, "filter"),
    ],
)
def test_a_relay_says_what_is_wrong(url: str, more: Any, said: str) -> None:
    with pytest.raises(wppkit.InvalidInputError, match=said):
        Inbox().relay(url, **{"secret": SECRET, **more})


def test_a_forked_child_relays_and_feeds(tmp_path: Path, endpoint: Endpoint) -> None:
    program = f"""
        import os, wppkit
        inbox = wppkit.Inbox({str(tmp_path / "events.db")!r}, url={URL!r})
        inbox.relay({endpoint.url!r}, {SECRET!r})
        client = wppkit.Client("http://127.0.0.1:1", secret_key="x", env=False)
        inbox.feed(client)
        token = inbox.webhook_url("shop").rsplit("/", 1)[1]
        child = os.fork()
        if child == 0:
            inbox.receive(token, {message(1)!r})
            os._exit(0 if inbox.run(until_empty=True)["handled"] == 1 else 1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True)
    assert done.stdout.strip() == "0", done.stderr
    assert [event["data"]["body"] for event in endpoint.got] == ["Oi"]


async def test_in_a_loop_a_downtime_is_filled_and_a_listener_is_a_task(
    wpp_async_session: AsyncSession, wpp_mock: World
) -> None:
    inbox = AsyncInbox(url=URL)
    inbox.feed(wpp_async_session.client)
    assert await inbox.recover(wpp_async_session) is None
    await asyncio.to_thread(wpp_mock.deliver, "message", chat="5511999990001@c.us", body="missed")
    gap = await inbox.recover(wpp_async_session, since=datetime(2000, 1, 1, tzinfo=timezone.utc))
    assert gap is not None
    assert gap.recovered == 1
    assert await inbox.gaps() == [gap]

    connected, enough = asyncio.Event(), asyncio.Event()
    sources: List[str] = []

    @inbox.on("kind=onmessage")
    async def handle(event: InboxEvent) -> None:
        sources.append(event.source)
        if event.source == "socket":
            enough.set()

    listening = asyncio.create_task(
        inbox.listen(wpp_async_session.client, notice=lambda seen: connected.set(), unattributed={"of": "shop"})
    )
    handling = asyncio.create_task(inbox.run())
    await connected.wait()
    await asyncio.to_thread(wpp_mock.deliver, "message", chat="5511999990001@c.us", body="over the socket")
    await enough.wait()
    assert sources == ["recovered", "socket"]
    for task in (listening, handling):
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await inbox.rotate("shop")


async def test_a_relay_of_a_loop(endpoint: Endpoint) -> None:
    inbox = AsyncInbox(url=URL)
    await inbox.receive(token(await inbox.webhook_url("shop")), message(1))
    relay = inbox.relay(endpoint.url, SECRET, schedule=[])
    endpoint.status = 410
    assert await inbox.run(until_empty=True) == {"handled": 0, "dead": 1}
    assert not relay.enabled
    endpoint.status = 200
    assert await relay.redrive() == 1
    assert await inbox.run(until_empty=True) == {"handled": 1, "dead": 0}
    await relay.switch_on()


def test_a_reply_goes_to_whoever_asked_and_to_no_handler() -> None:
    inbox = Inbox(url=URL)
    address = token(inbox.webhook_url("shop"))
    inbox.receive(address, message(1))
    handled: List[int] = []
    answers: List[InboxEvent] = []

    @inbox.on("text=^Oi")
    def handle(event: InboxEvent) -> None:
        handled.append(event.seq)
        reply = inbox.wait_for_reply(event, timeout=600)
        inbox.receive(address, message(2, chat="5511999990002@c.us", body="else"))
        inbox.receive(address, message(3))
        answer = reply.result()
        assert answer is not None
        answers.append(answer)
        assert inbox.wait_for_reply(event, timeout=0.001).result() is None
        assert inbox.wait_for_reply(event, timeout=600).cancel()
        with pytest.raises(wppkit.InvalidInputError, match="timeout"):
            inbox.wait_for_reply(event, timeout=0)

    assert inbox.run(until_empty=True) == {"handled": 3, "dead": 0}
    assert handled == [1]
    assert [answer.data["id"][-1] for answer in answers] == ["3"]
    with pytest.raises(wppkit.InvalidInputError, match="event: str is no InboxEvent"):
        inbox.wait_for_reply("shop", timeout=1)  # type: ignore[arg-type]


async def test_in_a_loop_a_reply_is_awaited_while_others_are_handled() -> None:
    inbox = AsyncInbox(url=URL)
    address = token(await inbox.webhook_url("shop"))
    await inbox.receive(address, message(1))
    others = asyncio.Event()

    @inbox.on("text=^Oi")
    async def handle(event: InboxEvent) -> None:
        reply = inbox.wait_for_reply(event, timeout=600)
        await inbox.receive(address, message(2, chat="5511999990002@c.us", body="else"))
        await others.wait()
        await inbox.receive(address, message(3))
        answer = await reply
        assert answer is not None
        assert answer.data["id"].endswith("3")
        cancelled = inbox.wait_for_reply(event, timeout=600)
        cancelled.cancel()
        assert await inbox.wait_for_reply(event, timeout=0.001) is None

    inbox.on()(lambda event: others.set())
    assert await inbox.run(until_empty=True, attempts=1) == {"handled": 3, "dead": 0}
