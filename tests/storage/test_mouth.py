"""What is said in one breath is one message on WhatsApp, where every message counts; elsewhere nothing changes."""

from __future__ import annotations

import pytest

from handlers.effects import Effect, Option, Say, Tell
from handlers.orders import SAY, Choice
from storage import queue
from storage.database import Database
from storage.mouth import Spoken, joined
from storage.tables import messages as record
from storage.tables import outbox
from tests.storage.world import COMPLAINT, World

SARI, WEB = "whatsapp:ID.7182039410033", "web:ibu"
YES = Option("yes", "yes")


def heard(world: World, sender: str, *effects: Effect) -> list[str]:
    """What goes out when somebody writes, in order."""
    world.hear(world.message("halo", sender=sender), *effects)
    return [row.payload["words"] for row in world.rows(outbox) if row.do == SAY]


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_what_follows_each_other_is_one_message_on_whatsapp(world: World) -> None:
    said = (Say("hello", {"name": "A"}), Tell("desk.lost"), Say("lead", options=(YES,)))
    assert heard(world, SARI, *said) == ["Halo A\n\nBaik."]
    (order,) = [row for row in world.rows(outbox) if row.do == SAY]
    assert order.payload["choices"] == [{"value": "yes", "label": "Ya"}]
    (kept,) = [row for row in world.rows(record) if row.direction == "out"]
    assert (kept.text, kept.text_key, kept.id) == ("Halo A\n\nBaik.", "lead", order.message)


def test_at_other_doors_each_stays_a_message(world: World) -> None:
    assert heard(world, WEB, Say("hello", {"name": "A"}), Say("lead")) == ["Halo A", "Baik."]


def test_what_comes_after_a_question_is_a_message_of_its_own(world: World) -> None:
    said = (Say("lead", options=(YES,)), Say("hello", {"name": "A"}), Say("hello", {"name": "B"}))
    assert heard(world, SARI, *said) == ["Baik.", "Halo A\n\nHalo B"]


def test_the_number_of_a_case_stands_in_what_is_joined_and_the_message_belongs_to_it(world: World) -> None:
    (words,) = heard(world, SARI, Say("lead"), COMPLAINT, Say("filed"))
    assert words.startswith("Baik.\n\nNomor ADU-")
    assert [row.case for row in world.rows(record) if row.direction == "out"] == [1]


@pytest.mark.parametrize("first", [True, False])
def test_what_is_urgent_makes_all_of_it_urgent(world: World, first: bool) -> None:  # noqa: FBT001 - a table
    heard(world, SARI, Say("lead", urgent=first), Say("hello", {"name": "A"}, urgent=not first))
    assert [row.rank for row in world.rows(outbox) if row.do == SAY] == [queue.URGENT]


def test_another_person_is_told_apart(world: World) -> None:
    other = "whatsapp:ID.5550001112223"
    world.hear(world.message("halo", sender=other))
    assert heard(world, SARI, Say("lead"), Say("lead", to=other), Say("lead")) == ["Baik."] * 3


HELLO = Spoken(SARI, "Halo.")
ASK = (Choice("yes", "Ya"),)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (HELLO, Spoken(WEB, "Baik.")),
        (HELLO, Spoken(SARI, "Baik.", hold=True)),
        (Spoken(SARI, "Halo.", choices=ASK), HELLO),
        (Spoken(SARI, "Halo.", author="Bu Rini"), HELLO),
        (Spoken(SARI, "Halo.", case=1), Spoken(SARI, "Baik.", case=2)),
        (Spoken(SARI, "a" * 4090), HELLO),
        (Spoken(SARI, "a" * 1018), Spoken(SARI, "Halo.", choices=ASK)),
    ],
)
def test_what_does_not_belong_together_or_does_not_fit_stays_apart(first: Spoken, second: Spoken) -> None:
    assert joined(first, second) is None


def test_as_much_as_a_message_holds_is_joined() -> None:
    assert joined(Spoken(SARI, "a" * 4089), HELLO) is not None
    assert joined(Spoken(SARI, "a" * 1017), Spoken(SARI, "Halo.", choices=ASK)) is not None
