"""A copy of everything kept about one person: one page to read, with the same as JSON in it (UU PDP art. 32)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from babel.dates import format_datetime

from handlers.texts import Texts
from storage.database import Tx
from storage.tables import (
    addresses,
    attachments,
    audit,
    case_events,
    cases,
    children,
    consents,
    deliveries,
    families,
    messages,
    people,
    requests,
    subscriptions,
    visits,
)

Part: TypeAlias = list[dict[str, Any]]

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:]{8}\+00:00")

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{border:1px solid #999;padding:.3rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere}"
)


def collect(tx: Tx, person: int, *, whole: bool) -> dict[str, Part]:
    """What is kept about this person and nobody else.

    Names of staff are left out. When not `whole`, so are cases of danger and those kept secret, with all that was
    said in them or heard as danger beside them.
    """
    own: sa.ColumnElement[bool] = cases.c.person == person
    if not whole:
        own = sa.and_(own, cases.c.kind != "danger", cases.c.secrecy == "")
    known = tx.execute(sa.select(cases).where(own).order_by(cases.c.id)).all()
    ids, codes = [row.id for row in known], {row.id: row.code for row in known}
    talk = sa.or_(messages.c.case.is_(None), messages.c.case.in_(ids))
    said = tx.execute(sa.select(messages).where(messages.c.person == person, talk).order_by(messages.c.id)).all()
    shown = [row for row in said if whole or not (row.reading or {}).get("danger")]
    files: dict[int, list[str]] = {row.id: [] for row in shown}
    for row in tx.execute(sa.select(attachments).where(attachments.c.message.in_(list(files)))):
        files[row.message].append(f"{row.kind} {row.name}".strip())
    me = tx.execute(
        sa.select(people, families.c.place)
        .join(families, families.c.id == people.c.family)
        .where(people.c.id == person)
    ).one()
    return {
        "person": [_row(me, "name", "address_form", "place", "language", "zone", "consent", "notice", "created_at")],
        "addresses": [
            {**row, "address": _door(row["address"])}
            for row in _rows(tx, addresses, person, "address", "created_at", "last_heard_at")
        ],
        "children": [
            _row(row, "name", "born", "created_at")
            for row in tx.execute(
                sa.select(children).where(children.c.family == me.family, children.c.ended_at.is_(None))
            )
        ],
        "consents": _rows(tx, consents, person, "version", "how", "at", "withdrawn_at"),
        "subscriptions": _rows(tx, subscriptions, person, "topic", "since", "ended_at"),
        "cases": [_case(row) for row in known],
        "visits": _rows(tx, visits, person, "at", "status", "answer", "place", also=_of_cases(visits, ids)),
        "messages": [
            {
                "at": _plain(row.at),
                "from": "person" if row.direction == "in" else "centre",
                "text": row.text or row.choice,
                "files": files[row.id],
                "place": row.place,
                "case": codes.get(row.case, ""),
            }
            for row in shown
        ],
        "requests": _rows(tx, requests, person, "kind", "detail", "received_at", "due", "done_at"),
        "sent": _rows(tx, deliveries, person, "key", "at", also=deliveries.c.rule.in_(("tips", "visits"))),
        "log": _log(tx, codes),
    }


def page(found: Mapping[str, Part], texts: Texts, *, now: datetime, zone: str = "Asia/Jakarta") -> str:
    """The copy as one file that any browser opens, without a network."""
    at = format_datetime(now.astimezone(ZoneInfo(zone)), "EEEE, d MMMM y HH.mm", locale="id")

    def say(key: str) -> str:
        return escape(texts.render(f"privacy.copy.{key}", {"at": at} if key == "made" else {}))

    words = _Words(texts, zone)
    tables = "\n".join(f"<h2>{say(f'section.{name}')}</h2>\n{words.table(rows)}" for name, rows in found.items())
    data = json.dumps(found, ensure_ascii=False, indent=1)
    notes = "".join(f"<p>{say(key)}</p>" for key in ("made", "keep", "files", "same"))
    return (
        f'<!doctype html>\n<html lang="id"><head><meta charset="utf-8"><title>{say("title")}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{say('title')}</h1>{notes}\n{tables}\n"
        f'<h2>JSON</h2><pre id="json">{escape(data)}</pre></body></html>\n'
    )


def _case(row: Any) -> dict[str, Any]:
    told = _row(row, "code", "kind", "intent", "status", "opened_at", "closed_at", "due", "summary")
    return {**told, "answers": [text for _, text, *_ in row.answers]}


def _log(tx: Tx, codes: Mapping[int, str]) -> Part:
    events = sa.select(case_events).where(case_events.c.case.in_(list(codes))).order_by(case_events.c.id)
    done = [{"at": _plain(row.at), "case": codes[row.case], "what": row.what} for row in tx.execute(events)]
    seen = sa.select(audit).where(audit.c.subject.in_(list(codes.values()))).order_by(audit.c.id)
    read = [{"at": _plain(row.at), "case": row.subject, "what": row.action} for row in tx.execute(seen)]
    return sorted([*done, *read], key=lambda entry: entry["at"])


def _rows(tx: Tx, table: sa.Table, person: int, *names: str, also: sa.ColumnElement[bool] | None = None) -> Part:
    which = table.c.person == person if also is None else sa.and_(table.c.person == person, also)
    return [_row(row, *names) for row in tx.execute(sa.select(table).where(which).order_by(table.c.id))]


def _of_cases(table: sa.Table, ids: list[int]) -> sa.ColumnElement[bool]:
    return sa.or_(table.c.case.is_(None), table.c.case.in_(ids))


def _row(row: Any, *names: str) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _door(address: str) -> str:
    """An address as its owner may carry it about: a session of the web page is a key to the talk."""
    return "web" if address.startswith("web:") else address


@dataclass(frozen=True, slots=True)
class _Words:
    """How the rows are said to somebody who knows nothing of columns."""

    texts: Texts
    zone: str

    def table(self, rows: Part) -> str:
        """Rows with a heading each column."""
        if not rows:
            return f"<p>{self._say('privacy.copy.empty')}</p>"
        heads = "".join(f"<th>{self._say(f'privacy.copy.column.{name}')}</th>" for name in rows[0])
        lines = ("".join(f"<td>{self._cell(*cell)}</td>" for cell in row.items()) for row in rows)
        return f"<table><tr>{heads}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"

    def _cell(self, name: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, list):
            return escape("; ".join(map(str, value)))
        key = next((key for key in _keys(name, str(value)) if self.texts.has(key)), "")
        if key:
            return self._say(key)
        return escape(self._moment(str(value))).replace("\n", "<br>")

    def _moment(self, value: str) -> str:
        if not _MOMENT.fullmatch(value):
            return value
        local = datetime.fromisoformat(value).astimezone(ZoneInfo(self.zone))
        return format_datetime(local, "d MMM y HH.mm", locale="id")

    def _say(self, key: str) -> str:
        return escape(self.texts.render(key))


def _keys(name: str, value: str) -> tuple[str, ...]:
    """The texts that say a machine word of this column."""
    match name:
        case "intent":
            return (f"intent.{value}",)
        case "status":
            return (f"status.line.{value}",)
        case "kind":
            return (f"{value}.name", f"desk.right.{value}")
        case "from":
            return (f"privacy.copy.from.{value}",)
        case "address_form":
            return (f"privacy.form.{value}",)
    return ()
