"""Idempotency keys in the project's database: the first outcome, whatever crashes, races or is rolled back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path
from typing import Any, Dict

import pytest
from django.db import connection, transaction
from django.utils import timezone

import wppkit
from wppkit.testing import World

TO = "5511999990001"
KEY = "order-17"


def sends(world: World) -> int:
    return len(world.requests("send-message"))


@pytest.fixture
def shop(wpp_mock: World, wppkit_settings: Any) -> Any:
    from wppkit.django import session

    wpp_mock.put_session()
    return session()


@pytest.mark.django_db
def test_the_same_key_gives_the_first_outcome(wpp_mock: World, shop: Any) -> None:
    from wppkit.django.models import Send

    first = shop.send_text(TO, "Olá", idempotency_key=KEY)
    row = Send.objects.get()
    assert (row.server, row.session, row.key, row.state) == (wpp_mock.url, "shop", KEY, "sent")
    assert row.settled_at is not None
    assert shop.send_text(TO, "Olá", idempotency_key=KEY) == first
    assert sends(wpp_mock) == 1
    shop.send_text(TO, "Olá")
    assert Send.objects.count() == 1, "without a key nothing is kept"


@pytest.mark.django_db
def test_what_is_unknown_stays_unknown_until_it_is_reconciled(wpp_mock: World, shop: Any) -> None:
    from wppkit.django.models import Send

    wpp_mock.faults.reset("after", operation="send-message", times=1)
    for _ in range(2):
        with pytest.raises(wppkit.WppError) as caught:
            shop.send_text(TO, "Olá", idempotency_key=KEY)
        assert caught.value.delivery == "unknown"
    assert Send.objects.get().state == "unknown"
    assert shop.reconcile(idempotency_key=KEY).verdict == "sent"
    assert Send.objects.get().state == "sent"
    assert shop.send_text(TO, "Olá", idempotency_key=KEY).id
    wpp_mock.assert_sent(text="Olá", times=1)


@pytest.mark.django_db
def test_a_proof_that_nothing_was_sent_frees_the_key(wpp_mock: World, shop: Any) -> None:
    from wppkit.django.models import Send

    wpp_mock.put_session(state="CLOSED")
    with pytest.raises(wppkit.WppError) as caught:
        shop.send_text(TO, "Olá", idempotency_key=KEY)
    assert caught.value.delivery == "not_sent"
    assert not Send.objects.exists()


@pytest.mark.django_db
def test_a_key_is_forgotten_after_its_time(wpp_mock: World, shop: Any, wppkit_settings: Any) -> None:
    from django.core.management import call_command

    from wppkit.django import session
    from wppkit.django.models import Send

    shop.send_text(TO, "Olá", idempotency_key=KEY)
    wppkit_settings(KEEP_SENDS_DAYS=1)
    session().send_text(TO, "Olá", idempotency_key=KEY)
    assert sends(wpp_mock) == 1
    old = timezone.now() - timedelta(days=1, seconds=1)
    Send.objects.update(claimed_at=old)
    # A client that does not know the key from before.
    wppkit_settings(KEEP_SENDS_DAYS=1)
    session().send_text(TO, "Olá", idempotency_key=KEY)
    assert sends(wpp_mock) == 2
    Send.objects.update(claimed_at=old)
    call_command("wpp_events")
    assert not Send.objects.exists()


@pytest.mark.django_db
def test_a_key_that_the_table_cannot_hold_is_refused_before_anything_leaves(wpp_mock: World, shop: Any) -> None:
    with pytest.raises(wppkit.StorageError, match="256 characters"):
        shop.send_text(TO, "Olá", idempotency_key="x" * 256)
    assert sends(wpp_mock) == 0


@pytest.mark.django_db
def test_the_database_can_be_left_out(wpp_mock: World, wppkit_settings: Any) -> None:
    from wppkit.django import session
    from wppkit.django.models import Send

    wpp_mock.put_session()
    wppkit_settings(STORE_SENDS=False)
    for _ in range(2):
        session().send_text(TO, "Olá", idempotency_key=KEY)
    assert not Send.objects.exists()
    assert sends(wpp_mock) == 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_is_rolled_back_takes_no_claim_with_it(wpp_mock: World, shop: Any) -> None:
    from wppkit.django.models import Send

    class Broken(Exception):
        pass

    def view() -> None:
        with transaction.atomic():
            shop.send_text(TO, "Olá", idempotency_key=KEY)
            raise Broken

    with pytest.raises(Broken):
        view()
    assert Send.objects.get().state == "sent"
    shop.send_text(TO, "Olá", idempotency_key=KEY)
    assert sends(wpp_mock) == 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_holds_the_database_stops_the_send_and_says_what_to_do(wpp_mock: World, shop: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite locks the whole database")
    from wppkit.django.models import Webhook

    with transaction.atomic():
        Webhook.of("shop")
        with pytest.raises(wppkit.StorageError, match="on_commit"):
            shop.send_text(TO, "Olá", idempotency_key=KEY)
    assert sends(wpp_mock) == 0


PROGRAM = """
    import os, sys
    import django
    django.setup()
    from django.conf import settings
    settings.WPPKIT = {"URL": os.environ["MOCK"], "SECRET_KEY": os.environ["SECRET"], "SESSION": "shop"}
    from wppkit.django import session
    print("ready", flush=True)
    sys.stdin.readline()
    import wppkit
    try:
        print(session().send_text(%r, "Race", idempotency_key=%r).id)
    except wppkit.WppError as error:
        print(error.delivery)
    """


class Processes:
    """Processes of a project with a database of its own."""

    def __init__(self, world: World, folder: Path) -> None:
        self.environment: Dict[str, str] = {
            **os.environ,
            "WPPKIT_TEST_SQLITE": str(folder / "db.sqlite3"),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "DJANGO_SETTINGS_MODULE": "project",
            "MOCK": world.url,
            "SECRET": world.secret,
        }
        migrate = [sys.executable, "-m", "django", "migrate", "wppkit", "-v", "0"]
        subprocess.run(migrate, env=self.environment, check=True)

    def start(self, key: str) -> "subprocess.Popen[str]":
        """A process that sends with the key as soon as it gets a line."""
        program = textwrap.dedent(PROGRAM) % (TO, key)
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        return process


def test_of_two_processes_that_race_with_a_key_one_sends(wpp_mock: World, tmp_path: Path) -> None:
    wpp_mock.put_session()
    processes = Processes(wpp_mock, tmp_path)
    # Both see the key free before either has an outcome.
    wpp_mock.faults.delay(0.3, operation="send-message")
    racing = [processes.start(f"race-{wpp_mock.url}") for _ in range(2)]
    for process in racing:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    told = {process.communicate()[0].strip() for process in racing}
    wpp_mock.assert_sent(text="Race", times=1)
    assert sends(wpp_mock) == 1
    assert len(told - {"unknown"}) == 1, f"one outcome, or none yet: {told}"


def test_a_process_that_dies_between_request_and_answer_leaves_an_unknown_outcome(
    wpp_mock: World, tmp_path: Path
) -> None:
    wpp_mock.put_session()
    processes = Processes(wpp_mock, tmp_path)
    key = f"crash-{wpp_mock.url}"
    wpp_mock.faults.hang(operation="send-message", times=1)
    dying = processes.start(key)
    assert dying.stdin is not None
    dying.stdin.write("\n")
    dying.stdin.flush()
    while not sends(wpp_mock):
        assert dying.poll() is None, dying.communicate()
    dying.kill()
    dying.wait()
    told, _ = processes.start(key).communicate("\n")
    assert told.strip() == "unknown"
    assert sends(wpp_mock) == 1


def test_an_entry_says_what_it_is() -> None:
    from wppkit.django.stores import _state

    assert _state(json.dumps({"state": {"is": "begun"}})) == "begun"
