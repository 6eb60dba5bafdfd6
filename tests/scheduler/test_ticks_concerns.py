"""What a family wrote beside something else is filed a day later on both databases, unless a case names it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from handlers.effects import Outcome
from handlers.form.forms import ALSO
from handlers.handbook import Handbook
from handlers.state import Answer, Asking, Filling, Idle, Later, State
from handlers.texts import Texts
from handlers.turn import Incoming
from nlu.reading import Entity, Reading
from scheduler import ticks
from scheduler.ticking import World
from storage import content, people, tables, turns
from storage.casefile import detail
from storage.database import Database

ROOT = Path(__file__).parents[2]
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 9:00 in Jakarta
PKH = Later("complaint_benefit_missing", "pkh belum cair", (Entity("programme", "pkh", "PKH"),))
EATS = Later("parenting_feeding", "anak susah makan", noted=True)
HOURS = (2, 3, 23, 24, 25)


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts(content.texts(ROOT / "content" / "texts"))


@pytest.fixture
def world(database: Database, texts: Texts, tmp_path: Path) -> World:
    return World(database, texts, Handbook(), desk="telegram:-100", files=tmp_path / "files")


def left(world: World, state: State) -> list[int]:
    """The family leaves the talk in this state; returns what the tick did hour by hour."""
    message = Incoming("t1", "telegram:1", MONDAY, author="telegram:1", name="Ibu", text="pkh, terus makan")
    with world.database.begin() as tx:
        turn = turns.load(tx, message, Reading("x", 1.0), now=MONDAY)
        turns.apply(tx, turn, Outcome(state), texts=world.texts, desk=world.desk, now=MONDAY)
    return [ticks.look_after_forms(world, now=MONDAY + timedelta(hours=after)) for after in HOURS]


def test_what_was_never_come_to_is_filed_after_a_day_without_a_nudge(world: World) -> None:
    did = left(world, Asking(ALSO, ("intent:complaint_benefit_missing", "also:no"), later=(PKH, EATS)))

    assert did == [0, 0, 0, 1, 0]
    with world.database.look() as tx:
        (case,) = tx.execute(sa.select(tables.cases.c.id)).scalars()
        whole = detail(tx, case)
        state = people.talks(tx, tables.addresses.c.address == "telegram:1")[0].state
    assert whole is not None
    assert (whole.case.topic, whole.case.complete, state) == ("complaint_benefit_missing", False, Idle())
    assert whole.answers == {"what": Answer("pkh belum cair")}


def test_what_a_case_names_or_needs_none_is_not_filed(world: World) -> None:
    noted = Later(PKH.intent, PKH.text, noted=True)

    assert left(world, Asking(ALSO, ("intent:parenting_feeding", "also:no"), later=(EATS, noted))) == [0] * len(HOURS)


def test_a_form_left_half_filled_names_what_else_was_written(world: World) -> None:
    left(world, Filling("aid_food", "for_whom", {"what": Answer("beras habis")}, later=(EATS,)))

    with world.database.look() as tx:
        whole = detail(tx, tx.execute(sa.select(tables.cases.c.id)).scalar_one())
    assert whole is not None
    assert whole.answers[ALSO] == Answer("anak susah makan", "parenting_feeding")
