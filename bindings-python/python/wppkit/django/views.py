"""The status page, its endpoints, the webhook and the health check."""

from __future__ import annotations

import json
from functools import wraps
from typing import Any, Callable, Dict, Mapping, Optional

from django.conf import settings as django_settings
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render, resolve_url
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from wppkit import InvalidInputError, WppError

from ._clients import session
from ._events import announce, store
from ._settings import settings
from .models import Webhook

__all__ = ["dashboard", "health", "panel", "webhook"]

_LARGEST_EVENT = 64 * 1024 * 1024

View = Callable[..., HttpResponseBase]


def _allowed(user: Any) -> bool:
    wanted = settings().permission
    if wanted is None:
        return True
    if callable(wanted):
        return bool(wanted(user))
    if not user.is_active:
        return False
    return bool(user.is_staff if wanted == "staff" else user.has_perm(wanted))


def _failure(status: int, message: str) -> JsonResponse:
    return JsonResponse({"success": False, "message": message, "status_code": status}, status=status)


def _refused(error: WppError) -> JsonResponse:
    """What never reached the core's own answers, in their shape."""
    message = f"{error.message}: {error.hint}" if error.hint else error.message
    failure = {"success": False, "message": message, "status_code": 400, "code": error.code, "hint": error.hint}
    return JsonResponse(failure, status=400)


def _login_url() -> Optional[str]:
    """The admin's login where the project has no page at LOGIN_URL, as one without accounts of its own has none."""
    try:
        resolve(resolve_url(django_settings.LOGIN_URL))
    except Resolver404:
        try:
            return reverse("admin:login")
        except NoReverseMatch:
            pass
    except NoReverseMatch:
        pass
    return None


def _guarded(view: View) -> View:
    """Lets through who may use the page; a page that may not is sent to the login, an endpoint gets 401 or 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = getattr(request, "user", None)
        if settings().permission is None or (user is not None and _allowed(user)):
            return view(request, *args, **kwargs)
        known = user is not None and user.is_authenticated
        if view.__name__ == "dashboard" and not known:
            return redirect_to_login(request.get_full_path(), _login_url())
        if known:
            return _failure(403, "you may not use this page: it needs the permission that WPPKIT['PERMISSION'] names")
        return _failure(401, "sign in first")

    return guarded


@never_cache
@_guarded
@require_GET
def dashboard(request: HttpRequest, name: Optional[str] = None) -> HttpResponse:
    """The page: QR code, status, close and logout, a test message."""
    language = "pt-BR" if (get_language() or "").startswith("pt") else "en"
    return render(request, "wppkit/dashboard.html", {"language": language})


# What waits for the WhatsApp server must hold no transaction open, and an event is kept whatever a receiver does.
@transaction.non_atomic_requests
@never_cache
@_guarded
def panel(request: HttpRequest, action: Any, method: str, name: Optional[str] = None) -> HttpResponse:
    """One endpoint of the page: the core answers, this passes it on."""
    if request.method != method:
        response = _failure(405, f"use {method}")
        response["Allow"] = method
        return response
    try:
        body = _body(request) if method == "POST" else None
        target = session(name)
        if (
            action in ("start", "refresh-qr")
            and body is not None
            and settings().webhook_url
            and "webhook" not in body
        ):
            body = {**body, "webhook": webhook_url(target.name)}
        answer = target.panel(action, body=body)
    except WppError as error:
        # Settings that cannot work; everything else is an answer already.
        return _refused(error)
    return JsonResponse(answer.body, status=answer.status)


def _body(request: HttpRequest) -> Dict[str, Any]:
    # A form first: the CSRF check has read it, and then there is no body to look at.
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return dict(request.POST.items())
    if not request.body:
        return {}
    try:
        body = json.loads(request.body)
    except ValueError:
        raise InvalidInputError("the request is no JSON", hint="send a JSON object") from None
    if not isinstance(body, Mapping):
        raise InvalidInputError("the request is no JSON object", hint="send a JSON object")
    return dict(body)


def webhook_url(name: str) -> str:
    """The address that the session's events go to; a secret."""
    return str(settings().webhook_url).rstrip("/") + reverse("wppkit:webhook", args=[Webhook.of(name).token])


@transaction.non_atomic_requests
@csrf_exempt
@require_POST
def webhook(request: HttpRequest, token: str) -> HttpResponse:
    """Takes an event in: stored first, announced to the signals, answered.

    The server posts an event once and reads a 2xx as taken, so that an event which cannot be stored is answered 500.
    """
    found = Webhook.find(token)
    if found is None:
        return JsonResponse({"error": "not found"}, status=404)
    if found.previous and found.token == token:
        # The server uses the new address: the one before is of no use any more.
        Webhook.objects.filter(pk=found.pk).update(previous="")
    try:
        # Not `request.body`: a photo comes within its event, and Django would refuse one of 2 MB.
        body = request.read(_LARGEST_EVENT + 1)
        if len(body) > _LARGEST_EVENT:
            return JsonResponse({"error": "too large"}, status=413)
        record = store(found.session, body)
    except InvalidInputError as error:
        return JsonResponse({"error": error.message}, status=400)
    if record is not None and settings().announce_in_request:
        announce(record)
    return JsonResponse({"stored": record is not None})


@never_cache
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 while the session is connected, else 503; for load balancers and monitors. Tells nothing private."""
    try:
        state = session().status().state
    except WppError as error:
        return JsonResponse({"ok": False, "code": error.code}, status=503)
    return JsonResponse({"ok": state == "connected", "state": state}, status=200 if state == "connected" else 503)
