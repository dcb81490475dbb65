"""A mixin for `unittest` and Django."""

from __future__ import annotations

import itertools
from typing import Any, ClassVar, Optional

from wppkit import Client, Session

from ._django import pointed_at
from ._process import MockServer
from ._world import World

__all__ = ["MockServerMixin"]

_numbers = itertools.count(1)
_server: Optional[MockServer] = None


def shared() -> MockServer:
    """The one mock process of this test process."""
    global _server
    if _server is None:
        _server = MockServer.start()
    return _server


class MockServerMixin:
    """Gives every test a world of its own: `self.wpp_mock`, `self.wpp_client`, `self.wpp_session`.

    Stands before the test class: `class SendTest(MockServerMixin, TestCase)`, Django's as well. In a project with
    `wppkit.django`, its settings lead to that world: `wppkit.django.session()` is its `shop`.
    """

    wpp_preset: ClassVar[str] = "empty"
    """The known world that each test begins with."""
    wpp_frozen: ClassVar[bool] = False
    """Whether its clock stands still."""

    wpp_mock: World
    wpp_client: Client
    wpp_session: Session

    def setUp(self, *arguments: Any) -> None:
        """Makes the world."""
        self.wpp_mock = shared().world(f"unittest-{next(_numbers)}")
        self.addCleanup(self.wpp_mock.control.close)  # type: ignore[attr-defined]
        self.wpp_mock.reset(self.wpp_preset)
        if self.wpp_frozen:
            self.wpp_mock.clock.freeze()
        self.wpp_mock.put_session()
        self.wpp_client = self.wpp_mock.client()
        self.wpp_session = self.wpp_client.session("shop")
        project = pointed_at(self.wpp_mock)
        if project is not None:
            project.__enter__()
            self.addCleanup(project.__exit__, None, None, None)  # type: ignore[attr-defined]
        super().setUp(*arguments)  # type: ignore[misc]
