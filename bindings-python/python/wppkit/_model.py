"""Results: dicts with attributes, and lists that know the answer they came with."""

from __future__ import annotations

import builtins
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Dict,
    FrozenSet,
    Generic,
    Iterable,
    List,
    Mapping,
    Optional,
    Tuple,
    TypeVar,
)

if TYPE_CHECKING:
    from typing_extensions import Self

    from ._native import RawAnswer

__all__ = ["Answer", "Model", "Results", "convert"]

T = TypeVar("T")


class Model(Dict[str, Any]):
    """An object of the server's answer: a dict in the spelling of the wire, with attributes in Python's.

    `chat.unread_count` is `chat["unreadCount"]`, or `None` where the server says nothing. Keys that this version
    has no attribute for are in the dict. It compares, copies, pickles and becomes JSON as the dict that it is.
    """

    __slots__ = ("_answer",)

    _fields: ClassVar[Mapping[str, str]] = {}
    _hidden: ClassVar[FrozenSet[str]] = frozenset()
    _tag: ClassVar[str] = ""
    _variants: ClassVar[Mapping[str, type[Model]]] = {}

    _answer: "RawAnswer"

    @classmethod
    def _make(cls, value: Dict[str, Any]) -> Model:
        if cls._variants:
            return cls._variants.get(value.get(cls._tag, ""), cls)(value)
        return cls(value)

    def _convert(self, key: str, form: Any) -> Any:
        value = self.get(key)
        if value is None:
            return None
        converted = convert(value, form)
        if converted is not value:
            # Equal to what was there, so nobody sees the difference; the next look finds it made.
            self[key] = converted
        return converted

    @property
    def raw(self) -> Any:
        """The server's whole answer as JSON, envelope included; of an object within an answer, the object itself."""
        answer = self.answer
        return dict(self) if answer is None else answer.json()

    @property
    def answer(self) -> Optional["RawAnswer"]:
        """The server's answer: status, content type and body; `None` for an object within an answer."""
        return getattr(self, "_answer", None)

    def __repr__(self) -> str:
        shown = []
        for name, key in self._fields.items():
            if key in self:
                value = "'***'" if key in self._hidden else repr(getattr(self, name))
                shown.append(f"{name}={value}")
        return f"{type(self).__name__}({', '.join(shown)})"

    def copy(self) -> "Self":
        """A shallow copy of the same kind."""
        return type(self)(self)

    def __reduce__(self) -> Tuple[Any, ...]:
        # What travels to another process is the result; the answer stays.
        return type(self), (dict(self),)


class ModelWithBytes(Model):
    """A result beside which the content of a file comes."""

    __slots__ = ("_bytes",)

    _bytes: Optional[builtins.bytes]

    @property
    def bytes(self) -> Optional[builtins.bytes]:
        """The content of the file; `None` if it was written to a file of this machine."""
        return getattr(self, "_bytes", None)

    def copy(self) -> "Self":
        """A shallow copy of the same kind."""
        return self._with(self, self.bytes)

    @classmethod
    def _with(cls, value: Dict[str, Any], content: Optional[builtins.bytes]) -> "Self":
        made = cls(value)
        made._bytes = content
        return made

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self)._with, (dict(self), self.bytes)


class Results(List[T]):
    """A list with the answer that it came with."""

    __slots__ = ("_answer",)

    _answer: "RawAnswer"

    def __init__(self, values: Iterable[T] = (), answer: Optional["RawAnswer"] = None) -> None:
        """A list of results."""
        super().__init__(values)
        if answer is not None:
            self._answer = answer

    @property
    def raw(self) -> Any:
        """The server's whole answer as JSON, envelope included."""
        answer = self.answer
        return list(self) if answer is None else answer.json()

    def __reduce__(self) -> Tuple[Any, ...]:
        return type(self), (list(self),)

    @property
    def answer(self) -> Optional["RawAnswer"]:
        """The server's answer: status, content type and body."""
        return getattr(self, "_answer", None)


class Answer(Generic[T]):
    """What `call()` gives for an operation by its id."""

    __slots__ = ("answer", "value")

    def __init__(self, value: T, answer: "RawAnswer") -> None:
        """A value with the answer that it came with."""
        self.value = value
        self.answer = answer

    @property
    def status(self) -> int:
        """HTTP status."""
        return self.answer.status

    @property
    def raw(self) -> Any:
        """The server's whole answer as JSON, envelope included."""
        return self.answer.json()

    def __repr__(self) -> str:
        return f"Answer({self.value!r}, status={self.status})"


def convert(value: Any, form: Any) -> Any:
    """A JSON value with its objects as models.

    `form` is a model, `[form]` for lists, `{"": form}` for objects with any keys, a tuple of forms of which the
    first fitting one holds, or `None`.
    """
    kind = type(form)
    if kind is type:
        # Already made, or not what was expected: then it stays what the server said.
        return form._make(value) if type(value) is dict else value
    if kind is list:
        return [convert(item, form[0]) for item in value] if type(value) is list else value
    if kind is dict:
        return {key: convert(item, form[""]) for key, item in value.items()} if type(value) is dict else value
    if kind is tuple:
        for choice in form:
            converted = convert(value, choice)
            if converted is not value:
                return converted
    return value


def result(payload: Any, answer: "RawAnswer", form: Any) -> Any:
    """A payload as typed calls return it."""
    if type(payload) is list:
        items = payload if type(form) is not list else [convert(item, form[0]) for item in payload]
        return Results(items, answer)
    if form is not None:
        payload = convert(payload, form)
        if isinstance(payload, Model):
            payload._answer = answer
            if isinstance(payload, ModelWithBytes):
                payload._bytes = answer.attachment
    return payload
