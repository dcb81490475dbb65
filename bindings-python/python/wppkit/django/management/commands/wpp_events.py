"""`manage.py wpp_events`."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any, Optional

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ..._events import announce_due, ask_again, forget_old, put_aside, waiting
from ...models import Event
from ...stores import forget_old_sends


class Command(BaseCommand):
    """Announces events again whose receivers failed. For cron, once a minute, or with `--follow` as a worker."""

    help = "Announces WhatsApp events again whose receivers failed, and deletes old events and idempotency keys"
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        """Adds what to do, and with which events."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--list", action="store_true", help="only show what waits and what was put aside")
        what.add_argument(
            "--redrive",
            nargs="*",
            type=int,
            metavar="ID",
            help="announce events that were put aside again: these, or all",
        )
        what.add_argument("--replay", action="store_true", help="announce kept events once more, handled ones too")
        what.add_argument("--follow", action="store_true", help="go on until interrupted, as a worker")
        parser.add_argument(
            "--since", type=moment, help="of --replay: received from then on, such as 2026-11-26T03:00"
        )
        parser.add_argument("--until", type=moment, help="of --replay: received before then")
        parser.add_argument("--session", help="of --replay: of this session")
        parser.add_argument("--name", help="of --replay: of this kind, such as onmessage")
        parser.add_argument("--interval", type=float, default=1.0, help="of --follow: seconds between two looks (1)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints how many of each."""
        if options["list"]:
            return self._show()
        if options["redrive"] is not None:
            chosen = put_aside()
            if options["redrive"]:
                chosen = chosen.filter(pk__in=options["redrive"])
            self.stdout.write(f"{ask_again(chosen)} of those that were put aside are due")
        elif options["replay"]:
            self.stdout.write(f"{ask_again(self._range(options))} are due")
        if options["follow"]:
            return self._follow(options["interval"])
        self._once()

    def _once(self) -> None:
        done, old = announce_due(), forget_old() + forget_old_sends()
        self.stdout.write(f"{done.handled} handled, {done.failed} failed, {old} deleted")
        left, aside = waiting().count(), put_aside().count()
        if left or aside:
            self.stdout.write(self.style.WARNING(f"{left} wait, {aside} put aside (--list shows them)"))

    def _follow(self, interval: float) -> None:
        next_clean = 0.0
        try:
            while True:
                close_old_connections()
                done = announce_due()
                if done.handled or done.failed:
                    self.stdout.write(f"{done.handled} handled, {done.failed} failed")
                if time.monotonic() >= next_clean:
                    forget_old()
                    forget_old_sends()
                    next_clean = time.monotonic() + 3600
                if not done.handled:
                    time.sleep(interval)
        except KeyboardInterrupt:
            self.stdout.write("ended; what is not handled waits")

    def _show(self) -> None:
        for title, events in (("waiting", waiting()), ("put aside", put_aside())):
            self.stdout.write(f"{title}: {events.count()}")
            for event in events.order_by("pk")[:100]:
                due = f", due {event.due_at:%Y-%m-%d %H:%M:%S}" if event.due_at else ""
                self.stdout.write(f"  {event.pk}: {event.name} of {event.session}, {event.attempts} attempts{due}")
                if event.problem:
                    self.stdout.write(f"     {event.problem.splitlines()[0]}")

    def _range(self, options: Any) -> "QuerySet[Event]":
        events = Event.objects.all()
        for option, lookup in (
            ("since", "received_at__gte"),
            ("until", "received_at__lt"),
            ("session", "session"),
            ("name", "name"),
        ):
            if options[option] is not None:
                events = events.filter(**{lookup: options[option]})
        if not any(options[option] for option in ("since", "until", "session", "name")):
            raise CommandError("say which events: --since, --until, --session or --name")
        return events


def moment(text: str) -> datetime:
    """A time as given; without a zone, in the project's."""
    found: Optional[datetime] = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return timezone.make_aware(found) if timezone.is_naive(found) else found
