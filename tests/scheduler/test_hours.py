from datetime import UTC, date, datetime, time

import pytest

from scheduler.hours import Window, closed_days, named, next_open, open_at, undecreed

JAKARTA, MAKASSAR, JAYAPURA = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "is_open"),
    [
        ("2026-11-21T00:59", JAKARTA, False),  # 07:59
        ("2026-11-21T01:00", JAKARTA, True),  # 08:00
        ("2026-11-21T12:59", JAKARTA, True),
        ("2026-11-21T13:00", JAKARTA, False),  # 20:00
        ("2026-11-21T00:00", MAKASSAR, True),
        ("2026-11-21T12:00", MAKASSAR, False),
        ("2026-11-20T23:00", JAYAPURA, True),  # next local day, 08:00
        ("2026-11-21T11:00", JAYAPURA, False),
    ],
)
def test_waking_hours_are_the_familys_own(now: str, zone: str, is_open: bool) -> None:  # noqa: FBT001 - table
    assert open_at(utc(now), zone) is is_open


def test_quiet_hours_may_run_past_midnight() -> None:
    night = Window(time(20), time(8))

    assert open_at(utc("2026-12-31T17:30"), JAKARTA, night)
    assert not open_at(utc("2026-12-31T06:00"), JAKARTA, night)


@pytest.mark.parametrize(
    ("now", "zone", "opens"),
    [
        ("2026-11-21T05:00", JAKARTA, "2026-11-21T05:00"),  # open now
        ("2026-11-20T22:00", JAKARTA, "2026-11-21T01:00"),  # 05:00 local: the same morning
        ("2026-11-21T14:00", JAKARTA, "2026-11-22T01:00"),  # 21:00 local: tomorrow
        ("2026-12-31T14:00", JAYAPURA, "2026-12-31T23:00"),  # into the new year
        ("2028-02-28T14:00", MAKASSAR, "2028-02-29T00:00"),  # into the leap day
    ],
)
def test_the_next_opening_is_found(now: str, zone: str, opens: str) -> None:
    assert next_open(utc(now), zone) == utc(opens)


def test_the_three_zones_keep_their_distance_all_year() -> None:
    for month in range(1, 13):
        noon = datetime(2026, month, 15, 5, tzinfo=UTC)
        assert [
            open_at(noon, zone, Window(time(hour), time(hour, 1)))
            for zone, hour in ((JAKARTA, 12), (MAKASSAR, 13), (JAYAPURA, 14))
        ] == [True] * 3


def test_joint_leave_closes_the_centre_as_national_holidays_do() -> None:
    closed = closed_days([2026])

    assert {
        date(2026, 3, 20),
        date(2026, 3, 23),
        date(2026, 3, 24),
        date(2026, 12, 24),
    } <= closed  # cuti bersama
    assert {date(2026, 3, 21), date(2026, 8, 17), date(2026, 12, 25)} <= closed
    assert date(2026, 11, 23) not in closed


def test_dates_set_by_hand_win_over_the_decree() -> None:
    closed = closed_days([2026], extra=[date(2026, 11, 27)], reopened=[date(2026, 12, 24)])

    assert date(2026, 11, 27) in closed
    assert date(2026, 12, 24) not in closed


def test_a_year_without_a_joint_leave_decree_is_named() -> None:
    assert undecreed([2026, 2027, 2028]) == (2028,)


def test_the_days_off_have_their_indonesian_names() -> None:
    found = named(2026)
    assert found[date(2026, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert set(found) == set(closed_days([2026]))
