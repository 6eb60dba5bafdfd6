"""What each effect writes down about a case beside its status: secrecy, quiet, promises, ratings, referrals."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.effects import AnswerReferral, Keep, Move, OpenCase, Promise, Quiet, Rate
from handlers.state import Answer
from handlers.turn import Referral
from storage import access, referrals
from storage.database import Database
from storage.tables import case_events
from storage.tables import cases as case_table
from storage.tables import referrals as table
from tests.storage.world import COMPLAINT, DUE, NOW, World


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def happened(world: World) -> list[tuple[str, str]]:
    """What happened to cases, and by whom."""
    return [(row.what, row.by) for row in world.rows(case_events)]


def test_a_case_is_opened_with_its_secrecy_class_and_next_step(world: World) -> None:
    answers = {"programme": Answer("pkh", "PKH"), "place": Answer("telanaipura", "15.71.05")}
    wish = OpenCase(
        "complaint",
        "complaint_extortion",
        answers,
        secrecy="both",
        classification="inspection",
        next_step="verify",
        next_due=DUE,
    )
    world.hear("lapor", wish)
    (case,) = world.turn("x").cases
    assert (case.secrecy, case.classification, case.next_step, case.next_due) == ("both", "inspection", "verify", DUE)
    assert (case.person, case.programme, case.place) == (1, "PKH", "15.71.05")
    assert (case.officer_id, case.rating, case.quiet, case.closed, case.reopened) == (0, 0, False, None, 0)


def test_a_case_is_kept_secret_later_and_the_one_opened_just_now_too(world: World) -> None:
    world.hear("lapor", COMPLAINT, Keep("anonymous"))
    assert world.turn("x").cases[0].secrecy == "anonymous"
    world.hear("jadikan rahasia", Keep("confidential", 1))
    assert world.turn("x").cases[0].secrecy == "confidential"
    assert happened(world) == [("opened", ""), ("secrecy", ""), ("secrecy", "")]
    for sender, wrong in (("web:a", Keep("hidden", 1)), ("web:b", replace(COMPLAINT, secrecy="hidden"))):
        with pytest.raises(ValueError, match="'hidden'"):
            world.hear("x", wrong, sender=sender)


def test_a_case_is_quiet_until_it_is_told_not_to_be(world: World) -> None:
    world.hear("lapor", COMPLAINT, Quiet(1))
    assert ([case.id for case in world.turn("x").hidden], world.turn("x").cases) == ([1], ())
    world.hear("buka", Quiet(1, quiet=False))
    assert (world.turn("x").hidden, [case.quiet for case in world.turn("x").cases]) == ((), [False])


def test_staff_promise_the_next_step_and_end_the_promise(world: World) -> None:
    world.hear("lapor", COMPLAINT)
    world.decide(Promise(1, "first_follow_up", DUE))
    case = world.turn("x").cases[0]
    assert (case.next_step, case.next_due, case.due) == ("first_follow_up", DUE, COMPLAINT.due)
    world.decide(Promise(1, ""))
    assert (world.turn("x").cases[0].next_step, world.turn("x").cases[0].next_due) == ("", None)
    assert happened(world)[1:] == [("promise", "Bu Rina"), ("promise", "Bu Rina")]


def test_a_family_rates_a_case_with_one_two_or_three(world: World) -> None:
    world.hear("lapor", COMPLAINT)
    world.hear("puas", Rate(1, 3))
    (row,) = world.rows(case_table)
    assert (row.rating, row.rated_at) == (3, NOW)
    assert world.turn("x").cases[0].rating == 3
    with pytest.raises(ValueError, match="not 9"):
        world.hear("puas", Rate(1, 9))


def test_who_looks_after_a_case_is_known_by_id_and_a_case_counts_how_often_it_was_reopened(world: World) -> None:
    world.hear("lapor", COMPLAINT)
    with world.database.begin() as tx:
        rina = access.add(tx, "Bu Rina", access.OFFICER, now=NOW).id
        joko = access.add(tx, "Pak Joko", access.OFFICER, now=NOW).id
    world.decide(Move(1, "taken", "Bu Rina"), officer_id=rina)
    assert world.turn("x").cases[0].officer_id == rina
    world.decide(Move(1, "done", "Bu Rina"), officer_id=joko)  # Bu Rina's case, closed from Joko's desk
    case = world.turn("x").cases[0]
    assert (case.officer_id, case.closed, case.reopened) == (rina, NOW, 0)
    world.hear("belum selesai", Move(1, "taken", "Bu Rina"))
    case = world.turn("x").cases[0]
    assert (case.officer_id, case.closed, case.reopened) == (rina, None, 1)
    world.decide(Move(1, "taken", "Orang Lain"))  # a name that nobody has an account for
    assert world.turn("x").cases[0].officer_id == 0


def test_a_family_agrees_to_a_referral_once_and_only_to_its_own(world: World) -> None:
    world.hear("lapor", COMPLAINT)
    with world.database.begin() as tx:
        for office in ("disdukcapil", "dinsos"):
            referrals.propose(tx, 1, office, handed_on=("what",), by="Bu Rina", now=NOW)
    assert world.turn("x").referrals == (
        Referral(2, 1, "dinsos", "proposed"),
        Referral(1, 1, "disdukcapil", "proposed"),
    )
    assert world.turn("x", sender="telegram:9").referrals == ()
    world.hear("ya", AnswerReferral(1, agreed=True), sender="telegram:9")
    assert world.rows(table)[0].status == "proposed"
    world.now = NOW + timedelta(hours=1)
    world.hear("ya", AnswerReferral(1, agreed=True), AnswerReferral(2, agreed=False))
    world.hear("tidak jadi", AnswerReferral(1, agreed=False))
    first, second = world.rows(table)
    assert (first.status, first.consent, first.consent_at) == ("agreed", "yes", NOW + timedelta(hours=1))
    assert (second.status, second.consent, first.handed_on) == ("declined", "no", ["what"])
    assert [referral.id for referral in world.turn("x").referrals] == [1]
    assert [what for what, _ in happened(world)] == ["opened", "referral", "referral", "referral", "referral"]
