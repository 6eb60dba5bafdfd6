"""What every decision may look up: thresholds, promises, closed days and the list of articles. Loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from handlers import ranking
from handlers.cases import working_days_after
from handlers.ranking import Ranking


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
    `menu` names the buttons of the menu, `signs` what a health worker has to see, the most urgent first.
    """

    sure: float = 0.6
    gap: float = 0.2
    unsure: float = 0.35
    promises: Mapping[str, int] = field(default_factory=lambda: {"complaint": 3, "aid": 5, "parenting": 1})
    danger_minutes: int = 15
    closed: frozenset[date] = frozenset()
    zone: str = "Asia/Jakarta"
    articles: tuple[Article, ...] = ()
    signs: tuple[Sign, ...] = ()
    menu: tuple[str, ...] = ("complaint", "aid", "parenting", "status", "tips", "staff")
    ranking: Ranking = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what the search needs of the articles."""
        object.__setattr__(self, "ranking", ranking.build(self.articles))

    def due(self, kind: str, now: datetime) -> datetime:
        """By when a case of this kind that is opened now gets its first answer, UTC."""
        if kind == "danger":
            return now + timedelta(minutes=self.danger_minutes)
        return working_days_after(now, self.promises[kind], closed=self.closed, zone=self.zone)
