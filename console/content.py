"""The page of everything the bot gives as advice or fact: where it comes from, and who has checked it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from console.desk import Desk
from console.gate import page
from handlers.guidance import Fact, Programme
from storage.content import Content

KINDS = {
    "faq": "advice.faq",
    "tips": "advice.tips",
    "warnings": "advice.warnings",
    "hotlines": "advice.hotlines",
    "agencies": "advice.agencies",
}
STALE = timedelta(days=180)  # a number or an office is looked up anew twice a year
_YEARS = 24  # from here on an age is said in years


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of content. `ages` are months, both included; `by` is who or what day it was checked, "" when not."""

    kind: str
    id: str
    title: str
    text: str
    source: str
    date: str
    by: str
    ages: tuple[int, int] | None = None
    stale: bool = False

    @property
    def unchecked(self) -> bool:
        """Whether somebody still has to look at it, or again."""
        return not self.by or self.stale


def routes(desk: Desk) -> list[BaseRoute]:
    """The one address of this page."""
    return [Route("/isi", page(desk, index), methods=["GET"])]


def index(desk: Desk, request: Request) -> Response:
    """The list of one kind, perhaps only what is not yet checked; what cannot be a filter is no filter."""
    asked = request.query_params
    kind = asked.get("jenis", "") if asked.get("jenis") in KINDS else next(iter(KINDS))
    wanted = asked.get("cari", "")[:80].strip()
    only = asked.get("hanya") == "belum"
    everything = entries(desk.content, desk.now().astimezone(ZoneInfo(desk.pages.zone)).date())
    of_kind = [entry for entry in everything if entry.kind == kind]
    say = desk.pages.say
    return desk.pages.show(
        request,
        "content.html",
        filter={"jenis": kind, "cari": wanted, "hanya": only},
        kinds=[(name, say(key)) for name, key in KINDS.items()],
        rows=[_shown(desk, entry) for entry in of_kind if not (only and not entry.unchecked) and _about(entry, wanted)],
        all=len(of_kind),
        unchecked=sum(entry.unchecked for entry in of_kind),
    )


def entries(content: Content, today: date) -> list[Entry]:
    """Everything there is to check, in the order of the files."""
    return [*_advice(content), *_hotlines(content, today), *_agencies(content.agencies, today), *_known(content, today)]


def _advice(content: Content) -> Iterator[Entry]:
    for article in content.articles:
        ages = (article.from_months, article.to_months)
        by = article.reviewed_by
        yield Entry("faq", article.id, article.title, article.body, article.source, "", by, ages)
    for tip in content.tips:
        body = content.sentences[f"tips.{tip.id}"]
        yield Entry("tips", tip.id, tip.theme, body, tip.source, "", tip.reviewed_by, (tip.from_months, tip.to_months))
    for sign in content.signs:
        ages, by = (sign.from_months, sign.to_months), sign.reviewed_by
        yield Entry("warnings", sign.id, ", ".join(sign.words[:3]), sign.say, sign.source, sign.source_date, by, ages)


def _hotlines(content: Content, today: date) -> Iterator[Entry]:
    for line in content.hotlines:
        title = f"{line.name}: {', '.join(line.numbers)}"
        text = "\n".join(part for part in (line.what_for, line.note) if part)
        stale = _stale(line.checked, today)
        yield Entry("hotlines", line.id, title, text, line.source, line.source_date, line.checked, stale=stale)


def _agencies(agencies: Any, today: date) -> Iterator[Entry]:
    checked = str(agencies.get("checked", ""))
    for helps in agencies["aid"].values():
        for one in helps:
            text = "\n".join((one["say"], *(f"– {paper}" for paper in one.get("prepare", ()))))
            yield Entry(
                "agencies",
                one["id"],
                one["name"],
                text,
                one.get("source", ""),
                one.get("source_date", ""),
                checked,
                stale=_stale(checked, today),
            )


def _known(content: Content, today: date) -> Iterator[Entry]:
    named = [(f"programme.{known.id}", known.name) for known in content.guide.programmes]
    named += [(f"office.{fact.id}", fact.id) for fact in content.guide.facts]
    known: tuple[Programme | Fact, ...] = (*content.guide.programmes, *content.guide.facts)
    for (name, title), one in zip(named, known, strict=True):
        stale = _stale(one.checked, today)
        yield Entry("agencies", name, title, one.say, one.source, one.source_date, one.checked, stale=stale)


def _stale(checked: str, today: date) -> bool:
    try:
        return today - date.fromisoformat(checked) > STALE
    except ValueError:
        return True


def _about(entry: Entry, wanted: str) -> bool:
    words = f"{entry.id} {entry.title} {entry.text} {entry.source}".lower()
    return all(word in words for word in wanted.lower().split())


def _shown(desk: Desk, entry: Entry) -> dict[str, Any]:
    web = entry.source.startswith(("http://", "https://"))
    return {
        "id": entry.id,
        "title": entry.title,
        "text": entry.text,
        "ages": _ages(desk, *entry.ages) if entry.ages else "",
        "source": entry.source.split("/")[2] if web else entry.source,
        "link": entry.source if web else "",
        "date": entry.date,
        "by": entry.by,
        "mark": "near" if entry.stale and entry.by else ("done" if entry.by else ""),
    }


def _ages(desk: Desk, young: int, old: int) -> str:
    return desk.pages.say("advice.ages", young=_age(desk, young), old=_age(desk, old))


def _age(desk: Desk, months: int) -> str:
    years = months >= _YEARS
    return desk.pages.say("advice.years" if years else "advice.months", n=str(months // 12 if years else months))
