"""Connects the shop to incoming messages."""

import logging
from typing import Any

from django.apps import AppConfig


class ShopConfig(AppConfig):
    """The shop."""

    name = "shop"

    def ready(self) -> None:
        """Listens to messages."""
        from wppkit.django.signals import message_received

        message_received.connect(on_message, dispatch_uid="shop")


def on_message(*, session: str, body: dict[str, Any], **_: Any) -> None:
    """A customer wrote."""
    logging.getLogger("shop").info("%s: message from %s", session, body.get("from"))
