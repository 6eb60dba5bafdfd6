"""Signing in: one link, once, in time; only hashes are kept."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from storage import access
from storage.database import Database
from storage.tables import audit, sessions, sign_in_links, staff
from tests.storage.world import NOW


def test_a_link_signs_in_once(database: Database) -> None:
    with database.begin() as tx:
        rina = access.add(tx, "Bu Rina", access.OFFICER, now=NOW)
        token = access.invite(tx, rina.id, now=NOW)
        assert not access.came_in(tx, rina.id)
        session = access.redeem(tx, token, now=NOW)
        assert access.came_in(tx, rina.id)
        assert session is not None
        assert access.redeem(tx, token, now=NOW) is None
        who = access.who(tx, session, now=NOW)
    assert who is not None
    assert (who.name, who.role) == ("Bu Rina", "officer")
    assert len(who.csrf) > 30


def test_an_admin_stands_in_for_the_head_while_there_is_none(database: Database) -> None:
    with database.begin() as tx:
        admin = access.add(tx, "Pak Edi", access.ADMIN, now=NOW)
        session = access.redeem(tx, access.invite(tx, admin.id, now=NOW), now=NOW)
        assert session is not None
        assert getattr(access.who(tx, session, now=NOW), "role", "") == access.HEAD
        head = access.add(tx, "Bu Rina", access.HEAD, now=NOW)
        assert getattr(access.who(tx, session, now=NOW), "role", "") == access.ADMIN
        access.leave(tx, head.id)
        assert getattr(access.who(tx, session, now=NOW), "role", "") == access.HEAD


def test_two_who_click_the_same_link_at_once_are_not_both_let_in(database: Database) -> None:
    with database.begin() as tx:
        token = access.invite(tx, access.add(tx, "Bu Rina", access.HEAD, now=NOW).id, now=NOW)
    got: list[str | None] = []

    def click() -> None:
        with database.begin() as tx:
            got.append(access.redeem(tx, token, now=NOW))

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([session for session in got if session]) == 1


def test_a_late_or_invented_link_lets_nobody_in(database: Database) -> None:
    with database.begin() as tx:
        token = access.invite(tx, access.add(tx, "Bu Rina", access.OFFICER, now=NOW).id, now=NOW, minutes=30)
        assert access.redeem(tx, token, now=NOW + timedelta(minutes=30)) is None
        assert access.redeem(tx, "invented", now=NOW) is None
        assert access.who(tx, "invented \udcff", now=NOW) is None


def test_a_session_ends_after_twelve_hours_or_when_signed_out(database: Database) -> None:
    with database.begin() as tx:
        rina = access.add(tx, "Bu Rina", access.OFFICER, now=NOW)
        first = access.redeem(tx, access.invite(tx, rina.id, now=NOW), now=NOW)
        second = access.redeem(tx, access.invite(tx, rina.id, now=NOW), now=NOW)
        assert first is not None
        assert second is not None
        assert access.who(tx, first, now=NOW + timedelta(hours=11, minutes=59)) is not None
        assert access.who(tx, first, now=NOW + timedelta(hours=12)) is None
        access.sign_out(tx, first)
        assert access.who(tx, first, now=NOW) is None
        assert access.who(tx, second, now=NOW) is not None


def test_who_left_is_out_at_once(database: Database) -> None:
    with database.begin() as tx:
        rina = access.add(tx, "Bu Rina", access.OFFICER, now=NOW)
        session = access.redeem(tx, access.invite(tx, rina.id, now=NOW), now=NOW)
        link = access.invite(tx, rina.id, now=NOW)
        access.leave(tx, rina.id)
        assert session is not None
        assert access.who(tx, session, now=NOW) is None
        assert access.redeem(tx, link, now=NOW) is None
        tx.execute(staff.update().values(active=True))
        assert access.who(tx, session, now=NOW) is None, "coming back does not revive what was ended"
        assert access.redeem(tx, link, now=NOW) is None


def test_no_secret_is_stored(database: Database) -> None:
    with database.begin() as tx:
        rina = access.add(tx, "Bu Rina", access.ADMIN, now=NOW)
        token = access.invite(tx, rina.id, now=NOW)
        session = access.redeem(tx, token, now=NOW)
        stored = str([tx.execute(sa.select(table)).all() for table in (sign_in_links, sessions)])
    assert session is not None
    assert token not in stored
    assert session not in stored


def test_whoever_acts_in_the_staff_group_is_an_officer_from_then_on(database: Database) -> None:
    with database.begin() as tx:
        first = access.by_telegram(tx, "telegram:7000000001", "Rina", now=NOW)
        again = access.by_telegram(tx, "telegram:7000000001", "Rina R.", now=NOW)
        assert first == again
        assert (first.role, first.telegram, first.active) == ("officer", 7_000_000_001, True)
        with pytest.raises(ValueError, match="somebody else"):
            access.add(tx, "Palsu", access.ADMIN, now=NOW, telegram=7_000_000_001)
        assert [person.name for person in access.everybody(tx)] == ["Rina"]


def test_an_unknown_role_is_refused(database: Database) -> None:
    with database.begin() as tx, pytest.raises(ValueError, match="not a role"):
        access.add(tx, "X", "root", now=NOW)


def test_what_staff_did_is_written_down(database: Database) -> None:
    with database.begin() as tx:
        rina = access.add(tx, "Bu Rina", access.ADMIN, now=NOW)
        access.audit(tx, staff=rina.id, action="case.read", subject="ADU-2026-000001", now=NOW)
        row = tx.execute(sa.select(audit)).one()
    assert (row.staff, row.action, row.subject, row.at) == (rina.id, "case.read", "ADU-2026-000001", NOW)
