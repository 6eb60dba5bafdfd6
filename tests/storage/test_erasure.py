"""Somebody who asked for it is erased: which words go at once, which with their case, and what stays."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from handlers.effects import Keep, Move, Note, OpenCase, Relay, Say
from handlers.personal import AddChild, Consent, Remember, Request, Subscribe
from handlers.state import Answer, Filling, Idle
from handlers.turn import File, Place
from storage import erasure, files, queue
from storage.database import Database
from storage.tables import (
    addresses,
    aliases,
    attachments,
    audit,
    cases,
    children,
    consents,
    families,
    inbox,
    messages,
    metadata,
    outbox,
    people,
    subscriptions,
)
from tests.storage.world import COMPLAINT, MOTHER, NOW, World

LATER = NOW + timedelta(hours=24)
DANGER = OpenCase("danger", "danger_child_violence", {"what": Answer("suami memukul Zubaidah")}, "urgent", NOW)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def erase(world: World, *, keep_guarded: bool = False) -> erasure.Erased:
    with world.database.begin() as tx:
        return erasure.erase(tx, 1, before=LATER, keep_guarded=keep_guarded, now=world.now)


def send_all(world: World) -> None:
    with world.database.begin() as tx:
        tx.execute(messages.update().where(messages.c.status == "queued").values(status="sent"))
        tx.execute(outbox.update().values(status=queue.DONE, finished_at=NOW))


def everything(world: World) -> str:
    """Every word in every table."""
    return "\n".join(str(row) for table in metadata.sorted_tables for row in _rows(world, table))


def _rows(world: World, table: sa.Table) -> list[Any]:
    with world.database.look() as tx:
        return list(tx.execute(sa.select(table)))


def test_without_a_case_every_word_and_the_address_are_gone(world: World, tmp_path: Path) -> None:
    world.hear(world.message("saya Zubaidah", files=(File("photo", "telegram:Zubaidah"),), place=Place(-1.6, 103.6)))
    world.hear("x", Remember("name", "Zubaidah"), Remember("place", "15.71"), AddChild("Zubaidah kecil"))
    world.hear("ya", Consent("2026-11"), Subscribe("tips"), Say("hello", {"name": "Zubaidah"}))
    world.hear("hapus data saya", Request("erase", LATER, "Zubaidah"), state=Filling("aid_food", "what", {}))
    send_all(world)
    name = files.keep(tmp_path, b"foto")
    with world.database.begin() as tx:
        files.stored(tx, 1, name, now=NOW)
    gone = erase(world)
    assert (gone.left, gone.files) == (False, frozenset({name}))
    assert "Zubaidah" not in everything(world)
    assert world.rows(addresses) == world.rows(children) == world.rows(messages) == world.rows(subscriptions) == []
    assert [(row.name, row.consent, row.notice) for row in world.rows(people)] == [("", "", "")]
    assert world.rows(families)[0].place == ""
    assert [row.version for row in world.rows(consents)] == ["2026-11"], "a consent has to be proved"
    assert [(row.action, row.subject, row.staff) for row in world.rows(audit)] == [
        ("own_data.erased", "person 1", None)
    ]
    assert world.turn("halo lagi").person.id == 2, "whoever writes again is somebody new"


def test_an_open_case_stays_whole_until_it_is_closed(world: World) -> None:
    world.hear("x", Remember("name", "Zubaidah"))
    world.hear("kartu Zubaidah ditahan", COMPLAINT, Note(), Say("filed"))
    world.decide(Relay(1, "Bu Zubaidah, kami cek"))
    send_all(world)
    first = erase(world)
    assert (first.left, first.codes) == (True, ())
    assert world.turn("x").person.name == "Zubaidah"
    assert "Zubaidah ditahan" in everything(world)
    world.decide(Move(1, "done"))
    send_all(world)
    second = erase(world)
    assert (second.left, second.codes) == (False, (world.rows(cases)[0].code,))
    assert "Zubaidah" not in everything(world)
    case = world.rows(cases)[0]
    assert (case.summary, case.answers, case.address, case.origin) == ("", [], "", "erased:1")
    assert (case.kind, case.intent, case.status) == ("complaint", "complaint_extortion", "done"), "it is still counted"
    assert erase(world).codes == (), "staff are told once"


def test_in_part_what_is_guarded_stays_with_the_name_and_the_address(world: World) -> None:
    world.hear("x", Remember("name", "Zubaidah"))
    world.hear("obrolan biasa")
    world.hear("tolong", DANGER, Note(), sender=MOTHER)
    world.decide(Move(1, "done"))
    world.now = NOW + timedelta(minutes=1)
    send_all(world)
    gone = erase(world, keep_guarded=True)
    assert (gone.left, gone.codes) == (False, ())
    assert world.rows(cases)[0].summary == "suami memukul Zubaidah"
    assert world.turn("x").person.name == "Zubaidah"
    assert not erase(world).left
    assert "Zubaidah" not in everything(world), "the head granted all of it"


def test_a_case_kept_secret_is_guarded_too(world: World) -> None:
    world.hear("x", COMPLAINT, Keep("confidential"), Note())
    world.decide(Move(1, "done"))
    send_all(world)
    erase(world, keep_guarded=True)
    assert world.rows(cases)[0].summary != ""


def test_nobody_else_loses_a_word(world: World) -> None:
    world.hear("kartu saya", COMPLAINT, Note(), sender="web:ayah")
    world.hear("obrolan ayah", sender="web:ayah")
    world.hear("Zubaidah")
    with world.database.begin() as tx:  # both of one family, the mother is erased
        tx.execute(people.update().values(family=1))
        tx.execute(children.insert().values(family=1, name="Ama", created_at=NOW))
        before = [row.text for row in tx.execute(sa.select(messages).where(messages.c.person == 1))]
        gone = erasure.erase(tx, 2, before=LATER, keep_guarded=False, now=NOW)
    assert not gone.left
    assert [row.text for row in world.rows(messages)] == before
    assert [row.name for row in world.rows(children)] == ["Ama"]
    assert world.rows(cases)[0].summary != ""
    assert json.dumps([row.payload for row in world.rows(inbox) if row.lane == "web:ayah"]).count("web:ayah") > 0
    assert [row.payload for row in world.rows(inbox) if row.lane == "erased:2"] == [{}]


def test_an_answer_on_its_way_out_is_sent_first(world: World) -> None:
    world.hear("Zubaidah", Say("hello", {"name": "Zubaidah"}))
    assert erase(world).left
    assert [row.status for row in world.rows(messages)] == ["queued"]
    assert world.orders()[0].words == "Halo Zubaidah"
    send_all(world)
    assert not erase(world).left
    assert world.rows(attachments) == world.rows(messages) == []


def test_who_went_on_writing_is_still_known_by_that_address(world: World) -> None:
    world.hear("Zubaidah")
    world.now = LATER + timedelta(hours=1)
    world.hear("halo lagi")
    assert not erase(world).left
    assert [row.text for row in world.rows(messages)] == ["halo lagi"]
    assert world.turn("x").person.id == 1


def test_nothing_names_the_address_any_more(world: World) -> None:
    world.hear("kartu ditahan", COMPLAINT, Note(), Say("filed"))
    world.hear("hapus", Request("erase", LATER, "Zubaidah"))
    world.decide(Move(1, "done"))
    with world.database.begin() as tx:
        tx.execute(aliases.insert().values(address="whatsapp:lama", moved_to=MOTHER, at=NOW))
        tx.execute(inbox.update().where(inbox.c.key == "web:1").values(status=queue.FAILED))
    send_all(world)
    assert not erase(world).left
    assert MOTHER not in everything(world)
    assert "whatsapp:lama" not in everything(world)
    assert sorted(row.key for row in world.rows(inbox)) == ["web:2"], "what failed is looked at no more"


def test_words_on_their_way_to_staff_are_blanked_once_they_are_there(world: World) -> None:
    world.hear("kartu Zubaidah ditahan", COMPLAINT, Note(), Say("filed"))
    world.decide(Move(1, "done"))
    with world.database.begin() as tx:
        tx.execute(messages.update().values(status="sent"))
    assert erase(world).left, "the order to the staff group is not carried out yet"
    send_all(world)
    assert not erase(world).left
    assert "Zubaidah" not in everything(world)


def test_half_a_form_is_forgotten_although_a_case_stays(world: World) -> None:
    answers = {"what": Answer("Zubaidah lapar")}
    world.hear("tolong", DANGER, Note())
    world.hear("lapar", state=Filling("aid_food", "place", answers))
    send_all(world)
    erase(world, keep_guarded=True)
    assert "Zubaidah lapar" not in everything(world)
    assert world.turn("x").state == Idle()


def test_what_is_put_aside_is_not_sent_to_whoever_writes_from_there_next(world: World) -> None:
    world.hear("halo", Say("hello", {"name": "Zubaidah"}))
    with world.database.begin() as tx:
        tx.execute(messages.update().where(messages.c.direction == "out").values(status="held"))
        tx.execute(outbox.update().values(status=queue.HELD, finished_at=NOW))
    assert not erase(world).left
    assert "Zubaidah" not in everything(world)
    assert [row.status for row in world.rows(outbox) if row.status == queue.HELD] == []
