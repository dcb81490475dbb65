"""Token stores of the application."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Optional

import pytest

import wppkit
from wppkit.testing import World


class Store:
    """A store that notes the threads that it is used on."""

    def __init__(self) -> None:
        self.tokens: dict[tuple[str, str], str] = {}
        self.threads: set[int] = set()

    def load(self, server: str, session: str) -> Optional[str]:
        self.threads.add(threading.get_ident())
        return self.tokens.get((server, session))

    def save(self, server: str, session: str, token: str) -> None:
        self.tokens[server, session] = token

    def remove(self, server: str, session: str) -> None:
        del self.tokens[server, session]


def test_a_store_keeps_tokens_and_runs_on_the_callers_thread(wpp_mock: World) -> None:
    wpp_mock.put_session()
    store = Store()
    wpp_mock.client(token_store=store, token_cost=None).session("shop").device.get_phone_number()
    assert store.tokens[wpp_mock.url, "shop"].startswith("$2b$")
    assert store.threads == {threading.get_ident()}
    wpp_mock.client(token_store=store, token_cost=None).session("shop").device.get_phone_number()
    assert len(wpp_mock.requests("generate-token")) == 1


async def test_a_store_serves_asyncio_on_threads_of_its_own(wpp_mock: World) -> None:
    wpp_mock.put_session()
    store = Store()
    await wpp_mock.async_client(token_store=store).session("shop").device.get_phone_number()
    assert store.threads
    assert threading.get_ident() not in store.threads


def test_a_store_of_coroutines_is_refused(wpp_mock: World) -> None:
    class Coroutines:
        async def load(self, server: str, session: str) -> None: ...

        save = remove = load

    with pytest.raises(wppkit.InvalidInputError, match="coroutine"):
        wpp_mock.client(token_store=Coroutines())


def test_a_file_keeps_tokens(wpp_mock: World, tmp_path: Path) -> None:
    wpp_mock.put_session()
    path = tmp_path / "tokens.json"
    wpp_mock.client(token_store=path).session("shop").device.get_phone_number()
    assert "shop" in path.read_text()
