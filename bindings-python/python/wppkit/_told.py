"""Waits for work that tells its outcome on another thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Optional, Tuple

if TYPE_CHECKING:
    from queue import SimpleQueue

    from ._native import NativeWork

Done = Callable[[Any, Optional[BaseException]], object]


def waited(start: "Callable[[Done], NativeWork]") -> Any:
    """Starts work and waits for it on this thread; Ctrl-C cancels it."""
    from queue import SimpleQueue

    outcomes: "SimpleQueue[Tuple[Any, Optional[BaseException]]]" = SimpleQueue()
    work = start(lambda value, error: outcomes.put((value, error)))
    try:
        value, error = outcomes.get()
    except BaseException:
        work.cancel()
        raise
    if error is not None:
        raise error
    return value
