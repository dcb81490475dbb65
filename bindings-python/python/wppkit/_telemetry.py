"""What the core tells about a call, in Python's `logging` and in OpenTelemetry.

Records of a call are emitted on the thread (and in the context) that made it, when it ends. They name operation,
session, attempt, status and code, never secrets, tokens, numbers or texts.
"""

from __future__ import annotations

import sys
from typing import Any, Callable, Dict, List, Optional

from ._native import set_log_level

__all__ = ["emit", "follow", "observe"]

TRACE = 5
_LEVELS = {"error": 40, "warn": 30, "info": 20, "debug": 10, "trace": TRACE}

_observer: Optional[Callable[[Dict[str, Any]], None]] = None
_told: Optional[str] = None
_logger: Any = None


def follow() -> bool:
    """Asks the core for what somebody listens to; whether anybody does."""
    global _told, _logger
    wanted: Optional[str] = None
    if _observer is not None:
        wanted = "debug"
    # A program that never imported logging has not configured it either.
    logger = _logger
    if logger is None and "logging" in sys.modules:
        logger = _logger = sys.modules["logging"].getLogger("wppkit")
    if logger is not None:
        # Whoever wants less does not want more, so that most programs are asked once.
        if logger.isEnabledFor(10):
            wanted = "trace" if logger.isEnabledFor(TRACE) else "debug"
        elif wanted is None:
            wanted = "warn"
    if wanted != _told:
        set_log_level(wanted)
        _told = wanted
    return wanted is not None


def emit(records: List[Dict[str, Any]]) -> None:
    """Hands the records of a call to whoever listens."""
    logging = sys.modules.get("logging")
    for record in records:
        if _observer is not None:
            _observer(record)
        if logging is None:
            continue
        logger = logging.getLogger(record["target"].replace("::", "."))
        level = _LEVELS[record["level"]]
        if logger.isEnabledFor(level):
            fields: Dict[str, Any] = record["fields"]
            facts = " ".join(f"{key}={value}" for key, value in fields.items())
            logger.log(level, "%s %s", record["message"], facts, extra={"wppkit": fields})


def observe(observer: Optional[Callable[[Dict[str, Any]], None]]) -> None:
    """Hands every record to this function, too; `None` ends it."""
    global _observer
    _observer = observer
