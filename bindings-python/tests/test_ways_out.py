"""TLS and proxies: ways on which the connections are driven otherwise than those of plain HTTP."""

from __future__ import annotations

import http.client
import os
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Iterator, Optional
from urllib.parse import urlsplit

import pytest
import trustme

from wppkit.testing import World

CALLS = """
import asyncio, sys
import wppkit._async_caller
from wppkit import AsyncClient, Client

# Nothing but the sockets makes a call go on.
wppkit._async_caller._TICK = 3600
url, token = sys.argv[1:]
print(Client(url, token=token, env=False).session("shop").session.status_session().status)

async def main():
    async with AsyncClient(url, token=token, env=False) as client:
        shop = client.session("shop").session
        for calls in (1, 1, 5):
            answers = await asyncio.wait_for(asyncio.gather(*(shop.status_session() for _ in range(calls))), 20)
            print(*(answer.status for answer in answers))

asyncio.run(main())
"""


@contextmanager
def forwarding(world: World, tls: Optional[ssl.SSLContext] = None) -> Iterator[tuple[int, list[str]]]:
    """A forwarder to the mock: its port, and what it was asked for."""
    asked: list[str] = []
    mock = urlsplit(world.url)

    class Forwarder(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked.append(self.path)
            there = http.client.HTTPConnection(mock.netloc)
            headers = {"Authorization": self.headers["Authorization"]}
            there.request("GET", mock.path + urlsplit(self.path).path, headers=headers)
            answer = there.getresponse()
            body = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            there.close()

        def log_message(self, *arguments: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Forwarder) as server:
        server.daemon_threads = True
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, asked
        server.shutdown()
        thread.join()


def calls(url: str, world: World, **environment: str) -> str:
    """Makes calls in a process of its own, because the environment is read once: what they answered."""
    token = world.client().session("shop").auth.generate_token().token
    done = subprocess.run(
        [sys.executable, "-c", CALLS, url, token],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


CONNECTED = "\n".join(["CONNECTED", "CONNECTED", "CONNECTED", " ".join(["CONNECTED"] * 5), ""])


def test_calls_go_through_tls(wpp_mock: World, tmp_path: Path) -> None:
    wpp_mock.put_session()
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    with forwarding(wpp_mock, tls) as (port, asked):
        told = calls(f"https://localhost:{port}", wpp_mock, SSL_CERT_FILE=str(tmp_path / "ca.pem"))
    assert told == CONNECTED
    assert asked == ["/api/shop/status-session"] * 8


@pytest.mark.parametrize("variable", ["http_proxy", "ALL_PROXY"])
def test_calls_go_through_a_proxy(wpp_mock: World, variable: str) -> None:
    wpp_mock.put_session()
    with forwarding(wpp_mock) as (port, asked):
        told = calls("http://wpp.example:21465", wpp_mock, **{variable: f"http://127.0.0.1:{port}"})
    assert told == CONNECTED
    assert asked == ["http://wpp.example:21465/api/shop/status-session"] * 8
