"""Logging and OpenTelemetry."""

from __future__ import annotations

import logging
import sys
from typing import Iterator

import pytest

import wppkit
import wppkit.opentelemetry
from wppkit import AsyncSession, Session
from wppkit.testing import World


def test_calls_are_logged_with_their_facts_and_no_secrets(
    wpp_mock: World, wpp_session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "wppkit"):
        wpp_session.send_text("5511999990001", "very private")
    facts = [record.wppkit for record in caplog.records if hasattr(record, "wppkit")]
    assert any(fact.get("operation") == "send-message" and fact.get("status") == 201 for fact in facts)
    assert {record.levelno for record in caplog.records} == {logging.DEBUG}
    shown = caplog.text
    assert wpp_mock.secret not in shown
    assert "$2b$" not in shown
    assert "very private" not in shown


def test_nothing_is_logged_that_nobody_wants(wpp_session: Session, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "wppkit"):
        wpp_session.device.get_phone_number()
    assert caplog.records == []


def test_a_warning_of_the_core_is_a_warning(wpp_mock: World, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def load(self, server: str, session: str) -> str:
            raise RuntimeError("the database is away")

        save = remove = load

    wpp_mock.put_session()
    with caplog.at_level(logging.WARNING, "wppkit"):
        wpp_mock.client(token_store=Broken()).session("shop").device.get_phone_number()
    assert any(
        record.levelno == logging.WARNING and "the database is away" in record.getMessage()
        for record in caplog.records
    )


@pytest.fixture
def spans() -> "Iterator[list[object]]":
    """Finished spans."""
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    wppkit.opentelemetry.instrument(provider)

    class Finished(list):  # type: ignore[type-arg]
        tracer = provider.get_tracer("test")

        def __iter__(self):  # type: ignore[no-untyped-def]
            return iter(exporter.get_finished_spans())

    yield Finished()
    wppkit.opentelemetry.uninstrument()


def test_every_call_is_a_span_under_the_present_one(spans: "list[object]", wpp_session: Session) -> None:
    with spans.tracer.start_as_current_span("request") as parent:  # type: ignore[attr-defined]
        wpp_session.device.get_phone_number()
    found = [span for span in spans if span.name == "wppkit get-phone-number"]  # type: ignore[attr-defined]
    assert len(found) == 1
    assert found[0].parent.span_id == parent.get_span_context().span_id  # type: ignore[attr-defined]
    assert found[0].attributes["http.response.status_code"] == 200  # type: ignore[attr-defined]
    assert found[0].attributes["wppkit.session"] == "shop"  # type: ignore[attr-defined]


async def test_a_span_of_asyncio_finds_its_parent(spans: "list[object]", wpp_async_session: AsyncSession) -> None:
    with spans.tracer.start_as_current_span("request") as parent:  # type: ignore[attr-defined]
        await wpp_async_session.device.get_phone_number()
    found = [span for span in spans if span.name == "wppkit get-phone-number"]  # type: ignore[attr-defined]
    assert found[0].parent.span_id == parent.get_span_context().span_id  # type: ignore[attr-defined]


def test_without_opentelemetry_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(ImportError, match=r"pip install 'wppkit\[opentelemetry\]'"):
        wppkit.opentelemetry.instrument()
