"""What became of what was sent, and what the clock sends: once for each rule, person and occasion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from handlers import orders
from handlers.effects import Say
from handlers.orders import OPEN_TOPIC, SAY, Choice, Order
from handlers.texts import Texts
from handlers.turn import Address, Person
from storage import messages, people, queue
from storage.database import Tx, insert_new
from storage.desk import Desk
from storage.queue import Row
from storage.tables import cases, outbox
from storage.tables import deliveries as table
from storage.tables import messages as record

WAIT_FOR_TOPIC = timedelta(seconds=5)
TRIES_FOR_TOPIC = 8


def sent(tx: Tx, row: Row, refs: Sequence[str], topic: Address, *, now: datetime) -> None:
    """The door took it: the order is done, the record knows the door's references, an opened topic is kept."""
    finished = outbox.update().where(outbox.c.id == row.id)
    # Whoever held the row meanwhile, it did go out.
    tx.execute(finished.values(status=queue.DONE, finished_at=now, error=""))
    tx.execute(
        record.update()
        .where(record.c.id == row.message)
        .values(status=messages.SENT, refs=list(refs), ref=refs[0] if refs else "")
    )
    if row.do == OPEN_TOPIC and topic:
        tx.execute(cases.update().where(cases.c.id == row.case).values(topic=topic))


def unreachable(tx: Tx, row: Row, *, now: datetime) -> None:
    """Nobody can be reached at that address: give the order up and remember it until they write again."""
    refused(tx, row, "unreachable", now=now)
    people.shut(tx, orders.load(row.payload).to, now=now)


def refused(tx: Tx, row: Row, code: str, *, now: datetime) -> None:
    """The door will never take it: the order is kept as failed, for a person to look at."""
    queue.fail(tx, outbox, row.id, now=now, error=code)
    tx.execute(record.update().where(record.c.id == row.message).values(status=messages.FAILED, error=code))


def lost(tx: Tx, row: Row, *, texts: Texts, desk: Address, now: datetime) -> None:
    """Tell the staff of a case that a message to its family did not arrive: somebody must find another way."""
    case = tx.execute(sa.select(record.c.case).where(record.c.id == row.message)).scalar_one_or_none()
    if case is not None:
        Desk(tx, desk, texts, f"{row.key}!", now).tell(case, "desk.not_delivered", {})


def topic_of(tx: Tx, case: int) -> Address:
    """The staff topic of a case; "" while it is not open, or not any more (then call `topic_gone`)."""
    topic: str | None = tx.execute(sa.select(cases.c.topic).where(cases.c.id == case)).scalar_one_or_none()
    return topic or ""


def topic_gone(tx: Tx, row: Row, *, now: datetime) -> None:
    """The topic of the row's case is not there: order a new one, unless that is under way, and let the row wait.

    After eight tries (about ten minutes) it is given up.
    The new order has a lane of its own: in the case's lane it would stand behind the row that waits for it.
    """
    case = tx.execute(sa.select(cases).where(cases.c.id == row.case)).first()
    if case is None or row.tries >= TRIES_FOR_TOPIC:
        refused(tx, row, "no_topic", now=now)
        return
    tx.execute(cases.update().where(cases.c.id == row.case).values(topic=""))
    queue.later(tx, outbox, row.id, due=now + WAIT_FOR_TOPIC * 2 ** (row.tries - 1), error="topic_gone")
    on_its_way = sa.select(outbox.c.id).where(
        outbox.c.case == row.case, outbox.c.do == OPEN_TOPIC, outbox.c.finished_at.is_(None)
    )
    if tx.execute(on_its_way).first() is None:
        key = f"{row.key}~{row.tries}"
        order = Order(OPEN_TOPIC, case.desk, key, case.title)
        payload = orders.dump(order)
        queue.put(tx, outbox, key=key, lane=key, payload=payload, now=now, rank=row.rank, do=OPEN_TOPIC, case=row.case)


def moved(tx: Tx, old: Address, new: Address) -> None:
    """The staff group has another address from now on: its cases, their topics and what waits for them follow."""
    tx.execute(cases.update().where(cases.c.desk == old).values(desk=new))
    inside = cases.c.topic.startswith(f"{old}/", autoescape=True)
    for row in tx.execute(sa.select(cases.c.id, cases.c.topic).where(cases.c.desk == new, inside)).all():
        tx.execute(cases.update().where(cases.c.id == row.id).values(topic=new + row.topic.removeprefix(old)))
    unsent = outbox.c.finished_at.is_(None), outbox.c.do != SAY
    for row in tx.execute(sa.select(outbox.c.id, outbox.c.payload).where(*unsent)).all():
        to = str(row.payload["to"])
        if to == old or to.startswith(f"{old}/"):
            payload = {**row.payload, "to": new + to.removeprefix(old)}
            tx.execute(outbox.update().where(outbox.c.id == row.id).values(payload=payload))


def deliver(
    tx: Tx,
    *,
    rule: str,
    person: int,
    occasion: str,
    say: Say,
    texts: Texts,
    now: datetime,
    due: datetime | None = None,
) -> bool:
    """Send a text to a person unasked; False when it was sent before, or they cannot or will not be reached."""
    talk = people.resting(tx, person)
    if talk is None or people.stopped(tx, person):
        return False
    name = f"{rule}:{person}:{occasion}"
    delivery = {"rule": rule, "person": person, "occasion": occasion, "key": say.key, "at": now}
    if insert_new(tx, table, delivery) is None:
        return False
    words = texts.say(say)
    choices = tuple(Choice(option.value, texts.render(option.key, option.values)) for option in say.options)
    message = messages.queued(
        tx, key=name, address=talk.address, person=person, text=words, now=now, text_key=say.key, choices=choices
    )
    template, blanks = texts.template(say)
    order = Order(SAY, talk.address, name, words, choices, (), template, blanks, talk.last_heard_at)
    payload = orders.dump(order)
    return queue.put(
        tx,
        outbox,
        key=name,
        lane=talk.address,
        payload=payload,
        now=now,
        due=due,
        rank=queue.BULK,
        do=SAY,
        message=message,
    )


def warn_desk(  # noqa: PLR0913 - what a warning is made of
    tx: Tx,
    *,
    rule: str,
    person: Person,
    case: int,
    occasion: str,
    key: str,
    texts: Texts,
    desk: Address,
    now: datetime,
) -> bool:
    """Tell staff something in a case's topic unasked, once for each rule and occasion; False when it was told."""
    if insert_new(tx, table, {"rule": rule, "person": person.id, "occasion": occasion, "key": key, "at": now}) is None:
        return False
    Desk(tx, desk, texts, f"{rule}:{person.id}:{occasion}", now).tell(case, key, {})
    return True


def once(tx: Tx, *, rule: str, person: int, occasion: str, key: str, now: datetime) -> bool:
    """Keep that a rule has acted on an occasion; False when it had before, and there is nothing left to do."""
    return (
        insert_new(tx, table, {"rule": rule, "person": person, "occasion": occasion, "key": key, "at": now}) is not None
    )


def given(tx: Tx, rule: str, persons: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The occasions on which a rule has sent something to each of these people, oldest first."""
    had: dict[int, list[str]] = {person: [] for person in persons}
    theirs = sa.select(table).where(table.c.rule == rule, table.c.person.in_(persons)).order_by(table.c.at)
    for row in tx.execute(theirs):
        had[row.person].append(row.occasion)
    return {person: tuple(occasions) for person, occasions in had.items()}
