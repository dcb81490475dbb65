"""Tables: minted tokens, outcomes of sends, webhook addresses, received events."""

from __future__ import annotations

import hmac
import secrets
from typing import Any, ClassVar, Optional

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["Event", "Send", "Token", "Webhook"]


class Token(models.Model):
    """A minted token of one session on one server."""

    server = models.CharField(_("server"), max_length=255)
    session = models.CharField(_("session"), max_length=72)
    token = models.CharField(_("token"), max_length=255)
    minted_at = models.DateTimeField(_("minted at"), auto_now=True)

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints: ClassVar = [models.UniqueConstraint(fields=["server", "session"], name="wppkit_token_key")]

    def __str__(self) -> str:
        return f"{self.session} @ {self.server}"


class Send(models.Model):
    """What became of the send with an idempotency key; claimed before the message leaves."""

    class State(models.TextChoices):
        """How far it got."""

        BEGUN = "begun", _("under way, or cut off")
        SENT = "sent", _("sent")
        UNKNOWN = "unknown", _("may have been sent")

    server = models.CharField(_("server"), max_length=255)
    session = models.CharField(_("session"), max_length=72)
    key = models.CharField(_("idempotency key"), max_length=255)
    state = models.CharField(_("state"), max_length=16, choices=State.choices)
    entry = models.TextField()
    claimed_at = models.DateTimeField(_("claimed at"), db_index=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("send")
        verbose_name_plural = _("sends")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["server", "session", "key"], name="wppkit_send_key"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.session})"


class Webhook(models.Model):
    """The unguessable end of a session's webhook address.

    The server signs nothing and often names no session: who knows the address is believed. A rotated address takes
    effect at the session's next start; the one before is accepted until then.
    """

    session = models.CharField(_("session"), max_length=72, unique=True)
    token = models.CharField(max_length=64, unique=True)
    previous = models.CharField(max_length=64, blank=True, default="")
    rotated_at = models.DateTimeField(_("rotated at"), auto_now=True)

    class Meta:
        verbose_name = _("webhook address")
        verbose_name_plural = _("webhook addresses")

    def __str__(self) -> str:
        return self.session

    @classmethod
    def of(cls, session: str) -> "Webhook":
        """The session's address, made at the first use."""
        return cls.objects.get_or_create(session=session, defaults={"token": _token()})[0]

    @classmethod
    def find(cls, token: str) -> "Optional[Webhook]":
        """The session whose address ends so."""
        found = cls.objects.filter(models.Q(token=token) | models.Q(previous=token)).first()
        # The database's comparison found it; this one decides, in constant time.
        if found and (hmac.compare_digest(found.token, token) or hmac.compare_digest(found.previous, token)):
            return found
        return None

    def rotate(self) -> None:
        """Makes a new address; start the session again to use it."""
        self.previous, self.token = self.token, _token()
        self.save()


class Event(models.Model):
    """An event that the server sent, kept before it is handled.

    It waits while it is due at some time; it is put aside when it is neither handled nor due.
    """

    session = models.CharField(_("session"), max_length=72)
    name = models.CharField(_("event"), max_length=64)
    key = models.CharField(max_length=96, unique=True)
    body = models.JSONField(_("body"))
    received_at = models.DateTimeField(_("received at"), auto_now_add=True, db_index=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True, db_index=True)
    due_at = models.DateTimeField(_("due at"), null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    problem = models.TextField(_("problem"), blank=True, default="")

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.session})"

    @property
    def put_aside(self) -> bool:
        """Whether its receivers failed too often."""
        return self.handled_at is None and self.due_at is None

    @property
    def parsed(self) -> Any:
        """The event as a typed object of `wppkit`."""
        from ._events import parse

        return parse(self)


def _token() -> str:
    return secrets.token_urlsafe(32)
