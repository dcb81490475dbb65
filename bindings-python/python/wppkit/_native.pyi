"""The native module; see `bindings-python/src`."""

from asyncio import Future
from contextvars import Context
from typing import Any, Callable, Dict, List, Optional, Tuple, final

from ._caller import Limits
from ._typing import File, Ledger, Time, TokenStore

__all__ = [
    "EventLoop",
    "NativeAnswer",
    "NativeClient",
    "NativeInbox",
    "NativeOutcomes",
    "NativeStages",
    "NativeWork",
    "RawAnswer",
    "__version__",
    "after_fork_in_child",
    "after_fork_in_parent",
    "before_fork",
    "event_key",
    "millis",
    "parse_event",
    "qr_terminal",
    "set_log_level",
    "verify_relay",
]

__version__: str

def before_fork() -> None: ...
def after_fork_in_parent() -> None: ...
def after_fork_in_child() -> None: ...
def millis(field: str, value: Optional[Time]) -> Optional[int]: ...
def qr_terminal(text: str) -> str: ...
def parse_event(body: bytes, name: Optional[str] = None) -> Dict[str, Any]: ...
def event_key(session: str, body: bytes) -> Optional[str]: ...
def verify_relay(secret: str, headers: List[Tuple[str, str]], body: bytes, now: int) -> None: ...
def set_log_level(level: Optional[str]) -> None: ...
@final
class RawAnswer:
    """The whole answer of the server."""

    @property
    def status(self) -> int:
        """HTTP status."""

    @property
    def body(self) -> bytes:
        """The body, untouched."""

    @property
    def content_type(self) -> str:
        """The header `Content-Type`."""

    @property
    def attachment(self) -> Optional[bytes]:
        """What came beside the answer: the file of `download`."""

    def json(self) -> Any:
        """The body as JSON, envelope included; `None` if it is none."""

@final
class EventLoop:
    def __new__(cls) -> EventLoop: ...
    def fileno(self) -> int: ...
    def drain(self) -> None: ...
    def wants_turn(self) -> bool: ...
    def wants_ticks(self) -> bool: ...
    def tick(self) -> bool: ...
    def cancel(self, id: int) -> None: ...
    def pending(self) -> int: ...

_Done = Callable[[Any, Optional[BaseException]], object]

@final
class NativeWork:
    def cancel(self) -> None: ...

@final
class NativeOutcomes:
    def next_outcome(self, done: _Done) -> NativeWork: ...
    def stop(self) -> None: ...
    def close(self) -> None: ...

@final
class NativeAnswer:
    def tell(self, problem: Optional[str]) -> None: ...

@final
class NativeInbox:
    def __new__(cls, settings: Dict[str, Any]) -> NativeInbox: ...
    def webhook_url(self, session: str, done: _Done) -> NativeWork: ...
    def receive(self, method: str, token: str, peer: Optional[str], body: bytes, done: _Done) -> NativeWork: ...
    def run(
        self,
        filters: List[str],
        options: Dict[str, Any],
        hand: Callable[[int, Dict[str, Any], NativeAnswer], object],
        done: _Done,
    ) -> NativeWork: ...
    def counts(self, done: _Done) -> NativeWork: ...
    def dead_letters(self, done: _Done) -> NativeWork: ...
    def redrive(self, seq: Optional[int], done: _Done) -> NativeWork: ...
    def replay(self, range: Dict[str, Any], done: _Done) -> NativeWork: ...

@final
class NativeStages:
    def next_stage(self) -> Optional[Dict[str, Any]]: ...
    def start_next(self, event_loop: EventLoop, future: Future[Any], context: Optional[Context]) -> int: ...
    def close(self) -> None: ...

@final
class NativeClient:
    def __new__(
        cls, settings: Dict[str, Any], store: Optional[TokenStore], ledger: Optional[Ledger]
    ) -> NativeClient: ...
    @property
    def base_url(self) -> str: ...
    @property
    def closed(self) -> bool: ...
    def default_session(self) -> str: ...
    def check_session(self, name: str) -> None: ...
    def close(self) -> None: ...
    def call(
        self,
        operation: str,
        session: Optional[str],
        fields: Dict[str, Any],
        file: Optional[File],
        limits: Optional[Limits],
    ) -> Tuple[Any, RawAnswer]: ...
    def start(
        self,
        event_loop: EventLoop,
        future: Future[Any],
        context: Optional[Context],
        operation: str,
        session: Optional[str],
        fields: Dict[str, Any],
        file: Optional[File],
        limits: Optional[Limits],
    ) -> int: ...
    def connect(self, session: str, options: Dict[str, Any]) -> NativeStages: ...
    def send_many(self, settings: Dict[str, Any]) -> NativeOutcomes: ...
    def observe_webhook(self, session: str, body: Dict[str, Any]) -> bool: ...
