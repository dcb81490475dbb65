"""The routes: what the core answers, passed on."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any, Callable, Coroutine, Dict, Optional, Sequence

from fastapi import APIRouter, Body, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from fastapi.routing import APIRoute

from wppkit import AsyncSession, InvalidInputError, WppError

from . import _models as models
from ._live import live

if TYPE_CHECKING:
    from ._whatsapp import WhatsApp

__all__ = ["add_routes"]

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>WhatsApp</title>
  <link rel="icon" href="data:,">
  <script type="module" src="wppkit-dashboard.js"></script>
</head>
<body><wppkit-dashboard base="./" live></wppkit-dashboard></body>
</html>
"""
_FAILURES: Dict[Any, Dict[str, Any]] = {
    status: {"model": models.Failure} for status in (400, 401, 404, 409, 502, 503, 504)
}
# Of a request that is none, too: without it FastAPI would document its own 422.
_FAILURES["default"] = {"model": models.Failure, "description": "Failure"}


class _Route(APIRoute):
    """A route that refuses what is no such request in the shape of every other failure."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return _refused(InvalidInputError("; ".join(map(_problem, error.errors())), hint=_ACCEPTED))
            except InvalidInputError as error:
                # A session that is not named, or cannot be.
                return _refused(error)

        return handled


_ACCEPTED = "send a JSON object with the fields that the API's documentation (/docs) names"


def _problem(problem: Dict[str, Any]) -> str:
    field = ".".join(str(part) for part in problem["loc"][1:] if isinstance(part, str))
    return f"{field}: {problem['msg']}" if field else str(problem["msg"])


def add_routes(mount: "WhatsApp", dependencies: Sequence[Any], connections: bool) -> None:
    """Adds page, endpoints, live status and webhook to the mount's router."""
    pages = APIRouter(dependencies=list(dependencies), route_class=_Route)
    _page(mount, pages)
    _endpoints(mount, pages)
    if connections:
        _connections(mount, pages)
    mount.router.include_router(pages)
    _webhook(mount, mount.router)


def _refused(error: WppError) -> JSONResponse:
    """Settings and names that cannot work; everything else is an answer of the core already."""
    message = f"{error.message}: {error.hint}" if error.hint else error.message
    failure = {"success": False, "message": message, "status_code": 400, "code": error.code, "hint": error.hint}
    return JSONResponse(failure, status_code=400)


async def _answer(session: AsyncSession, action: Any, body: Optional[Dict[str, Any]] = None) -> JSONResponse:
    try:
        answer = await session.panel(action, body=body)
    except WppError as error:
        return _refused(error)
    return JSONResponse(answer.body, status_code=answer.status, headers={"cache-control": "no-store"})


def _page(mount: "WhatsApp", router: APIRouter) -> None:
    @router.get("/", include_in_schema=False)
    async def dashboard() -> HTMLResponse:
        return HTMLResponse(_PAGE.format(language=mount.language))

    @router.get("/wppkit-dashboard.js", include_in_schema=False)
    async def component() -> Response:
        script = files("wppkit").joinpath("django/static/wppkit/wppkit-dashboard.js").read_bytes()
        return Response(script, media_type="text/javascript", headers={"cache-control": "max-age=3600"})


def _endpoints(mount: "WhatsApp", router: APIRouter) -> None:
    target = Depends(mount.session)

    @router.post("/start/", response_model=models.Started, responses=_FAILURES)
    async def start(session: AsyncSession = target, body: models.Start = Body(default=models.Start())) -> Any:
        """Starts the session and answers the first code, or that it is connected."""
        return await _answer(session, "start", _start(mount, session.name, body))

    @router.get("/status/", response_model=models.StatusAnswer, responses=_FAILURES)
    async def status(session: AsyncSession = target) -> Any:
        """Connected or not, with phone, device and battery."""
        return await _answer(session, "status")

    @router.get("/qrcode/", response_model=models.QrCode, responses=_FAILURES)
    async def qrcode(session: AsyncSession = target) -> Any:
        """The code that waits now, or null."""
        return await _answer(session, "qrcode")

    @router.post("/qrcode/refresh/", response_model=models.QrCode, responses=_FAILURES)
    async def refresh_qrcode(session: AsyncSession = target) -> Any:
        """A code that can be scanned now; starts the session if it is closed."""
        return await _answer(session, "refresh-qr")

    @router.post("/logout/", response_model=models.Done, responses=_FAILURES)
    async def logout(session: AsyncSession = target) -> Any:
        """Removes the link to the phone."""
        return await _answer(session, "logout")

    @router.post("/close/", response_model=models.Done, responses=_FAILURES)
    async def close(session: AsyncSession = target) -> Any:
        """Closes the browser and keeps the link."""
        return await _answer(session, "close")

    @router.post("/restart/", response_model=models.Done, responses=_FAILURES)
    async def restart(session: AsyncSession = target) -> Any:
        """Closes and starts."""
        return await _answer(session, "restart")

    @router.post("/send-test/", response_model=models.Tested, responses=_FAILURES)
    async def send_test(body: models.TestMessage, session: AsyncSession = target) -> Any:
        """Sends a text."""
        return await _answer(session, "send-test", body.model_dump())

    @router.get("/events/", responses={200: {"content": {"text/event-stream": {}}}})
    async def events(request: Request, session: AsyncSession = target) -> StreamingResponse:
        """Status and code as server-sent events, whenever they change."""
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(live(request, session), media_type="text/event-stream", headers=headers)


def _connections(mount: "WhatsApp", router: APIRouter) -> None:
    @router.get("/connections/", response_model=models.Connections, responses=_FAILURES)
    async def connections(session: AsyncSession = Depends(mount.session)) -> Any:
        """Every session that the server has stored, with its status. Needs the secret key."""
        return await _answer(session, "connections")

    @router.post("/connections/", response_model=models.Started, responses=_FAILURES)
    async def create(body: models.NewConnection) -> Any:
        """Creates a session: starts it and answers its first code."""
        return await _named(mount, body.session, "start", _start(mount, body.session, body))

    @router.get("/connections/{name}/", response_model=models.StatusAnswer, responses=_FAILURES)
    async def one(name: str) -> Any:
        """One session's status."""
        return await _named(mount, name, "status")

    @router.delete("/connections/{name}/", response_model=models.Done, responses=_FAILURES)
    async def delete(name: str) -> Any:
        """Logs out or closes, and deletes the browser profile. Needs the secret key."""
        return await _named(mount, name, "delete")

    @router.post("/connections/{name}/restart/", response_model=models.Done, responses=_FAILURES)
    async def restart_one(name: str) -> Any:
        """Closes and starts one session."""
        return await _named(mount, name, "restart")

    @router.post("/connections/{name}/qrcode/refresh/", response_model=models.QrCode, responses=_FAILURES)
    async def refresh_one(name: str) -> Any:
        """A code of one session that can be scanned now."""
        return await _named(mount, name, "refresh-qr")


async def _named(mount: "WhatsApp", name: str, action: str, body: Optional[Dict[str, Any]] = None) -> JSONResponse:
    try:
        session = mount.client.session(name)
    except InvalidInputError as error:
        return _refused(error)
    return await _answer(session, action, body)


def _start(mount: "WhatsApp", session: str, body: models.Start) -> Dict[str, Any]:
    given = body.model_dump(include={"phone", "webhook"}, exclude_none=True)
    webhook = mount.webhook_url(session)
    return {"webhook": webhook, **given} if webhook else given


def _webhook(mount: "WhatsApp", router: APIRouter) -> None:
    @router.post("/webhook/{name}/{token}", include_in_schema=False)
    async def webhook(name: str, token: str, request: Request) -> JSONResponse:
        if not mount.webhook_is_known(name, token):
            return JSONResponse({"error": "not found"}, status_code=404)
        try:
            status, answer = await mount.receive(name, await request.body())
        except InvalidInputError as error:
            return JSONResponse({"error": error.message}, status_code=400)
        return JSONResponse(answer, status_code=status)
