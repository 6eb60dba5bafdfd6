"""Two phones of one family: which offer is known to whom, and how the phones part again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from handlers.effects import OpenCase, Say
from handlers.family.notice import QUESTION
from handlers.personal import AddChild, ClaimLink, Link, OfferLink, Remember, Subscribe, Unlink
from handlers.state import Asking
from handlers.turn import JOINED, FamilyLink
from storage import due, visits
from storage.database import Database
from storage.tables import cases, children
from storage.tables import visits as planned
from tests.storage.world import COMPLAINT, DUE, MOTHER, NOW, World

FATHER, SON = "telegram:9", "telegram:10"


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def offered(world: World) -> str:
    world.hear("sambung hp", OfferLink(), Say("offer"))
    return world.orders()[-1].words.removeprefix("Kode ")


def joined(world: World) -> str:
    number = offered(world)
    world.hear(f"sambung {number}", ClaimLink(1), sender=FATHER)
    world.hear("ya", Link(1, agreed=True))
    return number


def test_ones_own_code_is_known_as_such_and_a_code_of_the_own_family_too(world: World) -> None:
    number = offered(world)
    assert world.turn(f"sambung {number}").link == FamilyLink(1, own=True)
    world.hear(f"sambung {number}", ClaimLink(1), sender=FATHER)
    world.hear("ya", Link(1, agreed=True))
    assert world.turn(f"sambung {number}", sender=FATHER).link == FamilyLink(
        1, own=False, address=MOTHER, stands=JOINED
    )
    assert world.turn(f"sambung {number}", sender=SON).link is None


def test_a_code_that_waits_for_the_consent_is_still_known(world: World) -> None:
    number = offered(world)
    world.hear(f"sambung {number}", state=Asking(QUESTION, text=f"sambung {number}"), sender=FATHER)
    assert world.turn("boleh", sender=FATHER).link == FamilyLink(1, own=False, address=MOTHER)
    assert world.turn("boleh", sender=SON).link is None


def test_who_typed_a_code_may_end_it_and_a_stranger_may_not(world: World) -> None:
    number = offered(world)
    world.hear(f"sambung {number}", ClaimLink(1), sender=FATHER)
    assert world.turn("tidak jadi disambung", sender=FATHER).link == FamilyLink(1, own=False, address=MOTHER)
    world.hear("batal", Link(1, agreed=False), sender=SON)
    assert world.turn("tidak jadi disambung").link == FamilyLink(1, own=True, address=FATHER)
    world.hear("batal", Link(1, agreed=False), sender=FATHER)
    assert world.turn("tidak jadi disambung").link is None
    world.hear("ya", Link(1, agreed=True))
    assert world.turn("x", sender=FATHER).person.family == 2


def test_who_else_is_in_the_family_is_looked_up_only_when_it_is_asked(world: World) -> None:
    joined(world)
    world.hear(replace(world.message("nama saya", sender=FATHER), name=""), Remember("name", "Pak Budi"))
    assert world.turn("hp siapa yang tersambung").kin == ("Pak Budi",)
    assert world.turn("bantuan belum cair").kin == ()


def test_a_child_both_phones_told_of_is_kept_once(world: World) -> None:
    world.hear("anak", AddChild("Ama"), AddChild("Siti", date(2020, 1, 1)))
    world.hear("anak", AddChild("ama", date(2023, 5, 1)), AddChild("Siti", date(2024, 1, 1)), sender=FATHER)
    joined(world)
    known = world.turn("x").person.children
    assert [(child.name, child.born) for child in known] == [
        ("Ama", date(2023, 5, 1)),
        ("Siti", date(2020, 1, 1)),
        ("Siti", date(2024, 1, 1)),
    ]


@pytest.mark.parametrize("leaver", [MOTHER, FATHER])
def test_parted_from_either_side_both_keep_the_children_and_each_their_own_cases(world: World, leaver: str) -> None:
    world.hear("anak", AddChild("Ama", date(2023, 5, 1)), Remember("place", "15.71.05"))
    joined(world)
    world.hear("lapor", COMPLAINT, sender=FATHER)
    with world.database.begin() as tx:
        visits.add_visit(tx, family=1, person=2, at=NOW + timedelta(days=1), now=NOW, case=1)
    assert len(world.turn("x").visits) == 1
    world.hear("lepas hp", Unlink(), sender=leaver)
    mother, father = world.turn("x"), world.turn("x", sender=FATHER)
    assert mother.person.family != father.person.family
    assert (
        [child.name for child in mother.person.children] == [child.name for child in father.person.children] == ["Ama"]
    )
    assert mother.person.place == father.person.place == "15.71.05"
    assert (len(mother.visits), len(father.visits)) == (0, 1)
    assert world.rows(cases)[0].family == world.rows(planned)[0].family == father.person.family
    assert world.turn("lepas hp").kin == ()


def test_danger_told_on_one_phone_shows_on_the_other_in_nothing(world: World) -> None:
    world.hear("tips", Subscribe("tips"))
    world.hear("tips", Subscribe("tips"), sender=FATHER)
    joined(world)
    before = world.turn("status", sender=FATHER)
    danger = OpenCase("danger", "danger_domestic_violence", {}, "urgent", DUE)
    world.hear("tolong", danger, replace(COMPLAINT, secrecy="confidential"))
    with world.database.begin() as tx:
        for case in (1, 2):
            visits.add_visit(tx, family=1, person=1, at=NOW + timedelta(days=1), now=NOW, case=case)
    after = world.turn("status", sender=FATHER)
    assert replace(after, message=before.message) == before
    with world.database.look() as tx:
        told = due.subscribed(tx, "tips", zones=("Asia/Jakarta",), weeks=("2026-W47",), after=0, limit=9)
    assert [one.busy for one in told] == [True, False]


def test_who_is_alone_cannot_part(world: World) -> None:
    world.hear("anak", AddChild("Ama"))
    world.hear("lepas hp", Unlink())
    assert world.turn("x").person.family == 1
    assert len(world.rows(children)) == 1
