"""Modules that are imported when something of them is first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["lazy"]


class _Lazy:
    """Stands for a module."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        module = import_module(self._name)
        # What was asked for once is found without coming here.
        self.__dict__.update(vars(module))
        return getattr(module, name)


def lazy(name: str) -> Any:
    """The module of this name, imported on first use."""
    return _Lazy(name)
