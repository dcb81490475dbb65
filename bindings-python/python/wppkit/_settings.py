"""Arguments of a client as settings of the core."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any, Dict, Optional, Tuple, Union

from ._check import path_of
from ._generated.errors import InvalidInputError

if TYPE_CHECKING:
    from ._typing import Ledger, Time, TokenStore

__all__ = ["Pace", "Retries", "Timeouts", "settings"]


class _Settings:
    """What was given, in the core's spelling; equal where all of that is."""

    _settings: Dict[str, Any]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and other._settings == self._settings

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        given = {key: value for key, value in self._settings.items() if value is not None}
        shown = (f"{_python_name(key)}={value!r}" for key, value in given.items())
        return f"{type(self).__name__}({', '.join(shown)})"


def _python_name(key: str) -> str:
    name = key[:-2] if key.endswith("Ms") else key
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


class Timeouts(_Settings):
    """Deadlines of one attempt by class of operation, in seconds or as `timedelta`.

    Args:
        connect: Opening a connection; 10 s by default.
        normal: Most operations; 60 s.
        session: Start, close, logout; 90 s.
        media: Sending and fetching files; 180 s.
    """

    def __init__(
        self,
        *,
        connect: Optional["Time"] = None,
        normal: Optional["Time"] = None,
        session: Optional["Time"] = None,
        media: Optional["Time"] = None,
    ) -> None:
        """Deadlines; what is left out keeps its default."""
        self._settings = {
            "connectMs": connect,
            "normalMs": normal,
            "sessionMs": session,
            "mediaMs": media,
        }


class Retries(_Settings):
    """How reads and repeatable changes are repeated. Sends are repeated only when they provably never left.

    Args:
        attempts: Attempts in all; 1 switches retries off. 3 by default.
        min_delay: Pause before the first retry, doubled before each further one; 0.2 s.
        max_delay: Longest pause; 5 s.
        budget: Retries that the client may make per call, on average; 0.2.
    """

    def __init__(
        self,
        attempts: Optional[int] = None,
        *,
        min_delay: Optional["Time"] = None,
        max_delay: Optional["Time"] = None,
        budget: Optional[float] = None,
    ) -> None:
        """A policy; what is left out keeps its default."""
        self._settings = {
            "attempts": attempts,
            "minDelayMs": min_delay,
            "maxDelayMs": max_delay,
            "budget": budget,
        }


class Pace(_Settings):
    """The pace of everything that waits for a session. Each question costs the server a bcrypt comparison.

    Args:
        poll: Pause between two looks at a session that is expected to change; 2 s by default.
        poll_max: Longest pause, reached while nothing changes; 10 s.
        debounce: Pause between the two checks that make a session connected; 1 s.
        stuck_after: After this long in INITIALIZING a session counts as stuck; 90 s.
        logout_settle: How long a start waits after a logout; 3 s.
        orphan: How long a start waits for a browser that was closed before the login; 62 s.
        diagnose_patience: How long `diagnose` watches a session in INITIALIZING; 10 s.
    """

    def __init__(
        self,
        *,
        poll: Optional["Time"] = None,
        poll_max: Optional["Time"] = None,
        debounce: Optional["Time"] = None,
        stuck_after: Optional["Time"] = None,
        logout_settle: Optional["Time"] = None,
        orphan: Optional["Time"] = None,
        diagnose_patience: Optional["Time"] = None,
    ) -> None:
        """A pace; what is left out keeps its default."""
        self._settings = {
            "pollMs": poll,
            "pollMaxMs": poll_max,
            "debounceMs": debounce,
            "stuckAfterMs": stuck_after,
            "logoutSettleMs": logout_settle,
            "orphanMs": orphan,
            "diagnosePatienceMs": diagnose_patience,
        }


Retry = Union[int, Retries]
Store = Union[str, "PathLike[str]", "TokenStore"]
LedgerStore = Union[str, "PathLike[str]", "Ledger"]


def settings(
    url: Optional[str],
    secret_key: Optional[str],
    token: Optional[str],
    session: Optional[str],
    timeout: Union["Time", Timeouts, None],
    retries: Union[int, Retries, None],
    pace: Optional[Pace],
    region: Optional[str],
    token_store: Any,
    token_cost: Optional[int],
    ledger: Any,
    max_answer_bytes: Optional[int],
    number_cache_ttl: Optional["Time"],
    env: bool,
) -> Tuple[Dict[str, Any], Any, Any]:
    """Settings in the core's spelling, and token store and ledger if they are objects."""
    given: Dict[str, Any] = {
        "url": url,
        "secretKey": secret_key,
        "token": token,
        "session": session,
        "region": region,
        "tokenCost": token_cost,
        "maxAnswerBytes": max_answer_bytes,
        "numberCacheTtlMs": number_cache_ttl,
        "env": env,
    }
    for name in ("url", "secretKey", "token", "session", "region"):
        value = given[name]
        if value is not None and not isinstance(value, str):
            name = "secret_key" if name == "secretKey" else name
            raise InvalidInputError(f"{name}: {type(value).__name__} is no text", hint="give a str")
    if isinstance(timeout, Timeouts):
        given["timeouts"] = {key: value for key, value in timeout._settings.items() if value is not None}
    else:
        given["timeoutMs"] = timeout
    if isinstance(retries, Retries):
        given["retries"] = {key: value for key, value in retries._settings.items() if value is not None}
    elif isinstance(retries, int) and not isinstance(retries, bool):
        # `retries=0` reads as "never again", and that is one attempt.
        if retries < 0:
            raise InvalidInputError("retries: is negative", hint="0 switches retries off")
        given["retries"] = {"attempts": retries + 1}
    elif retries is not None:
        raise InvalidInputError(
            f"retries: {type(retries).__name__} is no number of retries", hint="give an int or Retries"
        )
    if pace is not None:
        if not isinstance(pace, Pace):
            raise InvalidInputError(f"pace: {type(pace).__name__} is no Pace", hint="give wppkit.Pace(…)")
        given["pace"] = {key: value for key, value in pace._settings.items() if value is not None}
    if isinstance(token_store, (str, PathLike)):
        given["tokenFile"] = path_of("token_store", token_store)
        token_store = None
    if isinstance(ledger, (str, PathLike)):
        given["ledgerFile"] = path_of("ledger", ledger)
        ledger = None
    return given, token_store, ledger
