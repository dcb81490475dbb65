"""Webhooks: who may post, what is kept, what is announced, and again after a failure."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any, List

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone
from project import BASE

MESSAGE = {
    "event": "onmessage",
    "session": "shop",
    "id": "false_5511999990001@c.us_3A01",
    "body": "Oi",
    "type": "chat",
}


@pytest.fixture
def address(stranger: Browser) -> str:
    from wppkit.django.models import Webhook

    return f"{BASE}webhook/{Webhook.of('shop').token}/"


def post(browser: Browser, address: str, body: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return browser.post(address, text, content_type="application/json")


def make_due() -> None:
    from wppkit.django.models import Event

    Event.objects.exclude(due_at=None).update(due_at=timezone.now())


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("wpp_events", *arguments, stdout=out)
    return out.getvalue()


def heard(signal: Any) -> List[Any]:
    events: List[Any] = []
    signal.connect(lambda **facts: events.append(facts), weak=False, dispatch_uid="test")
    return events


@pytest.fixture(autouse=True)
def _silence() -> Any:
    from wppkit.django import signals

    yield
    for signal in (signals.event_received, signals.message_received, signals.status_changed):
        signal.disconnect(dispatch_uid="test")


def test_an_event_is_kept_announced_and_not_announced_twice(stranger: Browser, address: str) -> None:
    from wppkit.django import signals
    from wppkit.django.models import Event

    events = heard(signals.message_received)
    assert post(stranger, address, MESSAGE).json() == {"stored": True}
    assert post(stranger, address, MESSAGE).json() == {"stored": False}
    assert [event["session"] for event in events] == ["shop"]
    assert events[0]["body"]["body"] == "Oi"
    record = Event.objects.get()
    assert record.name == "onmessage"
    assert record.handled_at is not None


def test_an_event_with_a_photo_in_it_is_kept(stranger: Browser, address: str) -> None:
    from wppkit.django.models import Event

    photo = "A" * 3_000_000
    assert post(stranger, address, {**MESSAGE, "body": photo}).json() == {"stored": True}
    assert Event.objects.get().body["body"] == photo
    from wppkit.django import views

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "_LARGEST_EVENT", 10)
        assert post(stranger, address, MESSAGE).status_code == 413


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (rb"half an emoji \ud83d", "half an emoji \ufffd"),
        (rb"a\u0000b", "a\ufffdb"),
        (b"Ol\xe1", "Ol\ufffd"),
        (rb"\ud83d\ude00", "\U0001f600"),
    ],
)
def test_a_text_that_not_every_database_can_hold_loses_no_event(
    stranger: Browser, address: str, sent: bytes, kept: str
) -> None:
    from wppkit.django import signals
    from wppkit.django.models import Event

    events = heard(signals.message_received)
    body = b'{"event": "onmessage", "id": "false_1@c.us_A", "body": "' + sent + b'"}'
    answer = stranger.post(address, body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"stored": True})
    assert Event.objects.get().body["body"] == kept
    assert [event["body"]["body"] for event in events] == [kept]


def test_who_does_not_know_the_address_gets_404_and_nothing_is_kept(stranger: Browser, address: str) -> None:
    from wppkit.django.models import Event

    assert post(stranger, f"{BASE}webhook/{'x' * 43}/", MESSAGE).status_code == 404
    assert stranger.get(address).status_code == 405
    assert post(stranger, address, "{").status_code == 400
    assert post(stranger, address, "[1]").status_code == 400
    assert Event.objects.count() == 0


def test_the_session_is_the_one_of_the_address_whatever_the_body_says(stranger: Browser, address: str) -> None:
    from wppkit.django.models import Event

    post(stranger, address, {**MESSAGE, "session": "other"})
    assert Event.objects.get().session == "shop"


def test_an_event_whose_receiver_fails_is_announced_again(stranger: Browser, address: str) -> None:
    from wppkit.django import signals
    from wppkit.django.models import Event

    calls: List[int] = []

    def once_bad(**_: Any) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("the database of the shop is away")

    signals.event_received.connect(once_bad, weak=False, dispatch_uid="test")
    assert post(stranger, address, MESSAGE).status_code == 200
    record = Event.objects.get()
    assert record.handled_at is None
    assert "the database of the shop is away" in record.problem
    call_command("wpp_events")
    assert len(calls) == 1, "it is not due yet"
    make_due()
    call_command("wpp_events")
    record.refresh_from_db()
    assert record.handled_at is not None
    assert (record.attempts, record.problem, len(calls)) == (2, "", 2)


def test_what_fails_too_often_is_put_aside_and_comes_back_when_asked(
    stranger: Browser, address: str, wppkit_settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    from wppkit.django import signals
    from wppkit.django.models import Event

    wppkit_settings(EVENT_ATTEMPTS=3)
    fail = [True]

    def bad(**_: Any) -> None:
        if fail:
            raise RuntimeError("out of paper")

    signals.event_received.connect(bad, weak=False, dispatch_uid="test")
    post(stranger, address, MESSAGE)
    pauses = []
    for _ in range(2):
        record = Event.objects.get()
        assert record.due_at is not None
        pauses.append((record.due_at - timezone.now()).total_seconds())
        make_due()
        call_command("wpp_events")
    assert 25 < pauses[0] <= 30 < 55 < pauses[1] <= 60
    record = Event.objects.get()
    assert record.put_aside
    assert f"wpp_events --redrive {record.pk}" in caplog.text
    assert "onmessage of shop, 3 attempts" in command("--list")
    assert "out of paper" in command("--list")
    make_due()
    assert "1 put aside" in command()
    fail.clear()
    assert "1 of those" in command("--redrive")
    record.refresh_from_db()
    assert (record.handled_at is None, record.attempts) == (False, 1)


def test_kept_events_are_announced_once_more_when_asked(stranger: Browser, address: str) -> None:
    from wppkit.django import signals

    post(stranger, address, MESSAGE)
    events = heard(signals.event_received)
    with pytest.raises(CommandError, match="--since"):
        command("--replay")
    assert "0 are due" in command("--replay", "--since", "2999-01-01T00:00")
    assert "1 are due" in command(
        "--replay", "--session", "shop", "--name", "onmessage", "--since", "2020-01-01T00:00"
    )
    assert len(events) == 1


def test_an_event_of_a_process_that_died_is_announced_later(stranger: Browser, address: str) -> None:
    from wppkit.django import _events, signals

    # As the view does before it announces.
    record = _events.store("shop", json.dumps(MESSAGE).encode())
    assert record is not None
    events = heard(signals.event_received)
    call_command("wpp_events")
    assert events == [], "whoever stored it has five minutes"
    make_due()
    call_command("wpp_events")
    assert len(events) == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_announces_instead_of_the_request(
    stranger: Browser, address: str, wppkit_settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wppkit.django import signals
    from wppkit.django.management.commands import wpp_events

    wppkit_settings(ANNOUNCE_IN_REQUEST=False)
    events = heard(signals.event_received)
    post(stranger, address, MESSAGE)
    assert events == []

    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(wpp_events.time, "sleep", interrupted)
    assert "1 handled" in command("--follow")
    assert len(events) == 1


@pytest.mark.django_db(transaction=True)
def test_an_error_of_the_database_in_a_receiver_spoils_nothing(stranger: Browser, address: str) -> None:
    from wppkit.django import signals
    from wppkit.django.models import Event, Webhook

    def bad(**_: Any) -> None:
        Webhook.objects.create(session="shop", token="x")

    signals.event_received.connect(bad, weak=False, dispatch_uid="test")
    assert post(stranger, address, MESSAGE).status_code == 200
    make_due()
    assert "1 failed" in command()
    assert "IntegrityError" in Event.objects.get().problem


def test_a_rotated_address_counts_from_the_next_use_on(stranger: Browser, address: str) -> None:
    from wppkit.django.models import Webhook

    Webhook.of("shop").rotate()
    assert post(stranger, address, MESSAGE).status_code == 200
    new = f"{BASE}webhook/{Webhook.of('shop').token}/"
    assert post(stranger, new, {**MESSAGE, "id": "false_5511999990001@c.us_3A02"}).status_code == 200
    assert post(stranger, address, MESSAGE).status_code == 404


def test_a_start_sets_the_webhook_up(staff: Browser, wppkit_settings: Any, wpp_mock: Any) -> None:
    from wppkit.django.models import Webhook

    wppkit_settings(WEBHOOK_URL="http://127.0.0.1:9")
    assert staff.post(BASE + "start/", {}, content_type="application/json").status_code == 200
    [start] = wpp_mock.requests("start-session")
    assert start.body["webhook"] == f"http://127.0.0.1:9{BASE}webhook/{Webhook.of('shop').token}/"


def test_old_events_are_deleted(stranger: Browser, address: str, wppkit_settings: Any) -> None:
    from wppkit.django.models import Event

    wppkit_settings(KEEP_EVENTS_DAYS=1)
    post(stranger, address, MESSAGE)
    call_command("wpp_events")
    assert Event.objects.count() == 1
    Event.objects.update(handled_at=timezone.now() - timedelta(days=1, seconds=1))
    call_command("wpp_events")
    assert Event.objects.count() == 0
