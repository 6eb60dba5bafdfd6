from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.casework.cases import working_days_after
from handlers.casework.deadlines import (
    ANSWER,
    ASPIRATION,
    FOLLOW_UP,
    INSPECTION,
    PLAIN,
    SETTLE,
    VERIFY,
    classify,
    following,
    moved,
)
from handlers.handbook import Handbook
from handlers.state import Answer

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
ZONE = "Asia/Jakarta"


@pytest.mark.parametrize(
    ("topic", "story", "expected"),
    [
        ("complaint_extortion", "pak rt minta jatah", INSPECTION),
        ("complaint_service", "katanya harus kasih uang rokok dulu", INSPECTION),
        ("complaint_benefit_missing", "bantuan saya dipotong ketua kelompok", INSPECTION),
        ("complaint_benefit_missing", "bansos belum cair tiga bulan", PLAIN),
        ("complaint_service", "pegawainya kasar", PLAIN),
        ("service_feedback", "semoga balasnya lebih cepat", ASPIRATION),
    ],
)
def test_money_taken_needs_an_inspection_and_a_wish_is_an_aspiration(topic: str, story: str, expected: str) -> None:
    assert classify(topic, {"what": Answer(story)}) == expected


def test_each_step_follows_the_one_that_was_done() -> None:
    book = Handbook()
    later = MONDAY + timedelta(days=1)

    def after(
        step: str, kind: str = PLAIN, *, taken: datetime | None = None, replied: datetime | None = None
    ) -> object:
        return following(step, kind, opened=MONDAY, taken=taken, replied=replied, book=book)

    assert after(VERIFY) is None
    assert after(VERIFY, taken=later) == (FOLLOW_UP, working_days_after(later, 5, closed=frozenset(), zone=ZONE))
    assert after(FOLLOW_UP, taken=later) is None
    assert after(FOLLOW_UP, replied=later) == (SETTLE, working_days_after(MONDAY, 14, closed=frozenset(), zone=ZONE))
    assert after(FOLLOW_UP, INSPECTION, replied=later) == (
        SETTLE,
        working_days_after(MONDAY, 60, closed=frozenset(), zone=ZONE),
    )
    assert after(SETTLE, taken=later, replied=later) is None
    assert after(ANSWER, taken=later, replied=later) is None


def test_a_limit_can_be_set() -> None:
    book = Handbook(limits={**Handbook().limits, PLAIN: 1})
    assert book.after(MONDAY, PLAIN) == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_the_days_the_office_is_closed_may_change_while_we_run() -> None:
    shut = {date(2026, 11, 24)}
    book = Handbook(days=lambda: frozenset(shut))
    assert book.due("parenting", MONDAY) == datetime(2026, 11, 25, 9, tzinfo=UTC)
    shut.clear()
    assert book.due("parenting", MONDAY) == datetime(2026, 11, 24, 9, tzinfo=UTC)


def test_a_promise_moves_with_a_day_that_is_closed_and_back() -> None:
    due = working_days_after(MONDAY, 3, closed=frozenset(), zone=ZONE)
    shut = frozenset({date(2026, 11, 25)})
    later = moved(MONDAY, due, before=frozenset(), after=shut, zone=ZONE)
    assert later == due + timedelta(days=1)
    assert moved(MONDAY, later, before=shut, after=frozenset(), zone=ZONE) == due


def test_a_day_outside_the_span_moves_nothing() -> None:
    due = working_days_after(MONDAY, 3, closed=frozenset(), zone=ZONE)
    for day in (date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 29)):
        assert moved(MONDAY, due, before=frozenset(), after=frozenset({day}), zone=ZONE) == due


def test_a_moment_that_was_not_counted_in_working_days_stays() -> None:
    due = MONDAY + timedelta(minutes=15)
    assert moved(MONDAY, due, before=frozenset(), after=frozenset({date(2026, 11, 23)}), zone=ZONE) == due
