"""The durable inbox."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any, List

import pytest

import wppkit
from wppkit import AsyncInbox, Inbox, InboxEvent

URL = "https://bot.example/hooks"


def message(number: int, chat: str = "5511999990001@c.us", **more: Any) -> str:
    return json.dumps({"event": "onmessage", "session": "shop", "id": f"false_{chat}_{number}", "body": "Oi", **more})


def token(url: str) -> str:
    assert url.startswith(URL + "/")
    return url.rsplit("/", 1)[1]


def test_an_event_is_kept_once_and_handled(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "events.db", url=URL)
    address = token(inbox.webhook_url("shop"))
    assert inbox.receive(address, message(1)) == (200, {})
    assert inbox.receive(address, message(1).encode()) == (200, {})
    assert inbox.receive("nonsense", message(2))[0] == 404
    assert inbox.receive(address, message(2), method="GET")[0] == 405
    assert inbox.receive(address, "[1]")[0] == 400
    assert inbox.counts() == {"waiting": 1, "handled": 0, "dead": 0}

    seen: List[InboxEvent] = []
    threads = set()
    again = Inbox(tmp_path / "events.db")

    @again.on("kind=onmessage")
    def handle(event: InboxEvent) -> None:
        seen.append(event)
        threads.add(threading.get_ident())

    assert again.run(until_empty=True) == {"handled": 1, "dead": 0}
    [event] = seen
    assert (event.session, event.kind, event.data["body"]) == ("shop", "onmessage", "Oi")
    assert (event.seq, event.recovered, event.chat) == (1, False, "5511999990001@c.us")
    assert threads == {threading.get_ident()}


def test_a_coroutine_function_is_not_taken_for_a_handler_that_did_its_work() -> None:
    inbox = Inbox(url=URL)

    async def handle(event: InboxEvent) -> None: ...

    with pytest.raises(wppkit.InvalidInputError, match="coroutine function") as caught:
        inbox.on()(handle)
    assert "AsyncInbox" in str(caught.value.hint)
    # One that only its outcome shows fails, and its event is not lost.
    inbox.on()(lambda event: handle(event))
    inbox.receive(token(inbox.webhook_url("shop")), message(1))
    assert inbox.run(until_empty=True, attempts=1) == {"handled": 0, "dead": 1}
    assert "AsyncInbox" in str(inbox.dead_letters()[0].error)


def test_what_fails_is_tried_again_put_aside_and_redriven(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    inbox = Inbox(tmp_path / "events.db", url=URL)
    inbox.receive(token(inbox.webhook_url("shop")), message(1, body="private"))
    fail = [True]

    @inbox.on()
    def handle(event: InboxEvent) -> None:
        if fail:
            raise RuntimeError("out of paper")

    assert inbox.run(until_empty=True, attempts=2, min_delay=0.001) == {"handled": 0, "dead": 1}
    [letter] = inbox.dead_letters()
    assert (letter.attempts, letter.event.data["body"]) == (2, "private")
    assert "RuntimeError: out of paper" in letter.error
    assert "out of paper" in caplog.text
    assert "private" not in caplog.text
    fail.clear()
    assert inbox.redrive(letter.event.seq) == 1
    assert inbox.run(until_empty=True) == {"handled": 1, "dead": 0}
    assert inbox.replay(session="other") == 0
    assert inbox.replay() == 1
    assert inbox.run(until_empty=True) == {"handled": 1, "dead": 0}


def test_a_process_that_is_killed_in_a_handler_loses_no_event(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    inbox = Inbox(path, url=URL)
    inbox.receive(token(inbox.webhook_url("shop")), message(1))
    program = f"""
        import os, wppkit
        inbox = wppkit.Inbox({str(path)!r})
        inbox.on()(lambda event: os._exit(7))
        inbox.run()
        """
    died = subprocess.run([sys.executable, "-c", textwrap.dedent(program)])
    assert died.returncode == 7
    seen: List[int] = []
    inbox.on()(lambda event: seen.append(event.seq))
    inbox.run(until_empty=True)
    assert seen == [1]


def test_a_forked_child_opens_the_file_anew(tmp_path: Path) -> None:
    program = f"""
        import os, wppkit
        inbox = wppkit.Inbox({str(tmp_path / "events.db")!r}, url={URL!r})
        token = inbox.webhook_url("shop").rsplit("/", 1)[1]
        child = os.fork()
        if child == 0:
            os._exit(0 if inbox.receive(token, {message(1)!r})[0] == 200 else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        print(inbox.receive(token, {message(2)!r})[0], inbox.counts()["waiting"])
        """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True)
    assert done.stdout.split() == ["200", "2"], done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_ctrl_c_ends_a_run(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path / "events.db", url=URL)
    inbox.receive(token(inbox.webhook_url("shop")), message(1))
    inbox.on()(lambda event: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        inbox.run()


async def test_coroutines_handle_chats_at_the_same_time_and_one_chat_in_order(tmp_path: Path) -> None:
    inbox = AsyncInbox(tmp_path / "events.db", url=URL)
    address = token(await inbox.webhook_url("shop"))
    for number in range(3):
        await inbox.receive(address, message(number))
    await inbox.receive(address, message(9, chat="5511999990002@c.us"))
    met = asyncio.Event()
    order: List[str] = []

    @inbox.on("chat=person")
    async def handle(event: InboxEvent) -> None:
        if event.chat == "5511999990002@c.us":
            met.set()
        else:
            await met.wait()
            order.append(str(event.data["id"])[-1])

    assert await inbox.run(until_empty=True) == {"handled": 4, "dead": 0}
    assert order == ["0", "1", "2"]


async def test_plain_functions_may_fail_in_asyncio_too(tmp_path: Path) -> None:
    inbox = AsyncInbox(url=URL)
    address = token(await inbox.webhook_url("shop"))
    await inbox.receive(address, message(1))

    @inbox.on()
    def handle(event: InboxEvent) -> None:
        raise RuntimeError("out of paper")

    assert await inbox.run(until_empty=True, attempts=1) == {"handled": 0, "dead": 1}
    [letter] = await inbox.dead_letters()
    assert "out of paper" in letter.error
    assert await inbox.redrive() == 1
    assert await inbox.counts() == {"waiting": 1, "handled": 0, "dead": 0}


async def test_cancelling_ends_the_handlers_and_loses_nothing() -> None:
    inbox = AsyncInbox(url=URL)
    await inbox.receive(token(await inbox.webhook_url("shop")), message(1))
    begun = asyncio.Event()
    cancelled = asyncio.Event()

    async def handle(event: InboxEvent) -> None:
        begun.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            cancelled.set()

    inbox.on()(handle)
    task = asyncio.create_task(inbox.run())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await cancelled.wait()
    assert (await inbox.counts())["waiting"] == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"url": 5}, "url: must be a text"),
        ({"retention": "7"}, "retention: str is no time"),
        ({"peers": ["nobody"]}, "peers"),
        ({"body_limit": "1"}, "bodyLimit"),
    ],
)
def test_an_inbox_says_what_is_wrong(settings: Any, said: str) -> None:
    with pytest.raises(wppkit.InvalidInputError, match=said):
        Inbox(**settings)


def test_wrong_use_is_told(tmp_path: Path) -> None:
    inbox = Inbox()
    with pytest.raises(wppkit.InvalidInputError, match="public address"):
        inbox.webhook_url("shop")
    with pytest.raises(wppkit.InvalidInputError, match="filter"):
        inbox.on(lambda event: None)  # type: ignore[arg-type]
    inbox.on("kind=nonsense")(print)
    with pytest.raises(wppkit.InvalidInputError, match="nonsense"):
        inbox.run(until_empty=True)
    with pytest.raises(wppkit.InvalidInputError, match="datetime"):
        inbox.replay(since="yesterday")  # type: ignore[arg-type]
    with pytest.raises(wppkit.StorageError, match="folder"):
        Inbox(tmp_path / "absent" / "events.db")
    with pytest.raises(wppkit.InvalidInputError, match="peer"):
        Inbox(url=URL).receive("x", "{}", peer="nobody")
