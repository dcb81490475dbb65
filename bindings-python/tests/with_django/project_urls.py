"""URLs of the Django project of the tests."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("system/whatsapp/", include("wppkit.django.urls"))]
