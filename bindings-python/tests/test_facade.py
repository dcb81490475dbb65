"""The generated methods: every one hands its arguments to the call that it is named after."""

from __future__ import annotations

import inspect
from typing import Any, Iterator, List, Tuple

import pytest

from wppkit import AsyncClient, AsyncSession, Client, Session


def methods(owner: Any) -> "Iterator[Tuple[str, Any]]":
    """Generated methods of an object and of its groups, with their paths."""
    kind = type(owner)
    for name in dir(kind):
        if name.startswith("_"):
            continue
        static = inspect.getattr_static(kind, name)
        if inspect.isfunction(static) and "_generated" in static.__module__:
            yield name, getattr(owner, name)
        elif isinstance(static, property) and "_generated" in getattr(static.fget, "__module__", ""):
            group = getattr(owner, name)
            for inner in vars(type(group)):
                if not inner.startswith("_"):
                    yield f"{name}.{inner}", getattr(group, inner)


def client() -> Client:
    return Client("http://127.0.0.1:9", secret_key="S", env=False)


BLOCKING = [*methods(client()), *methods(client().session("shop"))]


@pytest.mark.parametrize(("path", "method"), BLOCKING, ids=[path for path, _ in BLOCKING])
def test_arguments_reach_the_call(path: str, method: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: List[Any] = []
    owner = type(method.__self__)
    monkeypatch.setattr(owner, "_call", lambda self, *given: asked.append(given), raising=False)
    parameters = list(inspect.signature(method).parameters.values())
    times = {"timeout": 3, "deadline": 4}
    given = {
        parameter.name: times.get(parameter.name, 3 if "Time" in str(parameter.annotation) else parameter.name)
        for parameter in parameters
    }
    method(**given)
    operation, fields, _form, timeout, deadline, file = asked[0]
    assert operation.replace("-", "_") == path.rpartition(".")[2].rstrip("_")
    has_limits = "deadline" in given
    assert (timeout, deadline) == ((3, 4) if has_limits else (None, None))
    # The file of a download is where to write it: a field like others.
    uploaded = set() if operation == "download" else {"file"}
    assert file == (given.get("file") if uploaded else None)
    beside = uploaded | ({"deadline", "timeout"} if has_limits else {"deadline"})
    arguments = [name for name in given if name not in beside]
    sent = [3000 if isinstance(given[name], int) else name for name in arguments]
    assert list(fields.values()) == sent, "in this order, and none is forgotten"


def test_asyncio_has_the_same_methods() -> None:
    other = AsyncClient("http://127.0.0.1:9", secret_key="S", env=False)
    twins = [*methods(other), *methods(other.session("shop"))]
    assert [(path, str(inspect.signature(method))) for path, method in BLOCKING] == [
        (path, str(inspect.signature(method))) for path, method in twins
    ]
    assert all(inspect.iscoroutinefunction(method) for _, method in twins)


def test_the_handwritten_methods_are_the_same_for_both_kinds() -> None:
    for blocking, other in ((Client, AsyncClient), (Session, AsyncSession)):
        names = {name for name in dir(blocking) if not name.startswith("_")} - {"close"}
        twins = {name for name in dir(other) if not name.startswith("_")} - {"close", "aclose"}
        assert names == twins
