"""What was written or sent before a case is known: counted while a form is filled, and joined to a case later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.effects import Join, Note
from handlers.state import Filling, Idle
from handlers.turn import File
from storage.database import Database
from storage.tables import messages
from tests.storage.world import COMPLAINT, World

HALF = Filling("complaint_extortion", "place", {})


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def photo(world: World, text: str = "") -> object:
    return replace(world.message(text), files=(File("photo", "web:1"),))


def test_what_belongs_to_no_case_joins_one_and_what_does_stays(world: World) -> None:
    world.hear("lapor", COMPLAINT)
    world.hear("kata pak rt kartunya ditahan")
    world.hear("", Join(1))
    assert [row.case for row in world.rows(messages) if row.direction == "in" and row.text] == [1, 1]
    assert [order.words for order in world.orders() if "kartunya ditahan" in order.words] == [
        "Keluarga: kata pak rt kartunya ditahan"
    ]


def test_nothing_of_another_conversation_joins(world: World) -> None:
    world.hear("lapor", COMPLAINT)
    world.hear("punya orang lain", sender="web:lain")
    world.hear("", Join(1))
    assert [row.case for row in world.rows(messages) if row.text == "punya orang lain"] == [None]


def test_files_are_counted_while_a_form_is_filled_until_they_belong_to_a_case(world: World) -> None:
    world.hear(photo(world), state=HALF)  # type: ignore[arg-type]
    world.hear(photo(world, "ini suratnya"), state=HALF)  # type: ignore[arg-type]
    assert world.turn("x").loose == ("photo", "photo")
    world.hear("lain", sender="web:lain", state=HALF)
    assert world.turn("x", sender="web:lain").loose == ()
    world.hear("sudah", COMPLAINT, Note(), state=HALF)
    assert world.turn("x").loose == ()
    world.hear("selesai", state=Idle())
    assert world.turn("x").loose == ()
