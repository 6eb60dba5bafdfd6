"""Checks the pages of advice: facts above them, length, something to try today, a source, enough for every age."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

ARTICLE, TIP, WARNING = 700, 500, 250  # characters, so that a page with what stands around it fits every door
TITLE = 24  # characters, of a button in a list (WhatsApp)
LEAST_ARTICLES, LEAST_TOPIC, LEAST_AGE = 90, 6, 2
OLDEST = 215  # months: the month before the eighteenth birthday
# From which month on every age has its articles; before it the topic hardly comes up.
TOPIC_BEGINS = {"parenting_discipline": 12, "parenting_learning": 24, "parenting_social": 24, "parenting_teen": 96}
_FIELDS = {
    "faq": {"id", "topic", "title", "from_months", "to_months", "words", "source", "reviewed_by"},
    "tips": {"id", "from_months", "to_months", "week", "theme", "source", "reviewed_by"},
}
_TRY = "Coba hari ini:"
_ORGANISATION = re.compile(
    r"\b(?:WHO|UNICEF|Kemenkes|Kemendikdasmen|Kemensos|IDAI|PBB|UNESCO|UNODC|NICE|Parenting for Lifelong Health)\b"
)
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def problems(content: Path, topics: set[str]) -> Iterator[str]:
    """Everything that is wrong with the pages in content/, one sentence each; `topics` are the intents there are."""
    articles = list(_pages(content / "faq"))
    for name, facts, body in articles:
        yield from _page(name, facts, body, kind="faq", most=ARTICLE)
        yield from _article(name, facts, topics)
    for name, facts, body in _pages(content / "tips"):
        yield from _page(name, facts, body, kind="tips", most=TIP)
    yield from _enough([facts for _, facts, _ in articles])
    for sign in yaml.safe_load((content / "warnings.yml").read_text(encoding="utf-8"))["warnings"]:
        yield from _warning(sign)


def _pages(folder: Path) -> Iterator[tuple[str, dict[str, Any], str]]:
    for path in sorted(folder.glob("*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        yield f"content/{folder.name}/{path.name}", yaml.safe_load(head), body.strip()


def _page(name: str, facts: dict[str, Any], body: str, *, kind: str, most: int) -> Iterator[str]:
    if facts.keys() != _FIELDS[kind]:
        yield f"{name}: the facts should be {sorted(_FIELDS[kind])}"
    if len(body) > most:
        yield f"{name}: {len(body)} characters are more than {most}"
    if kind == "faq" and body.count(_TRY) != 1:
        yield f"{name}: {_TRY!r} should stand there once"
    if kind == "tips" and "Coba" not in body:
        yield f"{name}: there is nothing to try"
    if not _ORGANISATION.search(str(facts.get("source"))):
        yield f"{name}: source names no organisation"
    if not 0 <= facts["from_months"] <= facts["to_months"] <= OLDEST:
        yield f"{name}: the age is not within 0 to {OLDEST} months"


def _article(name: str, facts: dict[str, Any], topics: set[str]) -> Iterator[str]:
    words = facts["words"]
    if facts["topic"] not in topics:
        yield f"{name}: there is no topic {facts['topic']!r}"
    if len(facts["title"]) > TITLE:
        yield f"{name}: the title does not fit a button ({TITLE} characters)"
    if len(words) < 8 or len(set(words)) < len(words):
        yield f"{name}: eight keywords are the least, each once"


def _enough(articles: list[dict[str, Any]]) -> Iterator[str]:
    if len(articles) < LEAST_ARTICLES:
        yield f"content/faq: {len(articles)} articles are fewer than {LEAST_ARTICLES}"
    for topic in sorted({facts["topic"] for facts in articles}):
        known = [facts for facts in articles if facts["topic"] == topic]
        if len(known) < LEAST_TOPIC:
            yield f"content/faq: {topic} has {len(known)} articles, fewer than {LEAST_TOPIC}"
        for month in range(TOPIC_BEGINS.get(topic, 0), OLDEST + 1):
            if sum(facts["from_months"] <= month <= facts["to_months"] for facts in known) < LEAST_AGE:
                yield f"content/faq: {topic} has fewer than {LEAST_AGE} articles at {month} months"
                break


def _warning(sign: dict[str, Any]) -> Iterator[str]:
    name = f"content/warnings.yml: {sign['id']}"
    if len(sign["say"]) > WARNING:
        yield f"{name}: {len(sign['say'])} characters are more than {WARNING}"
    if not _ORGANISATION.search(sign.get("source", "")):
        yield f"{name}: source names no organisation"
    day = str(sign.get("source_date", ""))
    if not _DAY.fullmatch(day) or int(day[:4]) > date.today().year:  # noqa: DTZ011  # a year is all that matters
        yield f"{name}: source_date is no year or day"
    if not 0 <= sign["from_months"] <= sign["to_months"] <= OLDEST:
        yield f"{name}: the age is not within 0 to {OLDEST} months"
