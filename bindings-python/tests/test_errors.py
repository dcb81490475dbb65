"""Exceptions."""

from __future__ import annotations

import json
import pickle

import pytest

import wppkit
from wppkit import Session
from wppkit.testing import World


def failed(session: Session) -> wppkit.WppError:
    with pytest.raises(wppkit.WppError) as caught:
        session.send_text("5511999990001", "x")
    return caught.value


def test_an_error_has_its_class_and_every_fact(wpp_mock: World, wpp_session: Session) -> None:
    wpp_mock.faults.throw("boom", call="sendText")
    error = failed(wpp_session)
    assert isinstance(error, wppkit.SendFailedError)
    assert (error.code, error.operation, error.session) == ("send_failed", "send-message", "shop")
    assert (error.status, error.delivery) == (500, "unknown")
    assert error.body["status"] == "Error"
    assert error.hint is not None
    assert error.hint in str(error)
    assert json.loads(json.dumps(error.to_dict()))["code"] == "send_failed"


def test_an_error_survives_pickling(wpp_mock: World, wpp_session: Session) -> None:
    wpp_mock.faults.throw("boom", call="sendText")
    error = failed(wpp_session)
    twin = pickle.loads(pickle.dumps(error))
    assert type(twin) is type(error)
    assert str(twin) == str(error)
    assert twin.to_dict() == error.to_dict()


def test_the_causes_are_chained() -> None:
    client = wppkit.Client("http://127.0.0.1:9", secret_key="S", retries=0, env=False)
    with pytest.raises(wppkit.ConnectError) as caught:
        client.healthz()
    assert isinstance(caught.value, ConnectionError)
    assert caught.value.temporary
    assert isinstance(caught.value.__cause__, wppkit.Cause)


def test_a_code_is_a_built_in_exception_too_where_there_is_one() -> None:
    assert issubclass(wppkit.TimeoutError, TimeoutError)
    assert issubclass(wppkit.InvalidInputError, ValueError)
    assert issubclass(wppkit.ConnectError, ConnectionError)


def test_a_number_that_is_not_on_whatsapp_is_not_sent_to(wpp_mock: World, wpp_session: Session) -> None:
    wpp_mock.missing("442071838750")
    with pytest.raises(wppkit.NumberNotFoundError) as caught:
        wpp_session.send_text("+44 20 7183 8750", "x")
    assert caught.value.delivery == "not_sent"
    wpp_mock.assert_not_sent()


def test_no_error_shows_a_secret(wpp_mock: World) -> None:
    wpp_mock.put_session()
    session = wpp_mock.client(secret_key="ANOTHER-SECRET").session("shop")
    error = failed(session)
    assert isinstance(error, (wppkit.WrongSecretError, wppkit.UnauthorizedError))
    assert "ANOTHER-SECRET" not in f"{error!s} {error!r} {error.to_dict()}"
