"""What `wppkit.testing` offers to the tests of applications."""

from __future__ import annotations

import sys
import unittest
from pathlib import Path

import pytest

import wppkit
from wppkit import Client, Session
from wppkit.testing import Clock, MockServer, MockServerMixin, World

pytest_plugins = ["pytester"]


def test_every_test_has_a_world_of_its_own(wpp_mock: World, wpp_client: Client) -> None:
    assert wpp_mock.requests() == []
    assert wpp_client.show_all_sessions() == []


def test_a_missing_message_is_told_with_what_was_sent_instead(wpp_mock: World, wpp_session: Session) -> None:
    wpp_session.send_text("5511999990001", "Olá, Ana")
    with pytest.raises(AssertionError) as caught:
        wpp_mock.assert_sent(to="+55 11 99999-0001", text="Olá, Bia")
    told = str(caught.value)
    assert "- text: 'Olá, Bia'" in told
    assert "+ text: 'Olá, Ana'" in told
    assert "- to" not in told, "the number is the same in another spelling"
    with pytest.raises(AssertionError, match="sent 1 times instead of 2"):
        wpp_mock.assert_sent(text="Olá, Ana", times=2)
    with pytest.raises(AssertionError):
        wpp_mock.assert_not_sent(text="Olá, Ana")


def test_the_phone_scans_and_the_clock_stands_still(wpp_mock: World, wpp_clock: Clock, wpp_client: Client) -> None:
    wpp_mock.put_session("shop", "QRCODE")
    wpp_mock.phone.scan()
    assert wpp_mock.state() == "QRCODE"
    before = wpp_clock.now
    wpp_clock.advance(5)
    assert wpp_clock.now == before + 5
    assert wpp_mock.state() == "CONNECTED"
    wpp_mock.phone.unlink()
    wpp_clock.advance(5)
    assert wpp_client.session("shop").status().state != "connected"


def test_faults_strike_as_often_as_told(wpp_mock: World, wpp_session: Session) -> None:
    wpp_mock.faults.answer(503, {"status": "error"}, operation="get-phone-number", times=1)
    assert wpp_session.device.get_phone_number(), "a read is repeated"
    assert [request.status for request in wpp_mock.requests("get-phone-number")] == [503, 200]
    wpp_mock.faults.reset("after", operation="send-message", times=1)
    with pytest.raises(wppkit.WppError) as caught:
        wpp_session.send_text("5511999990001", "once")
    assert caught.value.delivery == "unknown"
    wpp_mock.assert_sent(text="once", times=1)


def test_a_message_arrives(wpp_mock: World, wpp_session: Session) -> None:
    wpp_mock.reset("demo")
    wpp_mock.deliver("message", "demo", body="Oi")
    chats = wpp_mock.client().session("demo").chat.all_chats()
    assert any(chat.unread_count for chat in chats)


class MixinTest(MockServerMixin, unittest.TestCase):
    """The mixin gives the same as the fixtures."""

    def test_a_message_is_sent(self) -> None:
        self.wpp_session.send_text("5511999990001", "Olá")
        self.wpp_mock.assert_sent(to="5511999990001")

    def test_worlds_are_apart(self) -> None:
        self.assertEqual(self.wpp_mock.sent(), [])


def test_the_fixtures_are_there_without_an_import(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    # Other tests of this run have a project of Django's; a user's run may have none.
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.parametrize("number", range(4))
        def test_send(wpp_mock, wpp_session, number):
            wpp_session.send_text("5511999990001", str(number))
            assert len(wpp_mock.sent()) == 1

        @pytest.mark.wpp(preset="demo", frozen=True)
        def test_preset(wpp_mock, wpp_client):
            assert wpp_client.show_all_sessions() == ["demo"]
        """
    )
    result = pytester.runpytest_subprocess("-n", "2", "-p", "xdist")
    result.assert_outcomes(passed=5)


def test_nothing_is_left_behind_where_warnings_are_errors(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DJANGO_SETTINGS_MODULE", raising=False)
    pytester.makepyfile(
        """
        import gc, threading, unittest
        import pytest
        from wppkit.testing import MockServerMixin

        @pytest.mark.parametrize("number", range(3))
        def test_send(wpp_mock, wpp_session, number):
            wpp_session.send_text("5511999990001", "Oi")
            thread = threading.Thread(target=lambda: wpp_mock.assert_sent(text="Oi"))
            thread.start()
            thread.join()
            gc.collect()

        class SendTest(MockServerMixin, unittest.TestCase):
            def test_send(self):
                self.wpp_session.send_text("5511999990001", "Oi")

        def test_last():
            gc.collect()

        @pytest.mark.wpp(presset="demo")
        def test_typo(wpp_mock):
            pass
        """
    )
    result = pytester.runpytest_subprocess("-W", "error", "-p", "no:asyncio", "-p", "no:anyio")
    result.assert_outcomes(passed=5, errors=1)
    result.stdout.fnmatch_lines(["*wpp takes preset=*and nothing else*"])


def test_without_the_program_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from wppkit.testing import _process

    monkeypatch.delenv("WPPKIT_BINARY", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(_process.sysconfig, "get_path", lambda name: str(tmp_path))
    with pytest.raises(RuntimeError, match=r"pip install 'wppkit\[testing\]'"):
        _process.binary()
    monkeypatch.setenv("WPPKIT_BINARY", str(tmp_path / "wppkit"))
    with pytest.raises(RuntimeError, match=r"WPPKIT_BINARY names .*, which is no program"):
        _process.binary()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_a_program_that_is_no_mock_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("#!/bin/sh\necho hello; exec sleep 60\n")
    other.chmod(0o755)
    monkeypatch.setenv("WPPKIT_BINARY", str(other))
    with pytest.raises(RuntimeError, match=r"other is not wppkit's mock server.*'hello'.*WPPKIT_BINARY"):
        MockServer.start()
