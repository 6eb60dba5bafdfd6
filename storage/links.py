"""Two phones of one family: a code offered on the one, typed on the other, agreed to on the first."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from handlers.family.link import about
from handlers.family.link_words import CODE
from handlers.family.notice import QUESTION
from handlers.state import Asking, State
from handlers.turn import JOINED, LOCKED, Address, FamilyLink, Incoming, Person
from storage.database import Tx
from storage.tables import addresses, cases, children, families, link_tries, links, people, visits

GOOD_FOR = timedelta(minutes=30)
TRIES = 5


def offer(tx: Tx, person: Person, *, now: datetime) -> str:
    """A new code of six digits with which another phone can join this family; those before it end."""
    code = f"{secrets.randbelow(10**6):06d}"
    values = {"family": person.family, "person": person.id, "hash": _hash(code), "created_at": now}
    tx.execute(links.update().where(links.c.person == person.id, links.c.expires_at > now).values(expires_at=now))
    tx.execute(links.insert().values(**values, expires_at=now + GOOD_FOR))
    return code


def known(tx: Tx, message: Incoming, person: Person, state: State, *, now: datetime) -> FamilyLink | None:
    """The offer whose code stands in a message, or in the one that waits for a consent; only what still holds.

    Without a code, when the message may be about it: the newest offer of the writer's own, or that they claimed. A code
    is not looked at any more from somebody who typed five wrong ones in half an hour.
    """
    typed = CODE.search(message.text)
    if typed is None and isinstance(state, Asking) and state.question == QUESTION:
        typed = CODE.search(state.text)
    holds = sa.and_(links.c.expires_at > now, links.c.used_at.is_(None))
    if typed is None:
        return _theirs(tx, person.id, holds) if about(message, state) else None
    recent = sa.and_(link_tries.c.person == person.id, link_tries.c.at > now - GOOD_FOR)
    if tx.execute(sa.select(sa.func.count()).select_from(link_tries).where(recent)).scalar_one() >= TRIES:
        return FamilyLink(0, own=False, stands=LOCKED)
    same = (links.c.expires_at > now, links.c.hash == _hash("".join(typed.groups())))
    inside = sa.and_(links.c.family == person.family, links.c.person != person.id)
    free = sa.and_(links.c.used_at.is_(None), sa.or_(links.c.claimed_by.is_(None), links.c.claimed_by == person.id))
    row = tx.execute(sa.select(links).where(*same, sa.or_(inside, free)).order_by(links.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    if row.person == person.id:
        return FamilyLink(row.id, True, *_where(tx, row.claimed_by))
    return FamilyLink(row.id, False, *_where(tx, row.person), JOINED if row.family == person.family else "")


def kin(tx: Tx, person: Person) -> tuple[str, ...]:
    """The names of the other people in a person's family, "" for one without, those who came first first."""
    others = sa.and_(people.c.family == person.family, people.c.id != person.id)
    return tuple(tx.scalars(sa.select(people.c.name).where(others).order_by(people.c.id)))


def claim(tx: Tx, person: int, link: int | None, *, now: datetime) -> None:
    """Keep who typed the code of an offer, or (None) that it was a wrong one."""
    if link is None:
        tx.execute(link_tries.insert().values(person=person, at=now))
        return
    free = sa.and_(links.c.id == link, links.c.claimed_by.is_(None), links.c.expires_at > now)
    tx.execute(links.update().where(free).values(claimed_by=person, claimed_at=now))


def settle(tx: Tx, person: int, link: int, *, agreed: bool, now: datetime) -> None:
    """Join who claimed the offer to the family of who made it, with children, cases and visits; or end the offer.

    Only who made it may join; who claimed it may end it too.
    """
    holds = sa.and_(links.c.id == link, links.c.used_at.is_(None), links.c.expires_at > now)
    if not agreed:
        theirs = sa.or_(links.c.person == person, links.c.claimed_by == person)
        tx.execute(links.update().where(holds, theirs).values(used_at=now))
        return
    claimed = (links.c.person == person, links.c.claimed_by.is_not(None))
    row = tx.execute(sa.select(links).where(holds, *claimed)).first()
    if row is None:
        return
    tx.execute(links.update().where(links.c.id == link).values(used_at=now))
    before = tx.execute(sa.select(people.c.family).where(people.c.id == row.claimed_by)).scalar_one()
    tx.execute(people.update().where(people.c.id == row.claimed_by).values(family=row.family))
    for table in (cases, visits):
        tx.execute(table.update().where(table.c.person == row.claimed_by).values(family=row.family))
    if tx.execute(sa.select(people.c.id).where(people.c.family == before).limit(1)).first() is None:
        _bring(tx, before, row.family, now=now)
        place = sa.select(families.c.place).where(families.c.id == before).scalar_subquery()
        unknown = sa.and_(families.c.id == row.family, families.c.place == "")
        tx.execute(families.update().where(unknown).values(place=place))


def part(tx: Tx, person: Person, *, now: datetime) -> None:
    """Give a person a family of their own again, with their cases and visits; both sides keep the children they knew.

    Nothing is done for somebody who is alone in their family.
    """
    if not kin(tx, person):
        return
    place = sa.select(families.c.place).where(families.c.id == person.family).scalar_subquery()
    family = tx.execute(families.insert().values(place=place, created_at=now).returning(families.c.id)).scalar_one()
    tx.execute(people.update().where(people.c.id == person.id).values(family=family))
    for table in (cases, visits):
        tx.execute(table.update().where(table.c.person == person.id).values(family=family))
    for child in person.children:
        values = {"name": child.name, "born": child.born, "created_at": now}
        tx.execute(children.insert().values(family=family, **values))
    waiting = sa.and_(links.c.used_at.is_(None), sa.or_(links.c.person == person.id, links.c.claimed_by == person.id))
    tx.execute(links.update().where(waiting).values(used_at=now))


def _bring(tx: Tx, before: int, family: int, *, now: datetime) -> None:
    """Bring the children of a family that has nobody left; one that both had told of is kept once."""
    spoken_of = sa.and_(children.c.family == family, children.c.ended_at.is_(None))
    known = {row.name.lower(): row for row in tx.execute(sa.select(children).where(spoken_of)) if row.name}
    for row in tx.execute(sa.select(children).where(children.c.family == before)).all():
        twin = known.get(row.name.lower()) if row.ended_at is None else None
        same = twin is not None and (twin.born == row.born or twin.born is None or row.born is None)
        ended = {"ended_at": now, "ended_why": "mistake"} if same else {}
        tx.execute(children.update().where(children.c.id == row.id).values(family=family, **ended))
        if same and twin is not None and twin.born is None:
            tx.execute(children.update().where(children.c.id == twin.id).values(born=row.born))


def _theirs(tx: Tx, person: int, holds: sa.ColumnElement[bool]) -> FamilyLink | None:
    either = sa.or_(links.c.person == person, links.c.claimed_by == person)
    row = tx.execute(sa.select(links).where(holds, either).order_by(links.c.id.desc()).limit(1)).first()
    if row is None:
        return None
    own = row.person == person
    return FamilyLink(row.id, own, *_where(tx, row.claimed_by if own else row.person))


def _where(tx: Tx, person: int | None) -> tuple[Address, str]:
    found = tx.execute(
        sa.select(addresses.c.address, people.c.name)
        .join(people, people.c.id == addresses.c.person)
        .where(people.c.id == person)
        .order_by(addresses.c.unreachable_at.is_not(None), addresses.c.last_heard_at.desc())
        .limit(1)
    ).first()
    return (found.address, found.name) if found else ("", "")


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
