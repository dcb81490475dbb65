"""Sends to many: outcomes as they come, stopped, resumed."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List

import pytest

import wppkit
from wppkit import Job
from wppkit.testing import World

NUMBERS = [f"120255501{number:02d}" for number in range(6)]


def jobs(session: str = "shop") -> List[Job]:
    return [Job(session, number, f"Olá {number}") for number in NUMBERS]


def test_outcomes_come_one_by_one_with_progress(wpp_mock: World) -> None:
    wpp_mock.put_session()
    wpp_mock.missing(NUMBERS[1])
    told = []
    for outcome in wpp_mock.client().send_many(jobs()):
        told.append((outcome.index, outcome.outcome, outcome.code))
        assert outcome.progress["done"] == len(told)
        assert outcome.progress["total"] == 6
        assert (outcome.session, outcome.to) == ("shop", NUMBERS[outcome.index])
    assert told[:2] == [(0, "sent", None), (1, "rejected", "number_not_found")]
    assert [word for _, word, _ in told].count("sent") == 5
    assert outcome.progress == {"total": 6, "done": 6, "sent": 5, "rejected": 1, "unknown": 0, "left": 0}


def test_a_run_is_stopped_and_resumed_by_another_client(wpp_mock: World, tmp_path: Path) -> None:
    wpp_mock.put_session()
    ledger = tmp_path / "sends.db"
    words = []
    sending = wpp_mock.client(ledger=ledger).send_many(jobs(), batch="july")
    for outcome in sending:
        words.append(outcome.outcome)
        if len(words) == 2:
            sending.stop()
    assert words == ["sent", "sent"] + ["not_tried"] * 4
    again = [outcome.outcome for outcome in wpp_mock.client(ledger=ledger).send_many(jobs(), batch="july")]
    assert again == ["sent"] * 6
    for number in NUMBERS:
        wpp_mock.assert_sent(to=number, times=1)


def test_leaving_a_run_sends_no_more(wpp_mock: World) -> None:
    wpp_mock.put_session()
    with wpp_mock.client().send_many(jobs()) as sending:
        assert next(sending).outcome == "sent"
    assert list(sending) == []
    wpp_mock.assert_sent(times=1)


def test_a_session_that_cannot_send_ends_its_own_jobs_alone(wpp_mock: World) -> None:
    wpp_mock.put_session()
    wpp_mock.put_session("other", "CLOSED")
    outcomes = list(wpp_mock.client().send_many([*jobs(), *jobs("other")], limit=3))
    by_session = {name: [one.outcome for one in outcomes if one.session == name] for name in ("shop", "other")}
    assert by_session == {"shop": ["sent"] * 3 + ["not_tried"] * 3, "other": ["rejected"] + ["not_tried"] * 5}


async def test_asyncio_has_the_same(wpp_mock: World) -> None:
    wpp_mock.put_session()
    sending = wpp_mock.async_client().send_many(jobs(), batch="july")
    words = []
    async for outcome in sending:
        words.append(outcome.outcome)
        sending.stop()
    assert words == ["sent"] + ["not_tried"] * 5
    async with wpp_mock.async_client().send_many(jobs()) as left:
        await left.__anext__()
    assert [one async for one in left] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([("shop", "5511999990001")], r"jobs\.0: tuple is no Job"),
        ([Job("shop", None)], r"to: "),  # type: ignore[arg-type]
        ([Job("shop", 5)], r"to: must be a text"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_job_is_refused(wpp_mock: World, given: Any, said: str) -> None:
    with pytest.raises(wppkit.InvalidInputError, match=said):
        wpp_mock.client().send_many(given)


def test_wrong_numbers_are_refused(wpp_mock: World) -> None:
    for settings in ({"limit": 0}, {"pause": -1}, {"concurrency": "2"}):
        with pytest.raises(wppkit.InvalidInputError):
            wpp_mock.client().send_many(jobs(), **settings)  # type: ignore[arg-type]
    with pytest.raises(wppkit.InvalidInputError, match="put it into fields"):
        Job("shop", "5511999990001", "x", operation="send-location")
    assert wpp_mock.requests() == []
