"""Commands, checks, the token store and the admin."""

from __future__ import annotations

import re
import signal
from io import StringIO
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *arguments, stdout=out, no_color=True)
    return out.getvalue()


@pytest.mark.usefixtures("stranger")
def test_status_send_and_doctor(wpp_mock: Any) -> None:
    assert "shop: closed" in run("wpp_status")
    wpp_mock.put_session("shop")
    assert "shop: connected" in run("wpp_status")
    assert run("wpp_send", "+55 11 99999-0001", "Olá").startswith("sent true_")
    wpp_mock.assert_sent(to="5511999990001", text="Olá", times=1)
    assert "healthy" in run("wpp_doctor") or "warning" in run("wpp_doctor")
    for _ in range(2):
        run("wpp_send", "+55 11 99999-0001", "Once", "--key", "k")
    wpp_mock.assert_sent(text="Once", times=1)
    wpp_mock.missing("5511999990002", "551199990002")
    with pytest.raises(CommandError, match="number_not_found"):
        run("wpp_send", "5511999990002", "Olá")


@pytest.mark.usefixtures("stranger")
def test_doctor_fails_where_something_has_to_be_cured(wpp_mock: Any) -> None:
    wpp_mock.put_session("shop")
    wpp_mock.clock.freeze()
    wpp_mock.browser.crash()
    wpp_mock.clock.advance(1)
    with pytest.raises(CommandError, match="cured"):
        run("wpp_doctor")


@pytest.mark.usefixtures("stranger")
def test_ctrl_c_ends_a_login_without_a_traceback(wpp_mock: Any) -> None:
    wpp_mock.put_session("shop", "QRCODE")
    out = StringIO()

    def write(text: str) -> None:
        signal.raise_signal(signal.SIGINT)

    out.write = write  # type: ignore[method-assign,assignment]
    with pytest.raises(CommandError, match="interrupted") as caught:
        call_command("wpp_login", stdout=out)
    assert caught.value.returncode == 130


@pytest.mark.usefixtures("stranger")
def test_doctor_tries_the_webhook_of_the_settings(wpp_mock: Any, wppkit_settings: Any) -> None:
    wpp_mock.put_session("shop")
    wppkit_settings(WEBHOOK_URL="http://127.0.0.1:9")
    out = StringIO()
    with pytest.raises(CommandError, match="cured"):
        call_command("wpp_doctor", stdout=out, no_color=True)
    assert "the webhook at http://127.0.0.1 does not answer" in out.getvalue()


@pytest.mark.usefixtures("stranger")
def test_login_follows_the_stages_to_the_end(wpp_mock: Any) -> None:
    wpp_mock.put_session("shop", "closed_by_user", login="stored")
    assert "shop: connected" in run("wpp_login", "--timeout", "60")


@pytest.mark.usefixtures("stranger")
def test_checks_name_a_wrong_secret_a_server_that_is_away_and_unknown_keys(wppkit_settings: Any) -> None:
    def ids() -> "set[str]":
        return {str(message.id) for message in run_checks() if str(message.id).startswith("wppkit.")}

    assert ids() == set()
    wppkit_settings(CHECK_SERVER=True)
    assert ids() == set()
    wppkit_settings(CHECK_SERVER=True, SECRET_KEY="wrong")
    assert ids() == {"wppkit.E003"}
    wppkit_settings(CHECK_SERVER=True, URL="http://127.0.0.1:9")
    assert ids() == {"wppkit.W001"}
    wppkit_settings(URL="ftp://nowhere")
    assert ids() == {"wppkit.E002"}
    wppkit_settings(SECRETKEY="typo")
    assert ids() == {"wppkit.E001"}
    wppkit_settings(CHECK_SERVER=True, SECRET_KEY=None)
    assert ids() == {"wppkit.E002"}, "there is nothing to mint a token from"
    from wppkit.django import settings

    wppkit_settings(SECRETKEY="typo")
    with pytest.raises(ImproperlyConfigured, match="SECRETKEY"):
        settings()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"KEEP_EVENTS_DAYS": "30"}, r"WPPKIT\['KEEP_EVENTS_DAYS'\] is '30', and must be a whole number"),
        ({"EVENT_ATTEMPTS": 0}, "EVENT_ATTEMPTS"),
        ({"STORE_SENDS": "no"}, "must be True or False"),
        ({"PERMISSION": "stuff"}, "'staff', a permission"),
        ({"WEBHOOK_URL": "localhost:8000"}, "the address of this site"),
        ({"CLIENT_OPTIONS": {"timeot": 5}}, "unknown keys: timeot; it may have env, ledger,"),
        ({"CLIENT_OPTIONS": 5}, "must be a dict"),
    ],
)
def test_settings_of_the_wrong_kind_are_found_by_the_check(
    wppkit_settings: Any, keys: "dict[str, Any]", said: str
) -> None:
    wppkit_settings(**keys)
    [found] = [message for message in run_checks() if str(message.id).startswith("wppkit.")]
    assert found.id == "wppkit.E001"
    assert re.search(said, str(found.msg))


def test_settings_that_are_no_dict_are_found_by_the_check(wppkit_settings: Any, settings: Any) -> None:
    settings.WPPKIT = "http://127.0.0.1:21465"
    [found] = [message for message in run_checks() if str(message.id).startswith("wppkit.")]
    assert found.msg == "WPPKIT is str, and must be a dict"


@pytest.mark.usefixtures("stranger")
def test_tokens_are_kept_in_the_database_and_shared(wpp_mock: Any, wppkit_settings: Any) -> None:
    from wppkit.django import session
    from wppkit.django.models import Token

    wppkit_settings(CLIENT_OPTIONS={})
    session().status()
    assert Token.objects.get().session == "shop"
    # Another process knows nothing but the database.
    wppkit_settings(CLIENT_OPTIONS={})
    session().status()
    assert len(wpp_mock.requests("generate-token")) == 1
    Token.objects.update(token="$2b$10$" + "x" * 53)
    wppkit_settings(CLIENT_OPTIONS={})
    session().status()
    assert len(wpp_mock.requests("generate-token")) == 2


def test_the_admin_shows_events_and_no_secrets(staff: Browser) -> None:
    from django.contrib.auth import get_user_model

    from wppkit.django.models import Event, Send, Webhook

    get_user_model().objects.filter(username="ana").update(is_superuser=True)
    Event.objects.create(session="shop", name="onmessage", key="k", body={"event": "onmessage"}, problem="boom")
    token = Webhook.of("shop").token
    assert "boom" in staff.get("/admin/wppkit/event/").content.decode()
    Send.objects.create(session="shop", key="order-17", state="unknown", entry="{}", claimed_at=timezone.now())
    page = staff.get("/admin/wppkit/send/?q=order").content.decode()
    assert "order-17" in page
    assert "may have been sent" in page
    page = staff.get("/admin/wppkit/webhook/").content.decode()
    assert "shop" in page
    assert token not in page
    record = Webhook.of("shop")
    staff.post("/admin/wppkit/webhook/", {"action": "rotate", "_selected_action": [record.pk]})
    assert Webhook.of("shop").token != token


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", "wppkit", "--check", "--dry-run", stdout=StringIO())
