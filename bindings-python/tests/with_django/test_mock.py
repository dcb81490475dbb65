"""What `wppkit.testing` offers to the tests of a Django project: its settings lead to the mock."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import TestCase

from wppkit.django import session
from wppkit.testing import MockServerMixin, World

BEFORE = settings.WPPKIT


class MixinTest(MockServerMixin, TestCase):
    """Django's test class with the mixin."""

    def test_the_project_sends_to_the_mock(self) -> None:
        session().send_text("5511999990001", "Olá", idempotency_key="order-17")
        session().send_text("5511999990001", "Olá", idempotency_key="order-17")
        self.wpp_mock.assert_sent(to="5511999990001", text="Olá", times=1)

    def test_worlds_are_apart(self) -> None:
        assert self.wpp_mock.sent() == []

    def test_the_other_settings_stay(self) -> None:
        assert settings.WPPKIT["CHECK_SERVER"] is BEFORE["CHECK_SERVER"]


@pytest.mark.django_db
def test_the_fixture_does_the_same_for_pytest(wpp_django: World) -> None:
    assert session().status().state == "connected"
    session().send_text("5511999990001", "Oi")
    wpp_django.assert_sent(text="Oi", times=1)


def test_the_settings_are_back_afterwards() -> None:
    assert settings.WPPKIT is BEFORE


def test_without_such_a_project_the_fixture_says_what_is_missing(wpp_mock: World, settings: Any) -> None:
    from wppkit.testing._django import pointed_at

    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "wppkit.django"]
    assert pointed_at(wpp_mock) is None
