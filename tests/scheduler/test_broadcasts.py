from datetime import UTC, datetime

from scheduler.broadcasts import Listener, audience, spread
from scheduler.hours import open_at

JAKARTA, JAYAPURA = "Asia/Jakarta", "Asia/Jayapura"


def test_only_those_who_asked_and_are_not_in_need_hear_it() -> None:
    asked = Listener(2, JAKARTA, frozenset({"tips"}))
    first = Listener(1, JAKARTA, frozenset({"tips", "school"}))
    other = Listener(3, JAKARTA, frozenset({"school"}))
    busy = Listener(4, JAKARTA, frozenset({"tips"}), busy=True)

    assert audience([asked, first, other, busy], "tips") == (first, asked)


def test_a_broadcast_is_spread_and_never_goes_out_at_night() -> None:
    evening = datetime(2026, 11, 21, 12, 58, tzinfo=UTC)  # 19:58 in Jakarta, 21:58 in Jayapura
    listeners = [Listener(number, JAKARTA, frozenset()) for number in range(6)] + [Listener(9, JAYAPURA, frozenset())]

    plan = spread(listeners, start=evening, a_minute=2)

    assert [when for _, when in plan][:4] == [
        evening.replace(second=s, minute=m) for m, s in ((58, 0), (58, 30), (59, 0), (59, 30))
    ]
    assert all(open_at(when, listener.zone) for listener, when in plan)
    assert plan[-1][1] == datetime(2026, 11, 21, 23, tzinfo=UTC)  # 08:00 in Jayapura
