"""Where this package can run."""

from __future__ import annotations

from importlib import import_module

__all__ = ["refuse_subinterpreters"]


def refuse_subinterpreters() -> None:
    """Fails in any interpreter of the process but the first: the native module's objects belong to that one."""
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            interpreters = import_module(name)
        except ImportError:
            continue
        if interpreters.get_current() != interpreters.get_main():
            raise ImportError(
                "wppkit cannot be used in a subinterpreter: its runtime belongs to the process's main interpreter. "
                "Use it there, from as many threads as you like, or in processes of their own (with mod_wsgi: "
                "WSGIApplicationGroup %{GLOBAL})."
            )
        return
