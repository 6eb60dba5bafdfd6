"""The tick over people's rights: warns staff, grants what nobody decided, erases who asked for it."""

from __future__ import annotations

from datetime import datetime

from handlers.family.privacy import decided, erased_from, moment
from handlers.turn import Incoming, StaffTurn
from scheduler import rights
from scheduler.hours import open_at
from scheduler.ticking import Job, World
from storage import erasure, files, requests, turns
from storage.database import Tx, in_turn

KEYS = {rights.NEAR: "desk.rights_near", rights.OVER: "desk.rights_over"}


def look_after_rights(world: World, *, now: datetime) -> int:
    """Do what is due about people's own data; returns how much that was."""
    with world.database.begin() as tx:
        in_turn(tx, "clock:rights")
        did = sum(_wait(tx, world, asked, now=now) for asked in requests.waiting(tx))
    names: frozenset[str] = frozenset()
    with world.database.begin() as tx:
        in_turn(tx, "clock:rights")
        codes: tuple[str, ...] = ()
        for asked in requests.to_erase(tx):
            if asked.decided_at is None or now < erased_from(asked.received, asked.decided_at):
                continue
            gone = _erase(tx, asked, now=now)
            did += not gone.left or bool(gone.codes)
            codes += gone.codes
            names |= gone.files
        if codes:
            values = {"codes": ", ".join(codes)}
            requests.tell_desk(tx, f"rights:{codes[0]}", "desk.rights_topics", values, world.texts, world.desk, now=now)
        files.forget(tx, world.files, names)
    return did


def _wait(tx: Tx, world: World, asked: requests.Asked, *, now: datetime) -> bool:
    due = asked.due or asked.received
    told = requests.told(tx, rights.RULE, asked)
    wish = rights.Wish(asked.id, asked.kind, due, asked.guarded, told)
    waking = open_at(now, world.book.zone, world.weekly.waking)
    if rights.by_itself(wish, now=now, waking=waking):
        requests.decide(tx, asked.id, requests.GRANTED, by="", now=now)
        if asked.address:
            when = moment(erased_from(asked.received, now), world.book.zone)
            say = decided(asked.kind, granted=True, to=asked.address, when=when)
            turn = StaffTurn(now, Incoming(f"clock:rights:{asked.id}", "", now), "")
            turns.apply_staff(tx, turn, (say,), texts=world.texts, desk=world.desk, now=now)
        return True
    which = rights.warn(wish, now=now)
    if not which or not world.desk:
        return False
    occasion = rights.occasion(wish, which, now)
    values = {"number": str(asked.id), "what": f"@desk.right.{asked.kind}", **moment(due, world.book.zone)}
    return requests.mention(tx, rights.RULE, asked, occasion, KEYS[which], values, world.texts, world.desk, now=now)


def _erase(tx: Tx, asked: requests.Asked, *, now: datetime) -> erasure.Erased:
    assert asked.decided_at is not None
    before = erased_from(asked.received, asked.decided_at)
    gone = erasure.erase(tx, asked.person, before=before, keep_guarded=asked.status == requests.PARTLY, now=now)
    if not gone.left:
        requests.finish(tx, asked.id, now=now)
    return gone


JOB = Job("rights", 60, look_after_rights)
