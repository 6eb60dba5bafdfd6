"""What the storage tests speak about: a moment, a mother on the web page, a few sentences, a staff group."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from handlers import orders
from handlers.effects import Effect, OpenCase, Outcome
from handlers.orders import Order
from handlers.state import Answer, Idle, State
from handlers.texts import Texts
from handlers.turn import Incoming, StaffTurn, Turn
from nlu.reading import Reading
from storage import queue, turns
from storage.database import Database, Tx
from storage.queue import Row
from storage.tables import inbox, outbox
from storage.turns import Applied

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
DUE = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
MOTHER = "web:ibu"
GROUP = "telegram:-10077"
READING = Reading("complaint_extortion", 0.91)

TEXTS = Texts(
    {
        "hello": "Halo {name}",
        "filed": "Nomor {code}, paling lambat {due}.",
        "lead": "Baik.",
        "yes": "Ya",
        "of": "Soal {code}",
        "offer": "Kode {link}",
        "tips.main": "Bermain tiap hari.",
        "visit": "Kunjungan {day}.",
        "desk.card": "{code} · {kind} · {urgency} · {due}\n{lines}",
        "desk.topic.complaint_extortion": "Pungutan",
        "desk.kind.complaint": "Keluhan",
        "desk.card_incomplete": "Belum lengkap.",
        "desk.family": "Keluarga: {text}",
        "desk.family_edited": "Diubah: {text}",
        "desk.family_file": "Berkas.",
        "intent.aid_food": "Makanan",
        "desk.alert": "DARURAT {code} {kind}",
        "desk.taken": "Diambil {officer}",
        "desk.secret_new": "Rahasia {code}",
        "desk.secret_news": "Kabar {code}",
        "desk.secret_now": "Hapus topik {code}",
        "desk.assigned": "{code} untuk {officer}",
        "desk.reporter": "Pelapor: {text}",
        "desk.reporter_edited": "Pelapor mengubah: {text}",
        "desk.reporter_file": "Berkas pelapor.",
        "desk.reporter_hidden": "Tidak ditampilkan.",
        "desk.reporter_withheld": "Berkas lain.",
        "desk.due_soon": "{code} hampir habis",
        "desk.lost": "Bukan kasus",
        "desk.near": "{code} hampir lewat",
        "field.what": "Cerita",
        "field.place": "Tempat",
        "field.programme": "Program",
        "choice.place.rumah": "di rumah",
    }
)

COMPLAINT = OpenCase(
    "complaint",
    "complaint_extortion",
    {"what": Answer("Kartu saya ditahan. Sudah tiga bulan."), "place": Answer("rumah", "rumah", "choice.place.rumah")},
    "soon",
    DUE,
)


@dataclass
class World:
    """Sends messages through the whole of storage, as the worker would."""

    database: Database
    desk: str = GROUP
    now: datetime = NOW
    count: int = field(default=0)

    def message(self, text: str = "", *, sender: str = MOTHER, **more: Any) -> Incoming:
        self.count += 1
        more.setdefault("id", f"web:{self.count}")
        more.setdefault("at", self.now)
        return Incoming(sender=sender, text=text, **more)

    def hear(
        self,
        message: Incoming | str,
        *effects: Effect,
        state: State | None = None,
        reading: Reading = READING,
        sender: str = MOTHER,
    ) -> Applied:
        """One turn, from the inbox to the outbox, in which a handler decides just this."""
        message = self.message(message, sender=sender) if isinstance(message, str) else message
        with self.database.begin() as tx:
            assert turns.accept(tx, message, now=self.now)
        with self.database.begin() as tx:
            row = queue.claim(tx, inbox, now=self.now)
        assert row is not None
        with self.database.begin() as tx:
            turn = turns.load(tx, turns.incoming(row.payload), reading, now=self.now)
            outcome = Outcome(state or Idle(), effects)
            applied = turns.apply(tx, turn, outcome, texts=TEXTS, desk=self.desk, now=self.now)
            queue.done(tx, inbox, row.id, now=self.now)
        return applied

    def decide(self, *effects: Effect, sender: str = "", id: str = "", officer_id: int = 0) -> None:  # noqa: A002 - the field's own name
        """Staff decide something, from a topic (`sender`) or from the console."""
        self.count += 1
        message = Incoming(id or f"console:{self.count}", sender, self.now)
        with self.database.begin() as tx:
            turn = StaffTurn(self.now, message, "Bu Rina", officer_id=officer_id)
            turns.apply_staff(tx, turn, effects, texts=TEXTS, desk=self.desk, now=self.now)

    def turn(self, text: str = "", **more: Any) -> Turn:
        """What a handler would be given for the next message."""
        with self.database.begin() as tx:
            return turns.load(tx, self.message(text, **more), READING, now=self.now)

    def orders(self) -> list[Order]:
        """Everything in the outbox, in order."""
        with self.database.look() as tx:
            return [orders.load(stored) for stored in tx.scalars(sa.select(outbox.c.payload).order_by(outbox.c.id))]

    def rows(self, table: sa.Table) -> list[Any]:
        with self.database.look() as tx:
            return list(tx.execute(sa.select(table).order_by(table.c.id)))

    def next(self, tx: Tx) -> Row:
        """The row the sender would claim."""
        row = queue.claim(tx, outbox, now=self.now)
        assert row is not None
        return row
