"""pytest fixtures; found by pytest by itself.

`wpp_mock` is a world of its own per test, in one mock process per run (and per worker of xdist). The mark
`@pytest.mark.wpp(preset="demo", frozen=True)` says what it begins with.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Iterator

import pytest

if TYPE_CHECKING:
    from wppkit import AsyncClient, AsyncSession, Client, Session

    from ._controls import Clock
    from ._process import MockServer
    from ._world import World

_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """Declares the mark."""
    config.addinivalue_line("markers", "wpp(preset='empty', frozen=False): what the world of `wpp_mock` begins with")


@pytest.fixture(scope="session")
def wpp_server() -> "Iterator[MockServer]":
    """The mock process of this run."""
    from ._process import MockServer

    with MockServer.start() as server:
        yield server


@pytest.fixture
def wpp_mock(wpp_server: "MockServer", request: pytest.FixtureRequest) -> "Iterator[World]":
    """A world for this test alone."""
    world = wpp_server.world(f"pytest-{next(_numbers)}")
    mark = request.node.get_closest_marker("wpp")
    wanted = {"preset": "empty", "frozen": False, **(mark.kwargs if mark else {})}
    if mark and (mark.args or len(wanted) > 2):
        pytest.fail("@pytest.mark.wpp takes preset='…' and frozen=True, and nothing else", pytrace=False)
    world.reset(wanted["preset"])
    if wanted["frozen"]:
        world.clock.freeze()
    yield world
    world.control.close()


@pytest.fixture
def wpp_clock(wpp_mock: "World") -> "Clock":
    """The clock of this test's world, frozen."""
    wpp_mock.clock.freeze()
    return wpp_mock.clock


@pytest.fixture
def wpp_client(wpp_mock: "World") -> "Iterator[Client]":
    """A client of this test's world."""
    with wpp_mock.client() as client:
        yield client


@pytest.fixture
def wpp_session(wpp_mock: "World", wpp_client: "Client") -> "Session":
    """The session `shop`, connected."""
    wpp_mock.put_session()
    return wpp_client.session("shop")


@pytest.fixture
def wpp_django(wpp_mock: "World") -> "Iterator[World]":
    """This test's world, as the server of the project's `wppkit.django`; its session `shop` is connected."""
    from ._django import pointed_at

    project = pointed_at(wpp_mock)
    if project is None:
        pytest.fail("wpp_django needs a Django project with 'wppkit.django' in INSTALLED_APPS", pytrace=False)
    wpp_mock.put_session()
    with project:
        yield wpp_mock


@pytest.fixture
def wpp_async_client(wpp_mock: "World") -> "AsyncClient":
    """A client for asyncio of this test's world."""
    return wpp_mock.async_client()


@pytest.fixture
def wpp_async_session(wpp_mock: "World", wpp_async_client: "AsyncClient") -> "AsyncSession":
    """The session `shop` for asyncio, connected."""
    wpp_mock.put_session()
    return wpp_async_client.session("shop")
