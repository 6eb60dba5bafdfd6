"""Writes the effects of one decision down, in order: rows for what is known, orders for what must be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from handlers.casework import cases as rules
from handlers.effects import (
    Alert,
    AnswerReferral,
    AnswerVisit,
    Classify,
    Effect,
    Extend,
    Join,
    Keep,
    Move,
    Note,
    OpenCase,
    Promise,
    Quiet,
    Rate,
    Relay,
    Rest,
    Say,
    Tell,
    Values,
)
from handlers.orders import POST, Choice
from handlers.personal import (
    OfferLink,
)
from handlers.texts import Texts, day
from handlers.turn import EDITED, Address, File, Incoming, Person
from storage import cases, held, links, messages, people, personal, queue, referrals, visits
from storage.database import Tx
from storage.desk import Desk
from storage.mouth import Mouth, Repeated, Spoken
from storage.tables import cases as table

__all__ = ["NOBODY", "Repeated", "Writing"]

NOBODY = Person(id=0, family=0)


@dataclass(slots=True)
class Writing:
    """One decision while it is written down.

    `person` is NOBODY and `officer` named when staff decided. `written` is the id of the present message in the
    record. Everything sent has the key "<message id>#n". `code` is the one of a link that is offered.
    """

    tx: Tx
    texts: Texts
    now: datetime
    message: Incoming
    desk: Address
    person: Person = NOBODY
    officer: str = ""
    officer_id: int = 0
    written: int | None = None
    opened: list[int] = field(default_factory=list)
    current: int | None = None
    code: str = ""
    joined: set[int] = field(default_factory=set)
    staff: Desk = field(init=False)
    mouth: Mouth = field(init=False)

    def __post_init__(self) -> None:
        """Make the two ends of the same decision: the staff group's and the family's."""
        self.mouth = Mouth(self.tx, self.message.id, self.message.sender, self.now)
        self.staff = Desk(self.tx, self.desk, self.texts, self.message.id, self.now)

    def open_cases(self, effects: Sequence[Effect]) -> tuple[int, ...]:
        """Open every case of the decision first (and make the code of a link), so that what is said may name it."""
        for wish in effects:
            if isinstance(wish, OpenCase):
                self._open(wish)
            elif isinstance(wish, OfferLink):
                self.code = links.offer(self.tx, self.person, now=self.now)
        self.current = self.opened[0] if self.opened else None
        return tuple(self.opened)

    def carry_out(self, effects: Sequence[Effect]) -> None:
        """Write every other effect, in order."""
        coming = iter(self.opened)
        for effect in effects:
            if isinstance(effect, OpenCase):
                self.current = next(coming)
            else:
                self._write(effect)
        self.mouth.finish()

    def _write(self, effect: Effect) -> None:  # noqa: C901, PLR0912 - one line for each kind of effect
        match effect:
            case Say():
                self._say(effect)
            case Relay():
                self._relay(effect)
            case Tell():
                self._tell(effect)
            case Alert():
                self.staff.announce(effect.case or self.current, effect.key, effect.values, urgent=True)
            case Note():
                self._note(effect.case or self.current)
            case Join():
                self._join(effect.case)
            case Move():
                self._move(effect)
            case AnswerVisit():
                visits.answered(self.tx, effect.visit, effect.answer, now=self.now)
            case Rest():
                self._rest(effect)
            case Keep() | Quiet() | Promise() | Rate() | Classify() | Extend():
                case = effect.case or self.current
                if case:
                    cases.change(self.tx, case, effect, by=self.officer, now=self.now)
                if case and isinstance(effect, Keep) and effect.secrecy:
                    self.staff.hide(case)
                if isinstance(effect, Quiet) and not effect.quiet:
                    self._show_held(effect.case)
            case AnswerReferral(referral, agreed):
                referrals.answered(self.tx, self.person.id, referral, agreed=agreed, now=self.now)
            case OpenCase():
                pass  # opened before everything else
            case _:
                personal.write(self.tx, self.person, effect, key=self.message.id, now=self.now)

    def _open(self, wish: OpenCase) -> None:
        nth = len(self.opened) + 1
        case = cases.open_case(
            self.tx,
            wish,
            origin=self.message.id if nth == 1 else f"{self.message.id}#{nth}",
            person=self.person,
            address=self.message.sender,
            words=self.message.text,
            now=self.now,
        )
        self.opened.append(case)
        joined = messages.join(self.tx, self.message.sender, case, now=self.now)
        self.joined |= {entry.id for entry in joined}
        if self.desk:
            self.staff.open(case)
            for entry in joined:
                self.staff.show(case, entry)

    def _say(self, say: Say) -> None:
        values: Values = {}
        if self.current is not None:
            row = self.tx.execute(sa.select(table).where(table.c.id == self.current)).one()
            due = day(row.due, self.person.zone) if row.due else ""
            values = {name: said for name, said in {"code": row.code, "due": due}.items() if name not in say.values}
        if self.code:
            values = {"link": self.code, **values}
        words = self.texts.say(say, values)
        choices = tuple(
            Choice(option.value, self.texts.render(option.key, {**values, **option.values})) for option in say.options
        )
        rank = queue.URGENT if say.urgent else queue.REPLY
        if say.case is None and not say.to and self.person is NOBODY:
            self.mouth.post(POST, self.message.sender, words, rank=rank)
        elif say.case is None:
            to = say.to or self.message.sender
            self.mouth.say(Spoken(to, words, say.key, self.current, choices, rank=rank))
        else:
            self._to_case(say.case, words, say.key, choices=choices, rank=rank)

    def _relay(self, relay: Relay) -> None:
        self._to_case(relay.case, relay.text, "", files=relay.files, author=self.officer)
        cases.happened(self.tx, relay.case, "reply", by=self.officer, now=self.now)

    def _tell(self, tell: Tell) -> None:
        case = tell.case or self.current
        if case:
            self.staff.tell(case, tell.key, tell.values)
        else:
            self.staff.announce(None, tell.key, tell.values, to=self.message.sender if self.officer else "")

    def _note(self, case: int | None) -> None:
        if case is None or self.written is None or (self.written in self.joined and case in self.opened):
            return
        entry = messages.link(self.tx, self.written, case)
        cases.happened(self.tx, case, "message", now=self.now, detail={"message": self.written})
        self.staff.show(case, entry, edited=self.message.kind == EDITED)

    def _join(self, case: int) -> None:
        for entry in messages.join(self.tx, self.message.sender, case, now=self.now):
            cases.happened(self.tx, case, "message", now=self.now, detail={"message": entry.id})
            self.staff.show(case, entry)

    def _move(self, move: Move) -> None:
        staff = move.officer_id or (self.officer_id if move.officer == self.officer else 0)
        cases.move(self.tx, move.case, move.status, by=move.officer, now=self.now, staff=staff)
        if move.status not in rules.OPEN:
            self.staff.close(move.case)

    def _rest(self, rest: Rest) -> None:
        row = self.tx.execute(sa.select(table.c.person, table.c.address).where(table.c.id == rest.case)).one()
        people.rest_everywhere(self.tx, row.person, rest.state, first=row.address, now=self.now)

    def _to_case(
        self,
        case: int,
        words: str,
        text_key: str,
        *,
        choices: tuple[Choice, ...] = (),
        files: tuple[File, ...] = (),
        author: str = "",
        rank: int = queue.REPLY,
    ) -> None:
        row = self.tx.execute(sa.select(table).where(table.c.id == case)).one()
        # Whoever holds another phone may be whom it is about.
        only = row.kind == "danger" or bool(row.secrecy)
        heard = people.reach(self.tx, row.person, row.address, only=only)
        if heard is None:
            return
        told = not row.quiet or held.any_of(self.tx, case)
        self.mouth.say(Spoken(heard[0], words, text_key, case, choices, files, author, rank, hold=bool(row.quiet)))
        if not told:
            self.mouth.say(Spoken(heard[0], self.texts.render("quiet.message"), "quiet.message", rank=rank))

    def _show_held(self, case: int) -> None:
        for entry in held.release(self.tx, case):
            self.mouth.again(entry)
