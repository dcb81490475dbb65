"""URLs of the example."""

from django.contrib import admin
from django.urls import include, path

from . import views

urlpatterns = [
    path("admin/", admin.site.urls),
    path("system/whatsapp/", include("wppkit.django.urls")),
    path("orders/<str:number>/notice/", views.notice),
]
