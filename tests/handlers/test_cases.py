"""By when an answer is promised, how urgent a case is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from handlers.casework.cases import urgency, working_days_after
from handlers.effects import ROUTINE, SOON, URGENT
from handlers.handbook import Handbook

JAKARTA = "Asia/Jakarta"
# Christmas 2026 is a Friday, the day before it cuti bersama; New Year 2027 is a Friday.
CLOSED = frozenset({date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)})


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-23T09:00", 1, date(2026, 11, 24)),  # Monday to Tuesday
        ("2026-11-23T09:00", 3, date(2026, 11, 26)),
        ("2026-11-27T15:00", 1, date(2026, 11, 30)),  # Friday to Monday
        ("2026-11-28T08:00", 1, date(2026, 11, 30)),  # Saturday to Monday
        ("2026-11-29T23:59", 3, date(2026, 12, 2)),  # Sunday night
        ("2026-12-23T10:00", 1, date(2026, 12, 28)),  # over cuti bersama, Christmas and a weekend
        ("2026-12-24T10:00", 1, date(2026, 12, 28)),  # opened on a closed day
        ("2026-12-30T10:00", 3, date(2027, 1, 5)),  # over New Year
        ("2026-11-23T09:00", 0, date(2026, 11, 23)),
    ],
)
def test_only_working_days_count(start: str, days: int, due: date) -> None:
    local = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(JAKARTA))
    promised = working_days_after(local.astimezone(UTC), days, closed=CLOSED, zone=JAKARTA).astimezone(
        ZoneInfo(JAKARTA)
    )
    assert promised.date() == due
    assert (promised.hour, promised.minute) == (16, 0)


def test_the_day_begins_at_midnight_where_the_office_is() -> None:
    just_after = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)  # Tuesday 00.30 in Jambi
    assert working_days_after(just_after, 1, closed=frozenset(), zone=JAKARTA) == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_danger_is_promised_in_minutes_whatever_the_day() -> None:
    sunday = datetime(2026, 11, 29, 20, 0, tzinfo=UTC)
    assert (Handbook(danger_minutes=15).due("danger", sunday) - sunday).total_seconds() == 900


@pytest.mark.parametrize(
    ("topic", "expected"),
    [("danger_medical", URGENT), ("aid_food", SOON), ("complaint_extortion", SOON), ("aid_cash", ROUTINE)],
)
def test_how_urgent_a_topic_is(topic: str, expected: str) -> None:
    assert urgency(topic) == expected
