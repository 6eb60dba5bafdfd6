"""Cases: numbers that are never given twice, the list staff work from."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.effects import (
    Move,
    OpenCase,
)
from handlers.personal import (
    Remember,
)
from handlers.state import Answer
from storage import casefile, cases
from storage.database import Database
from tests.storage.world import COMPLAINT, NOW, World


@pytest.fixture
def world(database: Database) -> World:
    return World(database, desk="")


def test_no_number_is_given_twice_to_officers_at_work_side_by_side(database: Database) -> None:
    codes: list[str] = []

    def work() -> None:
        for _ in range(10):
            with database.begin() as tx:
                codes.append(cases.next_code(tx, "aid", now=NOW))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [f"BTN-2026-{number:06d}" for number in range(1, 41)]


def test_numbers_count_by_kind_and_by_the_local_year(database: Database) -> None:
    eve = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    midnight = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # 00:00 in Jambi
    with database.begin() as tx:
        codes = [cases.next_code(tx, kind, now=eve) for kind in ("complaint", "complaint", "parenting", "danger")]
        codes.append(cases.next_code(tx, "complaint", now=midnight))
    assert codes == ["ADU-2026-000001", "ADU-2026-000002", "ASH-2026-000001", "DRT-2026-000001", "ADU-2027-000001"]


def test_open_urgent_cases_come_first_and_pages_never_overlap(world: World) -> None:
    for urgency in ("routine", "urgent", "soon", "urgent", "routine", "soon"):
        world.hear("x", OpenCase("complaint", "complaint_other", {}, urgency))
    world.decide(Move(2, "done", "Bu Rina"), Move(1, "taken", "Bu Rina"))
    seen: list[int] = []
    after = None
    with world.database.look() as tx:
        for _ in range(4):
            page = casefile.list_cases(tx, after=after, limit=2)
            seen += [case.id for case in page.cases]
            after = page.after
            if after is None:
                break
        assert [case.id for case in casefile.list_cases(tx, status="taken").cases] == [1]
    assert seen == [4, 6, 3, 5, 1, 2]
    assert after is None


def test_cases_are_found_by_number_summary_or_name(world: World) -> None:
    world.hear("x", Remember("name", "Sari 100%"))
    world.hear("x", COMPLAINT)
    world.hear(world.message("y", sender="web:b"), OpenCase("aid", "aid_food", {"what": Answer("Lapar di rumah")}))

    def found(text: str, **more: str) -> list[int]:
        with world.database.look() as tx:
            return [case.id for case in casefile.list_cases(tx, text=text, **more).cases]  # type: ignore[arg-type]

    assert found("adu-2026") == [1]
    assert found("lapar") == [2]
    assert found("sari") == [1]
    assert found("100%") == [1]
    assert found("%") == [1]
    assert found(" ") == [1, 2]
    assert found("lapar", kind="complaint") == []
    assert found("", kind="aid") == [2]


def test_a_case_is_read_whole_with_what_happened_to_it(world: World) -> None:
    world.hear("kartu", Remember("place", "15.71.05"), COMPLAINT)
    world.decide(Move(1, "taken", "Bu Rina"), Move(1, "done", "Bu Rina"), Move(1, "taken", "Pak Joko"))
    with world.database.look() as tx:
        detail = casefile.detail(tx, 1)
        assert casefile.detail(tx, 2) is None
        assert cases.brief(tx, 2) is None
    assert detail is not None
    case = detail.case
    assert (case.status, case.officer, case.taken, case.closed, case.place) == (
        "taken",
        "Pak Joko",
        NOW,
        None,
        "15.71.05",
    )
    assert [(event.what, event.by, event.detail.get("status")) for event in detail.events] == [
        ("opened", "", None),
        ("status", "Bu Rina", "taken"),
        ("status", "Bu Rina", "done"),
        ("status", "Pak Joko", "taken"),
    ]


def test_what_was_told_of_a_form_given_up_half_way_is_known_until_somebody_takes_it(world: World) -> None:
    half = replace(COMPLAINT, complete=False)
    case = world.hear("kartu ditahan", half).cases[0]
    assert world.turn("lanjut").cases[0].half == half.answers
    world.decide(Move(case, "taken", "Bu Rina"))
    assert world.turn("lanjut").cases[0].half == {}
    whole = world.hear("kartu ditahan", COMPLAINT, sender="web:lain").cases[0]
    assert (whole, world.turn("x", sender="web:lain").cases[0].half) == (case + 1, {})
