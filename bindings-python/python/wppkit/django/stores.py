"""Stores on the project's own database."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Optional, TypeVar

from django.db import IntegrityError, OperationalError, connections, router, transaction
from django.utils import timezone

from ._settings import settings

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .models import Send

__all__ = ["DatabaseLedger", "DatabaseTokenStore", "forget_old_sends"]

T = TypeVar("T")

KEY = 255
"""Characters of an idempotency key at most."""


class DatabaseTokenStore:
    """Keeps minted tokens in the table `wppkit_token`: all processes share them, a restart loses none.

    A token opens one session on the server: protect the database as you protect the secret key.
    """

    def load(self, server: str, session: str, /) -> Optional[str]:
        """The stored token, if there is one."""
        from .models import Token

        return Token.objects.filter(server=server, session=session).values_list("token", flat=True).first()

    def save(self, server: str, session: str, token: str, /) -> None:
        """Keeps a token, replacing an older one."""
        from .models import Token

        def save() -> None:
            Token.objects.update_or_create(server=server, session=session, defaults={"token": token})

        _outside_of_transactions(save)

    def remove(self, server: str, session: str, /) -> None:
        """Forgets a token."""
        from .models import Token

        _outside_of_transactions(lambda: Token.objects.filter(server=server, session=session).delete())


def _outside_of_transactions(write: "Callable[[], object]") -> None:
    """Writes now, or when the present transaction ends: it must not hold a lock while messages are on their way."""
    from .models import Token

    alias = router.db_for_write(Token)
    if connections[alias].in_atomic_block and _in_transaction(alias):
        transaction.on_commit(write, using=alias, robust=True)
    else:
        write()


def _in_transaction(alias: str) -> bool:
    """Whether what is written now may be rolled back, other than by a TestCase, where nothing is ever committed."""
    connection = connections[alias]
    blocks = connection.atomic_blocks
    if not blocks:
        return not connection.get_autocommit()
    return not any(getattr(block, "_from_testcase", False) for block in blocks)


class DatabaseLedger:
    """Keeps the outcomes of idempotency keys in the table `wppkit_send`: of all processes, one sends with a key.

    A claim is committed before its message leaves, also where the caller is within a transaction that may be rolled
    back: then it is written over a connection of its own.
    """

    def load(self, server: str, session: str, key: str, /) -> Optional[str]:
        """The entry of a key, if it has one."""

        def load(rows: "QuerySet[Send]") -> Optional[str]:
            found = rows.filter(server=server, session=session, key=key, claimed_at__gte=_oldest())
            return found.values_list("entry", flat=True).first()

        return durably(load)

    def claim(self, server: str, session: str, key: str, entry: str, /) -> Optional[str]:
        """Puts the entry in if the key has none; else gives the one it has and changes nothing."""
        if len(key) > KEY:
            raise ValueError(f"the idempotency key has {len(key)} characters, and the table takes {KEY}")

        def claim(rows: "QuerySet[Send]") -> Optional[str]:
            rows.filter(server=server, session=session, key=key, claimed_at__lt=_oldest()).delete()
            new = {"state": _state(entry), "entry": entry, "claimed_at": timezone.now()}
            for _ in range(5):
                try:
                    row, made = rows.get_or_create(server=server, session=session, key=key, defaults=new)
                except IntegrityError:
                    # Claimed by another process when it was tried, and freed when it was looked for.
                    continue
                return None if made else row.entry
            raise RuntimeError("other processes claim and free the idempotency key all the time")

        return durably(claim)

    def settle(self, server: str, session: str, key: str, entry: str, /) -> None:
        """Replaces the entry of a key."""

        def settle(rows: "QuerySet[Send]") -> None:
            own = rows.filter(server=server, session=session, key=key)
            new: Dict[str, Any] = {"state": _state(entry), "entry": entry, "settled_at": timezone.now()}
            if not own.update(**new):
                rows.create(server=server, session=session, key=key, claimed_at=timezone.now(), **new)

        durably(settle)

    def release(self, server: str, session: str, key: str, /) -> None:
        """Frees a key: it was proven that nothing was sent."""

        def release(rows: "QuerySet[Send]") -> None:
            rows.filter(server=server, session=session, key=key).delete()

        durably(release)


def forget_old_sends() -> int:
    """Deletes idempotency keys that are older than the settings say; how many."""
    from .models import Send

    return Send.objects.filter(claimed_at__lt=_oldest()).delete()[0]


def durably(work: "Callable[[QuerySet[Send]], T]") -> T:
    """Runs work on the sends so that it is committed when this returns, whatever transaction the caller is in."""
    from .models import Send

    alias = router.db_for_write(Send)
    rows = Send.objects.using(alias)
    if not _in_transaction(alias):
        return work(rows)
    outcome: List[Any] = []

    def elsewhere() -> None:
        try:
            outcome.append(work(rows))
        except Exception as error:
            outcome.append(error)
        finally:
            connections[alias].close()

    # A thread has connections of its own.
    thread = threading.Thread(target=elsewhere, name="wppkit-ledger")
    thread.start()
    thread.join()
    if isinstance(outcome[0], OperationalError):
        raise OperationalError(
            f"{outcome[0]} (the present transaction may hold the table: send after it, with transaction.on_commit)"
        ) from outcome[0]
    if isinstance(outcome[0], Exception):
        raise outcome[0]
    return outcome[0]  # type: ignore[no-any-return]


def _oldest() -> datetime:
    return timezone.now() - timedelta(days=settings().keep_sends_days)


def _state(entry: str) -> str:
    return str(json.loads(entry)["state"]["is"])
