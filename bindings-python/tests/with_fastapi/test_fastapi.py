"""The FastAPI mount: shapes, statuses, many connections, live status, webhooks, OpenAPI."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any, AsyncIterator, Dict, List

import httpx
import pytest
from fastapi import Depends, FastAPI, HTTPException

from wppkit import AsyncSession, InvalidInputError
from wppkit.fastapi import WhatsApp


def mount(world: Any, **options: Any) -> WhatsApp:
    return WhatsApp(session="shop", client=world.async_client(session="shop"), **options)


def application(whatsapp: WhatsApp) -> FastAPI:
    app = FastAPI(lifespan=whatsapp.lifespan)
    app.include_router(whatsapp.router, prefix="/whatsapp")
    return app


def browser(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://site/whatsapp")


@pytest.fixture
async def page(wpp_mock: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with browser(application(mount(wpp_mock))) as client:
        yield client


async def test_the_endpoints_have_the_shapes_that_pages_know(page: httpx.AsyncClient, wpp_mock: Any) -> None:
    closed = (await page.get("/status/")).json()
    assert closed["session"]["status"] == "notLogged"
    started = (await page.post("/start/")).json()
    assert started["qrcode"].startswith("data:image/png;base64,")
    assert started["status"] == {
        "connected": False,
        "status": "notLogged",
        "message": "Waiting for QRCode Scan",
        "state": "awaiting_qr",
    }
    wpp_mock.put_session("shop")
    assert (await page.get("/status/")).json()["session"]["status"] == "isLogged"
    assert (await page.get("/qrcode/")).json()["qrcode"] is None
    sent = await page.post("/send-test/", json={"phone": "5511999990001", "message": "Olá"})
    assert sent.json()["messageId"]
    wpp_mock.assert_sent(to="5511999990001", text="Olá", times=1)
    assert "unlinked" in (await page.post("/logout/")).json()["response"]["message"]
    refused = await page.post("/logout/")
    assert (refused.status_code, refused.json()["success"]) == (400, False)


async def test_many_connections_are_created_listed_renewed_and_deleted(page: httpx.AsyncClient) -> None:
    created = await page.post("/connections/", json={"session": "north"})
    assert created.json()["qrcode"]
    listed = (await page.get("/connections/")).json()["connections"]
    assert [(one["session"], one["state"]) for one in listed] == [("north", "awaiting_qr")]
    assert (await page.post("/connections/north/qrcode/refresh/")).json()["qrcode"]
    assert (await page.get("/connections/north/")).json()["session"]["state"] == "awaiting_qr"
    assert (await page.delete("/connections/north/")).status_code == 200
    assert (await page.get("/connections/north/")).json()["session"]["state"] == "closed"
    bad = await page.post("/connections/", json={"session": "a:b"})
    assert (bad.status_code, bad.json()["success"]) == (400, False)


async def test_a_restart_of_a_dead_browser(page: httpx.AsyncClient, wpp_mock: Any) -> None:
    wpp_mock.put_session("north")
    wpp_mock.browser("north").crash()
    assert (await page.get("/connections/north/")).json()["session"]["state"] == "degraded"
    assert (await page.post("/connections/north/restart/")).status_code == 200


async def test_live_status_comes_as_events_when_it_changes(wpp_mock: Any) -> None:
    wpp_mock.put_session("shop", "QRCODE")
    shown: List[Any] = []
    whatsapp = mount(wpp_mock)

    class Request:
        async def is_disconnected(self) -> bool:
            return bool(shown) and shown[-1]["session"]["state"] == "connected"

    from wppkit.fastapi._live import live

    async for chunk in live(Request(), whatsapp.session()):  # type: ignore[arg-type]
        if chunk.startswith("event: status"):
            shown.append(json.loads(chunk.split("data: ", 1)[1]))
        if len(shown) == 1:
            wpp_mock.phone.scan()
    assert shown[0]["qrcode"].startswith("data:image/png")
    assert shown[-1]["qrcode"] is None
    assert shown[-1]["session"]["connected"]


async def test_what_is_no_such_request_is_refused_in_the_shape_of_every_failure(
    page: httpx.AsyncClient, wpp_mock: Any
) -> None:
    for path, body in (
        ("/send-test/", b'{"phone": "5511999990001"}'),
        ("/send-test/", b'{"phone": 5511999990001, "message": "x"}'),
        ("/start/", b"[]"),
        ("/start/", b"{"),
        ("/connections/", b"{}"),
    ):
        answer = await page.post(path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 400
        told = answer.json()
        assert (told["success"], told["status_code"], told["code"]) == (False, 400, "invalid_input")
    told = (await page.post("/send-test/", json={"phone": "5511999990001"})).json()
    assert told["message"].startswith("message: Field required")
    assert wpp_mock.requests() == []


async def test_a_session_that_nobody_named_is_a_failure_and_no_traceback(wpp_mock: Any) -> None:
    async with browser(application(WhatsApp(client=wpp_mock.async_client()))) as client:
        answer = await client.get("/status/")
    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert "no session is named" in answer.json()["message"]


async def test_an_address_that_nobody_gave_is_not_found_whatever_it_is_made_of(wpp_mock: Any) -> None:
    whatsapp = mount(wpp_mock, public_url="http://site/whatsapp", webhook_secret="w")
    async with browser(application(whatsapp)) as client:
        assert (await client.post("/webhook/shop/é", json={})).status_code == 404


def test_settings_that_cannot_work_are_refused_at_once(wpp_mock: Any) -> None:
    for options, said in (
        ({"session": "a/b"}, "contains '/'"),
        ({"client": wpp_mock.client()}, "client: Client is no AsyncClient"),
        ({"public_url": "site"}, "public_url: site is no address"),
        ({"webhook_secret": b"w"}, "webhook_secret: bytes is no text"),
        ({"language": "fr"}, "does not speak 'fr'"),
    ):
        with pytest.raises(InvalidInputError, match=said):
            WhatsApp(wpp_mock.url, **{"secret_key": "S", "session": "shop", **options})  # type: ignore[arg-type]


async def test_a_guard_of_the_application_holds_for_all_but_the_webhook(wpp_mock: Any) -> None:
    async def nobody() -> None:
        raise HTTPException(401, "sign in first")

    whatsapp = mount(wpp_mock, dependencies=[Depends(nobody)], public_url="http://site/whatsapp", webhook_secret="w")
    async with browser(application(whatsapp)) as client:
        assert (await client.get("/status/")).status_code == 401
        assert (await client.get("/")).status_code == 401
        address = whatsapp.webhook_url("shop")
        assert address is not None
        assert (await client.post(address, json={"event": "status-find", "status": "inChat"})).status_code == 200


async def test_events_reach_the_handlers_and_one_that_fails_disturbs_no_other(wpp_mock: Any) -> None:
    whatsapp = mount(wpp_mock, public_url="http://site/whatsapp", webhook_secret="w")
    heard: "asyncio.Queue[Any]" = asyncio.Queue()

    @whatsapp.on_event
    def bad(session: str, event: Any) -> None:
        raise RuntimeError("no")

    @whatsapp.on_event
    async def good(session: str, event: Any) -> None:
        await heard.put((session, event["name"]))

    async with browser(application(whatsapp)) as client:
        address = whatsapp.webhook_url("shop")
        assert address is not None
        assert (await client.post(address, json={"event": "onmessage", "body": "Oi"})).status_code == 200
        assert await heard.get() == ("shop", "onmessage")
        assert (await client.post(address.replace("/shop/", "/other/"), json={"event": "x"})).status_code == 404
        assert (await client.post(address, content=b"{")).status_code == 400


@pytest.mark.parametrize("text", [rb"half an emoji \ud83d", b"Ol\xe1"])
async def test_an_event_with_a_broken_text_is_taken_in(wpp_mock: Any, text: bytes) -> None:
    whatsapp = mount(wpp_mock, public_url="http://site/whatsapp", webhook_secret="w")
    heard: "asyncio.Queue[Any]" = asyncio.Queue()
    whatsapp.on_event(lambda session, event: heard.put_nowait(event.data["body"]))
    async with browser(application(whatsapp)) as client:
        body = b'{"event": "onmessage", "id": "false_1@c.us_A", "body": "' + text + b'"}'
        assert (await client.post(whatsapp.webhook_url("shop"), content=body)).status_code == 200  # type: ignore[arg-type]
    assert "\ufffd" in await heard.get()


async def test_an_inbox_keeps_events_until_their_handlers_could_do_with_them(wpp_mock: Any, tmp_path: Path) -> None:
    def site(**options: Any) -> WhatsApp:
        kept = {"public_url": "http://site/whatsapp", "webhook_secret": "w", "inbox": tmp_path / "events.db"}
        return mount(wpp_mock, **kept, **options)

    before = site()
    event = {"event": "onmessage", "id": "false_5511999990001@c.us_A", "body": "Oi"}
    # No handler runs here: the process ends before.
    async with browser(application(before)) as client:
        for _ in range(2):
            assert (await client.post(before.webhook_url("shop"), json=event)).status_code == 200
        assert (await client.post(before.webhook_url("shop"), content=b"{")).status_code == 400
    assert before.inbox is not None
    assert await before.inbox.counts() == {"waiting": 1, "handled": 0, "dead": 0}

    after = site()
    heard: "asyncio.Queue[Any]" = asyncio.Queue()
    attempts: List[str] = []

    @after.on_event
    async def good(session: str, event: Any) -> None:
        attempts.append("good")

    @after.on_event
    def bad_at_first(session: str, event: Any) -> None:
        attempts.append("bad")
        if attempts.count("bad") == 1:
            raise RuntimeError("out of paper")
        heard.put_nowait((session, event.data["body"]))

    app = application(after)
    async with after.lifespan(app):
        assert await heard.get() == ("shop", "Oi")
        while (await after.inbox.counts())["handled"] != 1:  # type: ignore[union-attr]
            await asyncio.sleep(0)
    assert attempts == ["good", "bad", "bad"], "who was done is not called again"


async def test_a_start_sets_the_webhook_up(wpp_mock: Any) -> None:
    whatsapp = mount(wpp_mock, public_url="http://site/whatsapp", webhook_secret="w")
    async with browser(application(whatsapp)) as client:
        await client.post("/start/")
    [start] = wpp_mock.requests("start-session")
    assert start.body["webhook"] == whatsapp.webhook_url("shop")


def test_a_webhook_needs_something_to_make_its_address_of(wpp_mock: Any) -> None:
    with pytest.raises(InvalidInputError, match="webhook_secret"):
        mount(wpp_mock, public_url="http://site/whatsapp")


async def test_a_route_of_the_application_gets_the_session(wpp_mock: Any) -> None:
    wpp_mock.put_session("shop")
    whatsapp = mount(wpp_mock)
    app = application(whatsapp)

    @app.post("/whatsapp/hello/{number}")
    async def hello(number: str, shop: AsyncSession = Depends(whatsapp.session)) -> str:
        return str((await shop.send_text(number, "Hello")).id)

    async with browser(app) as client:
        assert (await client.post("/hello/5511999990001")).json().startswith("true_")


async def test_the_page_of_the_documentation_runs_as_it_stands(wpp_mock: Any) -> None:
    wpp_mock.put_session("shop")
    page = (Path(__file__).parents[3] / "docs/fastapi.md").read_text()
    names: Dict[str, Any] = {}
    for source in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        exec(compile(source.replace("http://127.0.0.1:21465", wpp_mock.url), "fastapi.md", "exec"), names)
    async with browser(names["app"]) as client:
        assert (await client.get("/status/")).json()["session"]["connected"]
        sent = await client.post("http://site/orders/5511999990001/notice")
    assert sent.json().startswith("true_")
    wpp_mock.assert_sent(to="5511999990001", text="Your order has left")


async def test_the_openapi_document_has_shapes_and_failures(wpp_mock: Any) -> None:
    document = application(mount(wpp_mock)).openapi()
    status = document["paths"]["/whatsapp/status/"]["get"]["responses"]
    assert status["200"]["content"]["application/json"]["schema"]["$ref"].endswith("/StatusAnswer")
    assert status["503"]["content"]["application/json"]["schema"]["$ref"].endswith("/Failure")
    assert "/whatsapp/connections/{name}/restart/" in document["paths"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


async def test_a_server_that_is_away_is_503(wpp_mock: Any) -> None:
    whatsapp = WhatsApp("http://127.0.0.1:9", secret_key="S", session="shop", token_cost=4, retries=0)
    async with browser(application(whatsapp)) as client:
        answer = await client.get("/status/")
    assert (answer.status_code, answer.json()["code"]) == (503, "connect")
