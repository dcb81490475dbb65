"""The mount under uvicorn with two workers: one site, whichever of them answers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any, Dict, Iterator, List, Set

import httpx
import pytest

SITE = """
    import os
    from fastapi import FastAPI
    from wppkit import Pace
    from wppkit.fastapi import WhatsApp

    whatsapp = WhatsApp(os.environ["MOCK"], secret_key=os.environ["SECRET"], session="shop", token_cost=4,
        pace=Pace(poll=0.05, poll_max=0.1, debounce=0.01), public_url="http://site/whatsapp",
        inbox=os.environ["INBOX"], ledger=os.environ["INBOX"] + ".sends")
    app = FastAPI(lifespan=whatsapp.lifespan)
    app.include_router(whatsapp.router, prefix="/whatsapp")

    @app.get("/process")
    async def process() -> int:
        return os.getpid()

    @app.get("/address")
    async def address() -> str:
        return whatsapp.webhook_url("shop")

    @app.get("/send")
    async def send(key: str) -> str:
        return (await whatsapp.session().send_text("12025550123", "once", idempotency_key=key)).id

    @whatsapp.on_event
    async def on_event(session, event):
        with open(os.environ["INBOX"] + ".heard", "a") as heard:
            heard.write(f"{os.getpid()} {event.data['body']}\\n")
    """


class Site:
    """A site of two workers."""

    def __init__(self, world: Any, folder: Path) -> None:
        self.inbox = folder / "events.db"
        (folder / "two_workers.py").write_text(textwrap.dedent(SITE))
        environment: Dict[str, str] = {
            **os.environ,
            "MOCK": world.url,
            "SECRET": world.secret,
            "INBOX": str(self.inbox),
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-u", "-m", "uvicorn", "two_workers:app", "--port", str(port), "--workers", "2"]
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert self.process.stdout is not None
        started = 0
        lines: List[str] = []
        for line in self.process.stdout:
            lines.append(line)
            started += "startup complete" in line
            if started == 2:
                return
        raise AssertionError("it did not start:\n" + "".join(lines))

    def heard(self) -> List[List[str]]:
        """Process and text of each event that a handler got."""
        path = Path(f"{self.inbox}.heard")
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    def stop(self) -> None:
        """Ends it."""
        self.process.terminate()
        self.process.communicate(timeout=30)


@pytest.fixture
def site(wpp_mock: Any, tmp_path: Path) -> Iterator[Site]:
    found = Site(wpp_mock, tmp_path)
    yield found
    found.stop()


def test_two_workers_are_one_site(site: Site, wpp_mock: Any) -> None:
    # Live status comes from one worker, whoever of them made the changes.
    with httpx.Client(timeout=30) as watching, watching.stream("GET", site.url + "/whatsapp/events/") as stream:
        lines = stream.iter_lines()

        def shown(state: str) -> Any:
            for line in lines:
                if line.startswith("data: "):
                    body = json.loads(line[6:])
                    if body["session"]["state"] == state:
                        return body
            raise AssertionError(f"never {state}")

        processes: Set[int] = set()
        while len(processes) < 2:
            # A connection of its own each time: the system hands them to either.
            processes.add(httpx.get(site.url + "/process").json())
        assert httpx.post(site.url + "/whatsapp/start/").json()["qrcode"]
        assert shown("awaiting_qr")["qrcode"].startswith("data:image/png")
        wpp_mock.phone.scan()
        wpp_mock.clock.advance(5)
        assert shown("connected")["qrcode"] is None

    # One message, whichever workers are asked.
    assert len({httpx.get(site.url + "/send", params={"key": "k"}, timeout=30).json() for _ in range(6)}) == 1
    wpp_mock.assert_sent(text="once", times=1)

    # Each event is handled once, by one of the workers, whichever took it in, and however often it came.
    address = httpx.get(site.url + "/address").json().replace("http://site", site.url)
    for number in [*range(10), *range(10)]:
        event = {"event": "onmessage", "id": f"false_12025550123@c.us_{number}", "body": str(number)}
        assert httpx.post(address, json=event).status_code == 200
    while len(site.heard()) < 10:
        assert site.process.poll() is None
    assert sorted(text for _, text in site.heard()) == [str(number) for number in range(10)]
    assert len({process for process, _ in site.heard()}) == 1


def test_a_page_that_stays_open_holds_no_restart_up(site: Site) -> None:
    with httpx.Client(timeout=30) as watching, watching.stream("GET", site.url + "/whatsapp/events/") as stream:
        assert "event: status" in next(stream.iter_lines())
        site.process.terminate()
        assert site.process.wait(timeout=30) is not None
