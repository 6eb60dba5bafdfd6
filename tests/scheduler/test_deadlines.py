from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduler.deadlines import NEAR, OVER, Promise, warn

OPENED = datetime(2026, 12, 29, 2, tzinfo=UTC)
PROMISE = Promise(3, OPENED, OPENED + timedelta(days=4))


@pytest.mark.parametrize(("hours", "which"), [(0, None), (71, None), (72, NEAR), (95, NEAR), (96, OVER), (2000, OVER)])
def test_staff_are_told_near_the_end_and_at_the_end(hours: int, which: str | None) -> None:
    found = warn(PROMISE, now=OPENED + timedelta(hours=hours))

    assert (found.which if found else None) == which


def test_each_is_told_once() -> None:
    near = warn(PROMISE, now=OPENED + timedelta(hours=80))
    assert near
    told = replace(PROMISE, told=frozenset({near.occasion}))

    assert warn(told, now=OPENED + timedelta(hours=90)) is None
    over = warn(told, now=OPENED + timedelta(hours=97))
    assert over
    assert over.which == OVER
    both = replace(PROMISE, told=frozenset({near.occasion, over.occasion}))
    assert warn(both, now=OPENED + timedelta(days=40)) is None


def test_a_moved_deadline_is_watched_anew() -> None:
    over = warn(PROMISE, now=OPENED + timedelta(days=5))
    assert over
    moved = replace(PROMISE, due=PROMISE.due + timedelta(days=2), told=frozenset({over.occasion}))

    assert warn(moved, now=OPENED + timedelta(days=7))
