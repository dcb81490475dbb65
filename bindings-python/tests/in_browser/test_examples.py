"""The examples in a browser: the whole story of a login, as a person sees it."""

from __future__ import annotations

import json
import urllib.request
from typing import Any, List

from playwright.sync_api import Browser, Page, expect

LONG = 60_000


def story(page: Page, wpp_mock: Any) -> None:
    """Open, QR code, scan, connected, send, the phone unlinks, QR code again; the page is loaded once."""
    loads: List[Any] = []
    problems: List[str] = []
    page.on("load", lambda _: loads.append(1))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.reload()
    badge = page.locator(".badge")

    # The code is there without a click.
    code = page.locator("img.qr")
    expect(code).to_be_visible(timeout=LONG)
    expect(badge).to_have_text("Aguardando a leitura")

    wpp_mock.phone.scan()
    expect(badge).to_have_text("Conectado", timeout=LONG)
    expect(code).to_be_hidden()
    expect(page.locator("dl")).to_contain_text("+5511988887777")

    page.get_by_text("Enviar uma mensagem de teste").click()
    page.get_by_label("Para, com código do país").fill("+55 11 99999-0001")
    page.get_by_label("Mensagem", exact=True).fill("Olá do painel")
    page.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.locator(".test .note")).to_contain_text("true_", timeout=LONG)
    wpp_mock.assert_sent(to="5511999990001", text="Olá do painel", times=1)

    # What cannot be sent is told, and the page stays as it is.
    page.get_by_label("Para, com código do país").fill("123")
    page.get_by_role("button", name="Enviar", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("10 a 15 dígitos")

    wpp_mock.phone.unlink()
    wpp_mock.clock.advance(5)
    # Whoever comes back to the page sees the present status, not the one of the last poll.
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    start = page.locator("[data-do=start]")
    expect(start).to_be_visible(timeout=LONG)
    start.click()
    expect(code).to_be_visible(timeout=LONG)
    assert len(loads) == 1, "the page was loaded again"
    assert problems == []


def test_fastapi(browser: Browser, fastapi_site: Any, wpp_mock: Any) -> None:
    page = browser.new_page()
    page.goto(fastapi_site.url + "/whatsapp/")
    story(page, wpp_mock)
    wpp_mock.put_session("shop")
    request = urllib.request.Request(fastapi_site.url + "/orders/5511999990002/notice", method="POST")
    for _ in range(2):
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["id"].startswith("true_")
    # The same order is told once.
    wpp_mock.assert_sent(to="5511999990002", text="Your order has left.", times=1)
    page.close()


def test_django(browser: Browser, django_site: Any, wpp_mock: Any) -> None:
    context = browser.new_context(locale="pt-BR")
    page = context.new_page()
    page.goto(django_site.url + "/system/whatsapp/")
    # Only the staff may: the page leads to the login and back.
    page.locator("input[name=username]").fill("ana")
    page.locator("input[name=password]").fill("x")
    page.locator("input[type=submit]").click()
    page.wait_for_url("**/system/whatsapp/")
    story(page, wpp_mock)
    context.close()
