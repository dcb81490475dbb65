"""What becomes of a webhook: stored, announced, and announced again where a receiver failed."""

from __future__ import annotations

import json
import logging
import re
import uuid
from datetime import timedelta
from math import isfinite
from typing import Any, List, NamedTuple, Optional

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

import wppkit

from . import signals
from ._clients import session as session_of
from ._settings import settings
from .models import Event

__all__ = [
    "Announced",
    "announce",
    "announce_due",
    "ask_again",
    "forget_old",
    "parse",
    "put_aside",
    "store",
    "waiting",
]

_log = logging.getLogger("wppkit.django")

LEASE = timedelta(minutes=5)
"""How long nobody else announces an event that a process has begun to announce."""

_NAME = 64
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=1)


class Announced(NamedTuple):
    """What became of events that were due."""

    handled: int
    failed: int


def store(session: str, body: bytes) -> Optional[Event]:
    """Keeps an event; None if it is kept already.

    Raises:
        InvalidInputError: If the body is no event.
    """
    name = wppkit.parse_event(body).name[:_NAME]
    kept = _kept(json.loads(body.decode(errors="replace")))
    # Where two that look alike may be two, each counts.
    key = wppkit.event_key(session, body) or f"one-of-many-{uuid.uuid4()}"
    due = timezone.now() + (LEASE if settings().announce_in_request else timedelta(0))
    try:
        with transaction.atomic():
            return Event.objects.create(session=session, name=name, key=key, body=kept, due_at=due)
    except IntegrityError:
        return None


def _kept(value: Any) -> Any:
    """The body as every database can hold it: PostgreSQL takes no NUL, no half of an emoji and no infinity."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_kept(key): _kept(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_kept(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def parse(record: Event) -> Any:
    """The stored event as a typed object."""
    return wppkit.parse_event(json.dumps(record.body).encode())


def announce(record: Event) -> bool:
    """Hands the event to the signals' receivers; whether all of them could do with it."""
    record.attempts += 1
    _observe(record)
    facts = {"session": record.session, "event": parse(record), "body": record.body, "record": record}
    problems = []
    for signal in _signals_of(record.name):
        for receiver, outcome in signal.send_robust(sender=Event, **facts):
            if isinstance(outcome, Exception):
                name = getattr(receiver, "__qualname__", repr(receiver))
                _log.error("%s failed with event %s of %s", name, record.pk, record.session, exc_info=outcome)
                problems.append(f"{name}: {type(outcome).__name__}: {outcome}")
    _note(record, problems)
    record.save(update_fields=["attempts", "problem", "handled_at", "due_at"])
    return not problems


def _observe(record: Event) -> None:
    # Speeds a login up that is under way in this process; no reason to lose an event.
    try:
        session_of(record.session).observe_webhook(record.body)
    except wppkit.WppError as error:
        _log.warning("event %s could not be shown to its session: %s", record.pk, error)


def _note(record: Event, problems: List[str]) -> None:
    record.problem = "\n".join(problems)
    record.due_at = record.handled_at = None
    if not problems:
        record.handled_at = timezone.now()
    elif record.attempts < settings().event_attempts:
        record.due_at = timezone.now() + min(_FIRST_PAUSE * 2 ** (record.attempts - 1), _LONGEST_PAUSE)
    else:
        _log.error(
            "event %s of %s is put aside after %s attempts; once that is cured: manage.py wpp_events --redrive %s",
            record.pk,
            record.session,
            record.attempts,
            record.pk,
        )


def announce_due(limit: int = 1000) -> Announced:
    """Announces what is due, oldest first. An event that several processes find is announced by one of them."""
    handled = failed = 0
    due = Event.objects.filter(due_at__lte=timezone.now()).order_by("pk")
    for pk, due_at in list(due.values_list("pk", "due_at")[:limit]):
        # Not within a transaction: an error of the database in a receiver must not undo this.
        if not Event.objects.filter(pk=pk, due_at=due_at).update(due_at=timezone.now() + LEASE):
            continue
        if announce(Event.objects.get(pk=pk)):
            handled += 1
        else:
            failed += 1
    return Announced(handled, failed)


def waiting() -> "QuerySet[Event]":
    """Events that will be announced."""
    return Event.objects.filter(due_at__isnull=False)


def put_aside() -> "QuerySet[Event]":
    """Events whose receivers failed too often."""
    return Event.objects.filter(due_at=None, handled_at=None)


def ask_again(events: "QuerySet[Event]") -> int:
    """Makes events due, as if they had just come in; how many."""
    return events.update(due_at=timezone.now(), handled_at=None, attempts=0)


def forget_old() -> int:
    """Deletes events that were handled longer ago than the settings say; how many."""
    before = timezone.now() - timedelta(days=settings().keep_events_days)
    return Event.objects.filter(handled_at__lt=before).delete()[0]


def _signals_of(name: str) -> List[Any]:
    special = {"onmessage": signals.message_received, "status-find": signals.status_changed}.get(name)
    return [signals.event_received] + ([special] if special else [])
