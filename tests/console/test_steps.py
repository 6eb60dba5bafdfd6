"""The page on which a complaint's class and a promised date are changed; the family hears of it with the reason."""

from __future__ import annotations

from datetime import UTC, date, datetime

import httpx
import pytest

from handlers.effects import Keep, OpenCase, Promise
from handlers.turn import CaseBrief
from storage import access, cases, days
from tests.console.conftest import Office, fields
from tests.console.test_actions import sent

WHY = "Kami menunggu surat dari kelurahan."
LATER = "2026-12-04"


def post(client: httpx.Client, code: str, way: str, **typed: str) -> httpx.Response:
    page = client.get(f"/petugas/kasus/{code}/batas")
    return client.post(f"/petugas/kasus/{code}/batas/{way}", data={**fields(page.text), **typed})


def brief(office: Office, code: str) -> CaseBrief:
    with office.database.look() as tx:
        found = cases.by_code(tx, code)
    assert found
    return found


def change(office: Office, effect: Keep | Promise) -> None:
    with office.database.begin() as tx:
        cases.change(tx, 1, effect, now=office.now)


def test_a_later_date_is_promised_with_a_reason_that_the_family_reads(office: Office, complaint: str) -> None:
    officer = office.officer()
    assert f'href="/petugas/kasus/{complaint}/batas"' in officer.get(f"/petugas/kasus/{complaint}").text
    answer = post(officer, complaint, "tanggal", tanggal=LATER, alasan=WHY)
    assert "Batas diperpanjang. Keluarga diberi tahu." in answer.text
    (order,) = sent(office)
    assert order.to == "telegram:siti"
    assert f"Alasannya: {WHY}" in order.words
    assert "Jumat, 4 Desember 2026" in order.words
    case = brief(office, complaint)
    assert (
        case.next_due == case.due == datetime(2026, 12, 4, 9, tzinfo=UTC)
    )  # 16:00 in Jakarta; nobody has taken it yet
    assert case.next_step == "answer"


def test_a_step_that_is_under_way_is_given_longer_and_the_first_answer_is_not(office: Office, complaint: str) -> None:
    officer = office.officer()
    before = brief(office, complaint).due
    with office.database.begin() as tx:
        cases.move(tx, 1, "taken", by="Rina", now=office.now)
    change(office, Promise(1, "follow_up", datetime(2026, 12, 1, 9, tzinfo=UTC)))
    assert "diperpanjang" in post(officer, complaint, "tanggal", tanggal=LATER, alasan=WHY).text
    case = brief(office, complaint)
    assert (case.next_step, case.next_due, case.due) == ("follow_up", datetime(2026, 12, 4, 9, tzinfo=UTC), before)


@pytest.mark.parametrize(
    ("day", "why", "problem"),
    [
        (LATER, "pendek", "Tulis alasannya dulu"),
        ("2026-11-23", WHY, "Pilih hari kerja"),  # not later than what was promised
        ("2026-12-05", WHY, "Pilih hari kerja"),  # a Saturday
        ("2026-12-09", WHY, "Pilih hari kerja"),  # a day off
        ("besok", WHY, "Pilih hari kerja"),
    ],
)
def test_a_date_needs_a_reason_and_must_be_a_later_working_day(
    office: Office, complaint: str, day: str, why: str, problem: str
) -> None:
    with office.database.begin() as tx:
        days.put(tx, date(2026, 12, 9), closed=True, reason="Pilkada", by="Rina", now=office.now)
    answer = post(office.officer(), complaint, "tanggal", tanggal=day, alasan=why)
    assert answer.status_code == 422
    assert problem in answer.text
    assert sent(office) == []


def test_another_class_moves_the_end_and_is_told_with_the_reason(office: Office, complaint: str) -> None:
    change(office, Promise(1, "settle", datetime(2026, 12, 10, 9, tzinfo=UTC)))
    answer = post(office.officer(), complaint, "jenis", jenis="inspection", alasan="Ada uang yang diminta petugas.")
    assert "Jenis laporan diubah." in answer.text
    case = brief(office, complaint)
    assert case.classification == "inspection"
    assert case.next_due is not None
    assert case.next_due > datetime(2027, 2, 1, tzinfo=UTC)  # sixty working days
    (order,) = sent(office)
    assert "laporan yang perlu diperiksa pengawas" in order.words
    assert "diselesaikan paling lambat" in order.words
    assert "Alasannya: Ada uang yang diminta petugas." in order.words


def test_before_the_last_step_only_the_class_changes(office: Office, complaint: str) -> None:
    change(office, Promise(1, "follow_up", datetime(2026, 12, 1, 9, tzinfo=UTC)))
    post(office.officer(), complaint, "jenis", jenis="information", alasan="Keluarga hanya bertanya.")
    assert brief(office, complaint).next_due == datetime(2026, 12, 1, 9, tzinfo=UTC)
    (order,) = sent(office)
    assert "paling lambat" not in order.words


def test_the_same_class_or_none_that_there_is_changes_nothing(office: Office, complaint: str) -> None:
    officer = office.officer()
    post(officer, complaint, "jenis", jenis="plain", alasan=WHY)
    assert len(sent(office)) == 1
    assert post(officer, complaint, "jenis", jenis="plain", alasan=WHY).status_code == 422
    assert post(officer, complaint, "jenis", jenis="rahasia", alasan=WHY).status_code == 422
    assert len(sent(office)) == 1


def test_a_form_sent_twice_tells_the_family_once(office: Office, complaint: str) -> None:
    officer = office.officer()
    here = f"/petugas/kasus/{complaint}/batas"
    typed = {**fields(officer.get(here).text), "tanggal": LATER, "alasan": WHY}
    for _ in range(2):
        assert officer.post(f"{here}/tanggal", data=typed).status_code == 200
    assert len(sent(office)) == 1


def test_danger_has_no_date_that_could_be_moved(office: Office) -> None:
    code = office.family("Ani", "tolong", OpenCase("danger", "danger_suicide", {}, "urgent", office.now))
    officer = office.officer()
    assert "/batas" not in officer.get(f"/petugas/kasus/{code}").text
    assert post(officer, code, "tanggal", tanggal=LATER, alasan=WHY).status_code in (403, 422)
    assert sent(office) == []


def test_a_confidential_case_is_not_there_for_others(office: Office, complaint: str) -> None:
    change(office, Keep("confidential"))
    assert office.officer().get(f"/petugas/kasus/{complaint}/batas").status_code == 404
    with office.database.begin() as tx:
        access.add(tx, "Kepala", access.HEAD, now=office.now)
    assert office.officer("Kepala").get(f"/petugas/kasus/{complaint}/batas").status_code == 200
