"""A double of the server for tests: `MockServer`, pytest fixtures (`plugin`), a mixin for `unittest` and Django.

Comes with `pip install wppkit[testing]`.

>>> from wppkit.testing import MockServer
>>> with MockServer.start() as server:                               # doctest: +SKIP
...     shop = server.session("shop")
...     shop.send_text("5511999990001", "Olá")
...     server.assert_sent(to="5511999990001", text="Olá")
"""

from __future__ import annotations

from ._controls import Browser, Clock, Faults, Phone
from ._journal import Request, SentMessage
from ._process import MockServer
from ._unittest import MockServerMixin
from ._world import World

__all__ = [
    "Browser",
    "Clock",
    "Faults",
    "MockServer",
    "MockServerMixin",
    "Phone",
    "Request",
    "SentMessage",
    "World",
]
