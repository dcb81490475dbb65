"""What calls return."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest

import wppkit
from wppkit import Session
from wppkit._generated.types import Chat
from wppkit.testing import World


@pytest.fixture
def demo(wpp_mock: World) -> Session:
    """The connected session of the demonstration world."""
    wpp_mock.reset("demo")
    return wpp_mock.client().session("demo")


def test_a_result_is_an_object_with_attributes_and_a_dict_of_the_wire(demo: Session) -> None:
    chat = demo.chat.all_chats()[0]
    assert chat.unread_count == chat["unreadCount"]
    assert chat.contact is not None
    assert chat.contact.formatted_name == chat["contact"]["formattedName"]
    assert chat.contact is chat.contact, "it is made once"
    assert chat == dict(chat)
    assert json.loads(json.dumps(chat)) == chat


def test_a_list_and_an_object_know_the_whole_answer(demo: Session) -> None:
    chats = demo.chat.all_chats()
    assert chats.raw["status"] == "success"
    assert chats.answer is not None
    assert chats.answer.status == 200
    assert [chat["id"] for chat in chats] == [chat.id for chat in chats]
    device = demo.device.host_device()
    assert device.raw["response"]
    text = demo.call("get-phone-number")
    assert (text.value, text.status, text.raw["status"]) == (demo.device.get_phone_number(), 200, "success")


def test_results_copy_and_pickle_as_what_they_are(demo: Session) -> None:
    chat = demo.chat.all_chats()[0]
    for twin in (copy.copy(chat), copy.deepcopy(chat), pickle.loads(pickle.dumps(chat)), chat.copy()):
        assert type(twin) is type(chat)
        assert twin == chat
        assert twin.id == chat.id


def test_a_repr_shows_attributes_and_no_code_that_logs_in(demo: Session) -> None:
    status = demo.status()
    shown = repr(status)
    assert "state='connected'" in shown
    assert status.qr is not None
    assert status.qr.text not in shown
    token = demo.auth.generate_token()
    assert token.token.startswith("$2b$")
    assert token.token not in repr(token)


def test_what_the_server_says_nothing_of_is_none() -> None:
    chat = Chat({"id": "1@c.us", "novel": {"x": 1}})
    assert chat.name is None
    assert chat.contact is None
    assert chat["novel"] == {"x": 1}


def test_a_sent_message_is_told_with_id_ack_and_chat(wpp_mock: World, wpp_session: Session) -> None:
    sent = wpp_session.send_text("+55 11 99999-0001", "Olá")
    assert sent.id.startswith("true_5511999990001@c.us_")
    assert (sent.ack, sent.chat) == (1, "5511999990001@c.us")
    wpp_mock.assert_sent(to="5511999990001", text="Olá", times=1)


def test_limits_of_a_session_hold_for_its_calls(wpp_mock: World, wpp_session: Session) -> None:
    wpp_mock.faults.hang(operation="all-chats")
    quick = wpp_session.with_options(timeout=0.05, attempts=1)
    with pytest.raises(wppkit.TimeoutError, match="no answer within"):
        quick.chat.all_chats()
    assert len(wpp_mock.requests("all-chats")) == 1


@pytest.mark.parametrize("call", ["status", "send_text"])
def test_the_environment_fills_what_is_left_out(wpp_mock: World, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    wpp_mock.put_session()
    monkeypatch.setenv("WPPKIT_URL", wpp_mock.url)
    monkeypatch.setenv("WPPKIT_SECRET_KEY", wpp_mock.secret)
    monkeypatch.setenv("WPPKIT_SESSION", "shop")
    session = wppkit.Client(pace=wppkit.Pace(debounce=0.01)).default_session
    arguments: Any = ("5511999990001", "x") if call == "send_text" else ()
    assert getattr(session, call)(*arguments)
