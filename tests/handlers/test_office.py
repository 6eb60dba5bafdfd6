"""Whether somebody is there now, and if not, when again."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from handlers.handbook import Handbook
from handlers.talk.office import MANY, by, joined, opens, queue
from handlers.turn import CaseBrief, Incoming, Person, Turn
from nlu.reading import Reading

BOOK = Handbook(closed=frozenset({date(2026, 11, 30)}))
WIB = ZoneInfo("Asia/Jakarta")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=WIB).astimezone(UTC)


def turn(now: datetime, *, ahead: int = 0) -> Turn:
    return Turn(now, Incoming("t", "web:1", now), Reading("", 0.0), Person(1, 1), ahead=ahead)


@pytest.mark.parametrize("moment", [at(23, 8), at(23, 15, 59), at(27, 12)])
def test_in_office_hours_somebody_is_there(moment: datetime) -> None:
    assert opens(BOOK, moment) is None


@pytest.mark.parametrize(
    ("moment", "again"),
    [
        (at(23, 7, 59), at(23, 8)),
        (at(23, 16), at(24, 8)),
        (at(23, 23), at(24, 8)),
        (at(24, 0, 30), at(24, 8)),
        (at(27, 16), datetime(2026, 12, 1, 8, tzinfo=WIB)),  # Friday; Saturday, Sunday, and a closed Monday
        (at(28, 10), datetime(2026, 12, 1, 8, tzinfo=WIB)),
    ],
)
def test_outside_of_them_the_next_working_day_is_named(moment: datetime, again: datetime) -> None:
    assert opens(BOOK, moment) == again


def test_a_centre_has_its_own_hours() -> None:
    assert opens(Handbook(office=(time(7, 30), time(14))), at(23, 14)) == at(24, 7, 30)


def test_the_queue_says_how_many_are_before_and_when_somebody_is_there() -> None:
    assert queue(turn(at(23, 9)), BOOK) == (("staff.ahead", "@staff.nobody"),)
    assert queue(turn(at(23, 9), ahead=3), BOOK) == (("staff.ahead", "3"),)
    assert queue(turn(at(23, 9), ahead=MANY + 1), BOOK) == (("staff.ahead", "50+"),)
    assert queue(turn(at(23, 22)), BOOK)[0] == ("staff.opens", "Selasa, 24 November 2026")


def test_a_day_that_is_past_is_never_promised() -> None:
    old = CaseBrief(1, "ADU-2026-000001", "complaint", "complaint_other", "new", at(2, 9), due=at(5, 16))
    assert by(turn(at(23, 9)), BOOK, old) == at(24, 16)
    fresh = CaseBrief(1, "ADU-2026-000001", "complaint", "complaint_other", "new", at(23, 9), due=at(26, 16))
    assert joined(turn(at(23, 9)), BOOK, fresh) == (("staff.by", "Kamis, 26 November 2026"),)
