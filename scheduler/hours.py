"""Local hours and Indonesian working days: when a family may be written to, and when the centre is shut."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays
from holidays.constants import GOVERNMENT, PUBLIC


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of the local day, `end` excluded; it runs past midnight when `end` comes before `start`."""

    start: time
    end: time

    def holds(self, moment: time) -> bool:
        """Whether this time of day lies inside."""
        if self.start <= self.end:
            return self.start <= moment < self.end
        return moment >= self.start or moment < self.end


WAKING = Window(time(8), time(20))


def local(now: datetime, zone: str) -> datetime:
    """An aware moment as the clock on the wall shows it in an IANA zone."""
    return now.astimezone(ZoneInfo(zone))


def open_at(now: datetime, zone: str, window: Window = WAKING) -> bool:
    """Whether the window is open at this moment where the family lives."""
    return window.holds(local(now, zone).time())


def next_open(now: datetime, zone: str, window: Window = WAKING) -> datetime:
    """The moment itself when the window is open, else the next time it opens; UTC."""
    here = local(now, zone)
    if window.holds(here.time()):
        return now.astimezone(UTC)
    today = datetime.combine(here.date(), window.start, here.tzinfo)
    return (today if today > here else today + timedelta(days=1)).astimezone(UTC)


def closed_days(years: Iterable[int], extra: Iterable[date] = (), reopened: Iterable[date] = ()) -> frozenset[date]:
    """The weekdays and weekend days off by decree: national holidays and cuti bersama, corrected by hand.

    The dates come from the yearly decree of three ministers (SKB 3 Menteri) as the `holidays` package knows
    it. `extra` closes more days, `reopened` opens days again and wins. Ordinary Saturdays and Sundays are not
    in it.
    """
    decreed = country_holidays("ID", years=sorted(set(years)), categories=(PUBLIC, GOVERNMENT))
    return (frozenset(decreed) | frozenset(extra)) - frozenset(reopened)


def named(year: int) -> dict[date, str]:
    """The days off of a year with their names, in Indonesian."""
    return dict(country_holidays("ID", years=year, categories=(PUBLIC, GOVERNMENT), language="id"))


def undecreed(years: Iterable[int]) -> tuple[int, ...]:
    """The years whose cuti bersama is not known yet: their deadlines need days closed by hand."""
    return tuple(year for year in sorted(set(years)) if not country_holidays("ID", years=year, categories=GOVERNMENT))
