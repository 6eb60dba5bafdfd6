"""Orders for the staff group: a topic for a case, posts into it, the alert everybody hears.

The topic of an anonymous case tells nobody who wrote; a confidential case has none: the group hears its number only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from handlers import orders
from handlers.effects import Lines, Values
from handlers.form.forms import shown
from handlers.orders import CLOSE_TOPIC, OPEN_TOPIC, POST, SAY, Order
from handlers.state import Answer
from handlers.texts import Texts, day, literal
from handlers.turn import Address, File
from handlers.words.veil import nameless, neutral, veil, veiled
from storage import casefile, queue
from storage.clearance import guarded
from storage.database import Tx
from storage.messages import Entry
from storage.messages import shown as said
from storage.tables import cases, outbox

_OPENLY = ("desk.due_soon", "desk.overdue", "desk.step_soon", "desk.step_over", "desk.assigned")
"""What the whole group may read of a confidential case: a number, a day, an officer."""

_KNOWN = (
    *("desk.taken", "desk.taken_over", "desk.yours_already", "desk.closed", "desk.closed_already", "desk.edited"),
    *("desk.empty_reply", "desk.held", "desk.unknown_command"),
)
"""What an officer did is no news to the others."""

_REPORTER = {"desk.family": "desk.reporter", "desk.family_edited": "desk.reporter_edited"}


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
    named: set[int] = field(default_factory=set)

    def open(self, case: int) -> None:
        """Order a topic named by code and subject (never by a person), and the case's card in it."""
        row = self._row(case)
        if guarded(row):
            self._news(case, "desk.secret_new")
            return
        label = _label(self.texts, "", f"desk.topic.{row.intent}", f"intent.{row.intent}")
        title = f"{row.code} {self.texts.render(label[1:])}" if label else row.code
        card = self.texts.render("desk.card", {**facts(self.texts, row), "lines": self._lines(row)})
        note = "" if row.complete else self.texts.render("desk.card_incomplete")
        self.tx.execute(cases.update().where(cases.c.id == case).values(desk=self.group, title=title))
        self._put(OPEN_TOPIC, case, title, to=self.group)
        self._put(POST, case, "\n\n".join(part for part in (card, note) if part))

    def post(self, case: int, words: str, *, files: Sequence[File] = ()) -> None:
        """Post words and files into the topic of a case, which is ordered first if it never was."""
        if not self.group:
            return
        row = self._row(case)
        if guarded(row):
            self._news(case, "desk.secret_news")
            return
        if not row.desk:
            self.open(case)
        if nameless(row.secrecy):
            shown_files = [file for file in files if neutral(file.kind)]
            held_back = [self.texts.render("desk.reporter_withheld")] if len(shown_files) < len(files) else []
            words, files = "\n".join([veil(words, self._names(row)), *held_back]), shown_files
        self._put(POST, case, words, files=files, loud=False)

    def show(self, case: int, entry: Entry, *, edited: bool = False) -> None:
        """Post a family's message into the topic of their case; the press of a button says nothing of its own."""
        row = self._row(case)
        hidden = nameless(row.secrecy)
        if hidden:
            entry = casefile.unnamed(entry, self._names(row))
        text, files = said(entry), tuple(sent.file for sent in entry.files)
        if text:
            key = "desk.family_edited" if edited else "desk.family"
            self.post(case, self.texts.render(self._key(row, key), {"text": literal(text)}), files=files)
        elif files:
            self.post(case, self.texts.render("desk.reporter_file" if hidden else "desk.family_file"), files=files)
        if entry.hidden:
            self.post(case, self.texts.render("desk.reporter_hidden"))

    def tell(self, case: int, key: str, values: Values) -> None:
        """Post a text about a case into its topic."""
        if not self.group:
            return
        row = self._row(case)
        if guarded(row) and key in _OPENLY:
            self.announce(case, key, values)
        elif not guarded(row):
            self.post(case, self.render(case, self._key(row, key), values))
        elif key not in _KNOWN:
            self._news(case, "desk.secret_news")

    def announce(self, case: int | None, key: str, values: Values, *, to: Address = "", urgent: bool = False) -> None:
        """Post a text to `to`, or to the whole group; with sound, before everything else, when urgent."""
        if self.group:
            words = self.render(case, key, values)
            self._put(POST, None, words, to=to or self.group, loud=urgent, urgent=urgent)

    def hide(self, case: int) -> None:
        """Close the topic of a case that is kept secret from now on; a new one, without a name, is for an anonymous.

        What stands in the old one has to be deleted by hand, and what is not sent yet is not sent.
        """
        row = self._row(case)
        if not self.group or not row.desk:
            return
        unsent = outbox.c.case == case, outbox.c.do != SAY, outbox.c.status == queue.WAITING
        done = {"status": queue.DONE, "finished_at": self.now, "payload": {}, "error": "hidden"}
        self.tx.execute(outbox.update().where(*unsent).values(**done))
        self.tx.execute(cases.update().where(cases.c.id == case).values(desk="", title="", topic=""))
        if row.topic:
            self._put(CLOSE_TOPIC, None, "", to=row.topic)
        self.announce(case, "desk.secret_now", {})
        self.named.add(case)
        if not guarded(row):
            self.open(case)

    def close(self, case: int) -> None:
        """Close the topic of a case, if it ever had one."""
        if self.group and self.tx.execute(sa.select(cases.c.desk).where(cases.c.id == case)).scalar_one():
            self._put(CLOSE_TOPIC, case, "")

    def render(self, case: int | None, key: str, values: Values) -> str:
        """A text with the facts of a case beside its own values."""
        if case is None:
            return self.texts.render(key, values)
        return self.texts.render(key, {**facts(self.texts, self._row(case)), **values})

    def _news(self, case: int, key: str) -> None:
        """Tell the group, once in a decision, that a confidential case is to be looked at, and where."""
        if case not in self.named:
            self.named.add(case)
            self.announce(case, key, {})

    def _row(self, case: int) -> Any:
        return self.tx.execute(sa.select(cases).where(cases.c.id == case)).one()

    def _names(self, row: Any) -> tuple[str, ...]:
        return casefile.names_of(self.tx, [row.person])[row.person]

    def _key(self, row: Any, key: str) -> str:
        return _REPORTER.get(key, key) if nameless(row.secrecy) else key

    def _lines(self, row: Any) -> Lines:
        answers = {name: Answer(*parts) for name, *parts in row.answers}
        if nameless(row.secrecy):
            answers = veiled(answers, self._names(row))
        return tuple((f"field.{name}", shown(answer)) for name, answer in answers.items())

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
