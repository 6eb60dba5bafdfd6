"""What every decision may look up: thresholds, promises, closed days and the list of articles. Loaded once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from handlers.casework import deadlines
from handlers.casework.cases import working_days_after
from handlers.help.guidance import Guide
from handlers.parents import ranking
from handlers.parents.ranking import Ranking
from handlers.safety.hotlines import Hotline


@dataclass(frozen=True, slots=True)
class Article:
    """An answer to a parenting question: where it belongs and how it is found.

    `body` is also the text "faq.<id>"; `reviewed_by` is "" until somebody of the trade has signed.
    """

    id: str
    topic: str
    title: str
    from_months: int
    to_months: int
    words: tuple[str, ...] = ()
    source: str = ""
    reviewed_by: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign in a child that cannot wait, by words and age in months (both included). The text is "warning.<id>".

    Each of `words` is a few words that must be said close together, none of `but` among them. While the age is not
    known, one of `stands_for_age` must be said too; when there are none, the age does not matter then.
    """

    id: str
    from_months: int
    to_months: int
    words: tuple[str, ...]
    but: tuple[str, ...] = ()
    stands_for_age: tuple[str, ...] = ()
    source: str = ""
    source_date: str = ""
    reviewed_by: str = ""
    say: str = ""


@dataclass(frozen=True, slots=True)
class Handbook:
    """Settings and content that decisions need.

    `sure` is the confidence (0..1) from which an intent is acted on when it leads the next by `gap`;
    `unsure` the least that the two best intents must share to be offered as a choice.
    `promises` are working days until a first answer, by kind of case; `danger_minutes` the same for danger.
    `limits` are working days by step or class, see handlers.deadlines. `days` says on which days the office is closed
    when that may change while we run; `closed` says it otherwise.
    `menu` names the buttons of the menu, `signs` what a health worker has to see, the most urgent first,
    `guide` what is known of help, programmes and offices.
    """

    sure: float = 0.6
    gap: float = 0.2
    unsure: float = 0.35
    promises: Mapping[str, int] = field(default_factory=lambda: {"complaint": 3, "aid": 5, "parenting": 1})
    danger_minutes: int = 15
    limits: Mapping[str, int] = field(default_factory=lambda: dict(deadlines.LIMITS))
    rights_hours: int = 72  # UU 27/2022 art. 30, 32 and 40: by the clock, holidays too
    closed: frozenset[date] = frozenset()
    days: Callable[[], frozenset[date]] | None = None
    office: tuple[time, time] = (time(8), time(16))  # from, until; local, Monday to Friday
    zone: str = "Asia/Jakarta"
    articles: tuple[Article, ...] = ()
    signs: tuple[Sign, ...] = ()
    guide: Guide = field(default_factory=Guide)
    hotlines: tuple[Hotline, ...] = ()
    menu: tuple[str, ...] = ("complaint", "aid", "parenting", "status", "tips", "staff")
    ranking: Ranking = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what the search needs of the articles."""
        object.__setattr__(self, "ranking", ranking.build(self.articles))

    def due(self, kind: str, now: datetime) -> datetime:
        """By when a case of this kind that is opened now gets its first answer, UTC."""
        if kind == "danger":
            return now + timedelta(minutes=self.danger_minutes)
        return working_days_after(now, self.promises[kind], closed=self.shut(), zone=self.zone)

    def after(self, start: datetime, limit: str) -> datetime:
        """The end of one of `limits` (a step or a class of complaint) that begins at `start`, UTC."""
        return working_days_after(start, self.limits[limit], closed=self.shut(), zone=self.zone)

    def shut(self) -> frozenset[date]:
        """The days the office is closed, as they are known now."""
        return self.closed if self.days is None else self.days()
