"""One send: claim an order, carry it out at its door, write down what the door answered.

Sending is at least once: a process that dies between the door's answer and the row that says so sends the order
again when the row is rescued, under the same key.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.channels import (
    Channel,
    Limits,
    Moved,
    Outage,
    Receipt,
    Refused,
    SendFailed,
    TopicGone,
    TryAgain,
    WindowShut,
)
from bot.gate import Drop, Probe, Wait, decide
from bot.log import event
from bot.meters import Meters
from bot.pace import Pace
from bot.settling import Settling, postpone
from handlers import orders
from handlers.orders import SAY, Order
from handlers.texts import Texts
from handlers.turn import Address
from storage import chance, deliveries, doors, queue, window
from storage.chance import Chance
from storage.database import Database, Tx
from storage.queue import Row, outbox

_LOOK = 0.5  # seconds between looks at the outbox when nobody wakes us
_PATIENCE = 1.0  # seconds an order waits for its moment in hand; for longer it goes back into the outbox
_FAREWELL = 5.0  # seconds that orders on their way get to be written down at the end
NEW_CONTACTS = 250  # what WhatsApp allows a new portfolio (facts: messaging limits)
_WRITES = 6  # tries to write down what a door answered


class Sender:
    """The loop over the outbox. `doors` by the name that their addresses begin with; `lanes` go side by side."""

    def __init__(
        self,
        database: Database,
        doors: Mapping[str, Channel],
        *,
        now: Callable[[], datetime],
        meters: Meters,
        texts: Texts,
        desk: Address = "",
        lanes: int = 8,
        contacts: int = NEW_CONTACTS,
    ) -> None:
        """Nothing is started yet. `contacts` is how many people a day may be written to first by the clock."""
        self._database = database
        self._doors = doors
        self._now = now
        self._meters = meters
        self._settling = Settling(texts, desk)
        self._contacts = contacts
        self._free = asyncio.Semaphore(lanes)
        self._pace = Pace()
        self._poke = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something new is in the outbox. To be called in the loop's own thread."""
        self._poke.set()

    async def run(self) -> None:
        """Send until cancelled; what is on its way then gets a moment to be written down."""
        troubles = 0
        try:
            while True:
                await self._free.acquire()
                try:
                    row = await self._claim()
                except Exception as error:  # noqa: BLE001 - whatever ails the database, we wait for it
                    troubles += 1
                    if troubles == 1:  # said once, not at every look
                        event("sender.trouble", level=logging.ERROR, error=error)
                    row = None
                else:
                    troubles = 0
                if row is None:
                    self._free.release()
                    await self._rest(min(_LOOK * 2**troubles, 30.0))
                else:
                    task = asyncio.create_task(self._carry(row))
                    self._under_way.add(task)
                    task.add_done_callback(self._back)
        finally:
            if self._under_way:
                await asyncio.wait(self._under_way, timeout=_FAREWELL)
            for task in tuple(self._under_way):
                task.cancel()

    async def step(self) -> bool:
        """Send one order; False when none is due."""
        row = await self._claim()
        if row:
            await self._carry(row)
        return row is not None

    def _back(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._free.release()

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._poke.wait()
        except TimeoutError:
            return
        finally:
            self._poke.clear()

    async def _claim(self) -> Row | None:
        def claim() -> Row | None:
            with self._database.begin() as tx:
                return queue.claim(tx, outbox, now=self._now())

        return await asyncio.to_thread(claim)

    async def _carry(self, row: Row) -> None:
        order = orders.load(row.payload)
        clock = asyncio.get_running_loop().time
        answer: Receipt | SendFailed
        urgent = row.rank == queue.URGENT
        try:
            order = await self._addressed(order, row)
            door = self._door(order)
            ready = await self._ready(order, row, door.limits, urgent=urgent)
            if isinstance(ready, Wait | Drop):
                await self._write(lambda tx: self._leave(tx, row, ready))
                return
            order = ready
            wait = self._pace.book(order, door.limits, now=clock(), urgent=urgent)
            if wait > _PATIENCE:
                await self._write(lambda tx: postpone(tx, row, wait, "paced", now=self._now(), tried=False))
                return
            await asyncio.sleep(wait)
            answer = await door.send(order)
            self._pace.sent(order, door.limits, parts=len(answer.refs), now=clock())
        except SendFailed as failure:
            answer = failure
            if isinstance(failure, TryAgain) and failure.code == "flood":
                self._pace.hold(order, failure.after, now=clock())
            if isinstance(failure, TryAgain) and failure.code == "throughput":
                self._pace.slow(order, now=clock())
        except Exception as error:  # noqa: BLE001 - a mistake in a door must not stop the other lanes
            event("sender.mistake", level=logging.ERROR, error=error, row=row.id)
            answer = TryAgain(0, "mistake")
        self._tell(row, order, answer)
        await self._write(lambda tx: self._settling.settle(tx, row, order, answer, now=self._now()))

    async def _ready(self, order: Order, row: Row, limits: Limits, *, urgent: bool) -> Order | Wait | Drop:
        """The order as it may go now, or what keeps it. Raises WindowShut."""
        if order.do != SAY:
            return order

        def look() -> Chance:
            with self._database.look() as tx:
                return chance.look(tx, row, order, most=self._contacts, now=self._now())

        def probe() -> bool:
            with self._database.begin() as tx:
                return doors.probe(tx, doors.of(order.to), now=self._now())

        found = decide(order, await asyncio.to_thread(look), limits, urgent=urgent, now=self._now())
        if isinstance(found, WindowShut):
            raise found
        if isinstance(found, Probe):
            mine = await asyncio.to_thread(probe)
            return found.order if mine else Wait(self._now() + doors.PROBE, doors.OUTAGE)
        return found

    def _leave(self, tx: Tx, row: Row, kept: Wait | Drop) -> None:
        if isinstance(kept, Drop):
            window.drop(tx, row, kept.why, now=self._now())
        else:
            queue.later(tx, outbox, row.id, due=kept.until, error=kept.why, tried=False)
        event("sender.kept", row=row.id, why=kept.why)

    async def _addressed(self, order: Order, row: Row) -> Order:
        """The order with the topic of its case for an address. Raises TopicGone when there is none."""
        if not order.to.startswith("desk:"):
            return order

        def look() -> str:
            with self._database.look() as tx:
                return deliveries.topic_of(tx, row.case) if row.case is not None else ""

        topic = await asyncio.to_thread(look)
        if not topic:
            raise TopicGone
        return replace(order, to=topic)

    def _door(self, order: Order) -> Channel:
        name = order.to.partition(":")[0]
        if name not in self._doors:
            reason = f"no door named {name or 'nothing'} is open: give its settings, or close what still uses it"
            raise Refused("no-door", reason, ours=True)
        return self._doors[name]

    async def _write(self, write: Callable[[Tx], None]) -> None:
        """Do it in a transaction, and again if the database is away: it is the only trace of what was sent."""

        def attempt() -> None:
            with self._database.begin() as tx:
                write(tx)

        for number in range(_WRITES):
            try:
                return await asyncio.to_thread(attempt)
            except Exception as error:  # noqa: BLE001 - after the last try the row is left to be rescued
                event("sender.unwritten", level=logging.ERROR, error=error, tries=number + 1)
                await asyncio.sleep(2.0**number)
        return None

    def _tell(self, row: Row, order: Order, answer: Receipt | SendFailed) -> None:
        """Count it, and log it by number: an address may be all that somebody needs to read a talk."""
        outcome = "sent" if isinstance(answer, Receipt) else type(answer).__name__.lower()
        door = order.to.partition(":")[0]
        self._meters.sent.labels(door, outcome).inc()
        name, level, code = f"sender.{outcome}", logging.INFO, ""
        match answer:
            case Refused(ours=True):  # our own mistakes come with a remedy, a sentence of ours
                name, level, code = f"{name}: {answer.reason}", logging.ERROR, answer.code
            case Refused() | TryAgain():
                level, code = logging.WARNING, answer.code
            case Outage():
                name, level, code = f"{name}: {answer.reason}", logging.ERROR, answer.code
            case Moved():
                name, level = f"{name}: set TELEGRAM_DESK to the new id of the staff group", logging.WARNING
                code = answer.to.rpartition(":")[2]
        event(name, level=level, door=door, row=row.id, do=order.do, tries=row.tries, code=code)
