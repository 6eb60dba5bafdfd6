"""Two phones of one family: a code offered on the one, typed on the other, agreed to on the first."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa

from handlers.turn import Address, FamilyLink, Incoming, Person
from storage.database import Tx
from storage.tables import addresses, cases, children, families, link_tries, links, people, visits

GOOD_FOR = timedelta(minutes=30)
TRIES = 5
_CODE = re.compile(r"(?<![\d-])(\d{3}) ?(\d{3})(?!\d)")


def offer(tx: Tx, person: Person, *, now: datetime) -> str:
    """A new code of six digits with which another phone can join this family; those before it end."""
    code = f"{secrets.randbelow(10**6):06d}"
    values = {"family": person.family, "person": person.id, "hash": _hash(code), "created_at": now}
    tx.execute(links.update().where(links.c.person == person.id, links.c.expires_at > now).values(expires_at=now))
    tx.execute(links.insert().values(**values, expires_at=now + GOOD_FOR))
    return code


def known(tx: Tx, message: Incoming, person: Person, *, now: datetime) -> FamilyLink | None:
    """The offer whose code stands in a message, else the writer's own that was claimed; only what still holds.

    A code is not looked at any more from somebody who typed five wrong ones in half an hour.
    """
    typed = _CODE.search(message.text)
    if typed is None and not message.choice.startswith("link:"):
        return None
    holds = sa.and_(links.c.expires_at > now, links.c.used_at.is_(None))
    if typed is None:
        mine = sa.select(links).where(holds, links.c.person == person.id).order_by(links.c.id.desc()).limit(1)
        row = tx.execute(mine).first()
        return None if row is None else FamilyLink(row.id, True, *_where(tx, row.claimed_by))
    recent = sa.and_(link_tries.c.person == person.id, link_tries.c.at > now - GOOD_FOR)
    if tx.execute(sa.select(sa.func.count()).select_from(link_tries).where(recent)).scalar_one() >= TRIES:
        return None
    open_to_me = (links.c.claimed_by.is_(None), links.c.family != person.family)
    offered = sa.select(links).where(holds, *open_to_me, links.c.hash == _hash("".join(typed.groups()))).limit(1)
    row = tx.execute(offered).first()
    return None if row is None else FamilyLink(row.id, False, *_where(tx, row.person))


def claim(tx: Tx, person: int, link: int | None, *, now: datetime) -> None:
    """Keep who typed the code of an offer, or (None) that it was a wrong one."""
    if link is None:
        tx.execute(link_tries.insert().values(person=person, at=now))
        return
    free = sa.and_(links.c.id == link, links.c.claimed_by.is_(None), links.c.expires_at > now)
    tx.execute(links.update().where(free).values(claimed_by=person, claimed_at=now))


def settle(tx: Tx, person: int, link: int, *, agreed: bool, now: datetime) -> None:
    """Join who claimed the offer to the family of who made it, with children, cases and visits; or end the offer."""
    mine = sa.and_(links.c.id == link, links.c.person == person, links.c.used_at.is_(None), links.c.expires_at > now)
    row = tx.execute(sa.select(links).where(mine, links.c.claimed_by.is_not(None))).first()
    if row is None:
        return
    tx.execute(links.update().where(links.c.id == link).values(used_at=now))
    if not agreed:
        return
    before = tx.execute(sa.select(people.c.family).where(people.c.id == row.claimed_by)).scalar_one()
    tx.execute(people.update().where(people.c.id == row.claimed_by).values(family=row.family))
    for table in (cases, visits):
        tx.execute(table.update().where(table.c.person == row.claimed_by).values(family=row.family))
    if tx.execute(sa.select(people.c.id).where(people.c.family == before).limit(1)).first() is None:
        tx.execute(children.update().where(children.c.family == before).values(family=row.family))
        place = sa.select(families.c.place).where(families.c.id == before).scalar_subquery()
        unknown = sa.and_(families.c.id == row.family, families.c.place == "")
        tx.execute(families.update().where(unknown).values(place=place))


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
