"""The page of everything the bot gives as advice or fact: where it comes from, and who signs that it is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from console.desk import Desk
from console.gate import form, page
from handlers.help.guidance import Fact, Programme
from storage import access, reviews
from storage.access import Staff
from storage.content import Content
from storage.reviews import Item, Review

PATH = "/isi"
MAY = (access.HEAD, access.ADMIN)
"""Whose name may stand under words that families follow."""
KINDS = {
    "faq": "advice.faq",
    "tips": "advice.tips",
    "warnings": "advice.warnings",
    "hotlines": "advice.hotlines",
    "agencies": "advice.agencies",
}
DONE = {"signed": "advice.signed", "unsigned": "advice.unsigned"}
STALE = timedelta(days=180)  # a number or an office is looked up anew twice a year
_YEARS = 24  # from here on an age is said in years


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of content. `ages` are months, both included; `by` is who or what day its file says it was checked.

    `signed` is the last sign-off given here; it holds for the words as they are now unless `changed`.
    """

    kind: str
    id: str
    title: str
    text: str
    source: str
    date: str
    by: str
    ages: tuple[int, int] | None = None
    stale: bool = False
    signed: Review | None = None
    changed: bool = False

    @property
    def unchecked(self) -> bool:
        """Whether somebody still has to look at it, or again."""
        return self.changed or self.stale or not (self.by or self.signed)

    @property
    def words(self) -> str:
        """The fingerprint of what is signed: the words, for whom they are, and what they rest on."""
        return reviews.fingerprint(self.title, self.text, self.source, *(str(months) for months in self.ages or ()))


def routes(desk: Desk) -> list[BaseRoute]:
    """The page, and the two things that can be done on it."""
    return [
        Route(PATH, page(desk, index), methods=["GET"]),
        Route(PATH, form(desk, sign), methods=["POST"]),
        Route(f"{PATH}/batal", form(desk, take_back), methods=["POST"]),
    ]


def index(desk: Desk, request: Request) -> Response:
    """The list of one kind, perhaps only what is not yet checked; what cannot be a filter is no filter."""
    return _show(desk, request, request.query_params)


def sign(desk: Desk, request: Request, fields: Mapping[str, str]) -> Response:
    """Put one's name to the words that stood on the page; refused when others stand there by now."""
    return _change(desk, request, fields, done="signed")


def take_back(desk: Desk, request: Request, fields: Mapping[str, str]) -> Response:
    """Take every name off these words again."""
    return _change(desk, request, fields, done="unsigned")


def _change(desk: Desk, request: Request, fields: Mapping[str, str], *, done: str) -> Response:
    me: Staff = request.state.me
    if me.role not in MAY:
        return desk.pages.plain(request, "refused", status=403)
    item = (fields.get("jenis", ""), fields.get("butir", ""))
    entry = next((one for one in entries(desk.content, _today(desk)) if (one.kind, one.id) == item), None)
    if entry is None:
        return desk.pages.plain(request, "missing", status=404)
    if fields.get("kata") != entry.words:
        return _show(desk, request, fields, problem=desk.pages.say("advice.other_words", title=entry.title))
    now = desk.now()
    with desk.database.begin() as tx:
        before = _reviewed(entry, reviews.everything(tx).get(item, ()), _today(desk), zone=desk.pages.zone)
        if done == "unsigned":
            changed = reviews.take_back(tx, item, entry.words)
        elif changed := before.unchecked or before.signed is None:
            reviews.sign(tx, item, entry.words, by=me.name, now=now)
        if changed:  # a second press of the button is no second act
            access.audit(tx, staff=me.id, action=f"console.content_{done}", subject=" ".join(item), now=now)
    here = {name: fields.get(name, "") for name in ("jenis", "cari", "hanya")}
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}{PATH}?{urlencode({**here, 'hasil': done, 'butir': entry.id})}", 303)


def _show(desk: Desk, request: Request, asked: Mapping[str, str], *, problem: str = "") -> Response:
    kind = asked.get("jenis", "") if asked.get("jenis") in KINDS else next(iter(KINDS))
    wanted = asked.get("cari", "")[:80].strip()
    only = asked.get("hanya") == "belum"
    with desk.database.look() as tx:
        everything = reviewed(desk.content, reviews.everything(tx), _today(desk), zone=desk.pages.zone)
    of_kind = [entry for entry in everything if entry.kind == kind]
    touched = next((one for one in of_kind if one.id == asked.get("butir")), None)
    done = asked.get("hasil", "") if not problem and asked.get("hasil") in DONE else ""
    say = desk.pages.say
    return desk.pages.show(
        request,
        "content.html",
        status=409 if problem else 200,
        may=request.state.me.role in MAY,
        problem=problem,
        told=say(DONE[done], title=touched.title) if done and touched else "",
        undo=_shown(desk, touched) if done == "signed" and touched else None,
        filter={"jenis": kind, "cari": wanted, "hanya": only},
        kinds=[(name, say(key)) for name, key in KINDS.items()],
        rows=[_shown(desk, entry) for entry in of_kind if not (only and not entry.unchecked) and _about(entry, wanted)],
        all=len(of_kind),
        unchecked=sum(entry.unchecked for entry in of_kind),
    )


def entries(content: Content, today: date) -> list[Entry]:
    """Everything there is to check, in the order of the files."""
    return [*_advice(content), *_hotlines(content, today), *_agencies(content.agencies, today), *_known(content, today)]


def reviewed(content: Content, known: Mapping[Item, tuple[Review, ...]], today: date, *, zone: str) -> list[Entry]:
    """The same, with what was signed here."""
    return [
        _reviewed(entry, known.get((entry.kind, entry.id), ()), today, zone=zone) for entry in entries(content, today)
    ]


def _reviewed(entry: Entry, given: tuple[Review, ...], today: date, *, zone: str) -> Entry:
    if not given:
        return entry
    last = next((one for one in reversed(given) if one.body_hash == entry.words), None)
    stale = entry.stale and (last is None or today - last.at.astimezone(ZoneInfo(zone)).date() > STALE)
    return replace(entry, signed=last or given[-1], changed=last is None, stale=stale)


def _today(desk: Desk) -> date:
    return desk.now().astimezone(ZoneInfo(desk.pages.zone)).date()


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
    signed = entry.signed is not None and not entry.changed
    mark, tag = "", desk.pages.say("advice.unchecked")
    if entry.changed:
        mark, tag = "near", desk.pages.say("advice.changed")
    elif signed or entry.by:
        mark, tag = "near" if entry.stale else "done", desk.pages.say("advice.checked") if signed else entry.by
    return {
        "id": entry.id,
        "title": entry.title,
        "text": entry.text,
        "words": entry.words,
        "ages": _ages(desk, *entry.ages) if entry.ages else "",
        "source": entry.source.split("/")[2] if web else entry.source,
        "link": entry.source if web else "",
        "date": entry.date,
        "tag": tag,
        "mark": mark,
        "by": _signature(desk, entry.signed, "advice.before" if entry.changed else "advice.by") if entry.signed else "",
        "can_sign": entry.unchecked or not signed,
        "can_undo": signed,
    }


def _signature(desk: Desk, review: Review, how: str) -> str:
    day = format_date(review.at.astimezone(ZoneInfo(desk.pages.zone)), "d MMM y", locale="id")
    return desk.pages.say(how, name=review.by, day=day)


def _ages(desk: Desk, young: int, old: int) -> str:
    return desk.pages.say("advice.ages", young=_age(desk, young), old=_age(desk, old))


def _age(desk: Desk, months: int) -> str:
    years = months >= _YEARS
    return desk.pages.say("advice.years" if years else "advice.months", n=str(months // 12 if years else months))
