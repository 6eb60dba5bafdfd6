"""What became of what was sent, and what the clock sends once and no more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handlers import orders
from handlers.effects import (
    Note,
    Option,
    Say,
)
from handlers.orders import OPEN_TOPIC
from handlers.personal import (
    Unsubscribe,
)
from handlers.templates import Template, Templates
from handlers.texts import Texts
from storage import deliveries, queue
from storage.database import Database, Tx
from storage.tables import addresses, outbox
from storage.tables import cases as case_table
from storage.tables import deliveries as table
from storage.tables import messages as record
from tests.storage.world import COMPLAINT, GROUP, MOTHER, NOW, TEXTS, World


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def send(tx: Tx, person: int, occasion: str = "2026-W47", **more: object) -> bool:
    say = Say("visit", {"day": "Senin"}, "", more.pop("options", ()))  # type: ignore[arg-type]
    return deliveries.deliver(
        tx, rule="visits", person=person, occasion=occasion, say=say, now=NOW, **{"texts": TEXTS, **more}
    )


def test_what_the_door_took_is_done_and_its_reference_kept(world: World) -> None:
    world.hear("halo", Say("lead"))
    with world.database.begin() as tx:
        deliveries.sent(tx, world.next(tx), ("81", "82"), "", now=NOW)
    assert world.rows(outbox)[0].status == "done"
    row = world.rows(record)[1]
    assert (row.status, row.refs, row.ref) == ("sent", ["81", "82"], "81")


def test_an_opened_topic_is_kept_and_the_posts_behind_it_find_it(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    with world.database.begin() as tx:
        assert deliveries.topic_of(tx, 1) == ""
        deliveries.sent(tx, world.next(tx), (), f"{GROUP}/42", now=NOW)
        assert deliveries.topic_of(tx, 1) == f"{GROUP}/42"
        assert world.next(tx).case == 1


def test_somebody_who_cannot_be_reached_is_not_tried_unasked(world: World) -> None:
    world.hear("halo", Say("lead"))
    with world.database.begin() as tx:
        deliveries.unreachable(tx, world.next(tx), now=NOW)
        assert not send(tx, 1)
    assert (world.rows(outbox)[0].status, world.rows(outbox)[0].error) == ("failed", "unreachable")
    assert (world.rows(record)[1].status, world.rows(record)[1].error) == ("failed", "unreachable")
    assert world.rows(addresses)[0].unreachable_at == NOW


def test_what_a_door_refuses_is_kept_for_a_person_to_look_at(world: World) -> None:
    world.hear("halo", Say("lead"))
    with world.database.begin() as tx:
        deliveries.refused(tx, world.next(tx), "400", now=NOW)
        assert queue.backlog(tx, outbox).failed == 1
    assert (world.rows(record)[1].status, world.rows(record)[1].error) == ("failed", "400")
    assert world.rows(addresses)[0].unreachable_at is None


def test_a_topic_that_is_gone_is_opened_again_before_the_post_is_tried_again(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    with world.database.begin() as tx:
        deliveries.sent(tx, world.next(tx), (), f"{GROUP}/42", now=NOW)
        card = world.next(tx)
        deliveries.topic_gone(tx, card, now=NOW)
        assert deliveries.topic_of(tx, 1) == ""
        again = world.next(tx)
        order = orders.load(again.payload)
        assert (order.do, order.to, order.words) == (OPEN_TOPIC, GROUP, "ADU-2026-000001 Pungutan")
        assert queue.claim(tx, outbox, now=NOW) is None, "the posts wait in their order"
        deliveries.sent(tx, again, (), f"{GROUP}/43", now=NOW)
        row = queue.claim(tx, outbox, now=NOW + timedelta(seconds=5))
        assert row is not None
        assert row.key == card.key
        assert deliveries.topic_of(tx, 1) == f"{GROUP}/43"


def test_a_topic_on_its_way_is_not_ordered_twice(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    with world.database.begin() as tx:
        deliveries.sent(tx, world.next(tx), (), f"{GROUP}/42", now=NOW)
        for seconds in (0, 5):
            row = queue.claim(tx, outbox, now=NOW + timedelta(seconds=seconds))
            assert row is not None
            if row.do != OPEN_TOPIC:
                deliveries.topic_gone(tx, row, now=NOW)
    assert [row.do for row in world.rows(outbox)].count(OPEN_TOPIC) == 2


def test_a_group_that_will_never_have_topics_does_not_keep_us_trying_for_ever(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    moment = NOW
    with world.database.begin() as tx:
        for _ in range(60):
            row = queue.claim(tx, outbox, now=moment)
            moment += timedelta(minutes=20)
            if row is None:
                break
            if row.do == OPEN_TOPIC:
                deliveries.refused(tx, row, "400", now=moment)
            else:
                deliveries.topic_gone(tx, row, now=moment)
        left = queue.backlog(tx, outbox)
    assert (left.waiting, left.working) == (0, 0)


def test_a_post_to_no_case_whose_topic_is_gone_is_given_up(world: World) -> None:
    world.decide(Say("lead"), sender=f"{GROUP}/9")
    with world.database.begin() as tx:
        deliveries.topic_gone(tx, world.next(tx), now=NOW)
    assert world.rows(outbox)[0].error == "no_topic"


def test_a_group_that_moved_takes_its_cases_and_waiting_posts_along(world: World) -> None:
    world.hear("kartu", COMPLAINT, Say("of"))
    with world.database.begin() as tx:
        deliveries.sent(tx, world.next(tx), (), f"{GROUP}/42", now=NOW)
    world.hear("lagi", Note(1))
    world.decide(Say("lead"), sender=f"{GROUP}/42")
    with world.database.begin() as tx:
        tx.execute(case_table.update().values(topic=f"{GROUP}/42"))
        deliveries.moved(tx, GROUP, "telegram:-100200")
        assert deliveries.topic_of(tx, 1) == "telegram:-100200/42"
    assert world.rows(case_table)[0].desk == "telegram:-100200"
    assert [order.to for order in world.orders()] == [
        GROUP,  # done already
        "desk:1",
        "desk:1",
        MOTHER,
        "desk:1",
        "telegram:-100200/42",
    ]


def test_a_delivery_is_written_once_for_each_rule_person_and_occasion(world: World) -> None:
    world.hear("halo")
    with world.database.begin() as tx:
        assert send(tx, 1, options=(Option("visit:ok:1", "yes"),))
        assert not send(tx, 1)
    with world.database.begin() as tx:
        assert not send(tx, 1)
        assert send(tx, 1, "2026-W48")
        assert deliveries.given(tx, "visits", [1, 7]) == {1: ("2026-W47", "2026-W48"), 7: ()}
        assert deliveries.given(tx, "tips", [1]) == {1: ()}
    assert len(world.rows(table)) == 2
    order = world.orders()[0]
    assert (order.words, order.to, order.last_heard_at) == ("Kunjungan Senin.", MOTHER, NOW)
    assert [choice.label for choice in order.choices] == ["Ya"]
    assert world.rows(outbox)[0].rank == queue.BULK
    assert world.rows(record)[1].text == "Kunjungan Senin."


def test_nothing_is_sent_unasked_to_who_said_stop(world: World) -> None:
    world.hear("berhenti", Unsubscribe())
    with world.database.begin() as tx:
        assert not send(tx, 1)
    assert world.rows(table) == world.rows(outbox) == []


def test_a_delivery_names_the_template_that_may_go_instead(world: World) -> None:
    world.hear("halo", Say("lead"))
    shelf = Templates((Template("pengingat", "Hari {{1}} ya.", values=("day",), texts=("visit",)),))
    with world.database.begin() as tx:
        assert send(tx, 1)
        assert send(tx, 1, "2026-W48", texts=Texts(TEXTS.sentences, shelf))
    plain, named = (orders.load(row.payload) for row in world.rows(outbox)[-2:])
    assert (plain.template, plain.template_values) == ("", ())
    assert (named.template, named.template_values) == ("pengingat", ("Senin",))
    assert named.words == plain.words


def test_a_delivery_can_wait_for_its_hour(world: World) -> None:
    world.hear("halo")
    with world.database.begin() as tx:
        send(tx, 1, due=NOW + timedelta(hours=1))
        assert queue.claim(tx, outbox, now=NOW) is None


def test_staff_are_warned_once(world: World) -> None:
    world.hear("kartu", COMPLAINT)
    person = world.turn("x").person
    for expected in (True, False):
        with world.database.begin() as tx:
            told = deliveries.warn_desk(
                tx,
                rule="deadlines",
                person=person,
                case=1,
                occasion="1/near",
                key="desk.near",
                texts=TEXTS,
                desk=GROUP,
                now=NOW,
            )
        assert told is expected
    assert [order.words for order in world.orders()][-1] == "ADU-2026-000001 hampir lewat"
    assert len([order for order in world.orders() if "hampir" in order.words]) == 1
