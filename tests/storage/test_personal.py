"""What each effect writes down that people decide about themselves: consent, children, links, requests."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from handlers.effects import (
    OpenCase,
    Say,
)
from handlers.personal import (
    AddChild,
    AmendChild,
    ClaimLink,
    Consent,
    EndChild,
    Link,
    OfferLink,
    Remember,
    Request,
    ReturnChild,
    Subscribe,
    Withdraw,
)
from handlers.turn import LOCKED, FamilyLink
from storage import visits
from storage.database import Database
from storage.tables import children, consents, families, link_tries, links, people, requests
from tests.storage.world import COMPLAINT, DUE, MOTHER, NOW, World

FATHER = "telegram:9"


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def code(world: World) -> str:
    """The code in the last message."""
    return world.orders()[-1].words.removeprefix("Kode ")


def test_every_consent_is_kept_with_version_way_message_and_moment(world: World) -> None:
    world.hear("ya", Consent("2026-11", "words"))
    world.now = NOW + timedelta(days=1)
    world.hear("ya", Consent("2026-12"))
    assert world.turn("x").person.consent == "2026-12"
    assert [(row.person, row.version, row.how, row.message_key, row.at) for row in world.rows(consents)] == [
        (1, "2026-11", "words", "web:1", NOW),
        (1, "2026-12", "button", "web:2", NOW + timedelta(days=1)),
    ]
    assert world.rows(people)[0].consent_at == NOW + timedelta(days=1)


def test_a_consent_taken_back_stays_on_record(world: World) -> None:
    world.hear("ya", Consent("2026-11"))
    world.hear("ya", Consent("2026-11"), sender=FATHER)
    world.hear("tidak jadi", Withdraw())
    assert world.turn("x").person.consent == ""
    assert world.turn("x", sender=FATHER).person.consent == "2026-11"
    assert [(row.person, row.withdrawn_at) for row in world.rows(consents)] == [(1, NOW), (2, None)]
    world.hear("ya", Consent("2026-12"))
    assert world.turn("x").person.consent == "2026-12"
    assert [row.withdrawn_at for row in world.rows(consents)] == [NOW, None, None]


def test_a_child_is_corrected_and_only_what_is_said_changes(world: World) -> None:
    world.hear("anak", AddChild("Ama", date(2023, 5, 1)), AddChild("", date(2026, 1, 1)))
    world.hear("bukan", AmendChild(1, born=date(2023, 6, 1)), AmendChild(2, "Dedek"), AmendChild(1))
    assert [(child.name, child.born) for child in world.turn("x").person.children] == [
        ("Ama", date(2023, 6, 1)),
        ("Dedek", date(2026, 1, 1)),
    ]


def test_a_child_that_is_lost_is_spoken_of_no_more_but_kept(world: World) -> None:
    world.hear("anak", AddChild("Ama", date(2023, 5, 1)), AddChild("Budi"))
    world.hear("Ama meninggal", EndChild(1, "loss"))
    assert [child.name for child in world.turn("x").person.children] == ["Budi"]
    assert [(row.ended_at, row.ended_why) for row in world.rows(children)] == [(NOW, "loss"), (None, "")]
    world.hear("punya anak lagi", AddChild("Ama", date(2026, 11, 1)))
    assert [child.name for child in world.turn("x").person.children] == ["Budi", "Ama"]
    assert world.rows(children)[0].born == date(2023, 5, 1)


def test_a_child_ended_by_a_misunderstanding_comes_back(world: World) -> None:
    world.hear("anak", AddChild("Ama"), EndChild(1, "mistake"), ReturnChild(1))
    assert [child.name for child in world.turn("x").person.children] == ["Ama"]
    assert world.rows(children)[0].ended_why == ""


def test_a_child_is_ended_only_for_a_reason_that_is_known(world: World) -> None:
    with pytest.raises(ValueError, match="'tired'"):
        world.hear("anak", AddChild("Ama"), EndChild(1, "tired"))


def test_nobody_changes_the_child_of_another_family(world: World) -> None:
    world.hear("anak", AddChild("Ama"))
    world.hear("anak", AmendChild(1, "Bukan"), EndChild(1, "loss"), ReturnChild(1), sender=FATHER)
    assert [(row.name, row.ended_at) for row in world.rows(children)] == [("Ama", None)]


def test_a_code_offered_here_typed_there_and_agreed_to_here_makes_one_family(world: World) -> None:
    world.hear("anak", AddChild("Ama"))
    world.hear("halo", AddChild("Budi"), Remember("place", "15.71.05"), COMPLAINT, sender=FATHER)
    with world.database.begin() as tx:
        visits.add_visit(tx, family=2, person=2, at=NOW + timedelta(days=1), now=NOW, case=1)
    world.hear("sambungkan", OfferLink(), Say("offer"))
    number = code(world)
    assert len(number) == 6
    assert number not in str(world.rows(links)[0])  # only its hash is kept
    typed = world.turn(f"sambung {number[:3]} {number[3:]}", sender=FATHER)
    assert typed.link == FamilyLink(1, own=False, address=MOTHER, name="")
    world.hear(f"sambung {number}", ClaimLink(1), Say("lead", to=MOTHER), sender=FATHER)
    assert world.orders()[-1].to == MOTHER
    assert world.turn("x", choice="link:yes:1").link == FamilyLink(1, own=True, address=FATHER, name="")
    world.hear(world.message(choice="link:yes:1"), Link(1, agreed=True))
    mother, father = world.turn("x"), world.turn("x", sender=FATHER)
    assert mother.person.family == father.person.family == 1
    assert [child.name for child in father.person.children] == ["Ama", "Budi"]
    assert (mother.person.place, len(mother.visits)) == ("15.71.05", 1)
    assert (len(mother.cases), len(father.cases)) == (0, 1)  # a case stays the person's own
    assert world.rows(families)[0].place == "15.71.05"
    assert world.turn("x", choice="link:yes:1").link is None
    assert world.turn(f"sambung {number}", sender="telegram:7").link is None


def test_a_link_that_is_refused_joins_nobody(world: World) -> None:
    world.hear("sambungkan", OfferLink(), Say("offer"))
    world.hear(f"sambung {code(world)}", ClaimLink(1), sender=FATHER)
    world.hear(world.message(choice="link:no:1"), Link(1, agreed=False))
    world.hear(world.message(choice="link:yes:1"), Link(1, agreed=True))
    assert world.turn("x", sender=FATHER).person.family == 2


def test_only_who_offered_can_agree_and_only_after_somebody_typed_the_code(world: World) -> None:
    world.hear("sambungkan", OfferLink(), Say("offer"))
    world.hear("ya", Link(1, agreed=True))
    world.hear(f"sambung {code(world)}", ClaimLink(1), Link(1, agreed=True), sender=FATHER)
    assert world.turn("x", sender=FATHER).person.family == 2
    world.hear("ya", Link(1, agreed=True))
    assert world.turn("x", sender=FATHER).person.family == 1


def test_a_code_is_good_for_half_an_hour_and_ends_when_a_newer_one_is_made(world: World) -> None:
    world.hear("sambungkan", OfferLink(), Say("offer"))
    first = code(world)
    world.hear("lagi", OfferLink(), Say("offer"))
    second = code(world)
    assert first == second or world.turn(first, sender=FATHER).link is None
    assert world.turn(second, sender=FATHER).link is not None
    world.now = NOW + timedelta(minutes=30)
    assert world.turn(second, sender=FATHER).link is None


def test_after_five_wrong_codes_no_code_is_looked_at_for_half_an_hour(world: World) -> None:
    world.hear("sambungkan", OfferLink(), Say("offer"))
    number = code(world)
    for _ in range(5):
        assert world.turn(number, sender=FATHER).link is not None
        world.hear("sambung 000000", ClaimLink(None), sender=FATHER)
    assert world.turn(number, sender=FATHER).link == FamilyLink(0, own=False, stands=LOCKED)
    assert world.turn(number, sender="telegram:7").link is not None
    assert len(world.rows(link_tries)) == 5


def test_a_ticket_number_is_no_code(world: World) -> None:
    world.hear("sambungkan", OfferLink(), Say("offer"))
    assert world.turn(f"ADU-2026-{code(world)}", sender=FATHER).link is None


def test_a_wish_about_ones_data_is_kept_with_its_promise_once(world: World) -> None:
    world.hear("hapus data saya", Request("erase", DUE, "semua"), Request("erase", DUE), Request("see", DUE))
    first, second = world.rows(requests)
    assert (first.person, first.kind, first.status, first.detail) == (1, "erase", "new", "semua")
    assert (first.received_at, first.due, first.key) == (NOW, DUE, "web:1#erase")
    assert (second.kind, second.decided_at) == ("see", None)
    with pytest.raises(ValueError, match="'sell'"):
        world.hear("jual", Request("sell", DUE))


def test_who_offers_a_link_while_a_case_is_opened_reads_both_numbers(world: World) -> None:
    world.hear("x", OpenCase("aid", "aid_food"), OfferLink(), Say("of"), Say("offer"))
    words = [order.words for order in world.orders() if order.do == "say"]
    assert words[0] == "Soal BTN-2026-000001"
    with world.database.look() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(links)).scalar_one() == 1


def test_after_the_loss_of_an_only_child_neither_parent_is_sent_tips(world: World) -> None:
    world.hear("Ama", AddChild("Ama"), Subscribe("tips"))
    world.hear("tips", Subscribe("tips"), sender=FATHER)
    with world.database.begin() as tx:
        tx.execute(people.update().values(family=1))
    world.hear("Budi juga", AddChild("Budi"))
    world.hear("Ama meninggal", EndChild(1, "loss"))
    assert world.turn("x", sender=FATHER).person.subscriptions == ("tips",), "the other child is spoken of"
    world.hear("Budi juga", EndChild(2, "loss"))
    assert world.turn("x", sender=FATHER).person.subscriptions == ()
    assert world.turn("x").person.subscriptions == ()
