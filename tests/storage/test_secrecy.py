"""Cases kept secret: who wrote is read nowhere, and a confidential one only by its officer and the head."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
import sqlalchemy as sa

from handlers import orders
from handlers.effects import ANONYMOUS, BOTH, CONFIDENTIAL, SECRECIES, Keep, Move, Note, Relay, Say, Tell
from handlers.orders import CLOSE_TOPIC, OPEN_TOPIC, POST, SAY, Order
from handlers.personal import AddChild, Remember
from handlers.state import Answer
from handlers.turn import EDITED, Contact, File, Place
from storage import access, casefile, cases, clearance, turns
from storage.access import ADMIN, HEAD, OFFICER, Staff
from storage.database import Database
from storage.tables import cases as case_table
from storage.tables import outbox
from tests.storage.world import COMPLAINT, GROUP, MOTHER, NOW, World

TELLING = ("Siti", "Aminah", "Dedek", "0812", "3456", "mawar", "-1.6", "103.6", "Tetangga", "KK Siti", MOTHER)
ANSWERS = {
    "what": Answer("saya siti aminah, hp 0812-3456-7890, kartu saya ditahan. Dedek sakit"),
    "place": Answer("desa pudak rt 05 jl mawar no 12"),
    "programme": Answer("peta", "-1.61234,103.61234"),
}
SECRET = replace(COMPLAINT, answers=ANSWERS, secrecy=ANONYMOUS)
STAFF = Staff(1, "Rina", None, OFFICER, active=True)


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def tell(world: World, secrecy: str = ANONYMOUS) -> None:
    """A report of somebody who says who she is in every way there is."""
    world.hear(world.message("halo", name="Ibu Siti Aminah"), AddChild("Dedek"), Remember("place", "jl mawar 12"))
    files = (File("document", "telegram:D", "KK Siti.pdf"), File("photo", "telegram:P"))
    text = "saya Siti, hp 0812 3456 7890, rumah di jl mawar no 12"
    world.hear(world.message(text, files=files, ref="7"), replace(SECRET, secrecy=secrecy), Note(), Say("of"))
    world.hear(world.message("Siti Aminah jl mawar", ref="7", kind=EDITED), Note(1))
    world.hear(world.message(place=Place(-1.61234, 103.61234, "Rumah Siti")), Note(1))
    world.hear(world.message(contact=Contact("Tetangga Siti", "+628123456789")), Note(1))
    world.hear(world.message(choice="child:Dedek"), Note(1))
    world.decide(Tell("desk.taken", {"officer": "Rina"}, 1))
    world.decide(Relay(1, "Baik Ibu Siti Aminah"))


def desk_of(world: World) -> list[Order]:
    """What the staff group was sent, what was taken back left out."""
    with world.database.look() as tx:
        rows = tx.execute(sa.select(outbox.c.payload).where(outbox.c.do != SAY).order_by(outbox.c.id)).scalars()
        return [orders.load(stored) for stored in rows if stored]


def test_nothing_that_staff_read_of_an_anonymous_case_tells_who_wrote_it(world: World) -> None:
    tell(world)
    with world.database.look() as tx:
        detail = casefile.detail(tx, 1)
        page = casefile.list_cases(tx, me=STAFF)
    assert detail is not None
    read = str(asdict(detail)) + str([asdict(case) for case in page.cases]) + str(desk_of(world))
    assert [word for word in TELLING if word.lower() in read.lower()] == []
    assert "kartu saya ditahan" in read
    assert "desa pudak" in read
    assert detail.messages[-1].text == "Baik Ibu ••• •••"
    assert [entry.hidden for entry in detail.messages if entry.hidden] == [("place",), ("contact",)]


def test_the_same_case_in_the_open_tells_all_of_it(world: World) -> None:
    tell(world, secrecy="")
    with world.database.look() as tx:
        detail = casefile.detail(tx, 1)
    read = str(detail) + str(desk_of(world))
    assert [word for word in TELLING if word.lower() not in read.lower()] == []


def test_replies_still_go_to_where_an_anonymous_report_came_from(world: World) -> None:
    tell(world)
    said = [order for order in world.orders() if order.do == SAY]
    assert (said[-1].to, said[-1].words) == (MOTHER, "Baik Ibu Siti Aminah")


def test_the_topic_of_an_anonymous_case_shows_photos_and_says_what_it_leaves_out(world: World) -> None:
    tell(world)
    posts = desk_of(world)
    assert posts[0].words == "ADU-2026-000001 Pungutan"
    shown = [order for order in posts if order.files]
    assert {file.ref for order in shown for file in order.files} == {"telegram:P"}
    assert shown[0].words.startswith("Pelapor: saya •••, hp •••")
    assert shown[0].words.endswith("Berkas lain.")
    assert [order.words for order in posts].count("Tidak ditampilkan.") == 2


def test_an_anonymous_case_is_found_by_its_number_and_by_no_name_or_word(world: World) -> None:
    tell(world)

    def found(text: str) -> int:
        with world.database.look() as tx:
            return len(casefile.list_cases(tx, text=text, me=STAFF).cases)

    assert [found(text) for text in ("siti", "aminah", "0812", "ditahan")] == [0, 0, 0, 0]
    assert found("adu-2026-000001") == 1


def test_who_wrote_can_be_looked_up_in_one_place(world: World) -> None:
    tell(world)
    with world.database.look() as tx:
        who = casefile.identity(tx, 1)
        assert casefile.identity(tx, 99) is None
    assert who is not None
    assert (who.name, who.addresses) == ("Ibu Siti Aminah", (MOTHER,))


@pytest.mark.parametrize("secrecy", [CONFIDENTIAL, BOTH])
def test_of_a_confidential_case_the_group_hears_the_number_and_nothing_else(world: World, secrecy: str) -> None:
    tell(world, secrecy)
    posts = desk_of(world)
    assert {order.do for order in posts} == {POST}
    assert {order.to for order in posts} == {GROUP}
    assert {order.words for order in posts} == {"Rahasia ADU-2026-000001", "Kabar ADU-2026-000001"}
    assert [order.words for order in posts].count("Rahasia ADU-2026-000001") == 1
    assert not any(order.loud or order.files for order in posts)
    world.decide(Tell("desk.due_soon", {}, 1), Tell("desk.assigned", {"officer": "Rina"}, 1))
    told = [order.words for order in desk_of(world)][-2:]
    assert told == ["ADU-2026-000001 hampir habis", "ADU-2026-000001 untuk Rina"]


def test_a_topic_is_closed_when_its_case_becomes_confidential_and_nothing_more_is_posted_into_it(world: World) -> None:
    world.hear("kartu", replace(COMPLAINT, secrecy=""), Note())
    with world.database.begin() as tx:
        tx.execute(case_table.update().values(topic=f"{GROUP}/42"))
    world.hear("rahasia ya", Keep(CONFIDENTIAL, 1), Note(1))
    posts = desk_of(world)
    assert [(order.do, order.to, order.words) for order in posts] == [
        (CLOSE_TOPIC, f"{GROUP}/42", ""),
        (POST, GROUP, "Hapus topik ADU-2026-000001"),
    ]
    with world.database.begin() as tx:
        assert cases.by_topic(tx, f"{GROUP}/42") is None
        tx.execute(case_table.update().values(topic=f"{GROUP}/42"))  # a topic that was opened meanwhile
        turn = turns.load_staff(tx, world.message("/ambil", sender=f"{GROUP}/42"), officer="Rina", now=NOW)
    assert turn.case is None


def test_a_case_that_becomes_anonymous_gets_a_new_topic_and_a_plain_one_keeps_its_own(world: World) -> None:
    tell(world, secrecy="")
    with world.database.begin() as tx:
        tx.execute(case_table.update().values(topic=f"{GROUP}/42"))
    world.hear("jangan tulis nama saya", Keep(ANONYMOUS, 1))
    posts = desk_of(world)
    assert [order.do for order in posts] == [CLOSE_TOPIC, POST, OPEN_TOPIC, POST]
    assert not [word for word in TELLING if word in str(posts)]
    world.hear("jadikan biasa", Keep("", 1), Note(1))
    assert [order.words for order in desk_of(world)][4:] == ["Keluarga: jadikan biasa"]


def test_who_is_given_a_case_looks_after_it(world: World) -> None:
    with world.database.begin() as tx:
        joko = access.add(tx, "Joko", OFFICER, now=NOW)
    world.hear("kartu", replace(COMPLAINT, secrecy=CONFIDENTIAL))
    world.decide(Move(1, "taken", "Joko", joko.id), officer_id=0)
    with world.database.look() as tx:
        brief = cases.brief(tx, 1)
    assert brief is not None
    assert (brief.officer, brief.officer_id) == ("Joko", joko.id)


@pytest.mark.parametrize("secrecy", SECRECIES)
@pytest.mark.parametrize("role", [ADMIN, HEAD, OFFICER])
@pytest.mark.parametrize("whose", ["mine", "hers", "nobody"])
def test_who_may_see_is_one_rule_for_a_case_and_for_a_list(world: World, secrecy: str, role: str, whose: str) -> None:
    with world.database.begin() as tx:
        me, other = (access.add(tx, name, kind, now=NOW) for name, kind in (("Aku", role), ("Lain", OFFICER)))
    world.hear("kartu", replace(COMPLAINT, secrecy=secrecy))
    theirs = {"mine": me.id, "hers": other.id, "nobody": None}[whose]
    with world.database.begin() as tx:
        tx.execute(case_table.update().values(officer_id=theirs))
        brief = cases.brief(tx, 1)
        listed = casefile.list_cases(tx, me=me).cases
    assert brief is not None
    expected = secrecy in ("", ANONYMOUS) or role == HEAD or whose == "mine"
    assert clearance.may_see(me, brief) is expected
    assert len(listed) == expected
