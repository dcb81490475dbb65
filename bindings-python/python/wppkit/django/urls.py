"""`path("whatsapp/", include("wppkit.django.urls"))`."""

from __future__ import annotations

from typing import Any, List

from django.urls import URLPattern, path

from . import views

__all__ = ["app_name", "urlpatterns"]

app_name = "wppkit"


def _endpoint(route: str, action: str, method: str = "POST") -> Any:
    return path(route, views.panel, {"action": action, "method": method}, name=action)


urlpatterns: List[URLPattern] = [
    path("", views.dashboard, name="dashboard"),
    _endpoint("start/", "start"),
    _endpoint("status/", "status", "GET"),
    _endpoint("qrcode/", "qrcode", "GET"),
    _endpoint("qrcode/refresh/", "refresh-qr"),
    _endpoint("logout/", "logout"),
    _endpoint("close/", "close"),
    _endpoint("restart/", "restart"),
    _endpoint("send-test/", "send-test"),
    path("health/", views.health, name="health"),
    path("webhook/<str:token>/", views.webhook, name="webhook"),
]
