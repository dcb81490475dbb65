"""Ledgers of idempotency keys: a file, or an object of the application."""

from __future__ import annotations

import logging
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any, Dict, Optional, Set, Tuple

import pytest

import wppkit
from wppkit.testing import World

TO = "5511999990001"
Key = Tuple[str, str, str]


class Book:
    """A ledger that notes the threads that it is used on."""

    def __init__(self) -> None:
        self.entries: Dict[Key, str] = {}
        self.threads: Set[int] = set()

    def load(self, server: str, session: str, key: str) -> Optional[str]:
        self.threads.add(threading.get_ident())
        return self.entries.get((server, session, key))

    def claim(self, server: str, session: str, key: str, entry: str) -> Optional[str]:
        known = self.entries.get((server, session, key))
        if known is None:
            self.entries[server, session, key] = entry
        return known

    def settle(self, server: str, session: str, key: str, entry: str) -> None:
        self.entries[server, session, key] = entry

    def release(self, server: str, session: str, key: str) -> None:
        del self.entries[server, session, key]


def sends(world: World) -> int:
    return len(world.requests("send-message"))


def test_an_object_keeps_outcomes_and_runs_on_the_callers_thread(wpp_mock: World) -> None:
    wpp_mock.put_session()
    book = Book()
    first = wpp_mock.client(ledger=book).session("shop").send_text(TO, "Olá", idempotency_key="a")
    again = wpp_mock.client(ledger=book).session("shop").send_text(TO, "Olá", idempotency_key="a")
    assert (again, sends(wpp_mock)) == (first, 1)
    assert book.threads == {threading.get_ident()}
    assert list(book.entries) == [(wpp_mock.url, "shop", "a")]
    assert wpp_mock.secret not in str(book.entries)


async def test_an_object_serves_asyncio_on_threads_of_its_own(wpp_mock: World) -> None:
    wpp_mock.put_session()
    book = Book()
    shop = wpp_mock.async_client(ledger=book).session("shop")
    first = await shop.send_text(TO, "Olá", idempotency_key="a")
    assert await shop.send_text(TO, "Olá", idempotency_key="a") == first
    assert sends(wpp_mock) == 1
    assert threading.get_ident() not in book.threads


def test_a_proof_that_nothing_was_sent_frees_the_key(wpp_mock: World) -> None:
    wpp_mock.put_session(state="CLOSED")
    book = Book()
    with pytest.raises(wppkit.NotConnectedError):
        wpp_mock.client(ledger=book).session("shop").send_text(TO, "Olá", idempotency_key="a")
    assert book.entries == {}


def test_a_ledger_that_cannot_claim_stops_the_send_before_it_leaves(wpp_mock: World) -> None:
    class Away(Book):
        def claim(self, server: str, session: str, key: str, entry: str) -> Optional[str]:
            raise RuntimeError("the database is away")

    wpp_mock.put_session()
    with pytest.raises(wppkit.StorageError, match="the database is away") as caught:
        wpp_mock.client(ledger=Away()).session("shop").send_text(TO, "Olá", idempotency_key="a")
    assert caught.value.delivery == "not_sent"
    assert sends(wpp_mock) == 0


def test_a_ledger_that_cannot_settle_tells_the_outcome_and_keeps_the_claim(
    wpp_mock: World, caplog: pytest.LogCaptureFixture
) -> None:
    away = [True]

    class Away(Book):
        def settle(self, server: str, session: str, key: str, entry: str) -> None:
            if away:
                raise RuntimeError("the database is away")
            super().settle(server, session, key, entry)

    wpp_mock.put_session()
    shop = wpp_mock.client(ledger=Away()).session("shop")
    with caplog.at_level(logging.WARNING, "wppkit"):
        assert shop.send_text(TO, "Olá", idempotency_key="a").id
    assert "the database is away" in caplog.text
    with pytest.raises(wppkit.WppError) as caught:
        shop.send_text(TO, "Olá", idempotency_key="a")
    assert caught.value.delivery == "unknown"
    away.clear()
    assert shop.reconcile(idempotency_key="a").verdict == "sent"


def test_an_entry_that_nobody_wrote_stops_the_send(wpp_mock: World) -> None:
    class Odd(Book):
        def load(self, server: str, session: str, key: str) -> Any:
            return "nonsense"

    wpp_mock.put_session()
    with pytest.raises(wppkit.WppError, match="cannot be read"):
        wpp_mock.client(ledger=Odd()).session("shop").send_text(TO, "Olá", idempotency_key="a")
    assert sends(wpp_mock) == 0


PROGRAM = """
    import sys, wppkit
    from wppkit.testing import World
    shop = World({url!r}, {secret!r}).client(ledger={path!r}).session("shop")
    try:
        print(shop.send_text("5511999990001", "Race", idempotency_key="k").id)
    except wppkit.WppError as error:
        print(error.delivery)
    """


def start(world: World, path: Path) -> "subprocess.Popen[str]":
    program = textwrap.dedent(PROGRAM).format(url=world.url, secret=world.secret, path=str(path))
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


def test_a_file_is_shared_by_processes_and_survives_the_death_of_one(wpp_mock: World, tmp_path: Path) -> None:
    wpp_mock.put_session()
    path = tmp_path / "sends.db"
    wpp_mock.faults.hang(operation="send-message", times=1)
    dying = start(wpp_mock, path)
    while not sends(wpp_mock):
        assert dying.poll() is None
    dying.kill()
    dying.communicate()
    shop = wpp_mock.client(ledger=path).session("shop")
    with pytest.raises(wppkit.WppError) as caught:
        shop.send_text(TO, "Race", idempotency_key="k")
    assert (caught.value.delivery, sends(wpp_mock)) == ("unknown", 1)
    found = shop.reconcile(idempotency_key="k")
    assert found.verdict == "sent"
    told, _ = start(wpp_mock, path).communicate()
    assert told.strip() == found.id
    assert sends(wpp_mock) == 1


def test_the_environment_names_the_file(wpp_mock: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wpp_mock.put_session()
    path = tmp_path / "sends.db"
    monkeypatch.setenv("WPPKIT_LEDGER_FILE", str(path))
    client = wppkit.Client(wpp_mock.url, secret_key=wpp_mock.secret)
    client.session("shop").send_text(TO, "Olá", idempotency_key="a")
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_is_no_ledger_is_refused(wpp_mock: World, tmp_path: Path) -> None:
    class Coroutines(Book):
        async def claim(self, server: str, session: str, key: str, entry: str) -> None:  # type: ignore[override]
            ...

    with pytest.raises(wppkit.InvalidInputError, match="ledger: has no method load"):
        wpp_mock.client(ledger=object())
    with pytest.raises(wppkit.InvalidInputError, match="claim is a coroutine function"):
        wpp_mock.client(ledger=Coroutines())
    with pytest.raises(wppkit.StorageError, match="folder"):
        wpp_mock.client(ledger=tmp_path / "absent" / "sends.db")
    (tmp_path / "text.db").write_text("no database " * 100)
    with pytest.raises(wppkit.StorageError):
        wpp_mock.client(ledger=tmp_path / "text.db")
