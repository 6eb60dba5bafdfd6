"""The ticks on real databases of both kinds: what they write, and that a repeat writes nothing."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from handlers import orders
from handlers.casework import cases as life
from handlers.effects import (
    Effect,
    OpenCase,
    Outcome,
)
from handlers.handbook import Handbook
from handlers.personal import (
    AddChild,
    Subscribe,
    Unsubscribe,
)
from handlers.state import Answer, Confirming, Filling, Idle, State, WithStaff
from handlers.texts import Texts
from handlers.turn import Child, Incoming
from nlu.reading import Reading
from scheduler import ticks, tips
from scheduler.ticking import World
from scheduler.tips import Tip
from storage import cases, content, people, personal, queue, tables, turns, visits
from storage.casefile import detail
from storage.cases import by_code
from storage.database import Database

ROOT = Path(__file__).parents[2]
SATURDAY = datetime(2026, 11, 21, 3, tzinfo=UTC)  # 10:00 in Jakarta
TIPS = (Tip("tip_a", 0, 36), Tip("tip_b", 0, 36))


@pytest.fixture(scope="session")
def texts() -> Texts:
    told = content.texts(ROOT / "content" / "texts")
    return Texts({**told, "desk.card": "{code}", "tips.tip_a": "Ajak bicara.", "tips.tip_b": "Peluk dulu."})


@pytest.fixture
def world(database: Database, texts: Texts, tmp_path: Path) -> World:
    return World(database, texts, Handbook(), TIPS, "telegram:-100", files=tmp_path / "files")


def meet(
    world: World,
    name: str,
    *effects: Effect,
    state: State = Idle(),  # noqa: B008 - frozen
    at: datetime = SATURDAY - timedelta(days=3),
    zone: str = "Asia/Jakarta",
) -> int:
    """A family writes once, and this is decided; returns the person."""
    message = Incoming(f"telegram:{name}", f"telegram:{name}", at, author=f"telegram:{name}", name=name, text="halo")
    with world.database.begin() as tx:
        turn = turns.load(tx, message, Reading("service_greeting", 1.0), now=at)
        personal.remember(tx, turn.person, "zone", zone, now=at)
        turns.apply(tx, turn, Outcome(state, effects), texts=world.texts, desk=world.desk, now=at)
        return turn.person.id


def sent(world: World) -> list[orders.Order]:
    """What the clock ordered for families."""
    with world.database.look() as tx:
        rows = tx.execute(
            sa.select(tables.outbox).where(tables.outbox.c.rank == queue.BULK).order_by(tables.outbox.c.id)
        )
        return [orders.load(row.payload) for row in rows]


def posted(world: World) -> list[str]:
    """What staff were told."""
    with world.database.look() as tx:
        rows = tx.execute(
            sa.select(tables.outbox).where(tables.outbox.c.do == orders.POST).order_by(tables.outbox.c.id)
        )
        return [orders.load(row.payload).words for row in rows]


CHILD = AddChild("Dimas", date(2024, 11, 1))
WISH = Subscribe("tips")
HALF = Filling(
    "complaint_benefit_missing", "place", {"what": Answer("bansos belum cair"), "programme": Answer("PKH", "PKH")}
)


def test_a_subscriber_gets_one_tip_a_week_and_the_next_one_the_week_after(world: World) -> None:
    meet(world, "1", CHILD, WISH)
    meet(world, "2", CHILD)

    assert [ticks.send_tips(world, now=SATURDAY + timedelta(minutes=nth)) for nth in range(3)] == [1, 0, 0]
    assert ticks.send_tips(world, now=SATURDAY + timedelta(hours=24)) == 0
    assert ticks.send_tips(world, now=SATURDAY + timedelta(weeks=1)) == 1
    assert ticks.send_tips(world, now=SATURDAY + timedelta(weeks=2)) == 0  # no tip is left, none comes twice

    first, second = sent(world)
    assert first.to == "telegram:1"
    assert "Ajak bicara." in first.words
    assert "Peluk dulu." in second.words


def test_tips_are_sent_in_each_zones_own_morning(world: World) -> None:
    meet(world, "1", WISH, CHILD)
    meet(world, "2", WISH, CHILD, zone="Asia/Jayapura")
    seven_in_jakarta = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)

    assert ticks.send_tips(world, now=seven_in_jakarta) == 1
    assert [order.to for order in sent(world)] == ["telegram:2"]
    assert ticks.send_tips(world, now=SATURDAY) == 1


def test_a_week_missed_by_day_is_made_up_by_sunday_and_never_at_night(world: World) -> None:
    meet(world, "1", WISH, CHILD)

    assert ticks.send_tips(world, now=SATURDAY + timedelta(hours=12)) == 0  # 22:00
    assert ticks.send_tips(world, now=SATURDAY + timedelta(hours=23)) == 1  # Sunday 09:00


def test_nobody_is_sent_tips_who_stopped_left_or_has_something_graver(world: World) -> None:
    grave = OpenCase("danger", "danger_domestic_violence", {}, "urgent", SATURDAY)
    meet(world, "1", WISH, CHILD, Unsubscribe())
    meet(world, "2", WISH, CHILD, grave)
    case = OpenCase("complaint", "complaint_other", {}, "routine", SATURDAY + timedelta(days=9))
    meet(world, "3", WISH, CHILD, case, state=WithStaff(0, SATURDAY))
    meet(world, "4", WISH, CHILD)
    with world.database.begin() as tx:
        people.shut(tx, "telegram:4", now=SATURDAY)
    meet(world, "5", WISH, CHILD, case)

    assert ticks.send_tips(world, now=SATURDAY) == 1
    assert [order.to for order in sent(world)] == ["telegram:5"]


def test_more_subscribers_than_a_batch_all_get_theirs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for nth in range(7):
        meet(world, str(nth), WISH, CHILD)
    monkeypatch.setattr(ticks, "BATCH", 3)

    assert ticks.send_tips(world, now=SATURDAY) == 7
    assert len({order.to for order in sent(world)}) == 7


def test_two_clocks_at_once_deliver_once(world: World) -> None:
    for nth in range(20):
        meet(world, str(nth), WISH, CHILD)
    both = threading.Barrier(2)
    done: list[int] = []

    def clock() -> None:
        other = replace(world, database=Database(world.database.url.render_as_string(hide_password=False)))
        both.wait()
        done.append(ticks.send_tips(other, now=SATURDAY))
        other.database.close()

    clocks = [threading.Thread(target=clock) for _ in range(2)]
    for thread in clocks:
        thread.start()
    for thread in clocks:
        thread.join()

    assert sum(done) == 20
    assert len(sent(world)) == 20


def test_the_number_of_queries_does_not_grow_with_the_number_of_families(world: World) -> None:
    def asked(now: datetime) -> int:
        statements: list[str] = []

        def hear(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        sa.event.listen(sa.Engine, "before_cursor_execute", hear)
        for tick in ticks.every(world):
            tick.run(now)
        sa.event.remove(sa.Engine, "before_cursor_execute", hear)
        return len(statements)

    def more(names: range) -> None:
        for nth in names:
            promise = OpenCase("complaint", "complaint_other", {}, "routine", SATURDAY + timedelta(days=90))
            person = meet(world, str(nth), WISH, CHILD, promise, state=HALF, at=SATURDAY)
            plan(world, person, SATURDAY + timedelta(hours=40))
        ticks.send_tips(world, now=SATURDAY)

    afternoon = SATURDAY + timedelta(hours=4)
    more(range(2))
    ticks.look_after_forms(world, now=afternoon)
    few = asked(afternoon)
    more(range(2, 30))
    ticks.look_after_forms(world, now=afternoon)

    assert asked(afternoon) == few


def plan(world: World, person: int, at: datetime) -> int:
    with world.database.begin() as tx:
        family = people.by_id(tx, [person])[person].family
        return visits.add_visit(tx, family=family, person=person, at=at, now=SATURDAY)


def test_a_visit_is_reminded_of_twice_also_after_a_restart(world: World) -> None:
    visit = plan(world, meet(world, "1"), datetime(2026, 11, 24, 7, tzinfo=UTC))  # Tuesday 14:00
    evening, night, morning = (datetime(2026, 11, 23, hour, tzinfo=UTC) for hour in (11, 18, 0))
    morning += timedelta(days=1)

    assert [ticks.remind(world, now=at) for at in (evening, evening, night)] == [1, 0, 0]
    restarted = replace(world, database=Database(world.database.url.render_as_string(hide_password=False)))
    assert [ticks.remind(restarted, now=at) for at in (evening, morning, morning)] == [0, 1, 0]
    restarted.database.close()

    eve, day = sent(world)
    assert "besok, Selasa, 24 November 2026 pukul 14.00" in eve.words
    assert "hari ini pukul 14.00" in day.words
    assert [choice.value for choice in day.choices] == [f"visit:ok:{visit}", f"visit:move:{visit}"]


def test_a_reminder_is_late_rather_than_lost_and_never_after_the_visit(world: World) -> None:
    plan(world, meet(world, "1"), datetime(2026, 11, 24, 7, tzinfo=UTC))

    assert ticks.remind(world, now=datetime(2026, 11, 24, 7, 1, tzinfo=UTC)) == 0
    assert ticks.remind(world, now=datetime(2026, 11, 24, 5, tzinfo=UTC)) == 1  # the clock was away since Monday


def test_a_visit_the_family_wants_moved_is_not_insisted_on(world: World) -> None:
    visit = plan(world, meet(world, "1"), datetime(2026, 11, 24, 7, tzinfo=UTC))
    with world.database.begin() as tx:
        visits.answered(tx, visit, "move", now=SATURDAY)

    assert ticks.remind(world, now=datetime(2026, 11, 24, 1, tzinfo=UTC)) == 0


def test_a_half_filled_form_is_nudged_once_and_filed_after_a_day(world: World) -> None:
    meet(world, "1", state=HALF, at=SATURDAY)
    hours = [ticks.look_after_forms(world, now=SATURDAY + timedelta(hours=after)) for after in (1, 2, 3, 9, 23, 24, 25)]

    assert hours == [0, 1, 0, 0, 0, 1, 0]
    (nudge,) = sent(world)
    assert [choice.value for choice in nudge.choices] == ["form:continue", "cancel", "menu:staff"]
    with world.database.look() as tx:
        brief = by_code(tx, "ADU-2026-000001")
        assert brief
        whole = detail(tx, brief.id)
        assert people.talks(tx, tables.addresses.c.address == "telegram:1")[0].state == Idle()
    assert whole
    assert not whole.case.complete
    assert {name: answer.text for name, answer in whole.answers.items()} == {
        "what": "bansos belum cair",
        "programme": "PKH",
    }
    assert whole.case.topic == "complaint_benefit_missing"
    assert any("ADU-2026-000001" in entry.text and entry.direction == "out" for entry in whole.messages)


def test_nothing_is_asked_or_filed_at_night(world: World) -> None:
    meet(world, "1", state=HALF, at=SATURDAY + timedelta(hours=11))  # 21:00

    hours = [ticks.look_after_forms(world, now=SATURDAY + timedelta(hours=after)) for after in (13, 16, 21, 22, 35, 46)]
    assert hours == [0, 0, 0, 1, 0, 1]  # nudged at 08:00, filed at 08:00 the day after


def test_a_form_whose_next_answer_has_arrived_is_left_alone(world: World) -> None:
    meet(world, "1", state=HALF, at=SATURDAY)
    with world.database.begin() as tx:
        turns.accept(tx, Incoming("telegram:9", "telegram:1", SATURDAY, text="Telanaipura"), now=SATURDAY)

    assert ticks.look_after_forms(world, now=SATURDAY + timedelta(hours=26)) == 0


def test_an_unfinished_registration_is_let_go_without_a_case(world: World) -> None:
    meet(world, "1", state=Filling("tips", "age", {"child": Answer("Dimas")}), at=SATURDAY)
    meet(world, "2", state=Confirming("a_form_of_old", {"what": Answer("x")}), at=SATURDAY)

    assert ticks.look_after_forms(world, now=SATURDAY + timedelta(hours=24)) == 2
    assert ticks.look_after_forms(world, now=SATURDAY + timedelta(hours=25)) == 0
    with world.database.look() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(tables.cases)).scalar_one() == 0


def test_staff_are_told_of_a_deadline_once_near_and_once_over(world: World) -> None:
    case = OpenCase("complaint", "complaint_other", {}, "routine", SATURDAY + timedelta(days=4))
    meet(world, "1", case, at=SATURDAY)
    before = len(posted(world))
    days = [ticks.warn(world, now=SATURDAY + timedelta(days=after)) for after in (1, 3, 3.5, 4, 5, 9)]

    assert days == [0, 1, 0, 1, 0, 0]
    near, over = posted(world)[before:]
    assert "hampir habis" in near
    assert "sudah lewat" in over


def test_a_closed_case_has_no_deadline_any_more(world: World) -> None:
    case = OpenCase("complaint", "complaint_other", {}, "routine", SATURDAY + timedelta(days=4))
    meet(world, "1", case, at=SATURDAY)
    with world.database.begin() as tx:
        brief = by_code(tx, "ADU-2026-000001")
        assert brief
        cases.move(tx, brief.id, life.DONE, by="Rina", now=SATURDAY)

    assert ticks.warn(world, now=SATURDAY + timedelta(days=5)) == 0


def test_a_row_nobody_finished_waits_again_after_two_minutes(world: World) -> None:
    with world.database.begin() as tx:
        turns.accept(tx, Incoming("telegram:9", "telegram:1", SATURDAY, text="halo"), now=SATURDAY)
        assert queue.claim(tx, queue.inbox, now=SATURDAY)

    assert ticks.rescue(world, now=SATURDAY + ticks.STUCK_TURN) == 0
    assert ticks.rescue(world, now=SATURDAY + ticks.STUCK_TURN + timedelta(seconds=1)) == 1
    with world.database.begin() as tx:
        assert queue.claim(tx, queue.inbox, now=SATURDAY + timedelta(minutes=3))


def test_done_rows_are_kept_as_long_as_a_platform_may_repeat_them(world: World) -> None:
    with world.database.begin() as tx:
        turns.accept(tx, Incoming("telegram:9", "telegram:1", SATURDAY, text="halo"), now=SATURDAY)
        row = queue.claim(tx, queue.inbox, now=SATURDAY)
        assert row
        queue.done(tx, queue.inbox, row.id, now=SATURDAY)

    assert ticks.purge(world, now=SATURDAY + timedelta(days=8)) == 0
    assert ticks.purge(world, now=SATURDAY + timedelta(days=15)) == 1


def test_the_shelf_holds_every_tip_there_is() -> None:
    known = content.load(ROOT / "content")
    shelf = ticks.shelf(known.tips)

    assert len(shelf) == len(known.tips) >= 12
    assert all(f"tips.{tip.id}" in known.sentences for tip in shelf)
    for month in range(6 * 12):
        assert any(tip.fits(month) for tip in shelf), month


def test_the_tips_for_every_age_need_no_age_and_come_after_those_of_the_childs_own() -> None:
    shelf = ticks.shelf(content.load(ROOT / "content").tips)
    everybodys = [tip.id for tip in shelf if tip.for_all]
    had: set[str] = set()
    for week in range(len(shelf)):
        child = Child(1, "Ama", date(2024, 11, 1))
        facts = tips.Subscriber(7, "Asia/Jakarta", (child,), frozenset(had))
        tip = tips.due(facts, shelf, now=datetime(2026, 11, 21, 3, tzinfo=UTC) + timedelta(weeks=week))
        if tip is None:
            break
        had.add(tip.occasion)

    first = tips.due(
        tips.Subscriber(7, "Asia/Jakarta", (Child(1, ""),)), shelf, now=datetime(2026, 11, 21, 3, tzinfo=UTC)
    )
    assert len(everybodys) >= 30
    assert all(name.startswith("semua_") for name in everybodys)
    assert first
    assert first.tip == everybodys[0]
    in_order = [occasion.rpartition("/")[2] for occasion in sorted(had)]
    assert [name[:3] for name in in_order[:12]] == ["024"] * 12
    assert in_order[12].startswith("semua_")
