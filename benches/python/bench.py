"""CPU time per request of the Python clients, side by side in one run; see benches/README.md.

`python bench.py [--rounds N] [--calls N]` prints a Markdown table. Needs a release build of `wppkit` (WPPKIT_BINARY
or PATH) and of the package, and httpx, aiohttp and requests.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import resource
import socket
import statistics
import subprocess
import sys
import time
from typing import Any, Awaitable, Callable, Dict, List, Set, Tuple

import aiohttp
import httpx
import requests

from wppkit import AsyncClient, Client
from wppkit.testing import MockServer

ROUTE = "/api/shop/status-session"


def cpu() -> float:
    """CPU seconds of this process, all threads, kernel included."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def blocking(call: Callable[[], Any], calls: int) -> float:
    """Microseconds of CPU per blocking call."""
    gc.collect()
    before = cpu()
    for _ in range(calls):
        call()
    return (cpu() - before) / calls * 1e6


async def concurrent(call: Callable[[], Awaitable[Any]], calls: int, at_once: int) -> float:
    """Microseconds of CPU per call with so many under way."""
    gc.collect()

    async def worker() -> None:
        for _ in range(calls // at_once):
            await call()

    before = cpu()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return (cpu() - before) / (calls // at_once * at_once) * 1e6


def rounds(contenders: Dict[str, Callable[[], float]], count: int) -> Dict[str, float]:
    """Medians, every contender having its turn in each round."""
    measured: Dict[str, List[float]] = {name: [] for name in contenders}
    for contender in contenders.values():
        contender()
    for _ in range(count):
        for name, contender in contenders.items():
            measured[name].append(contender())
    return {name: statistics.median(values) for name, values in measured.items()}


class Bare(asyncio.Protocol):
    """No client: what asyncio's own sockets cost. Writes bytes made before, takes the answer to be one chunk."""

    transport: asyncio.Transport
    answered: "asyncio.Future[bytes]"

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.answered.set_result(data)

    def ask(self, request: bytes) -> "asyncio.Future[bytes]":
        self.answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answered


def bare_request(server: MockServer, headers: Dict[str, str]) -> Tuple[str, int, bytes]:
    """Host, port and the bytes of a request."""
    host, port = server.url.split("//")[1].split(":")
    lines = [
        f"GET {ROUTE} HTTP/1.1",
        f"Host: {host}:{port}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return host, int(port), "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


def body(answer: bytes) -> Any:
    """The JSON of an answer, whose head nobody looks at."""
    return json.loads(answer.split(b"\r\n\r\n", 1)[1])


def sync_part(server: MockServer, headers: Dict[str, str], calls: int, count: int) -> Dict[str, float]:
    """Blocking clients."""
    shop = server.session("shop").session
    url = server.url + ROUTE
    host, port, request = bare_request(server, headers)
    bare = socket.create_connection((host, port))
    bare.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def with_socket() -> Any:
        bare.sendall(request)
        return body(bare.recv(65536))

    with bare, requests.Session() as by_requests, httpx.Client() as by_httpx:
        return rounds(
            {
                "wppkit": lambda: blocking(shop.status_session, calls),
                "requests": lambda: blocking(lambda: by_requests.get(url, headers=headers).json(), calls),
                "httpx": lambda: blocking(lambda: by_httpx.get(url, headers=headers).json(), calls),
                "bare": lambda: blocking(with_socket, calls),
            },
            count,
        )


async def async_part(
    server: MockServer, headers: Dict[str, str], calls: int, count: int, at_once: int
) -> Dict[str, float]:
    """asyncio clients."""
    shop = server.async_session("shop").session
    url = server.url + ROUTE
    limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    host, port, request = bare_request(server, headers)
    loop = asyncio.get_running_loop()
    idle = [(await loop.create_connection(Bare, host, port))[1] for _ in range(at_once)]
    async with httpx.AsyncClient(limits=limits) as by_httpx, aiohttp.ClientSession() as by_aiohttp:

        async def with_httpx() -> Any:
            return (await by_httpx.get(url, headers=headers)).json()

        async def with_aiohttp() -> Any:
            async with by_aiohttp.get(url, headers=headers) as answer:
                return await answer.json()

        async def with_socket() -> Any:
            connection = idle.pop()
            answer = await connection.ask(request)
            idle.append(connection)
            return body(answer)

        calls_of = {
            "wppkit": shop.status_session,
            "httpx": with_httpx,
            "aiohttp": with_aiohttp,
            "bare": with_socket,
        }
        measured: Dict[str, List[float]] = {name: [] for name in calls_of}
        for call in calls_of.values():
            await concurrent(call, calls // 4, at_once)
        for _ in range(count):
            for name, call in calls_of.items():
                measured[name].append(await concurrent(call, calls, at_once))
    for connection in idle:
        connection.transport.close()
    return {name: statistics.median(values) for name, values in measured.items()}


def import_time() -> Tuple[float, float]:
    """Milliseconds that `import wppkit` takes beyond an empty program: median, and of asyncio too."""

    def started(program: str) -> float:
        times = []
        for _ in range(15):
            before = time.perf_counter()
            subprocess.run([sys.executable, "-c", program], check=True)
            times.append((time.perf_counter() - before) * 1000)
        return statistics.median(times)

    empty = started("pass")
    return started("import wppkit") - empty, started("from wppkit import AsyncClient") - empty


def memory(server: MockServer, calls: int) -> Tuple[float, float]:
    """Resident megabytes after a tenth of the calls, and after all."""
    shop = server.session("shop")

    def resident() -> float:
        gc.collect()
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize() / 1e6

    for _ in range(calls // 10):
        shop.session.status_session()
    early = resident()
    for _ in range(calls - calls // 10):
        shop.session.status_session()
    return early, resident()


def handles() -> float:
    """Bytes of memory per further session handle."""
    client = Client("http://127.0.0.1:9", secret_key="S", env=False)

    def resident() -> int:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize()

    kept = [client.session(f"warm-{number}") for number in range(1000)]
    before = resident()
    kept += [client.session(f"shop-{number}") for number in range(20_000)]
    return (resident() - before) / 20_000


def placements() -> Dict[str, Set[int]]:
    """Where client and server run: on one core, or wherever the system puts them.

    On different cores a client also pays for waking up that of the server, whenever it sleeps. On a virtual machine
    this costs as much as the rest of a call; on one core a client pays for its own work alone.
    """
    cores = os.sched_getaffinity(0)
    return {"one core": {max(cores)}, "any core": cores}


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=2000)
    parser.add_argument("--memory", type=int, default=100_000)
    given = parser.parse_args()
    print("| what | figure | goal |\n|---|---|---|")

    def line(what: str, figures: Dict[str, float], other: str, goal: str) -> None:
        ratio = figures[other] / figures["wppkit"]
        print(
            f"| {what} vs {other}, CPU | {ratio:.1f} × cheaper "
            f"({figures['wppkit']:.0f} µs; {other} {figures[other]:.0f} µs) | ≥ {goal} × |"
        )

    def floor(what: str, figures: Dict[str, float], others: List[str]) -> None:
        ratios = ", ".join(f"{figures[other] / figures['bare']:.1f} × cheaper than {other}" for other in others)
        print(f"| {what}, a bare socket that reads nothing but JSON | {ratios} ({figures['bare']:.0f} µs) | |")

    for placement, cores in placements().items():
        # The server is a child, and is placed alike.
        os.sched_setaffinity(0, cores)
        with MockServer.start() as server:
            token = server.session("shop").auth.generate_token().token
            headers = {"Authorization": f"Bearer {token}"}
            what = f"blocking, c=1, {placement}"
            figures = sync_part(server, headers, given.calls, given.rounds)
            line(what, figures, "requests", "8")
            line(what, figures, "httpx", "6")
            floor(what, figures, ["requests", "httpx"])
            for at_once, goals in ((1, ("12", "3")), (32, ("60", "5"))):
                what = f"asyncio, c={at_once}, {placement}"
                figures = asyncio.run(async_part(server, headers, given.calls, given.rounds, at_once))
                line(what, figures, "httpx", goals[0])
                line(what, figures, "aiohttp", goals[1])
                floor(what, figures, ["httpx", "aiohttp"])
    with MockServer.start() as server:
        early, late = memory(server, given.memory)
        print(f"| memory over {given.memory} calls | {early:.1f} → {late:.1f} MB | flat |")
    print(f"| memory of a further session handle | {handles():.0f} bytes | ≤ 4096 bytes |")
    plain, with_asyncio = import_time()
    print(f"| import wppkit | {plain:.1f} ms (with AsyncClient {with_asyncio:.1f} ms) | < 30 ms |")
    assert AsyncClient


if __name__ == "__main__":
    main()
