"""What becomes of a webhook: stored, announced, and announced again where a receiver failed."""

from __future__ import annotations

import json
import logging
import uuid
from datetime import timedelta
from typing import Any, Optional

from django.db import IntegrityError, transaction
from django.utils import timezone

import wppkit

from . import signals
from ._clients import session as session_of
from ._settings import settings
from .models import Event

__all__ = ["announce", "announce_again", "forget_old", "parse", "store"]

_log = logging.getLogger("wppkit.django")

ATTEMPTS = 5
"""How often an event is announced before it is left alone."""


def store(session: str, body: bytes) -> Optional[Event]:
    """Keeps an event; None if it is kept already.

    Raises:
        InvalidInputError: If the body is no event.
    """
    name = wppkit.parse_event(body).name
    # Where two that look alike may be two, each counts.
    key = wppkit.event_key(session, body) or f"one-of-many-{uuid.uuid4()}"
    try:
        with transaction.atomic():
            return Event.objects.create(session=session, name=name, key=key, body=json.loads(body))
    except IntegrityError:
        return None


def parse(record: Event) -> Any:
    """The stored event as a typed object."""
    return wppkit.parse_event(json.dumps(record.body).encode())


def announce(record: Event) -> bool:
    """Hands the event to the signals' receivers; whether all of them could do with it."""
    record.attempts += 1
    event = parse(record)
    session_of(record.session).observe_webhook(record.body)
    facts = {"session": record.session, "event": event, "body": record.body, "record": record}
    problems = []
    for signal in _signals_of(record.name):
        for receiver, outcome in signal.send_robust(sender=Event, **facts):
            if isinstance(outcome, Exception):
                name = getattr(receiver, "__qualname__", repr(receiver))
                _log.error("%s failed with event %s of %s", name, record.name, record.session, exc_info=outcome)
                problems.append(f"{name}: {type(outcome).__name__}: {outcome}")
    record.problem = "\n".join(problems)
    record.handled_at = None if problems else timezone.now()
    record.save(update_fields=["attempts", "problem", "handled_at"])
    return not problems


def announce_again(limit: int = 1000) -> int:
    """Announces what is not handled yet, oldest first; how many were then handled.

    An event that several processes take at once is announced by one of them.
    """
    done = 0
    waiting = Event.objects.filter(handled_at=None, attempts__lt=ATTEMPTS).values_list("pk", flat=True)[:limit]
    for pk in list(waiting):
        with transaction.atomic():
            rows = Event.objects.filter(pk=pk, handled_at=None)
            locked = rows.select_for_update(skip_locked=True) if _can_skip_locked() else rows
            record = locked.first()
            if record is not None and announce(record):
                done += 1
    return done


def forget_old() -> int:
    """Deletes events that were handled longer ago than the settings say; how many."""
    before = timezone.now() - timedelta(days=settings().keep_events_days)
    return Event.objects.filter(handled_at__lt=before).delete()[0]


def _signals_of(name: str) -> "list[Any]":
    special = {"onmessage": signals.message_received, "status-find": signals.status_changed}.get(name)
    return [signals.event_received] + ([special] if special else [])


def _can_skip_locked() -> bool:
    from django.db import connection

    return bool(connection.features.has_select_for_update_skip_locked)
