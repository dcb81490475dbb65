"""Admin pages: events with their problems, sends, webhook addresses with rotation. Tokens are not shown."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from ._events import announce
from .models import Event, Send, Webhook

__all__ = ["EventAdmin", "SendAdmin", "WebhookAdmin"]


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Events as they came in; those with a problem can be announced again."""

    list_display = ("received_at", "session", "name", "handled_at", "due_at", "attempts", "problem")
    list_filter = (
        "session",
        "name",
        ("handled_at", admin.EmptyFieldListFilter),
        ("due_at", admin.EmptyFieldListFilter),
    )
    date_hierarchy = "received_at"
    readonly_fields = ("session", "name", "key", "body", "received_at", "handled_at", "due_at", "attempts", "problem")
    actions = ("announce_again",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Events come from the server only."""
        return False

    @admin.action(description=_("Announce again"))
    def announce_again(self, request: HttpRequest, queryset: "QuerySet[Event]") -> None:
        """Hands the chosen events to the signals once more."""
        done = sum(announce(record) for record in queryset)
        self.message_user(request, f"{done} of {queryset.count()} handled", messages.INFO)


@admin.register(Send)
class SendAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Idempotency keys with what became of their message. Who deletes one lets its message be sent again."""

    list_display = ("claimed_at", "session", "key", "state", "settled_at")
    list_filter = ("session", "state")
    search_fields = ("key",)
    date_hierarchy = "claimed_at"
    readonly_fields = ("server", "session", "key", "state", "claimed_at", "settled_at", "entry")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Keys are claimed by sends only."""
        return False


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Sessions with a webhook address. The address itself is a secret and is not shown."""

    list_display = ("session", "rotated_at")
    fields = ("session", "rotated_at")
    readonly_fields = ("session", "rotated_at")
    actions = ("rotate",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Addresses are made when a session is started."""
        return False

    @admin.action(description=_("Give a new address from the next start on"))
    def rotate(self, request: HttpRequest, queryset: "QuerySet[Webhook]") -> None:
        """Makes new addresses."""
        for record in queryset:
            record.rotate()
        self.message_user(request, "Start the sessions again to use the new addresses.", messages.WARNING)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing can be edited; actions need the permission all the same."""
        return super().has_change_permission(request, obj)
