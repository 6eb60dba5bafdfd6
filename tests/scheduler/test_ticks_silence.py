"""The tick of silence on real databases of both kinds: who is taken back, who is told, that a repeat writes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from handlers import orders
from handlers.effects import Effect, Move, Note, OpenCase, Outcome, Relay, Rest
from handlers.handbook import Handbook
from handlers.personal import Unsubscribe
from handlers.state import Filling, Idle, State, WithStaff
from handlers.texts import Texts
from handlers.turn import Incoming, StaffTurn
from nlu.reading import Reading
from scheduler import ticks_silence
from scheduler.ticking import World
from storage import cases, content, people, queue, tables, turns
from storage.database import Database

ROOT = Path(__file__).parents[2]
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)  # 9:00 in Jakarta
FOUR = datetime(2026, 11, 24, 9, tzinfo=UTC)  # Tuesday 16:00
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CALL = OpenCase("parenting", "service_talk_to_staff", due=FOUR)
DANGER = OpenCase("danger", "danger_suicide", urgency="urgent", due=MONDAY + 15 * MINUTE)


@pytest.fixture(scope="session")
def texts() -> Texts:
    return Texts({**content.texts(ROOT / "content" / "texts"), "hotline.police": "110"})


@pytest.fixture
def world(database: Database, texts: Texts, tmp_path: Path) -> World:
    return World(database, texts, Handbook(), desk="telegram:-100", files=tmp_path / "files")


def write(world: World, text: str, *effects: Effect, state: State, at: datetime, intent: str = "x") -> int:
    """The mother writes, and this is decided; returns the person."""
    message = Incoming(f"t:{text}:{at}", "telegram:1", at, author="telegram:1", name="Ibu", text=text)
    with world.database.begin() as tx:
        turn = turns.load(tx, message, Reading(intent, 1.0), now=at)
        turns.apply(tx, turn, Outcome(state, effects), texts=world.texts, desk=world.desk, now=at)
        return turn.person.id


def officer(world: World, *effects: Effect, at: datetime) -> None:
    """An officer decides this."""
    turn = StaffTurn(at, Incoming(f"s:{at}", "", at), "Bu Rina")
    with world.database.begin() as tx:
        turns.apply_staff(tx, turn, effects, texts=world.texts, desk=world.desk, now=at)


def call(world: World, wish: OpenCase = CALL) -> int:
    """The mother calls for a person, and the bot falls silent; returns the case."""
    write(world, "tolong", wish, state=WithStaff(0, MONDAY), at=MONDAY)
    with world.database.look() as tx:
        return int(tx.scalars(sa.select(tables.cases.c.id)).one())


def state(world: World) -> State:
    with world.database.look() as tx:
        return people.state_of(tx.scalars(sa.select(tables.addresses.c.state)).one())


def said(world: World) -> list[str]:
    """The keys of what the family was told by the clock."""
    with world.database.look() as tx:
        ours = tables.messages.c.key.startswith("clock:")
        return list(tx.scalars(sa.select(tables.messages.c.text_key).where(ours).order_by(tables.messages.c.id)))


def alerts(world: World) -> int:
    """How often the whole staff group was woken."""
    with world.database.look() as tx:
        loud = tables.outbox.c.lane == "desk", tables.outbox.c.rank == queue.URGENT
        return int(tx.execute(sa.select(sa.func.count()).where(*loud)).scalar_one())


def test_who_was_promised_an_answer_is_taken_back_once_and_once_more(world: World) -> None:
    case = call(world)
    assert ticks_silence.do(world, now=FOUR - MINUTE) == 0
    assert state(world) == WithStaff(case, MONDAY)
    assert ticks_silence.do(world, now=FOUR) == 1
    assert ticks_silence.do(world, now=FOUR + MINUTE) == 0
    assert (state(world), said(world), alerts(world)) == (Idle(), ["staff.late"], 1)
    assert ticks_silence.do(world, now=FOUR + DAY) == 1
    assert ticks_silence.do(world, now=FOUR + 3 * DAY) == 0
    assert (said(world), alerts(world)) == (["staff.late", "staff.late_again"], 2)
    with world.database.look() as tx:
        known = cases.brief(tx, case)
    assert known is not None
    assert known.status == "new"


def test_the_words_name_the_case_and_the_day(world: World) -> None:
    call(world)
    ticks_silence.do(world, now=FOUR)
    with world.database.look() as tx:
        order = next(
            orders.load(row.payload)
            for row in tx.execute(sa.select(tables.outbox).where(tables.outbox.c.key.startswith("clock:silence")))
            if row.do == "say"
        )
    assert "ASH-2026-000001" in order.words
    assert "Rabu, 25 November 2026" in order.words
    assert [choice.value for choice in order.choices] == ["wait:1", "menu"]


def test_an_answer_of_staff_ends_the_wait_and_a_new_question_begins_it(world: World) -> None:
    case = call(world)
    officer(
        world,
        Move(case, "taken", "Bu Rina"),
        Rest(case, WithStaff(case, MONDAY + HOUR)),
        Relay(case, "Ya?"),
        at=MONDAY + HOUR,
    )
    assert ticks_silence.do(world, now=FOUR + HOUR) == 0
    asked = MONDAY + DAY
    write(world, "jadi bagaimana", Note(case), state=WithStaff(case, MONDAY + HOUR), at=asked)
    assert ticks_silence.do(world, now=FOUR + HOUR) == 0
    assert ticks_silence.do(world, now=FOUR + DAY) == 1
    assert said(world) == ["staff.late"]


def test_thanks_want_no_answer_and_three_quiet_days_end_the_talk(world: World) -> None:
    case = call(world)
    officer(world, Rest(case, WithStaff(case, MONDAY + HOUR)), Relay(case, "Datang saja"), at=MONDAY + HOUR)
    write(
        world,
        "makasih",
        Note(case),
        state=WithStaff(case, MONDAY + HOUR),
        at=MONDAY + 2 * HOUR,
        intent="service_thanks",
    )
    assert ticks_silence.do(world, now=MONDAY + 3 * DAY) == 0
    assert ticks_silence.do(world, now=MONDAY + 3 * DAY + 3 * HOUR) == 1
    assert (state(world), said(world)) == (Idle(), ["staff.handed_back"])
    assert ticks_silence.do(world, now=MONDAY + 9 * DAY) == 0


def test_who_wants_nothing_unasked_is_taken_back_without_a_word(world: World) -> None:
    case = call(world)
    write(world, "berhenti", Unsubscribe(), state=WithStaff(case, MONDAY), at=MONDAY + MINUTE)
    assert ticks_silence.do(world, now=FOUR) == 1
    assert (state(world), said(world), alerts(world)) == (Idle(), [], 1)


def test_a_form_begun_meanwhile_is_not_talked_over(world: World) -> None:
    call(world)
    ticks_silence.do(world, now=FOUR)
    write(world, "mau lapor", state=Filling("complaint", "what"), at=FOUR + DAY - HOUR)
    assert ticks_silence.do(world, now=FOUR + DAY) == 0
    write(world, "batal", state=Idle(), at=FOUR + DAY + HOUR)
    assert ticks_silence.do(world, now=FOUR + DAY + 2 * HOUR) == 1


def test_a_talk_about_a_case_that_is_over_is_free_again(world: World) -> None:
    case = call(world)
    officer(world, Move(case, "cancelled", "Bu Rina"), at=MONDAY + HOUR)
    assert ticks_silence.do(world, now=MONDAY + 2 * HOUR) == 1
    assert (state(world), said(world)) == (Idle(), [])


def test_a_talk_that_points_at_no_case_is_free_again(world: World) -> None:
    write(world, "halo", state=WithStaff(999, MONDAY), at=MONDAY)
    assert ticks_silence.do(world, now=MONDAY + MINUTE) == 1
    assert state(world) == Idle()


def test_a_message_that_waits_to_be_read_goes_first(world: World) -> None:
    call(world)
    late = Incoming("t:new", "telegram:1", FOUR, author="telegram:1", text="ada orang?")
    with world.database.begin() as tx:
        turns.accept(tx, late, now=FOUR)
    assert ticks_silence.do(world, now=FOUR) == 0


def test_danger_wakes_staff_again_and_is_never_handed_back(world: World) -> None:
    case = call(world, DANGER)
    assert ticks_silence.do(world, now=MONDAY + 14 * MINUTE) == 0
    assert ticks_silence.do(world, now=MONDAY + 15 * MINUTE) == 1
    assert ticks_silence.do(world, now=MONDAY + 16 * MINUTE) == 0
    assert ticks_silence.do(world, now=MONDAY + 30 * MINUTE) == 1
    assert ticks_silence.do(world, now=MONDAY + 12 * HOUR) == 1
    assert (said(world), alerts(world)) == (["danger.not_yet"], 3)
    officer(world, Relay(case, "Ibu di mana?"), at=MONDAY + 13 * HOUR)
    assert ticks_silence.do(world, now=MONDAY + 20 * HOUR) == 0
    assert state(world) == WithStaff(case, MONDAY)


def test_danger_that_was_taken_but_not_answered_wakes_staff_after_an_hour(world: World) -> None:
    case = call(world, DANGER)
    officer(world, Move(case, "taken", "Bu Rina"), at=MONDAY + 5 * MINUTE)
    assert ticks_silence.do(world, now=MONDAY + HOUR) == 0
    assert ticks_silence.do(world, now=MONDAY + HOUR + 5 * MINUTE) == 1


def test_of_two_dangers_only_the_one_that_is_talked_about_is_spoken_of(world: World) -> None:
    first = call(world, DANGER)
    other = replace(DANGER, topic="danger_sexual_abuse")
    write(world, "lagi", other, state=WithStaff(0, MONDAY), at=MONDAY)
    assert state(world) == WithStaff(first + 1, MONDAY)
    assert ticks_silence.do(world, now=MONDAY + 15 * MINUTE) == 2
    assert (said(world), alerts(world)) == (["danger.not_yet"], 2)


def test_of_two_dangers_one_after_the_other_the_family_is_told_once_not_to_wait(world: World) -> None:
    call(world, DANGER)
    assert ticks_silence.do(world, now=MONDAY + 15 * MINUTE) == 1
    other = replace(DANGER, topic="danger_medical")
    write(world, "lagi", other, state=WithStaff(0, MONDAY), at=MONDAY + 16 * MINUTE)
    assert ticks_silence.do(world, now=MONDAY + 32 * MINUTE) == 2
    assert (said(world), alerts(world)) == (["danger.not_yet"], 3)
    later = replace(DANGER, topic="danger_trafficking")
    write(world, "lain", later, state=WithStaff(0, MONDAY), at=MONDAY + 3 * DAY)
    ticks_silence.do(world, now=MONDAY + 3 * DAY + 16 * MINUTE)
    assert said(world) == ["danger.not_yet"] * 2


def test_words_of_an_officer_in_one_case_are_words_to_somebody_in_danger(world: World) -> None:
    first = call(world, DANGER)
    write(world, "lagi", replace(DANGER, topic="danger_medical"), state=WithStaff(0, MONDAY), at=MONDAY)
    officer(world, Relay(first + 1, "Ibu di mana?"), at=MONDAY + 5 * MINUTE)
    assert ticks_silence.do(world, now=MONDAY + 5 * HOUR) == 0
    write(world, "di rumah", Note(first + 1), state=WithStaff(first + 1, MONDAY), at=MONDAY + 6 * HOUR)
    assert ticks_silence.do(world, now=MONDAY + 6 * HOUR + 16 * MINUTE) > 0


def test_a_new_danger_after_an_officers_words_wakes_staff(world: World) -> None:
    first = call(world, DANGER)
    officer(world, Relay(first, "Ibu di mana?"), at=MONDAY + 5 * MINUTE)
    again = replace(DANGER, topic="danger_medical", due=MONDAY + DAY)
    write(world, "anak kejang", again, state=WithStaff(0, MONDAY), at=MONDAY + DAY)
    assert ticks_silence.do(world, now=MONDAY + DAY + 14 * MINUTE) == 0
    assert ticks_silence.do(world, now=MONDAY + DAY + 16 * MINUTE) > 0
