"""The rule of silence: when a promise has passed, for whom, and how often staff are woken about danger."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from handlers.handbook import Handbook
from scheduler.silence import APOLOGISE, FREE, HAND_BACK, Alarm, Talk, due, ring

MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 9:00 in Jakarta
FOUR = datetime(2026, 11, 24, 9, tzinfo=UTC)  # Tuesday 16:00, the end of the office day
TALK = Talk(7, "parenting", MONDAY, MONDAY, due=FOUR)
PROMISED = Handbook().due
HOUR = timedelta(hours=1)


def test_nothing_is_said_before_the_promised_moment() -> None:
    assert due(TALK, PROMISED, now=FOUR - timedelta(seconds=1)) is None


def test_after_the_promised_moment_the_family_is_taken_back_and_told_when_they_hear_again() -> None:
    found = due(TALK, PROMISED, now=FOUR)
    assert found is not None
    assert (found.do, found.again) == (APOLOGISE, FOUR + timedelta(days=1))


def test_the_second_apology_comes_after_twice_the_span_and_is_the_last_for_who_does_not_wait() -> None:
    first = due(TALK, PROMISED, now=FOUR)
    assert first is not None
    back = replace(TALK, with_staff=False, told=(first.occasion,))
    assert due(back, PROMISED, now=FOUR + 23 * HOUR) is None
    second = due(back, PROMISED, now=FOUR + 24 * HOUR)
    assert second is not None
    assert (second.do, second.again) == (APOLOGISE, None)
    twice = replace(back, told=(first.occasion, second.occasion))
    assert due(twice, PROMISED, now=FOUR + 240 * HOUR) is None


def test_who_waits_on_is_not_forgotten_the_third_time_either() -> None:
    told = (f"7/{FOUR.isoformat()}", f"7/{(FOUR + 24 * HOUR).isoformat()}")
    again = replace(TALK, since=FOUR + 25 * HOUR, told=told)
    assert due(again, PROMISED, now=FOUR + 26 * HOUR) is None
    assert due(again, PROMISED, now=FOUR + 50 * HOUR) is not None


def test_apologies_of_another_case_do_not_count() -> None:
    first = due(replace(TALK, told=(f"77/{FOUR.isoformat()}",)), PROMISED, now=FOUR)
    assert first is not None
    assert first.again is not None


def test_who_is_joined_to_an_old_case_waits_a_working_day_from_now() -> None:
    late = replace(TALK, kind="complaint", due=MONDAY - timedelta(days=9))
    assert due(late, PROMISED, now=MONDAY + HOUR) is None
    assert due(late, PROMISED, now=FOUR) is not None


def test_a_word_after_the_officers_answer_has_a_working_day() -> None:
    wednesday = MONDAY + timedelta(days=2)
    talk = replace(TALK, spoken=MONDAY + HOUR, asked=wednesday, heard=wednesday)
    assert due(talk, PROMISED, now=FOUR + 23 * HOUR) is None
    found = due(talk, PROMISED, now=FOUR + 48 * HOUR)
    assert found is not None
    assert found.do == APOLOGISE


def test_after_three_quiet_days_the_bot_answers_again() -> None:
    talk = replace(TALK, spoken=MONDAY + HOUR)
    assert due(talk, PROMISED, now=MONDAY + timedelta(days=3)) is None
    found = due(talk, PROMISED, now=MONDAY + timedelta(days=3) + HOUR)
    assert found is not None
    assert found.do == HAND_BACK


def test_quiet_is_counted_from_the_last_word_of_either_side() -> None:
    talk, later = replace(TALK, spoken=MONDAY + HOUR), MONDAY + timedelta(days=2)
    assert due(replace(talk, heard=later), PROMISED, now=MONDAY + timedelta(days=4)) is None
    assert due(replace(talk, since=later), PROMISED, now=MONDAY + timedelta(days=4)) is None


def test_nothing_is_said_at_night() -> None:
    assert due(TALK, PROMISED, now=FOUR + 5 * HOUR) is None
    assert due(TALK, PROMISED, now=FOUR + 16 * HOUR) is not None


def test_danger_is_never_handed_back() -> None:
    talk = replace(TALK, kind="danger")
    assert due(talk, PROMISED, now=FOUR + timedelta(days=30)) is None
    assert due(replace(talk, spoken=MONDAY), PROMISED, now=FOUR + timedelta(days=30)) is None


def test_a_case_that_is_closed_silences_nobody() -> None:
    found = due(replace(TALK, open=False), PROMISED, now=MONDAY)
    assert found is not None
    assert found.do == FREE
    assert due(replace(TALK, open=False, with_staff=False), PROMISED, now=MONDAY) is None


def test_staff_are_woken_after_a_quarter_of_an_hour_then_ever_more_seldom_but_every_four_hours() -> None:
    told: list[str] = []
    at: list[int] = []
    for minute in range(24 * 60):
        found = ring(Alarm(7, MONDAY, timedelta(minutes=15), told), now=MONDAY + timedelta(minutes=minute))
        if found is not None:
            at.append(minute)
            told.append(found.occasion)
            assert found.first is (len(told) == 1)
    assert at == [15, 30, 60, 120, 240, 480, 720, 960, 1200]


def test_a_new_wait_rings_anew() -> None:
    told = (f"7/{MONDAY.isoformat()}/15",)
    later = ring(Alarm(7, MONDAY + HOUR, timedelta(minutes=15), told), now=MONDAY + HOUR + timedelta(minutes=15))
    assert later is not None
    assert later.first
