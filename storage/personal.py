"""What people decide about themselves: name, consent, children, what they are sent, their rights over their data."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from handlers.personal import (
    AddChild,
    AmendChild,
    ClaimLink,
    Consent,
    EndChild,
    Link,
    Mourn,
    OfferLink,
    Personal,
    Recall,
    Remember,
    Request,
    ReturnChild,
    Subscribe,
    Unlink,
    Unsubscribe,
    Withdraw,
)
from handlers.turn import Person
from storage import links, mourning
from storage import requests as rights
from storage.database import Tx, insert_new
from storage.tables import children, consents, families, people, requests, subscriptions

KINDS = ("see", "correct", "download", "erase", "stop", "withdraw")
WHYS = ("loss", "moved", "mistake")


def write(tx: Tx, person: Person, wish: Personal, *, key: str, now: datetime) -> None:  # noqa: C901, PLR0912 - one line for each kind of effect
    """Write one such decision down; `key` is the inbox key of the message that said so."""
    match wish:
        case Remember(what, value):
            remember(tx, person, what, value, now=now)
        case Consent(version, how):
            consent(tx, person.id, version, how=how, key=key, now=now)
        case Withdraw():
            withdraw(tx, person.id, now=now)
        case AddChild(name, born):
            add_child(tx, person.family, name, born, now=now)
        case AmendChild(child, name, born):
            amend_child(tx, person.family, child, name=name, born=born)
        case EndChild(child, why):
            end_child(tx, person.family, child, why, now=now)
        case ReturnChild(child):
            _one(tx, person.family, child, ended_at=None, ended_why="")
        case Mourn(over):
            mourning.keep(tx, person.id, over=over, now=now)
        case OfferLink():
            pass  # made before everything else, so that it can be said
        case ClaimLink(link):
            links.claim(tx, person.id, link, now=now)
        case Link(link, agreed):
            links.settle(tx, person.id, link, agreed=agreed, now=now)
        case Unlink():
            links.part(tx, person, now=now)
        case Request():
            request(tx, person.id, wish, key=key, now=now)
        case Recall(number):
            rights.recall(tx, person.id, number, now=now)
        case Subscribe(topic):
            subscribe(tx, person.id, topic, key=key, now=now)
        case Unsubscribe(topic):
            unsubscribe(tx, person.id, topic, now=now)


def remember(tx: Tx, person: Person, what: str, value: str, *, now: datetime) -> None:
    """Keep a fact: name, address_form, place, zone or notice. Raises ValueError for anything else."""
    if what == "place":
        tx.execute(families.update().where(families.c.id == person.family).values(place=value))
        return
    if what not in ("name", "address_form", "zone", "notice"):
        raise ValueError(f"nothing is kept about a person under the name {what!r}")
    moment = {"noticed_at": now} if what == "notice" else {}
    tx.execute(people.update().where(people.c.id == person.id).values({what: value, **moment}))


def consent(tx: Tx, person: int, version: str, *, how: str, key: str, now: datetime) -> None:
    """Keep that they agree, beside everything they agreed to before; the person's own row says what holds now."""
    values = {"person": person, "version": version, "how": how, "message_key": key, "at": now}
    tx.execute(consents.insert().values(**values))
    tx.execute(people.update().where(people.c.id == person).values(consent=version, consent_at=now))


def withdraw(tx: Tx, person: int, *, now: datetime) -> None:
    """Keep that they agree no more."""
    holds = sa.and_(consents.c.person == person, consents.c.withdrawn_at.is_(None))
    tx.execute(consents.update().where(holds).values(withdrawn_at=now))
    tx.execute(people.update().where(people.c.id == person).values(consent="", consent_at=None))


def add_child(tx: Tx, family: int, name: str, born: date | None, *, now: datetime) -> None:
    """Keep a child; the same name again corrects the birth month."""
    known = sa.and_(children.c.family == family, children.c.ended_at.is_(None))
    same = sa.and_(known, sa.func.lower(children.c.name) == name.lower())
    if name and tx.execute(children.update().where(same).values(born=born)).rowcount:
        return
    tx.execute(children.insert().values(family=family, name=name, born=born, created_at=now))


def amend_child(tx: Tx, family: int, child: int, *, name: str | None, born: date | None) -> None:
    """Correct a child of this family; None leaves that part as it is."""
    values = {what: value for what, value in {"name": name, "born": born}.items() if value is not None}
    if values:
        _one(tx, family, child, **values)


def end_child(tx: Tx, family: int, child: int, why: str, *, now: datetime) -> None:
    """Speak of a child of this family no more. Raises ValueError for a reason that nobody knows.

    When it died and was the only one, nobody of the family is sent a word about children.
    """
    if why not in WHYS:
        raise ValueError(f"a child is ended by {', '.join(WHYS)}, not {why!r}")
    _one(tx, family, child, ended_at=now, ended_why=why)
    theirs = sa.select(children.c.id, children.c.ended_at).where(children.c.family == family)
    known = {row.id: row.ended_at for row in tx.execute(theirs)}
    if why == "loss" and child in known and None not in known.values():
        whose = subscriptions.c.person.in_(sa.select(people.c.id).where(people.c.family == family))
        tips = sa.and_(whose, subscriptions.c.topic == "tips", subscriptions.c.ended_at.is_(None))
        tx.execute(subscriptions.update().where(tips).values(ended_at=now))


def request(tx: Tx, person: int, wish: Request, *, key: str, now: datetime) -> None:
    """Keep a wish about their data. Raises ValueError for a kind that nobody knows."""
    if wish.kind not in KINDS:
        raise ValueError(f"{wish.kind!r} is no right over one's data; it is one of {', '.join(KINDS)}")
    values = {"kind": wish.kind, "status": "new", "detail": wish.detail, "received_at": now, "due": wish.due}
    if wish.kind == "see":  # answered in the same breath
        values |= {"status": "done", "done_at": now}
    insert_new(tx, requests, {"key": f"{key}#{wish.kind}", "person": person, **values})


def subscribe(tx: Tx, person: int, topic: str, *, key: str, now: datetime) -> None:
    """Send this topic from now on; somebody who asks for it wants to be written to again.

    `key` names the message that asked for it, and with it the door: platforms want that to be shown.
    """
    asked = {"since": now, "message_key": key}
    if insert_new(tx, subscriptions, {"person": person, "topic": topic, **asked}) is None:
        ended = (_wish(person, topic), subscriptions.c.ended_at.is_not(None))
        tx.execute(subscriptions.update().where(*ended).values(**asked, ended_at=None))
    tx.execute(people.update().where(people.c.id == person).values(stopped_at=None))


def unsubscribe(tx: Tx, person: int, topic: str, *, now: datetime) -> None:
    """Stop sending this topic; "" stops everything that is sent unasked."""
    which = _wish(person, topic) if topic else subscriptions.c.person == person
    tx.execute(subscriptions.update().where(which, subscriptions.c.ended_at.is_(None)).values(ended_at=now))
    if not topic:
        tx.execute(people.update().where(people.c.id == person).values(stopped_at=now))


def _wish(person: int, topic: str) -> sa.ColumnElement[bool]:
    return sa.and_(subscriptions.c.person == person, subscriptions.c.topic == topic)


def _one(tx: Tx, family: int, child: int, **values: object) -> None:
    tx.execute(children.update().where(children.c.family == family, children.c.id == child).values(**values))
