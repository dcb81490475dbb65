"""Exceptions from the records of the core."""

from __future__ import annotations

from typing import Any, Dict

from ._error import Cause, WppError
from ._generated.errors import CLASSES

__all__ = ["from_record"]


def from_record(record: Dict[str, Any]) -> WppError:
    """The exception for an error record, its causes chained."""
    error = CLASSES.get(record["code"], WppError)(
        record["message"],
        operation=record["operation"],
        session=record["session"],
        status=record["status"],
        body=record.get("body"),
        delivery=record["delivery"],
        temporary=record["temporary"],
        hint=record["hint"],
        message_id=record["messageId"],
        display=record["display"],
    )
    above: BaseException = error
    for text in record["causes"]:
        cause = Cause(text)
        above.__cause__ = cause
        above = cause
    return error
