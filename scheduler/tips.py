"""Which parenting tip a subscriber should have this week, if any."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from handlers.turn import Child
from scheduler.hours import WAKING, Window, local

RULE = "tips"
GROWN = 18 * 12
"""The age in months at which a child is one no longer."""


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip for children from `first` to under `last` months old; without `last` it fits every age above."""

    id: str
    first: int = 0
    last: int | None = None

    def fits(self, months: int) -> bool:
        """Whether a child this many months old is in the band."""
        return self.first <= months and (self.last is None or months < self.last)

    @property
    def for_all(self) -> bool:
        """Whether the tip needs no age at all."""
        return self.first == 0 and self.last is None


@dataclass(frozen=True, slots=True)
class Weekly:
    """When the week's tip may first go out: ISO weekday (Monday 1) and local time."""

    weekday: int = 6
    start: time = time(9)
    waking: Window = WAKING


SATURDAY = Weekly()


@dataclass(frozen=True, slots=True)
class Subscriber:
    """What the rule needs to know of a person who asked for tips.

    `had` holds the occasions of all tips delivered before. `busy` is True while the family has an open danger
    case or talks with staff.
    """

    person: int
    zone: str
    children: tuple[Child, ...] = ()
    had: frozenset[str] = frozenset()
    busy: bool = False


@dataclass(frozen=True, slots=True)
class TipDue:
    """One tip to deliver now. The occasion, "<ISO week>/<child>/<tip>", remembers what was sent about whom.

    `child` is the name and `months` the age of whom it is about; `others` says that the family has more children.
    """

    person: int
    occasion: str
    tip: str
    child: str = ""
    months: int | None = None
    others: bool = False


def week(day: date) -> str:
    """The ISO week of a day: "2026-W47"."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def months(born: date, today: date) -> int:
    """Full months of age; negative before birth."""
    return (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)


def due(subscriber: Subscriber, tips: Sequence[Tip], *, now: datetime, weekly: Weekly = SATURDAY) -> TipDue | None:
    """The tip this subscriber should have now, or None.

    Due from the week's hour to the end of the ISO week, in waking hours only, once a week. Brothers and
    sisters take turns by the week's number, so that a repeat in the same week names the same child; who has
    no tip left gives the turn away. A family that speaks of no child any more is sent nothing: it may have lost one.
    """
    here = local(now, subscriber.zone)
    this = week(here.date())
    weeks = {occasion.partition("/")[0] for occasion in subscriber.had}
    if subscriber.busy or this in weeks or not open_at(now, subscriber.zone, weekly):
        return None
    had = {occasion.rpartition("/")[2] for occasion in subscriber.had}
    for child in _in_turn(subscriber.children, here.date()):
        age = months(child.born, here.date()) if child.born else None
        chosen = _next(tips, age, had) if age is None or age < GROWN else None
        if chosen:
            others = len(subscriber.children) > 1
            return TipDue(subscriber.person, f"{this}/{child.id}/{chosen.id}", chosen.id, child.name, age, others)
    return None


def open_at(now: datetime, zone: str, weekly: Weekly = SATURDAY) -> bool:
    """Whether this week's tips may go out at this moment to somebody who lives in this zone."""
    here = local(now, zone)
    begun = (here.isoweekday(), here.time()) >= (weekly.weekday, weekly.start)
    return begun and weekly.waking.holds(here.time())


def _next(tips: Sequence[Tip], age: int | None, had: Collection[str]) -> Tip | None:
    """The first tip not had yet: of this age, then of those for all; without an age only of those."""
    left = (tip for tip in tips if tip.id not in had and (tip.for_all if age is None else tip.fits(age)))
    return min(left, key=lambda tip: tip.for_all, default=None)


def _in_turn(children: Sequence[Child], today: date) -> tuple[Child, ...]:
    """The children, the one whose week it is first."""
    if not children:
        return ()
    monday = today - timedelta(days=today.weekday())
    turn = monday.toordinal() // 7 % len(children)
    settled = sorted(children, key=lambda child: child.id)
    return tuple(settled[turn:] + settled[:turn])
