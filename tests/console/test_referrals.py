"""The page on which a case is handed on: the family is asked, and hears what the agency did."""

from __future__ import annotations

import httpx
import sqlalchemy as sa

from handlers.effects import AnswerReferral, Keep, OpenCase, Outcome, Quiet
from handlers.state import Answer, Idle
from handlers.turn import Incoming
from nlu.reading import Reading
from storage import access, cases, referrals, tables, turns
from storage.referrals import Handed
from tests.console.conftest import Office, fields
from tests.console.test_actions import sent


def post(client: httpx.Client, code: str, way: str = "", **typed: str) -> httpx.Response:
    page = client.get(f"/petugas/kasus/{code}/rujukan")
    return client.post(f"/petugas/kasus/{code}/rujukan{way}", data={**fields(page.text), **typed})


def handed(office: Office) -> list[Handed]:
    with office.database.look() as tx:
        return list(referrals.of_case(tx, 1))


def says(office: Office, effect: AnswerReferral | Keep | Quiet) -> None:
    """The family decides something at its own door."""
    message = Incoming(f"telegram:siti:{id(effect)}", "telegram:siti", office.now, author="telegram:siti", text="ya")
    with office.database.begin() as tx:
        turn = turns.load(tx, message, Reading("service_affirm", 1.0), now=office.now)
        turns.apply(tx, turn, Outcome(Idle(), (effect,)), texts=office.texts, desk="", now=office.now)


def test_the_family_is_asked_with_the_office_and_everything_that_is_handed_on(office: Office, complaint: str) -> None:
    officer = office.officer()
    page = officer.get(f"/petugas/kasus/{complaint}/rujukan").text
    assert "Dinas Sosial kabupaten/kota" in page
    assert f'href="/petugas/kasus/{complaint}/rujukan"' in officer.get(f"/petugas/kasus/{complaint}").text

    answer = post(officer, complaint, kantor="dinsos", kirim_place="ya", kirim_programme="ya")
    assert "Sudah ditanyakan ke keluarga." in answer.text
    (one,) = handed(office)
    assert (one.office, one.status, set(one.handed_on), one.by) == (
        "dinsos",
        "proposed",
        {"place", "programme"},
        "Rina",
    )
    (order,) = sent(office)
    assert order.to == "telegram:siti"
    assert "Dinas Sosial kabupaten/kota" in order.words
    assert "Tempat: telanaipura" in order.words
    assert "0812" not in order.words
    assert [choice.value for choice in order.choices] == ["refer:yes:1", "refer:no:1"]


def test_nothing_is_sent_before_the_family_agrees_and_then_step_by_step(office: Office, complaint: str) -> None:
    officer = office.officer()
    post(officer, complaint, kantor="dinsos", kirim_place="ya")
    assert "tidak cocok lagi" in post(officer, complaint, "/1/sent", tanggal="2026-11-30").text
    says(office, AnswerReferral(1, agreed=True))

    assert "Tulis hari yang akan datang." in post(officer, complaint, "/1/sent", tanggal="2026-11-20").text
    assert handed(office)[0].status == "agreed"
    post(officer, complaint, "/1/sent", tanggal="2026-11-30")
    assert handed(office)[0].status == "sent"
    assert "Tulis dulu kata dari kantor itu." in post(officer, complaint, "/1/refused", kata=" ").text
    post(officer, complaint, "/1/refused", kata="Kuota habis")
    assert (handed(office)[0].status, handed(office)[0].answer) == ("refused", "Kuota habis")
    words = [order.words for order in sent(office)]
    assert "30 November 2026" in words[1]
    assert "Alasannya: Kuota habis" in words[2]
    with office.database.look() as tx:
        done = tx.execute(sa.select(tables.audit.c.action)).scalars().all()
    assert done.count("console.referral_noted") == 2
    page = officer.get(f"/petugas/kasus/{complaint}").text
    assert "Rujukan ke Dinas Sosial kabupaten/kota: Ditolak kantor" in page


def test_an_unknown_office_nothing_to_hand_on_or_a_second_time_is_refused(office: Office, complaint: str) -> None:
    officer = office.officer()
    assert post(officer, complaint, kantor="dukun", kirim_place="ya").status_code == 422
    assert "Centang dulu" in post(officer, complaint, kantor="dinsos").text
    assert handed(office) == []
    post(officer, complaint, kantor="dinsos", kirim_place="ya")
    assert "masih berjalan" in post(officer, complaint, kantor="dinsos", kirim_place="ya").text
    assert len(handed(office)) == 1


def test_a_form_sent_twice_asks_once(office: Office, complaint: str) -> None:
    officer = office.officer()
    filled = fields(officer.get(f"/petugas/kasus/{complaint}/rujukan").text)
    for _ in range(2):
        data = {**filled, "kantor": "dinsos", "kirim_place": "ya"}
        answer = officer.post(f"/petugas/kasus/{complaint}/rujukan", data=data)
        assert answer.status_code == 200
    assert len(sent(office)) == 1


def test_a_family_that_may_be_watched_is_not_asked(office: Office, complaint: str) -> None:
    says(office, Quiet(1))
    assert "sedang diawasi" in post(office.officer(), complaint, kantor="dinsos", kirim_place="ya").text
    assert sent(office) == []


def test_a_confidential_case_is_not_found_except_by_its_officer_and_the_head(office: Office, complaint: str) -> None:
    says(office, Keep("confidential", 1))
    way = f"/petugas/kasus/{complaint}/rujukan"
    assert office.officer().get(way).status_code == 404
    with office.database.begin() as tx:
        access.add(tx, "Ibu Kepala", access.HEAD, now=office.now)
    assert office.officer("Ibu Kepala").get(way).status_code == 200
    with office.database.begin() as tx:
        joko = access.add(tx, "Joko", access.OFFICER, now=office.now)
        cases.move(tx, 1, "taken", by="Joko", now=office.now, staff=joko.id)
    assert office.officer("Joko").get(way).status_code == 200


def hurt(office: Office) -> str:
    wish = OpenCase("danger", "danger_child_violence", {"place": Answer("telanaipura", "15.71.05")}, "urgent")
    return office.family("ratna", "anak dipukul", wish)


def test_the_head_hands_on_a_danger_without_asking_and_the_family_is_told_no_name(office: Office) -> None:
    code = hurt(office)
    with office.database.begin() as tx:
        access.add(tx, "Ibu Kepala", access.HEAD, now=office.now)
    head = office.officer("Ibu Kepala")
    typed = {"kantor": "dinsos", "kirim_place": "ya", "tanpa_izin": "ya"}
    assert "Tulis dulu alasannya" in post(head, code, **typed).text
    assert handed(office) == []
    post(head, code, **typed, catatan="anak luka, ayah di rumah")
    (one,) = handed(office)
    assert (one.status, one.consent, one.consent_at) == ("agreed", "vital", None)
    (order,) = sent(office)
    assert "menghubungi kantor lain" in order.words
    assert "Dinas" not in order.words
    page = head.get(f"/petugas/kasus/{code}/rujukan").text
    assert "Tanpa izin, demi keselamatan" in page
    post(head, code, "/1/sent", tanggal="2026-11-30")
    assert handed(office)[0].status == "sent"
    assert len(sent(office)) == 1, "the rest is told by the officer, when it is safe"
    with office.database.look() as tx:
        done = tx.execute(sa.select(tables.audit.c.action)).scalars().all()
    assert done.count("console.referral_vital") == 1


def test_nobody_else_and_nothing_else_is_handed_on_without_asking(office: Office, complaint: str) -> None:
    code = hurt(office)
    typed = {"kantor": "dinsos", "kirim_place": "ya", "tanpa_izin": "ya", "catatan": "gawat"}
    officer = office.officer()
    assert "Tanpa izin keluarga" not in officer.get(f"/petugas/kasus/{code}/rujukan").text
    assert "Hanya kepala" in post(officer, code, **typed).text
    with office.database.begin() as tx:
        access.add(tx, "Ibu Kepala", access.HEAD, now=office.now)
    assert "Hanya kepala" in post(office.officer("Ibu Kepala"), complaint, **typed).text
    with office.database.look() as tx:
        assert referrals.of_case(tx, 1) == referrals.of_case(tx, 2) == ()
