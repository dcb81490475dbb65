"""Snippets of README.md and docs/python.md are run as they stand; both styles of the migration page are compared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List, Tuple

import pytest

import wppkit
from wppkit import Session
from wppkit.testing import World

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", "bindings-python/README.md", "docs/python.md"]


def snippets(page: str) -> List[Tuple[str, str]]:
    """The Python snippets of a page, with names."""
    found = re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL)
    return [(f"{page}-{number}", source) for number, source in enumerate(found, 1)]


SNIPPETS = [snippet for page in PAGES for snippet in snippets(page)]


@pytest.mark.parametrize("source", [source for _, source in SNIPPETS], ids=[name for name, _ in SNIPPETS])
def test_a_snippet_runs(
    wpp_mock: World,
    wpp_session: Session,
    source: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "offer.pdf").write_bytes(b"%PDF-1.4\n" + b"x" * 2000)
    names: Dict[str, Any] = {
        "shop": wpp_session,
        "client": wpp_session.client,
        "url": wpp_mock.url,
        "secret": wpp_mock.secret,
        "Client": wppkit.Client,
    }
    source = source.replace("http://127.0.0.1:21465", wpp_mock.url)
    exec(compile(source, "snippet", "exec"), names)
    for test in [value for name, value in names.items() if name.startswith("test_")]:
        code = test.__code__
        wanted = code.co_varnames[: code.co_argcount]
        test(**{name: request.getfixturevalue(name) for name in wanted})
        wpp_mock.reset()
        wpp_mock.put_session()


@pytest.fixture
def styles(wpp_mock: World) -> Tuple[Any, Any]:
    """The helper of before and the one of after, for the connected session `shop`."""
    pytest.importorskip("bcrypt")
    wpp_mock.put_session()
    before: Dict[str, Any] = {}
    after: Dict[str, Any] = {}
    sources = [source for _, source in snippets("docs/migrate-from-a-helper.md")]
    exec(sources[0], before)
    exec(sources[1], after)
    old = before["WhatsAppHelper"](wpp_mock.url, "shop", wpp_mock.secret)
    new = after["WhatsApp"](wpp_mock.url, "shop", wpp_mock.secret)
    return old, new


def test_both_send_when_nothing_goes_wrong(wpp_mock: World, styles: Tuple[Any, Any]) -> None:
    for number, style in enumerate(styles):
        style.send_text("+55 11 99999-0001", f"style {number}")
        wpp_mock.assert_sent(to="5511999990001", text=f"style {number}", times=1)


def test_a_connection_that_breaks_after_the_send_delivers_three_times_in_the_old_style(
    wpp_mock: World, styles: Tuple[Any, Any]
) -> None:
    old, new = styles
    wpp_mock.faults.reset("after", operation="send-message")
    with pytest.raises(Exception, match=r"[Cc]onnection"):
        old.send_text("5511999990001", "old")
    wpp_mock.assert_sent(text="old", times=3)
    with pytest.raises(wppkit.WppError) as caught:
        new.send_text("5511999990001", "new")
    assert caught.value.delivery == "unknown"
    wpp_mock.assert_sent(text="new", times=1)


def test_a_dead_browser_is_connected_in_the_old_style(wpp_mock: World, styles: Tuple[Any, Any]) -> None:
    old, new = styles
    wpp_mock.browser.crash()
    assert old.state() == "CONNECTED"
    assert new.state() == "degraded"


def test_a_connected_session_has_a_code_in_the_old_style(wpp_mock: World, styles: Tuple[Any, Any]) -> None:
    old, new = styles
    wpp_mock.put_session("shop", "QRCODE")
    assert old.qrcode().startswith("data:image/png;base64,iVBOR")
    assert new.qrcode().startswith("data:image/png;base64,iVBOR")
    wpp_mock.put_session("shop", "CONNECTED")
    assert old.qrcode().startswith("data:image/png;base64,iVBOR")
    assert new.qrcode() is None


def test_a_login_is_a_word_in_the_old_style_and_ends_connected_in_the_new(
    wpp_mock: World, styles: Tuple[Any, Any]
) -> None:
    old, new = styles
    wpp_mock.put_session("shop", "absent")
    assert old.start()["status"] != "CONNECTED"
    wpp_mock.put_session("shop", "absent")
    for stage in new.start():
        if stage.type == "qr":
            wpp_mock.phone.scan()
            wpp_mock.clock.advance(5)
    assert stage.type == "connected"


def test_a_number_that_is_not_on_whatsapp_is_an_http_error_in_the_old_style(
    wpp_mock: World, styles: Tuple[Any, Any]
) -> None:
    import requests

    old, new = styles
    wpp_mock.missing("5511999990001", "551199990001")
    with pytest.raises(requests.HTTPError):
        old.send_text("5511999990001", "x")
    with pytest.raises(wppkit.NumberNotFoundError) as caught:
        new.send_text("5511999990001", "x")
    assert caught.value.delivery == "not_sent"


def test_a_foreign_number_gets_a_wrong_country_in_the_old_style(wpp_mock: World, styles: Tuple[Any, Any]) -> None:
    old, new = styles
    assert old.format_phone("(44) 99999-9999") == "5544999999999"
    assert new.format_phone("(44) 99999-9999") == "+5544999999999"
    assert old.format_phone("+44 20 7183 8750") == "55442071838750"
    assert new.format_phone("+44 20 7183 8750") == "+442071838750"
    old.send_text("+44 20 7183 8750", "old")
    wpp_mock.assert_not_sent(to="442071838750", text="old")
    new.send_text("+44 20 7183 8750", "new")
    wpp_mock.assert_sent(to="442071838750", text="new")


def test_a_token_given_as_the_secret_fails_at_once_only_in_the_new_style(
    wpp_mock: World, styles: Tuple[Any, Any]
) -> None:
    import requests

    old, _ = styles
    token = old._token()
    with pytest.raises(requests.HTTPError, match="401"):
        type(old)(wpp_mock.url, "shop", token).state()
    with pytest.raises(wppkit.InvalidInputError, match="minted token"):
        wppkit.Client(wpp_mock.url, secret_key=token)


def test_close_keeps_the_link_and_logout_removes_it(wpp_mock: World, styles: Tuple[Any, Any]) -> None:
    _, new = styles
    assert new.close().after == "closed"
    assert wpp_mock.control("GET", "/sessions/shop")["linked"] is True
    wpp_mock.put_session()
    new.logout()
    assert wpp_mock.control("GET", "/sessions/shop")["linked"] is False
