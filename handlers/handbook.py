"""What every decision may look up: thresholds, promises, closed days and the list of articles. Loaded once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from handlers.cases import working_days_after


@dataclass(frozen=True, slots=True)
class Article:
    """An answer to a parenting question: where it belongs and how it is found. Its body is the text "faq.<id>"."""

    id: str
    topic: str
    title: str
    from_months: int
    to_months: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Handbook:
    """Settings and content that decisions need.

    `sure` is the confidence (0..1) from which an intent is acted on when it leads the next by `gap`;
    `unsure` the least that the two best intents must share to be offered as a choice.
    `promises` are working days until a first answer, by kind of case; `danger_minutes` the same for danger.
    `menu` names the buttons of the menu.
    """

    sure: float = 0.6
    gap: float = 0.2
    unsure: float = 0.35
    promises: Mapping[str, int] = field(default_factory=lambda: {"complaint": 3, "aid": 5, "parenting": 1})
    danger_minutes: int = 15
    closed: frozenset[date] = frozenset()
    zone: str = "Asia/Jakarta"
    articles: tuple[Article, ...] = ()
    menu: tuple[str, ...] = ("complaint", "aid", "parenting", "status", "tips", "staff")

    def due(self, kind: str, now: datetime) -> datetime:
        """By when a case of this kind that is opened now gets its first answer, UTC."""
        if kind == "danger":
            return now + timedelta(minutes=self.danger_minutes)
        return working_days_after(now, self.promises[kind], closed=self.closed, zone=self.zone)
