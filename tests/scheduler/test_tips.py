from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from handlers.turn import Child
from scheduler import words
from scheduler.tips import Subscriber, Tip, TipDue, due, months, week

JAKARTA, MAKASSAR, JAYAPURA = "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"
TIPS = (
    Tip("baby-1", 0, 12),
    Tip("baby-2", 0, 12),
    Tip("toddler-1", 12, 36),
    Tip("toddler-2", 12, 36),
    Tip("breathe"),
)
TODDLER = Child(1, "Dimas", date(2024, 11, 1))
BABY = Child(2, "Sari", date(2026, 5, 1))
SATURDAY_TEN = datetime(2026, 11, 21, 3, tzinfo=UTC)  # 10:00 in Jakarta


def subscriber(**facts: object) -> Subscriber:
    return replace(Subscriber(7, JAKARTA, (TODDLER,)), **facts)


def test_the_next_tip_of_the_childs_age_is_chosen() -> None:
    first = due(subscriber(), TIPS, now=SATURDAY_TEN)
    second = due(subscriber(had=frozenset({"2026-W40/1/toddler-1"})), TIPS, now=SATURDAY_TEN)

    assert first
    assert first == TipDue(7, "2026-W47/1/toddler-1", "toddler-1", "Dimas", 24)
    assert second
    assert second.tip == "toddler-2"


def test_tips_of_the_childs_age_come_before_those_for_all() -> None:
    shuffled = (TIPS[-1], *TIPS[:-1])
    had = frozenset({"2026-W40/1/toddler-1", "2026-W41/1/toddler-2"})

    first, third = due(subscriber(), shuffled, now=SATURDAY_TEN), due(subscriber(had=had), shuffled, now=SATURDAY_TEN)

    assert first
    assert first.tip == "toddler-1"
    assert third
    assert third.tip == "breathe"


@pytest.mark.parametrize(
    ("now", "zone", "sent"),
    [
        ("2026-11-21T01:59", JAKARTA, False),  # Saturday 08:59
        ("2026-11-21T02:00", JAKARTA, True),  # Saturday 09:00
        ("2026-11-21T01:00", MAKASSAR, True),
        ("2026-11-21T00:00", JAYAPURA, True),
        ("2026-11-20T23:59", JAYAPURA, False),  # Saturday 08:59 there
        ("2026-11-21T12:59", JAKARTA, True),  # 19:59: late beats never
        ("2026-11-21T13:00", JAKARTA, False),  # 20:00: never at night
        ("2026-11-21T20:00", JAKARTA, False),  # Sunday 03:00
        ("2026-11-22T01:00", JAKARTA, True),  # Sunday 08:00: still this week
        ("2026-11-23T03:00", JAKARTA, False),  # Monday: next week has not begun
    ],
)
def test_a_tip_goes_out_late_but_never_at_night(now: str, zone: str, sent: bool) -> None:  # noqa: FBT001 - table
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert (due(subscriber(zone=zone), TIPS, now=moment) is not None) is sent


def test_one_tip_a_week_is_enough() -> None:
    assert due(subscriber(had=frozenset({"2026-W47/1/baby-1"})), TIPS, now=SATURDAY_TEN) is None


def test_a_family_in_danger_or_with_staff_gets_no_tips() -> None:
    assert due(subscriber(busy=True), TIPS, now=SATURDAY_TEN) is None


def test_brothers_and_sisters_take_turns_week_by_week() -> None:
    both = subscriber(children=(TODDLER, BABY))
    names = []
    for number in range(4):
        tip = due(both, TIPS, now=SATURDAY_TEN + timedelta(weeks=number))
        assert tip
        names.append(tip.child)

    assert names in (["Dimas", "Sari"] * 2, ["Sari", "Dimas"] * 2)


def test_a_repeat_in_the_same_week_names_the_same_child_and_tip() -> None:
    both = subscriber(children=(BABY, TODDLER))

    assert due(both, TIPS, now=SATURDAY_TEN) == due(both, TIPS, now=SATURDAY_TEN + timedelta(hours=24))


def test_a_child_with_no_tip_left_gives_the_turn_away() -> None:
    grown = Child(3, "Budi", date(2005, 1, 1))
    for number in range(2):
        tip = due(
            subscriber(children=(grown, TODDLER), had=frozenset({"2026-W01/0/breathe"})),
            TIPS,
            now=SATURDAY_TEN + timedelta(weeks=number),
        )
        assert tip
        assert tip.child == "Dimas"


def test_without_a_known_age_only_tips_for_all_are_sent() -> None:
    unknown = due(subscriber(children=(Child(4, "Adik"),)), TIPS, now=SATURDAY_TEN)

    assert unknown
    assert (unknown.tip, unknown.child) == ("breathe", "Adik")


def test_nothing_is_sent_when_every_tip_was_had() -> None:
    assert (
        due(
            subscriber(had=frozenset(f"2026-W0{nth}/1/{tip.id}" for nth, tip in enumerate(TIPS))),
            TIPS,
            now=SATURDAY_TEN,
        )
        is None
    )


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),  # the first days of a year may belong to the old one's last week
        (date(2027, 1, 4), "2027-W01"),
        (date(2028, 2, 29), "2028-W09"),
    ],
)
def test_the_week_is_named_by_its_iso_year(day: date, name: str) -> None:
    assert week(day) == name


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        (date(2024, 2, 1), date(2024, 2, 29), 0),
        (date(2024, 2, 29), date(2028, 2, 28), 47),
        (date(2024, 2, 29), date(2028, 2, 29), 48),
        (date(2025, 12, 1), date(2026, 1, 1), 1),
        (date(2027, 1, 1), date(2026, 11, 21), -2),
    ],
)
def test_age_counts_full_months(born: date, today: date, age: int) -> None:
    assert months(born, today) == age


def test_a_family_that_speaks_of_no_child_any_more_is_sent_nothing() -> None:
    assert due(subscriber(children=()), TIPS, now=SATURDAY_TEN) is None


def test_who_has_grown_up_is_sent_nothing_however_many_tips_are_left() -> None:
    seventeen, grown = Child(3, "Budi", date(2008, 12, 1)), Child(3, "Budi", date(2008, 11, 1))

    assert due(subscriber(children=(seventeen,)), TIPS, now=SATURDAY_TEN)
    assert due(subscriber(children=(grown,)), TIPS, now=SATURDAY_TEN) is None


def test_a_tip_says_whose_it_is_where_there_are_several_children() -> None:
    one, two = (
        words.tip(tip)
        for tip in (due(subscriber(children=them), TIPS, now=SATURDAY_TEN) for them in ((BABY,), (BABY, TODDLER)))
        if tip
    )

    assert (one.lead, two.lead) == ("", "child.for")
    assert two.values["child"] in ("Sari", "Dimas")


def test_a_nameless_child_is_told_by_its_age() -> None:
    nameless = (Child(1, "", date(2024, 11, 1)), Child(2, "", date(2024, 11, 1)))
    tip = due(subscriber(children=nameless), TIPS, now=SATURDAY_TEN)

    assert tip
    assert (words.tip(tip).lead, words.tip(tip).values["age"]) == ("child.for_age", "2 tahun")
