"""When a family that does not reply is asked whether to go on, and when the case is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.handbook import Handbook
from scheduler.closing import ASK, CLOSE, Quietened, due

MONDAY = datetime(2026, 11, 2, 3, tzinfo=UTC)  # 10:00 in Jakarta
LIMIT = Handbook().after
WAITS = Quietened(7, "complaint", "taken", spoken=MONDAY, replied=MONDAY - timedelta(hours=1))
ASKED_ON = datetime(2026, 11, 17, 2, tzinfo=UTC)


def days(after: float) -> datetime:
    return MONDAY + timedelta(days=after)


@pytest.mark.parametrize(
    ("after", "asked"), [(0, False), (11, False), (14, False), (14.26, True), (15, True), (40, True)]
)
def test_a_family_is_asked_after_ten_working_days_of_silence(after: float, *, asked: bool) -> None:
    found = due(WAITS, LIMIT, now=days(after))
    assert (found is not None) is asked
    assert found is None or found.do == ASK


def test_the_question_names_the_day_five_working_days_later() -> None:
    found = due(WAITS, LIMIT, now=ASKED_ON)
    assert found is not None
    assert found.until == datetime(2026, 11, 24, 9, tzinfo=UTC)  # Tuesday, the end of the office day


@pytest.mark.parametrize(("after", "closed"), [(0, False), (1, False), (7, False), (7.3, True), (9, True)])
def test_the_case_is_closed_only_after_the_question_went_unanswered(after: float, *, closed: bool) -> None:
    found = due(replace(WAITS, asked=ASKED_ON), LIMIT, now=ASKED_ON + timedelta(days=after))
    assert (found is not None and found.do == CLOSE) is closed


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "danger"},
        {"status": "new"},
        {"status": "done"},
        {"spoken": None},
        {"replied": MONDAY + timedelta(days=1)},
        {"visited": MONDAY + timedelta(days=60)},
        {"visited": MONDAY + timedelta(days=17)},
        {"promised": MONDAY + timedelta(days=60)},
        {"handed": True},
        {"busy": True},
        {"spared": True},
    ],
)
@pytest.mark.parametrize("asked", [None, MONDAY + timedelta(days=1)])
def test_nobody_is_asked_or_closed_while_it_is_our_turn_or_would_hurt(
    other: dict[str, object], asked: datetime | None
) -> None:
    known = replace(WAITS, asked=asked)
    assert due(known, LIMIT, now=days(18)) is not None
    gone = due(replace(known, **other), LIMIT, now=days(18))  # type: ignore[arg-type]
    late_visit = "visited" in other and asked is not None and other["visited"] == MONDAY + timedelta(days=17)
    assert (gone is not None) is late_visit  # a visit that is over does not take back a question that was put


def test_an_end_of_a_promise_that_has_passed_holds_nothing_up() -> None:
    assert due(replace(WAITS, promised=days(5)), LIMIT, now=days(18)) is not None


def test_nothing_is_said_at_night_where_they_live() -> None:
    night = days(18) + timedelta(hours=11)  # 21:00 in Jakarta
    assert due(WAITS, LIMIT, now=night) is None
