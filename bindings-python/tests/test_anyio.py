"""anyio on asyncio, with and without uvloop; trio is refused."""

from __future__ import annotations

import sys
from typing import Any, List

import anyio
import pytest

import wppkit
from wppkit import AsyncClient
from wppkit.testing import World

LOOPS: List[Any] = [
    pytest.param({}, id="asyncio"),
    pytest.param(
        {"use_uvloop": True},
        id="uvloop",
        marks=pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not made for Windows"),
    ),
]


@pytest.mark.parametrize("options", LOOPS)
def test_task_groups_make_calls(wpp_mock: World, options: Any) -> None:
    wpp_mock.put_session()
    shop = wpp_mock.async_client().session("shop")
    sent: List[str] = []

    async def send(number: int) -> None:
        sent.append((await shop.send_text(f"120255501{number:02d}", "Olá")).id)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            for number in range(10):
                group.start_soon(send, number)

    anyio.run(main, backend="asyncio", backend_options=options)
    assert len(set(sent)) == 10
    wpp_mock.assert_sent(text="Olá", times=10)


@pytest.mark.parametrize("options", LOOPS)
def test_a_cancel_scope_cancels_the_request(wpp_mock: World, options: Any) -> None:
    wpp_mock.put_session()
    shop = wpp_mock.async_client().session("shop")

    async def main() -> None:
        from asyncio import get_running_loop

        from wppkit._async_caller import _bridge

        await shop.device.get_phone_number()
        wpp_mock.faults.hang(operation="all-chats")
        with anyio.move_on_after(0.2) as scope:
            await shop.chat.all_chats()
        assert scope.cancelled_caught
        assert _bridge(get_running_loop()).pending() == 0
        with pytest.raises(TimeoutError):
            with anyio.fail_after(0.2):
                await shop.chat.all_chats()
        async with anyio.create_task_group() as group:
            group.start_soon(shop.chat.all_chats)
            await anyio.sleep(0)
            group.cancel_scope.cancel()
        assert _bridge(get_running_loop()).pending() == 0
        wpp_mock.faults.clear()
        assert await shop.chat.all_chats() is not None

    anyio.run(main, backend="asyncio", backend_options=options)


@pytest.mark.parametrize("options", LOOPS)
def test_a_cancel_scope_leaves_a_login(wpp_mock: World, options: Any) -> None:
    shop = wpp_mock.async_client().session("shop")

    async def main() -> None:
        stages = []
        with anyio.CancelScope() as scope:
            async for stage in shop.connect():
                stages.append(stage.type)
                if stage.type == "qr":
                    scope.cancel()
        assert stages[-1] == "qr"
        assert (await shop.status()).state == "awaiting_qr"

    anyio.run(main, backend="asyncio", backend_options=options)


def test_trio_is_refused_with_what_to_do(wpp_async_client: AsyncClient) -> None:
    pytest.importorskip("trio")

    async def main() -> None:
        shop = wpp_async_client.session("shop")
        with pytest.raises(wppkit.InvalidInputError, match="trio") as caught:
            await shop.status()
        assert caught.value.hint is not None
        assert 'backend="asyncio"' in caught.value.hint
        with pytest.raises(wppkit.InvalidInputError, match="trio"):
            await shop.connect().__anext__()
        with pytest.raises(wppkit.InvalidInputError, match="trio"):
            await wppkit.AsyncInbox().counts()

    anyio.run(main, backend="trio")
