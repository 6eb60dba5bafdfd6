"""Cases, messages and events in the words of a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from console import files
from console.desk import Desk
from console.masking import mask
from console.pages import Due
from handlers.casework.cases import OPEN
from handlers.state import Answer
from handlers.words.veil import nameless
from storage.casefile import Case, Detail, Event
from storage.messages import Entry
from storage.messages import shown as said

_STATES = ("queued", "held", "waiting", "delivered", "read", "failed")
"""How far a message of ours has come, as far as it is worth saying."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as a page shows it; long numbers are masked where more than one family is seen."""

    code: str
    kind: str
    status: str
    urgency: str
    about: str
    words: str
    family: str
    officer: str
    opened: str
    due: Due
    incomplete: bool
    open: bool
    secrecy: str = ""
    answers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline. `kind` is in (the family), out (the bot), "out officer" or event."""

    kind: str
    who: str
    text: str
    at: str
    iso: str
    state: str = ""
    mark: str = ""
    files: tuple[files.Shown, ...] = ()


def shown(desk: Desk, case: Case, *, masked: bool, answers: Mapping[str, Answer] | None = None) -> Shown:
    """A case in words."""
    pages, cut = desk.pages, mask if masked else str
    still = case.status in OPEN
    return Shown(
        code=case.code,
        kind=case.kind,
        status=case.status,
        urgency=case.urgency if still else "routine",
        about=_text(desk, f"intent.{case.topic}", pages.say(f"kind.{case.kind}")),
        words=cut(case.summary),
        family=pages.say("case.anonymous") if nameless(case.secrecy) else cut(case.name),
        officer=case.officer,
        opened=pages.moment(case.opened),
        due=pages.due(case.due, case.opened, now=desk.now(), still=still),
        incomplete=not case.complete,
        open=still,
        secrecy=pages.say(f"secret.mark.{case.secrecy}") if case.secrecy else "",
        answers=tuple(
            (_text(desk, f"field.{name}", name), _answer(desk, answer)) for name, answer in (answers or {}).items()
        ),
    )


def timeline(desk: Desk, detail: Detail, *, root: str) -> list[Line]:
    """Messages and events of a case in the order of time; events that only repeat a message are left out."""
    family = desk.pages.say("case.reporter" if nameless(detail.case.secrecy) else "case.family")
    family = detail.case.name or family
    lines = [
        (entry.at, replace(_message(desk, entry, family), files=_files(desk, entry, detail.case.secrecy, root)))
        for entry in detail.messages
    ]
    lines += [(event.at, line) for event in detail.events if (line := _event(desk, event))]
    # Of one moment, what the family said comes before what happened, and that before what they were answered.
    rank = {"in": 0, "event": 1}
    return [line for _, line in sorted(lines, key=lambda timed: (timed[0], rank.get(timed[1].kind, 2)))]


def _message(desk: Desk, entry: Entry, family: str) -> Line:
    say = desk.pages.say
    parts = [said(entry)]
    if not parts[0] and entry.choice:
        parts = [say("case.pressed", choice=entry.choice)]
    parts += [say(f"case.hidden.{name}") for name in entry.hidden]
    text = "\n".join(part for part in parts if part)
    at, iso = desk.pages.moment(entry.at), entry.at.isoformat()
    if entry.direction == "in":
        return Line("in", family, text, at, iso, say("case.edited") if entry.edits else "")
    state = say(f"case.{entry.status}") if entry.status in _STATES else ""
    kind, who = ("out officer", entry.author) if entry.author else ("out", say("case.from_bot"))
    return Line(kind, who, text, at, iso, state, entry.status)


def _files(desk: Desk, entry: Entry, secrecy: str, root: str) -> tuple[files.Shown, ...]:
    return tuple(files.shown(desk, sent, secrecy=secrecy, root=root) for sent in entry.files)


def _event(desk: Desk, event: Event) -> Line | None:
    say = desk.pages.say
    match event.what:
        case "opened":
            text = say("event.opened" if event.detail.get("complete", True) else "event.opened_incomplete")
        case "status":
            values = {"status": say(f"status.{event.detail['status']}"), "officer": event.by}
            text = say("event.status_by" if event.by else "event.status", **values)
        case "rating":
            value = event.detail["value"]
            text = say("event.rating", value=_text(desk, f"choice.rate.{value}", value))
        case "visit":
            at = desk.pages.moment(datetime.fromisoformat(event.detail["at"]))
            text = say("event.visit", officer=event.by, at=at, note=event.detail["note"])
        case "secrecy" | "assigned" | "identity":
            text = _secret(desk, event)
        case "referral":
            office = _text(desk, f"agency.{event.detail['office']}", event.detail["office"])
            text = say("event.referral", office=office, status=say(f"referral.status.{event.detail['status']}"))
        case "class":
            name = say(f"steps.class.{event.detail['class']}")
            text = say("event.class", officer=event.by, name=name, reason=event.detail["reason"])
        case "extended":
            due = desk.pages.moment(datetime.fromisoformat(event.detail["due"]))
            text = say("event.extended", officer=event.by, due=due, reason=event.detail["reason"])
        case _:
            return None
    return Line("event", "", text, desk.pages.moment(event.at), event.at.isoformat())


def _secret(desk: Desk, event: Event) -> str:
    say = desk.pages.say
    if event.what == "secrecy":
        return say(f"event.secrecy.{event.detail['secrecy'] or 'plain'}")
    if event.what == "assigned":
        return say("event.assigned", officer=event.detail["officer"], by=event.by)
    return say("event.identity", officer=event.by, reason=event.detail["reason"])


def _answer(desk: Desk, answer: Answer) -> str:
    if answer.label:
        return _text(desk, answer.label, answer.text)
    return answer.text or _text(desk, "field.not_said", "–")


def _text(desk: Desk, key: str, otherwise: str) -> str:
    return desk.texts.render(key) if desk.texts.has(key) else otherwise
