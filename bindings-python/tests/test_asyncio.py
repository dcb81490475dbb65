"""Calls of asyncio."""

from __future__ import annotations

import asyncio
import sys
import threading
from datetime import timedelta

import pytest

import wppkit
from wppkit import AsyncClient, AsyncSession
from wppkit._async_caller import _bridge
from wppkit.testing import World


async def test_calls_have_the_names_of_the_blocking_client(wpp_mock: World, wpp_async_session: AsyncSession) -> None:
    assert (await wpp_async_session.status()).state == "connected"
    sent = await wpp_async_session.send_text("5511999990001", "Olá")
    assert sent.chat == "5511999990001@c.us"
    assert isinstance(await wpp_async_session.chat.all_chats(), wppkit.Results)
    wpp_mock.assert_sent(to="5511999990001", text="Olá")


async def test_many_calls_at_once_each_get_their_own_answer(wpp_mock: World, wpp_async_session: AsyncSession) -> None:
    numbers = [f"55119999{number:05d}" for number in range(200)]
    found = await asyncio.gather(*(wpp_async_session.contacts.check_number_status(number) for number in numbers))
    assert [str(one.id) for one in found] == [f"{number}@c.us" for number in numbers]


async def test_cancelling_the_task_cancels_the_request(wpp_mock: World, wpp_async_session: AsyncSession) -> None:
    wpp_mock.faults.hang(operation="all-chats")
    task = asyncio.create_task(wpp_async_session.chat.all_chats())
    while not wpp_mock.requests("all-chats"):
        await asyncio.sleep(0)
    bridge = _bridge(asyncio.get_running_loop())
    assert bridge.pending() == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert bridge.pending() == 0
    wpp_mock.faults.clear()
    assert await wpp_async_session.chat.all_chats() is not None


async def test_times_are_seconds_or_timedelta(wpp_mock: World, wpp_async_session: AsyncSession) -> None:
    wpp_mock.faults.hang(operation="all-chats")
    for time in (0.02, timedelta(milliseconds=20)):
        with pytest.raises(wppkit.TimeoutError):
            await wpp_async_session.chat.all_chats(deadline=time)


async def test_errors_are_raised_where_they_are_awaited(wpp_async_session: AsyncSession) -> None:
    with pytest.raises(wppkit.InvalidInputError, match="no phone number"):
        await wpp_async_session.send_text("nobody", "x")


async def test_a_closed_client_refuses_calls(wpp_mock: World) -> None:
    async with wpp_mock.async_client() as client:
        await client.healthz()
    assert client.closed
    with pytest.raises(wppkit.InvalidInputError, match="closed"):
        await client.healthz()


def test_one_client_serves_several_loops_one_after_the_other_and_at_once(
    wpp_async_client: AsyncClient,
) -> None:
    async def health() -> str:
        return str((await wpp_async_client.healthz()).message)

    assert [asyncio.run(health()) for _ in range(3)] == ["OK"] * 3
    told: list[str] = []
    threads = [threading.Thread(target=lambda: told.append(asyncio.run(health()))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["OK"] * 4


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not made for Windows")
def test_uvloop_is_a_loop_like_any_other(wpp_async_client: AsyncClient) -> None:
    import uvloop

    async def health() -> str:
        return str((await wpp_async_client.healthz()).message)

    assert uvloop.run(health()) == "OK"


async def test_a_login_is_an_async_iterator(wpp_mock: World, wpp_async_client: AsyncClient) -> None:
    stages = []
    async for stage in wpp_async_client.session("shop").connect(timeout=30):
        stages.append(stage.type)
        if isinstance(stage, wppkit.Qr):
            wpp_mock.phone.scan()
            wpp_mock.clock.advance(5)
    assert stages[0] == "starting"
    assert "qr" in stages
    assert stages[-1] == "connected"


async def test_leaving_a_login_stops_watching(wpp_mock: World, wpp_async_client: AsyncClient) -> None:
    async with wpp_async_client.session("shop").connect() as login:
        async for stage in login:
            if stage.type == "qr":
                break
    with pytest.raises(StopAsyncIteration):
        await login.__anext__()
