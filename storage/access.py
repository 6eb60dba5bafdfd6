"""Who of the staff may come in: one-time sign-in links, sessions, and the record of what they did."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from handlers.turn import Address
from storage.database import Tx, insert_new
from storage.tables import audit as trail
from storage.tables import sessions, sign_in_links
from storage.tables import staff as table

ADMIN, HEAD, OFFICER = "admin", "head", "officer"
SESSION = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of staff; `csrf` is the secret their forms must carry, "" outside a session."""

    id: int
    name: str
    telegram: int | None
    role: str
    active: bool
    csrf: str = ""


def add(tx: Tx, name: str, role: str, *, now: datetime, telegram: int | None = None) -> Staff:
    """Take a person on. Raises ValueError for an unknown role or an account that somebody else has."""
    if role not in (ADMIN, HEAD, OFFICER):
        raise ValueError(f"{role!r} is not a role; it is one of {ADMIN}, {HEAD}, {OFFICER}")
    values = {"name": name, "telegram": telegram, "role": role, "active": True, "created_at": now}
    new = insert_new(tx, table, values)
    if new is None:
        raise ValueError(f"the Telegram account {telegram} belongs to somebody else already")
    return Staff(new, name, telegram, role, active=True)


def everybody(tx: Tx) -> tuple[Staff, ...]:
    """All staff by name, those who left included."""
    return tuple(_staff(row) for row in tx.execute(sa.select(table).order_by(table.c.name, table.c.id)))


def by_telegram(tx: Tx, account: Address, name: str, *, now: datetime) -> Staff:
    """The member of staff with this account ("telegram:12345"); whoever first acts in the staff group is an officer."""
    telegram = int(account.rpartition(":")[2])
    values = {"name": name, "telegram": telegram, "role": OFFICER, "active": True, "created_at": now}
    insert_new(tx, table, values)
    return _staff(tx.execute(sa.select(table).where(table.c.telegram == telegram)).one())


def came_in(tx: Tx, staff: int) -> bool:
    """Whether this person ever used a sign-in link."""
    used = (sign_in_links.c.staff == staff, sign_in_links.c.used_at.is_not(None))
    return tx.execute(sa.select(sign_in_links.c.id).where(*used).limit(1)).first() is not None


def leave(tx: Tx, staff: int) -> None:
    """Close the desk to somebody: every session and unused link ends at once."""
    tx.execute(table.update().where(table.c.id == staff).values(active=False))
    tx.execute(sessions.delete().where(sessions.c.staff == staff))
    tx.execute(sign_in_links.delete().where(sign_in_links.c.staff == staff, sign_in_links.c.used_at.is_(None)))


def invite(tx: Tx, staff: int, *, now: datetime, minutes: int = 30) -> str:
    """A secret that signs this person in once, within so many minutes. Only its hash is stored."""
    token = secrets.token_urlsafe(32)
    values = {"staff": staff, "hash": _hash(token), "expires_at": now + timedelta(minutes=minutes)}
    tx.execute(sign_in_links.insert().values(**values))
    return token


def redeem(tx: Tx, token: str, *, now: datetime) -> str | None:
    """Turn a sign-in secret into a session secret, once; None when it is unknown, used or late."""
    unused = (
        sign_in_links.c.hash == _hash(token),
        sign_in_links.c.used_at.is_(None),
        sign_in_links.c.expires_at > now,
        sign_in_links.c.staff.in_(sa.select(table.c.id).where(table.c.active)),
    )
    used = sign_in_links.update().where(*unused).values(used_at=now).returning(sign_in_links.c.staff)
    staff = tx.execute(used).scalar_one_or_none()
    if staff is None:
        return None
    session = secrets.token_urlsafe(32)
    values = {"staff": staff, "hash": _hash(session), "csrf": secrets.token_urlsafe(32)}
    tx.execute(sessions.insert().values(**values, created_at=now, expires_at=now + SESSION))
    return session


def who(tx: Tx, session: str, *, now: datetime) -> Staff | None:
    """Whose session this is; None when it is unknown or over, or its owner has left.

    Where no head is enrolled an admin stands in for one: a confidential report must not lie there unread.
    """
    heads = sa.exists(sa.select(table.c.id).where(table.c.role == HEAD, table.c.active).correlate(None))
    row = tx.execute(
        sa.select(table, sessions.c.csrf, heads.label("led"))
        .join(sessions, sessions.c.staff == table.c.id)
        .where(sessions.c.hash == _hash(session), sessions.c.expires_at > now, table.c.active)
    ).first()
    if row is None:
        return None
    me = _staff(row, csrf=row.csrf)
    return replace(me, role=HEAD) if me.role == ADMIN and not row.led else me


def sign_out(tx: Tx, session: str) -> None:
    """End a session."""
    tx.execute(sessions.delete().where(sessions.c.hash == _hash(session)))


def audit(tx: Tx, *, staff: int | None, action: str, subject: str, now: datetime) -> None:
    """Write down that somebody did or saw something; `subject` is a code or a number, never a family's words."""
    tx.execute(trail.insert().values(staff=staff, action=action, subject=subject, at=now))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _staff(row: Any, *, csrf: str = "") -> Staff:
    return Staff(row.id, row.name, row.telegram, row.role, row.active, csrf)
