"""A Django project whose WhatsApp server is the mock's world of the test."""

from __future__ import annotations

import os
from typing import Any, Iterator

import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "project"

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client as Browser  # noqa: E402


@pytest.fixture
def wppkit_settings(wpp_mock: Any, settings: Any) -> Any:
    """`WPPKIT` points at this test's world; keys can be changed with `wppkit_settings(KEY=value)`."""

    def change(**keys: Any) -> None:
        pace = {"pace": wpp_mock.pace()} if hasattr(wpp_mock, "pace") else {}
        settings.WPPKIT = {
            "URL": wpp_mock.url,
            "SECRET_KEY": wpp_mock.secret,
            "SESSION": "shop",
            "CHECK_SERVER": False,
            "CLIENT_OPTIONS": {"token_cost": 4, **pace},
            **keys,
        }

    change()
    return change


@pytest.fixture
def staff(db: Any, wppkit_settings: Any) -> Browser:
    """The browser of somebody on the staff; CSRF is checked."""
    user = get_user_model().objects.create_user("ana", password="x", is_staff=True)
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def stranger(db: Any, wppkit_settings: Any) -> Iterator[Browser]:
    """The browser of somebody who is not signed in."""
    return Browser()
