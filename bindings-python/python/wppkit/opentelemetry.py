"""Spans for OpenTelemetry: one per call, under the span that is current where the call is made.

>>> import wppkit.opentelemetry                                      # doctest: +SKIP
>>> wppkit.opentelemetry.instrument()                                # doctest: +SKIP
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Dict, Optional

from . import _telemetry

if TYPE_CHECKING:
    from opentelemetry.trace import TracerProvider

__all__ = ["instrument", "uninstrument"]

_ATTRIBUTES = {
    "operation": "wppkit.operation",
    "session": "wppkit.session",
    "attempt": "wppkit.attempts",
    "status": "http.response.status_code",
    "code": "error.type",
}


def instrument(tracer_provider: Optional["TracerProvider"] = None) -> None:
    """Makes a span of every call, with operation, session, attempts, status and error code as attributes.

    Args:
        tracer_provider: The provider to use; the global one by default.

    Raises:
        ImportError: If OpenTelemetry is not installed.
    """
    try:
        from opentelemetry import trace
        from opentelemetry.trace import SpanKind, Status, StatusCode
    except ImportError as error:
        raise ImportError("OpenTelemetry is not installed: pip install 'wppkit[opentelemetry]'") from error

    tracer = trace.get_tracer("wppkit", tracer_provider=tracer_provider)

    def observe(record: Dict[str, Any]) -> None:
        if not record["span"]:
            return
        fields = record["fields"]
        end = time.time_ns()
        span = tracer.start_span(
            f"wppkit {fields.get('operation', record['message'])}",
            kind=SpanKind.CLIENT,
            start_time=end - int(fields.get("durationMs", 0) * 1_000_000),
            attributes={name: fields[key] for key, name in _ATTRIBUTES.items() if key in fields},
        )
        if "code" in fields:
            span.set_status(Status(StatusCode.ERROR, fields["code"]))
        span.end(end)

    _telemetry.observe(observe)


def uninstrument() -> None:
    """Makes no spans any more."""
    _telemetry.observe(None)
