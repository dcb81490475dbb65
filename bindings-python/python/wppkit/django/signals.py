"""Signals for events. Receivers get `session` (its name), `event` (typed), `body` (as received) and `record`.

An event is announced once it is stored. If a receiver raises, or the process dies, the event stays unhandled and
`manage.py wpp_events` announces it again, with growing pauses, up to ten times: receivers of one event may run more
than once.
"""

from __future__ import annotations

from django.dispatch import Signal

__all__ = ["event_received", "message_received", "status_changed"]

event_received = Signal()
"""Every event."""
message_received = Signal()
"""A message that somebody else sent (`onmessage`)."""
status_changed = Signal()
"""A word of the session's life (`status-find`)."""
