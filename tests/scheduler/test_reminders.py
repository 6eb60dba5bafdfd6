from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.reminders import EVE, FILE, MORNING, NUDGE, HalfForm, Visit, form, visit

JAKARTA, MAKASSAR, JAYAPURA = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


PLANNED = Visit(5, 7, utc("2026-11-24T07:00"), JAKARTA)  # Tuesday 14:00 local


@pytest.mark.parametrize(
    ("now", "which"),
    [
        ("2026-11-22T12:00", None),  # two evenings before
        ("2026-11-23T10:59", None),  # 17:59
        ("2026-11-23T11:00", EVE),  # 18:00
        ("2026-11-23T12:59", EVE),
        ("2026-11-23T13:00", None),  # 20:00: night
        ("2026-11-23T23:59", None),  # 06:59
        ("2026-11-24T00:00", MORNING),  # 07:00
        ("2026-11-24T06:00", MORNING),  # 13:00: late beats never
        ("2026-11-24T07:00", None),  # it has begun
        ("2026-11-25T02:00", None),
    ],
)
def test_a_visit_is_mentioned_the_evening_before_and_on_the_morning(now: str, which: str | None) -> None:
    found = visit(PLANNED, now=utc(now))

    assert (found.which if found else None) == which


@pytest.mark.parametrize(("zone", "six"), [(JAKARTA, 11), (MAKASSAR, 10), (JAYAPURA, 9)])
def test_the_evening_begins_at_six_where_the_family_lives(zone: str, six: int) -> None:
    planned = replace(PLANNED, zone=zone, at=utc("2026-11-24T03:00"))
    before = datetime(2026, 11, 23, six, tzinfo=UTC) - timedelta(seconds=1)

    assert visit(planned, now=before) is None
    found = visit(planned, now=before + timedelta(seconds=1))
    assert found
    assert found.which == EVE


def test_a_reminder_is_given_once() -> None:
    found = visit(PLANNED, now=utc("2026-11-23T11:00"))
    assert found

    again = replace(PLANNED, reminded=frozenset({found.occasion}))
    assert visit(again, now=utc("2026-11-23T11:05")) is None
    morning = visit(again, now=utc("2026-11-24T00:00"))
    assert morning
    assert morning.which == MORNING


def test_a_visit_put_off_is_mentioned_again() -> None:
    found = visit(PLANNED, now=utc("2026-11-23T11:00"))
    assert found
    moved = replace(PLANNED, at=PLANNED.at + timedelta(hours=1), reminded=frozenset({found.occasion}))

    assert visit(moved, now=utc("2026-11-23T11:30"))


def test_a_visit_before_dawn_has_only_its_evening() -> None:
    early = replace(PLANNED, at=utc("2026-11-23T23:30"))  # 06:30

    assert visit(early, now=utc("2026-11-23T11:00"))
    assert visit(early, now=utc("2026-11-23T23:00")) is None


@pytest.mark.parametrize(
    ("at", "now"),
    [
        ("2028-03-01T03:00", "2028-02-29T11:00"),  # the leap day's evening
        ("2028-02-29T03:00", "2028-02-28T11:00"),
        ("2027-01-01T03:00", "2026-12-31T11:00"),
    ],
)
def test_the_day_before_is_right_at_the_edges_of_the_calendar(at: str, now: str) -> None:
    found = visit(replace(PLANNED, at=utc(at)), now=utc(now))

    assert found
    assert found.which == EVE


@pytest.mark.parametrize(
    ("minutes", "nudged", "todo"),
    [
        (119, False, None),
        (120, False, NUDGE),
        (120, True, None),
        (24 * 60 - 1, True, None),
        (24 * 60, True, FILE),
        (24 * 60, False, FILE),  # the clock was away: filed all the same
    ],
)
def test_a_half_filled_form_is_nudged_and_then_filed(minutes: int, nudged: bool, todo: str | None) -> None:  # noqa: FBT001 - table
    since = utc("2026-11-21T03:00")

    half = HalfForm(since, JAKARTA, nudged=nudged)
    assert form(half, now=since + timedelta(minutes=minutes)) == todo


def test_nothing_is_said_about_a_form_at_night() -> None:
    left_at_seven = HalfForm(utc("2026-11-21T12:00"), JAKARTA)
    left_at_night = HalfForm(utc("2026-11-21T16:00"), JAKARTA, nudged=True)

    assert form(left_at_seven, now=utc("2026-11-21T14:00")) is None  # 21:00
    assert form(left_at_seven, now=utc("2026-11-22T01:00")) == NUDGE  # 08:00
    assert form(left_at_night, now=utc("2026-11-22T16:00")) is None  # 23:00
    assert form(left_at_night, now=utc("2026-11-23T01:00")) == FILE
