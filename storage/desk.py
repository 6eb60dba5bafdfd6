"""Orders for the staff group: a topic for a case, posts into it, the alert everybody hears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handlers import orders
from handlers.effects import Lines, Values
from handlers.forms import shown
from handlers.orders import CLOSE_TOPIC, OPEN_TOPIC, POST, Order
from handlers.state import Answer
from handlers.texts import Texts, day, literal
from handlers.turn import Address, File
from storage import queue
from storage.database import Tx
from storage.messages import Entry
from storage.messages import shown as said
from storage.tables import cases, outbox


@dataclass(slots=True)
class Desk:
    """The staff group (`group` "" when there is none, and nothing is posted), within one decision.

    Its outbox keys are "<key>#desk1", "<key>#desk2" and so on, so that the same decision cannot post twice.
    """

    tx: Tx
    group: Address
    texts: Texts
    key: str
    now: datetime
    posted: int = 0

    def open(self, case: int) -> None:
        """Order a topic named by code and subject (never by a person), and the case's card in it."""
        row = self.tx.execute(sa.select(cases).where(cases.c.id == case)).one()
        label = _label(self.texts, "", f"desk.topic.{row.intent}", f"intent.{row.intent}")
        title = f"{row.code} {self.texts.render(label[1:])}" if label else row.code
        card = self.texts.render("desk.card", {**facts(self.texts, row), "lines": _lines(row.answers)})
        note = "" if row.complete else self.texts.render("desk.card_incomplete")
        self.tx.execute(cases.update().where(cases.c.id == case).values(desk=self.group, title=title))
        self._put(OPEN_TOPIC, case, title, to=self.group)
        self._put(POST, case, "\n\n".join(part for part in (card, note) if part))

    def post(self, case: int, words: str, *, files: Sequence[File] = ()) -> None:
        """Post words and files into the topic of a case, which is ordered first if it never was."""
        if not self.group:
            return
        if not self.tx.execute(sa.select(cases.c.desk).where(cases.c.id == case)).scalar_one():
            self.open(case)
        self._put(POST, case, words, files=files, loud=False)

    def show(self, case: int, entry: Entry, *, edited: bool = False) -> None:
        """Post a family's message into the topic of their case; the press of a button says nothing of its own."""
        text, files = said(entry), tuple(sent.file for sent in entry.files)
        if text:
            key = "desk.family_edited" if edited else "desk.family"
            self.post(case, self.texts.render(key, {"text": literal(text)}), files=files)
        elif files:
            self.post(case, self.texts.render("desk.family_file"), files=files)

    def tell(self, case: int, key: str, values: Values) -> None:
        """Post a text about a case into its topic."""
        if self.group:
            self.post(case, self.render(case, key, values))

    def announce(self, case: int | None, key: str, values: Values, *, to: Address = "", urgent: bool = False) -> None:
        """Post a text to `to`, or to the whole group; with sound, before everything else, when urgent."""
        if self.group:
            words = self.render(case, key, values)
            self._put(POST, None, words, to=to or self.group, loud=urgent, urgent=urgent)

    def close(self, case: int) -> None:
        """Close the topic of a case, if it ever had one."""
        if self.group and self.tx.execute(sa.select(cases.c.desk).where(cases.c.id == case)).scalar_one():
            self._put(CLOSE_TOPIC, case, "")

    def render(self, case: int | None, key: str, values: Values) -> str:
        """A text with the facts of a case beside its own values."""
        if case is None:
            return self.texts.render(key, values)
        row = self.tx.execute(sa.select(cases).where(cases.c.id == case)).one()
        return self.texts.render(key, {**facts(self.texts, row), **values})

    def _put(
        self,
        do: str,
        case: int | None,
        words: str,
        *,
        to: Address = "",
        files: Sequence[File] = (),
        loud: bool = True,
        urgent: bool = False,
    ) -> None:
        self.posted += 1
        lane = f"desk:{case}" if case else "desk"
        order = Order(do, to or lane, f"{self.key}#desk{self.posted}", words, files=tuple(files), loud=loud)
        rank = queue.URGENT if urgent else queue.REPLY
        payload = orders.dump(order)
        queue.put(self.tx, outbox, key=order.key, lane=lane, payload=payload, now=self.now, rank=rank, do=do, case=case)


def facts(texts: Texts, row: Any, *, zone: str = "Asia/Jakarta") -> dict[str, str]:
    """What any text may say about a case: code, kind, urgency, status and the promised day."""
    return {
        "code": row.code,
        "kind": _label(texts, row.kind, f"desk.kind.{row.kind}", f"{row.kind}.name"),
        "topic": _label(texts, row.intent, f"desk.topic.{row.intent}", f"intent.{row.intent}"),
        "urgency": _label(texts, row.urgency, f"desk.urgency.{row.urgency}"),
        "due": day(row.due, zone) if row.due else "–",
        "step": _label(texts, row.next_step or "–", f"desk.step.{row.next_step}"),
        "by": day(row.next_due, zone) if row.next_due else "–",
    }


def _label(texts: Texts, name: str, *keys: str) -> str:
    return next((f"@{key}" for key in keys if texts.has(key)), name)


def _lines(answers: Sequence[Sequence[str]]) -> Lines:
    return tuple((f"field.{name}", shown(Answer(*parts))) for name, *parts in answers)
