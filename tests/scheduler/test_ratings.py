from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.ratings import Closed, due

MONDAY = datetime(2026, 11, 23, 3, tzinfo=UTC)  # 10:00 in Jakarta
CLOSED = Closed(7, "complaint", "done", MONDAY, "Asia/Jakarta")


@pytest.mark.parametrize(
    ("hours", "asked"), [(0, False), (19, False), (20, False), (23, True), (24, True), (167, True), (168, False)]
)
def test_a_family_is_asked_the_next_day_by_day_and_not_after_a_week(hours: int, *, asked: bool) -> None:
    assert (due(CLOSED, now=MONDAY + timedelta(hours=hours)) is not None) is asked


def test_nobody_is_asked_at_night_where_they_live() -> None:
    evening = MONDAY + timedelta(hours=33, minutes=30)  # 19:30 in Jakarta, 21:30 in Jayapura
    assert due(CLOSED, now=evening) == "7"
    assert due(replace(CLOSED, zone="Asia/Jayapura"), now=evening) is None


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "danger"},
        {"status": "cancelled"},
        {"rating": 3},
        {"busy": True},
        {"quiet": True},
        {"mourning": True},
        {"asked": ("7",)},
    ],
)
def test_some_are_never_asked(other: dict[str, object]) -> None:
    later = MONDAY + timedelta(days=1)
    assert due(CLOSED, now=later) == "7"
    assert due(replace(CLOSED, **other), now=later) is None  # type: ignore[arg-type]
