"""Bad input is refused by its name, before anything leaves."""

from __future__ import annotations

import copy
import datetime
import io
import pickle
from pathlib import Path
from typing import Any, Callable

import pytest

import wppkit
from wppkit import Client, InvalidInputError, Pace, Session, Timeouts
from wppkit.testing import World

TO = "5511999990001"


def nested() -> list[Any]:
    """A list that contains itself."""
    items: list[Any] = []
    items.append(items)
    return items


CALLS: list[tuple[Callable[[Any], Any], str]] = [
    (lambda s: s.send_text(None, "x"), "to: missing"),
    (lambda s: s.send_text("", "x"), "recipient|phone number"),
    (lambda s: s.send_text("nobody", "x"), "no phone number"),
    (lambda s: s.send_text(5511999990001, "x"), "to: must be a text, not a number"),
    (lambda s: s.send_text(TO, None), "text: missing"),
    (lambda s: s.send_text(TO, b"x"), "text: bytes cannot be sent"),
    (lambda s: s.send_text(TO, object()), "text: object cannot be sent"),
    (lambda s: s.send_text(TO, "\ud800"), "text: half a character"),
    (lambda s: s.send_text(TO, float("nan")), "text: is no finite number"),
    (lambda s: s.send_text(TO, {"at": datetime.date(2024, 1, 1)}), r"text\.at: date cannot be sent"),
    (lambda s: s.send_text(TO, nested()), "nested too deeply"),
    (lambda s: s.call("send-text", {5: "x"}), "a key is int"),
    (lambda s: s.call("send-text", {"to": TO, "txt": "x"}), "txt: unknown field"),
    (lambda s: s.call("send_message", {}), "no operation"),
    (lambda s: s.messages.send_message(TO, 5), "message: must be a text"),
    (lambda s: s.send_media(TO, 5), "file: int is no file"),
    (lambda s: s.send_media(TO, None), "no file"),
    (lambda s: s.send_media(TO, ""), "file: the path is empty"),
    (lambda s: s.send_media(TO, b""), "is empty"),
    (lambda s: s.send_media(TO, "QUJD" * 30), "base64"),
    (lambda s: s.send_media(TO, "/tmp"), "is not a file"),
    (lambda s: s.send_media(TO, "data:image/png;base64,!!!"), "damaged base64"),
    (lambda s: s.call(None), "operation: NoneType is no text"),
    (lambda s: s.call("status", [1]), "fields: list is no mapping"),
    (lambda s: s.observe_webhook(b"{}"), "body: bytes is no mapping"),
    (lambda s: s.observe_webhook(None), "body: NoneType is no mapping"),
    (lambda s: s.send_many(TO, fields={"message": "x"}), "to: must be"),
    (lambda s: s.send_text(TO, "x", idempotency_key=17), "idempotencyKey: must be a text"),
    (lambda s: s.messages.get_messages(TO, count="5"), "count: must be a whole number"),
    (lambda s: s.messages.send_location(TO, lat="abc", lng="1"), '"abc" is no number'),
    (lambda s: s.messages.send_message(TO, "x", is_group="false"), "isGroup: must be true or false"),
    (lambda s: s.wait_for_ack("id", level="read"), "level: must be a whole number"),
    (lambda s: s.send_media(TO, Path("/no/such/file")), "cannot be read"),
    (lambda s: s.send_media(TO, io.StringIO("x")), "file: is opened as text"),
    (lambda s: s.send_media(TO, io.BytesIO(b"")), "is empty"),
    (lambda s: s.chat.all_chats(timeout=0), "timeout: is no time"),
    (lambda s: s.chat.all_chats(timeout=-1.5), "timeout: is no time"),
    (lambda s: s.chat.all_chats(timeout=True), "timeout: bool is no time"),
    (lambda s: s.chat.all_chats(timeout="5"), "timeout: str is no time"),
    (lambda s: s.chat.all_chats(timeout=float("inf")), "timeout: is no time"),
    (lambda s: s.chat.all_chats(deadline=10**12), "more than thirty days"),
    (lambda s: s.with_options(attempts=0).chat.all_chats(), "attempts"),
    (lambda s: s.with_options(attempts="3").chat.all_chats(), "attempts"),
    (lambda s: s.connect(timeout=0), "timeout"),
    (lambda s: s.connect(phone=5), "phone: must be a text"),
    (lambda s: next(s.connect(phone="nobody")), "phone"),
    (lambda s: next(s.connect(webhook="bot.example/hooks")), r"webhook: is no http\(s\) URL"),
    (lambda s: next(s.connect(webhook="")), "webhook: is empty"),
    (lambda s: s.send_media(TO, "ftp://example.com/x"), r"no http\(s\) URL"),
    (lambda s: s.wait_until_connected(timeout="soon"), "timeout: str"),
]


@pytest.mark.parametrize(("call", "said"), CALLS, ids=[said for _, said in CALLS])
def test_a_call_says_what_is_wrong(
    wpp_mock: World, wpp_session: Session, call: Callable[[Session], Any], said: str
) -> None:
    with pytest.raises(InvalidInputError, match=said):
        call(wpp_session)
    assert wpp_mock.requests() == []


JOBS: list[tuple[Callable[[wppkit.Client], Any], str]] = [
    (lambda c: c.send_many(None), "jobs: NoneType is no list of jobs"),  # type: ignore[arg-type]
    (lambda c: c.send_many("abc"), "jobs.0: str is no Job"),  # type: ignore[arg-type]
    (lambda c: wppkit.Job("shop", TO, "x", fields=5), "fields: int is no mapping"),  # type: ignore[arg-type]
    (lambda c: wppkit.Inbox(5), "path: int is no path"),  # type: ignore[arg-type]
    (lambda c: wppkit.Inbox(b"events.db"), "path: bytes is no path"),  # type: ignore[arg-type]
    (lambda c: wppkit.Inbox(""), "path: the path is empty"),
    (lambda c: wppkit.Inbox().on()(5), "handler: int is no function"),  # type: ignore[type-var]
    (lambda c: wppkit.Inbox().redrive("1"), "seq: str is no number of an event"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "said"), JOBS, ids=[said for _, said in JOBS])
def test_jobs_and_inboxes_say_what_is_wrong(wpp_client: Client, call: Callable[[Client], Any], said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        call(wpp_client)


CLIENTS: list[tuple[dict[str, Any], str]] = [
    ({"url": None}, "no base URL"),
    ({"url": "localhost"}, "no scheme"),
    ({"url": 5}, "url: int is no text"),
    ({"secret_key": b"x"}, "secret_key: bytes is no text"),
    ({"secret_key": ""}, "secret key is empty"),
    ({"token": "THISISMYSECURETOKEN", "secret_key": None}, "secret key itself"),
    ({"timeout": "5"}, "timeout: str is no time"),
    ({"timeout": Timeouts(normal=0)}, r"timeouts\.normal: is no time"),
    ({"retries": -1}, "retries: is negative"),
    ({"retries": "3"}, "retries: str"),
    ({"pace": 5}, "pace: int"),
    ({"pace": Pace(poll="x")}, r"pace\.poll: str"),  # type: ignore[arg-type]
    ({"region": "Brasil"}, "no region"),
    ({"token_cost": 2}, "cost 2"),
    ({"max_answer_bytes": 0}, "0 bytes"),
    ({"token_cost": "4"}, "tokenCost"),
    ({"token_store": object()}, "token_store: has no method load"),
    ({"token_store": ""}, "token_store: the path is empty"),
    ({"ledger": ""}, "ledger: the path is empty"),
]


@pytest.mark.parametrize(("settings", "said"), CLIENTS, ids=[said for _, said in CLIENTS])
def test_a_client_says_what_is_wrong(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        Client(**{"url": "http://127.0.0.1:9", "secret_key": "S", "env": False, **settings})


@pytest.mark.parametrize("name", ["", "a/b", "a?b", "a:b", "x" * 80, None, 5])
def test_a_session_name_that_cannot_be_is_refused(name: Any) -> None:
    client = Client("http://127.0.0.1:9", secret_key="S", env=False)
    with pytest.raises(InvalidInputError):
        client.session(name)


@pytest.mark.parametrize("body", [None, 5, {"event": "onmessage"}, ["x"]])
def test_what_is_no_body_of_a_request_is_refused(body: Any) -> None:
    for read in (
        lambda: wppkit.parse_event(body),
        lambda: wppkit.event_key("shop", body),
        lambda: wppkit.verify_relay("secret", {}, body),
        lambda: wppkit.Inbox(url="http://localhost").receive("token", body),
    ):
        with pytest.raises(InvalidInputError, match="is no body of a request"):
            read()
    with pytest.raises(InvalidInputError, match="session: NoneType is no text"):
        wppkit.event_key(None, b"{}")  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="secret: NoneType is no text"):
        wppkit.verify_relay(None, {}, b"")  # type: ignore[arg-type]
    with pytest.raises(InvalidInputError, match="secret of the relay is empty"):
        wppkit.verify_relay("", {}, b"")


def test_settings_show_what_they_say() -> None:
    assert repr(Timeouts(normal=5)) == "Timeouts(normal=5)"
    assert repr(wppkit.Retries(3, min_delay=0.1)) == "Retries(attempts=3, min_delay=0.1)"
    assert repr(Pace(poll_max=datetime.timedelta(seconds=1))) == "Pace(poll_max=datetime.timedelta(seconds=1))"
    assert Timeouts(normal=5) == pickle.loads(pickle.dumps(Timeouts(normal=5))) != Timeouts(normal=6)


def test_handles_are_copied_as_what_they_are_and_do_not_travel(wpp_mock: World) -> None:
    client, other = wpp_mock.client(), wpp_mock.async_client()
    for handle in (client, client.session("shop"), other, other.session("shop"), wppkit.Inbox()):
        assert copy.copy(handle) is handle
        assert copy.deepcopy({"a": handle})["a"] is handle
        with pytest.raises(InvalidInputError, match="cannot be pickled") as caught:
            pickle.dumps(handle)
        assert "make one in the other process" in str(caught.value.hint)


def test_a_login_and_a_run_end_with_their_client(wpp_mock: World) -> None:
    wpp_mock.put_session()
    client = wpp_mock.client()
    login, sending = client.session("shop").connect(), client.send_many([wppkit.Job("shop", TO, "x")])
    client.close()
    with pytest.raises(InvalidInputError, match="closed"):
        next(login)
    with pytest.raises(InvalidInputError, match="closed"):
        next(sending)
    assert wpp_mock.requests() == []


def test_a_closed_client_refuses_everything(wpp_mock: World) -> None:
    with wpp_mock.client() as client:
        session = client.session("shop")
    for call in (client.healthz, session.status, lambda: next(session.connect())):
        with pytest.raises(wppkit.InvalidInputError, match="closed"):
            call()
